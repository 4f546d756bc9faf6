//! What must hold of a hub that keeps these records: in whatever order its feeds come, and
//! whatever people have said and taken back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde_json::Value;
use waymark::config::Config;
use waymark::domain::{ListingId, ListingState};
use waymark::federation::{self, Author, DecideError, Word};
use waymark::store::ListingFilter;

use super::read::Set;
use crate::support::club::content;
use crate::support::database::{Database, for_each_database};
use crate::support::scripted::Feed;

/// The feeds, and the directories that they are.
const FEEDS: [&str; 4] = ["county", "district", "health", "volunteers"];

/// A listing: its content whatever its ids, and the records that it is made of.
type Listed = BTreeMap<BTreeSet<String>, Value>;

fn settings() -> Config {
    let mut config = Config::default();
    config.federation.grace = "0s".parse().unwrap();
    config
}

/// The services of each directory, by their feeds.
fn services(set: &Set) -> BTreeMap<&'static str, Vec<Value>> {
    let files = set.files();
    let of = |feed: &&'static str| {
        let services = files[*feed]["services"].as_array().unwrap();
        (*feed, services.clone())
    };
    FEEDS.iter().map(of).collect()
}

async fn refresh(database: &Database, feed: &'static str, services: &[Value]) {
    database.clock.advance(SignedDuration::from_secs(1));
    let feed = Feed::of(feed, services).with(|feed| feed.config = settings());
    feed.refresh(database).await;
}

/// Every listing; fails where a record is in none, or in two.
async fn listed(database: &Database, set: &Set) -> (Listed, Vec<ListingId>) {
    let filter = ListingFilter::default();
    let page = database.store.published(&filter, 0, 1_000).await.unwrap();
    let (mut found, mut ids) = (Listed::new(), Vec::new());
    let mut met = BTreeSet::new();
    for listing in page.items {
        if listing.state == ListingState::Removed {
            continue;
        }
        let records = database.store.speakers(listing.id).await.unwrap();
        let records: BTreeSet<String> = records
            .iter()
            .map(|record| format!("{}/{}", record.name.feed, record.name.source_id))
            .collect();
        for record in &records {
            assert!(met.insert(record.clone()), "{record} is in two listings");
        }
        let document: Value = serde_json::from_str(&listing.doc).unwrap();
        ids.push(listing.id);
        assert!(found.insert(records, content(&document)).is_none());
    }
    let all = set.records.keys();
    let all: BTreeSet<String> = all.map(|(feed, id)| format!("{feed}/{id}")).collect();
    assert_eq!(met, all, "a record is lost");
    (found, ids)
}

#[tokio::test]
async fn in_whatever_order_feeds_come_their_records_make_the_same_listings() {
    let set = super::open();
    let services = services(&set);
    for_each_database(async |database| {
        for feed in FEEDS {
            refresh(database, feed, &services[feed]).await;
        }
        let (first, _) = listed(database, &set).await;
        assert!(first.len() < set.records.len(), "something is merged");

        let before = database.store.last_seq().await.unwrap();
        for feed in FEEDS.iter().rev() {
            let turned: Vec<Value> = services[feed].iter().rev().cloned().collect();
            refresh(database, feed, &turned).await;
        }
        let after = database.store.last_seq().await.unwrap();
        assert_eq!(after, before, "nothing was said anew");

        let other = Database::sqlite(tempfile::tempdir().unwrap()).await;
        for feed in ["volunteers", "health", "county", "district"] {
            let turned: Vec<Value> = services[feed].iter().rev().cloned().collect();
            refresh(&other, feed, &turned).await;
        }
        let (second, _) = listed(&other, &set).await;
        for (records, document) in &first {
            assert_eq!(second.get(records), Some(document), "{records:?}");
        }
        assert_eq!(first.len(), second.len());
        other.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_people_join_and_part_at_random_is_as_it_was_once_they_take_it_back() {
    let set = super::open();
    let services = services(&set);
    let author = || Author {
        name: "ann",
        comment: None,
    };
    for_each_database(async |database| {
        for feed in FEEDS {
            refresh(database, feed, &services[feed]).await;
        }
        let (first, _) = listed(database, &set).await;
        let (store, config) = (&database.store, &settings());
        let mut decisions = Vec::new();
        for turn in 0..24_usize {
            let (_, ids) = listed(database, &set).await;
            let one = ids[turn * 7919 % ids.len()];
            let records = store.speakers(one).await.unwrap();
            let decided = if turn % 2 == 0 && records.len() > 1 {
                let out = [records[turn % records.len()].name.clone()];
                federation::split(store, config, one, &out, author()).await
            } else {
                let other = ids[turn * 104_729 % ids.len()];
                federation::decide(store, config, &Word::Merge, (one, other), author()).await
            };
            match decided {
                Ok(decided) => decisions.push(decided.decision),
                Err(DecideError::Pointless(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert!(decisions.len() > 12, "{} decisions", decisions.len());
        let (amid, _) = listed(database, &set).await;
        assert_ne!(
            amid.keys().collect::<Vec<_>>(),
            first.keys().collect::<Vec<_>>()
        );
        // They outlive what feeds say again.
        for feed in FEEDS {
            refresh(database, feed, &services[feed]).await;
        }
        assert_eq!(listed(database, &set).await.0, amid);
        for decision in decisions.iter().rev() {
            federation::undo(store, config, decision, author())
                .await
                .unwrap();
        }
        let (last, _) = listed(database, &set).await;
        for (records, document) in &first {
            assert_eq!(last.get(records), Some(document), "{records:?}");
        }
        assert_eq!(last.len(), first.len());
    })
    .await;
}
