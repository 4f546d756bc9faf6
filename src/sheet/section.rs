//! Sheets -> sections: a header, its columns, and the rows below it.
//!
//! A sheet is read when it lists services: sheets of instructions, of lists to choose from and of
//! people are told by what their columns say and by their names. A further header in the middle
//! of a sheet begins a section of its own.

use std::collections::HashSet;

use super::column::{Assigned, assign, is_data, is_private_sheet};
use super::header::{Header, find, folded, further};
use super::profile::Profile;
use super::role::{Part, Role};
use super::table::{Cell, Row, Table};

/// Rows below one header.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) header: Option<Header>,
    pub(super) columns: Vec<Assigned>,
    pub(super) rows: Vec<Row>,
}

impl Section {
    /// The columns whose values identify a row: those that the profile names, else one that is
    /// called an identifier and has another value in every row.
    pub(super) fn keys(&self, profile: &Profile) -> Vec<u32> {
        let named = |column: &&Assigned| {
            let header = column.header.as_deref().map(folded);
            profile.key.iter().any(|key| Some(folded(key)) == header)
        };
        if !profile.key.is_empty() {
            return self
                .columns
                .iter()
                .filter(named)
                .map(|column| column.column)
                .collect();
        }
        let is_id = |column: &&Assigned| column.role == Role::Id;
        let unique = |column: &&Assigned| {
            let mut seen = HashSet::new();
            let texts = self.rows.iter().map(|row| row.text(column.column).trim());
            let (mut filled, mut again) = (0, 0);
            for text in texts.filter(|text| !text.is_empty()) {
                filled += 1;
                again += usize::from(!seen.insert(text));
            }
            filled * 10 >= self.rows.len() * 8 && again * 20 <= filled
        };
        let found = self.columns.iter().filter(is_id).find(unique);
        found.map(|column| column.column).into_iter().collect()
    }
}

/// The sections of a sheet; none when it lists no services. `alone` says that there is no other.
pub(super) fn sections(table: &mut Table, profile: &Profile, alone: bool) -> Vec<Section> {
    let name = table.sheet.as_deref().map(folded).unwrap_or_default();
    let wanted = profile.wants_sheet(table.sheet.as_deref());
    if wanted == Some(false) || wanted.is_none() && is_private_sheet(&name) {
        return Vec::new();
    }
    let first = find(table, profile);
    carry_down(table, first.as_ref());
    let start = first.as_ref().map_or(0, |header| header.bottom + 1);
    let mut parts: Vec<(Option<Header>, Vec<Row>)> = vec![(first, Vec::new())];
    for row in std::mem::take(&mut table.rows) {
        if row.number < start {
            continue;
        }
        let current = parts.last().and_then(|(header, _)| header.as_ref());
        let other = current.filter(|header| may_be_header(&row) && !header.is_repeated_by(&row));
        match (other.and_then(|_| further(&row, profile)), parts.last_mut()) {
            (None, Some((_, rows))) => rows.push(row),
            (header, _) => parts.push((header, Vec::new())),
        }
    }
    let mut sections = Vec::new();
    for (header, rows) in parts {
        let columns = assign(table, header.as_ref(), &rows, profile);
        if wanted == Some(true) || lists_services(&columns, header.is_some(), &name, alone) {
            sections.push(Section {
                header,
                columns,
                rows,
            });
        }
    }
    sections
}

/// A cheap look before the alias list is asked about every cell of every row.
fn may_be_header(row: &Row) -> bool {
    row.cells.len() >= 3
        && row
            .cells
            .iter()
            .all(|(_, cell)| cell.text.len() <= 60 && !is_data(&cell.text))
}

/// Cells that are carried down in one sheet; areas that a file declares to overlap would go on
/// for ever.
const MOST_CARRIED: usize = 200_000;

/// What a merged cell says holds for every row that it covers and that says something itself.
fn carry_down(table: &mut Table, header: Option<&Header>) {
    let below = header.map_or(0, |header| header.bottom);
    let mut left = MOST_CARRIED;
    for merge in table
        .merges
        .iter()
        .filter(|merge| merge.bottom > merge.top && merge.top > below)
    {
        let from = table.rows.partition_point(|row| row.number < merge.top);
        let Some(cell) = table
            .rows
            .get(from)
            .filter(|row| row.number == merge.top)
            .and_then(|row| row.cell(merge.left))
        else {
            continue;
        };
        let cell: Cell = cell.clone();
        for row in table.rows[from + 1..]
            .iter_mut()
            .take_while(|row| row.number <= merge.bottom)
            .take(left)
        {
            left -= 1;
            if let Err(at) = row
                .cells
                .binary_search_by_key(&merge.left, |(column, _)| *column)
            {
                row.cells.insert(at, (merge.left, cell.clone()));
            }
        }
    }
}

/// Names of sheets that are about the others.
const ABOUT: [&str; 52] = [
    "readme",
    "read me",
    "instructions",
    "guidance",
    "guide",
    "notes",
    "about",
    "help",
    "key",
    "legend",
    "lookup",
    "lookups",
    "lists",
    "list",
    "dropdown",
    "dropdowns",
    "drop downs",
    "drop down lists",
    "validation",
    "reference",
    "reference data",
    "codes",
    "categories",
    "category list",
    "taxonomy",
    "cover",
    "cover sheet",
    "front sheet",
    "contents",
    "index",
    "intro",
    "introduction",
    "change log",
    "changelog",
    "log",
    "version",
    "versions",
    "version control",
    "version history",
    "summary",
    "stats",
    "statistics",
    "dashboard",
    "pivot",
    "data dictionary",
    "definitions",
    "glossary",
    "charts",
    "metadata",
    "how to use",
    "options",
    "data validation",
];

/// Names of sheets whose rows are not, or no longer, services on offer.
const PAST: [&str; 19] = [
    "template",
    "blank template",
    "example",
    "examples",
    "archive",
    "archived",
    "old",
    "closed",
    "ceased",
    "deleted",
    "removed",
    "do not use",
    "backup",
    "superseded",
    "draft",
    "defunct",
    "no longer running",
    "closed groups",
    "closed services",
];

fn lists_services(columns: &[Assigned], has_header: bool, sheet: &str, alone: bool) -> bool {
    let has = |wanted: &dyn Fn(Role) -> bool| columns.iter().any(|column| wanted(column.role));
    let telling = [
        has(&|role| matches!(role, Role::Phone | Role::Contact)),
        has(&|role| role == Role::Email),
        has(&|role| role == Role::Url),
        has(&|role| role == Role::Postcode),
        has(&|role| matches!(role, Role::Address(_))),
        has(&|role| {
            matches!(
                role,
                Role::ScheduleText
                    | Role::DayNames
                    | Role::Times
                    | Role::DayTimes(_)
                    | Role::DayOpens(_)
            )
        }),
        has(&|role| role == Role::Description),
        has(&|role| role == Role::Cost),
        has(&|role| role == Role::Organization),
        has(&|role| matches!(role, Role::Ages | Role::MinAge)),
        has(&|role| role == Role::Categories),
    ];
    let count = telling.iter().filter(|told| **told).count();
    let named = has(&|role| role == Role::Name);
    let reachable = telling[..6].iter().any(|told| *told);
    if alone {
        return named && (count >= 1 || has_header && columns.len() == 1);
    }
    if lists_people(columns) {
        return false;
    }
    if PAST.contains(&sheet) || sheet.starts_with("archive ") {
        return false;
    }
    if ABOUT.contains(&sheet) {
        return named && count >= 4;
    }
    let venue_alone = count == 1 && has(&|role| role == Role::Address(Part::Venue));
    named && (reachable && !venue_alone || count >= 3) && (has_header || count >= 2)
}

/// Names, what they do, and how to reach them: colleagues, not services.
fn lists_people(columns: &[Assigned]) -> bool {
    let headed = |words: &[&str]| {
        let keys = columns.iter().filter_map(|column| column.header.as_deref());
        keys.map(folded).any(|key| words.contains(&key.as_str()))
    };
    let placed = columns.iter().any(|column| {
        let of_service = |role| {
            matches!(
                role,
                Role::Address(_)
                    | Role::Postcode
                    | Role::ScheduleText
                    | Role::Description
                    | Role::Cost
            )
        };
        of_service(column.role)
    });
    !placed
        && headed(&[
            "role",
            "job title",
            "position",
            "job role",
            "surname",
            "last name",
            "dbs date",
        ])
}
