//! Days and times.
//!
//! A listed day or time counts as contradicted when the line that stated it before was
//! edited to say another, or when the page was made anew and our part of it states
//! another; and no part of the page that is ours states the listed one any more.

use super::about::{About, Belongs};
use super::rules::Facts;
use super::slot::{Slot, slots, stated_terms};
use super::verdict::Signal;
use super::whom::{Whom, whom};
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::text::snippet;
use crate::watch::read::times::{self, Often, Times};
use crate::watch::read::{Block, dates, is_holiday, standing, topic};

/// A start moved by so many minutes makes a journey vain.
const HOUR: u16 = 60;

/// Signals on the listed days and times.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let Some(before) = &facts.before else {
        return Vec::new();
    };
    let slots = slots(&facts.case.service);
    let mut signals: Vec<Signal> = Vec::new();
    for slot in &slots {
        let stated = stated(&facts.after, slot);
        let mut found = edited(facts, before, &slots, slot, stated);
        if found.is_empty() && !stated {
            found.extend(anew(facts, before, &slots, slot));
        }
        for signal in found {
            let known = |other: &Signal| other.evidence.snippet == signal.evidence.snippet;
            if !signals.iter().any(known) {
                signals.push(signal);
            }
        }
    }
    if signals.is_empty() {
        signals.extend(said_beside(facts, &slots));
    }
    signals
}

/// What the lines say that were edited. While another line still states the listed hours,
/// the page contradicts itself.
fn edited(
    facts: &Facts<'_>,
    before: &About<'_>,
    slots: &[Slot],
    slot: &Slot,
    still_stated: bool,
) -> Vec<Signal> {
    let mut signals = Vec::new();
    for (old, new) in facts.edits.pairs() {
        let old = times::in_text(&before.page.blocks[old].text);
        let block = &facts.after.page.blocks[new];
        let new = times::in_text(&block.text);
        if topic::is_other_business(block) || is_listed_elsewhere(slots, &new) {
            continue;
        }
        match difference(slot, &old, &new) {
            Some((VerdictKind::Suspend, _)) if still_stated => {
                let agreed = slot.is_stated_by(&old);
                signals
                    .extend(agreed.then(|| {
                        signal(slot, block, VerdictKind::Flag, "page_contradicts_itself")
                    }));
            }
            Some((kind, rule)) if !still_stated => signals.push(signal(slot, block, kind, rule)),
            _ => {}
        }
    }
    signals
}

/// What an edited line says against the listing; the line must have agreed before.
fn difference(slot: &Slot, old: &Times, new: &Times) -> Option<(VerdictKind, &'static str)> {
    let agreed_on_day = slot.days != 0 && slot.days & old.days != 0;
    if agreed_on_day && new.days != 0 && (slot.days & old.days) & !new.days != 0 {
        return Some((VerdictKind::Suspend, "other_day"));
    }
    let agreed_on_often = slot.often.is_none() || old.often.is_none() || slot.often == old.often;
    if let (true, true, Some(old_often), Some(new_often)) =
        (agreed_on_day, agreed_on_often, old.often, new.often)
        && old_often != new_often
    {
        return Some((VerdictKind::Suspend, "other_frequency"));
    }
    let agreed_on_weeks = old.weeks != 0 && (slot.weeks == 0 || slot.weeks == old.weeks);
    if agreed_on_day && agreed_on_weeks && new.weeks != 0 && new.weeks != old.weeks {
        return Some((VerdictKind::Suspend, "other_week"));
    }
    let start = slot.start?;
    let mut spans = old.spans.iter();
    let (_, old_end) = spans.find(|(from, _)| from.distance(start) == 0)?;
    let end = slot
        .end
        .filter(|end| old_end.is_some_and(|old| old.distance(*end) == 0));
    moved(start, end, new)
}

/// How far the times that words state are from the listed ones.
fn moved(start: u16, end: Option<u16>, new: &Times) -> Option<(VerdictKind, &'static str)> {
    let (from, to) = new
        .spans
        .iter()
        .min_by_key(|(from, _)| from.distance(start))?;
    let moved = from.distance(start);
    if moved >= HOUR {
        return Some((VerdictKind::Suspend, "start_moved"));
    }
    let end_moved = match (end, to) {
        (Some(end), Some(new)) => new.distance(end),
        _ => 0,
    };
    (moved > 0 || end_moved > 0).then_some((VerdictKind::Flag, "times_moved_a_little"))
}

/// The line is not there any more: what does our part of the page state instead?
fn anew(facts: &Facts<'_>, before: &About<'_>, slots: &[Slot], slot: &Slot) -> Option<Signal> {
    let was_stated = stated_terms(before)
        .iter()
        .any(|(_, times)| slot.is_stated_by(times));
    if !was_stated {
        return None;
    }
    let terms: Vec<(usize, Times)> = stated_terms(&facts.after)
        .into_iter()
        .filter(|(at, _)| is_regular(&facts.after.page.blocks[*at].text))
        .collect();
    let block = |at: usize| &facts.after.page.blocks[at];
    let with_days: Vec<&(usize, Times)> = terms.iter().filter(|(_, t)| t.days != 0).collect();
    let days = with_days
        .iter()
        .fold(0, |days, (_, times)| days | times.days);
    // Nothing at all is stated any more.
    let Some((first, _)) = terms.first() else {
        return Some(removed(slot));
    };
    if terms.iter().any(|(_, times)| slot.is_stated_by(times)) {
        return None;
    }
    if slot.days != 0 && days != 0 && slot.days & !days != 0 {
        let (at, times) = with_days.first()?;
        let elsewhere = is_listed_elsewhere(slots, times);
        let kind = if with_days.len() <= 2 && !elsewhere {
            VerdictKind::Suspend
        } else {
            VerdictKind::Flag
        };
        return Some(signal(slot, block(*at), kind, "other_day_anew"));
    }
    let same_day = |times: &Times| slot.days == 0 || times.days & slot.days != 0 || days == 0;
    let ours: Vec<&(usize, Times)> = terms.iter().filter(|(_, t)| same_day(t)).collect();
    let other_often = |times: &Times| match (slot.often, times.often) {
        (Some(listed), Some(stated)) => listed != stated,
        (None, Some(stated)) => stated != Often::Weekly,
        _ => false,
    };
    if let Some((at, _)) = ours.iter().find(|(_, times)| other_often(times)) {
        return Some(signal(
            slot,
            block(*at),
            VerdictKind::Suspend,
            "other_frequency_anew",
        ));
    }
    let all = Times {
        spans: ours
            .iter()
            .flat_map(|(_, times)| times.spans.clone())
            .collect(),
        ..Times::default()
    };
    let (kind, rule) = moved(slot.start?, slot.end, &all)?;
    let at = ours
        .iter()
        .find(|(_, times)| !times.spans.is_empty())
        .map_or(*first, |(at, _)| *at);
    Some(signal(slot, block(at), kind, rule))
}

/// Not one day, not a holiday, not an office.
fn is_regular(text: &str) -> bool {
    !is_holiday(text)
        && !topic::is_desk(text)
        && dates::in_text(text).iter().all(|when| when.day.is_none())
}

/// A new sentence beside the listed hours: from a day to come it will be otherwise, or it
/// is otherwise already and the page contradicts itself.
fn said_beside(facts: &Facts<'_>, slots: &[Slot]) -> Option<Signal> {
    let mut new = facts.new_sentences().iter();
    new.find_map(|(at, sentence)| {
        let times = times::in_text(sentence);
        let block = &facts.after.page.blocks[*at];
        let start_differs = |slot: &&Slot| {
            let start = slot.start.unwrap_or_default();
            !times.spans.is_empty()
                && times
                    .spans
                    .iter()
                    .all(|(from, _)| from.distance(start) >= HOUR)
        };
        if standing::announces(sentence, facts.today) && speaks_of_meeting(facts, sentence) {
            let other_day = |slot: &&Slot| times.days != 0 && times.days & slot.days == 0;
            let slot = slots
                .iter()
                .find(|slot| start_differs(slot) || other_day(slot))?;
            return Some(signal(slot, block, VerdictKind::Flag, "changes_later"));
        }
        let regular = is_regular(sentence) && dates::in_text(sentence).is_empty();
        let on_our_day = slots.iter().filter(|slot| slot.days & times.days != 0);
        let slot = on_our_day.clone().find(start_differs)?;
        let all_differ = on_our_day.clone().all(|slot| start_differs(&slot));
        let ours = speaks_of_meeting(facts, sentence) && facts.after.single;
        (regular && all_differ && ours && !facts.edits.holds_new(*at))
            .then(|| signal(slot, block, VerdictKind::Flag, "page_contradicts_itself"))
    })
}

/// Whether a sentence says that the service, by name or as "we", takes place.
pub(super) fn speaks_of_meeting(facts: &Facts<'_>, sentence: &str) -> bool {
    let mut words = sentence.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let ours = words.any(|word| {
        let small = word.to_lowercase();
        matches!(
            small.as_str(),
            "we" | "our" | "we'll" | "sessions" | "session" | "group" | "club"
        ) || (small.len() > 3 && facts.names.is_kind(&small))
    });
    let words: Vec<&str> = sentence.split_whitespace().take(4).collect();
    let begins_with_it = (1..=words.len())
        .any(|length| whom(&words[..length].join(" "), &facts.names) != Whom::Else);
    ours && (begins_with_it || sentence.to_lowercase().contains("we "))
}

/// Whether our part of the page still states the listed day and time, on one line or on
/// two that stand together.
fn stated(about: &About<'_>, slot: &Slot) -> bool {
    let own = |at: usize| about.belongs(at) != Belongs::Other;
    let on_a_line = about
        .blocks()
        .filter(|(at, _)| own(*at))
        .any(|(_, block)| slot.is_stated_by(&times::in_text(&block.text)));
    on_a_line
        || stated_terms(about)
            .iter()
            .any(|(_, times)| slot.is_stated_by(times))
        || on_several_lines(about, slot)
}

/// A timetable with a line for each day.
fn on_several_lines(about: &About<'_>, slot: &Slot) -> bool {
    let days = stated_terms(about)
        .iter()
        .filter(|(_, times)| slot.has_times_of(times))
        .fold(0, |days, (_, times)| days | times.days);
    slot.days != 0 && slot.days & !days == 0 && slot.days.count_ones() > 1
}

/// Whether an edited line states another listed slot: the listing has it already.
fn is_listed_elsewhere(slots: &[Slot], new: &Times) -> bool {
    let days = slots.iter().fold(0, |days, slot| days | slot.days);
    let starts = |minutes: &times::Clock| {
        slots
            .iter()
            .filter_map(|slot| slot.start)
            .any(|start| minutes.distance(start) == 0)
    };
    let all_days = slots.iter().all(|slot| slot.days & !new.days == 0);
    slots.len() > 1
        && new.days & !days == 0
        && !new.spans.is_empty()
        && new.spans.iter().all(|(from, _)| starts(from))
        && (all_days || new.days.count_ones() <= 1)
}

fn shown(block: &Block) -> String {
    snippet(&block.text, &block.text)
}

fn signal(slot: &Slot, block: &Block, kind: VerdictKind, rule: &str) -> Signal {
    Signal {
        kind,
        reason: Reason::HoursChanged,
        evidence: Evidence {
            field: "hours".to_owned(),
            listed: Some(slot.in_words()),
            found: Some(shown(block)),
            snippet: Some(shown(block)),
            rule: rule.to_owned(),
        },
    }
}

fn removed(slot: &Slot) -> Signal {
    Signal {
        kind: VerdictKind::Flag,
        reason: Reason::HoursChanged,
        evidence: Evidence {
            field: "hours".to_owned(),
            listed: Some(slot.in_words()),
            found: None,
            snippet: None,
            rule: "hours_removed".to_owned(),
        },
    }
}
