//! Counts beside the results: what choosing more would find, and what is not stated.

use std::collections::BTreeMap;

use serde::Serialize;

use super::name::Filter;

/// The most values that a facet names.
pub(super) const MOST_VALUES: usize = 100;

/// A facet for each filter that can be chosen from a list.
pub type Facets = BTreeMap<Filter, Facet>;

/// The values of one filter among what was found. A count is the number of results that
/// choosing this value alone would give, with the words, the distance and every *other*
/// filter as they are; of services that state it. With `include_unknown`, choosing it would
/// let in those that state nothing too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The hundred commonest, the commonest first; days and yes or no in their own order.
    pub values: Vec<FacetValue>,
    /// How many state nothing of it, with every other filter as it is.
    pub not_stated: u64,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// What to send as the filter's value.
    pub value: String,
    /// What people read.
    pub label: String,
    /// How many results choosing it would give.
    pub count: u64,
}

/// What no filter rules out, yet does not state what is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// By filter: how many do not state what it asks. Who leaves two filters open is counted
    /// under both. Of all filters that are asked, and of no other.
    #[serde(flatten)]
    pub by_filter: BTreeMap<Filter, u64>,
    /// How many leave anything open, each counted once: what `include_unknown` lets in. Ages
    /// do not count here, for who does not state one is let in already.
    pub any: u64,
}
