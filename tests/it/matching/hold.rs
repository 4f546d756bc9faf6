//! What must hold of any records, in any order.

use std::sync::LazyLock;

use proptest::prelude::*;
use waymark::federation::matching::{
    Clusters, Decision, Member, Profile, Ruling, Says, Thresholds, Verdict, candidates, cluster,
    compare,
};
use waymark::oruk::read::read_service;

/// Our records: their keys and profiles, in the order of the keys.
static RECORDS: LazyLock<Vec<(String, Profile)>> = LazyLock::new(|| {
    let record = |((directory, id), service): (&super::read::Key, &serde_json::Value)| {
        let profile = Profile::of(&read_service(service).value).listed_in(directory);
        (format!("{directory}/{id}"), profile)
    };
    super::open().records.iter().map(record).collect()
});

/// Clusters and doubts by keys, in the order in which they come.
type Keyed = (Vec<Vec<String>>, Vec<(String, String)>);

fn clustered(records: &[(String, Profile)], decisions: &[Decision]) -> Keyed {
    let profiles: Vec<Profile> = records.iter().map(|(_, profile)| profile.clone()).collect();
    let members: Vec<Member<'_>> = records
        .iter()
        .map(|(key, profile)| Member { key, profile })
        .collect();
    let pairs = candidates(&profiles);
    let Clusters { clusters, review } = cluster(&members, &pairs, decisions, Thresholds::default());
    let key = |at: usize| records[at].0.clone();
    let clusters = clusters
        .into_iter()
        .map(|cluster| cluster.into_iter().map(key).collect())
        .collect();
    let review = review
        .iter()
        .map(|doubt| (key(doubt.a), key(doubt.b)))
        .collect();
    (clusters, review)
}

fn of<'c>(clusters: &'c [Vec<String>], key: &str) -> &'c Vec<String> {
    let mut with = clusters
        .iter()
        .filter(|cluster| cluster.iter().any(|other| other == key));
    let found = with.next().unwrap();
    assert!(with.next().is_none(), "{key} is in two clusters");
    found
}

fn decision(a: &str, b: &str, ruling: Ruling) -> Decision {
    Decision {
        a: a.to_owned(),
        b: b.to_owned(),
        ruling,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn records_in_any_order_give_the_same_clusters(order in Just((0..RECORDS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let records = &*RECORDS;
        let shuffled: Vec<_> = order.iter().map(|at| records[*at].clone()).collect();
        prop_assert_eq!(clustered(records, &[]), clustered(&shuffled, &[]));
    }

    #[test]
    fn what_is_decided_holds_whatever_is_decided(
        picks in proptest::collection::vec((0..RECORDS.len(), 0..RECORDS.len(), any::<bool>()), 1..8),
    ) {
        let records = &*RECORDS;
        let decisions: Vec<Decision> = picks
            .iter()
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, same)| {
                let ruling = if *same { Ruling::Same } else { Ruling::Apart };
                decision(&records[*a].0, &records[*b].0, ruling)
            })
            .collect();
        let (clusters, _) = clustered(records, &decisions);
        let total: usize = clusters.iter().map(Vec::len).sum();
        prop_assert_eq!(total, records.len());
        for Decision { a, b, ruling } in &decisions {
            if *ruling == Ruling::Apart {
                prop_assert!(!of(&clusters, a).contains(b), "{} with {}", a, b);
            }
        }
        let (backward, _) = clustered(records, &decisions.iter().rev().cloned().collect::<Vec<_>>());
        prop_assert_eq!(clusters, backward);
    }
}

#[test]
fn a_pair_compares_alike_both_ways_and_its_evidence_says_why() {
    let records = &*RECORDS;
    let thresholds = Thresholds::default();
    for (at, (_, a)) in records.iter().enumerate() {
        for (_, b) in records[at..].iter().step_by(7) {
            let comparison = compare(a, b, thresholds);
            assert_eq!(comparison, compare(b, a, thresholds));
            assert!((0.0..=1.0).contains(&comparison.score));
            if comparison.verdict == Verdict::Merge {
                assert!(!comparison.keeps_apart);
                assert!(comparison.evidence.iter().any(|e| e.says == Says::For));
            }
        }
    }
}

#[test]
fn records_without_a_common_key_would_not_have_merged() {
    let records = &*RECORDS;
    let profiles: Vec<Profile> = records.iter().map(|(_, profile)| profile.clone()).collect();
    let brought: std::collections::HashSet<(usize, usize)> =
        candidates(&profiles).into_iter().collect();
    for a in 0..profiles.len() {
        for b in a + 1..profiles.len() {
            let verdict = compare(&profiles[a], &profiles[b], Thresholds::default()).verdict;
            let is_missed = verdict == Verdict::Merge && !brought.contains(&(a, b));
            assert!(
                !is_missed,
                "{} and {} never meet",
                records[a].0, records[b].0
            );
        }
    }
}

#[test]
fn keys_are_few_and_do_not_change() {
    for (key, profile) in RECORDS.iter() {
        let keys = profile.keys();
        assert!(
            !keys.is_empty() && keys.len() <= 150,
            "{key} has {}",
            keys.len()
        );
        assert_eq!(keys, profile.keys());
        assert!(keys.is_sorted());
    }
}

#[test]
fn a_person_joins_what_evidence_keeps_apart_and_parts_what_it_joins() {
    let records = &*RECORDS;
    let (clusters, _) = clustered(records, &[]);
    assert!(of(&clusters, "county/c-001").contains(&"district/d-001".to_owned()));
    assert!(!of(&clusters, "county/c-001").contains(&"county/c-002".to_owned()));
    let decisions = [
        decision("county/c-001", "district/d-001", Ruling::Apart),
        decision("county/c-002", "county/c-001", Ruling::Same),
    ];
    let (decided, review) = clustered(records, &decisions);
    assert!(!of(&decided, "county/c-001").contains(&"district/d-001".to_owned()));
    assert!(of(&decided, "county/c-001").contains(&"county/c-002".to_owned()));
    let is_asked = |a: &str, b: &str| review.contains(&(a.to_owned(), b.to_owned()));
    assert!(
        !is_asked("county/c-001", "district/d-001"),
        "who has decided is not asked again"
    );
    assert_eq!(
        clustered(records, &[]).0,
        clusters,
        "nothing is left when decisions go"
    );
}

#[test]
fn decisions_that_contradict_one_another_keep_apart() {
    let records = &*RECORDS;
    let decisions = [
        decision("county/c-001", "county/c-010", Ruling::Same),
        decision("county/c-010", "county/c-020", Ruling::Same),
        decision("county/c-001", "county/c-020", Ruling::Apart),
        decision("county/c-404", "county/c-001", Ruling::Same),
    ];
    let (clusters, _) = clustered(records, &decisions);
    assert!(!of(&clusters, "county/c-001").contains(&"county/c-020".to_owned()));
    assert!(of(&clusters, "county/c-001").contains(&"county/c-010".to_owned()));
}

#[test]
fn a_chain_of_weak_links_joins_nothing_that_is_kept_apart() {
    let records = &*RECORDS;
    let profiles: std::collections::HashMap<&str, &Profile> = records
        .iter()
        .map(|(key, profile)| (key.as_str(), profile))
        .collect();
    for cluster in clustered(records, &[]).0 {
        for (at, a) in cluster.iter().enumerate() {
            for b in &cluster[at + 1..] {
                let comparison = compare(
                    profiles[a.as_str()],
                    profiles[b.as_str()],
                    Thresholds::default(),
                );
                assert!(
                    !comparison.keeps_apart,
                    "{a} and {b}: {:?}",
                    comparison.evidence
                );
            }
        }
    }
}

#[test]
fn clusters_of_a_part_are_clusters_of_the_whole() {
    let records = &*RECORDS;
    let (whole, _) = clustered(records, &[]);
    for cluster in whole.iter().filter(|cluster| cluster.len() > 1) {
        let part: Vec<_> = records
            .iter()
            .filter(|(key, _)| cluster.contains(key))
            .cloned()
            .collect();
        assert_eq!(&clustered(&part, &[]).0, std::slice::from_ref(cluster));
    }
}
