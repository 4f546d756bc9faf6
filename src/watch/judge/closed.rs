//! Closed for good, about to close, or afraid of it.

use super::rules::Facts;
use super::statements::{Concern, Own, unless_reopened};
use super::verdict::Signal;
use crate::domain::{Reason, VerdictKind};
use crate::watch::read::status::Said;

/// Signals on the end of the service.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    unless_reopened(facts)
        .iter()
        .filter_map(|own| signal(facts, own))
        .collect()
}

fn signal(facts: &Facts<'_>, own: &Own) -> Option<Signal> {
    let plain = own.concern == Concern::Plain;
    let ahead = own.statement.dates.iter().any(|when| {
        let days = when.days_gone_by(facts.today);
        days.is_some_and(|(first, _)| first > facts.today)
    });
    let (kind, rule) = match own.statement.said {
        Said::MayClose => (VerdictKind::Flag, "may_close"),
        Said::Closing if is_over(facts, own) && plain && own.statement.is_final => {
            (VerdictKind::Suspend, "closed_as_announced")
        }
        Said::Closing => (VerdictKind::Flag, "will_close"),
        Said::Closed if ahead => (VerdictKind::Flag, "will_close"),
        Said::Closed if plain && believed(facts, own) => (VerdictKind::Suspend, "closed_for_good"),
        Said::Closed => (VerdictKind::Flag, "perhaps_closed"),
        _ => return None,
    };
    Some(own.signal(kind, Reason::Closed, rule))
}

/// Whether the day on which it was to close has come.
fn is_over(facts: &Facts<'_>, own: &Own) -> bool {
    let dates = &own.statement.dates;
    let over = |last| last < facts.today;
    !dates.is_empty()
        && dates.iter().all(|when| {
            when.days_announced(facts.today)
                .is_some_and(|(_, last)| over(last))
        })
}

/// Without a page to compare with, only what is said beyond doubt is believed.
fn believed(facts: &Facts<'_>, own: &Own) -> bool {
    own.statement.is_final || facts.before.is_some()
}
