//! Our own listings, brought back by another directory.
//!
//! A hub that pulls from us and is pulled by us sends us what we said. It must never become a
//! second source of itself: a value that its real source has taken out would stay for ever, each
//! hub believing the other. A record that bears the id of a listing of ours and says what that
//! listing says is a copy; it belongs to the listing and has no say in it.

use super::matching::{Profile, Thresholds, Verdict, compare};
use super::merging::folded;
use crate::oruk::Service;

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
