//! The timetable of a row: in words, as day and times, or in a column for each weekday.

use super::Beside;
use super::cells::{Cells, Taken};
use crate::domain::Day;
use crate::sheet::field::is_placeholder;
use crate::sheet::field::schedule::{self, Every, Opening};
use crate::sheet::open::moment;
use crate::sheet::report::Fields;
use crate::sheet::role::Role;
use crate::sheet::table::CellKind;

pub(super) fn read(cells: &mut Cells<'_>, fields: &mut Fields, beside: &mut Beside) {
    let words = cells.take(Role::ScheduleText);
    let days = cells.take(Role::DayNames);
    let hours = hours(cells);
    let said = words.as_ref().and_then(|cell| cells.plain(cell));
    let day = days.as_ref().and_then(|cell| cells.plain(cell));
    let composed = match (&day, &hours) {
        (Some(day), Some(hours)) => Some(format!("{day} {hours}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    let mut problems = Vec::new();
    let mut tell = |text: &str| {
        let read = schedule::read(text);
        problems = read.problems;
        read.value.openings
    };
    let mut openings = words
        .as_ref()
        .map(|cell| tell(&cell.text))
        .unwrap_or_default();
    if openings.is_empty()
        && let Some(composed) = &composed
    {
        // "10am-12pm" beside a column of days, or days beside a column of times.
        let whole = format!("{composed} {}", said.as_deref().unwrap_or_default());
        openings = tell(whole.trim());
    }
    let mut said = said;
    let untimed = openings
        .iter()
        .all(|opening| opening.session.opens_at.is_none());
    if let (Some(days), Some(hours), true) = (&said, &hours, untimed && !openings.is_empty()) {
        // Days in words, and the times in columns of their own.
        let whole = format!("{days} {hours}");
        let timed = tell(&whole);
        if !timed.is_empty() {
            (openings, said) = (timed, Some(whole));
        }
    }
    let columns = by_weekday(cells, hours.as_deref());
    if openings.is_empty() && !columns.is_empty() {
        openings = columns;
        problems.clear();
    }
    if let Some(cell) = words.or(days) {
        cells.note(&cell, &problems);
    }
    fields.schedule = openings
        .iter()
        .map(|opening| opening.session.clone())
        .collect();
    fields.schedule_text = said.or(composed);
    beside.openings = openings;
}

/// The times of a row that has them in columns of their own.
fn hours(cells: &mut Cells<'_>) -> Option<String> {
    let [times, opens, closes] = [Role::Times, Role::Opens, Role::Closes].map(|role| {
        let text = cells.take(role).map(|cell| shown(&cell));
        text.filter(|text| !is_placeholder(text))
    });
    match (opens, closes) {
        (Some(opens), Some(closes)) => Some(format!("{opens}-{closes}")),
        (opens, _) => times.or(opens),
    }
}

/// The openings of the columns that weekdays have.
fn by_weekday(cells: &mut Cells<'_>, hours: Option<&str>) -> Vec<Opening> {
    let mut sessions = Vec::new();
    for day in Day::ALL {
        for cell in cells.all(&|role| role == Role::DayTimes(day)) {
            let text = shown(&cell);
            let read = schedule::on_day(day, &text);
            let untimed = read.value.iter().all(|session| session.opens_at.is_none());
            // A tick under the day, and the times in a column for all days.
            let read = match hours.filter(|_| untimed && !read.value.is_empty()) {
                Some(hours) => schedule::on_day(day, hours),
                None => read,
            };
            cells.note(&cell, &read.problems);
            cells.changed(&cell, None);
            sessions.extend(read.value);
        }
        let [opens, closes] = [Role::DayOpens(day), Role::DayCloses(day)].map(|role| {
            cells
                .take(role)
                .map(|cell| shown(&cell))
                .unwrap_or_default()
        });
        if !is_placeholder(&opens) {
            let said = if is_placeholder(&closes) {
                opens
            } else {
                format!("{opens}-{closes}")
            };
            sessions.extend(schedule::on_day(day, &said).value);
        }
    }
    let weekly = |session| Opening {
        session,
        every: Every::Week,
    };
    sessions.into_iter().map(weekly).collect()
}

/// The text of a cell; a fraction of a day as the time that it is.
fn shown(cell: &Taken) -> String {
    let fraction = match cell.kind {
        CellKind::Number | CellKind::Text => cell.text.trim().parse::<f64>().ok(),
        _ => None,
    };
    let is_time = |number: &f64| *number > 0.0 && *number < 1.0;
    let time = fraction
        .filter(is_time)
        .and_then(|number| moment(number, false));
    let text = time.map_or_else(|| cell.text.clone(), |time| time.text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
