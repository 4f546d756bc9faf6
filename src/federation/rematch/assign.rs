//! Which listing is whose: ids that never change their meaning.
//!
//! A cluster goes by the oldest listing that one of its records began. So a merge leaves the
//! older id standing whatever came first, and a split gives each side what was its own. A listing
//! whose own record is gone stays with the records that were left in it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::ListingId;

/// Where one record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    /// The listing that it makes alone.
    pub(super) home: ListingId,
    /// The listing that it is in.
    pub(super) listing: ListingId,
}

/// The listing of each cluster. `numbers` tell which listing is older; one that is not there is
/// younger than all.
pub(super) fn targets(clusters: &[Vec<Stay>], numbers: &HashMap<ListingId, i64>) -> Vec<ListingId> {
    let age = |id: &ListingId| (numbers.get(id).copied().unwrap_or(i64::MAX), *id);
    let homes: HashSet<ListingId> = clusters.iter().flatten().map(|stay| stay.home).collect();
    let own = |cluster: &[Stay]| cluster.iter().map(|stay| stay.home).min_by_key(age);
    // Listings that nobody here began, with the oldest of the clusters whose records are in it.
    let mut heirs: BTreeMap<ListingId, usize> = BTreeMap::new();
    for (at, cluster) in clusters.iter().enumerate() {
        for stay in cluster.iter().filter(|stay| !homes.contains(&stay.listing)) {
            let heir = heirs.entry(stay.listing).or_insert(at);
            let is_older =
                own(cluster).map(|id| age(&id)) < own(&clusters[*heir]).map(|id| age(&id));
            if is_older {
                *heir = at;
            }
        }
    }
    clusters
        .iter()
        .enumerate()
        .filter_map(|(at, cluster)| {
            let left = heirs
                .iter()
                .filter(|(_, heir)| **heir == at)
                .map(|(id, _)| *id);
            left.chain(own(cluster)).min_by_key(age)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: u8) -> ListingId {
        ListingId(Uuid::from_u128(u128::from(n) + 1))
    }

    fn numbers() -> HashMap<ListingId, i64> {
        (0..20).map(|n| (id(n), i64::from(n))).collect()
    }

    fn at(home: u8, listing: u8) -> Stay {
        Stay {
            home: id(home),
            listing: id(listing),
        }
    }

    #[test]
    fn the_older_listing_stands_after_a_merge_and_each_side_has_its_own_after_a_split() {
        assert_eq!(targets(&[vec![at(5, 5), at(2, 2)]], &numbers()), [id(2)]);
        assert_eq!(
            targets(&[vec![at(2, 2)], vec![at(5, 2), at(7, 2)]], &numbers()),
            [id(2), id(5)]
        );
    }

    #[test]
    fn a_listing_whose_own_record_is_gone_stays_with_those_that_were_left() {
        assert_eq!(targets(&[vec![at(5, 2)]], &numbers()), [id(2)]);
        assert_eq!(
            targets(&[vec![at(7, 2)], vec![at(5, 2)]], &numbers()),
            [id(7), id(2)]
        );
        // Back again and somebody else: what it began is its own.
        assert_eq!(
            targets(&[vec![at(5, 2)], vec![at(2, 2)]], &numbers()),
            [id(5), id(2)]
        );
    }

    proptest! {
        #[test]
        fn every_cluster_has_a_listing_of_its_own_and_stays_there(sizes in prop::collection::vec(1_usize..4, 1..5), turn in 0_usize..8) {
            let mut next = 0_u8;
            let mut clusters: Vec<Vec<Stay>> = sizes
                .iter()
                .map(|size| (0..*size).map(|_| { next += 1; at(next, (next + u8::try_from(turn).unwrap()) % 16) }).collect())
                .collect();
            let found = targets(&clusters, &numbers());
            let distinct: HashSet<_> = found.iter().collect();
            prop_assert_eq!(distinct.len(), clusters.len());
            for (cluster, target) in clusters.iter_mut().zip(&found) {
                for stay in cluster {
                    stay.listing = *target;
                }
            }
            prop_assert_eq!(targets(&clusters, &numbers()), found);
        }
    }
}
