//! When it is.
//!
//! Other days do not make another service: one group meets on several. The same hour at the same
//! day, though, is seldom chance.

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::spelled::in_figures;
use super::words::{Word, words};
use crate::domain::hours::{Opening, openings};
use crate::domain::offer::{Session, scheduled_sessions};
use crate::domain::{WEEKDAYS, plain_text};
use crate::oruk::Service;

/// A start in the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot {
    /// Monday is 0.
    pub(super) day: u8,
    /// Minutes after midnight.
    pub(super) opens: Option<u16>,
}

/// So many starts in a week are opening hours, which many share.
const OPEN_ALL_WEEK: usize = 5;

/// So much of a description is read for days.
const READ: usize = 400;

/// The starts of a record, in the order of the week.
pub(super) fn slots(service: &Service) -> Vec<Slot> {
    let mut slots: Vec<Slot> = scheduled_sessions(service)
        .iter()
        .flat_map(of_session)
        .collect();
    if slots.is_empty() {
        let links = service
            .service_at_locations
            .iter()
            .flat_map(|link| &link.schedules);
        let texts = service
            .schedules
            .iter()
            .chain(links)
            .filter_map(|s| s.description.as_deref());
        slots = texts.flat_map(in_words).collect();
    }
    if slots.is_empty() {
        let texts = [&service.name, &service.description].into_iter().flatten();
        slots = texts.flat_map(|text| in_words(text)).collect();
    }
    if slots.is_empty() {
        slots = days_named(service);
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// Days that a name or a description names without an hour, unless it names many.
fn days_named(service: &Service) -> Vec<Slot> {
    let texts = [&service.name, &service.description].into_iter().flatten();
    let words: Vec<Word> = texts.flat_map(|text| words(text)).collect();
    let is_said = |name: &str| {
        words
            .iter()
            .any(|word| word.text.eq_ignore_ascii_case(name))
    };
    let days = (0u8..7).filter(|day| is_said(WEEKDAYS[usize::from(*day)].1));
    let slots: Vec<Slot> = days.map(|day| Slot { day, opens: None }).collect();
    if slots.len() <= 3 { slots } else { Vec::new() }
}

fn of_session(session: &Session) -> Vec<Slot> {
    let opens = session.opens;
    let days = (0..7u8).filter(|day| session.days & (1 << day) != 0);
    days.map(|day| Slot { day, opens }).collect()
}

fn in_words(text: &str) -> Vec<Slot> {
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let slot = |opening: Opening| Slot {
        day: opening.day as u8,
        opens: opening.opens,
    };
    let plain = plain_text(&text[..end]);
    openings(&in_figures(&plain))
        .into_iter()
        .map(slot)
        .collect()
}

/// What is known of two records' times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// They begin at one hour.
    Hour,
    /// They are on one day, at hours that are not known of both.
    Day,
    /// It cannot be told.
    Unknown,
    /// They have no start in common.
    Other,
}

impl Clock {
    /// How much it counts that one record says something of which the other is silent. Where
    /// both are at the same time, one will have left it out; where they are not, it is what
    /// tells them apart.
    pub(super) fn silence(self) -> f64 {
        match self {
            Self::Hour => 0.35,
            Self::Day => 0.5,
            Self::Unknown => 0.65,
            Self::Other => 1.4,
        }
    }
}

/// Compares when two are.
pub(super) fn compare(a: &[Slot], b: &[Slot], ledger: &mut impl Ledger) -> Clock {
    if a.is_empty() || b.is_empty() {
        return Clock::Unknown;
    }
    let shared = a
        .iter()
        .find(|slot| b.iter().any(|other| slot.is_with(*other)));
    let is_open = a.len() >= OPEN_ALL_WEEK || b.len() >= OPEN_ALL_WEEK;
    if let Some(slot) = shared {
        let weight = if is_open { 0.4 } else { 1.3 };
        ledger.add(Group::Times, Kind::Times, weight, || {
            format!("both begin on {}", slot.shown())
        });
        return if is_open { Clock::Unknown } else { Clock::Hour };
    }
    let same_day = a
        .iter()
        .find(|slot| b.iter().any(|other| other.day == slot.day));
    let is_timed = |slots: &[Slot]| slots.iter().all(|slot| slot.opens.is_some());
    let mut note = |weight, text: &dyn Fn() -> String| {
        ledger.add(Group::Times, Kind::Times, weight, text);
    };
    match same_day {
        Some(_) if is_timed(a) && is_timed(b) => {
            note(-0.4, &|| {
                "they are at different times of the day".to_owned()
            });
            Clock::Other
        }
        Some(slot) => {
            let day = WEEKDAYS[usize::from(slot.day)].1;
            note(0.5, &|| format!("both are on {day}"));
            Clock::Day
        }
        None => {
            note(-0.3, &|| "they are on different days".to_owned());
            Clock::Other
        }
    }
}

impl Slot {
    /// Whether both begin within a quarter of an hour.
    fn is_with(self, other: Self) -> bool {
        let opens = self.opens.zip(other.opens);
        self.day == other.day && opens.is_some_and(|(a, b)| a.abs_diff(b) <= 15)
    }

    fn shown(self) -> String {
        let day = WEEKDAYS[usize::from(self.day)].1;
        match self.opens {
            Some(opens) => format!("{day} at {:02}:{:02}", opens / 60 % 24, opens % 60),
            None => day.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Sums;
    use super::*;
    use serde_json::{Value, json};

    fn of(service: Value) -> Vec<Slot> {
        slots(&serde_json::from_value(service).unwrap())
    }

    #[test]
    fn starts_are_read_from_schedules_and_else_from_words() {
        let tuesday = |opens| vec![Slot { day: 1, opens }];
        let schedule = json!({"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00"});
        for (service, want) in [
            (json!({"schedules": [schedule]}), tuesday(Some(720))),
            (
                json!({"schedules": [{"description": "Tuesdays 12-2pm"}]}),
                tuesday(Some(720)),
            ),
            (json!({"name": "Tuesday Lunch Club"}), tuesday(None)),
            (json!({"name": "Lunch Club"}), Vec::new()),
        ] {
            assert_eq!(of(service.clone()), want, "{service}");
        }
    }

    #[test]
    fn the_same_hour_is_seldom_chance() {
        let at = |day, opens| vec![Slot { day, opens }];
        for (a, b, want) in [
            (at(1, Some(720)), at(1, Some(730)), Clock::Hour),
            (at(1, Some(720)), at(1, None), Clock::Day),
            (at(1, Some(720)), at(1, Some(900)), Clock::Other),
            (at(1, Some(720)), at(3, Some(720)), Clock::Other),
            (at(1, Some(720)), Vec::new(), Clock::Unknown),
        ] {
            assert_eq!(compare(&a, &b, &mut Sums::default()), want, "{a:?} {b:?}");
        }
    }
}
