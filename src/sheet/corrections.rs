//! The corrections workbook: the rows with problems, ready to be mended and imported again.
//!
//! file + its report -> each sheet with what stands above its services, the rows that have a
//! problem, and a note on each cell that should be mended -> an .xlsx.
//!
//! Every cell is text, so that nothing is run and no zero is lost. Columns stay at their
//! letters, header rows at their numbers, so that the mapping profile fits. What is withheld
//! from the report is not in it. A sheet of its own marks the workbook: it holds a part of the
//! rows only, so whatever the profile says, a row that is missing from it is no deletion.

use std::collections::HashSet;

use rust_xlsxwriter::{Format, Note, Workbook, Worksheet, XlsxError};

use super::field::text::is_formula;
use super::open;
use super::report::{Import, Problem};
use super::table::{Limits, Row, Table, letter};

/// The sheet that tells a corrections workbook from a whole one.
pub(super) const MARK: &str = "About these corrections";

/// What the marking sheet says.
const ABOUT: [&str; 3] = [
    "The rows of the other sheets have a problem: a note on the cell says which.",
    "Mend the cells, save this workbook, and import it into the same feed.",
    "Rows that are not in it stay as they are.",
];

/// The most rows that a sheet can have.
const MOST_ROWS: u32 = 1_000_000;

/// Writes the rows of a file that have problems; `None` when none has.
///
/// # Errors
/// When the workbook cannot be written, which no content of a readable file causes.
pub fn corrections(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    import: &Import,
) -> Result<Option<Vec<u8>>, XlsxError> {
    let Ok(tables) = open::open(name, bytes, limits) else {
        return Ok(None);
    };
    let mut workbook = Workbook::new();
    let mut written = false;
    for table in tables {
        let wanted = wanted(&table, import);
        if wanted.is_empty() {
            continue;
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.sheet.as_deref().unwrap_or("Services"))?;
        write(sheet, &table, &wanted, import)?;
        written = true;
    }
    if !written {
        return Ok(None);
    }
    let about = workbook.add_worksheet();
    about.set_name(MARK)?;
    for (row, text) in (0..).zip(ABOUT) {
        about.write_string(row, 0, text)?;
    }
    Ok(Some(workbook.save_to_buffer()?))
}

/// The rows of a sheet that have a problem, and those that only stay apart from them by what
/// they say besides: several sessions of one service.
fn wanted(table: &Table, import: &Import) -> HashSet<u32> {
    let skipped: HashSet<u32> = import
        .skipped
        .iter()
        .filter(|skipped| skipped.sheet == table.sheet)
        .map(|skipped| skipped.row)
        .collect();
    let mut wanted: HashSet<u32> = problems(table, import)
        .map(|problem| problem.row)
        .filter(|row| !skipped.contains(row))
        .collect();
    let here = || {
        import
            .records
            .iter()
            .filter(|record| record.sheet == table.sheet)
    };
    let shared: HashSet<&String> = here()
        .filter(|record| wanted.contains(&record.row))
        .flat_map(|record| record.keys.iter().filter(|key| key.starts_with("npo|")))
        .collect();
    let siblings: Vec<u32> = here()
        .filter(|record| record.keys.iter().any(|key| shared.contains(key)))
        .map(|record| record.row)
        .collect();
    wanted.extend(siblings);
    wanted
}

fn problems<'a>(table: &'a Table, import: &'a Import) -> impl Iterator<Item = &'a Problem> {
    let of_table = move |problem: &&Problem| problem.sheet == table.sheet;
    import.problems.iter().filter(of_table)
}

fn write(
    sheet: &mut Worksheet,
    table: &Table,
    wanted: &HashSet<u32>,
    import: &Import,
) -> Result<(), XlsxError> {
    let withheld: HashSet<&str> = import
        .withheld
        .iter()
        .filter(|withheld| withheld.sheet == table.sheet)
        .map(|withheld| withheld.column.as_str())
        .collect();
    let first = first_service(table, import);
    let mut next = first.saturating_sub(1);
    for row in table.rows.iter().filter(|row| !row.hidden) {
        let at = if row.number < first {
            row.number - 1
        } else if wanted.contains(&row.number) {
            next += 1;
            next - 1
        } else {
            continue;
        };
        if at >= MOST_ROWS {
            break;
        }
        write_row(sheet, at, row, &withheld)?;
        if row.number >= first {
            write_notes(sheet, at, row.number, table, import)?;
        }
    }
    Ok(())
}

/// The first row that is a service or might have been one; what stands above it is the header.
fn first_service(table: &Table, import: &Import) -> u32 {
    let records = import
        .records
        .iter()
        .filter(|record| record.sheet == table.sheet);
    let rows = records.map(|record| record.row);
    let first = rows
        .chain(problems(table, import).map(|problem| problem.row))
        .min();
    first.unwrap_or(1).max(1)
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    row: &Row,
    withheld: &HashSet<&str>,
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let neutral = text.clone().set_quote_prefix();
    for (column, cell) in &row.cells {
        let Ok(place) = u16::try_from(*column) else {
            continue;
        };
        if withheld.contains(letter(*column).as_str()) || cell.text.is_empty() {
            continue;
        }
        let format = if is_formula(&cell.text) {
            &neutral
        } else {
            &text
        };
        sheet.write_string_with_format(at, place, &cell.text, format)?;
    }
    Ok(())
}

/// One note for each cell, with everything that is wrong in it.
fn write_notes(
    sheet: &mut Worksheet,
    at: u32,
    row: u32,
    table: &Table,
    import: &Import,
) -> Result<(), XlsxError> {
    let here: Vec<&Problem> = problems(table, import).filter(|p| p.row == row).collect();
    let mut columns: Vec<&str> = here.iter().map(|p| column(p)).collect();
    columns.sort_unstable();
    columns.dedup();
    for name in columns {
        let said = here.iter().filter(|problem| column(problem) == name);
        let lines: Vec<String> = said.map(|p| format!("{}: {}", p.kind, p.advice)).collect();
        let Some(place) = (0..=u32::from(u16::MAX)).find(|place| letter(*place) == name) else {
            continue;
        };
        let place = u16::try_from(place).unwrap_or_default();
        sheet.insert_note(
            at,
            place,
            &Note::new(lines.join("\n")).add_author_prefix(false),
        )?;
    }
    Ok(())
}

/// The column of a problem; one that concerns the whole row is noted at its beginning.
fn column(problem: &Problem) -> &str {
    problem.column.as_deref().unwrap_or("A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::field::postcode::NoBook;
    use crate::sheet::{Profile, Surroundings, read};

    const SHEET: &str = "\
Service name,Organisation,Postcode,Phone,Notes
Lunch club,Heelwood Trust,S8 0LN,960101,=1+1
Chess club,Heelwood Trust,S8 0LN,01632 960101,
Walking group,Sheaf Striders,S1 2HE,1632960102,
";

    fn import(name: &str, bytes: &[u8]) -> Import {
        let profile = Profile {
            complete: true,
            ..Profile::default()
        };
        let with = Surroundings {
            feed: &"sheets".parse().unwrap(),
            profile: &profile,
            postcodes: &NoBook,
            limits: Limits::default(),
        };
        read(name, bytes, &with)
    }

    #[test]
    fn the_workbook_holds_the_rows_with_problems_and_is_read_as_the_sheet_was() {
        let whole = import("services.csv", SHEET.as_bytes());
        assert!(whole.complete);
        let limits = Limits::default();
        let bytes = corrections("services.csv", SHEET.as_bytes(), &limits, &whole).unwrap();
        let mended = import("corrections.xlsx", &bytes.unwrap());
        assert_eq!(mended.error, None);
        assert!(!mended.complete);
        let named = |import: &Import| -> Vec<(Option<String>, Vec<String>)> {
            let rows = import.records.iter();
            rows.map(|r| (r.fields.name.clone(), r.keys.clone()))
                .collect()
        };
        let mut want = named(&whole);
        want.remove(1);
        assert_eq!(named(&mended), want);
    }

    #[test]
    fn a_sheet_without_problems_needs_no_workbook() {
        let sheet = "Service name,Organisation,Postcode\nChess club,Heelwood Trust,S8 0LN\n";
        let whole = import("services.csv", sheet.as_bytes());
        let made = corrections("services.csv", sheet.as_bytes(), &Limits::default(), &whole);
        assert_eq!(made.unwrap(), None);
    }
}
