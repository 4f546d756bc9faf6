//! A sheet as it was opened, whatever its format: the cells that hold something.

use super::report::FileError;

/// Largest numbers of anything that reading one file may hold in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file itself, in bytes.
    pub file_bytes: u64,
    /// All parts of a workbook once unzipped, in bytes.
    pub unzipped_bytes: u64,
    /// Cells that hold something, over all sheets.
    pub cells: usize,
    /// Their text, in bytes.
    pub text_bytes: usize,
}

impl Default for Limits {
    /// A sheet of 50,000 rows with 20 values each fits; so does all of it in 256 MB.
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unzipped_bytes: 100 << 20,
            cells: 1_200_000,
            text_bytes: 64 << 20,
        }
    }
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table {
    /// Its name; `None` where the format has none.
    pub(super) sheet: Option<String>,
    /// Rows that hold something, in order.
    pub(super) rows: Vec<Row>,
    /// Hidden columns, 0-based, as ranges that include both ends.
    pub(super) hidden: Vec<(u32, u32)>,
    /// Merged areas.
    pub(super) merges: Vec<Merge>,
    /// Whether a filter hides rows, so that a hidden row is merely filtered out.
    pub(super) filtered: bool,
    /// Whether days are counted since 1904, as old Macs did.
    pub(super) since_1904: bool,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// 1-based, as a spreadsheet program shows it.
    pub(super) number: u32,
    /// Whether it is hidden.
    pub(super) hidden: bool,
    /// Column, 0-based, and content; in order of the columns.
    pub(super) cells: Vec<(u32, Cell)>,
}

/// What a cell holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell {
    /// As text: numbers plainly, dates as `YYYY-MM-DD`, times as `HH:MM`.
    pub(super) text: String,
    /// What the format says it is.
    pub(super) kind: CellKind,
    /// Whether the value is the stored result of a formula.
    pub(super) formula: bool,
    /// Where a link on the cell leads.
    pub(super) link: Option<Box<str>>,
}

/// What a format says of a cell's content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum CellKind {
    /// Text.
    #[default]
    Text,
    /// A number.
    Number,
    /// A date, perhaps with a time.
    Date,
    /// A time of day.
    Time,
    /// Yes or no.
    Bool,
}

/// A merged area; 0-based columns, 1-based rows, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    /// Topmost row.
    pub(super) top: u32,
    /// Lowest row.
    pub(super) bottom: u32,
    /// Leftmost column.
    pub(super) left: u32,
    /// Rightmost column.
    pub(super) right: u32,
}

impl Row {
    /// The cell of a column.
    pub(super) fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |(at, _)| *at);
        at.ok().map(|at| &self.cells[at].1)
    }

    /// The text of a column; empty when there is none.
    pub(super) fn text(&self, column: u32) -> &str {
        self.cell(column).map_or("", |cell| cell.text.as_str())
    }
}

impl Cell {
    /// A cell of text.
    pub(super) fn of_text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A cell of another kind.
    pub(super) fn of(kind: CellKind, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind,
            ..Self::default()
        }
    }

    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(is_blank) && self.link.is_none()
    }
}

/// White space, and what looks like it.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}'
        )
}

/// What may still be read of one file.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            cells: limits.cells,
            text: limits.text_bytes,
        }
    }

    /// Takes a cell out of what may be read.
    pub(super) fn take(&mut self, text: &str) -> Result<(), FileError> {
        self.cells = self.cells.checked_sub(1).ok_or(FileError::TooLarge)?;
        let text = self.text.checked_sub(text.len());
        self.text = text.ok_or(FileError::TooLarge)?;
        Ok(())
    }
}

/// Collects the cells of a sheet, whatever order they come in.
#[derive(Debug)]
pub(super) struct Collector<'b> {
    budget: &'b mut Budget,
    rows: Vec<Row>,
    sorted: bool,
}

/// Highest row number and column of any spreadsheet program; what lies beyond is damage.
const MOST_ROWS: u32 = 1 << 21;
const MOST_COLUMNS: u32 = 1 << 14;

impl<'b> Collector<'b> {
    pub(super) fn new(budget: &'b mut Budget) -> Self {
        Self {
            budget,
            rows: Vec::new(),
            sorted: true,
        }
    }

    /// Adds a cell; blank ones are nothing.
    pub(super) fn add(
        &mut self,
        row: u32,
        column: u32,
        cell: Cell,
        hidden: bool,
    ) -> Result<(), FileError> {
        if cell.is_blank() || row == 0 || row > MOST_ROWS || column >= MOST_COLUMNS {
            return Ok(());
        }
        self.budget.take(&cell.text)?;
        match self.rows.last_mut() {
            Some(last) if last.number == row => {
                self.sorted &= last.cells.last().is_none_or(|(at, _)| *at < column);
                last.cells.push((column, cell));
            }
            last => {
                self.sorted &= last.is_none_or(|last| last.number < row);
                self.rows.push(Row {
                    number: row,
                    hidden,
                    cells: vec![(column, cell)],
                });
            }
        }
        Ok(())
    }

    /// The rows in order. A cell that comes twice counts as it came last.
    pub(super) fn finish(mut self) -> Vec<Row> {
        if self.sorted {
            return self.rows;
        }
        self.rows.sort_by_key(|row| row.number);
        let mut merged: Vec<Row> = Vec::new();
        for row in self.rows {
            match merged.last_mut() {
                Some(last) if last.number == row.number => last.cells.extend(row.cells),
                _ => merged.push(row),
            }
        }
        for row in &mut merged {
            row.cells.reverse();
            row.cells.sort_by_key(|(column, _)| *column);
            row.cells.dedup_by_key(|(column, _)| *column);
        }
        merged
    }
}

/// The letter of a 0-based column: 0 is `A`, 26 is `AA`.
pub(super) fn letter(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The 0-based column and 1-based row of a reference such as `C4`; dollar signs do not matter.
pub(super) fn reference(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for byte in letters.bytes() {
        if !byte.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    }
    Some((column - 1, digits.parse().ok()?))
}

/// The area of a reference such as `A1:C4`.
pub(super) fn area(text: &str) -> Option<Merge> {
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    let ((left, top), (right, bottom)) = (reference(from)?, reference(to)?);
    Some(Merge {
        top,
        bottom,
        left,
        right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet_program() {
        for (column, want) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(column), want);
            assert_eq!(reference(&format!("{want}7")), Some((column, 7)));
        }
        assert_eq!(reference("$C$4"), Some((2, 4)));
        for text in ["", "4", "C", "ABCD1", "é4"] {
            assert_eq!(reference(text), None, "{text}");
        }
    }

    #[test]
    fn cells_come_out_in_order_and_the_last_of_two_wins() {
        let mut budget = Budget::new(&Limits::default());
        let mut cells = Collector::new(&mut budget);
        for (row, column, text) in [
            (2, 1, "b"),
            (2, 0, "a"),
            (1, 0, "top"),
            (2, 1, "B"),
            (3, 0, " "),
        ] {
            cells.add(row, column, Cell::of_text(text), false).unwrap();
        }
        let rows = cells.finish();
        let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(
            (rows[1].text(0), rows[1].text(1), rows[1].text(2)),
            ("a", "B", "")
        );
    }

    #[test]
    fn what_is_beyond_the_limits_is_refused() {
        let limits = Limits {
            cells: 1,
            ..Limits::default()
        };
        let mut budget = Budget::new(&limits);
        let mut cells = Collector::new(&mut budget);
        cells.add(1, 0, Cell::of_text("a"), false).unwrap();
        assert_eq!(
            cells.add(2, 0, Cell::of_text("b"), false),
            Err(FileError::TooLarge)
        );
    }
}
