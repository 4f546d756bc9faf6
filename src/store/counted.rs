//! What is remembered of the lists of one edition, so that a page costs what is on it: how
//! many entries a list has, and the numbers at which pages ended.
//!
//! An offset alone makes the database count its way to every page anew; a walk that goes on
//! where the page before ended does not.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Lists that are remembered; filters make many, few of them are walked at a time.
const MOST_LISTS: usize = 500;
/// Ends of pages that are remembered of one list.
const MOST_ENDS: usize = 5_000;

/// Lists by what they were asked for.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    edition: i64,
    lists: HashMap<String, List>,
}

#[derive(Debug, Default)]
struct List {
    total: Option<u64>,
    /// The number of the last of so many first entries.
    ends: BTreeMap<u64, i64>,
}

impl Counted {
    /// How many entries the list has.
    pub(super) fn total(&self, edition: i64, list: &str) -> Option<u64> {
        self.of(edition).lists.get(list)?.total
    }

    pub(super) fn put_total(&self, edition: i64, list: &str, total: u64) {
        self.of(edition).list(list).total = Some(total);
    }

    /// The nearest known end at or before so many entries: how many, and its number.
    pub(super) fn end_before(&self, edition: i64, list: &str, skip: u64) -> Option<(u64, i64)> {
        let remembered = self.of(edition);
        let ends = &remembered.lists.get(list)?.ends;
        ends.range(..=skip).next_back().map(|(n, at)| (*n, *at))
    }

    pub(super) fn put_end(&self, edition: i64, list: &str, entries: u64, number: i64) {
        let mut remembered = self.of(edition);
        let ends = &mut remembered.list(list).ends;
        if ends.len() < MOST_ENDS {
            ends.insert(entries, number);
        }
    }

    /// What is remembered of this edition; of others nothing is.
    fn of(&self, edition: i64) -> MutexGuard<'_, Remembered> {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.edition != edition {
            *remembered = Remembered {
                edition,
                lists: HashMap::new(),
            };
        }
        remembered
    }
}

impl Remembered {
    fn list(&mut self, list: &str) -> &mut List {
        if self.lists.len() >= MOST_LISTS && !self.lists.contains_key(list) {
            self.lists.clear();
        }
        self.lists.entry(list.to_owned()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_edition_forgets_and_the_nearest_end_counts() {
        let counted = Counted::default();
        counted.put_total(1, "all", 90);
        counted.put_end(1, "all", 10, 100);
        counted.put_end(1, "all", 20, 250);
        assert_eq!(counted.total(1, "all"), Some(90));
        for (skip, want) in [(9, None), (10, Some((10, 100))), (19, Some((10, 100)))] {
            assert_eq!(counted.end_before(1, "all", skip), want);
        }
        assert_eq!(counted.end_before(1, "all", 70), Some((20, 250)));
        assert_eq!(counted.total(2, "all"), None);
        assert_eq!(counted.end_before(2, "all", 70), None);
    }

    #[test]
    fn what_is_remembered_stays_bounded() {
        let counted = Counted::default();
        for n in 0..2 * MOST_LISTS {
            counted.put_total(1, &n.to_string(), 1);
        }
        for n in 0..2 * MOST_ENDS as u64 {
            counted.put_end(1, "all", n, 1);
        }
        let remembered = counted.of(1);
        assert!(remembered.lists.len() <= MOST_LISTS);
        assert_eq!(remembered.lists["all"].ends.len(), MOST_ENDS);
    }
}
