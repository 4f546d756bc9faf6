//! When the listing says that a service runs.

use super::about::About;
use super::own;
use crate::oruk::{Schedule, Service};
use crate::watch::read::times::{self, Days, Often, Times};

/// One listed schedule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) days: Days,
    pub(super) start: Option<u16>,
    pub(super) end: Option<u16>,
    pub(super) often: Option<Often>,
    /// In which weeks of the month, as in [`Times::weeks`].
    pub(super) weeks: u8,
}

/// The listed schedules of a service.
pub(super) fn slots(service: &Service) -> Vec<Slot> {
    let at_places = service
        .service_at_locations
        .iter()
        .flat_map(|link| &link.schedules);
    service
        .schedules
        .iter()
        .chain(at_places)
        .map(slot)
        .filter(|slot| slot.days != 0 || slot.start.is_some())
        .collect()
}

fn slot(schedule: &Schedule) -> Slot {
    let byday = schedule.byday.as_deref().unwrap_or_default().to_uppercase();
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        .iter()
        .enumerate()
        .filter(|(_, code)| byday.contains(*code))
        .fold(0, |days, (at, _)| days | 1 << at);
    let weeks = byday
        .split(',')
        .map(week)
        .fold(0, |weeks, week| weeks | week);
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
        weeks,
    }
}

/// `1SA` is the first week, `-1FR` the last.
fn week(day: &str) -> u8 {
    match day.trim() {
        day if day.starts_with("-1") => 1 << 4,
        day => match day.bytes().next() {
            Some(digit @ b'1'..=b'4') => 1 << (digit - b'1'),
            _ => 0,
        },
    }
}

fn minutes(time: Option<&str>) -> Option<u16> {
    let mut parts = time?.split(':');
    let hour: u16 = parts.next()?.parse().ok()?;
    let minute: u16 = parts.next()?.get(..2)?.parse().ok()?;
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

impl Slot {
    /// Whether words state this slot: its days, its times, how often.
    pub(super) fn is_stated_by(&self, times: &Times) -> bool {
        let day = self.days == 0 || self.days & !times.days == 0;
        let often = self.often.is_none() || times.often.is_none() || self.often == times.often;
        let weeks = self.weeks == 0 || times.weeks == 0 || self.weeks == times.weeks;
        day && often && weeks && self.has_times_of(times)
    }

    /// Whether words state the times of this slot.
    pub(super) fn has_times_of(&self, times: &Times) -> bool {
        let Some(start) = self.start else {
            return true;
        };
        times.spans.iter().any(|(from, to)| {
            let ends = match (self.end, to) {
                (Some(end), Some(to)) => to.distance(end) == 0,
                _ => true,
            };
            from.distance(start) == 0 && ends
        })
    }

    /// In words, as evidence.
    pub(super) fn in_words(&self) -> String {
        const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let days: Vec<&str> = NAMES
            .iter()
            .enumerate()
            .filter(|(at, _)| self.days & (1 << at) != 0)
            .map(|(_, name)| *name)
            .collect();
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let times: Vec<String> = [self.start, self.end]
            .into_iter()
            .flatten()
            .map(clock)
            .collect();
        let often = match self.often {
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
}

/// What the service's own part of a page states, block by block. A day on one line and its
/// hours on the next are one statement.
pub(super) fn stated_terms(about: &About<'_>) -> Vec<(usize, Times)> {
    let mut found: Vec<(usize, Times)> = Vec::new();
    for (at, block) in own::blocks(about) {
        let mut times = times::in_text(&block.text);
        if times.days == 0 && times.spans.is_empty() {
            continue;
        }
        let beside = found.last().is_some_and(|(last, earlier)| {
            at <= last + 2
                && (earlier.days == 0) != (times.days == 0)
                && earlier.spans.is_empty() != times.spans.is_empty()
        });
        if let (true, Some((_, earlier))) = (beside, found.pop_if(|_| beside)) {
            times = Times {
                days: earlier.days | times.days,
                spans: [earlier.spans, times.spans].concat(),
                often: earlier.often.or(times.often),
                weeks: earlier.weeks | times.weeks,
            };
        }
        found.push((at, times));
    }
    found
}
