//! Where the place of a name is: the middle of the addresses that bear it.
//!
//! name -> its cells, each with how many listings are there -> groups that lie together ->
//! the one there is, or a question which of them is meant.

use std::sync::Arc;

use geo::{Distance, Haversine, Point};

use super::named::{Cell, SuggestKind, folded};
use super::names::Names;
use crate::domain::{PostcodeClass, classify};
use crate::gazetteer::{Layer, Located, Quality};

/// Addresses of one place lie within this of its middle, in metres.
const REACH_M: f64 = 12_000.0;

/// A smaller group nearer than this to a larger one is its outskirts, in metres.
const OUTSKIRTS_M: f64 = 25_000.0;

/// A group with a smaller share of the largest one's addresses is taken for slips.
const SLIPS: f64 = 0.1;

/// Addresses are known to this, in metres.
const GRAIN_M: f64 = 300.0;

/// What people write around the name of a place.
const AROUND: [&str; 9] = [
    "near ",
    "in ",
    "around ",
    "central ",
    " town centre",
    " city centre",
    " village",
    " centre",
    " town",
];

/// A place by its name.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct NamedPlace {
    /// As most listings write it.
    pub(in crate::search) name: String,
    /// The middle of its addresses, which one wrong address does not move.
    pub(in crate::search) located: Located,
}

/// Why the name of a place cannot place a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// No listing is there.
    #[error("no listed service is in a place called {0}: check the name, or give a postcode")]
    Unknown(String),
    /// There are several.
    #[error("there are {} places called {name}: {}", choices.len(), ask(name, choices))]
    Ambiguous {
        /// The name.
        name: String,
        /// The outward code of each, the place with most listings first; empty for one
        /// whose addresses state none.
        choices: Vec<String>,
    },
}

fn ask(name: &str, outcodes: &[String]) -> String {
    if outcodes.iter().any(String::is_empty) {
        return "give a postcode there".to_owned();
    }
    let choices: Vec<String> = outcodes
        .iter()
        .map(|code| format!("{name} {code}"))
        .collect();
    format!("write {}", choices.join(" or "))
}

/// The addresses in one cell.
struct Votes {
    at: Point,
    outcode: String,
    count: u32,
}

pub(super) fn find(segments: &[Arc<Names>], text: &str) -> Result<NamedPlace, PlaceError> {
    for (name, hint) in readings(text) {
        let Some((name, votes)) = look_up(segments, &folded(&name)) else {
            continue;
        };
        let groups = groups(votes);
        return choose(segments, groups, hint.as_deref(), name);
    }
    Err(PlaceError::Unknown(text.trim().to_owned()))
}

/// What may be meant, each as a name and what tells it from its namesakes.
fn readings(text: &str) -> Vec<(String, Option<String>)> {
    let mut readings = vec![(text.to_owned(), None)];
    let parted = text
        .split_once(',')
        .or_else(|| text.trim().rsplit_once(' '));
    if let Some((name, hint)) = parted {
        let is_code = matches!(classify(hint), PostcodeClass::Outcode(_));
        if is_code || text.contains(',') {
            readings.push((name.to_owned(), Some(hint.trim().to_owned())));
        }
    }
    for (name, hint) in readings.clone() {
        let mut bare = folded(&name);
        for around in AROUND {
            let without = bare
                .strip_prefix(around)
                .or_else(|| bare.strip_suffix(around));
            bare = without.map_or(bare.clone(), str::to_owned);
        }
        readings.push((bare, hint));
    }
    readings
}

/// How a name is written, and where the addresses that bear it are.
fn look_up(segments: &[Arc<Names>], key: &str) -> Option<(String, Vec<Votes>)> {
    let mut votes: Vec<Votes> = Vec::new();
    let mut written: Option<(u32, String)> = None;
    for names in segments {
        let Some(entry) = names.find(SuggestKind::Place, key) else {
            continue;
        };
        for (name, more, count) in names.values(entry) {
            let Some(cell) = Cell::parse(&more) else {
                continue;
            };
            if written.as_ref().is_none_or(|(most, _)| *most < count) {
                written = Some((count, name));
            }
            let (lat, lon) = cell.middle();
            votes.push(Votes {
                at: Point::new(lon, lat),
                outcode: cell.outcode,
                count,
            });
        }
    }
    Some((written?.1, votes))
}

/// Addresses that lie together, the largest group first.
fn groups(mut votes: Vec<Votes>) -> Vec<Vec<Votes>> {
    let mut groups: Vec<Vec<Votes>> = Vec::new();
    while let Some(most) = votes.iter().max_by_key(|votes| votes.count) {
        let seed = most.at;
        let near = votes.extract_if(.., |votes| Haversine.distance(seed, votes.at) <= REACH_M);
        groups.push(near.collect());
    }
    groups.sort_by_key(|group| std::cmp::Reverse(size(group)));
    let mut places: Vec<Vec<Votes>> = Vec::new();
    for group in groups {
        let middle = middle(&group);
        let is_outskirts = places
            .iter()
            .any(|place| Haversine.distance(self::middle(place), middle) <= OUTSKIRTS_M);
        let is_slip = places
            .first()
            .is_some_and(|largest| f64::from(size(&group)) < SLIPS * f64::from(size(largest)));
        if !is_outskirts && !is_slip {
            places.push(group);
        }
    }
    places
}

fn choose(
    segments: &[Arc<Names>],
    mut groups: Vec<Vec<Votes>>,
    hint: Option<&str>,
    name: String,
) -> Result<NamedPlace, PlaceError> {
    if let Some(hint) = hint {
        match classify(hint) {
            PostcodeClass::Outcode(code) => groups.retain(|group| {
                let mut codes = group.iter().map(|votes| &votes.outcode);
                codes.any(|known| *known == code)
            }),
            _ => near_to(segments, &mut groups, hint),
        }
    }
    match groups.as_slice() {
        [] => Err(PlaceError::Unknown(match hint {
            Some(hint) => format!("{name} {hint}"),
            None => name,
        })),
        [group] => Ok(place(name, group)),
        several => Err(PlaceError::Ambiguous {
            name,
            choices: several.iter().map(|group| outcode(group)).collect(),
        }),
    }
}

/// Keeps the group nearest to a place of another name, where that one is known.
fn near_to(segments: &[Arc<Names>], groups: &mut Vec<Vec<Votes>>, hint: &str) {
    if let Some((_, votes)) = look_up(segments, &folded(hint)) {
        let there = middle(&votes);
        let far = |group: &Vec<Votes>| Haversine.distance(there, middle(group));
        groups.sort_by(|one, other| far(one).total_cmp(&far(other)));
        groups.truncate(1);
    }
}

fn place(name: String, group: &[Votes]) -> NamedPlace {
    let middle = middle(group);
    let mut far: Vec<(f64, u32)> = group
        .iter()
        .map(|votes| (Haversine.distance(middle, votes.at), votes.count))
        .collect();
    NamedPlace {
        name,
        located: Located {
            lat: middle.y(),
            lon: middle.x(),
            layer: Layer::Place,
            quality: Quality::Place,
            radius_m: share_below(&mut far, 0.9).max(GRAIN_M),
        },
    }
}

fn size(group: &[Votes]) -> u32 {
    group.iter().map(|votes| votes.count).sum()
}

/// The outward code of most of its addresses.
fn outcode(group: &[Votes]) -> String {
    let uses = |code: &str| {
        let of_code = group.iter().filter(|votes| votes.outcode == code);
        of_code.map(|votes| votes.count).sum::<u32>()
    };
    let codes = group.iter().map(|votes| votes.outcode.as_str());
    codes
        .max_by_key(|code| (uses(code), std::cmp::Reverse(*code)))
        .unwrap_or_default()
        .to_owned()
}

/// The median in each direction.
fn middle(group: &[Votes]) -> Point {
    let median = |of: fn(&Votes) -> f64| {
        let mut values: Vec<(f64, u32)> =
            group.iter().map(|votes| (of(votes), votes.count)).collect();
        share_below(&mut values, 0.5)
    };
    Point::new(median(|votes| votes.at.x()), median(|votes| votes.at.y()))
}

/// The smallest value that at least this share does not exceed, each value as often as it
/// counts; 0 of nothing.
fn share_below(values: &mut [(f64, u32)], share: f64) -> f64 {
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    let all: u32 = values.iter().map(|(_, count)| count).sum();
    let mut left = (f64::from(all) * share).ceil() as i64;
    for (value, count) in values.iter() {
        left -= i64::from(*count);
        if left <= 0 {
            return *value;
        }
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(lat: f64, lon: f64, outcode: &str, count: u32) -> Votes {
        Votes {
            at: Point::new(lon, lat),
            outcode: outcode.to_owned(),
            count,
        }
    }

    #[test]
    fn one_wrong_address_neither_moves_a_place_nor_makes_two_of_it() {
        let groups = groups(vec![
            votes(53.70, -1.80, "HX1", 20),
            votes(53.71, -1.81, "HX2", 4),
            votes(51.50, -0.12, "SW1", 1),
        ]);
        assert_eq!(groups.len(), 1);
        let place = place("Calderwick".to_owned(), &groups[0]).located;
        assert_eq!((place.lat, place.lon), (53.70, -1.80));
        assert!(
            place.radius_m > 1_000.0 && place.radius_m < 1_600.0,
            "{place:?}"
        );
    }

    #[test]
    fn namesakes_far_apart_are_told_by_their_outward_codes() {
        let groups = || {
            groups(vec![
                votes(53.70, -1.80, "HD4", 3),
                votes(52.49, -2.08, "DY2", 2),
            ])
        };
        let choose = |hint| choose(&[], groups(), hint, "Netherton".to_owned());
        let error = choose(None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there are 2 places called Netherton: write Netherton HD4 or Netherton DY2"
        );
        assert_eq!(choose(Some("dy2")).unwrap().located.lat, 52.49);
        assert!(matches!(choose(Some("S10")), Err(PlaceError::Unknown(_))));
    }

    #[test]
    fn a_name_is_read_with_and_without_what_stands_around_it() {
        for (text, want) in [
            ("Heelwood town centre", ("heelwood", None)),
            ("near Heelwood", ("heelwood", None)),
            (
                "Netherton, Huddersfield",
                ("Netherton", Some("Huddersfield")),
            ),
            ("Netherton HD4", ("Netherton", Some("HD4"))),
        ] {
            let want = (want.0.to_owned(), want.1.map(str::to_owned));
            assert!(
                readings(text).contains(&want),
                "{text}: {:?}",
                readings(text)
            );
        }
    }
}
