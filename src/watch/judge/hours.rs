//! Days and times.
//!
//! A listed day or time counts as contradicted when the line that stated it before was
//! edited to say another, and no part of the page that is ours states it any more.

use super::about::{About, Belongs};
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::oruk::{Schedule, Service};
use crate::watch::read::Block;
use crate::watch::read::text::snippet;
use crate::watch::read::times::{self, Days, Often, Times};

/// A start moved by so many minutes makes a journey vain.
const HOUR: u16 = 60;

/// When the listing says that it runs.
#[derive(Debug, Clone, Copy)]
struct Slot {
    days: Days,
    start: Option<u16>,
    end: Option<u16>,
    often: Option<Often>,
}

/// Signals on the listed days and times.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let Some(before) = &facts.before else {
        return Vec::new();
    };
    let slots = slots(&facts.case.service);
    let mut signals: Vec<Signal> = Vec::new();
    for slot in &slots {
        if stated(&facts.after, slot) {
            continue;
        }
        for (old, new) in facts.edits.pairs() {
            let old = times::in_text(&before.page.blocks[old].text);
            let block = &facts.after.page.blocks[new];
            let new = times::in_text(&block.text);
            let found = difference(slot, &old, &new);
            let known = |signal: &Signal| signal.evidence.snippet == Some(shown(block));
            if let Some((kind, rule)) = found
                && !signals.iter().any(known)
                && !is_listed_elsewhere(&slots, &new)
            {
                signals.push(signal(slot, block, kind, rule));
            }
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
    let start = slot.start?;
    let mut spans = old.spans.iter();
    let (_, old_end) = spans.find(|(from, _)| from.distance(start) == 0)?;
    let (from, to) = new
        .spans
        .iter()
        .min_by_key(|(from, _)| from.distance(start))?;
    let moved = from.distance(start);
    if moved >= HOUR {
        return Some((VerdictKind::Suspend, "start_moved"));
    }
    let end_moved = match (slot.end, old_end, to) {
        (Some(end), Some(old), Some(new)) if old.distance(end) == 0 => new.distance(end),
        _ => 0,
    };
    (moved > 0 || end_moved > 0).then_some((VerdictKind::Flag, "times_moved_a_little"))
}

/// Whether our part of the page still states the listed day and time.
fn stated(about: &About<'_>, slot: &Slot) -> bool {
    let own = |at: usize| about.belongs(at) != Belongs::Other;
    about.blocks().filter(|(at, _)| own(*at)).any(|(_, block)| {
        let times = times::in_text(&block.text);
        let day = slot.days == 0 || slot.days & !times.days == 0;
        let often = slot.often.is_none() || times.often.is_none() || slot.often == times.often;
        let time = match slot.start {
            None => true,
            Some(start) => times.spans.iter().any(|(from, to)| {
                let ends = match (slot.end, to) {
                    (Some(end), Some(to)) => to.distance(end) == 0,
                    _ => true,
                };
                from.distance(start) == 0 && ends
            }),
        };
        day && time && often
    })
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
    slots.len() > 1
        && new.days & !days == 0
        && !new.spans.is_empty()
        && new.spans.iter().all(|(from, _)| starts(from))
}

fn slots(service: &Service) -> Vec<Slot> {
    let at_places = service
        .service_at_locations
        .iter()
        .flat_map(|link| &link.schedules);
    service
        .schedules
        .iter()
        .chain(at_places)
        .map(slot)
        .collect()
}

fn slot(schedule: &Schedule) -> Slot {
    let byday = schedule.byday.as_deref().unwrap_or_default().to_uppercase();
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        .iter()
        .enumerate()
        .filter(|(_, code)| byday.contains(*code))
        .fold(0, |days, (at, _)| days | 1 << at);
    let often = match (schedule.freq.as_deref(), schedule.interval) {
        (Some("MONTHLY"), _) => Some(Often::Monthly),
        (Some("WEEKLY"), Some(interval)) if interval >= 2.0 => Some(Often::Fortnightly),
        (Some("WEEKLY"), _) => Some(Often::Weekly),
        _ => None,
    };
    Slot {
        days,
        start: minutes(schedule.opens_at.as_deref()),
        end: minutes(schedule.closes_at.as_deref()),
        often,
    }
}

fn minutes(time: Option<&str>) -> Option<u16> {
    let mut parts = time?.split(':');
    let hour: u16 = parts.next()?.parse().ok()?;
    let minute: u16 = parts.next()?.get(..2)?.parse().ok()?;
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
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
            listed: Some(in_words(slot)),
            found: Some(shown(block)),
            snippet: Some(shown(block)),
            rule: rule.to_owned(),
        },
    }
}

fn in_words(slot: &Slot) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days: Vec<&str> = NAMES
        .iter()
        .enumerate()
        .filter(|(at, _)| slot.days & (1 << at) != 0)
        .map(|(_, name)| *name)
        .collect();
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let times: Vec<String> = [slot.start, slot.end]
        .into_iter()
        .flatten()
        .map(clock)
        .collect();
    let often = match slot.often {
        Some(Often::Fortnightly) => "every other week",
        Some(Often::Monthly) => "monthly",
        _ => "",
    };
    [days.join(" "), times.join("-"), often.to_owned()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
