//! Days and times in prose -> openings, as the report and the standard write them.
//!
//! "1st Tuesday of the month" is the day `1TU`, a fortnight is kept as such, and "24 hours" is
//! 00:00 to 23:59. What is certain of no week stays prose, with no openings. What people may
//! want to know besides ("term time only", "by appointment") stays in the text, which is
//! published with the openings.

use super::{Reading, is_placeholder, text};
use crate::domain::{Day, hours};
use crate::oruk::Schedule;
use crate::sheet::{ProblemKind, Session};

pub use crate::domain::hours::Every;

/// One opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Day and times.
    pub session: Session,
    /// How often.
    pub every: Every,
}

impl From<hours::Opening> for Opening {
    fn from(opening: hours::Opening) -> Self {
        let nth = opening.nth.map(|nth| nth.to_string()).unwrap_or_default();
        Self {
            session: Session {
                byday: format!("{nth}{}", opening.day.code()),
                opens_at: opening.opens.map(hours::clock_time),
                closes_at: opening.closes.map(hours::clock_time),
            },
            every: opening.every,
        }
    }
}

/// What a cell says of days and times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// The words, on one line.
    pub text: Option<String>,
    /// What is certain, in the order of the text; each once.
    pub openings: Vec<Opening>,
}

impl Hours {
    /// Day and times of each opening.
    pub fn sessions(&self) -> Vec<Session> {
        let openings = self.openings.iter();
        openings.map(|opening| opening.session.clone()).collect()
    }

    /// The openings as the standard writes them: days with the same times together.
    pub fn schedules(&self) -> Vec<Schedule> {
        let mut schedules: Vec<(Every, Schedule)> = Vec::new();
        for Opening { session, every } in &self.openings {
            let same = schedules.iter_mut().find(|(often, known)| {
                often == every
                    && known.opens_at == session.opens_at
                    && known.closes_at == session.closes_at
            });
            if let Some((_, known)) = same {
                let days = known.byday.get_or_insert_default();
                days.push(',');
                days.push_str(&session.byday);
                continue;
            }
            let monthly = *every == Every::Month;
            let schedule = Schedule {
                freq: Some(if monthly { "MONTHLY" } else { "WEEKLY" }.to_owned()),
                interval: (*every == Every::Fortnight).then_some(2.0),
                byday: Some(session.byday.clone()),
                opens_at: session.opens_at.clone(),
                closes_at: session.closes_at.clone(),
                ..Schedule::default()
            };
            schedules.push((*every, schedule));
        }
        schedules
            .into_iter()
            .map(|(_, schedule)| schedule)
            .collect()
    }
}

/// Reads a cell of days and times.
pub fn read(raw: &str) -> Reading<Hours> {
    let shown = text::read(raw);
    if shown.value.is_none() {
        return Reading::default();
    }
    // A line break parts what folded text would run together.
    let lines: Vec<String> = raw
        .split(['\n', '\r'])
        .filter_map(|line| text::read(line).value)
        .collect();
    let openings = hours::openings(&lines.join("\n"));
    let openings: Vec<Opening> = openings.into_iter().map(Opening::from).collect();
    let unparsed = openings.is_empty();
    let value = Hours {
        text: shown.value,
        openings,
    };
    Reading {
        value,
        problems: shown.problems,
    }
    .noting(ProblemKind::HoursUnparsed, unparsed)
}

/// Reads a cell in the column of one weekday: its times, or a sign that it is open.
pub fn on_day(day: Day, raw: &str) -> Reading<Vec<Session>> {
    const OPEN: [&str; 7] = ["yes", "y", "x", "true", "✓", "✔", "open"];
    const SHUT: [&str; 7] = ["closed", "shut", "no", "n", "false", "0", "not open"];
    let lower = raw.trim().to_lowercase();
    let is_open = OPEN.contains(&lower.as_str());
    if !is_open && (is_placeholder(raw) || SHUT.contains(&lower.as_str())) {
        return Reading::default();
    }
    let times = if is_open { "" } else { raw };
    let sessions = read(&format!("{} {times}", day.as_str())).value.sessions();
    let is_timed = |session: &Session| session.opens_at.is_some() || session.closes_at.is_some();
    // A cell that names another day is in the wrong column.
    let of_this_day = sessions.iter().all(|session| session.byday == day.code());
    if of_this_day && (is_open || sessions.iter().any(is_timed)) {
        Reading::fine(sessions)
    } else {
        Reading::with(Vec::new(), ProblemKind::HoursUnparsed)
    }
}

/// Reads a cell of one time of day, `HH:MM`; a spreadsheet program's part of a day too.
pub fn time(raw: &str) -> Option<String> {
    hours::time(raw.trim())
}

#[cfg(test)]
mod tests;
