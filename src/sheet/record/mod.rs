//! Rows -> records: each cell is read by what its column is for.
//!
//! [`cells`] reads single values and keeps what was wrong with them and what was changed;
//! [`place`] puts addresses together, [`times`] timetables, [`contact`] takes telephone and
//! e-mail out of one cell.

mod cells;
mod contact;
mod place;
mod times;

use super::column::{Assigned, yes_or_no};
use super::field::postcode::PostcodeBook;
use super::field::schedule::Opening;
use super::field::{self, date::DateStyle};
use super::problem::ProblemKind;
use super::profile::Profile;
use super::report::{Fields, Original, Problem};
use super::role::Role;
use super::table::{CellKind, Row};
use cells::Cells;

/// A row as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) sheet: Option<String>,
    pub(super) row: u32,
    pub(super) fields: Fields,
    pub(super) beside: Beside,
    pub(super) originals: Vec<Original>,
    pub(super) problems: Vec<Problem>,
    /// What the columns say that identify a row, by the profile or by their name.
    pub(super) id: Option<String>,
    /// Whether the row itself says that it is not to be published.
    pub(super) is_withheld: bool,
}

/// What the service holds besides the fields of the report.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Beside {
    /// Further telephone numbers, E.164.
    pub(super) phones: Vec<String>,
    /// What to dial after the first number.
    pub(super) extension: Option<String>,
    pub(super) contact_name: Option<String>,
    pub(super) status: Option<String>,
    /// The name of the place, where a column of its own states it.
    pub(super) venue: Option<String>,
    pub(super) town: Option<String>,
    pub(super) county: Option<String>,
    /// When it runs, with how often.
    pub(super) openings: Vec<Opening>,
}

/// What rows of one table are read by.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) sheet: Option<&'a str>,
    pub(super) columns: &'a [Assigned],
    pub(super) profile: &'a Profile,
    pub(super) book: &'a dyn PostcodeBook,
    /// What stands between categories; guessed cell by cell when empty.
    pub(super) separators: &'a [String],
    /// The columns whose values identify a row.
    pub(super) keys: &'a [u32],
    pub(super) since_1904: bool,
}

/// Reads one row.
pub(super) fn read(row: &Row, reading: &Reading<'_>) -> Draft {
    let mut cells = Cells::new(row, reading);
    let mut fields = Fields {
        name: cells.text(Role::Name),
        organization: cells.text(Role::Organization),
        description: cells.text(Role::Description),
        ..Fields::default()
    };
    let mut beside = Beside {
        contact_name: cells.text(Role::ContactName),
        status: cells.text(Role::Status),
        ..Beside::default()
    };
    place::read(&mut cells, reading, &mut fields, &mut beside);
    contact::read(&mut cells, &mut fields, &mut beside);
    times::read(&mut cells, &mut fields, &mut beside);
    fields.categories = cells.lists(Role::Categories, reading.separators);
    cost(&mut cells, &mut fields);
    ages(&mut cells, &mut fields);
    fields.last_reviewed = reviewed(&mut cells, reading);
    if fields.organization.is_none() {
        fields.organization = reading.profile.defaults.organization.clone();
    }
    let publish = cells.raw(Role::Publish).and_then(yes_or_no);
    if fields.name.is_none() {
        cells.problem(Role::Name, ProblemKind::MissingName);
    }
    Draft {
        sheet: reading.sheet.map(str::to_owned),
        row: row.number,
        id: id(row, reading.keys),
        is_withheld: publish == Some(false),
        fields,
        beside,
        originals: cells.originals,
        problems: cells.problems,
    }
}

fn cost(cells: &mut Cells<'_>, fields: &mut Fields) {
    if let Some(cell) = cells.take(Role::Cost) {
        let read = field::money::read(&cell.text);
        cells.note(&cell, &read.problems);
        cells.changed(&cell, read.value.text.as_deref());
        fields.cost_text = read.value.text;
        fields.cost_amount = read.value.amount;
    }
    if let Some(cell) = cells.take(Role::Free)
        && field::money::is_free(&cell.text) == Some(true)
        && fields.cost_amount.is_none()
    {
        fields.cost_amount = Some(0.0);
    }
}

fn ages(cells: &mut Cells<'_>, fields: &mut Fields) {
    if let Some(cell) = cells.take(Role::Ages) {
        let read = field::age::read(&cell.text);
        cells.note(&cell, &read.problems);
        cells.changed(&cell, None);
        (fields.min_age, fields.max_age) = (read.value.min, read.value.max);
    }
    for (role, bound) in [
        (Role::MinAge, &mut fields.min_age),
        (Role::MaxAge, &mut fields.max_age),
    ] {
        if let Some(cell) = cells.take(role) {
            let read = field::age::bound(&cell.text);
            cells.note(&cell, &read.problems);
            *bound = read.value.or(*bound);
        }
    }
}

fn reviewed(cells: &mut Cells<'_>, reading: &Reading<'_>) -> Option<String> {
    let cell = cells.take(Role::LastReviewed)?;
    let style = DateStyle {
        day_first: reading.profile.day_first,
        since_1904: reading.since_1904,
    };
    let day = match cell.kind {
        CellKind::Date => cell.text.get(..10).map(str::to_owned),
        _ => field::date::read(&cell.text, style).map(|day| day.to_string()),
    };
    cells.changed(&cell, day.as_deref());
    day
}

fn id(row: &Row, keys: &[u32]) -> Option<String> {
    let said: Vec<&str> = keys.iter().map(|column| row.text(*column).trim()).collect();
    let usable = !said.is_empty() && said.iter().any(|text| !field::is_placeholder(text));
    usable.then(|| said.join("|"))
}
