//! What other pages of the site bear out: a fact that the listed page leaves out and its
//! contact page states is not removed.

use super::case::Case;
use super::listed;
use super::slot::slots;
use super::verdict::Signal;
use crate::watch::read::{self, Page, prices, times};

/// Whether a signal says no more than that the page states a fact no longer.
pub(super) fn is_removal(signal: &Signal) -> bool {
    signal.evidence.found.is_none() && signal.evidence.rule.ends_with("_removed")
}

/// Leaves out removals that another page of the site bears out.
pub(super) fn without_borne_out(case: &Case, mut signals: Vec<Signal>) -> Vec<Signal> {
    signals.retain(|signal| {
        let mut pages = case.support.iter();
        !is_removal(signal) || !pages.any(|page| states(page, case, signal))
    });
    signals
}

/// Whether a page states the listed value that a signal is about.
pub(super) fn states(page: &Page, case: &Case, signal: &Signal) -> bool {
    let field = signal.evidence.field.as_str();
    let listed = signal.evidence.listed.as_deref().unwrap_or_default();
    let mut blocks = page.content();
    blocks.any(|block| match field {
        "phone" => {
            let value = listed::phones(&case.service)
                .into_iter()
                .find(|one| one.shown == listed);
            let seen = read::phones::in_block(block);
            value.is_some_and(|one| seen.iter().any(|phone| phone.number == one.value))
        }
        "email" => read::emails::in_block(block)
            .iter()
            .any(|address| address.eq_ignore_ascii_case(listed)),
        "postcode" => read::postcodes::in_text(&block.text)
            .iter()
            .any(|code| code.as_str() == listed),
        "hours" => {
            let stated = times::in_text(&block.text);
            slots(&case.service)
                .iter()
                .any(|slot| slot.in_words() == listed && slot.is_stated_by(&stated))
        }
        "price" => prices::in_text(&block.text)
            .iter()
            .any(|pence| super::price::in_words(*pence) == listed),
        _ => false,
    })
}
