//! Collects the rows of an official file in whatever order they come.

use std::collections::{BTreeMap, HashMap};

use super::row::{self, BYTES, NO_CODE, NO_COUNTRY, Row};
use super::{Contents, Edition, Header, Product};
use crate::domain::{Postcode, PostcodeKind, pack};
use crate::gazetteer::centre::Vote;

/// One row of an official file.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Reading<'a> {
    /// WGS84 latitude and longitude in degrees.
    pub(crate) point: Option<(f64, f64)>,
    /// The publisher's own indicator of positional quality.
    pub(crate) grade: u8,
    /// Year and month, where it is terminated.
    pub(crate) terminated: Option<(u16, u16)>,
    /// GSS codes; empty where the file has none.
    pub(crate) country: &'a str,
    pub(crate) district: &'a str,
    pub(crate) ward: &'a str,
}

/// Makes an [`Edition`].
#[derive(Debug, Default)]
pub(crate) struct Builder {
    rows: Vec<(u64, [u8; BYTES])>,
    countries: Table,
    districts: Table,
    wards: Table,
    refused: u64,
    district_names: BTreeMap<String, String>,
}

/// Codes with their numbers.
#[derive(Debug, Default)]
struct Table {
    numbers: HashMap<String, u16>,
    codes: Vec<String>,
}

impl Table {
    /// The number of a code; none for an empty one, and for those that no longer fit.
    fn number(&mut self, code: &str, limit: u16) -> u16 {
        let code = code.trim();
        if code.is_empty() {
            return NO_CODE;
        }
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        match u16::try_from(self.codes.len()) {
            Ok(number) if number < limit => {
                self.codes.push(code.to_owned());
                self.numbers.insert(code.to_owned(), number);
                number
            }
            _ => NO_CODE,
        }
    }
}

impl Builder {
    /// Takes a row in. What has no place on our map is refused, and so are points that lie
    /// far from the British Isles.
    pub(crate) fn add(&mut self, postcode: &Postcode, reading: Reading<'_>) {
        let inward = row::inward(postcode).filter(|_| postcode.kind() == PostcodeKind::Uk);
        let Some(inward) = inward else {
            self.refuse();
            return;
        };
        let country = self
            .countries
            .number(reading.country, u16::from(NO_COUNTRY));
        let row = Row {
            inward,
            point: reading.point.and_then(|(lat, lon)| Vote::at(lat, lon)),
            district: self.districts.number(reading.district, NO_CODE),
            ward: self.wards.number(reading.ward, NO_CODE),
            terminated: reading.terminated.map_or(0, |(year, month)| {
                year.saturating_mul(12)
                    .saturating_add(month.clamp(1, 12) - 1)
            }),
            grade: reading.grade,
            country: u8::try_from(country).unwrap_or(NO_COUNTRY),
        };
        self.rows.push((pack(postcode.outward()), row.pack()));
    }

    /// Takes the names of districts in, by code.
    pub(crate) fn name_districts(&mut self, names: BTreeMap<String, String>) {
        self.district_names.extend(names);
    }

    /// Counts a row that could not be read.
    pub(crate) fn refuse(&mut self) {
        self.refused += 1;
    }

    /// Sorts what was taken in. Of a postcode that came twice the live row counts, else the
    /// first one.
    pub(crate) fn finish(
        mut self,
        name: &str,
        product: Product,
        loaded_ms: i64,
        stamp: &str,
    ) -> Edition {
        let inward = |row: &[u8; BYTES]| u16::from_be_bytes([row[0], row[1]]);
        let key = |(outward, row): &(u64, [u8; BYTES])| (*outward, inward(row));
        self.rows
            .sort_by_key(|entry| (key(entry), Row::unpack(&entry.1).terminated > 0));
        self.rows.dedup_by_key(|entry| key(entry));
        let mut contents = Contents {
            name: name.to_owned(),
            product,
            loaded_ms,
            live: 0,
            terminated: 0,
            without_position: 0,
            refused: self.refused,
            stamp: stamp.to_owned(),
        };
        let mut outcodes: Vec<(u64, u32)> = Vec::new();
        let mut rows = Vec::with_capacity(self.rows.len() * BYTES);
        for (outward, packed) in &self.rows {
            if outcodes.last().is_none_or(|(last, _)| last != outward) {
                outcodes.push((*outward, (rows.len() / BYTES) as u32));
            }
            let row = Row::unpack(packed);
            *if row.terminated > 0 {
                &mut contents.terminated
            } else {
                &mut contents.live
            } += 1;
            contents.without_position += u64::from(row.point.is_none());
            rows.extend_from_slice(packed);
        }
        Edition {
            header: Header {
                contents,
                outcodes,
                countries: self.countries.codes,
                districts: self.districts.codes,
                wards: self.wards.codes,
                district_names: self.district_names,
            },
            rows: rows.into_boxed_slice(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        let mut builder = Builder::default();
        for (postcode, point, terminated, district) in [
            ("S10 2TN", Some((53.3801, -1.4911)), None, "E08000019"),
            ("S10 1BD", Some((53.3790, -1.5000)), None, "E08000019"),
            ("S10 1BE", None, None, ""),
            (
                "S1 2AA",
                Some((53.3800, -1.4650)),
                Some((2015, 4)),
                "E08000019",
            ),
            // Twice: the live row counts, wherever it stands.
            ("S10 5BA", Some((53.1, -1.1)), Some((1999, 12)), ""),
            ("S10 5BA", Some((53.3812, -1.5101)), None, "E08000019"),
            // Points that are none.
            ("JE2 4WD", Some((99.999999, 0.0)), None, ""),
        ] {
            let reading = Reading {
                point,
                terminated,
                district,
                ..Reading::default()
            };
            builder.add(&postcode.parse().unwrap(), reading);
        }
        builder.add(&"BFPO 57".parse().unwrap(), Reading::default());
        builder.finish("sample", Product::Onspd, 7, "stamp")
    }

    #[test]
    fn every_postcode_is_found_again_and_no_other() {
        let edition = edition();
        let find = |text: &str| edition.find(&text.parse().unwrap());
        let point = find("S10 2TN").unwrap().point.unwrap();
        assert_eq!(point, Vote::at(53.3801, -1.4911).unwrap());
        assert_eq!(find("S10 2TN").unwrap().district, Some("E08000019"));
        assert_eq!(find("S10 1BE").unwrap().point, None);
        assert_eq!(find("S10 1BE").unwrap().district, None);
        assert_eq!(find("JE2 4WD").unwrap().point, None);
        assert_eq!(find("S1 2AA").unwrap().terminated, Some((2015, 4)));
        assert_eq!(find("S10 5BA").unwrap().terminated, None);
        for absent in [
            "S10 2TP", "S11 2TN", "S1 2TN", "ZE3 9ZZ", "AB1 0AA", "BFPO 57",
        ] {
            assert_eq!(find(absent), None, "{absent}");
        }
        let contents = edition.contents();
        assert_eq!((contents.live, contents.terminated), (5, 1));
        assert_eq!((contents.without_position, contents.refused), (2, 1));
    }

    #[test]
    fn a_written_edition_is_read_back_and_a_cut_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/sample.postcodes");
        edition().write(&path).unwrap();
        assert_eq!(Edition::read(&path).unwrap(), edition());
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 5, 30, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let refused = Edition::read(&path).unwrap_err().to_string();
            assert!(
                refused.contains("load the official file again"),
                "{refused}"
            );
        }
    }

    #[test]
    fn sectors_and_outward_codes_have_a_middle() {
        let edition = edition();
        let sector = edition.centre("S10", Some("S10 1")).unwrap();
        assert_eq!((sector.lat(), sector.lon()), (53.379, -1.5));
        assert!(edition.centre("S10", None).unwrap().radius_m > 500.0);
        assert_eq!(edition.centre("S10", Some("S10 9")), None);
        // Nobody lives there any more.
        assert_eq!(edition.centre("S1", None), None);
        assert_eq!(edition.centre("S2", None), None);
    }

    #[test]
    fn only_a_national_file_can_say_that_a_postcode_is_none() {
        assert!(!edition().reaches(&"S10 9ZZ".parse().unwrap()));
        let mut national = edition();
        national.header.contents.live = 1_700_000;
        for (postcode, reaches) in [
            ("S10 9ZZ", true),
            ("S99 1AA", true),
            ("SA1 1AA", false),
            ("BT1 1AA", false),
        ] {
            assert_eq!(
                national.reaches(&postcode.parse().unwrap()),
                reaches,
                "{postcode}"
            );
        }
    }
}
