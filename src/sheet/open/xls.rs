//! `.xls`: the binary workbooks of Excel before 2007.
//!
//! The records are walked once for what is hidden and for the size of what they claim; then the
//! `calamine` library reads the cells.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls};

use super::value::{Shown, cell_of};
use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Cell, CellKind, Collector, Limits, Merge, Table};

/// What the records say of one sheet besides its cells.
#[derive(Debug, Default)]
struct Layout {
    hidden: Vec<(u32, u32)>,
    /// 1-based.
    hidden_rows: Vec<u32>,
    filtered: bool,
    /// Rows × columns between the outermost cells, or as the sheet declares.
    extent: u64,
}

/// Cells between the outermost cells of all sheets: the library sets memory aside for each.
const LARGEST_EXTENT: u64 = 3_000_000;

/// Reads every visible sheet of an OLE file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Table>, FileError> {
    let layouts = layouts(&workbook_stream(bytes)?)?;
    if layouts.iter().map(|layout| layout.extent).sum::<u64>() > LARGEST_EXTENT {
        return Err(FileError::TooLarge);
    }
    // Damaged files make the library panic now and then; that is an answer too.
    catch_unwind(AssertUnwindSafe(|| cells(bytes, layouts, limits)))
        .unwrap_or(Err(FileError::Corrupt))
}

/// The stream that holds the workbook.
fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, FileError> {
    let mut ole = match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(ole) => ole,
        Err(_) if names_stream(bytes, "WordDocument") => return Err(FileError::NotASpreadsheet),
        Err(_) => return Err(FileError::Corrupt),
    };
    if ole.exists("/EncryptedPackage") {
        return Err(FileError::PasswordProtected);
    }
    let found = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"]
        .into_iter()
        .find(|path| ole.is_stream(path));
    let path = found.ok_or(FileError::NotASpreadsheet)?;
    let mut stream = Vec::new();
    let mut workbook = ole.open_stream(path).map_err(|_| FileError::Corrupt)?;
    workbook
        .read_to_end(&mut stream)
        .map_err(|_| FileError::Corrupt)?;
    Ok(stream)
}

/// Whether the directory of a damaged file names a stream.
fn names_stream(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Records by number: see [MS-XLS].
mod record {
    pub(super) const FORMULA_CELLS: [u16; 9] = [
        0x0006, 0x0203, 0x0204, 0x0205, 0x027e, 0x00fd, 0x00bd, 0x00d6, 0x00be,
    ];
    pub(super) const END: u16 = 0x000a;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const COLUMN: u16 = 0x007d;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const FILTER_MODE: u16 = 0x009b;
    pub(super) const AUTO_FILTER: u16 = 0x009d;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The layout of each sheet, in the workbook's order.
fn layouts(stream: &[u8]) -> Result<Vec<Layout>, FileError> {
    let mut starts = Vec::new();
    for (kind, data) in records(stream, 0) {
        match kind {
            record::FILE_PASS => return Err(FileError::PasswordProtected),
            record::SHEET => starts.extend(long(data, 0)),
            record::END => break,
            _ => {}
        }
    }
    let mut left = 2 * stream.len();
    Ok(starts
        .iter()
        .map(|start| layout(stream, *start as usize, &mut left))
        .collect())
}

/// The layout of the sheet that begins at `start`. `left` is how many bytes may still be walked:
/// sheets that begin at the same place would make the work grow without end.
fn layout(stream: &[u8], start: usize, left: &mut usize) -> Layout {
    let mut layout = Layout::default();
    let (mut depth, mut rows, mut columns) = (0, (u64::MAX, 0), (u64::MAX, 0));
    for (kind, data) in records(stream, start) {
        *left = left.saturating_sub(data.len() + 4);
        match kind {
            _ if *left == 0 => break,
            record::BEGIN => depth += 1,
            record::END if depth <= 1 => break,
            record::END => depth -= 1,
            _ if depth > 1 => {}
            record::COLUMN => {
                if let (Some(from), Some(to), Some(options)) =
                    (short(data, 0), short(data, 2), short(data, 8))
                    && options & 1 != 0
                {
                    layout.hidden.push((from.into(), to.into()));
                }
            }
            record::ROW => {
                if let (Some(row), Some(options)) = (short(data, 0), short(data, 12))
                    && options & 0x20 != 0
                {
                    layout.hidden_rows.push(u32::from(row) + 1);
                }
            }
            record::DIMENSIONS => {
                let rows = long(data, 4)
                    .zip(long(data, 0))
                    .map(|(end, from)| end.saturating_sub(from));
                let columns = short(data, 10)
                    .zip(short(data, 8))
                    .map(|(end, from)| end.saturating_sub(from));
                let declared = rows.zip(columns).map(|(r, c)| u64::from(r) * u64::from(c));
                layout.extent = layout.extent.max(declared.unwrap_or_default());
            }
            record::FILTER_MODE | record::AUTO_FILTER => layout.filtered = true,
            kind if record::FORMULA_CELLS.contains(&kind) => {
                if let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) {
                    let (row, column) = (u64::from(row), u64::from(column));
                    rows = (rows.0.min(row), rows.1.max(row));
                    // A record for several cells ends with the last column.
                    let last = data.len().checked_sub(2).and_then(|at| short(data, at));
                    let wide = matches!(kind, 0x00bd | 0x00be);
                    let last = last
                        .filter(|_| wide)
                        .map_or(column, |last| u64::from(last).min(255));
                    columns = (columns.0.min(column), columns.1.max(last));
                }
            }
            _ => {}
        }
    }
    let span = |(from, to): (u64, u64)| (to + 1).saturating_sub(from);
    layout.extent = layout.extent.max(span(rows) * span(columns));
    layout
}

/// Kind and data of each record from a place on.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, length) = (short(stream, at)?, usize::from(short(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn cells(bytes: &[u8], layouts: Vec<Layout>, limits: &Limits) -> Result<Vec<Table>, FileError> {
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => FileError::PasswordProtected,
        _ => FileError::Corrupt,
    })?;
    let since_1904 = workbook.has_1904_epoch();
    let mut budget = Budget::new(limits);
    let mut tables = Vec::new();
    let sheets = workbook.sheets_metadata().to_vec();
    for (at, (sheet, layout)) in sheets.into_iter().zip(layouts).enumerate() {
        if sheet.visible != SheetVisible::Visible || sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = workbook
            .worksheet_range(&sheet.name)
            .map_err(|_| FileError::Corrupt)?;
        let formulas = workbook.worksheet_formula(&sheet.name).unwrap_or_default();
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = Collector::new(&mut budget);
        for (row, column, data) in range.used_cells() {
            let (row, column) = (top + row as u32, left + column as u32);
            let mut cell = cell(data, since_1904);
            cell.formula = formulas
                .get_value((row, column))
                .is_some_and(|formula| !formula.is_empty());
            let hidden = layout.hidden_rows.binary_search(&(row + 1)).is_ok();
            cells.add(row + 1, column, cell, hidden)?;
        }
        let merges = workbook.merge_cells_by_sheet_id(at).unwrap_or_default();
        tables.push(Table {
            sheet: Some(sheet.name),
            rows: cells.finish(),
            hidden: layout.hidden,
            merges: merges
                .iter()
                .map(|merge| Merge {
                    top: merge.start.0 + 1,
                    bottom: merge.end.0 + 1,
                    left: merge.start.1,
                    right: merge.end.1,
                })
                .collect(),
            filtered: layout.filtered,
            since_1904,
        });
    }
    Ok(tables)
}

fn cell(data: &Data, since_1904: bool) -> Cell {
    match data {
        Data::Int(number) => Cell::of(CellKind::Number, number.to_string()),
        Data::Float(number) => cell_of(*number, Shown::Plain, false),
        Data::String(text) => Cell::of_text(text.as_str()),
        Data::Bool(yes) => Cell::of(CellKind::Bool, if *yes { "TRUE" } else { "FALSE" }),
        Data::DateTime(at) => cell_of(at.as_f64(), Shown::Moment, since_1904),
        Data::DateTimeIso(text) | Data::DurationIso(text) => super::iso_moment(text),
        Data::Error(_) | Data::Empty => Cell::default(),
    }
}
