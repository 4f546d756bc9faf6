//! Our own listings, brought back by another directory.
//!
//! A hub that pulls from us and is pulled by us sends us what we said. It must never become a
//! second source of itself: a value that its real source has taken out would stay for ever, each
//! hub believing the other. A record that bears the id of a listing of ours and says what that
//! listing says is a copy; it belongs to the listing and has no say in it.
//!
//! A hub that merged what it had from us publishes it under an id of its own. So every hub says
//! what its listings are made of, and a record that has passed through us has no say either,
//! whatever else it is made of. Two hubs that found this out of each other at one time would
//! both fall silent and both begin again, so one of them, the senior, does not begin again.

use serde_json::{Map, Value};

use super::matching::{Profile, Thresholds, Verdict, compare};
use super::merging::folded;
use crate::connect::MADE_OF;
use crate::oruk::Service;
use crate::store::HubListing;

/// Whether a record that bears our listing's id says what the listing says.
pub(super) fn is_copy(ours: &Service, theirs: &Service) -> bool {
    let said = |service: &Service| {
        [
            &service.name,
            &service.description,
            &service.url,
            &service.email,
        ]
        .map(|text| text.as_deref().map(folded).unwrap_or_default())
    };
    said(ours) == said(theirs)
}

/// Whether a record that was a copy has become something else.
pub(super) fn has_parted(ours: &Service, theirs: &Service) -> bool {
    let compared = compare(
        &Profile::of(ours),
        &Profile::of(theirs),
        Thresholds::default(),
    );
    compared.verdict == Verdict::Apart
}

/// The most listings that one is believed to be made of: a note that is longer says nothing.
const MOST: usize = 1_000;

/// Every listing of any hub that a record of another hub is made of, that hub's own first;
/// nothing where its feed does not say so.
pub(super) fn made_of(raw: &str) -> Vec<HubListing> {
    // Cheaper than reading every service of every feed twice.
    if !raw.contains(MADE_OF) {
        return Vec::new();
    }
    let service: Option<Map<String, Value>> = serde_json::from_str(raw).ok();
    let noted = service.as_ref().and_then(|service| service.get(MADE_OF));
    let origins = noted.and_then(Value::as_array).into_iter().flatten();
    let origins = origins.take(MOST).filter_map(Value::as_str);
    origins.filter_map(|text| text.parse().ok()).collect()
}

/// The listing of ours, known by `tag`, that a record has passed through.
pub(super) fn passed_through<'o>(made_of: &'o [HubListing], tag: &str) -> Option<&'o HubListing> {
    made_of.iter().find(|origin| origin.hub == tag)
}

/// Whether of two hubs that follow each other this one gives way to no change of mind.
pub(super) fn is_senior(tag: &str, made_of: &[HubListing]) -> bool {
    made_of
        .first()
        .is_some_and(|giver| tag < giver.hub.as_str())
}
