//! One stated area: read from a record, judged for a person.

use serde::{Deserialize, Serialize};

use super::home::{Whereabouts, folded_district};
use super::shape::Shape;
use crate::domain::{PostcodeClass, classify};
use crate::oruk::ServiceArea;

/// An area in each of the ways in which it is stated, the surest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Area(Vec<Way>);

/// One way to state an area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Way {
    /// A geometry.
    #[serde(rename = "shape")]
    Shape(Shape),
    /// GSS codes; any of them.
    #[serde(rename = "codes")]
    Codes(Vec<String>),
    /// Outward codes, sectors and postcode areas; any of them.
    #[serde(rename = "posts")]
    Posts(Vec<String>),
    /// First letters of the codes of nations; any of them.
    #[serde(rename = "nations")]
    Nations(String),
    /// A name, folded.
    #[serde(rename = "name")]
    Name(String),
    /// The names of a list, folded; any of them.
    #[serde(rename = "names")]
    Names(Vec<String>),
}

impl Area {
    /// Reads a record.
    pub(super) fn of(area: &ServiceArea) -> Self {
        let mut ways = Vec::new();
        let extent = area.extent.as_deref().unwrap_or_default();
        ways.extend(Shape::of_geojson(extent).map(Way::Shape));
        // Publishers put codes and postcodes into whichever field they have; the name last,
        // for a name may also be the name of something larger.
        let fields = [&area.uri, &area.extent, &area.name, &area.service_area];
        let texts: Vec<&str> = fields.into_iter().flatten().map(String::as_str).collect();
        let texts = texts
            .iter()
            .filter(|text| !text.trim_start().starts_with('{'));
        ways.extend(texts.clone().find_map(|text| codes(text)).map(Way::Codes));
        ways.extend(texts.clone().find_map(|text| posts(text)).map(Way::Posts));
        let names = [&area.name, &area.service_area].into_iter().flatten();
        for name in names.clone().map(|name| folded_district(name)) {
            let way = match nations(&name) {
                Some(nations) => Way::Nations(nations.to_owned()),
                None => Way::Name(name),
            };
            if way != Way::Name(String::new()) && !ways.contains(&way) {
                ways.push(way);
            }
        }
        // Last, for "Bath and North East Somerset" is one district.
        ways.extend(
            names
                .filter_map(|name| listed(name))
                .map(Way::Names)
                .take(1),
        );
        Self(ways)
    }

    /// Whether it holds somebody's home; `None` when that cannot be said.
    pub(super) fn holds(&self, home: &Whereabouts) -> Option<bool> {
        self.0.iter().find_map(|way| way.holds(home))
    }

    /// Whether it says anything at all.
    pub(super) fn is_readable(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Way {
    fn holds(&self, home: &Whereabouts) -> Option<bool> {
        match self {
            Self::Shape(shape) => match shape.holds(home.point) {
                // The middle of an area lies outside, yet the home itself may not.
                false if home.is_approximate => None,
                is_within => Some(is_within),
            },
            Self::Codes(codes) => any(codes.iter().map(|code| holds_code(code, home))),
            Self::Posts(posts) => any(posts.iter().map(|post| holds_post(post, home))),
            Self::Nations(letters) => Some(letters.contains(home.nation()?)),
            Self::Name(name) => holds_name(name, home),
            Self::Names(names) => any(names.iter().map(|name| holds_name(name, home))),
        }
    }
}

fn holds_name(name: &String, home: &Whereabouts) -> Option<bool> {
    let here = home.codes.district_name.as_deref()?;
    let is_here = folded_district(here) == *name;
    (is_here || home.known.contains(name)).then_some(is_here)
}

/// The names of a text that lists several, folded.
fn listed(text: &str) -> Option<Vec<String>> {
    let list = text.replace(" and ", ",");
    let parts = list.split([',', ';', '/', '&', '\n']).map(folded_district);
    let names: Vec<String> = parts.filter(|name| !name.is_empty()).collect();
    (names.len() > 1).then_some(names)
}

/// Yes when one says yes, no when all say no.
fn any(mut answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut sum = Some(false);
    answers
        .find_map(|answer| match answer {
            Some(true) => Some(Some(true)),
            Some(false) => None,
            None => {
                sum = None;
                None
            }
        })
        .unwrap_or(sum)
}

fn holds_code(code: &str, home: &Whereabouts) -> Option<bool> {
    let nation = home.nation();
    let letter = code.chars().next();
    match code {
        "K02000001" => return nation.map(|n| "EWSN".contains(n)),
        "K03000001" => return nation.map(|n| "EWS".contains(n)),
        "K04000001" => return nation.map(|n| "EW".contains(n)),
        _ => {}
    }
    if nation.is_some() && letter != nation {
        return Some(false);
    }
    let codes = &home.codes;
    let here = match code.get(1..3)? {
        "92" | "93" | "83" => return nation.map(|nation| letter == Some(nation)),
        _ if is_ward(code) => codes.ward.as_deref()?,
        _ if is_district(code) => codes.district.as_deref()?,
        // Counties, regions and the like: the files do not say what lies in them.
        _ => return None,
    };
    let is_here = code == here;
    // A code that no file knows may be the same area under an older or newer code.
    (is_here || home.known.contains(code)).then_some(is_here)
}

fn is_district(code: &str) -> bool {
    ["E06", "E07", "E08", "E09", "W06", "S12", "N09"]
        .iter()
        .any(|kind| code.starts_with(kind))
}

fn is_ward(code: &str) -> bool {
    ["E05", "W05", "S13", "N08"]
        .iter()
        .any(|kind| code.starts_with(kind))
}

fn holds_post(post: &str, home: &Whereabouts) -> Option<bool> {
    if post.contains(' ') {
        let is_here = home.sector.as_deref().map(|sector| sector == post);
        let outward = post.split(' ').next();
        // Of somebody whose sector is not known, another outward code is still a no.
        return is_here.or_else(|| (home.outward.as_deref()? != outward?).then_some(false));
    }
    if post.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Some(home.area()? == post);
    }
    Some(home.outward.as_deref()? == post)
}

/// The GSS codes of a text: of a list of them, or of an address that ends in one.
fn codes(text: &str) -> Option<Vec<String>> {
    let found: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::to_ascii_uppercase)
        .filter(|word| is_gss(word))
        .collect();
    (!found.is_empty()).then_some(found)
}

fn is_gss(word: &str) -> bool {
    let (letter, digits) = word.split_at(word.len().min(1));
    "EWSNKLM".contains(letter) && digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The parts of postcodes of a text that lists nothing else: `LS6, LS7 and LS8 4`.
fn posts(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let endings = [
        " postcode areas",
        " postcode area",
        " postcodes",
        " postcode",
        " areas",
        " area",
    ];
    let ending = endings.iter().find(|ending| lower.ends_with(*ending));
    let text = &text[..text.len() - ending.map_or(0, |ending| ending.len())];
    let list = text.replace(" and ", ",").replace(" or ", ",");
    let parts = list.split([',', ';', '/', '&', '\n']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    let parts = parts.map(|part| post(part).or_else(|| run(part)).or_else(|| spaced(part)));
    let parts: Vec<String> = parts.collect::<Option<Vec<_>>>()?.concat();
    (!parts.is_empty()).then_some(parts)
}

/// The part of a postcode that a text is.
fn post(text: &str) -> Option<Vec<String>> {
    match classify(text) {
        PostcodeClass::Outcode(part) | PostcodeClass::Sector(part) => Some(vec![part]),
        // "Ely" and "Hull" are places; letters alone count where they are written as such.
        PostcodeClass::Area(area) if area == text => Some(vec![area]),
        _ => None,
    }
}

/// The outward codes of a run: `LS1-LS15`, `LS1 to LS15`.
fn run(text: &str) -> Option<Vec<String>> {
    let (first, last) = text
        .split_once(" to ")
        .or_else(|| text.split_once(['-', '\u{2013}']))?;
    let outward = |text: &str| match classify(text) {
        PostcodeClass::Outcode(part) => {
            let digits = part.find(|c: char| c.is_ascii_digit())?;
            let number: u8 = part[digits..].parse().ok()?;
            Some((part[..digits].to_owned(), number))
        }
        _ => None,
    };
    let ((area, from), (same, to)) = (outward(first)?, outward(last)?);
    (area == same && from < to).then(|| (from..=to).map(|n| format!("{area}{n}")).collect())
}

/// Outward codes with nothing but spaces between them.
fn spaced(text: &str) -> Option<Vec<String>> {
    let parts = text.split_whitespace().map(|part| match classify(part) {
        PostcodeClass::Outcode(part) => Some(part),
        _ => None,
    });
    parts.collect()
}

/// The nations that a folded name stands for.
fn nations(name: &str) -> Option<&'static str> {
    Some(match name {
        "england" => "E",
        "wales" | "cymru" => "W",
        "scotland" => "S",
        "northern ireland" => "N",
        "england and wales" => "EW",
        "great britain" | "gb" => "EWS",
        "united kingdom" | "the united kingdom" | "uk" | "the uk" | "uk wide" | "national"
        | "nationwide" | "national uk" | "whole uk" => "EWSN",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::Codes;

    /// Somebody in Leeds, where the gazetteer also knows Bradford and some wards.
    fn in_leeds() -> Whereabouts {
        let known = [
            "E08000035",
            "leeds",
            "E08000032",
            "bradford",
            "E05001411",
            "E05001420",
        ];
        Whereabouts {
            codes: Codes {
                country: Some("E92000001".to_owned()),
                district: Some("E08000035".to_owned()),
                ward: Some("E05001411".to_owned()),
                district_name: Some("Leeds".to_owned()),
            },
            known: Arc::new(known.map(str::to_owned).into()),
            ..Whereabouts::of_postcode(&"LS6 2AB".parse().unwrap(), (53.82, -1.57))
        }
    }

    fn named(name: &str) -> ServiceArea {
        ServiceArea {
            name: Some(name.to_owned()),
            ..ServiceArea::default()
        }
    }

    #[test]
    fn names_codes_and_lists_of_postcodes_are_told_apart_and_judged() {
        for (name, want) in [
            ("LS6", Some(true)),
            ("ls6", Some(true)),
            ("LS7", Some(false)),
            ("LS5, LS6 and LS7", Some(true)),
            ("LS5; LS7\nLS8", Some(false)),
            ("LS6 2", Some(true)),
            ("LS6 3", Some(false)),
            ("LS postcode area", Some(true)),
            ("BD postcodes", Some(false)),
            ("LS6 and the villages", None),
            ("LS5 LS6 LS7", Some(true)),
            ("LS1-LS15", Some(true)),
            ("LS7 to LS9", Some(false)),
            ("LS7 - BD9", None),
            ("Ls", None),
            ("E08000035", Some(true)),
            ("E08000032", Some(false)),
            ("E08000032, E08000035", Some(true)),
            ("E05001411", Some(true)),
            ("E05001420", Some(false)),
            // A code that no file knows, a county, and the whole of a nation.
            ("E07000999", None),
            ("E10000023", None),
            ("E12000003", None),
            ("S12000033", Some(false)),
            ("E92000001", Some(true)),
            ("W92000004", Some(false)),
            ("K02000001", Some(true)),
            ("K04000001", Some(true)),
            ("England", Some(true)),
            ("Wales", Some(false)),
            ("England and Wales", Some(true)),
            ("United Kingdom", Some(true)),
            ("Nationwide", Some(true)),
            ("Leeds", Some(true)),
            ("City of Leeds", Some(true)),
            ("Leeds City Council", Some(true)),
            ("Bradford Metropolitan District", Some(false)),
            ("Leeds, Bradford", Some(true)),
            ("Bradford and Leeds", Some(true)),
            ("Bradford, Headingley", None),
            ("All of Leeds", Some(true)),
            ("Bradford City Council area", Some(false)),
            ("Headingley", None),
            ("", None),
        ] {
            assert_eq!(Area::of(&named(name)).holds(&in_leeds()), want, "{name}");
        }
    }

    #[test]
    fn the_surest_way_that_can_be_judged_decides() {
        let square =
            r#"{"type":"Polygon","coordinates":[[[-2,53],[-1,53],[-1,54],[-2,54],[-2,53]]]}"#;
        let area = |extent: &str, uri: &str, name: &str| ServiceArea {
            extent: Some(extent.to_owned()),
            uri: Some(uri.to_owned()),
            ..named(name)
        };
        let leeds = "http://statistics.data.gov.uk/id/statistical-geography/E08000035";
        for (record, want) in [
            (area(square, "", "Bradford"), Some(true)),
            (
                area("{\"type\":\"Topology\"}", leeds, "Bradford"),
                Some(true),
            ),
            (
                area("", "https://areas.example.org/valley", "Leeds"),
                Some(true),
            ),
            (area("E08000032", "", "The valley"), Some(false)),
            (area("LS6 LS7", "", "The valley"), Some(true)),
            (area("LS6,LS7", "", "The valley"), Some(true)),
            (
                area("", "https://areas.example.org/E07000999", "LS7"),
                Some(false),
            ),
        ] {
            assert_eq!(Area::of(&record).holds(&in_leeds()), want, "{record:?}");
        }
    }

    #[test]
    fn what_is_not_known_of_a_home_leaves_areas_open() {
        let home = in_leeds();
        let at_a_point = Whereabouts::of_point(home.point);
        let in_an_outcode = Whereabouts {
            sector: None,
            is_approximate: true,
            codes: Codes::default(),
            ..home
        };
        let far = r#"{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,52],[0,51]]]}"#;
        let shape = ServiceArea {
            extent: Some(far.to_owned()),
            ..ServiceArea::default()
        };
        for (record, from_point, from_outcode) in [
            (named("LS6"), None, Some(true)),
            (named("LS6 2"), None, None),
            (named("LS7 2"), None, Some(false)),
            (named("E08000035"), None, None),
            (named("Leeds"), None, None),
            (named("England"), None, None),
            (shape, Some(false), None),
        ] {
            let area = Area::of(&record);
            assert_eq!(area.holds(&at_a_point), from_point, "{record:?}");
            assert_eq!(area.holds(&in_an_outcode), from_outcode, "{record:?}");
        }
        let in_belfast = Whereabouts::of_postcode(&"BT1 5GS".parse().unwrap(), (54.6, -5.9));
        for (name, want) in [
            ("Northern Ireland", true),
            ("Great Britain", false),
            ("UK", true),
        ] {
            assert_eq!(
                Area::of(&named(name)).holds(&in_belfast),
                Some(want),
                "{name}"
            );
        }
    }
}
