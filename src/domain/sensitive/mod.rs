//! Sensitive locations: refuges and other places whose whereabouts must stay unknown.
//!
//! service -> [`stated`]: which of its locations it calls sensitive (or the feed did, by a flag
//! that [`mark`] keeps as an attribute) -> with those that people marked -> [`withhold`]: what
//! is left of such a location is its town and the outward code.
//!
//! The store withholds whatever it publishes, so that no face, index, change feed or log ever
//! has the point or the address to give away.

mod evidence;
mod scrub;
mod stated;
#[cfg(test)]
mod tests;
mod withhold;

pub use evidence::{UNTOLD, is_confidential, quiet};
pub use stated::{flagged, mark, stated};
pub use withhold::{is_withheld, withhold};

/// The term by which a location says that it is sensitive.
const TERM: &str = "Sensitive location";

/// The taxonomy of our own terms about records.
const TAXONOMY: &str = "Waymark";

/// What stands in the place of the first line of an address.
const WITHHELD: &str = "Address withheld for safety";
