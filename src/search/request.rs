//! What can be asked, and what comes back.

use serde::{Deserialize, Serialize};

use super::filter::{Facets, Filters, Unknown};
pub use super::order::Factors;
use crate::domain::{ListingId, Whereabouts};

/// The order of the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first; with a place, nearer counts too, and listings without a place count
    /// half; without words, nearest first.
    #[default]
    Relevance,
    /// Nearest first; listings without a place last.
    Distance,
    /// Last confirmed first.
    Fresh,
}

/// Where a search starts from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin {
    /// WGS84 degrees.
    pub lat: f64,
    /// WGS84 degrees.
    pub lon: f64,
}

/// A search. Everything that is given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// What is needed, in anybody's words; no text, however odd or long, is an error, and text
    /// without words asks for nothing. See `lay` for how it is read.
    pub q: Option<String>,
    /// Where distances are measured from.
    pub origin: Option<Origin>,
    /// The postcode or place by whose name the origin was asked for, in its normal form. A
    /// cursor then goes on from where it was when the walk began.
    pub start: Option<String>,
    /// Metres to the nearest place of the service; needs an origin. A service without a
    /// place passes any radius.
    pub radius_m: Option<f64>,
    /// Where the person lives. Within a radius, a service without a place whose stated areas
    /// leave their home out is no answer.
    pub home: Option<Whereabouts>,
    /// What else must hold.
    pub filters: Filters,
    /// Whether facets are counted.
    pub facets: bool,
    /// The order.
    pub sort: Sort,
    /// How many, 1 to 100; anything else counts as the nearer of the two.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: None,
            origin: None,
            start: None,
            radius_m: None,
            home: None,
            filters: Filters::default(),
            facets: false,
            sort: Sort::Relevance,
            limit: 20,
            cursor: None,
        }
    }
}

/// One hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The listing.
    pub id: ListingId,
    /// Geodesic metres from the origin to its nearest place; `None` without an origin or place.
    pub distance_m: Option<f64>,
    /// Whether that place is known only by its postcode.
    pub approximate: bool,
    /// What its place among the hits comes from.
    pub factors: Factors,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchAnswer {
    /// This page, in order.
    pub hits: Vec<Hit>,
    /// How many match in all, after the exact distance test.
    pub total: u64,
    /// How many do not state what a filter asks, and which no filter rules out.
    pub unknown: Unknown,
    /// Counts by value, where they were asked for.
    pub facets: Facets,
    /// Where the next page starts; `None` at the end.
    pub cursor: Option<String>,
}

/// Why a search cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// The cursor is older than ten minutes, of another search, or none of ours.
    #[error("this cursor is no longer valid: start again without it")]
    StaleCursor,
    /// The index could not be read.
    #[error("the search index could not be read ({0}); it is rebuilt at the next start")]
    Index(String),
}
