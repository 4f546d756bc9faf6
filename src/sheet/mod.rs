//! Spreadsheets: a council's file -> services, and what should be mended in it.
//!
//! bytes -> `open`: what they really are, as tables -> `section`: which sheets list services,
//! where their header is, what each `column` is for -> `row`: which rows are services ->
//! `record`: their values, read by the parsers of [`field`] -> `duplicate`, `keys` ->
//! `service`: ORUK v3 -> [`Import`], the report.
//!
//! Nothing is written anywhere. A [`Profile`] says what need not be guessed; what is hidden, or
//! named as private, is left out before anything is reported.

pub mod field;

mod column;
mod corrections;
mod duplicate;
mod header;
mod keys;
mod open;
mod problem;
mod profile;
mod record;
mod report;
mod role;
mod row;
mod section;
mod service;
mod table;

pub use corrections::corrections;
pub use problem::{ProblemKind, ProblemSeverity};
pub use profile::{Defaults, Profile, ProfileError};
pub use report::{
    Column, Document, Fields, FileError, Import, Original, Problem, Record, Session, SkipReason,
    Skipped, Withheld, WithheldReason,
};
pub use role::{Part, Role, RoleError};
pub use table::Limits;

use crate::domain::FeedId;
use field::postcode::PostcodeBook;
use record::{Draft, Reading};
use row::{Place, RowKind};
use section::Section;
use table::{Table, letter};

/// What a sheet is read with besides its bytes.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The feed that the services belong to: their ids are made of it.
    pub feed: &'a FeedId,
    /// What is known of the sheet.
    pub profile: &'a Profile,
    /// Which postcodes exist.
    pub postcodes: &'a dyn PostcodeBook,
    /// How large it may be.
    pub limits: Limits,
}

/// Reads a file. `name` is the file's name, without its folder; it is not believed.
pub fn read(name: &str, bytes: &[u8], with: &Surroundings<'_>) -> Import {
    let tables = match open::open(name, bytes, &with.limits) {
        Ok(tables) => tables,
        Err(error) => return Import::unreadable(name, error),
    };
    let is_text = matches!(tables.as_slice(), [Table { sheet: None, .. }]);
    let is_part = tables
        .iter()
        .any(|table| table.sheet.as_deref() == Some(corrections::MARK));
    let had_rows = tables.iter().map(|table| table.rows.len()).sum::<usize>();
    let mut import = Import {
        file: name.to_owned(),
        complete: with.profile.complete && !is_part,
        ..Import::default()
    };
    let alone = tables.iter().filter(|table| !table.rows.is_empty()).count() == 1;
    let mut drafts = Vec::new();
    let mut headed = false;
    for mut table in tables {
        if table.sheet.as_deref() == Some(corrections::MARK) {
            continue;
        }
        for section in section::sections(&mut table, with.profile, alone) {
            headed |= section.header.is_some();
            columns(&table, &section, &mut import);
            drafts.extend(rows(&table, section, with, &mut import));
        }
    }
    finish(drafts, with, &mut import);
    if import.records.is_empty() {
        // A text without columns that mean anything is a letter, not a list.
        let is_prose = is_text && !headed && had_rows > 1;
        let error = if is_prose {
            FileError::NotASpreadsheet
        } else {
            FileError::Empty
        };
        return Import::unreadable(name, error);
    }
    import
}

/// Reports the columns of a section.
fn columns(table: &Table, section: &Section, import: &mut Import) {
    for column in &section.columns {
        let sheet = table.sheet.clone();
        match column.withheld {
            Some(why) => import.withheld.push(Withheld {
                sheet,
                column: letter(column.column),
                why,
            }),
            None => import.columns.push(Column {
                sheet,
                column: letter(column.column),
                header: column.header.clone(),
                field: column.role.field().map(str::to_owned),
                confidence: (column.confidence * 100.0).round() / 100.0,
                role: Some(column.role),
            }),
        }
    }
}

/// Reads the rows of a section, and lets go of each: a large sheet is not held twice.
fn rows(
    table: &Table,
    section: Section,
    with: &Surroundings<'_>,
    import: &mut Import,
) -> Vec<Draft> {
    let separators = separators(&section, with.profile);
    let keys = section.keys(with.profile);
    let reading = Reading {
        sheet: table.sheet.as_deref(),
        columns: &section.columns,
        profile: with.profile,
        book: with.postcodes,
        separators: &separators,
        keys: &keys,
        since_1904: table.since_1904,
    };
    let mut place = Place {
        header: section.header.as_ref(),
        columns: &section.columns,
        merges: &table.merges,
        filtered: table.filtered,
        usual: row::usual(&section.rows, &section.columns),
        is_first: true,
    };
    let mut drafts = Vec::with_capacity(section.rows.len());
    for row in section.rows {
        let why = match row::classify(&row, &place) {
            RowKind::Blank => continue,
            RowKind::Skip(why) => why,
            RowKind::Service => {
                let draft = record::read(&row, &reading);
                place.is_first = false;
                if !draft.is_withheld {
                    drafts.push(draft);
                    continue;
                }
                SkipReason::NotForPublication
            }
        };
        import.skipped.push(Skipped {
            sheet: table.sheet.clone(),
            row: row.number,
            why,
        });
    }
    drafts
}

/// What stands between categories: the profile's word, or `;`, `|` and line ends where any cell
/// of the column uses them, so that a comma elsewhere belongs to a name.
fn separators(section: &Section, profile: &Profile) -> Vec<String> {
    if !profile.separators.is_empty() {
        return profile.separators.clone();
    }
    let listed = section
        .columns
        .iter()
        .filter(|column| column.role == Role::Categories);
    let columns: Vec<u32> = listed.map(|column| column.column).collect();
    let uses = |signs: &[char]| {
        let cells = section
            .rows
            .iter()
            .flat_map(|row| columns.iter().map(|at| row.text(*at)));
        cells.filter(|text| text.trim_end().contains(signs)).count() > 0
    };
    let strong = [";", "|", "\n"];
    if columns.len() == 1 && uses(&[';', '|', '\n']) {
        strong.iter().map(|sign| (*sign).to_owned()).collect()
    } else {
        Vec::new()
    }
}

/// Leaves out what is stated twice, gives keys and ids, and sorts the report.
fn finish(drafts: Vec<Draft>, with: &Surroundings<'_>, import: &mut Import) {
    let fields: Vec<&Fields> = drafts.iter().map(|draft| &draft.fields).collect();
    let same = duplicate::duplicates(&fields);
    let mut kept = Vec::with_capacity(drafts.len());
    for (draft, same) in drafts.into_iter().zip(same) {
        if same.is_none() {
            kept.push(draft);
            continue;
        }
        let kind = ProblemKind::DuplicateRow;
        import.problems.push(Problem {
            sheet: draft.sheet.clone(),
            row: draft.row,
            column: None,
            kind,
            severity: kind.severity(),
            found: draft.fields.name,
            advice: kind.advice().to_owned(),
        });
        import.problems.extend(draft.problems);
        import.skipped.push(Skipped {
            sheet: draft.sheet,
            row: draft.row,
            why: SkipReason::Duplicate,
        });
    }
    let keys = keys::keys(&kept);
    for (draft, keys) in kept.into_iter().zip(keys) {
        let service = service::service(&draft, &keys[0], with.feed);
        import.problems.extend(draft.problems);
        import.records.push(Record {
            sheet: draft.sheet,
            row: draft.row,
            fields: draft.fields,
            service,
            originals: draft.originals,
            keys,
        });
    }
}
