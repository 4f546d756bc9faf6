//! What to offer while somebody types, and where the places are that go by a name.
//!
//! Index time: listing -> `named` (the names it has) -> one column. After each commit: the
//! column of each segment -> `names` (in memory, with counts), which belong to the `view`. Then: what is typed ->
//! `offers`, and the name of a place -> `places`, where it is, or which one is meant.
//!
//! Only listings that people may find have names here. A segment's names are read once; its
//! counts again when some of its listings have gone.

mod named;
mod names;
mod offers;
mod places;

pub use named::SuggestKind;
pub(super) use named::{COLUMN, named};
pub(super) use names::Names;
pub use offers::Offer;
pub(super) use places::NamedPlace;
pub use places::PlaceError;

use super::SearchIndex;

/// The most offers of one answer.
const MOST_OFFERS: usize = 50;

impl SearchIndex {
    /// Names that hold a word which begins as `typed` ends, the most used first; accents and
    /// case do not matter. `limit` is 1 to 50; anything else counts as the nearer of the
    /// two. Takes a millisecond or two of a processor at most.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<Offer> {
        offers::offers(
            &self.views.newest().names,
            typed,
            limit.clamp(1, MOST_OFFERS),
        )
    }

    /// The most used names of these kinds, in the order of the alphabet.
    pub fn common(&self, kinds: &[SuggestKind], most: usize) -> Vec<String> {
        offers::common(&self.views.newest().names, kinds, most)
    }

    /// Where the place of this name is, as the addresses of listings tell.
    ///
    /// # Errors
    /// When no listing is there, or in several places of that name.
    pub(super) fn place(&self, name: &str) -> Result<NamedPlace, PlaceError> {
        places::find(&self.views.newest().names, name)
    }
}
