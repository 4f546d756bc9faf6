//! "We have moved": what the page says of it in words.

use super::listed;
use super::names::tokens;
use super::rules::Facts;
use super::statements::{Concern, Own};
use super::verdict::Signal;
use crate::domain::{Reason, VerdictKind, service_places};
use crate::watch::read::postcodes;
use crate::watch::read::status::Said;

/// Signals on a move that the page tells in words.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let own = facts.own().iter();
    own.filter_map(|own| signal(facts, own)).collect()
}

fn signal(facts: &Facts<'_>, own: &Own) -> Option<Signal> {
    let said = own.statement.said;
    if !matches!(said, Said::Moved | Said::Moving) || leads_to_listed(facts, &own.statement.rest) {
        return None;
    }
    let ahead = own
        .statement
        .dates
        .iter()
        .any(|when| when.is_coming(facts.today));
    let listed = listed::postcodes(&facts.case.service);
    let still_shown = listed.iter().any(|one| {
        let mut blocks = facts.after.blocks();
        blocks.any(|(_, block)| {
            postcodes::in_text(&block.text)
                .iter()
                .any(|c| c.as_str() == one.value)
        })
    });
    let (kind, rule) = if said == Said::Moving || ahead {
        (VerdictKind::Flag, "will_move")
    } else if still_shown
        || listed.is_empty()
        || own.concern == Concern::Perhaps
        || facts.before.is_none()
    {
        (VerdictKind::Flag, "perhaps_moved")
    } else {
        (VerdictKind::Suspend, "says_it_moved")
    };
    Some(own.signal_on("postcode", kind, Reason::Moved, rule))
}

/// Whether the words name the place that we list: then the page only says where it is.
fn leads_to_listed(facts: &Facts<'_>, rest: &str) -> bool {
    let here = postcodes::in_text(rest);
    let words = tokens(rest);
    let by_code = service_places(&facts.case.service)
        .iter()
        .filter_map(|place| place.postcode.as_deref()?.parse().ok())
        .any(|code: crate::gazetteer::Postcode| here.contains(&code));
    let by_name = facts
        .case
        .service
        .service_at_locations
        .iter()
        .filter_map(|link| tokens(link.location.as_ref()?.name.as_deref()?).into())
        .any(|name: std::collections::BTreeSet<String>| !name.is_empty() && name.is_subset(&words));
    by_code || by_name
}
