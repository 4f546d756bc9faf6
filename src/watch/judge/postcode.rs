//! Postcodes: where people go.

use super::contact::{self, Kind};
use super::listed;
use super::names::tokens;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Reason, VerdictKind};
use crate::watch::read::postcodes;

const POSTCODE: Kind = Kind {
    field: "postcode",
    reason: Reason::Moved,
    read: |block| {
        postcodes::in_text(&block.text)
            .into_iter()
            .map(|code| (code.to_string(), code.to_string(), true))
            .collect()
    },
};

/// Signals on the listed postcodes.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let listed = listed::postcodes(&facts.case.service);
    let mut signals = contact::signals(facts, &POSTCODE, &listed);
    for signal in &mut signals {
        // The same house and street under another postcode is a correction, not a move.
        let beside = signal.evidence.snippet.as_deref().unwrap_or_default();
        if signal.kind == VerdictKind::Suspend && at_listed_address(facts, beside) {
            signal.kind = VerdictKind::Flag;
            signal.evidence.rule = "postcode_corrected".to_owned();
        }
    }
    signals
}

fn at_listed_address(facts: &Facts<'_>, text: &str) -> bool {
    let text = tokens(text);
    let links = &facts.case.service.service_at_locations;
    links
        .iter()
        .filter_map(|link| link.location.as_ref())
        .flat_map(|location| &location.addresses)
        .filter_map(|address| address.address_1.as_deref())
        .map(tokens)
        .any(|street| street.len() >= 2 && street.is_subset(&text))
}
