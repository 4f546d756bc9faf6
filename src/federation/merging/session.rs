//! Sessions: which entry of a timetable says again what others have said.

use serde_json::Value;

use super::Object;
use super::meaning::{folded, text};
use crate::oruk::shape::{Entity, visit_entities_mut};

/// When something runs, as far as one entry of a timetable says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Session {
    /// `MO`, `2TH`, as written; of a day of the month `15`.
    days: Vec<String>,
    opens: Option<u16>,
    closes: Option<u16>,
    from: Option<String>,
    to: Option<String>,
    words: String,
}

/// What is left of an entry once what others have said is taken away.
#[derive(Debug)]
pub(super) enum Left {
    /// Nobody has said any of it.
    All,
    /// These days of it.
    Some(Object),
    /// Others have said all of it.
    Nothing,
}

/// The sessions of the sources so far.
#[derive(Debug, Default)]
pub(super) struct Pool(Vec<Session>);

impl Session {
    /// Reads an entry of a timetable.
    pub(super) fn of(schedule: &Object) -> Self {
        let list = |field| {
            let text = text(schedule, field).unwrap_or_default().to_uppercase();
            let words = text
                .split([',', ' '])
                .map(str::trim)
                .filter(|word| !word.is_empty());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let mut days = list("byday");
        days.extend(list("bymonthday"));
        Self {
            days,
            opens: minute(schedule, "opens_at"),
            closes: minute(schedule, "closes_at"),
            from: text(schedule, "valid_from").map(str::to_owned),
            to: text(schedule, "valid_to").map(str::to_owned),
            words: folded(text(schedule, "description").unwrap_or_default()),
        }
    }

    /// The times of day that it states.
    pub(super) fn times(&self) -> Option<(u16, Option<u16>)> {
        Some((self.opens?, self.closes))
    }

    fn is_at_the_same_time(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let apart = |end: &Option<String>, start: &Option<String>| {
            end.as_ref()
                .zip(start.as_ref())
                .is_some_and(|(end, start)| end < start)
        };
        if apart(&self.to, &other.from) || apart(&other.to, &self.from) {
            return false;
        }
        match (self.opens, other.opens) {
            (Some(one), Some(two)) => {
                let ends = |start: u16, end: Option<u16>| {
                    end.filter(|end| *end > start).unwrap_or(start + 1)
                };
                one < ends(two, other.closes) && two < ends(one, self.closes)
            }
            _ => true,
        }
    }

    /// Whether it says this day, which may be the second of the month only.
    fn says(&self, day: &str) -> bool {
        self.days.iter().any(|own| letters(own) == letters(day))
    }

    /// Which of the other's days it says, too.
    pub(super) fn shared<'a>(&self, other: &'a Self) -> Vec<&'a str> {
        let days = other.days.iter().map(String::as_str);
        if self.is_at_the_same_time(other) {
            days.filter(|day| self.says(day)).collect()
        } else {
            Vec::new()
        }
    }

    /// Whether two entries without days are one.
    fn is_same_prose(&self, other: &Self) -> bool {
        self.days.is_empty()
            && other.days.is_empty()
            && self.is_at_the_same_time(other)
            && self.words == other.words
    }
}

/// Whether two entries say, at least in part, the same.
pub(super) fn same(a: &Object, b: &Object) -> bool {
    let (a, b) = (Session::of(a), Session::of(b));
    !a.shared(&b).is_empty() || a.is_same_prose(&b)
}

impl Pool {
    /// Takes in every session of a document, wherever it stands.
    pub(super) fn learn(&mut self, document: &Object) {
        self.0.extend(sessions(document));
    }

    /// What nobody has said before.
    pub(super) fn left_of(&self, schedule: &Object) -> Left {
        let session = Session::of(schedule);
        if session.days.is_empty() {
            return match self.0.iter().any(|known| known.is_same_prose(&session)) {
                true => Left::Nothing,
                false => Left::All,
            };
        }
        let known: Vec<&str> = self
            .0
            .iter()
            .flat_map(|known| known.shared(&session))
            .collect();
        let rest: Vec<&str> = session
            .days
            .iter()
            .map(String::as_str)
            .filter(|day| !known.contains(day))
            .collect();
        if rest.len() == session.days.len() {
            Left::All
        } else if rest.is_empty() || text(schedule, "byday").is_none() {
            Left::Nothing
        } else {
            let mut schedule = schedule.clone();
            schedule.insert("byday".to_owned(), Value::from(rest.join(",")));
            Left::Some(schedule)
        }
    }

    /// Whether others have said all of these, and there are any.
    pub(super) fn has_all(&self, schedules: &[Object]) -> bool {
        let known = |schedule| matches!(self.left_of(schedule), Left::Nothing);
        !schedules.is_empty() && schedules.iter().all(known)
    }
}

/// Every session of a document.
pub(super) fn sessions(document: &Object) -> Vec<Session> {
    let mut found = Vec::new();
    let mut document = Value::Object(document.clone());
    visit_entities_mut(Entity::Service, &mut document, &mut |spot, object| {
        if spot.entity == Entity::Schedule && spot.nearest(Entity::Organization).is_none() {
            found.push(Session::of(object));
        }
    });
    found
}

fn letters(day: &str) -> &str {
    let letters = day.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    if letters.is_empty() { day } else { letters }
}

fn minute(schedule: &Object, field: &str) -> Option<u16> {
    let mut parts = text(schedule, field)?.split(':');
    let hour: u16 = parts.next()?.trim().parse().ok()?;
    let minute: u16 = parts.next()?.trim().parse().ok()?;
    (hour < 25 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schedule(days: &str, opens: &str, closes: &str) -> Object {
        let value = json!({"byday": days, "opens_at": opens, "closes_at": closes});
        value.as_object().unwrap().clone()
    }

    #[test]
    fn only_what_nobody_has_said_is_left() {
        let mut pool = Pool::default();
        let known = json!({"schedules": [schedule("MO,TU", "10:00", "12:00")]});
        pool.learn(known.as_object().unwrap());
        for (days, opens, want) in [
            ("MO", "10:00", Some("")),
            ("TU", "10:30", Some("")),
            ("TU", "14:00", None),
            ("WE", "10:00", None),
            ("TU,WE", "10:00", Some("WE")),
        ] {
            let said = match pool.left_of(&schedule(days, opens, "12:00")) {
                Left::All => None,
                Left::Some(rest) => Some(text(&rest, "byday").unwrap().to_owned()),
                Left::Nothing => Some(String::new()),
            };
            assert_eq!(said.as_deref(), want, "{days} {opens}");
        }
    }
}
