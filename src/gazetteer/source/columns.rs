//! Which column of an official table holds what, by its header or by its shape.

use csv::ByteRecord;

use crate::domain::Postcode;
use crate::gazetteer::edition::Product;

/// Columns by number; a table has all that it needs when it has the first one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) postcode: Option<usize>,
    pub(super) lat: Option<usize>,
    pub(super) lon: Option<usize>,
    pub(super) easting: Option<usize>,
    pub(super) northing: Option<usize>,
    pub(super) grade: Option<usize>,
    pub(super) terminated: Option<usize>,
    pub(super) country: Option<usize>,
    pub(super) district: Option<usize>,
    pub(super) ward: Option<usize>,
}

/// What Code-Point Open's tables hold when nothing names their columns: since 2011, and before.
const CODE_POINT: [&str; 10] = ["PC", "PQ", "EA", "NO", "CY", "RH", "LH", "CC", "DC", "WC"];
const CODE_POINT_BEFORE: [&str; 19] = [
    "PC", "PQ", "PR", "TP", "DQ", "RP", "BP", "PD", "MP", "UM", "EA", "NO", "CY", "RH", "LH", "CC",
    "DC", "WC", "LS",
];

impl Columns {
    /// The columns that a header names; `None` when it names no postcode or no position.
    pub(super) fn named(header: &ByteRecord) -> Option<Self> {
        let names: Vec<String> = header.iter().map(name).collect();
        Self::of(names.iter().map(String::as_str))
    }

    /// The columns of a table without a header, by its first row and by the column names
    /// that came beside it.
    pub(super) fn unnamed(first: &ByteRecord, beside: Option<&ByteRecord>) -> Option<Self> {
        std::str::from_utf8(first.get(0)?)
            .ok()?
            .parse::<Postcode>()
            .ok()?;
        if let Some(beside) = beside.filter(|names| names.len() == first.len()) {
            return Self::named(beside);
        }
        let names: &[&str] = match first.len() {
            10 => &CODE_POINT,
            19 => &CODE_POINT_BEFORE,
            _ => return None,
        };
        let names: Vec<String> = names.iter().map(|text| name(text.as_bytes())).collect();
        Self::of(names.iter().map(String::as_str))
    }

    fn of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        let first = |wanted: &[&str]| {
            wanted
                .iter()
                .find_map(|want| names.clone().position(|name| name == *want))
        };
        let columns = Self {
            postcode: first(&["pcds", "pcd2", "pcd8", "pcd", "pcd7", "postcode", "pc"]),
            lat: first(&["lat", "latitude"]),
            lon: first(&["long", "longitude", "lon"]),
            easting: first(&["oseast1m", "east1m", "eastings", "easting", "ea"]),
            northing: first(&["osnrth1m", "north1m", "northings", "northing", "no"]),
            grade: first(&["osgrdind", "gridind", "positional_quality_indicator", "pq"]),
            terminated: first(&["doterm"]),
            country: first(&["ctry", "country_code", "cy"]),
            district: first(&["oslaua", "laua", "lad", "admin_district_code", "dc"]),
            ward: first(&["osward", "ward", "wd", "admin_ward_code", "wc"]),
        };
        let has_point = columns
            .lat
            .zip(columns.lon)
            .or(columns.easting.zip(columns.northing));
        (columns.postcode.is_some() && has_point.is_some()).then_some(columns)
    }

    /// Whose table it is: only the Postcode Directory has degrees or ends.
    pub(super) fn product(&self) -> Product {
        match self.lat.or(self.terminated) {
            Some(_) => Product::Onspd,
            None => Product::CodePointOpen,
        }
    }
}

/// A column's name in small letters, without the year that newer directories add to the
/// names of areas (`lad25cd`, `ctry25cd`).
fn name(text: &[u8]) -> String {
    let name = String::from_utf8_lossy(text).trim().to_ascii_lowercase();
    match name.strip_suffix("cd") {
        Some(stem) if stem.ends_with(|c: char| c.is_ascii_digit()) => stem
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned(),
        _ => name.replace(' ', "_"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: &str) -> ByteRecord {
        line.split(',').collect::<Vec<_>>().into()
    }

    #[test]
    fn columns_are_found_by_name_in_every_edition() {
        for (header, product, postcode, district) in [
            (
                "pcd,pcd2,pcds,dointr,doterm,oslaua,osward,oseast1m,osnrth1m,osgrdind,ctry,lat,long",
                Product::Onspd,
                2,
                5,
            ),
            (
                "pcd7,pcd8,pcds,dointr,doterm,lad25cd,wd25cd,east1m,north1m,gridind,ctry25cd,lat,long",
                Product::Onspd,
                2,
                5,
            ),
            (
                "Postcode,Positional_quality_indicator,Eastings,Northings,Country_code,Admin_district_code",
                Product::CodePointOpen,
                0,
                5,
            ),
            (
                "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC",
                Product::CodePointOpen,
                0,
                8,
            ),
        ] {
            let columns = Columns::named(&record(header)).unwrap();
            assert_eq!(columns.product(), product, "{header}");
            assert_eq!(
                (columns.postcode, columns.district),
                (Some(postcode), Some(district)),
                "{header}"
            );
        }
        for other in ["LAD23CD,LAD23NM", "a,b,c", "", "postcode,name"] {
            assert_eq!(Columns::named(&record(other)), None, "{other}");
        }
    }

    #[test]
    fn a_table_without_a_header_is_known_by_its_shape_or_by_the_names_beside_it() {
        let row =
            record("S10 2TN,10,433950,387050,E92000001,E19000001,E18000002,,E08000019,E05010871");
        let columns = Columns::unnamed(&row, None).unwrap();
        assert_eq!((columns.easting, columns.ward), (Some(2), Some(9)));
        let short = record("S10 2TN,433950,387050");
        assert_eq!(Columns::unnamed(&short, None), None);
        let beside = record("PC,EA,NO");
        assert_eq!(
            Columns::unnamed(&short, Some(&beside)).unwrap().northing,
            Some(2)
        );
        assert_eq!(
            Columns::unnamed(&record("Sheffield,1,2,3,4,5,6,7,8,9"), None),
            None
        );
    }
}
