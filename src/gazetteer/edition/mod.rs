//! One official file, packed: sixteen bytes for each postcode, found by two binary searches.
//!
//! rows as read -> [`Builder`] -> [`Edition`] -> a file of the data folder -> [`Edition::read`].
//!
//! The file is a line that names the format, a line of JSON (what it was made of, and the
//! tables that the rows point into), then the rows by outward and inward code.

mod builder;
mod row;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(super) use builder::{Builder, Reading};

use super::centre::{Centre, Vote, around};
use crate::domain::{Postcode, folded_district, pack};
use row::{BYTES, Row};

/// The first line of a packed file; another number, another format.
const FORMAT: &str = "waymark postcodes 1";

/// From so many live postcodes on, an edition holds the whole country: a postcode that it
/// does not know is none. Great Britain has 1.7 million.
const NATIONAL: u64 = 1_000_000;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// Ordnance Survey's Code-Point Open.
    CodePointOpen,
    /// The Office for National Statistics' Postcode Directory, or its lookup.
    Onspd,
}

/// What stands in an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// What it is called: the name of the file that it was made of.
    pub name: String,
    /// Whose file it is.
    pub product: Product,
    /// When it was loaded, in milliseconds since 1970.
    pub loaded_ms: i64,
    /// Postcodes in use.
    pub live: u64,
    /// Postcodes no longer in use.
    pub terminated: u64,
    /// Postcodes of either kind whose position is not published.
    pub without_position: u64,
    /// Rows whose postcode could not be read.
    pub refused: u64,
    /// Length and time of what it was made of, to see when that changes.
    pub(super) stamp: String,
}

/// Everything but the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Header {
    contents: Contents,
    /// Packed outward codes with their first rows, in order.
    outcodes: Vec<(u64, u32)>,
    countries: Vec<String>,
    districts: Vec<String>,
    wards: Vec<String>,
    /// By code; files packed before they were read have none.
    #[serde(default)]
    district_names: BTreeMap<String, String>,
}

/// One official file.
#[derive(PartialEq)]
pub(super) struct Edition {
    header: Header,
    rows: Box<[u8]>,
}

impl std::fmt::Debug for Edition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Edition")
            .field(&self.header.contents)
            .finish()
    }
}

/// What an edition says of a postcode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry<'a> {
    pub(super) edition: &'a Contents,
    pub(super) point: Option<Vote>,
    /// Whether that point is the middle of its sector and not its own.
    pub(super) is_imputed: bool,
    pub(super) grade: Option<u8>,
    /// The year and month it was terminated in.
    pub(super) terminated: Option<(u16, u16)>,
    pub(super) country: Option<&'a str>,
    pub(super) district: Option<&'a str>,
    pub(super) district_name: Option<&'a str>,
    pub(super) ward: Option<&'a str>,
}

/// Why a packed file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// The system refused.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is none, or cut short, or of another version.
    #[error("{} is no postcode file of this version: delete it and load the official file again", .0.display())]
    Damaged(PathBuf),
}

impl Edition {
    /// What it is and how much it holds.
    pub(super) fn contents(&self) -> &Contents {
        &self.header.contents
    }

    /// Every district and ward that it knows, by code and by folded name.
    pub(super) fn areas(&self) -> impl Iterator<Item = String> {
        let codes = self.header.districts.iter().chain(&self.header.wards);
        let names = self.header.district_names.values();
        codes
            .cloned()
            .chain(names.map(|name| folded_district(name)))
    }

    /// Bytes that its rows take in memory and on disk.
    pub(super) fn bytes(&self) -> usize {
        self.rows.len()
    }

    /// What it says of a postcode; `None` when it does not know it.
    pub(super) fn find(&self, postcode: &Postcode) -> Option<Entry<'_>> {
        let inward = row::inward(postcode)?;
        let rows = self.outcode(postcode.outward())?;
        let at = rows
            .binary_search_by_key(&inward, |bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
            .ok()?;
        Some(self.entry(&Row::unpack(&rows[at])))
    }

    /// The middle of the live postcodes of an outward code, or of its one sector.
    pub(super) fn centre(&self, outward: &str, sector: Option<&str>) -> Option<Centre> {
        let within = match sector {
            Some(sector) => row::inwards(sector)?,
            None => 0..u16::MAX,
        };
        let rows = self.outcode(outward)?.iter().map(Row::unpack);
        let live = rows.filter(|row| row.terminated == 0 && within.contains(&row.inward));
        let points: Vec<Vote> = live.filter_map(|row| row.point).collect();
        around(&points)
    }

    /// Whether a postcode that it does not know can be none: it holds the whole country,
    /// and the postcode's area among it.
    pub(super) fn reaches(&self, postcode: &Postcode) -> bool {
        let area = |outward: &[u8]| {
            outward
                .iter()
                .take_while(|b| b.is_ascii_alphabetic())
                .count()
        };
        let outward = postcode.outward().as_bytes();
        let letters = area(outward);
        self.header.contents.live >= NATIONAL
            && self.header.outcodes.iter().any(|(code, _)| {
                let code = code.to_be_bytes();
                area(&code) == letters && code.starts_with(&outward[..letters])
            })
    }

    fn outcode(&self, outward: &str) -> Option<&[[u8; BYTES]]> {
        let outcodes = &self.header.outcodes;
        let code = pack(outward);
        let at = outcodes
            .binary_search_by_key(&code, |(code, _)| *code)
            .ok()?;
        let rows = self.rows.as_chunks::<BYTES>().0;
        let end = outcodes
            .get(at + 1)
            .map_or(rows.len(), |(_, first)| *first as usize);
        rows.get(outcodes[at].1 as usize..end)
    }

    fn entry(&self, row: &Row) -> Entry<'_> {
        let header = &self.header;
        let imputed: &[u8] = match header.contents.product {
            Product::CodePointOpen => &[50, 60],
            Product::Onspd => &[6],
        };
        let district = code(&header.districts, row.district);
        let name = district.and_then(|district| header.district_names.get(district));
        Entry {
            edition: &header.contents,
            point: row.point,
            is_imputed: imputed.contains(&row.grade),
            grade: (row.grade > 0).then_some(row.grade),
            terminated: (row.terminated > 0)
                .then_some((row.terminated / 12, row.terminated % 12 + 1)),
            country: code(&header.countries, u16::from(row.country)),
            district,
            district_name: name.map(String::as_str),
            ward: code(&header.wards, row.ward),
        }
    }

    /// Reads a packed file.
    pub(super) fn read(path: &Path) -> Result<Self, EditionError> {
        let bytes = fs::read(path).map_err(|source| EditionError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(bytes).ok_or_else(|| EditionError::Damaged(path.to_owned()))
    }

    fn parse(mut bytes: Vec<u8>) -> Option<Self> {
        let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
        let is_ours = lines.next()? == FORMAT.as_bytes();
        let header: Header = serde_json::from_slice(lines.next().filter(|_| is_ours)?).ok()?;
        let rows = lines.next()?.len();
        let Contents {
            live, terminated, ..
        } = header.contents;
        let is_whole = (live + terminated).checked_mul(BYTES as u64) == Some(rows as u64);
        let starts = header.outcodes.iter().map(|(_, first)| *first);
        let is_whole = is_whole && starts.clone().all(|first| (first as usize) * BYTES < rows);
        let is_whole = is_whole && starts.is_sorted() && header.outcodes.is_sorted();
        is_whole.then(|| {
            bytes.drain(..bytes.len() - rows);
            Self {
                header,
                rows: bytes.into_boxed_slice(),
            }
        })
    }

    /// Writes it to `path` in one step: whoever reads there finds the old one or the new one.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{FORMAT}")?;
        serde_json::to_writer(&mut file, &self.header)?;
        file.write_all(b"\n")?;
        file.write_all(&self.rows)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The code in a line of a table.
fn code(table: &[String], line: u16) -> Option<&str> {
    table.get(usize::from(line)).map(String::as_str)
}
