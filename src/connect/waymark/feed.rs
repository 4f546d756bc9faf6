//! The change feed of a Waymark hub, for whoever keeps a copy of what it publishes.
//!
//! cursor -> [`ChangeFeed::after`] -> a page of changes and the next cursor, or "start again".

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::config::FetchConfig;
use crate::connect::client::{Client, Response};
use crate::connect::endpoint;
use crate::connect::retry::{Dead, Retrier};

/// The cursor from which everything is read.
pub const FROM_THE_START: &str = "0";

/// The most that a hub gives at once.
const LARGEST_PAGE: u32 = 500;

/// What officers paste along with the address of a hub.
const STUBS: [&str; 4] = ["/api/v1/changes", "/api/v1", "/oruk/v3", "/oruk/v1"];

/// Reads the change feed of one hub. This loop ends with exactly what the hub publishes, and
/// does so again whenever it is run again with the same copy and cursor:
///
/// ```
/// # use std::collections::BTreeMap;
/// # use serde_json::value::RawValue;
/// # use waymark::connect::{ChangeFeed, ChangesError};
/// async fn sync(
///     feed: &mut ChangeFeed,
///     copy: &mut BTreeMap<String, Box<RawValue>>,
///     cursor: &mut String,
/// ) -> Result<(), ChangesError> {
///     loop {
///         let page = match feed.after(cursor).await {
///             Err(ChangesError::StartAgain(_)) => {
///                 copy.clear();
///                 *cursor = waymark::connect::FROM_THE_START.to_owned();
///                 continue;
///             }
///             page => page?,
///         };
///         if page.items.is_empty() {
///             return Ok(());
///         }
///         for change in page.items {
///             match change.data {
///                 Some(service) => copy.insert(change.id, service),
///                 None => copy.remove(&change.id),
///             };
///         }
///         *cursor = page.next;
///     }
/// }
/// ```
#[derive(Debug)]
pub struct ChangeFeed {
    changes: Url,
    limit: u32,
    retrier: Retrier,
}

/// A part of the change feed.
#[derive(Debug, Deserialize)]
pub struct ChangePage {
    /// What happened, in the order of the hub's commits; empty at the end.
    pub items: Vec<ChangeItem>,
    /// What the hub is known by where others say what they are made of; older ones do not say.
    #[serde(default)]
    pub hub: Option<String>,
    /// What to ask with next, once the items have been taken over.
    pub next: String,
}

/// One listing, as it stands since its newest change.
#[derive(Debug, Deserialize)]
pub struct ChangeItem {
    /// The listing.
    pub id: String,
    /// Its full ORUK v3 service, JSON text; `None`: delete it.
    pub data: Option<Box<RawValue>>,
    /// What the hub did: `added`, `updated`, `suspended`, `removed_from_feed` and so on.
    #[serde(default)]
    pub reason: String,
    /// The listing that took the place of one that is deleted, after a merge.
    #[serde(default)]
    pub merged_into: Option<String>,
    /// Every listing of other hubs that it is made of, as `HUB/LISTING`.
    #[serde(default)]
    pub made_of: Vec<String>,
}

/// Why a page of changes could not be had; each message says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangesError {
    /// The hub does not take this cursor (any more): drop the copy and read from the start.
    #[error("{0}")]
    StartAgain(String),
    /// It could not be read.
    #[error("{0}")]
    Unread(String),
}

impl ChangeFeed {
    /// `address` is the hub's, with or without what stands below it.
    pub fn new(address: &Url, client: &Client, limits: &FetchConfig) -> Self {
        Self {
            changes: below(&hub(address), "api/v1/changes"),
            limit: LARGEST_PAGE,
            retrier: Retrier::new(client.clone(), limits),
        }
    }

    /// Asks for so many changes at a time, 500 at most.
    pub fn page_size(self, size: u32) -> Self {
        Self {
            limit: size.clamp(1, LARGEST_PAGE),
            ..self
        }
    }

    /// The changes after a cursor. A failed request is tried again, three times in all.
    ///
    /// # Errors
    /// See [`ChangesError`].
    pub async fn after(&mut self, cursor: &str) -> Result<ChangePage, ChangesError> {
        let mut url = self.changes.clone();
        url.query_pairs_mut()
            .append_pair("after", cursor)
            .append_pair("limit", &self.limit.to_string());
        match self.retrier.get(&url, read).await {
            Ok(page) if page.next == cursor && !page.items.is_empty() => {
                let why = format!(
                    "{} gives the same cursor again; tell those who run it",
                    self.changes
                );
                Err(ChangesError::Unread(why))
            }
            Ok(page) => Ok(page),
            Err(Dead { why, status }) => Err(match status {
                Some(400 | 410) if cursor != FROM_THE_START => ChangesError::StartAgain(why),
                _ => ChangesError::Unread(why),
            }),
        }
    }
}

fn read(response: &Response) -> Result<ChangePage, String> {
    serde_json::from_slice(&response.body).map_err(|error| {
        format!(
            "{} does not answer as a Waymark hub does ({error}); check the address",
            response.final_url
        )
    })
}

/// Whether an answer is a page of changes.
pub(in crate::connect) fn is_changes(response: &Response) -> bool {
    response.status == 200 && read(response).is_ok()
}

/// The address of a hub in what an officer pastes, with its last slash.
pub(in crate::connect) fn hub(pasted: &Url) -> Url {
    let mut base = endpoint::base(pasted);
    let path = base.path().trim_end_matches('/');
    let stub = STUBS.iter().find_map(|stub| path.strip_suffix(stub));
    let path = format!("{}/", stub.unwrap_or(path));
    base.set_path(&path);
    base
}

/// The address of something below a hub's.
pub(in crate::connect) fn below(hub: &Url, path: &str) -> Url {
    let mut url = hub.clone();
    url.set_path(&format!("{}{path}", hub.path()));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hub_is_found_in_what_an_officer_pastes() {
        for (pasted, want) in [
            ("https://a.example", "https://a.example/"),
            ("https://a.example/hub/", "https://a.example/hub/"),
            ("https://a.example/oruk/v3", "https://a.example/"),
            ("https://a.example/hub/oruk/v1/", "https://a.example/hub/"),
            (
                "https://a.example/oruk/v3/services?page=2",
                "https://a.example/",
            ),
            (
                "https://a.example/api/v1/changes?after=0",
                "https://a.example/",
            ),
        ] {
            assert_eq!(hub(&Url::parse(pasted).unwrap()).as_str(), want, "{pasted}");
        }
    }
}
