//! The order of the hits, and every weight in it.
//!
//! `Relevance` with words: score of the words (see `query`) x nearness x freshness x
//! completeness, each a factor of at most 1; see [`weight`]. How near is near follows from the
//! radius and from how dense the directory is around the origin: four kilometres are near
//! among farms and far in a city. A listing without a place counts less than half: an answer near
//! by that is half as good comes before it, but nothing that hardly answers. Listings beyond
//! the reach of a search without a radius come after everything else. Where life is in
//! danger or somebody is abused, help by telephone is as near as any.
//! Without words nothing tells listings apart but distance: nearest first.
//!
//! `Distance`: nearest first, listings without a place last. `Fresh`: last confirmed first,
//! unknown last, then by distance. Whatever is still equal stands in the order of ids.

use std::cmp::Ordering;

use serde::Serialize;
use uuid::Uuid;

use super::request::Sort;
use crate::domain::ListingId;

/// As far as a search without a radius reaches, in metres.
const FAR_M: f64 = 50_000.0;

/// The weights of the factors beside the words.
mod weight {
    /// What is left of the nearness of a listing that is very far away.
    pub(super) const FARTHEST: f64 = 0.8;
    /// The nearness of a listing without a place.
    pub(super) const NO_PLACE: f64 = 0.4;
    /// The same where life is in danger or somebody is abused.
    pub(super) const NO_PLACE_URGENT: f64 = 0.95;
    /// Not known when last confirmed.
    pub(super) const UNKNOWN_FRESHNESS: f64 = 0.97;
    /// Last confirmed [`STALE_DAYS`] ago or longer.
    pub(super) const STALE: f64 = 0.94;
    /// The listing says nothing but its name.
    pub(super) const BARE: f64 = 0.95;
}

/// Confirmed less than so many days ago is fresh.
const FRESH_DAYS: f64 = 180.0;

/// Confirmed so many days ago is stale.
const STALE_DAYS: f64 = 730.0;

/// The distance at which half of what nearness can take away is gone lies between these, in
/// metres, and is at most this share of the radius.
const LEAST_HALF_M: f64 = 1_000.0;
const HALF_OF_RADIUS: f64 = 1.0 / 3.0;

/// By age in days: what nobody is known to have confirmed comes after all that somebody has,
/// and what has no place after all that has one.
const NEVER: f64 = 1e7;
const ELSEWHERE: f64 = 1e8;

/// A listing that says everything has so many marks of completeness.
pub(super) const MOST_COMPLETE: u64 = 8;

/// What hits are ordered by, smallest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) first: f64,
    pub(super) second: f64,
    pub(super) id: ListingId,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cmp_but_id(other).then(self.id.cmp(&other.id))
    }
}

impl Key {
    /// Compares all but the ids.
    pub(super) fn cmp_but_id(&self, other: &Self) -> Ordering {
        self.first
            .total_cmp(&other.first)
            .then(self.second.total_cmp(&other.second))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

/// What the order needs to know of a hit beside its distance.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits {
    /// How well it answers the words.
    pub(super) score: f32,
    /// Days from 1970 to its last confirmation.
    pub(super) assured: Option<i64>,
    /// Marks of completeness, up to [`MOST_COMPLETE`].
    pub(super) complete: u64,
}

/// What the place of a hit among the others comes from. Their product orders by relevance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Factors {
    /// How well it answers the words; a need that it surely meets counts about 1.
    pub words: f64,
    /// How near it is, 1 at the origin.
    pub nearness: f64,
    /// How lately somebody confirmed it, 1 within half a year.
    pub freshness: f64,
    /// How much it says, 1 when nothing is missing.
    pub completeness: f64,
}

impl Factors {
    fn product(self) -> f64 {
        self.words * self.nearness * self.freshness * self.completeness
    }
}

/// Gives each hit its key. A greater distance never gives a smaller key: a bound of the
/// distance is a bound of the key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranking {
    pub(super) sort: Sort,
    pub(super) has_words: bool,
    pub(super) has_origin: bool,
    pub(super) radius_m: Option<f64>,
    /// About how far one goes for a few dozen listings, in metres.
    pub(super) spread_m: f64,
    /// Days from 1970 to today.
    pub(super) today: i64,
    /// Whether life is in danger or somebody is abused.
    pub(super) is_urgent: bool,
}

impl Ranking {
    /// The key of a hit, without its id.
    pub(super) fn key(&self, traits: Traits, distance_m: Option<f64>) -> Key {
        let nearest = distance_m.unwrap_or(f64::INFINITY);
        let (first, second) = match self.sort {
            Sort::Relevance if self.has_words => {
                let is_out_of_reach = distance_m.is_some_and(|m| m > self.reach_m());
                let product = self.factors(traits, distance_m).product();
                (f64::from(u8::from(is_out_of_reach)), -product)
            }
            Sort::Relevance | Sort::Distance => (nearest, 0.0),
            Sort::Fresh => {
                let since = traits.assured.map_or(NEVER, |days| -days as f64);
                let is_elsewhere = self.has_origin && distance_m.is_none();
                (since + if is_elsewhere { ELSEWHERE } else { 0.0 }, nearest)
            }
        };
        Key {
            first,
            second,
            id: ListingId(Uuid::nil()),
        }
    }

    /// What the place of a hit comes from.
    pub(super) fn factors(&self, traits: Traits, distance_m: Option<f64>) -> Factors {
        Factors {
            words: f64::from(traits.score),
            nearness: self.nearness(distance_m),
            freshness: self.freshness(traits.assured),
            completeness: completeness(traits.complete),
        }
    }

    fn reach_m(&self) -> f64 {
        self.radius_m.unwrap_or(FAR_M)
    }

    fn nearness(&self, distance_m: Option<f64>) -> f64 {
        match distance_m {
            _ if !self.has_origin => 1.0,
            None if self.is_urgent => weight::NO_PLACE_URGENT,
            None => weight::NO_PLACE,
            Some(metres) => {
                let half = self.spread_m.min(self.reach_m() * HALF_OF_RADIUS);
                let left = 1.0 / (1.0 + metres / half.max(LEAST_HALF_M));
                weight::FARTHEST + (1.0 - weight::FARTHEST) * left
            }
        }
    }

    fn freshness(&self, assured: Option<i64>) -> f64 {
        let Some(assured) = assured else {
            return weight::UNKNOWN_FRESHNESS;
        };
        let days = self.today.saturating_sub(assured) as f64;
        let stale = ((days - FRESH_DAYS) / (STALE_DAYS - FRESH_DAYS)).clamp(0.0, 1.0);
        1.0 - (1.0 - weight::STALE) * stale
    }
}

fn completeness(marks: u64) -> f64 {
    let share = marks.min(MOST_COMPLETE) as f64 / MOST_COMPLETE as f64;
    weight::BARE + (1.0 - weight::BARE) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(sort: Sort, has_words: bool, has_origin: bool) -> Ranking {
        Ranking {
            sort,
            has_words,
            has_origin,
            radius_m: None,
            spread_m: 3_000.0,
            today: 20_000,
            is_urgent: false,
        }
    }

    fn key(ranking: &Ranking, hit: (f32, Option<i64>, Option<f64>)) -> Key {
        let (score, assured, distance_m) = hit;
        let traits = Traits {
            score,
            assured,
            complete: 4,
        };
        ranking.key(traits, distance_m)
    }

    #[test]
    fn nearer_fresher_and_better_matches_come_first() {
        let at = Some;
        for (ranking, hits) in [
            (
                // (score, assured, distance), best first.
                ranking(Sort::Relevance, true, true),
                vec![
                    (3.0, None, at(5_000.0)),
                    (2.0, None, at(0.0)),
                    (2.0, None, at(2_000.0)),
                    (3.0, None, None),
                    (1.0, None, at(4_000.0)),
                    (1.0, None, at(49_000.0)),
                    (1.0, None, None),
                    (0.4, None, at(100.0)),
                    (9.0, None, at(60_000.0)),
                ],
            ),
            (
                Ranking {
                    is_urgent: true,
                    ..ranking(Sort::Relevance, true, true)
                },
                vec![
                    (1.0, None, at(0.0)),
                    (1.0, None, None),
                    (1.0, None, at(9_000.0)),
                ],
            ),
            (
                ranking(Sort::Relevance, true, false),
                vec![
                    (3.0, None, None),
                    (1.0, Some(19_900), None),
                    (1.0, None, None),
                    (1.0, Some(10), None),
                ],
            ),
            (
                ranking(Sort::Relevance, false, true),
                vec![
                    (0.0, None, at(1.0)),
                    (0.0, Some(1), at(2.0)),
                    (0.0, None, None),
                ],
            ),
            (
                ranking(Sort::Distance, true, true),
                vec![
                    (1.0, None, at(1.0)),
                    (5.0, None, at(2.0)),
                    (9.0, None, None),
                ],
            ),
            (
                ranking(Sort::Fresh, true, true),
                vec![
                    (1.0, Some(20), at(9.0)),
                    (1.0, Some(10), at(1.0)),
                    (2.0, Some(10), at(2.0)),
                    (3.0, None, at(1.0)),
                    (2.0, Some(10), None),
                    (3.0, None, None),
                ],
            ),
        ] {
            let keys: Vec<Key> = hits.iter().map(|hit| key(&ranking, *hit)).collect();
            assert!(
                keys.is_sorted_by(|one, next| one < next),
                "{ranking:?}: {keys:?}"
            );
        }
    }

    #[test]
    fn four_kilometres_are_near_in_the_country_and_far_in_a_city() {
        let around = |spread_m, radius_m| Ranking {
            spread_m,
            radius_m: Some(radius_m),
            ..ranking(Sort::Relevance, true, true)
        };
        // Of what distance can take away, the share that four kilometres do.
        let lost =
            |ranking: Ranking| (1.0 - ranking.nearness(Some(4_000.0))) / (1.0 - weight::FARTHEST);
        assert!(lost(around(20_000.0, 20_000.0)) < 0.5);
        assert!(lost(around(1_000.0, 20_000.0)) > 0.75);
        assert!(lost(around(20_000.0, 5_000.0)) > 0.5);
    }

    #[test]
    fn a_greater_distance_never_gives_a_smaller_key() {
        for sort in [Sort::Relevance, Sort::Distance, Sort::Fresh] {
            for radius_m in [None, Some(500.0), Some(30_000.0)] {
                let ranking = Ranking {
                    radius_m,
                    ..ranking(sort, true, true)
                };
                let metres = [0.0, 1.0, 499.0, 5_000.0, 49_999.0, 50_001.0, 900_000.0];
                let keys = metres.map(|metres| key(&ranking, (1.0, None, Some(metres))));
                assert!(keys.is_sorted(), "{ranking:?}");
            }
        }
    }

    #[test]
    fn equals_stand_in_the_order_of_ids() {
        let key = |number| Key {
            id: ListingId(Uuid::from_u128(number)),
            ..key(
                &ranking(Sort::Distance, false, true),
                (0.0, None, Some(1.0)),
            )
        };
        assert!(key(1) < key(2));
        assert!(key(1).cmp_but_id(&key(2)).is_eq());
    }
}
