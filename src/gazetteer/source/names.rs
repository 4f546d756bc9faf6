//! The names of districts, which the Postcode Directory brings in a table of its own.

use std::collections::BTreeMap;
use std::io;

use csv::{ByteRecord, ReaderBuilder};

use super::files::{Delivery, TableFile};

/// A larger table is none of names, in bytes: there are some 400 districts.
const LARGEST: u64 = 1 << 20;

/// Names by code, of every table beside those of postcodes that has both. A table that
/// cannot be read brings none: names are an addition.
pub(super) fn of_districts(
    delivery: &mut Delivery,
    files: &[TableFile],
    postcodes: &[TableFile],
) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let others = files.iter().filter(|file| !postcodes.contains(file));
    for file in others.filter(|file| file.bytes <= LARGEST) {
        if let Ok(input) = delivery.read(file) {
            names.extend(read(input).unwrap_or_default());
        }
    }
    names
}

fn read(input: impl io::Read) -> Result<Vec<(String, String)>, csv::Error> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
    let header = reader.byte_headers()?.clone();
    let (Some(code), Some(name)) = (column(&header, "cd"), column(&header, "nm")) else {
        return Ok(Vec::new());
    };
    let text = |record: &ByteRecord, column: usize| {
        let field = record.get(column).unwrap_or_default();
        String::from_utf8_lossy(field).trim().to_owned()
    };
    let pairs = reader.byte_records().map(|record| {
        let record = record?;
        Ok((text(&record, code), text(&record, name)))
    });
    let is_whole = |pair: &(String, String)| !pair.0.is_empty() && !pair.1.is_empty();
    let pairs: Result<Vec<_>, csv::Error> = pairs.collect();
    Ok(pairs?.into_iter().filter(is_whole).collect())
}

/// The column `LAD…CD` or `LAD…NM`, whatever the year between.
fn column(header: &ByteRecord, ending: &str) -> Option<usize> {
    header.iter().position(|field| {
        let name = String::from_utf8_lossy(field).trim().to_ascii_lowercase();
        let year = name
            .strip_prefix("lad")
            .and_then(|rest| rest.strip_suffix(ending));
        year.is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_where_a_table_has_them_beside_codes() {
        let leeds = [("E08000035".to_owned(), "Leeds".to_owned())];
        for (table, want) in [
            (
                "LAD23CD,LAD23NM,LAD23NMW\nE08000035,Leeds,\n,Nowhere,\n",
                &leeds[..],
            ),
            ("\u{feff}lad25cd,lad25nm\nE08000035, Leeds \n", &leeds),
            ("WD23CD,WD23NM\nE05001411,Headingley\n", &[]),
            ("LAD23CD,LADNMW\nE08000035,Leeds\n", &[]),
            ("", &[]),
        ] {
            assert_eq!(read(table.as_bytes()).unwrap(), want, "{table}");
        }
    }
}
