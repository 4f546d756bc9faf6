//! When each client's page walks began: what leaves a list later still counts its place in
//! them, so that nothing else moves.
//!
//! A walk is known by who asks for what. The clients that one proxy hides are one client
//! here; where two of them walk the same list at once, the later one's beginning counts.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use url::form_urlencoded;

use crate::store::LONGEST_WALK;

/// Walks that are remembered. When there are more, the oldest half is forgotten: they then
/// see the lists as they are.
const MOST_WALKS: usize = 20_000;

/// The lists that hold still while somebody walks them.
const WALKED: [&str; 3] = ["services", "service_at_locations", "organizations"];

/// Whether somebody who asks for this address may be walking a list.
pub(super) fn is_walked(path: &str) -> bool {
    let name = path.trim_end_matches('/').rsplit('/').next();
    name.is_some_and(|name| WALKED.contains(&name))
}

/// Where a walk began.
#[derive(Debug, Clone, Copy)]
struct Walk {
    edition: i64,
    at: Timestamp,
}

#[derive(Debug, Default)]
pub(super) struct Walks {
    hasher: RandomState,
    begun: Mutex<HashMap<u64, Walk>>,
}

impl Walks {
    /// The edition in which the walk began that asks for this, as far as that is known: the
    /// present one, for a first page.
    pub(super) fn begun(
        &self,
        client: IpAddr,
        path: &str,
        query: &str,
        (edition, now): (i64, Timestamp),
    ) -> Option<i64> {
        if !is_walked(path) {
            return Some(edition);
        }
        let mut page = None;
        let mut rest = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "page" => page = Some(value),
                _ => rest.push((name, value)),
            }
        }
        let walk = self.hasher.hash_one((client, path, rest));
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if page.is_none_or(|page| page.trim_start_matches('0') == "1") {
            make_room(&mut begun, now);
            begun.insert(walk, Walk { edition, at: now });
            return Some(edition);
        }
        let walk = begun.get(&walk);
        let walk = walk.filter(|walk| now.duration_since(walk.at) <= LONGEST_WALK);
        walk.map(|walk| walk.edition)
    }
}

fn make_room(begun: &mut HashMap<u64, Walk>, now: Timestamp) {
    if begun.len() < MOST_WALKS {
        return;
    }
    begun.retain(|_, walk| now.duration_since(walk.at) <= LONGEST_WALK);
    if begun.len() >= MOST_WALKS {
        let mut times: Vec<Timestamp> = begun.values().map(|walk| walk.at).collect();
        let (_, middle, _) = times.select_nth_unstable(MOST_WALKS / 2);
        let middle = *middle;
        begun.retain(|_, walk| walk.at > middle);
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_walk_is_known_by_who_asks_for_what_and_for_a_day() {
        let walks = Walks::default();
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let at = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        assert_eq!(
            walks.begun(one, "/services", "per_page=5", (7, at(0))),
            Some(7)
        );
        for (client, query, hours, want) in [
            (one, "per_page=5&page=2", 1, Some(7)),
            (one, "page=9&per_page=5", 24, Some(7)),
            (one, "page=9&per_page=5", 25, None),
            (one, "page=2&per_page=6", 1, None),
            (other, "page=2&per_page=5", 1, None),
        ] {
            let begun = walks.begun(client, "/services", query, (8, at(hours)));
            assert_eq!(begun, want, "{query}");
        }
        let again = |query| walks.begun(one, "/services", query, (9, at(2)));
        assert_eq!(again("per_page=5&page=1"), Some(9));
        assert_eq!(again("per_page=5&page=2"), Some(9));
    }

    #[test]
    fn who_reads_entries_one_by_one_meanwhile_keeps_the_place_in_the_list() {
        let walks = Walks::default();
        let client = [192, 0, 2, 1].into();
        let at = |n: i64| (n, Timestamp::UNIX_EPOCH);
        walks.begun(client, "/services", "page=1", at(1));
        for n in 0..=MOST_WALKS {
            walks.begun(client, &format!("/services/{n}"), "", at(2));
        }
        assert_eq!(walks.begun(client, "/services", "page=2", at(3)), Some(1));
    }

    #[test]
    fn more_walks_than_are_remembered_cost_the_oldest() {
        let walks = Walks::default();
        let client = [192, 0, 2, 1].into();
        let at = |n: usize| (n as i64, Timestamp::from_second(n as i64).unwrap());
        for n in 0..=MOST_WALKS {
            walks.begun(client, "/services", &format!("per_page={n}"), at(n));
        }
        let ask = |n: usize| {
            let query = format!("per_page={n}&page=2");
            walks.begun(client, "/services", &query, at(MOST_WALKS))
        };
        assert_eq!(ask(0), None);
        assert_eq!(ask(MOST_WALKS - 1), Some(MOST_WALKS as i64 - 1));
    }
}
