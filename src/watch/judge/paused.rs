//! Stopped for now, or full.

use std::sync::LazyLock;

use regex::Regex;

use super::rules::Facts;
use super::statements::{Concern, Own, unless_reopened};
use super::verdict::Signal;
use crate::domain::{Reason, VerdictKind};
use crate::watch::read::status::Said;
use crate::watch::read::{dates, is_holiday, pattern};

/// A stop that ends within so many days is a cancelled session or two.
const SHORT_STOP: i32 = 10;

/// What a day for coming back stands after.
static BACK: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:until|til|till|resum\w*|re-?start\w*|(?:be|are|is|we're|come|coming) back|return\w*|re-?open\w*|again|start(?:s|ing)? (?:back|up))\b"
);

/// A day for coming back without a date.
static VAGUELY_BACK: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:the )?(?:new year|spring|summer|autumn|winter|next (?:term|month|year|week)|after (?:christmas|easter|half[- ]term|the (?:holidays?|summer)))\b"
);

/// Signals on a stop for now.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    unless_reopened(facts)
        .iter()
        .filter_map(|own| match own.statement.said {
            Said::Full => full(facts, own),
            Said::Paused => paused(facts, own),
            _ => None,
        })
        .collect()
}

fn full(facts: &Facts<'_>, own: &Own) -> Option<Signal> {
    // On a first look a waiting list is the way of things; later it is news.
    facts
        .before
        .is_some()
        .then(|| own.signal(VerdictKind::Flag, Reason::TemporarilyClosed, "full"))
}

fn paused(facts: &Facts<'_>, own: &Own) -> Option<Signal> {
    let text = around(facts, own);
    let further = text.to_lowercase().contains("further notice");
    if is_holiday(&own.statement.sentence) && !further {
        return None;
    }
    let back = BACK
        .find(&text)
        .map(|word| text.get(word.end()..).unwrap_or_default())
        .unwrap_or_default();
    let day = dates::in_text(back)
        .into_iter()
        .next()
        .or_else(|| last_of_span(own));
    let rule_and_kind = match day.and_then(|when| when.days_announced(facts.today)) {
        Some((first, _)) => {
            let days = (first - facts.today).get_days();
            if days <= SHORT_STOP {
                return None;
            }
            ("paused_until", VerdictKind::Flag)
        }
        None if VAGUELY_BACK.is_match(back) => ("paused_until", VerdictKind::Flag),
        None if own.concern == Concern::Plain => ("paused_without_date", VerdictKind::Suspend),
        None => ("perhaps_paused", VerdictKind::Flag),
    };
    Some(own.signal(rule_and_kind.1, Reason::TemporarilyClosed, rule_and_kind.0))
}

/// "Closed from 9 March to 24 April": the second day.
fn last_of_span(own: &Own) -> Option<dates::When> {
    match own.statement.dates.as_slice() {
        [_, last] => Some(*last),
        _ => None,
    }
}

/// The statement and what follows it in its block: "We are paused. We are back on 3 May."
fn around(facts: &Facts<'_>, own: &Own) -> String {
    let text = &facts.after.page.blocks[own.block].text;
    let from = text.find(&own.statement.sentence).unwrap_or(0);
    let mut around = text.get(from..).unwrap_or_default().to_owned();
    let next = facts.after.page.blocks.get(own.block + 1);
    if let Some(next) =
        next.filter(|next| next.headings == facts.after.page.blocks[own.block].headings)
    {
        around.push('\n');
        around.push_str(&next.text);
    }
    around
}
