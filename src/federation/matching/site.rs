//! The places of a record: what they are called, their addresses and points.

use geo::{Distance, Haversine, Point};

use super::words::{Word, words};
use crate::domain::{Postcode, is_visited};
use crate::oruk::{Address, Location, Service};

/// One place of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Site {
    shown: Box<str>,
    pub(super) postcode: Option<Postcode>,
    /// WGS84 latitude and longitude in degrees.
    pub(super) point: Option<(f64, f64)>,
    /// Words of what the place is called.
    pub(super) venue: Vec<Word>,
    /// Words of its town.
    pub(super) town: Vec<Word>,
    /// Words of the rest of its address.
    pub(super) street: Vec<Word>,
}

/// Words of venues that tell of what kind it is.
const KINDS: [&str; 40] = [
    "community",
    "centre",
    "hall",
    "church",
    "library",
    "school",
    "room",
    "club",
    "house",
    "village",
    "town",
    "chapel",
    "methodist",
    "baptist",
    "catholic",
    "parish",
    "leisure",
    "sport",
    "pool",
    "swimming",
    "park",
    "cafe",
    "primary",
    "academy",
    "college",
    "hospital",
    "surgery",
    "medical",
    "health",
    "pub",
    "hub",
    "family",
    "child",
    "memorial",
    "saint",
    "office",
    "meeting",
    "garden",
    "social",
    "unit",
];

/// Words in names of towns that many have.
const IN_TOWNS: [&str; 15] = [
    "north", "south", "east", "west", "upper", "lower", "great", "little", "new", "old", "upon",
    "on", "saint", "under", "le",
];

/// The most places that are compared.
const MOST: usize = 12;

/// The places of a service that people can go to.
pub(super) fn sites(service: &Service) -> Vec<Site> {
    let locations = service
        .service_at_locations
        .iter()
        .filter_map(|link| link.location.as_ref());
    let real = locations.filter(|location| is_visited(location));
    real.take(MOST).filter_map(Site::of).collect()
}

impl Site {
    fn of(location: &Location) -> Option<Self> {
        let read = |text: &Option<String>| words(text.as_deref().unwrap_or_default());
        let address = location.addresses.first().cloned().unwrap_or_default();
        let addresses = || location.addresses.iter();
        let name = location
            .name
            .clone()
            .or_else(|| location.alternate_name.clone());
        let venue = read(&name.clone().or_else(|| venue_in(&address)));
        let site = Self {
            shown: crate::domain::cut(name.as_deref().unwrap_or_default(), 60).into(),
            postcode: addresses().find_map(|a| a.postal_code.as_deref()?.parse().ok()),
            point: location
                .latitude
                .zip(location.longitude)
                .filter(|point| *point != (0.0, 0.0)),
            venue,
            town: read(&address.city),
            street: street(&address),
        };
        let is_placed = site.postcode.is_some() || site.point.is_some() || !site.town.is_empty();
        (is_placed || !site.venue.is_empty() || !site.street.is_empty()).then_some(site)
    }

    /// Words of its address and name; a town's too.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.venue.iter().chain(&self.street).chain(&self.town)
    }

    /// Metres between two points, where both have one.
    pub(super) fn metres(&self, other: &Self) -> Option<f64> {
        let (a, b) = self.point.zip(other.point)?;
        let point = |(lat, lon): (f64, f64)| Point::new(lon, lat);
        Some(Haversine.distance(point(a), point(b)))
    }

    pub(super) fn has_postcode_of(&self, other: &Self) -> bool {
        self.postcode.is_some() && self.postcode == other.postcode
    }

    /// Whether both are called the same, as far as they are called at all. The town in the
    /// name of a venue tells nothing inside that town.
    pub(super) fn is_called_like(&self, other: &Self) -> bool {
        let is_town = |word: &Word| {
            let towns = self.town.iter().chain(&other.town);
            towns.map(|town| town.hash).any(|hash| hash == word.hash)
        };
        let is_kind = |word: &Word| KINDS.contains(&&*word.text);
        let (mut kinds, mut common_kinds, mut naming, mut common) = ([0; 2], 0, [0; 2], 0);
        for word in &self.venue {
            let is_kind_of = is_kind(word);
            if !is_kind_of && is_town(word) {
                continue;
            }
            let is_shared = other.venue.iter().any(|known| known.is_like(word));
            let (all, shared) = match is_kind_of {
                true => (&mut kinds[0], &mut common_kinds),
                false => (&mut naming[0], &mut common),
            };
            *all += 1;
            *shared += usize::from(is_shared);
        }
        for word in &other.venue {
            match is_kind(word) {
                true => kinds[1] += 1,
                false if is_town(word) => {}
                false => naming[1] += 1,
            }
        }
        let agree = common_kinds > 0 || kinds.contains(&0);
        match naming {
            [0, 0] => common_kinds > 0 && common_kinds == kinds[0].min(kinds[1]),
            [0, _] | [_, 0] => common_kinds >= 2,
            [left, right] => agree && 2 * common >= left.max(right) && common >= left.min(right),
        }
    }

    /// What the venue is called, its words in order of their letters; nothing where that could
    /// be any village's hall.
    pub(super) fn called(&self) -> Option<String> {
        let mut words: Vec<&str> = self.venue.iter().map(|word| &*word.text).collect();
        let is_its_own = words.iter().any(|word| !KINDS.contains(word));
        words.sort_unstable();
        words.dedup();
        is_its_own.then(|| words.join("+"))
    }

    fn town_naming(&self) -> impl Iterator<Item = &Word> {
        self.town
            .iter()
            .filter(|word| !IN_TOWNS.contains(&&*word.text))
    }

    /// Whether both name one town, somewhere in the address.
    pub(super) fn is_in_town_of(&self, other: &Self) -> bool {
        let names = |site: &Self, other: &Self| {
            site.town_naming()
                .any(|word| other.words().any(|known| known.is_like(word)))
        };
        names(self, other) || names(other, self)
    }
}

/// The first line of an address where it is the name of a place, not a number in a street.
fn venue_in(address: &Address) -> Option<String> {
    let first = address.address_1.as_deref()?.split(',').next()?;
    let is_name = !first.contains(|c: char| c.is_ascii_digit()) && first.contains(' ');
    is_name.then(|| first.to_owned())
}

fn street(address: &Address) -> Vec<Word> {
    let lines = [&address.address_1, &address.address_2, &address.region];
    let lines = lines.into_iter().flatten().flat_map(|line| line.split(','));
    let mut street = Vec::new();
    for line in lines {
        let mut line = words(line);
        // "St" at the end is a street.
        if line.len() > 1
            && let Some(last) = line.last_mut()
            && &*last.text == "saint"
        {
            *last = Word::new("street");
        }
        for word in &mut line {
            let full = match &*word.text {
                "rd" => "road",
                "ln" => "lane",
                "ave" => "avenue",
                _ => continue,
            };
            *word = Word::new(full);
        }
        street.append(&mut line);
    }
    street
}

impl Site {
    pub(super) fn shown(&self) -> String {
        match (&self.postcode, self.shown.is_empty()) {
            (_, false) => self.shown.to_string(),
            (Some(postcode), true) => postcode.to_string(),
            (None, true) => self.town_shown(),
        }
    }

    pub(super) fn town_shown(&self) -> String {
        let town: Vec<String> = self
            .town
            .iter()
            .map(|word| crate::domain::capitalised(&word.text))
            .collect();
        let postcode = self.postcode.as_ref().map(ToString::to_string);
        match (town.is_empty(), postcode) {
            (false, _) => town.join(" "),
            (true, Some(postcode)) => postcode,
            (true, None) => "an unnamed town".to_owned(),
        }
    }
}
