//! What happened when a scan would have hidden a good part of a feed at once.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::FeedId;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrakeAct {
    /// The scan was stopped: nothing was hidden.
    Held,
    /// A person said that it is right: everything was hidden.
    Released,
    /// A person said that it is wrong: nothing was hidden.
    Rejected,
}

impl BrakeAct {
    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Released => "released",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Held, Self::Released, Self::Rejected]
            .into_iter()
            .find(|act| act.as_str() == word)
    }
}

/// One entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrakeEvent {
    /// A UUID.
    pub id: String,
    /// The feed.
    pub feed: FeedId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub what: BrakeAct,
    /// Who did it: `watch`, a token's name, `command line`; never a person's name.
    pub author: String,
    /// How many listings were to be hidden.
    pub listings: u64,
    /// How many listings of the feed were watched.
    pub watched: u64,
    /// What was said about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}
