//! Reads what Ordnance Survey and the Office for National Statistics publish.
//!
//! table, folder or zip -> [`files`] (which tables) -> [`columns`] (what stands where) -> rows
//! -> [`grid`] (metres to degrees) -> an edition, with the [`names`] of districts.

mod columns;
mod files;
mod grid;
mod names;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use csv::{ByteRecord, ReaderBuilder};

use super::edition::{Builder, Edition, Product, Reading};
use crate::domain::{Postcode, Progress};
use columns::Columns;
use files::{Delivery, TableFile};

/// Why an official file cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The system refused.
    #[error("cannot read {}: {source}; check the path and that this user may read it", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A zip file that is none, or cut short.
    #[error("{} is no whole zip file: download it again", .0.display())]
    Zip(PathBuf),
    /// Nothing in it is a table of postcodes.
    #[error("{} holds no table of postcodes: give the zip file or folder of Code-Point Open (with Data/CSV in it) or of the ONS Postcode Directory, or one CSV table of them", .0.display())]
    NoTable(PathBuf),
    /// A table breaks off or is damaged.
    #[error("{} of {} cannot be read: {why}; download it again", table, path.display())]
    Table {
        /// The delivery.
        path: PathBuf,
        /// The table in it.
        table: String,
        /// What is wrong.
        why: String,
    },
}

/// Rows between two steps of a progress bar.
const STEP: u64 = 8_192;

/// Reads a delivery into an edition called `name`.
pub(super) fn read(
    path: &Path,
    name: &str,
    loaded_ms: i64,
    progress: &dyn Progress,
) -> Result<Edition, SourceError> {
    let unreadable = |source| SourceError::Read {
        path: path.to_owned(),
        source,
    };
    let mut delivery = Delivery::open(path)?;
    let files = delivery.files().map_err(unreadable)?;
    let beside = match files.iter().find(|file| files::is_column_names(file)) {
        Some(file) => column_names(&mut delivery, file).map_err(unreadable)?,
        None => None,
    };
    let tables = files::tables(&files);
    progress.phase(
        "postcodes",
        Some(tables.iter().map(|table| table.bytes).sum()),
    );
    let mut builder = Builder::default();
    let mut product = None;
    for table in &tables {
        let damaged = |why: String| SourceError::Table {
            path: path.to_owned(),
            table: table.name.clone(),
            why,
        };
        let input = delivery
            .read(table)
            .map_err(|error| damaged(error.to_string()))?;
        let read = read_table(input, beside.as_ref(), &mut builder, progress);
        product = read
            .map_err(|error| damaged(error.to_string()))?
            .or(product);
    }
    let Some(product) = product else {
        return Err(SourceError::NoTable(path.to_owned()));
    };
    progress.phase("sorting", None);
    builder.name_districts(names::of_districts(&mut delivery, &files, &tables));
    let stamp = stamp(path).map_err(unreadable)?;
    Ok(builder.finish(name, product, loaded_ms, &stamp))
}

/// What changes when a delivery does: names, lengths and times of its tables.
pub(super) fn stamp(path: &Path) -> io::Result<String> {
    let files: Vec<PathBuf> = match fs::metadata(path)?.is_dir() {
        true => {
            let files = Delivery::Folder(path.to_owned()).files()?;
            files.iter().map(|file| path.join(&file.name)).collect()
        }
        false => vec![path.to_owned()],
    };
    let mut stamp = String::new();
    for file in files {
        let metadata = fs::metadata(&file)?;
        let modified = metadata
            .modified()?
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        stamp.push_str(&format!(
            "{}:{}:{};",
            file.display(),
            metadata.len(),
            modified.as_nanos()
        ));
    }
    Ok(stamp)
}

/// The first line of the file that names Code-Point Open's columns.
fn column_names(delivery: &mut Delivery, file: &TableFile) -> io::Result<Option<ByteRecord>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(delivery.read(file)?);
    Ok(reader.byte_records().next().transpose()?)
}

/// Takes a table in. `None` when it is none of postcodes.
fn read_table(
    input: impl io::Read,
    beside: Option<&ByteRecord>,
    builder: &mut Builder,
    progress: &dyn Progress,
) -> Result<Option<Product>, csv::Error> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(input);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        return Ok(None);
    }
    let mut is_row = false;
    let columns = Columns::named(&record).or_else(|| {
        is_row = true;
        Columns::unnamed(&record, beside)
    });
    let Some(columns) = columns else {
        return Ok(None);
    };
    let (mut rows, mut done) = (0_u64, 0);
    loop {
        if is_row {
            add(&record, &columns, builder);
        }
        is_row = reader.read_byte_record(&mut record)?;
        rows += 1;
        if rows.is_multiple_of(STEP) || !is_row {
            let position = reader.position().byte();
            progress.advance(position - done);
            done = position;
        }
        if !is_row {
            return Ok(Some(columns.product()));
        }
    }
}

fn add(record: &ByteRecord, columns: &Columns, builder: &mut Builder) {
    let text = |column: Option<usize>| {
        let field = column
            .and_then(|column| record.get(column))
            .unwrap_or_default();
        std::str::from_utf8(field).unwrap_or_default().trim()
    };
    let Ok(postcode) = text(columns.postcode).parse::<Postcode>() else {
        builder.refuse();
        return;
    };
    let number = |column| text(column).parse::<f64>().ok();
    let degrees = number(columns.lat).zip(number(columns.lon));
    // The directory writes 99.999999 where nothing is published.
    let degrees = degrees.filter(|(lat, _)| lat.abs() < 90.0);
    // Northern Ireland's eastings and northings are of the Irish Grid.
    let is_of_grid = !postcode.outward().starts_with("BT");
    let metres = number(columns.easting)
        .zip(number(columns.northing))
        .filter(|_| is_of_grid);
    let reading = Reading {
        point: degrees
            .or_else(|| metres.and_then(|(easting, northing)| grid::to_wgs84(easting, northing))),
        grade: text(columns.grade).parse().unwrap_or_default(),
        terminated: month(text(columns.terminated)),
        country: text(columns.country),
        district: text(columns.district),
        ward: text(columns.ward),
    };
    builder.add(&postcode, reading);
}

/// `201504` or `2015-04`.
fn month(text: &str) -> Option<(u16, u16)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    let (year, month) = digits.split_at_checked(4)?;
    Some((
        year.parse().ok()?,
        month
            .parse()
            .ok()
            .filter(|month| (1..=12).contains(month))?,
    ))
}
