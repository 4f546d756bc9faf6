//! The order of the hits.
//!
//! `Relevance` with words: text score x 1 / (1 + distance / 5 km), so that a listing 5 km
//! away needs twice the score of one on the doorstep. Listings within reach (the radius, else
//! 50 km) come before everything else; a listing without a place then counts as if it stood
//! at 50 km, so that a national helpline is found but never in the place of an answer near by.
//! Without words nothing tells listings apart but distance: nearest first.
//!
//! `Distance`: nearest first, listings without a place last. `Fresh`: last confirmed first,
//! unknown last, then by distance. Whatever is still equal stands in the order of ids.

use std::cmp::Ordering;

use uuid::Uuid;

use super::request::Sort;
use crate::domain::ListingId;

/// Where the text score counts half, in metres.
const HALF_M: f64 = 5_000.0;

/// As far as a search without a radius reaches, and as far away as a listing without a place
/// counts, in metres.
const FAR_M: f64 = 50_000.0;

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

/// Gives each hit its key. A greater distance never gives a smaller key: a bound of the
/// distance is a bound of the key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranking {
    pub(super) sort: Sort,
    pub(super) has_words: bool,
    pub(super) has_origin: bool,
    pub(super) radius_m: Option<f64>,
}

impl Ranking {
    /// Whether the text score matters.
    pub(super) fn needs_score(&self) -> bool {
        self.has_words && self.sort == Sort::Relevance
    }

    /// The key of a hit, without its id.
    pub(super) fn key(&self, score: f32, assured: Option<i64>, distance_m: Option<f64>) -> Key {
        let nearest = distance_m.unwrap_or(f64::INFINITY);
        let (first, second) = match self.sort {
            Sort::Relevance if self.has_words => self.by_relevance(f64::from(score), distance_m),
            Sort::Relevance | Sort::Distance => (nearest, 0.0),
            Sort::Fresh => (assured.map_or(f64::INFINITY, |days| -days as f64), nearest),
        };
        Key {
            first,
            second,
            id: ListingId(Uuid::nil()),
        }
    }

    fn by_relevance(&self, score: f64, distance_m: Option<f64>) -> (f64, f64) {
        if !self.has_origin {
            return (0.0, -score);
        }
        let is_out_of_reach = distance_m.is_none_or(|m| m > self.radius_m.unwrap_or(FAR_M));
        let decay = 1.0 / (1.0 + distance_m.unwrap_or(FAR_M) / HALF_M);
        (f64::from(u8::from(is_out_of_reach)), -score * decay)
    }
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
        }
    }

    #[test]
    fn nearer_fresher_and_better_matches_come_first() {
        let at = Some;
        for (ranking, hits) in [
            (
                // (score, assured, distance), best first.
                ranking(Sort::Relevance, true, true),
                vec![
                    (2.0, None, at(0.0)),
                    (3.0, None, at(5_000.0)),
                    (1.0, None, at(4_000.0)),
                    (0.1, None, at(49_000.0)),
                    (9.0, None, None),
                    (9.0, None, at(60_000.0)),
                    (1.0, None, None),
                ],
            ),
            (
                ranking(Sort::Relevance, true, false),
                vec![(3.0, None, None), (1.0, None, None)],
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
                    (2.0, Some(10), None),
                    (3.0, None, at(1.0)),
                    (3.0, None, None),
                ],
            ),
        ] {
            let keys: Vec<Key> = hits
                .iter()
                .map(|(s, a, d)| ranking.key(*s, *a, *d))
                .collect();
            assert!(
                keys.is_sorted_by(|one, next| one < next),
                "{ranking:?}: {keys:?}"
            );
        }
    }

    #[test]
    fn equals_stand_in_the_order_of_ids() {
        let key = |number| Key {
            id: ListingId(Uuid::from_u128(number)),
            ..ranking(Sort::Distance, false, true).key(0.0, None, Some(1.0))
        };
        assert!(key(1) < key(2));
        assert!(key(1).cmp_but_id(&key(2)).is_eq());
    }
}
