//! E-mail addresses.

use super::contact::{self, Kind};
use super::listed;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::Reason;
use crate::watch::read::emails;

const EMAIL: Kind = Kind {
    field: "email",
    reason: Reason::EmailChanged,
    read: |block| {
        emails::in_block(block)
            .into_iter()
            .map(|address| (address.clone(), address, true))
            .collect()
    },
};

/// Signals on the listed e-mail addresses.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    contact::signals(facts, &EMAIL, &listed::emails(&facts.case.service))
}
