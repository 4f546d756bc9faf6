//! Kind `waymark`: another hub, by its change feed.
//!
//! cursor of the last refresh -> pages of changes -> services and deletions -> the next cursor,
//! remembered once all of it has been applied; then the taxonomies and terms by ORUK 3.0.
//!
//! Without a cursor, or when the hub says "start again", everything is read: then what is not
//! named is absent, as with any other feed.

mod feed;

pub use feed::{ChangeFeed, ChangeItem, ChangePage, ChangesError, FROM_THE_START};
pub(super) use feed::{below, hub, is_changes};

use futures::future::BoxFuture;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::SendError;
use url::Url;

use super::endpoint::Endpoint;
use super::oruk_v3::OrukV3;
use super::{Client, Connector, Memory, Pulled, WalkEnd};
use crate::config::{FeedConfig, FetchConfig};
use crate::oruk::Dialect;

/// Where a service of another hub says what it is made of.
pub const MADE_OF: &str = "waymark_made_of";

/// Names the note that holds the cursor.
const CURSOR: &str = "changes";

/// Whatever a server says, no directory has had more changes than this.
const MOST_PAGES: u64 = 1_000_000;

/// Another hub.
#[derive(Debug)]
pub(super) struct Waymark {
    address: Url,
    feed: FeedConfig,
    client: Client,
    limits: FetchConfig,
    cursor: Option<String>,
}

impl Waymark {
    pub(super) fn new(
        address: &Url,
        feed: &FeedConfig,
        client: &Client,
        limits: &FetchConfig,
    ) -> Self {
        Self {
            address: hub(address),
            feed: feed.clone(),
            client: client.clone(),
            limits: limits.clone(),
            cursor: None,
        }
    }

    async fn pull(&self, out: &Sender<Pulled>) -> WalkEnd {
        let feed = ChangeFeed::new(&self.address, &self.client, &self.limits);
        let mut feed = feed.page_size(self.feed.page_size);
        let mut cursor = self.cursor.clone();
        let first = match &cursor {
            None => feed.after(FROM_THE_START).await,
            Some(known) => match feed.after(known).await {
                Err(ChangesError::StartAgain(why)) => {
                    tracing::info!(feed = %self.feed.id, why, "reading the whole change feed anew");
                    cursor = None;
                    feed.after(FROM_THE_START).await
                }
                page => page,
            },
        };
        let first = match first {
            Ok(page) => page,
            Err(error) => return WalkEnd::Failed(error.to_string()),
        };
        let since_last = cursor.is_some();
        let cursor = cursor.unwrap_or_else(|| FROM_THE_START.to_owned());
        match follow(&mut feed, (cursor, first), since_last, out).await {
            Ok(WalkEnd::Complete) => {
                self.by_oruk().read_vocabulary(out).await;
                WalkEnd::Complete
            }
            Ok(end) => end,
            Err(_) => WalkEnd::Incomplete(
                "the refresh was stopped before the changes were read".to_owned(),
            ),
        }
    }

    /// The hub as a feed by ORUK 3.0, which is where its vocabularies are.
    fn by_oruk(&self) -> OrukV3 {
        let base = below(&self.address, "oruk/v3/");
        OrukV3(Endpoint::new(
            &base,
            &self.feed,
            &self.client,
            &self.limits,
            Dialect::V3,
        ))
    }
}

/// Hands over page after page, from the first on, until there is nothing more.
async fn follow(
    feed: &mut ChangeFeed,
    (mut cursor, mut page): (String, ChangePage),
    since_last: bool,
    out: &Sender<Pulled>,
) -> Result<WalkEnd, SendError<Pulled>> {
    out.send(Pulled::Changes { since_last }).await?;
    for _ in 0..MOST_PAGES {
        if page.items.is_empty() {
            out.send(Pulled::Reached {
                key: CURSOR.to_owned(),
                note: Value::String(cursor).to_string(),
            })
            .await?;
            return Ok(WalkEnd::Complete);
        }
        for item in page.items {
            out.send(pulled(page.hub.as_deref(), item)).await?;
        }
        cursor = page.next;
        page = match feed.after(&cursor).await {
            Ok(page) => page,
            Err(error) => return Ok(WalkEnd::Incomplete(error.to_string())),
        };
    }
    Ok(WalkEnd::Failed(
        "the change feed does not end: its server makes changes up".to_owned(),
    ))
}

fn pulled(hub: Option<&str>, item: ChangeItem) -> Pulled {
    match item.data {
        Some(raw) => Pulled::Service {
            raw: marked(hub, &item.id, &item.made_of, raw),
            source_id: Some(item.id),
            dialect: Dialect::V3,
        },
        None => Pulled::Gone {
            source_id: item.id,
            merged_into: item.merged_into,
        },
    }
}

/// A service with a note of every listing of any hub that it is made of, the hub's own first.
/// The note is part of what was sent: when it changes, so has the record.
fn marked(hub: Option<&str>, id: &str, made_of: &[String], raw: Box<RawValue>) -> Box<RawValue> {
    let Some(hub) = hub else { return raw };
    let Ok(mut service) = serde_json::from_str::<Map<String, Value>>(raw.get()) else {
        return raw;
    };
    let own = format!("{hub}/{id}");
    let all: Vec<&str> = std::iter::once(own.as_str())
        .chain(made_of.iter().map(String::as_str))
        .collect();
    service.insert(MADE_OF.to_owned(), all.into());
    to_raw_value(&service).unwrap_or(raw)
}

impl Connector for Waymark {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(async move { self.pull(&out).await })
    }

    fn remember(&mut self, memory: Memory) {
        self.cursor = memory.recall(CURSOR);
    }
}
