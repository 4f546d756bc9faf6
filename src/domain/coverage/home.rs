//! Where a person lives, as far as areas can be told by it.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::domain::Postcode;

/// Official codes of the areas around a postcode, as its file states them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Codes {
    /// GSS code of the country.
    pub country: Option<String>,
    /// GSS code of the district.
    pub district: Option<String>,
    /// GSS code of the ward.
    pub ward: Option<String>,
    /// The district's name, where a file brings names.
    pub district_name: Option<String>,
}

/// Where somebody lives: a point, and the parts and codes of their postcode where one is given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Whereabouts {
    /// WGS84 latitude and longitude in degrees.
    pub point: (f64, f64),
    /// Whether the point is only the middle of an area around them.
    pub is_approximate: bool,
    /// The outward code: `LS6`.
    pub outward: Option<String>,
    /// The sector: `LS6 2`.
    pub sector: Option<String>,
    /// Official codes around them.
    pub codes: Codes,
    /// Every district and ward that the gazetteer knows, by code and by [`folded_district`] name:
    /// only among these does another one mean "not here".
    pub known: Arc<BTreeSet<String>>,
}

impl Whereabouts {
    /// Somebody at a point of whom no postcode is known.
    pub fn of_point(point: (f64, f64)) -> Self {
        Self {
            point,
            ..Self::default()
        }
    }

    /// Somebody at a full postcode that stands at a point.
    pub fn of_postcode(postcode: &Postcode, point: (f64, f64)) -> Self {
        Self {
            point,
            outward: Some(postcode.outward().to_owned()),
            sector: Some(postcode.sector().to_owned()),
            ..Self::default()
        }
    }

    /// Somebody in a sector or an outward code, `LS6 2` or `LS6`, around a point.
    pub fn of_part(part: &str, point: (f64, f64)) -> Self {
        let (outward, sector) = match part.split_once(' ') {
            Some((outward, _)) => (outward, Some(part.to_owned())),
            None => (part, None),
        };
        Self {
            point,
            is_approximate: true,
            outward: Some(outward.to_owned()),
            sector,
            ..Self::default()
        }
    }

    /// The letters of their postcode area: `LS`.
    pub(super) fn area(&self) -> Option<&str> {
        let outward = self.outward.as_deref()?;
        let letters = outward.find(|c: char| !c.is_ascii_alphabetic());
        outward.get(..letters.unwrap_or(outward.len()))
    }

    /// The first letter of the codes of their nation: `E`, `W`, `S` or `N`; `L` and `M` are
    /// the Channel Islands and the Isle of Man.
    pub(super) fn nation(&self) -> Option<char> {
        let code = self.codes.country.as_ref().or(self.codes.district.as_ref());
        match (code, self.area()) {
            (Some(code), _) => code.chars().next(),
            (None, Some("BT")) => Some('N'),
            (None, Some("JE" | "GY")) => Some('L'),
            (None, Some("IM")) => Some('M'),
            _ => None,
        }
    }
}

impl Hash for Whereabouts {
    /// What they are told apart by; what is known of other places is left out.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (lat, lon) = self.point;
        (lat.to_bits(), lon.to_bits(), self.is_approximate).hash(state);
        (&self.outward, &self.sector, &self.codes).hash(state);
    }
}

/// A district's name as areas are compared by: "City of Leeds" and "Leeds City Council" are
/// `leeds`.
pub fn folded_district(name: &str) -> String {
    const TITLES: [&str; 11] = [
        "city",
        "council",
        "district",
        "borough",
        "metropolitan",
        "county",
        "royal",
        "of",
        "area",
        "all",
        "whole",
    ];
    let lower = name.to_lowercase().replace(['\'', '\u{2019}'], "");
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let plain: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !TITLES.contains(word))
        .collect();
    // "County Durham" is Durham; a name of titles alone stays what it is.
    if plain.is_empty() { words } else { plain }.join(" ")
}
