//! Precision and recall over pairs of records.

use std::collections::BTreeSet;

use super::read::{Key, Set};

/// How much of what was joined is right, and how much of what is right was joined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    pub(super) precision: f64,
    pub(super) recall: f64,
}

type Pairs = BTreeSet<(Key, Key)>;

/// All pairs within clusters, each in the order of its keys.
fn pairs(clusters: &[Vec<Key>]) -> Pairs {
    let of = |cluster: &Vec<Key>| {
        let mut cluster = cluster.clone();
        cluster.sort();
        let mut pairs = Vec::new();
        for (nth, a) in cluster.iter().enumerate() {
            pairs.extend(cluster[nth + 1..].iter().map(|b| (a.clone(), b.clone())));
        }
        pairs
    };
    clusters.iter().flat_map(of).collect()
}

impl Score {
    pub(super) fn of(found: &[Vec<Key>], truth: &[Vec<Key>]) -> Self {
        let (found, truth) = (pairs(found), pairs(truth));
        let right = found.intersection(&truth).count() as f64;
        Self {
            precision: right / found.len() as f64,
            recall: right / truth.len() as f64,
        }
    }

    pub(super) fn holds(self, floor: Self) {
        for (name, got, floor) in [
            ("precision", self.precision, floor.precision),
            ("recall", self.recall, floor.recall),
        ] {
            assert!(got >= floor, "{name} fell to {got:.3}, below {floor}");
        }
    }
}

/// Prints what is wrong and what is missing.
pub(super) fn tell(found: &[Vec<Key>], set: &Set) {
    let (found, truth) = (pairs(found), pairs(&set.truth));
    let name = |key: &Key| {
        set.records[key]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    for (what, pairs) in [
        ("wrong", found.difference(&truth)),
        ("missed", truth.difference(&found)),
    ] {
        for (a, b) in pairs {
            println!("{what}: {} {:?} and {} {:?}", a.1, name(a), b.1, name(b));
        }
    }
}

#[test]
fn a_pair_counts_once_however_large_its_cluster() {
    let key = |id: &str| ("a".to_owned(), id.to_owned());
    let found = [vec![key("1"), key("2"), key("3")], vec![key("4")]];
    let truth = [vec![key("2"), key("1")], vec![key("3"), key("4")]];
    let score = Score::of(&found, &truth);
    assert_eq!(
        score,
        Score {
            precision: 1.0 / 3.0,
            recall: 0.5
        }
    );
}
