//! What a walk leaves behind for the next one, so that not everything need be asked for again.
//!
//! the store's notes -> [`Memory`] -> a walk that asks for less -> [`Pulled::Remember`] -> the
//! store, once what was read has been applied. Nothing depends on these notes but the cost of
//! the next walk: without them it reads everything.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Pulled;
use super::client::Response;
use super::page::Envelope;
use crate::domain::{content_hash, shown};
use crate::oruk::Dialect;

/// How long nothing is spared after a feed has been caught changing what it called unchanged.
const DISTRUST: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Whatever a feed says, one in so many answers is asked for in full at each walk.
pub(super) const ONE_IN: u64 = 10;

/// The notes of earlier walks over one feed.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    notes: HashMap<String, String>,
    intact: HashSet<String>,
}

impl Memory {
    /// `notes` by their keys; `intact` are the records, by the feed's own ids, that are
    /// stored as they were read last.
    pub fn new(notes: HashMap<String, String>, intact: HashSet<String>) -> Self {
        Self { notes, intact }
    }

    /// Whether the store holds this record as it was read last.
    pub(super) fn is_intact(&self, source_id: &str) -> bool {
        self.intact.contains(source_id)
    }

    /// What is remembered under a key.
    pub(super) fn recall<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.notes.get(key)?).ok()
    }

    /// The details remembered, by key.
    pub(super) fn details(&self) -> impl Iterator<Item = (&str, Detail)> {
        self.notes
            .keys()
            .filter_map(|key| Some((key.as_str(), self.recall(key)?)))
    }
}

/// The key of the note on an address: with the dialect, for a page is read by it.
pub(super) fn key(url: &Url, dialect: Dialect) -> String {
    format!("{}{}", dialect.mark(), shown(url))
}

/// A note to keep; it goes when the record that it is about does.
pub(super) fn note(key: String, source_id: Option<String>, note: &impl Serialize) -> Pulled {
    Pulled::Remember {
        key,
        source_id,
        // These notes are plain structures; one that could not be written is one less.
        note: serde_json::to_string(note).unwrap_or_default(),
    }
}

/// Tells texts apart.
pub(super) fn digest(text: &str) -> String {
    let mut hash = content_hash(text.as_bytes());
    hash.truncate(32);
    hash
}

/// By what a server knows again what it sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Validators {
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
}

impl Validators {
    pub(super) fn of(response: &Response) -> Self {
        Self {
            etag: response.etag.clone(),
            modified: response.modified.clone(),
        }
    }

    pub(super) fn is_some(&self) -> bool {
        self.etag.is_some() || self.modified.is_some()
    }
}

/// A service's detail as it was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Detail {
    /// Digest of its item in the list.
    pub(super) item: String,
    /// Digest of the detail.
    pub(super) detail: String,
    pub(super) validators: Validators,
    /// When it was last read, whatever the feed said.
    pub(super) read_at: Timestamp,
}

/// A page of full services as it was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ListPage {
    pub(super) validators: Validators,
    /// Digest of the body.
    pub(super) body: String,
    pub(super) envelope: Envelope,
    /// The ids of its services, in order.
    pub(super) ids: Vec<String>,
}

/// How far a feed is believed when it says that something has not changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Belief {
    /// Walks so far.
    pub(super) walks: u64,
    /// When the latest began.
    pub(super) walked_at: Timestamp,
    /// Until when nothing is spared.
    pub(super) distrusted_until: Option<Timestamp>,
}

impl Belief {
    /// Whether anything may be spared.
    pub(super) fn holds(&self, now: Timestamp) -> bool {
        self.walks > 0 && self.distrusted_until.is_none_or(|until| until <= now)
    }

    /// What is left of it after a walk that began `now`.
    pub(super) fn after_walk(self, now: Timestamp, was_caught: bool) -> Self {
        Self {
            walks: self.walks + 1,
            walked_at: now,
            distrusted_until: if was_caught {
                now.checked_add(DISTRUST).ok()
            } else {
                self.distrusted_until
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belief_begins_with_the_second_walk_and_is_lost_for_thirty_days() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let days = |n: i64| now + SignedDuration::from_hours(24 * n);
        let never = Belief::default();
        assert!(!never.holds(now));
        let walked = never.after_walk(now, false);
        assert!(walked.holds(now));
        let caught = walked.after_walk(now, true);
        assert!(!caught.holds(days(29)) && caught.holds(days(30)));
        assert!(!caught.after_walk(days(1), false).holds(days(2)));
    }

    #[test]
    fn a_password_is_no_part_of_what_is_remembered() {
        let url = Url::parse("https://ann:s3cret@feed.example/services/1").unwrap();
        assert_eq!(key(&url, Dialect::V3), "https://feed.example/services/1");
    }
}
