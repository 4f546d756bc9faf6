//! Where a value came from: the source that won, the rule that said so, and what lost.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::source::Source;
use super::{Object, source};
use crate::domain::FeedId;

/// Why a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No other source states it.
    Only,
    /// Every source that states it says the same.
    Same,
    /// A person here has set it.
    Edit,
    /// The provider's own word.
    Provider,
    /// Its feed is trusted more.
    Trust,
    /// Confirmed more recently.
    Freshness,
    /// What the other says cannot be right.
    Validity,
    /// It says more.
    Completeness,
    /// More sources say so.
    Agreement,
    /// Nothing tells them apart: the first by name.
    Order,
    /// What several sources list, joined without doubles.
    Joined,
}

impl Why {
    /// Why, in words for a page.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Only => "nobody else states it",
            Self::Same => "all agree",
            Self::Edit => "set here by a person",
            Self::Provider => "the provider's own word",
            Self::Trust => "from the more trusted directory",
            Self::Freshness => "confirmed more recently",
            Self::Validity => "the other value cannot be right",
            Self::Completeness => "it says more",
            Self::Agreement => "more directories say so",
            Self::Order => "nothing tells them apart",
            Self::Joined => "joined from several directories",
        }
    }
}

/// A source, by the record's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// The feed.
    pub feed: FeedId,
    /// The feed's own id of the record.
    pub record: String,
    /// When that record's content last changed.
    pub changed_at: Timestamp,
}

/// A value that lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lost {
    /// Who says so; nobody any more where an edit covers what a feed had said.
    pub from: Vec<Said>,
    /// What.
    pub value: Value,
    /// Ranks of the sources, until they are named.
    #[serde(skip)]
    pub(super) ranks: Vec<usize>,
}

/// Where one field's value came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    /// The field of the service.
    pub field: String,
    /// Why this value.
    pub why: Why,
    /// Who states it, the winner first.
    pub from: Vec<Said>,
    /// Who set it here, of an edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was set here, of an edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// When an edit ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Whether a feed has changed what it says since the edit was made.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub feed_changed: bool,
    /// Of a list: who brought each entry, by its id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// What lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Lost>,
    /// Ranks of the sources, until they are named.
    #[serde(skip)]
    pub(super) ranks: Vec<usize>,
}

/// Who brought one entry of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its id in the document; empty where it has none.
    pub id: String,
    /// Who states it.
    pub from: Vec<Said>,
    /// Ranks of the sources, until they are named.
    #[serde(skip)]
    pub(super) ranks: Vec<usize>,
}

impl Origin {
    pub(super) fn new(field: &str, why: Why, ranks: Vec<usize>) -> Self {
        Self {
            field: field.to_owned(),
            why,
            from: Vec::new(),
            author: None,
            at: None,
            expires_at: None,
            feed_changed: false,
            entries: Vec::new(),
            others: Vec::new(),
            ranks,
        }
    }
}

/// The origins of a document that one record makes: it says everything.
pub(super) fn of_one(document: &Object) -> Vec<Origin> {
    source::field_names()
        .filter(|name| *name != "id" && document.contains_key(*name))
        .map(|name| Origin::new(name, Why::Only, vec![0]))
        .collect()
}

/// Puts names in place of ranks.
pub(super) fn name_sources(origins: &mut [Origin], ranked: &[&Source]) {
    let named = |ranks: &[usize]| -> Vec<Said> {
        let sources = ranks.iter().filter_map(|rank| ranked.get(*rank));
        sources
            .map(|source| Said {
                feed: source.feed.clone(),
                record: source.source_id.clone(),
                changed_at: source.changed_at,
            })
            .collect()
    };
    for origin in origins {
        origin.from = named(&origin.ranks);
        for entry in &mut origin.entries {
            entry.from = named(&entry.ranks);
        }
        for lost in &mut origin.others {
            lost.from = named(&lost.ranks);
        }
    }
}
