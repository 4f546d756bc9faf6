//! A record as a source of a listing, and the one order of all sources.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::Object;
use crate::domain::FeedId;
use crate::oruk::shape::Entity;

/// One record that a listing is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its feed.
    pub feed: FeedId,
    /// The feed's own id of it.
    pub source_id: String,
    /// How far its feed is believed against others, 0 to 1.
    pub trust: f64,
    /// Whether the listing began with it.
    pub is_home: bool,
    /// When it was first seen: decides about ids alone, never about content.
    pub first_seen: Timestamp,
    /// When its content last changed: told, and never decides.
    pub changed_at: Timestamp,
    /// The normalised service, as JSON.
    pub document: Object,
}

impl Source {
    /// When somebody who knows last confirmed it, by its own word: an ISO date.
    pub(super) fn assured(&self) -> Option<&str> {
        self.document.get("assured_date")?.as_str()
    }

    /// Trust and freshness: what ranks it before its values are looked at.
    pub(super) fn word(&self, other: &Self) -> Ordering {
        let trust = self.trust.total_cmp(&other.trust);
        trust.then_with(|| self.assured().cmp(&other.assured()))
    }

    fn name(&self) -> (&str, &str) {
        (self.feed.as_str(), &self.source_id)
    }

    /// Who keeps an id that several have: the one that the listing began with, then the first seen.
    pub(super) fn seniority(&self) -> (bool, Timestamp, &str, &str) {
        let (feed, source_id) = self.name();
        (!self.is_home, self.first_seen, feed, source_id)
    }
}

/// The sources, the best first: more trusted, fresher, then by name.
pub(super) fn ranked(sources: &[Source]) -> Vec<&Source> {
    let mut ranked: Vec<&Source> = sources.iter().collect();
    ranked.sort_by(|a, b| b.word(a).then_with(|| a.name().cmp(&b.name())));
    ranked
}

/// Names of a service's fields in the standard's order.
pub(super) fn field_names() -> impl Iterator<Item = &'static str> {
    Entity::Service.fields().iter().map(|field| field.name)
}

/// Where a field stands in that order.
pub(super) fn place_of(name: &str) -> usize {
    field_names()
        .position(|field| field == name)
        .unwrap_or(usize::MAX)
}
