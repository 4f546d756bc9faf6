//! The names that a listing has, as the column holds them.

use serde::Serialize;
use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer, TokenStream,
};

use crate::domain::{is_visited, plain_text};
use crate::gazetteer::{Gazetteer, Postcode};
use crate::oruk::{Address, Location, Service};
use crate::search::lay::Need;

/// The column of the index. Each value is a kind, the folded name, the name as written and
/// more about what it names, so that the dictionary keeps what is one and the same together.
pub(in crate::search) const COLUMN: &str = "named";

/// Separates the parts of a value; published text holds none.
const PART: char = '\u{1f}';

/// Longer names are offered to nobody, in characters.
const LONGEST: usize = 120;

/// Endings of a line of an address that make it a street or a building.
const STREETS: [&str; 26] = [
    "road", "street", "lane", "way", "avenue", "close", "drive", "row", "terrace", "court",
    "square", "crescent", "gardens", "grove", "walk", "yard", "house", "building", "centre",
    "hall", "church", "school", "library", "estate", "hospital", "rd",
];

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestKind {
    /// What people come for.
    Need,
    /// A taxonomy term.
    Category,
    /// A provider.
    Organization,
    /// A town, a village or a part of one.
    Place,
}

impl SuggestKind {
    pub(super) const ALL: [Self; 4] = [Self::Need, Self::Category, Self::Organization, Self::Place];

    /// Kinds stand in the column in the order of these letters.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Need => 'n',
            Self::Category => 'c',
            Self::Organization => 'o',
            Self::Place => 'p',
        }
    }
}

/// One value of the column.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named<'a> {
    pub(super) kind: SuggestKind,
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    /// The words that ask for a need, the id of an organisation, the [`Cell`] of a place.
    pub(super) more: &'a str,
}

impl<'a> Named<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(4, PART);
        let letter = parts.next()?.chars().next()?;
        Some(Self {
            kind: SuggestKind::ALL
                .into_iter()
                .find(|kind| kind.letter() == letter)?,
            key: parts.next()?,
            name: parts.next()?,
            more: parts.next()?,
        })
    }
}

/// A square of half a hundredth of a degree, some 500 by 300 metres, and the outward code
/// there (empty where none is stated).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    lat: i32,
    lon: i32,
    pub(super) outcode: String,
}

/// Cells to a degree.
const CELLS: f64 = 200.0;

impl Cell {
    fn of((lat, lon): (f64, f64), outcode: &str) -> Option<Self> {
        let is_near = (49.0..=61.5).contains(&lat) && (-9.5..=2.5).contains(&lon);
        is_near.then(|| Self {
            lat: (lat * CELLS).floor() as i32,
            lon: (lon * CELLS).floor() as i32,
            outcode: outcode.to_owned(),
        })
    }

    /// Its middle, latitude and longitude in degrees.
    pub(super) fn middle(&self) -> (f64, f64) {
        let degrees = |cell: i32| (f64::from(cell) + 0.5) / CELLS;
        (degrees(self.lat), degrees(self.lon))
    }

    fn to_text(&self) -> String {
        format!("{} {} {}", self.lat, self.lon, self.outcode)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        Some(Self {
            lat: parts.next()?.parse().ok()?,
            lon: parts.next()?.parse().ok()?,
            outcode: parts.next()?.to_owned(),
        })
    }
}

/// The values of a listing that meets these needs and is found by these categories.
pub(in crate::search) fn named<'a, 'b>(
    service: &Service,
    needs: impl Iterator<Item = &'a Need>,
    categories: impl Iterator<Item = &'b str>,
    gazetteer: &Gazetteer,
) -> Vec<String> {
    let mut values = Values::default();
    for need in needs {
        values.add(SuggestKind::Need, &need.title, need.asked_by());
    }
    for name in categories {
        values.add(SuggestKind::Category, name, "");
    }
    if let Some(organization) = &service.organization
        && let (Some(name), Some(id)) = (&organization.name, &organization.id)
    {
        values.add(SuggestKind::Organization, name, id);
    }
    let links = service.service_at_locations.iter();
    for location in links.filter_map(|link| link.location.as_ref()) {
        if is_visited(location) {
            values.add_places(location, gazetteer);
        }
    }
    values.0.sort_unstable();
    values.0.dedup();
    values.0
}

#[derive(Default)]
struct Values(Vec<String>);

impl Values {
    fn add(&mut self, kind: SuggestKind, name: &str, more: &str) {
        let name = plain_text(name);
        let key = folded(&name);
        if !key.is_empty() && name.chars().count() <= LONGEST && !name.contains(PART) {
            let letter = kind.letter();
            let value = format!("{letter}{PART}{key}{PART}{name}{PART}{more}");
            self.0.push(value);
        }
    }

    fn add_places(&mut self, location: &Location, gazetteer: &Gazetteer) {
        let stated = location.latitude.zip(location.longitude);
        for address in &location.addresses {
            let postcode = address.postal_code.as_deref();
            let postcode = postcode.and_then(|text| text.parse::<Postcode>().ok());
            let looked_up = || {
                let located = gazetteer.locate(postcode.as_ref()?)?;
                Some((located.lat, located.lon))
            };
            let outcode = postcode.as_ref().map_or("", Postcode::outward);
            let point = stated.or_else(looked_up);
            let cell = point.and_then(|point| Cell::of(point, outcode));
            let Some(cell) = cell else { continue };
            for name in places_of(address) {
                self.add(SuggestKind::Place, name, &cell.to_text());
            }
        }
    }
}

/// The names of places in an address: its town, and what stands behind its street.
fn places_of(address: &Address) -> Vec<&str> {
    let behind_street = address.address_1.as_deref().and_then(|line| {
        let (_, last) = line.rsplit_once([',', '\n'])?;
        Some(last)
    });
    let lines = [behind_street, address.address_2.as_deref()];
    let localities = lines.into_iter().flatten().filter(|line| is_locality(line));
    let town = address.city.as_deref();
    town.into_iter().chain(localities).map(str::trim).collect()
}

fn is_locality(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let last = line.rsplit(' ').next().unwrap_or_default();
    !line.contains(|c: char| c.is_ascii_digit() || c == ',')
        && line.split(' ').count() <= 3
        && !STREETS.contains(&last)
}

/// A name as it is compared: its words in small letters, without accents and signs.
pub(super) fn folded(text: &str) -> String {
    let text = text.replace(['\'', '\u{2018}', '\u{2019}', '\u{2bc}'], "");
    let mut reader = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    let mut words: Vec<String> = Vec::new();
    let mut tokens = reader.token_stream(&text);
    tokens.process(&mut |token| words.push(token.text.clone()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_to_what_people_type() {
        for (text, want) in [
            ("St Aidan's  Café", "st aidans cafe"),
            ("LUNCH-CLUBS", "lunch clubs"),
            (" \u{1f600} ", ""),
        ] {
            assert_eq!(folded(text), want, "{text}");
        }
    }

    #[test]
    fn an_address_names_its_town_and_what_stands_behind_the_street() {
        let address = |line: &str, second: Option<&str>, city: Option<&str>| Address {
            address_1: Some(line.to_owned()),
            address_2: second.map(str::to_owned),
            city: city.map(str::to_owned),
            ..Address::default()
        };
        for (address, want) in [
            (
                address("12 Goit Street, Millgate", None, Some("Sheafdale")),
                vec!["Sheafdale", "Millgate"],
            ),
            (
                address("12 Goit Street", Some("Hanger Top"), None),
                vec!["Hanger Top"],
            ),
            (address("The Hall, 4 Mill Lane", None, None), vec![]),
            (address("The Hall, Mill Lane", Some("Unit 3"), None), vec![]),
        ] {
            assert_eq!(places_of(&address), want, "{address:?}");
        }
    }

    #[test]
    fn a_value_and_a_cell_are_read_as_they_were_written() {
        let mut values = Values::default();
        values.add(SuggestKind::Organization, "Café <b>Ruby</b>", "an id");
        let named = Named::parse(&values.0[0]).unwrap();
        assert_eq!(
            (named.key, named.name, named.more),
            ("cafe ruby", "Café Ruby", "an id")
        );
        assert_eq!(named.kind, SuggestKind::Organization);
        let cell = Cell::of((53.7221, -1.8611), "HX1").unwrap();
        assert_eq!(Cell::parse(&cell.to_text()), Some(cell.clone()));
        let (lat, lon) = cell.middle();
        assert!((lat - 53.7221).abs() <= 0.0025 && (lon + 1.8611).abs() <= 0.0025);
        assert_eq!(Cell::of((0.0, 0.0), ""), None);
    }
}
