//! What a publisher should know about their data.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FeedId, codes};
use crate::oruk::issue::{self, Issue};

/// A stable name for one kind of finding, such as `postcode_invalid`: a public contract.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// A code of the [list](codes), the only place where codes are made.
    pub(super) const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A code as it was stored.
    pub fn stored(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// How much it matters; a code that this version does not know is `Info`.
    pub fn severity(&self) -> Severity {
        codes::find(&self.0).map_or(Severity::Info, |known| known.severity)
    }

    /// What it is, in a few words; the code itself when this version does not know it.
    pub fn title(&self) -> &str {
        codes::find(&self.0).map_or(&self.0, |known| known.title)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A test of the [list](codes) keeps the reader's codes in it.
impl From<&Issue> for Code {
    fn from(issue: &Issue) -> Self {
        Self(Cow::Borrowed(issue.code))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much a finding matters, in the standard's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The standard is broken: the record or a part of it cannot be used as it is.
    Must,
    /// It can be used, but should be mended.
    Should,
    /// Good to know.
    Info,
}

impl Severity {
    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Info => "info",
        }
    }

    /// Reads the stored word; anything else is `Info`.
    pub fn from_stored(text: &str) -> Self {
        match text {
            "must" => Self::Must,
            "should" => Self::Should,
            _ => Self::Info,
        }
    }
}

impl From<issue::Severity> for Severity {
    fn from(severity: issue::Severity) -> Self {
        match severity {
            issue::Severity::Must => Self::Must,
            issue::Severity::Should => Self::Should,
            issue::Severity::Info => Self::Info,
        }
    }
}

/// One thing that a publisher should know. Data, not an error of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable name of the kind of finding.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The feed it is about.
    pub feed: FeedId,
    /// The record it is about, by the feed's own id; `None` for the feed as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// JSON pointer into the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// What was found there, cut to 200 characters; never personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What the publisher can do, in plain words.
    pub advice: String,
}
