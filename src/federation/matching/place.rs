//! Where it is: venues, postcodes, points, towns.
//!
//! A venue may change and the service stays; a town may not. Two records are in different towns
//! where their addresses say so and are too far apart for one town that goes by two names.

use geo::{Distance, Haversine, Point};

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::words::{Word, words};
use crate::domain::Postcode;
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
    let real = locations.filter(|location| location.location_type.as_deref() != Some("virtual"));
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
        let venue = read(&name);
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
    fn metres(&self, other: &Self) -> Option<f64> {
        let (a, b) = self.point.zip(other.point)?;
        let point = |(lat, lon): (f64, f64)| Point::new(lon, lat);
        Some(Haversine.distance(point(a), point(b)))
    }

    fn has_postcode_of(&self, other: &Self) -> bool {
        self.postcode.is_some() && self.postcode == other.postcode
    }

    /// Whether both are called the same, as far as they are called at all. The town in the
    /// name of a venue tells nothing inside that town.
    fn is_called_like(&self, other: &Self) -> bool {
        let is_town = |word: &Word| {
            [self, other]
                .iter()
                .any(|site| site.town.iter().any(|town| town.hash == word.hash))
        };
        let is_kind = |word: &Word| KINDS.contains(&&*word.text);
        let naming = |site: &Self| -> Vec<Word> {
            site.venue
                .iter()
                .filter(|word| !is_town(word) && !is_kind(word))
                .cloned()
                .collect()
        };
        let kinds = |site: &Self| -> Vec<Word> {
            site.venue
                .iter()
                .filter(|word| is_kind(word))
                .cloned()
                .collect()
        };
        let shared = |a: &[Word], b: &[Word]| {
            a.iter()
                .filter(|word| b.iter().any(|other| other.is_like(word)))
                .count()
        };
        let (a, b) = (naming(self), naming(other));
        let (a_kinds, b_kinds) = (kinds(self), kinds(other));
        let common_kinds = shared(&a_kinds, &b_kinds);
        let agree = common_kinds > 0 || a_kinds.is_empty() || b_kinds.is_empty();
        let common = shared(&a, &b);
        match (a.len(), b.len()) {
            (0, 0) => common_kinds > 0 && common_kinds == a_kinds.len().min(b_kinds.len()),
            (0, _) | (_, 0) => common_kinds >= 2,
            (left, right) => agree && 2 * common >= left.max(right) && common == left.min(right),
        }
    }

    fn town_naming(&self) -> impl Iterator<Item = &Word> {
        self.town
            .iter()
            .filter(|word| !IN_TOWNS.contains(&&*word.text))
    }

    /// Whether both name one town, somewhere in the address.
    fn is_in_town_of(&self, other: &Self) -> bool {
        let names = |site: &Self, other: &Self| {
            site.town_naming()
                .any(|word| other.words().any(|known| known.is_like(word)))
        };
        names(self, other) || names(other, self)
    }
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

/// How two places meet.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meeting {
    /// One place; whether both are called the same too.
    Same { is_called_like: bool },
    /// The same town, as far as can be told; metres where they are known.
    Town { metres: Option<f64>, is_named: bool },
    /// It cannot be told.
    Unknown,
    /// Probably not in the same town; so much against.
    Doubtful(f64),
    /// In different towns.
    Elsewhere,
}

impl Meeting {
    fn weight(self) -> f64 {
        match self {
            Self::Same { is_called_like } => 1.4 + if is_called_like { 0.8 } else { 0.0 },
            Self::Town { metres, is_named } => {
                let near = metres.map_or(0.0, |m| if m < 1_000.0 { 0.3 } else { 0.0 });
                near + if is_named { 0.2 } else { 0.0 }
            }
            Self::Unknown => 0.0,
            Self::Doubtful(weight) => -weight,
            Self::Elsewhere => -5.0,
        }
    }
}

fn meet(a: &Site, b: &Site) -> Meeting {
    let metres = a.metres(b);
    let is_named = a.is_in_town_of(b);
    let is_called_like = !a.venue.is_empty() && !b.venue.is_empty() && a.is_called_like(b);
    let outward = |site: &Site| site.postcode.as_ref().map(|code| code.outward().to_owned());
    let area = |site: &Site| {
        outward(site).map(|code| {
            code.chars()
                .take_while(char::is_ascii_alphabetic)
                .collect::<String>()
        })
    };
    let both = |x: Option<String>, y: Option<String>| x.zip(y).map(|(x, y)| x == y);
    let (same_outward, same_area) = (both(outward(a), outward(b)), both(area(a), area(b)));
    let towns_told = !a.town.is_empty() && !b.town.is_empty();
    let is_near =
        metres.is_none_or(|m| m < 400.0) && same_area != Some(false) && (is_named || !towns_told);
    if a.has_postcode_of(b) || metres.is_some_and(|m| m < 80.0) || is_called_like && is_near {
        return Meeting::Same { is_called_like };
    }
    let by_distance = metres.map(|m| match (m, is_named, towns_told) {
        (..1_500.0, ..) => Meeting::Town { metres, is_named },
        (..6_000.0, false, true) => Meeting::Doubtful(2.0),
        (..6_000.0, ..) => Meeting::Town { metres, is_named },
        (..12_000.0, true, _) => Meeting::Doubtful(0.8),
        (_, true, _) => Meeting::Doubtful(2.5),
        _ => Meeting::Elsewhere,
    });
    by_distance.unwrap_or(match (towns_told, is_named, same_outward, same_area) {
        (_, true, _, Some(false)) => Meeting::Doubtful(1.0),
        (_, true, ..) => Meeting::Town { metres, is_named },
        (true, false, Some(true), _) => Meeting::Doubtful(1.5),
        (true, false, ..) => Meeting::Elsewhere,
        (false, false, Some(true), _) => Meeting::Town { metres, is_named },
        (false, false, Some(false), Some(true)) => Meeting::Doubtful(2.0),
        (false, false, _, Some(false)) => Meeting::Elsewhere,
        _ => Meeting::Unknown,
    })
}

/// Compares where two are, by the places of theirs that fit best; says whether it is one place.
pub(super) fn compare(a: &[Site], b: &[Site], ledger: &mut impl Ledger) -> bool {
    let pairs = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| (meet(a, b), a, b)));
    let best = pairs.max_by(|(x, ..), (y, ..)| x.weight().total_cmp(&y.weight()));
    let Some((meeting, a, b)) = best else {
        return false;
    };
    let weight = meeting.weight();
    let mut note =
        |kind, weight, text: &dyn Fn() -> String| ledger.add(Group::Place, kind, weight, text);
    match meeting {
        Meeting::Same { .. } => note(Kind::Venue, weight, &|| match &a.postcode {
            Some(postcode) if a.postcode == b.postcode => format!("both are at {postcode}"),
            _ => format!("both are at one place: {}", a.shown()),
        }),
        Meeting::Town { metres, .. } => {
            if weight > 0.0 {
                note(Kind::Town, weight, &|| match metres {
                    Some(metres) => format!("they are {} apart", distance(metres)),
                    None => format!("both are in {}", a.town_shown()),
                });
            }
            if !a.venue.is_empty() && !b.venue.is_empty() {
                note(Kind::Venue, -0.3, &|| {
                    format!("one is at {}, the other at {}", a.shown(), b.shown())
                });
            }
        }
        Meeting::Unknown => {}
        Meeting::Doubtful(_) => note(Kind::Town, weight, &|| apart(a, b)),
        Meeting::Elsewhere => ledger.conflict(Group::Place, Kind::Town, -weight, || apart(a, b)),
    }
    matches!(meeting, Meeting::Same { .. })
}

fn apart(a: &Site, b: &Site) -> String {
    match a.metres(b) {
        Some(metres) => format!("they are {} apart", distance(metres)),
        None => format!(
            "one is at {}, the other at {}",
            a.town_shown(),
            b.town_shown()
        ),
    }
}

fn distance(metres: f64) -> String {
    if metres < 950.0 {
        format!("{:.0} m", (metres / 10.0).round() * 10.0)
    } else {
        format!("{:.1} km", metres / 1_000.0)
    }
}

impl Site {
    fn shown(&self) -> String {
        match (&self.postcode, self.shown.is_empty()) {
            (_, false) => self.shown.to_string(),
            (Some(postcode), true) => postcode.to_string(),
            (None, true) => self.town_shown(),
        }
    }

    fn town_shown(&self) -> String {
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
