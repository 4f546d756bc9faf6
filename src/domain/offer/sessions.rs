//! When it takes place: days of the week and times.
//!
//! The service's own schedules and those at its places count together. The schedules of a
//! location are the hours of the building, and count only where nothing else is said.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde::Serialize;

use super::cues::compiled;
use super::denial::{Standing, weigh};
use super::said::{By, Said};
use super::span;
use super::texts::Texts;
use crate::domain::hours;
use crate::oruk::{Schedule, Service};

/// One entry of a timetable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Session {
    /// Days of the week as bits, Monday 1 and Sunday 64; 0 when no day is stated. The second
    /// Thursday of the month is a Thursday.
    pub days: u8,
    /// Minutes after midnight.
    pub opens: Option<u16>,
    /// Minutes after midnight, 1440 at the end of the day; less than `opens` when it ends on
    /// the day after.
    pub closes: Option<u16>,
    /// The day from which it takes place, where one is stated.
    pub first: Option<Date>,
    /// The last day on which it takes place, where one is stated.
    pub last: Option<Date>,
}

/// All seven days.
const EVERY_DAY: u8 = 0b111_1111;

const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// A day in prose is that of a session where the words say that something takes place; from
/// there on they are read.
static TAKES_PLACE: LazyLock<Regex> = LazyLock::new(|| {
    let day = "(?:mon|tue|wed|thu|fri|sat|sun)";
    compiled(&format!(
        r"\b(?:we (?:meet|gather|run|open|are open)|meets?|meeting|sessions?|held|runs?|running|open|opens|every|each|weekly|fortnightly|takes? place|join us|daily|week ?days?|{day}\w*days\b|first|second|third|fourth|last|1st|2nd|3rd|4th|{day}\w*,? (?:mornings?|afternoons?|evenings?|nights?)?,? ?(?:from |at |between )?\d)"
    ))
});

/// The name of a day, or of several.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?|week ?days?|weekends?|daily|every ?day)\b",
    )
});

/// What may say that a day is none any more. "Closed on", "not on" and "except" are read with
/// the days themselves.
static OVER: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:no longer|no more|\w+n't|cannot|never|stopped|ceased|ended|ending|used to|formerly|previously|cancelled|suspended|discontinued|finished|do not|does not|are not|is not)\b",
    )
});

/// Where a sentence goes on to something else.
static CLAUSES: LazyLock<Regex> = LazyLock::new(|| compiled(r"[,;]\s|\b(?:but|now|instead)\b"));

/// Days that are named only to be left out.
static SHUT: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:closed|shut|except(?:ing)?|excluding|not|apart from)\b"));

/// A day on which something else happens.
static OTHER_DAY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:before|by (?:mon|tue|wed|thu|fri|sat|sun)\w*|call you|ring (?:us |the office )?on|book|deadline|bank holidays?|office|reception|phone ?lines?|concert|once a (?:year|month) on|no sessions?|delivered on|collected on|no meetings?)\b",
    )
});

pub(super) fn read(texts: &Texts, service: &Service) -> Vec<Said<Session>> {
    let scheduled = scheduled(service);
    if !scheduled.is_empty() {
        return scheduled;
    }
    let in_words = said(By::Structured, &texts.when);
    if !in_words.is_empty() {
        return in_words;
    }
    let prose = texts.prose.iter().filter(|text| !OTHER_DAY.is_match(text));
    let prose = prose.filter_map(|text| {
        let text = without_former_days(text);
        let cue = TAKES_PLACE.find(&text)?;
        let is_timed = |o: &hours::Opening| o.opens.is_some() || o.closes.is_some();
        let is_shut = SHUT.is_match(&text[..cue.start()]);
        let is_whole = is_shut || hours::openings(&text).iter().any(is_timed);
        text.get(if is_whole { 0 } else { cue.start() }..)
            .map(str::to_owned)
    });
    let prose: Vec<String> = prose.collect();
    said(By::Prose, &prose)
}

/// A sentence without the clauses whose day is one no longer: "We no longer meet on Thursdays".
fn without_former_days(text: &str) -> Cow<'_, str> {
    if !OVER.is_match(text) {
        return Cow::Borrowed(text);
    }
    let is_former = |clause: &&str| {
        let mut days = DAY.find_iter(clause).peekable();
        // What has no day and is no more is nothing that the reader of hours needs.
        days.peek().is_none() && OVER.is_match(clause)
            || days.any(|day| weigh(clause, day.range()).standing != Standing::Holds)
    };
    let clauses: Vec<&str> = CLAUSES
        .split(text)
        .filter(|clause| !is_former(clause))
        .collect();
    Cow::Owned(clauses.join(", "))
}

/// What sentences say, as the reader of timetables takes them.
fn said(by: By, sentences: &[String]) -> Vec<Said<Session>> {
    let mut found: Vec<Said<Session>> = Vec::new();
    for sentence in sentences {
        let mut of_sentence: Vec<Session> = Vec::new();
        for opening in hours::openings(&without_former_days(sentence)) {
            let day = 1 << opening.day as u8;
            let (opens, closes) = (opening.opens, opening.closes.map(end_of_day));
            let same = of_sentence
                .iter_mut()
                .find(|known| known.opens == opens && known.closes == closes);
            match same {
                Some(known) => known.days |= day,
                None => of_sentence.push(Session {
                    days: day,
                    opens,
                    closes,
                    ..Session::default()
                }),
            }
        }
        found.extend(
            of_sentence
                .into_iter()
                .map(|session| Said::by(by, session, sentence)),
        );
    }
    found
}

/// When a service takes place by its schedules alone, whatever its first and last day: each
/// different entry once.
pub fn scheduled_sessions(service: &Service) -> Vec<Session> {
    let mut found: Vec<Session> = Vec::new();
    for said in scheduled(service) {
        let session = Session {
            first: None,
            last: None,
            ..said.value
        };
        if !found.contains(&session) {
            found.push(session);
        }
    }
    found
}

/// What the schedules say.
fn scheduled(service: &Service) -> Vec<Said<Session>> {
    let links = || service.service_at_locations.iter();
    let own = service.schedules.iter();
    let found = sessions(own.chain(links().flat_map(|link| &link.schedules)));
    if !found.is_empty() {
        return found;
    }
    let locations = links().filter_map(|link| link.location.as_ref());
    sessions(locations.flat_map(|location| &location.schedules))
}

fn sessions<'a>(schedules: impl Iterator<Item = &'a Schedule>) -> Vec<Said<Session>> {
    let mut found: Vec<Said<Session>> = Vec::new();
    for (session, words) in schedules.filter_map(session) {
        if !found.iter().any(|seen| seen.value == session) {
            found.push(Said::structured(session, words));
        }
    }
    found
}

/// A day on its own, such as a bank holiday, says nothing of any week.
fn session(schedule: &Schedule) -> Option<(Session, String)> {
    let days = days(schedule);
    let is_one_day =
        schedule.freq.is_none() && schedule.byday.is_none() && schedule.dtstart.is_some();
    let time = |text: &Option<String>| minutes(text.as_deref()?);
    let (opens, closes) = (time(&schedule.opens_at), time(&schedule.closes_at));
    let session = Session {
        days,
        opens,
        closes: closes.map(end_of_day),
        first: span::first(schedule),
        last: span::last(schedule),
    };
    let is_said = days != 0 || opens.is_some() || closes.is_some();
    let words = [&schedule.byday, &schedule.opens_at, &schedule.closes_at];
    let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
    (is_said && !is_one_day).then(|| (session, words.join(" ")))
}

/// Closing at midnight is at the end of the day, not at its start.
fn end_of_day(minutes: u16) -> u16 {
    if minutes == 0 { 1440 } else { minutes }
}

fn days(schedule: &Schedule) -> u8 {
    let named = schedule.byday.iter().flat_map(|days| days.split(','));
    let mut days = named.filter_map(day).fold(0, |all, day| all | 1 << day);
    if days == 0 && schedule.byday.is_none() {
        days = match schedule.freq.as_deref() {
            Some("DAILY") => EVERY_DAY,
            // The first event is on the day of all.
            Some("WEEKLY") => first_day(schedule).map_or(0, |day| 1 << day),
            _ => 0,
        };
    }
    days
}

/// `MO`, `2TH`, `-1FR`: Monday is 0.
fn day(text: &str) -> Option<usize> {
    let is_count = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ');
    let code = text.trim_matches(is_count).to_ascii_lowercase();
    DAYS.iter().position(|day| code.starts_with(day))
}

fn first_day(schedule: &Schedule) -> Option<i8> {
    let date = span::date(&schedule.dtstart)?;
    Some(date.weekday().to_monday_zero_offset())
}

/// `HH:MM`, with whatever follows.
fn minutes(text: &str) -> Option<u16> {
    let (hour, rest) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, rest.get(..2)?.parse().ok()?);
    let is_time = hour < 24 && minute < 60 || (hour, minute) == (24, 0);
    is_time.then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(service: serde_json::Value) -> Vec<(u8, Option<u16>, Option<u16>)> {
        let service: Service = serde_json::from_value(service).unwrap();
        let found = scheduled(&service).into_iter().map(|said| said.value);
        found.map(|s| (s.days, s.opens, s.closes)).collect()
    }

    #[test]
    fn schedules_are_days_and_minutes() {
        let (ten, noon) = (Some(600), Some(720));
        for (schedule, want) in [
            (
                json!({"byday": "MO,TH", "opens_at": "10:00", "closes_at": "12:00:00"}),
                Some((0b1001, ten, noon)),
            ),
            (
                json!({"freq": "MONTHLY", "byday": "2TH"}),
                Some((0b1000, None, None)),
            ),
            (
                json!({"freq": "MONTHLY", "byday": "1MO,-1FR"}),
                Some((0b1_0001, None, None)),
            ),
            (
                json!({"freq": "WEEKLY", "dtstart": "2026-11-22"}),
                Some((64, None, None)),
            ),
            (json!({"freq": "DAILY"}), Some((127, None, None))),
            (json!({"byday": "Tuesday"}), Some((2, None, None))),
            (json!({"opens_at": "10:00Z"}), Some((0, ten, None))),
            (
                json!({"byday": "FR", "opens_at": "22:00", "closes_at": "00:00"}),
                Some((16, Some(1320), Some(1440))),
            ),
            (
                json!({"dtstart": "2026-12-25", "opens_at": "10:00", "closes_at": "12:00"}),
                None,
            ),
            (
                json!({"freq": "MONTHLY", "bymonthday": "1", "opens_at": "10:00"}),
                Some((0, ten, None)),
            ),
            (
                json!({"byday": "??", "opens_at": "late", "closes_at": "25:00"}),
                None,
            ),
            (json!({"description": "by appointment"}), None),
        ] {
            let want: Vec<_> = want.into_iter().collect();
            assert_eq!(
                of(json!({"schedules": [schedule.clone()]})),
                want,
                "{schedule}"
            );
        }
    }

    #[test]
    fn a_building_s_hours_count_only_where_nothing_else_is_said() {
        let link =
            json!({"schedules": [{"byday": "TU"}], "location": {"schedules": [{"byday": "SU"}]}});
        assert_eq!(
            of(json!({"schedules": [{"byday": "MO"}], "service_at_locations": [link.clone()]}))
                .len(),
            2
        );
        assert_eq!(
            of(json!({"service_at_locations": [link]})),
            [(2, None, None)]
        );
        let link = json!({"location": {"schedules": [{"byday": "SU"}]}});
        assert_eq!(
            of(json!({"service_at_locations": [link]})),
            [(64, None, None)]
        );
    }
}
