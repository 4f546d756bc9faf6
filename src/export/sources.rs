//! Whom the data come from, and what may be done with them.

use std::collections::BTreeMap;

use serde::Serialize;
use url::Url;

use crate::config::Config;
use crate::domain::FeedId;
use crate::store::{FeedRow, Result, Store};

/// What a feed without a stated licence says in a cell.
const NOT_STATED: &str = "not stated";

/// A feed, as those who use its data must name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Source {
    pub(super) feed: FeedId,
    pub(super) name: String,
    /// `null` where the feed states none.
    pub(super) licence: Option<String>,
    /// Its address, for feeds that have one on the web.
    pub(super) url: Option<String>,
}

/// Every feed, and who publishes them together.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    feeds: BTreeMap<FeedId, Source>,
    /// Name of the directory.
    pub(super) publisher: String,
    /// The licence under which it publishes.
    pub(super) licence: String,
    /// Its address.
    pub(super) address: String,
}

impl Sources {
    pub(super) async fn load(store: &Store, config: &Config) -> Result<Self> {
        let feeds = store.feeds().await?;
        Ok(Self {
            feeds: feeds
                .into_iter()
                .map(|row| (row.id.clone(), Source::of(row)))
                .collect(),
            publisher: config.publisher.name.clone(),
            licence: config.publisher.licence.clone(),
            address: config.server.base_url(),
        })
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Source> {
        self.feeds.values()
    }

    /// Those of a service.
    pub(super) fn of<'a>(&'a self, feeds: &'a [FeedId]) -> impl Iterator<Item = &'a Source> {
        feeds.iter().filter_map(|feed| self.feeds.get(feed))
    }
}

impl Source {
    fn of(row: FeedRow) -> Self {
        Self {
            feed: row.id,
            name: row.name,
            licence: row.licence,
            url: web_address(&row.address),
        }
    }

    /// The licence in words.
    pub(super) fn licence_in_words(&self) -> &str {
        self.licence.as_deref().unwrap_or(NOT_STATED)
    }
}

/// An address on the web, without the query, which may hold a key; a path on this machine is
/// nobody's business.
fn web_address(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_on_the_web_is_named() {
        for (address, want) in [
            (
                "https://a.example/api?key=s3cret#x",
                Some("https://a.example/api"),
            ),
            ("feeds/holmemoor.json", None),
            ("/srv/feeds/holmemoor.json", None),
            ("", None),
        ] {
            assert_eq!(web_address(address).as_deref(), want, "{address}");
        }
    }
}
