//! Postcodes learned from the addresses in feeds that carry coordinates.

use std::collections::{BTreeMap, HashMap};
use std::sync::{OnceLock, PoisonError, RwLock};

use super::Postcode;
use super::centre::{Centres, Vote, sector};
use super::located::{Layer, Located};
use crate::domain::{ListingId, PostcodeKind, pack};

/// What the addresses in feeds teach. Learns while it is being asked. What it answers
/// depends on what it was taught, never on the order.
#[derive(Debug, Default)]
pub(super) struct Learned {
    taught: RwLock<Taught>,
}

#[derive(Debug, Default)]
struct Taught {
    /// By packed outward code.
    outcodes: HashMap<u64, Outcode>,
    /// What each listing taught, to be taken back: packed postcodes and points.
    listings: HashMap<ListingId, Vec<(u64, Vote)>>,
    /// How often what is taught has changed.
    version: u64,
}

/// The votes within one outward code, and their centres once somebody has asked.
#[derive(Debug, Default)]
struct Outcode {
    votes: BTreeMap<u64, Vec<Vote>>,
    centres: OnceLock<Centres>,
}

impl Learned {
    /// Where the very postcode is.
    pub(super) fn exact(&self, postcode: &Postcode) -> Option<Located> {
        self.ask(postcode.outward(), |centres| {
            let centre = centres.postcodes.get(&postcode.to_bits())?;
            Some(Located::at(centre, Layer::Learned))
        })
    }

    /// The middle of a sector, `LS1 4`.
    pub(super) fn sector(&self, sector: &str) -> Option<Located> {
        let (outward, _) = sector.split_once(' ')?;
        self.ask(outward, |centres| {
            let centre = centres.sectors.get(&pack(sector))?;
            Some(Located::at(centre, Layer::Sector))
        })
    }

    /// The middle of an outward code.
    pub(super) fn outcode(&self, outward: &str) -> Option<Located> {
        self.ask(outward, |centres| {
            let centre = centres.outcode.as_ref()?;
            Some(Located::at(centre, Layer::Outcode))
        })
    }

    fn ask(&self, outward: &str, find: impl Fn(&Centres) -> Option<Located>) -> Option<Located> {
        let taught = self.taught.read().unwrap_or_else(PoisonError::into_inner);
        let outcode = taught.outcodes.get(&pack(outward))?;
        find(outcode.centres.get_or_init(|| Centres::of(&outcode.votes)))
    }

    /// A number that differs whenever an answer may differ: who keeps answers compares it.
    pub(super) fn version(&self) -> u64 {
        let taught = self.taught.read().unwrap_or_else(PoisonError::into_inner);
        taught.version
    }

    /// Takes over what one listing teaches, in place of what it taught before:
    /// `(postcode text, latitude, longitude)` of each of its places. Text that is no
    /// postcode teaches nothing, nor does a point that is 0/0 or far from the British Isles.
    pub(super) fn learn(&self, listing: ListingId, places: &[(String, f64, f64)]) {
        let mut lessons: Vec<(u64, Vote)> = places
            .iter()
            .filter_map(|(postcode, lat, lon)| {
                let postcode: Postcode = postcode.parse().ok()?;
                // A forces' number or another continent's code has no sector to stand for.
                let is_placed = postcode.kind() == PostcodeKind::Uk;
                let postcode = Some(postcode).filter(|_| is_placed)?;
                Some((postcode.to_bits(), Vote::at(*lat, *lon)?))
            })
            .collect();
        // Two rooms of one building are one vote.
        lessons.sort_unstable();
        lessons.dedup();
        let mut taught = self.taught.write().unwrap_or_else(PoisonError::into_inner);
        let before = taught.listings.get(&listing).cloned().unwrap_or_default();
        if before == lessons {
            return;
        }
        taught.version += 1;
        for (postcode, vote) in before {
            taught.take_back(postcode, vote);
        }
        for (postcode, vote) in &lessons {
            let outcode = taught.outcodes.entry(outward(*postcode)).or_default();
            outcode.votes.entry(*postcode).or_default().push(*vote);
            outcode.centres.take();
        }
        if lessons.is_empty() {
            taught.listings.remove(&listing);
        } else {
            taught.listings.insert(listing, lessons);
        }
    }
}

impl Taught {
    fn take_back(&mut self, postcode: u64, vote: Vote) {
        let key = outward(postcode);
        let Some(outcode) = self.outcodes.get_mut(&key) else {
            return;
        };
        outcode.centres.take();
        if let Some(votes) = outcode.votes.get_mut(&postcode) {
            if let Some(at) = votes.iter().position(|known| *known == vote) {
                votes.swap_remove(at);
            }
            if votes.is_empty() {
                outcode.votes.remove(&postcode);
            }
        }
        if outcode.votes.is_empty() {
            self.outcodes.remove(&key);
        }
    }
}

/// The packed outward code of a packed postcode: its last four characters cleared, the
/// space among them.
fn outward(postcode: u64) -> u64 {
    sector(sector(postcode))
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::gazetteer::Quality;

    const HERE: (f64, f64) = (53.7960, -1.5480);
    const NEXT_DOOR: (f64, f64) = (53.7961, -1.5478);
    const OTHER_STREET: (f64, f64) = (53.7990, -1.5500);
    const LONDON: (f64, f64) = (51.5072, -0.1276);
    const SWAPPED: (f64, f64) = (-1.5480, 53.7960);

    fn id(number: usize) -> ListingId {
        ListingId(Uuid::from_u128(number as u128))
    }

    fn taught<'a>(votes: impl IntoIterator<Item = (&'a str, (f64, f64))>) -> Learned {
        let gazetteer = Learned::default();
        for (number, (postcode, (lat, lon))) in votes.into_iter().enumerate() {
            gazetteer.learn(id(number), &[(postcode.to_owned(), lat, lon)]);
        }
        gazetteer
    }

    fn lookup(gazetteer: &Learned, postcode: &str) -> Option<Located> {
        let postcode: Postcode = postcode.parse().unwrap();
        gazetteer
            .exact(&postcode)
            .or_else(|| gazetteer.sector(postcode.sector()))
            .or_else(|| gazetteer.outcode(postcode.outward()))
    }

    fn metres(located: &Located, (lat, lon): (f64, f64)) -> f64 {
        Haversine.distance(Point::new(located.lon, located.lat), Point::new(lon, lat))
    }

    #[test]
    fn one_wrong_address_moves_nothing() {
        let neighbours = [
            ("LS1 4AB", OTHER_STREET),
            ("LS1 5AA", OTHER_STREET),
            ("LS1 5AB", NEXT_DOOR),
            ("LS1 6AA", NEXT_DOOR),
        ];
        for (votes, with_neighbours) in [
            (vec![HERE], false),
            (vec![HERE, NEXT_DOOR], false),
            (vec![HERE, NEXT_DOOR, LONDON], false),
            (vec![LONDON, HERE, HERE, NEXT_DOOR], false),
            (vec![HERE, (0.0, 0.0)], false),
            (vec![HERE, SWAPPED], false),
            (vec![HERE, LONDON], true),
            (vec![LONDON, HERE], true),
            (vec![HERE, OTHER_STREET, OTHER_STREET], true),
        ] {
            let own = votes.iter().map(|point| ("LS1 4AP", *point));
            let around = neighbours.into_iter().filter(|_| with_neighbours);
            let gazetteer = taught(own.chain(around));
            let located = lookup(&gazetteer, "LS1 4AP").unwrap();
            assert_eq!(located.quality, Quality::Exact, "{votes:?}");
            assert!(metres(&located, HERE) < 400.0, "{votes:?}: {located:?}");
        }
    }

    #[test]
    fn a_lone_address_far_from_its_neighbours_is_not_believed() {
        let gazetteer = taught([
            ("LS1 4AP", LONDON),
            ("LS1 4AB", HERE),
            ("LS1 4AD", NEXT_DOOR),
            ("LS1 5AA", HERE),
            ("LS1 6AA", OTHER_STREET),
        ]);
        let located = lookup(&gazetteer, "LS1 4AP").unwrap();
        assert_eq!(located.layer, Layer::Sector);
        assert!(metres(&located, HERE) < 100.0);
    }

    #[test]
    fn an_unknown_postcode_is_placed_by_its_sector_then_by_its_outward_code() {
        let gazetteer = taught([
            ("LS1 4AP", HERE),
            ("LS1 4AB", OTHER_STREET),
            ("LS12 1AA", LONDON),
        ]);
        for (postcode, want) in [
            ("ls1 4ap", Some(Quality::Exact)),
            ("LS1 4AD", Some(Quality::Sector)),
            ("LS1 9AA", Some(Quality::Outcode)),
            ("LS2 4AP", None),
            ("L1 4AP", None),
        ] {
            let located = lookup(&gazetteer, postcode);
            assert_eq!(located.map(|l| l.quality), want, "{postcode}");
        }
        let sector = lookup(&gazetteer, "LS1 4AD").unwrap();
        assert!(sector.is_approximate());
        assert!(metres(&sector, HERE) <= sector.radius_m + 0.1);
        assert!(metres(&sector, OTHER_STREET) <= sector.radius_m + 0.1);
    }

    #[test]
    fn a_listing_takes_back_what_it_taught() {
        let gazetteer = taught([("LS1 4AP", HERE)]);
        gazetteer.learn(id(0), &[("LS1 4AP".into(), OTHER_STREET.0, OTHER_STREET.1)]);
        let moved = lookup(&gazetteer, "LS1 4AP").unwrap();
        assert!(metres(&moved, OTHER_STREET) < 1.0);
        gazetteer.learn(id(0), &[("not a postcode".into(), HERE.0, HERE.1)]);
        assert_eq!(lookup(&gazetteer, "LS1 4AP"), None);
    }

    #[test]
    fn two_rooms_of_one_building_are_one_vote() {
        let gazetteer = taught([("LS1 4AP", HERE), ("LS1 4AP", NEXT_DOOR)]);
        let thrice = vec![("LS1 4AP".to_owned(), LONDON.0, LONDON.1); 3];
        gazetteer.learn(id(9), &thrice);
        let located = lookup(&gazetteer, "LS1 4AP").unwrap();
        assert!(metres(&located, HERE) < 100.0, "{located:?}");
    }

    type Lesson = (usize, &'static str, (f64, f64));

    fn lessons() -> impl Strategy<Value = Vec<Lesson>> {
        let postcode = prop::sample::select(vec!["LS1 4AP", "LS1 4AB", "LS1 5AA", "BD1 1AA"]);
        let point = (53.77..53.82, -1.60..-1.52);
        prop::collection::vec((0..12_usize, postcode, point), 0..30)
    }

    proptest! {
        #[test]
        fn the_order_of_learning_does_not_matter(lessons in lessons(), seed in any::<u64>()) {
            let mut last: BTreeMap<usize, Lesson> = BTreeMap::new();
            let one = Learned::default();
            for lesson in &lessons {
                one.learn(id(lesson.0), &[(lesson.1.to_owned(), lesson.2.0, lesson.2.1)]);
                last.insert(lesson.0, *lesson);
                // Asking in between changes nothing either.
                let _ = lookup(&one, "LS1 4AP");
            }
            let mut shuffled: Vec<Lesson> = last.into_values().collect();
            shuffled.sort_by_key(|lesson| (lesson.0 as u64).wrapping_mul(seed | 1));
            let other = Learned::default();
            for lesson in shuffled {
                other.learn(id(lesson.0), &[(lesson.1.to_owned(), lesson.2.0, lesson.2.1)]);
            }
            for postcode in ["LS1 4AP", "LS1 4AB", "LS1 4ZZ", "LS1 9AA", "BD1 1AA", "BD1 9AA"] {
                prop_assert_eq!(lookup(&one, postcode), lookup(&other, postcode));
            }
        }

        #[test]
        fn nine_in_ten_places_lie_within_the_radius(lessons in lessons()) {
            let one = Learned::default();
            for (number, lesson) in lessons.iter().enumerate() {
                one.learn(id(number), &[(lesson.1.to_owned(), lesson.2.0, lesson.2.1)]);
            }
            if let Some(located) = lookup(&one, "LS1 9AA") {
                let places = lessons.iter().filter(|l| l.1.starts_with("LS1 "));
                let (inside, outside): (Vec<&Lesson>, Vec<&Lesson>) =
                    places.partition(|l| metres(&located, l.2) <= located.radius_m + 1.0);
                prop_assert!(outside.len() * 9 <= inside.len(), "{} of {}", outside.len(), inside.len());
            }
        }
    }
}
