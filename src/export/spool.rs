//! A table whose columns show only once every row is there: rows that are kept as they came may
//! have names of their own.
//!
//! rows -> lines of JSON on disk -> (at the end) the union of their columns -> CSV.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};

use super::tables::{Column, Table};

/// Columns of one table at most: what is beyond that is no table.
const MOST_COLUMNS: usize = 200;

/// Rows on disk, and the columns that they have.
pub(super) struct Spool {
    rows: BufWriter<File>,
    columns: Vec<String>,
}

impl Spool {
    /// The columns that the standard knows come first.
    pub(super) fn new(columns: &[&str]) -> std::io::Result<Self> {
        Ok(Self {
            rows: BufWriter::new(tempfile::tempfile()?),
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
        })
    }

    pub(super) fn write(&mut self, cells: &BTreeMap<String, String>) -> std::io::Result<()> {
        for name in cells.keys() {
            if self.columns.len() < MOST_COLUMNS && !self.columns.contains(name) {
                self.columns.push(name.clone());
            }
        }
        serde_json::to_writer(&mut self.rows, cells)?;
        self.rows.write_all(b"\n")
    }

    /// The rows as a table.
    pub(super) fn finish(self) -> std::io::Result<Table> {
        let mut rows = self.rows.into_inner().map_err(|error| error.into_error())?;
        rows.rewind()?;
        let column = |name| Column { name, kind: None };
        let mut table = Table::create(self.columns.into_iter().map(column).collect())?;
        for line in BufReader::new(rows).lines() {
            let cells: BTreeMap<String, String> = serde_json::from_str(&line?)?;
            table.write(|name| cells.get(name).map_or("", String::as_str))?;
        }
        Ok(table)
    }
}
