//! What there is to say of a package: faults of rows by file, and notes on files.

use std::collections::BTreeMap;

use crate::connect::{Pulled, notes};

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// It cannot be told which cell belongs to which column: the row is lost.
    Damaged,
    /// It has fewer cells than the header: the last ones count as blank.
    Short,
    /// It hangs on nothing that is there: the row is lost.
    Orphaned,
    /// It names something that is not there.
    Dangling,
    /// Its id stood in an earlier row.
    Repeated,
    /// It is one of too many that hang on the same thing: the row is lost.
    Crowded,
}

/// So many rows are named.
const NAMED: usize = 3;

/// Collects remarks until the package has been read.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    rows: BTreeMap<(Fault, String), Rows>,
    columns: Vec<String>,
    missing: Vec<String>,
    unknown: Vec<String>,
    encodings: Vec<String>,
    notes: Vec<Pulled>,
    /// Services whose row is damaged, and which row that is.
    unread: Vec<(String, String)>,
}

#[derive(Debug, Default)]
struct Rows {
    count: usize,
    first: Vec<u32>,
}

impl Remarks {
    /// Row `number` of a file has a fault.
    pub(super) fn row(&mut self, fault: Fault, file: &str, number: u32) {
        let rows = self.rows.entry((fault, file.to_owned())).or_default();
        rows.count += 1;
        if rows.first.len() < NAMED {
            rows.first.push(number);
        }
    }

    /// The row of a service is damaged; its id can still be read.
    pub(super) fn unread(&mut self, id: &str, file: &str, number: u32) {
        let why = format!("row {number} of {file} does not have the header's number of cells");
        self.unread.push((id.to_owned(), why));
    }

    /// A column has no meaning in its table.
    pub(super) fn column(&mut self, file: &str, column: &str) {
        self.columns.push(format!("{file}: {column}"));
    }

    /// A file that the descriptor names is not there.
    pub(super) fn missing(&mut self, file: &str) {
        self.missing.push(file.to_owned());
    }

    /// A table that the standard does not have.
    pub(super) fn unknown(&mut self, file: &str) {
        self.unknown.push(file.to_owned());
    }

    /// A file was not UTF-8.
    pub(super) fn encoding(&mut self, file: &str, encoding: &str) {
        self.encodings.push(format!("{file} ({encoding})"));
    }

    /// Something else.
    pub(super) fn note(&mut self, note: Pulled) {
        self.notes.push(note);
    }

    /// All of it, to hand over.
    pub(super) fn into_pulled(self) -> Vec<Pulled> {
        let unread = self.unread.into_iter();
        let mut pulled: Vec<Pulled> = unread
            .map(|(source_id, why)| Pulled::Unread { source_id, why })
            .collect();
        pulled.extend(self.notes);
        type Maker = fn(String) -> Pulled;
        for (list, note) in [
            (self.missing, notes::table_missing as Maker),
            (self.unknown, notes::table_unknown),
            (self.columns, notes::column_unknown),
            (self.encodings, notes::not_utf8),
        ] {
            pulled.extend((!list.is_empty()).then(|| note(some(&list))));
        }
        for ((fault, file), rows) in self.rows {
            let found = format!("{file}: {}", rows.named());
            pulled.push(match fault {
                Fault::Damaged => notes::row_damaged(found),
                Fault::Short => notes::row_short(found),
                Fault::Orphaned => notes::row_orphaned(found),
                Fault::Dangling => notes::row_dangling(found),
                Fault::Repeated => notes::row_id_repeated(found),
                Fault::Crowded => notes::row_crowded(found),
            });
        }
        pulled
    }
}

impl Rows {
    /// `row 12`, `rows 12, 40`, `rows 12, 40, 77 and 5 more`.
    fn named(&self) -> String {
        let numbers: Vec<_> = self.first.iter().map(u32::to_string).collect();
        let numbers = numbers.join(", ");
        match self.count {
            1 => format!("row {numbers}"),
            count if count <= NAMED => format!("rows {numbers}"),
            count => format!("rows {numbers} and {} more", count - NAMED),
        }
    }
}

/// The first of a list, and how many there are besides.
fn some(list: &[String]) -> String {
    const MOST: usize = 12;
    match list.len().checked_sub(MOST) {
        None | Some(0) => list.join(", "),
        Some(more) => format!("{} and {more} more", list[..MOST].join(", ")),
    }
}
