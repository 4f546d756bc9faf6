//! When a service runs, in words.

use super::{WEEKDAYS, capitalised, day_in_words, plain_text};
use crate::oruk::Schedule;

/// A timetable as lines for people: `Monday to Friday, 09:00 to 17:00`. Weekly entries that
/// differ in their day alone become one line. Empty when nothing is said.
pub fn timetable_in_words(schedules: &[Schedule]) -> Vec<String> {
    let mut weekly: Vec<(Vec<usize>, &Schedule)> = Vec::new();
    for schedule in schedules {
        let days = weekdays(schedule);
        let same = weekly.iter_mut().find(|(seen, other)| {
            !seen.is_empty() && !days.is_empty() && differ_in_day(other, schedule)
        });
        match same {
            Some((seen, _)) => seen.extend(days),
            None => weekly.push((days, schedule)),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for (days, schedule) in weekly {
        if let Some(line) = line(days, schedule).filter(|line| !lines.contains(line)) {
            lines.push(line);
        }
    }
    lines
}

/// The plain weekdays of an entry, Monday 0; empty when it is monthly or names none.
fn weekdays(schedule: &Schedule) -> Vec<usize> {
    if schedule.freq.as_deref() == Some("MONTHLY") {
        return Vec::new();
    }
    let byday = schedule.byday.as_deref().unwrap_or_default();
    byday
        .split(',')
        .filter_map(|day| day_number(day.trim().trim_start_matches(is_ordinal_part)))
        .collect()
}

fn differ_in_day(a: &Schedule, b: &Schedule) -> bool {
    let without_day = |s: &Schedule| Schedule {
        id: None,
        byday: None,
        dtstart: None,
        ..s.clone()
    };
    without_day(a) == without_day(b)
}

fn line(days: Vec<usize>, schedule: &Schedule) -> Option<String> {
    let when = if schedule.freq.as_deref() == Some("MONTHLY") {
        monthly(schedule)
    } else {
        weekly(days, schedule)
    };
    let times = times(schedule);
    let season = season(schedule);
    let fact: Vec<String> = [when, times, season].into_iter().flatten().collect();
    let texts = [&schedule.description, &schedule.notes]
        .into_iter()
        .flatten()
        .map(|text| plain_text(text).trim_end_matches('.').to_owned());
    let mut parts: Vec<String> = Vec::new();
    for part in std::iter::once(fact.join(", ")).chain(texts) {
        // Publishers often say in words what the fields say already.
        let lower = part.to_lowercase();
        let is_said = parts
            .iter()
            .any(|said| said.to_lowercase().contains(&lower));
        if !part.is_empty() && !is_said {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| capitalised(&parts.join(". ")))
}

fn weekly(mut days: Vec<usize>, schedule: &Schedule) -> Option<String> {
    days.sort_unstable();
    days.dedup();
    let names = runs(&days);
    if names.is_empty() {
        return None;
    }
    Some(match schedule.interval {
        Some(2.0) => format!("{names}, every other week"),
        Some(n) if n > 2.0 => format!("{names}, every {n:.0} weeks"),
        _ => names,
    })
}

/// `Monday to Thursday and Saturday`: three or more days in a row become a span.
fn runs(days: &[usize]) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *day => *last = *day,
            _ => spans.push((*day, *day)),
        }
    }
    let names: Vec<String> = spans
        .into_iter()
        .flat_map(|(first, last)| match last - first {
            0 | 1 => (first..=last).map(|d| WEEKDAYS[d].1.to_owned()).collect(),
            _ => vec![format!("{} to {}", WEEKDAYS[first].1, WEEKDAYS[last].1)],
        })
        .collect();
    and(&names)
}

fn monthly(schedule: &Schedule) -> Option<String> {
    let list = |text: &Option<String>, word: fn(&str) -> Option<String>| {
        let words: Vec<String> = text
            .as_deref()
            .unwrap_or_default()
            .split(',')
            .filter_map(|part| word(part.trim()))
            .collect();
        (!words.is_empty()).then(|| and(&words))
    };
    let days =
        list(&schedule.byday, month_weekday).or_else(|| list(&schedule.bymonthday, month_day))?;
    Some(match schedule.interval {
        Some(n) if n > 1.0 => format!("{days} every {n:.0} months"),
        _ => format!("{days} of the month"),
    })
}

/// `1MO` is `first Monday`, `-1FR` is `last Friday`, `TU` is `every Tuesday`.
fn month_weekday(text: &str) -> Option<String> {
    let code = text.trim_start_matches(is_ordinal_part);
    let day = WEEKDAYS[day_number(code)?].1;
    let which = text[..text.len() - code.len()].trim_start_matches('+');
    Some(match which {
        "" => format!("every {day}"),
        "-1" => format!("last {day}"),
        "-2" => format!("last but one {day}"),
        number => format!("{} {day}", ordinal(number.parse().ok()?)),
    })
}

fn month_day(text: &str) -> Option<String> {
    match text.parse::<i64>().ok()? {
        -1 => Some("last day".to_owned()),
        day @ 1..=31 => Some(format!("day {day}")),
        _ => None,
    }
}

fn ordinal(number: i64) -> &'static str {
    match number {
        1 => "first",
        2 => "second",
        3 => "third",
        4 => "fourth",
        5 => "fifth",
        _ => "some",
    }
}

fn times(schedule: &Schedule) -> Option<String> {
    let opens = schedule.opens_at.as_deref().and_then(clock_time);
    let closes = schedule.closes_at.as_deref().and_then(clock_time);
    match (opens, closes) {
        (Some(opens), Some(closes)) if opens == closes => Some(opens.to_owned()),
        (Some(opens), Some(closes)) => Some(format!("{opens} to {closes}")),
        (Some(opens), None) => Some(format!("from {opens}")),
        (None, Some(closes)) => Some(format!("until {closes}")),
        (None, None) => None,
    }
}

/// `HH:MM` of `HH:MM:SS` or of anything longer.
fn clock_time(text: &str) -> Option<&str> {
    let time = text.trim().get(..5)?;
    let shape: Vec<bool> = time.bytes().map(|b| b.is_ascii_digit()).collect();
    (shape == [true, true, false, true, true] && time.as_bytes()[2] == b':').then_some(time)
}

fn season(schedule: &Schedule) -> Option<String> {
    let from = schedule.valid_from.as_deref().map(in_words);
    let to = schedule.valid_to.as_deref().map(in_words);
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("from {from} to {to}")),
        (None, Some(to)) => Some(format!("until {to}")),
        // A start alone says nothing to somebody who reads the card today.
        _ => None,
    }
}

fn in_words(date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), day_in_words)
}

fn day_number(code: &str) -> Option<usize> {
    WEEKDAYS
        .iter()
        .position(|(short, _)| short.eq_ignore_ascii_case(code))
}

fn is_ordinal_part(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-')
}

fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(byday: &str, opens: &str, closes: &str) -> Schedule {
        let text = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        Schedule {
            freq: Some("WEEKLY".to_owned()),
            byday: text(byday),
            opens_at: text(opens),
            closes_at: text(closes),
            ..Schedule::default()
        }
    }

    #[test]
    fn weekly_times_read_as_people_say_them() {
        for (byday, opens, closes, want) in [
            ("MO", "10:00", "12:00", "Monday, 10:00 to 12:00"),
            (
                "MO,TU,WE,TH,FR",
                "09:00:00",
                "17:00:00",
                "Monday to Friday, 09:00 to 17:00",
            ),
            ("TH,TU", "", "", "Tuesday and Thursday"),
            (
                "MO,TU,WE,SA",
                "10:00",
                "",
                "Monday to Wednesday and Saturday, from 10:00",
            ),
            ("", "10:00Z", "11:30Z", "10:00 to 11:30"),
            ("2TH", "", "", "Thursday"),
        ] {
            assert_eq!(timetable_in_words(&[at(byday, opens, closes)]), [want]);
        }
    }

    #[test]
    fn entries_that_differ_in_their_day_become_one_line() {
        let lines = timetable_in_words(&[
            at("MO", "10:00", "12:00"),
            at("TU", "10:00", "12:00"),
            at("WE", "10:00", "12:00"),
            at("FR", "14:00", "16:00"),
        ]);
        assert_eq!(
            lines,
            [
                "Monday to Wednesday, 10:00 to 12:00",
                "Friday, 14:00 to 16:00"
            ]
        );
    }

    #[test]
    fn fortnights_months_seasons_and_notes_are_said() {
        let monthly = |byday: Option<&str>, days: Option<&str>| Schedule {
            freq: Some("MONTHLY".to_owned()),
            byday: byday.map(str::to_owned),
            bymonthday: days.map(str::to_owned),
            ..Schedule::default()
        };
        for (schedule, want) in [
            (
                monthly(Some("1MO,-1FR"), None),
                "First Monday and last Friday of the month",
            ),
            (
                Schedule {
                    description: Some("first Monday of the month".to_owned()),
                    ..monthly(Some("1MO"), None)
                },
                "First Monday of the month",
            ),
            (monthly(None, Some("1,15")), "Day 1 and day 15 of the month"),
            (
                Schedule {
                    interval: Some(2.0),
                    ..at("WE", "", "")
                },
                "Wednesday, every other week",
            ),
            (
                Schedule {
                    valid_to: Some("2026-12-18".to_owned()),
                    notes: Some("<p>Term time only.</p>".to_owned()),
                    ..at("WE", "10:00", "11:00")
                },
                "Wednesday, 10:00 to 11:00, until 18 December 2026. Term time only",
            ),
            (
                Schedule {
                    description: Some("By appointment".to_owned()),
                    ..Schedule::default()
                },
                "By appointment",
            ),
        ] {
            assert_eq!(timetable_in_words(&[schedule]), [want]);
        }
        assert!(timetable_in_words(&[Schedule::default()]).is_empty());
    }
}
