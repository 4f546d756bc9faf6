//! When a service runs: regular and holiday schedules.

use jiff::civil::Date;
use serde_json::Value;

use super::{Found, Source, Upgrader};
use crate::oruk::issue;
use crate::oruk::scalar::{Outcome, days, normalize};
use crate::oruk::shape::Kind;

/// The times of a service, gathered from all over its document.
#[derive(Default)]
pub(super) struct Timetable {
    pub(super) schedules: Vec<Source>,
    /// Closed days that no schedule can carry, for people.
    pub(super) closed: Vec<String>,
}

impl Timetable {
    pub(super) fn extend(&mut self, other: Self) {
        self.schedules.extend(other.schedules);
        self.closed.extend(other.closed);
    }
}

impl Upgrader {
    /// Takes the times out of an object. `owner` is the field and the id by which its
    /// schedules are known where they do not belong to the service as a whole.
    pub(super) fn timetable(
        &mut self,
        source: &mut Source,
        owner: Option<&(&'static str, String)>,
    ) -> Timetable {
        let mut schedules: Vec<Source> = Vec::new();
        let mut holidays = Vec::new();
        let mut closed = Vec::new();
        for found in source.take_list("regular_schedules") {
            schedules.extend(self.object(found).map(|source| self.regular(source)));
        }
        for found in source.take_list("holiday_schedules") {
            let Some(mut source) = self.object(found) else {
                continue;
            };
            if source
                .take("closed")
                .is_some_and(|found| is_yes(&found.value))
            {
                closed.extend(self.closed_days(source));
            } else {
                holidays.push(holiday(source));
            }
        }
        if !closed.is_empty() && !schedules.is_empty() {
            let text = closed_in_words(&closed);
            for schedule in &mut schedules {
                let notes = schedule
                    .text("notes")
                    .map(|notes| format!("{notes} {text}"));
                schedule.put("notes", notes.unwrap_or_else(|| text.clone()));
            }
            closed.clear();
        }
        schedules.extend(holidays);
        for schedule in &mut schedules {
            if let Some((field, id)) = owner {
                schedule.put_if_absent(field, id.as_str());
            }
        }
        Timetable { schedules, closed }
    }

    fn object(&mut self, found: Found) -> Option<Source> {
        match found.into_object() {
            Ok(source) => Some(source),
            Err(Found { at, .. }) => {
                self.note(issue::WRONG_TYPE, &at);
                None
            }
        }
    }

    fn regular(&mut self, mut source: Source) -> Source {
        if let Some(place) = source.take("service_at_location") {
            let id = match place.into_object() {
                Ok(mut place) => place.take("id").map(|id| id.value),
                Err(found) => Some(found.value),
            };
            if let Some(id) = id {
                source.put_if_absent("service_at_location_id", id);
            }
        }
        // A monthly day of the month needs none of the week; 1.0 asks for one all the same.
        let is_wanted = !source.has("byday") && !source.has("bymonthday");
        if let Some(weekday) = source.take("weekday").filter(|_| is_wanted) {
            match self.day(&weekday.value) {
                Some(day) => {
                    source.put("byday", day);
                    source.put_if_absent("freq", "WEEKLY");
                }
                None => self.note(issue::WEEKDAY_INVALID, &weekday.at),
            }
        }
        source
    }

    /// iCal's codes for a weekday: a number by the feed's count, a code, a name, or several.
    fn day(&self, weekday: &Value) -> Option<String> {
        match weekday {
            Value::Number(number) => Some(self.weekdays.code(whole(number)?)?.to_owned()),
            Value::Array(several) => {
                let codes: Option<Vec<_>> = several.iter().map(|day| self.day(day)).collect();
                codes
                    .filter(|codes| !codes.is_empty())
                    .map(|codes| codes.join(","))
            }
            Value::String(text) => {
                let numbers: Result<Vec<u64>, _> = text
                    .split([',', ';'])
                    .map(|part| part.trim().parse())
                    .collect();
                let Ok(numbers) = numbers else {
                    return days(text);
                };
                let codes: Option<Vec<_>> = numbers
                    .into_iter()
                    .map(|number| self.weekdays.code(number))
                    .collect();
                codes.map(|codes| codes.join(","))
            }
            _ => None,
        }
    }

    fn closed_days(&mut self, mut source: Source) -> Option<String> {
        let at = source.below("start_date");
        let from = source
            .take_text("start_date")
            .map(|text| day_in_words(&text));
        let to = source.take_text("end_date").map(|text| day_in_words(&text));
        let days = match (from, to) {
            (Some(from), Some(to)) if from != to => Some(format!("{from} to {to}")),
            (Some(day), _) | (None, Some(day)) => Some(day),
            (None, None) => None,
        };
        if days.is_none() {
            self.note(issue::DATE_INVALID, &at);
        }
        days
    }
}

/// Closed days as a sentence.
pub(super) fn closed_in_words(days: &[String]) -> String {
    format!("Closed {}.", days.join(", "))
}

/// Other hours for a while.
fn holiday(mut source: Source) -> Source {
    let from = source.take("start_date").map(|found| found.value);
    let to = source.take("end_date").map(|found| found.value);
    if let Some(from) = from {
        source.put_if_absent("dtstart", from.clone());
        source.put_if_absent("valid_from", from);
    }
    if let Some(to) = to {
        source.put_if_absent("valid_to", to);
    }
    source.put_if_absent("notes", "Holiday hours");
    source
}

fn is_yes(closed: &Value) -> bool {
    match closed {
        Value::Bool(closed) => *closed,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => {
            matches!(
                text.trim().to_lowercase().as_str(),
                "true" | "yes" | "y" | "1"
            )
        }
        _ => false,
    }
}

/// `3` and `3.0`.
fn whole(number: &serde_json::Number) -> Option<u64> {
    number
        .as_u64()
        .or_else(|| number.to_string().strip_suffix(".0")?.parse().ok())
}

/// `24 December 2026`, or the text as it is.
fn day_in_words(text: &str) -> String {
    let (Outcome::Fine(Value::String(day)) | Outcome::Mended(Value::String(day), _)) =
        normalize(Kind::Date, &Value::from(text))
    else {
        return text.to_owned();
    };
    day.parse::<Date>()
        .map_or(day, |day| day.strftime("%-d %B %Y").to_string())
}
