//! A workbook: a sheet with a row for each service, and one that names the sources.

use std::fs::File;

use super::ExportError;
use super::batches::Batch;
use super::flat::{self, COLUMNS};
use super::sources::Sources;
use crate::domain::{cut, guarded};

/// Rows of one sheet, as the format has it; more go on in another.
const MOST_ROWS: u32 = 1_048_576;
/// Characters of one cell, as the format has it.
const MOST_CHARACTERS: usize = 32_000;

/// A workbook that is being built; its rows wait on disk.
pub(super) struct Workbook {
    book: rust_xlsxwriter::Workbook,
    sources: Sources,
    sheet: usize,
    row: u32,
}

impl Workbook {
    pub(super) fn new(sources: Sources) -> Result<Self, ExportError> {
        let mut workbook = Self {
            book: rust_xlsxwriter::Workbook::new(),
            sources,
            sheet: 0,
            row: 0,
        };
        workbook.write_sources()?;
        workbook.begin_sheet()?;
        Ok(workbook)
    }

    pub(super) fn add(&mut self, batch: &Batch) -> Result<(), ExportError> {
        for one in batch {
            if self.row == MOST_ROWS {
                self.begin_sheet()?;
            }
            let cells = flat::row(one, &self.sources)?;
            self.write(cells.iter().map(String::as_str))?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<File, ExportError> {
        let file = tempfile::tempfile()?;
        self.book.save_to_writer(file.try_clone()?)?;
        Ok(file)
    }

    fn write_sources(&mut self) -> Result<(), ExportError> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name("Sources")?;
        let about = [
            [
                self.sources.publisher.as_str(),
                &self.sources.licence,
                &self.sources.address,
            ],
            ["source", "licence", "address"],
        ];
        for (row, cells) in (0..).zip(about) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, guarded(cell))?;
            }
        }
        for (row, source) in (2..).zip(self.sources.all()) {
            let url = source.url.as_deref().unwrap_or_default();
            let cells = [source.name.as_str(), source.licence_in_words(), url];
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, guarded(cell))?;
            }
        }
        Ok(())
    }

    fn begin_sheet(&mut self) -> Result<(), ExportError> {
        self.sheet += 1;
        self.row = 0;
        let name = match self.sheet {
            1 => "Services".to_owned(),
            n => format!("Services {n}"),
        };
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        self.write(COLUMNS.into_iter())
    }

    fn write<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), ExportError> {
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(self.row, column, cut(&guarded(cell), MOST_CHARACTERS))?;
            }
        }
        self.row += 1;
        Ok(())
    }
}
