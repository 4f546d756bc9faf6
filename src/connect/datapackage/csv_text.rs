//! The text of one CSV file -> rows of its table.
//!
//! A row that does not have the header's cells costs that row. When such a row goes over
//! several lines, a quotation mark was opened and never closed: then its first line is the
//! bad row, and reading goes on at the next line.

use csv::{ReaderBuilder, StringRecord};

use super::descriptor::Layout;
use super::remarks::{Fault, Remarks};
use super::rows::Rows;
use super::table::Table;
use super::types::Column;

/// What may stand between cells, besides what the package says.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// More columns than this has no table that is kept as it came.
const MOST_PLAIN: usize = 64;

/// One file of a table.
#[derive(Debug)]
pub(super) struct CsvText<'a> {
    pub(super) table: Table,
    pub(super) file: &'a str,
    pub(super) layout: &'a Layout,
}

/// The columns of a file.
struct Header {
    /// Cells in the header.
    width: usize,
    /// Where each of them stands in the table; `None` for what is not read.
    places: Vec<Option<usize>>,
    /// The row it was.
    number: u32,
    /// Where the rows begin.
    end: usize,
    separator: u8,
}

/// Why a file was not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// So many quotation marks are left open that it cannot be told what is a row.
    Quotes,
    /// The rows take more memory than allowed.
    Full,
}

impl CsvText<'_> {
    /// Adds what the text holds to `rows`, as long as these take no more than `most` bytes.
    pub(super) fn read(
        &self,
        text: &str,
        rows: &mut Rows,
        remarks: &mut Remarks,
        most: u64,
    ) -> Result<(), Stop> {
        let Some(header) = self.header(text, rows, remarks) else {
            return Ok(());
        };
        let mut lines = Lines {
            text,
            at: header.end,
            number: header.number,
            taken: 0,
            again: 0,
        };
        let mut record = StringRecord::new();
        let mut widest = header.width;
        'lines: loop {
            let rest = &text[lines.at..];
            let mut reader = self.reader(header.separator).from_reader(rest.as_bytes());
            let begin = lines.at;
            while reader.read_record(&mut record).unwrap_or(false) {
                let end = begin + usize::try_from(reader.position().byte()).unwrap_or(rest.len());
                let row = lines.take(end);
                // Some programs end every row, but not the header, with a separator.
                if lines.is_first() && record.iter().skip(header.width).all(str::is_empty) {
                    widest = widest.max(record.len());
                }
                let is_odd = record.len() < header.width || record.len() > widest;
                if is_odd && row.trim_end().contains('\n') {
                    self.damaged(&record, &header, rows, remarks, lines.number);
                    lines.back_to_second_line(row, end)?;
                    continue 'lines;
                }
                if record.len() > widest {
                    self.damaged(&record, &header, rows, remarks, lines.number);
                    continue;
                }
                if !self.keep(&record, &header, rows, remarks, lines.number) || rows.size() > most {
                    return Err(Stop::Full);
                }
            }
            return Ok(());
        }
    }

    /// Finds the names of the columns and what stands between cells: of all separators the one
    /// that makes the most columns of the standard.
    fn header(&self, text: &str, rows: &mut Rows, remarks: &mut Remarks) -> Option<Header> {
        let first = text.lines().next().unwrap_or_default();
        // Written by Excel for itself.
        let start = if first.starts_with("sep=") {
            first.len()
        } else {
            0
        };
        let mut best: Option<(usize, Header, Vec<String>)> = None;
        for separator in self.layout.delimiter.into_iter().chain(SEPARATORS) {
            let (score, header, names) = self.header_by(separator, text, start)?;
            if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, header, names));
            }
        }
        let (_, mut header, names) = best?;
        header.places = self.places(&names, rows, remarks);
        Some(header)
    }

    /// The header as one separator makes it: how much of it is known, where it ends, and the
    /// names in it. `None` for an empty text.
    fn header_by(
        &self,
        separator: u8,
        text: &str,
        start: usize,
    ) -> Option<(usize, Header, Vec<String>)> {
        let mut record = StringRecord::new();
        let mut reader = self
            .reader(separator)
            .from_reader(&text.as_bytes()[start..]);
        if !reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        let header = |width, number, end| Header {
            width,
            places: Vec::new(),
            number,
            end,
            separator,
        };
        if self.layout.headless {
            let names: Vec<String> = self
                .layout
                .columns
                .iter()
                .map(|(name, _)| name.clone())
                .collect();
            return Some((record.len(), header(names.len(), 0, start), names));
        }
        let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let known = |name: &&String| self.table.field(name).is_some();
        let score = match self.table {
            Table::Of(_) => names.iter().filter(known).count(),
            Table::Plain(_) => names.len(),
        };
        let end = start + usize::try_from(reader.position().byte()).unwrap_or_default();
        let above = text[..end].trim_end().matches('\n').count();
        let number = u32::try_from(above + 1).unwrap_or(1);
        Some((score, header(names.len(), number, end), names))
    }

    /// Where the columns stand in the table. A name that means nothing, or that has come
    /// already, is left out.
    fn places(
        &self,
        names: &[String],
        rows: &mut Rows,
        remarks: &mut Remarks,
    ) -> Vec<Option<usize>> {
        let mut columns: Vec<Column> = Vec::new();
        let mut kept = Vec::with_capacity(names.len());
        for name in names {
            let column = Column {
                form: self.layout.form(name),
                ..Column::plain(self.table, name)
            };
            let is_known = match self.table {
                Table::Of(_) => column.field.is_some(),
                Table::Plain(_) => !name.is_empty() && columns.len() < MOST_PLAIN,
            };
            let keep = is_known && !columns.iter().any(|other| other.key() == column.key());
            if !keep && !name.is_empty() {
                remarks.column(self.file, name);
            }
            kept.push(keep);
            columns.extend(keep.then_some(column));
        }
        let mut places = rows.open(self.file, columns).into_iter();
        kept.into_iter()
            .map(|keep| if keep { places.next() } else { None })
            .collect()
    }

    /// Keeps a row; `false` when there is no room for it.
    fn keep(
        &self,
        record: &StringRecord,
        header: &Header,
        rows: &mut Rows,
        remarks: &mut Remarks,
        number: u32,
    ) -> bool {
        let mut cells = vec![""; rows.columns().len()];
        for (cell, place) in record.iter().zip(&header.places) {
            if let Some(place) = place {
                cells[*place] = self.said(cell);
            }
        }
        let Some(last) = cells.iter().rposition(|cell| !cell.is_empty()) else {
            return true;
        };
        if record.len() < header.width {
            remarks.row(Fault::Short, self.file, number);
        }
        rows.push(number, &cells[..=last])
    }

    /// What a cell says; nothing for the words that mean nothing.
    fn said<'t>(&self, cell: &'t str) -> &'t str {
        let cell = cell.trim();
        let nothing =
            matches!(cell, "NULL" | "\\N") || self.layout.missing.iter().any(|word| word == cell);
        if nothing { "" } else { cell }
    }

    /// Says that a row is lost, and of which service when it is one's own.
    fn damaged(
        &self,
        record: &StringRecord,
        header: &Header,
        rows: &Rows,
        remarks: &mut Remarks,
        number: u32,
    ) {
        remarks.row(Fault::Damaged, self.file, number);
        if self.table != Table::Of(crate::oruk::shape::Entity::Service) {
            return;
        }
        let place = rows.place("id");
        let at = header
            .places
            .iter()
            .position(|here| here.is_some() && *here == place);
        if let Some(id) = at.and_then(|at| record.get(at)).map(|id| self.said(id))
            && !id.is_empty()
        {
            remarks.unread(id, self.file, number);
        }
    }

    fn reader(&self, separator: u8) -> ReaderBuilder {
        let mut reader = ReaderBuilder::new();
        reader
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .quote(self.layout.quote.unwrap_or(b'"'));
        reader
    }
}

/// Where in a text reading stands.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    /// Of the row taken last, blank lines counted.
    number: u32,
    /// Rows taken.
    taken: usize,
    /// Bytes that were read again.
    again: usize,
}

impl<'a> Lines<'a> {
    /// The row that ends at `end`, without the blank lines before it.
    fn take(&mut self, end: usize) -> &'a str {
        let whole = self.text.get(self.at..end).unwrap_or_default();
        let row = whole.trim_start_matches(['\r', '\n']);
        let blank = whole[..whole.len() - row.len()].matches('\n').count();
        self.number += 1 + u32::try_from(blank).unwrap_or_default();
        self.at = end;
        self.taken += 1;
        row
    }

    /// Whether the row taken last was the first.
    fn is_first(&self) -> bool {
        self.taken == 1
    }

    /// Goes back into a row that was taken last, behind its first line.
    fn back_to_second_line(&mut self, row: &str, end: usize) -> Result<(), Stop> {
        let first = row.find('\n').map_or(row.len(), |at| at + 1);
        self.at = end - row.len() + first;
        self.again += row.len() - first;
        // Twice is usual; what goes on and on is no CSV.
        if self.again > 4 * self.text.len() + (1 << 20) {
            return Err(Stop::Quotes);
        }
        Ok(())
    }
}
