//! The rows of one table, packed: a package of a hundred thousand services has millions of
//! cells, and a string for each would take more memory than all that they say.

use std::collections::HashMap;

use super::types::Column;

/// The rows of one table, from one file or several.
#[derive(Debug, Default)]
pub(super) struct Rows {
    columns: Vec<Column>,
    /// Where each column stands: by the name of its field, else by its own.
    places: HashMap<String, usize>,
    files: Vec<String>,
    /// All cells, one after another.
    text: String,
    /// Where in the text each cell ends.
    ends: Vec<u32>,
    rows: Vec<Head>,
}

/// Where one row begins, and where it came from.
#[derive(Debug, Clone, Copy)]
struct Head {
    /// Its first cell, among all.
    cell: u32,
    /// In its file, the header being row 1.
    number: u32,
    file: u16,
}

impl Rows {
    /// Takes up another file and its columns; the answer is where each of them stands.
    pub(super) fn open(&mut self, file: &str, columns: Vec<Column>) -> Vec<usize> {
        self.files.push(file.to_owned());
        columns
            .into_iter()
            .map(|column| {
                let next = self.columns.len();
                let place = *self.places.entry(column.key().to_owned()).or_insert(next);
                if place == next {
                    self.columns.push(column);
                }
                place
            })
            .collect()
    }

    /// Adds a row of the file taken up last: its cells in the order of the table's columns,
    /// blank ones at the end left out. `false` when there is no room for it.
    pub(super) fn push(&mut self, number: u32, cells: &[&str]) -> bool {
        let room =
            u32::try_from(self.text.len() + cells.iter().map(|cell| cell.len()).sum::<usize>());
        let first = u32::try_from(self.ends.len());
        let (Ok(_), Ok(cell), Ok(file)) = (room, first, u16::try_from(self.files.len() - 1)) else {
            return false;
        };
        self.rows.push(Head { cell, number, file });
        for cell in cells {
            self.text.push_str(cell);
            self.ends
                .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        true
    }

    /// Number of rows.
    pub(super) fn len(&self) -> u32 {
        // Every row has a cell, and those are counted in 32 bits.
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// What the rows take in memory, in bytes.
    pub(super) fn size(&self) -> u64 {
        let bytes = self.text.len() + 4 * self.ends.len() + 12 * self.rows.len();
        bytes as u64
    }

    /// The columns.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Where the column of that name stands.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// A cell without the space around it; empty where the row has none.
    pub(super) fn cell(&self, row: u32, place: usize) -> &str {
        let Some(head) = self.rows.get(row as usize) else {
            return "";
        };
        let next = self.rows.get(row as usize + 1);
        let end = next.map_or(self.ends.len(), |next| next.cell as usize);
        let at = head.cell as usize + place;
        if at >= end {
            return "";
        }
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    /// A cell by the name of its column.
    pub(super) fn get(&self, row: u32, name: &str) -> &str {
        self.place(name).map_or("", |place| self.cell(row, place))
    }

    /// The file that a row came from, and its number there.
    pub(super) fn origin(&self, row: u32) -> (&str, u32) {
        let head = self.rows.get(row as usize);
        head.map_or(("", 0), |head| {
            (&self.files[usize::from(head.file)], head.number)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::datapackage::table::Table;
    use crate::oruk::shape::Entity;

    #[test]
    fn files_with_other_columns_are_laid_over_one_another() {
        let columns = |names: &[&str]| {
            let column = |name: &&str| Column::plain(Table::Of(Entity::Phone), name);
            names.iter().map(column).collect::<Vec<_>>()
        };
        let mut rows = Rows::default();
        assert_eq!(rows.open("a.csv", columns(&["id", "Number"])), [0, 1]);
        assert!(rows.push(2, &["1", "0114 496 0001"]));
        assert!(rows.push(4, &["2"]));
        assert_eq!(
            rows.open("b.csv", columns(&["number", "type", "id"])),
            [1, 2, 0]
        );
        assert!(rows.push(2, &["3", "", "fax"]));
        let read: Vec<_> = (0..rows.len())
            .map(|row| ["id", "number", "type", "none"].map(|name| rows.get(row, name)))
            .collect();
        assert_eq!(
            read,
            [
                ["1", "0114 496 0001", "", ""],
                ["2", "", "", ""],
                ["3", "", "fax", ""]
            ]
        );
        assert_eq!(rows.origin(1), ("a.csv", 4));
        assert_eq!(rows.origin(2), ("b.csv", 2));
        assert_eq!(rows.get(9, "id"), "");
    }
}
