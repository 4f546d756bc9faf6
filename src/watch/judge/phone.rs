//! Telephone numbers.

use super::contact::{self, Kind};
use super::listed;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::Reason;
use crate::watch::read::phones;

const PHONE: Kind = Kind {
    field: "phone",
    reason: Reason::PhoneChanged,
    read: |block| {
        phones::in_block(block)
            .into_iter()
            .map(|seen| (seen.number, seen.written, !seen.is_fax))
            .collect()
    },
};

/// Signals on the listed telephone numbers.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let mut listed = listed::phones(&facts.case.service);
    // Small places leave out the area code: "ring Ashby 960123".
    listed.retain(|phone| {
        let mut blocks = facts.after.blocks();
        !blocks.any(|(_, block)| phones::shows_local_part(&block.text, &phone.value))
    });
    contact::signals(facts, &PHONE, &listed)
}
