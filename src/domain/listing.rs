//! Our entry for a real service, and the state it is in.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::FeedId;
use crate::oruk::Status;

/// The id of a listing: a UUID that never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListingId(pub Uuid);

impl fmt::Display for ListingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ListingId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// Where a listing stands. Only `Listed` and `Frozen` are searchable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingState {
    /// Being written; nobody sees it.
    Draft,
    /// Waits for a person to let it in.
    PendingReview,
    /// Open to everyone.
    Listed,
    /// Taken out by policy or by a person; comes back when they say so.
    Unlisted,
    /// Shown, but full: a note and a date say so.
    Frozen,
    /// Hidden because evidence says that it is wrong; stays in ORUK as `inactive`.
    Suspended,
    /// Gone from its feed; stays in page walks as `defunct` for 24 hours.
    Removed,
}

impl ListingState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::PendingReview,
        Self::Listed,
        Self::Unlisted,
        Self::Frozen,
        Self::Suspended,
        Self::Removed,
    ];

    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::PendingReview => "pending_review",
            Self::Listed => "listed",
            Self::Unlisted => "unlisted",
            Self::Frozen => "frozen",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
        }
    }

    /// Reads the stored word.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether people may find it, given that its feed says it is active.
    pub fn is_searchable(self) -> bool {
        matches!(self, Self::Listed | Self::Frozen)
    }

    /// Whether ORUK lists and details hold it.
    pub fn is_published(self) -> bool {
        matches!(
            self,
            Self::Listed | Self::Frozen | Self::Suspended | Self::Removed
        )
    }
}

/// Why a listing changed; shown in the change feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeReason {
    /// First seen in a feed.
    Added,
    /// Its content changed in a feed.
    Updated,
    /// Came back after it had been gone.
    Revived,
    /// Missing from its feed longer than the grace period.
    RemovedFromFeed,
    /// Suspended on evidence.
    Suspended,
    /// Back after a person or a clean check lifted the suspension.
    Restored,
    /// Another listing turned out to be the same service and took its place.
    Merged,
    /// Stands by itself again: it turned out to be another service.
    Split,
}

impl ChangeReason {
    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Revived => "revived",
            Self::RemovedFromFeed => "removed_from_feed",
            Self::Suspended => "suspended",
            Self::Restored => "restored",
            Self::Merged => "merged",
            Self::Split => "split",
        }
    }
}

/// A listing as stored: its state and its published documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Our id.
    pub id: ListingId,
    /// Append-only number that orders ORUK page walks; never reused.
    pub number: i64,
    /// Where it stands.
    pub state: ListingState,
    /// What its feed says of it, whatever our state (`doc` shows our answer).
    pub feed_status: Status,
    /// Whether ORUK lists and details hold it: by its state, and a removed one only where
    /// somebody has seen it before, for 24 hours.
    pub is_published: bool,
    /// The feed whose record it is made of (the first one, once several are merged).
    pub feed: FeedId,
    /// Public name, for lists that need no more.
    pub name: String,
    /// Change-log position of its last change: commit order.
    pub seq: i64,
    /// When it last changed, by our change log.
    pub last_modified: Timestamp,
    /// The full ORUK v3 service as published, JSON text.
    pub doc: String,
    /// The ORUK v3 list item (one-to-one fields only), JSON text.
    pub item: String,
}

impl Listing {
    /// Whether people may find it: our state allows it and its feed says `active`.
    pub fn is_searchable(&self) -> bool {
        self.state.is_searchable() && self.feed_status == Status::Active
    }
}
