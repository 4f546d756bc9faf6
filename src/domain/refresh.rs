//! One run over a feed, and how it ended.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FeedId, Finding, ListingId};

/// How a refresh ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The whole feed was read; absences count.
    Complete,
    /// Something could not be read: what was read is applied, absences do not count.
    Incomplete,
    /// It would remove more than the allowed share: nothing is removed until a person decides.
    Held,
    /// Nothing could be read.
    Failed,
}

impl Outcome {
    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::Held => "held",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored word.
    pub fn from_stored(text: &str) -> Option<Self> {
        [Self::Complete, Self::Incomplete, Self::Held, Self::Failed]
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
    }
}

/// How many records a refresh touched, by what happened to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Seen for the first time, or again after removal.
    pub added: u64,
    /// Changed content.
    pub updated: u64,
    /// The same as before.
    pub unchanged: u64,
    /// Gone past the grace period.
    pub removed: u64,
    /// Could not be used.
    pub failed: u64,
}

/// A listing that a held refresh would remove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doomed {
    /// The feed's own id of the record.
    pub record: String,
    /// Our entry for it.
    pub listing: ListingId,
    /// Its public name.
    pub name: String,
}

/// One run over a feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refresh {
    /// Id of the run, a UUID.
    #[serde(skip)]
    pub id: String,
    /// The feed.
    pub feed: FeedId,
    /// How it ended; `None` while it runs or when it was interrupted.
    pub outcome: Option<Outcome>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// What happened to the records.
    #[serde(flatten)]
    pub counts: Counts,
    /// One sentence for an officer when the outcome is not `complete`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What the publisher should know (a sample where there are very many).
    pub findings: Vec<Finding>,
    /// What it would remove, by name, when it is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub would_remove: Vec<Doomed>,
}
