//! Pulls one feed: connector -> [`Pulled`] items through a channel -> [`WalkEnd`].
//!
//! A connector reads what a feed sends, page by page, and hands over each service as the
//! feed states it, untouched. It never decides what to do with it: `federation`
//! normalises, stages and applies. A page that cannot be read costs that page and
//! makes the walk incomplete; the connector itself never fails for a single record.
//! Everything over HTTP goes through one polite client.

use serde_json::value::RawValue;

/// One thing that a connector read.
#[derive(Debug)]
pub enum Pulled {
    /// A service as the feed states it.
    Service {
        /// The feed's own id as text; `None` when it gives none that can be used.
        source_id: Option<String>,
        /// The full service, JSON as it came.
        raw: Box<RawValue>,
        /// The version of the standard that it follows.
        dialect: Dialect,
    },
    /// A listed id whose detail could not be read: the record is there, its content is not.
    /// It counts as seen, so that it is not taken for a deletion.
    Unread {
        /// The feed's own id.
        source_id: String,
        /// What happened, in plain words.
        why: String,
    },
    /// A listed id whose content is, by the feed's word, what it was when it was last read.
    Same {
        /// The feed's own id.
        source_id: String,
    },
    /// The feed tells what has changed, not what it holds: a record may come more than once,
    /// the last word counts, and what went is named. Comes before anything else.
    Changes {
        /// Whether it tells what changed since the last walk: what it does not name is then
        /// what it was. Else it tells of everything, and what it does not name is absent.
        since_last: bool,
    },
    /// A record that is gone, by the feed's own word.
    Gone {
        /// The feed's own id.
        source_id: String,
        /// The record that took its place, if one did.
        merged_into: Option<String>,
    },
    /// How far a change feed has been followed: a note for the next walk, kept only once
    /// everything up to there has been applied, deletions too.
    Reached {
        /// Names the note.
        key: String,
        /// The note itself.
        note: String,
    },
    /// What the next walk is given back in its [`Memory`].
    Remember {
        /// Names the note.
        key: String,
        /// The record that it is about, if it is about one.
        source_id: Option<String>,
        /// The note itself.
        note: String,
    },
    /// A taxonomy as the feed states it.
    Taxonomy(Box<RawValue>),
    /// A taxonomy term as the feed states it.
    TaxonomyTerm(Box<RawValue>),
    /// Something the publisher should know about the feed as a whole.
    Note {
        /// What kind of finding it is.
        code: Code,
        /// What was found, short.
        found: String,
        /// What the publisher can do.
        advice: String,
    },
}

/// How a walk over a feed ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkEnd {
    /// Every page was read: what was not seen is absent.
    Complete,
    /// Some of it could not be read; the sentence says what and what to do.
    Incomplete(String),
    /// Nothing could be read; the sentence says why and what to do.
    Failed(String),
}

mod auto;
mod client;
mod datapackage;
mod endpoint;
mod file;
mod gap;
mod item;
mod memory;
mod notes;
mod oruk_v1;
mod oruk_v3;
mod page;
mod paging;
mod retry;
mod waymark;

pub use client::{Client, ClientError, FetchError, Request, Response};
pub use datapackage::read_package;
pub use endpoint::base as base_address;
pub use memory::Memory;
pub use waymark::{ChangeFeed, ChangeItem, ChangePage, ChangesError, FROM_THE_START, MADE_OF};

use futures::future::BoxFuture;
use tokio::sync::mpsc::Sender;

use crate::config::{FeedConfig, FeedKind, FetchConfig};
use crate::domain::Code;
use crate::oruk::Dialect;
use datapackage::{DataPackage, Place};
use endpoint::Endpoint;

/// Reads one kind of feed.
pub trait Connector: Send + Sync {
    /// Walks the whole feed, sending what it reads in the feed's order. A closed channel
    /// ends the walk as incomplete.
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd>;

    /// Takes what earlier walks have left behind, to ask for less. Those that can spare
    /// nothing have no use for it.
    fn remember(&mut self, _memory: Memory) {}
}

/// The connector for a feed's kind.
pub fn connector(feed: &FeedConfig, client: &Client, limits: &FetchConfig) -> Box<dyn Connector> {
    // The settings are checked when they are read; a feed made in any other way may lack a place.
    match (feed.kind, &feed.url, &feed.path) {
        (FeedKind::Spreadsheet, ..) => Box::new(BroughtIn),
        (FeedKind::File, _, Some(path)) => Box::new(file::File::new(path, limits)),
        (FeedKind::File, _, None) => Box::new(Nowhere("path")),
        (FeedKind::Datapackage, url, path) => match (url.clone(), path.clone()) {
            (Some(url), _) => Box::new(DataPackage::new(Place::Url(url), client, limits)),
            (None, Some(path)) => Box::new(DataPackage::new(Place::Path(path), client, limits)),
            (None, None) => Box::new(Nowhere("path or url")),
        },
        (_, None, _) => Box::new(Nowhere("url")),
        (FeedKind::Auto, Some(url), _) => Box::new(auto::Auto::new(url, feed, client, limits)),
        (FeedKind::Waymark, Some(url), _) => {
            Box::new(waymark::Waymark::new(url, feed, client, limits))
        }
        (FeedKind::OrukV3, Some(url), _) => Box::new(oruk_v3::OrukV3(Endpoint::new(
            url,
            feed,
            client,
            limits,
            Dialect::V3,
        ))),
        (FeedKind::OrukV1, Some(url), _) => {
            let dialect = Dialect::V1(feed.weekdays);
            Box::new(oruk_v1::OrukV1(Endpoint::new(
                url, feed, client, limits, dialect,
            )))
        }
    }
}

/// A feed that is not pulled.
struct BroughtIn;

impl Connector for BroughtIn {
    fn walk(&self, _out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        let why = "a spreadsheet is not pulled; bring it in with `waymark import FILE --feed ID`";
        Box::pin(async { WalkEnd::Failed(why.to_owned()) })
    }
}

/// A feed that says no place.
struct Nowhere(&'static str);

impl Connector for Nowhere {
    fn walk(&self, _out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        let why = format!("the feed's settings lack {}; add it", self.0);
        Box::pin(async { WalkEnd::Failed(why) })
    }
}
