//! What is published, and how those who follow hear of it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::SignedDuration;
use waymark::domain::{ChangeReason, ListingId, ListingState, Publication};
use waymark::oruk::{Service, Status};
use waymark::store::{ChangeState, ListingFilter, Saved, Store};

use crate::support::database::{Database, for_each_database};
use crate::support::sample;

fn publication(n: u32, state: ListingState) -> Publication {
    Publication {
        id: sample::listing_id(n),
        feed: "ashby".parse().unwrap(),
        state,
        service: sample::service(n),
    }
}

async fn put(store: &Store, publication: &Publication, reason: ChangeReason) -> Saved {
    let mut tx = store.write().await.unwrap();
    let saved = tx.publish(publication, reason).await.unwrap();
    tx.commit().await.unwrap();
    saved
}

async fn list(store: &Store, n: u32) -> Saved {
    put(
        store,
        &publication(n, ListingState::Listed),
        ChangeReason::Added,
    )
    .await
}

async fn changes(database: &Database) -> Vec<(ListingId, ChangeState)> {
    let changes = database.store.changes(0, 1000).await.unwrap();
    assert!(changes.is_sorted_by_key(|change| change.seq));
    changes.into_iter().map(|c| (c.id, c.state)).collect()
}

#[tokio::test]
async fn publishing_the_same_again_leaves_no_trace() {
    for_each_database(async |database| {
        let Saved::Written(seq) = list(&database.store, 1).await else {
            panic!("new");
        };
        let before = database.store.listing(sample::listing_id(1)).await.unwrap();
        database.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(list(&database.store, 1).await, Saved::Unchanged);
        assert_eq!(
            database.store.listing(sample::listing_id(1)).await.unwrap(),
            before
        );
        assert_eq!(database.store.last_seq().await.unwrap(), seq);
        let mut hubs_own_time = publication(1, ListingState::Listed);
        hubs_own_time.service.last_modified = Some("2020-01-01T00:00:00.000Z".to_owned());
        let saved = put(&database.store, &hubs_own_time, ChangeReason::Updated).await;
        assert_eq!(
            saved,
            Saved::Unchanged,
            "a hub that reads a hub must come to rest"
        );
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_not_committed_never_was() {
    for_each_database(async |database| {
        let mut tx = database.store.write().await.unwrap();
        let publication = publication(1, ListingState::Listed);
        tx.publish(&publication, ChangeReason::Added).await.unwrap();
        drop(tx);
        assert_eq!(
            database.store.listing(sample::listing_id(1)).await.unwrap(),
            None
        );
        assert!(matches!(list(&database.store, 1).await, Saved::Written(_)));
    })
    .await;
}

#[tokio::test]
async fn the_change_feed_tells_of_each_listing_once_in_the_order_of_commits() {
    for_each_database(async |database| {
        for n in [1, 2, 3] {
            list(&database.store, n).await;
        }
        let mut edited = publication(1, ListingState::Listed);
        edited.service.name = Some("Edited".to_owned());
        put(&database.store, &edited, ChangeReason::Updated).await;
        let suspended = publication(2, ListingState::Suspended);
        put(&database.store, &suspended, ChangeReason::Suspended).await;
        let [a, b, c] = [1, 2, 3].map(sample::listing_id);
        use ChangeState::{Deleted, Suspended, Updated};
        assert_eq!(
            changes(database).await,
            [(c, Updated), (a, Updated), (b, Suspended)]
        );

        let removed = publication(3, ListingState::Removed);
        put(&database.store, &removed, ChangeReason::RemovedFromFeed).await;
        assert_eq!(
            changes(database).await,
            [(a, Updated), (b, Suspended), (c, Deleted)]
        );
        let all = database.store.changes(0, 10).await.unwrap();
        assert_eq!(all[2].data, None);
        let data: Service = serde_json::from_str(all[1].data.as_deref().unwrap()).unwrap();
        assert_eq!(data.status, Some(Status::Inactive));

        // Page by page it is the same, and past the end there is nothing.
        let mut after = 0;
        for want in &all {
            let page = database.store.changes(after, 1).await.unwrap();
            assert_eq!(&page[0], want);
            after = page[0].seq;
        }
        assert_eq!(database.store.changes(after, 10).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_nobody_has_seen_leaves_no_tombstone_and_one_that_was_seen_does() {
    for_each_database(async |database| {
        let waiting = publication(1, ListingState::PendingReview);
        put(&database.store, &waiting, ChangeReason::Added).await;
        let gone = publication(1, ListingState::Removed);
        put(&database.store, &gone, ChangeReason::RemovedFromFeed).await;
        assert_eq!(changes(database).await, []);
        let walk = database
            .store
            .published(&ListingFilter::default(), 0, 10)
            .await
            .unwrap();
        assert_eq!(
            walk.total, 0,
            "what waited for a person is not shown by its removal"
        );

        list(&database.store, 2).await;
        let unlisted = publication(2, ListingState::Unlisted);
        put(&database.store, &unlisted, ChangeReason::Updated).await;
        let mut edited = publication(2, ListingState::Unlisted);
        edited.service.name = Some("Edited".to_owned());
        put(&database.store, &edited, ChangeReason::Updated).await;
        let want = [(sample::listing_id(2), ChangeState::Deleted)];
        assert_eq!(
            changes(database).await,
            want,
            "however often it changes unseen"
        );
    })
    .await;
}

#[tokio::test]
async fn a_removed_listing_remembers_where_it_stood() {
    for_each_database(async |database| {
        let id = sample::listing_id(1);
        for state in [
            ListingState::Unlisted,
            ListingState::Frozen,
            ListingState::Suspended,
        ] {
            put(
                &database.store,
                &publication(1, state),
                ChangeReason::Updated,
            )
            .await;
            let mut removed = publication(1, ListingState::Removed);
            put(&database.store, &removed, ChangeReason::RemovedFromFeed).await;
            removed.service.name = Some(format!("Removed while {}", state.as_str()));
            put(&database.store, &removed, ChangeReason::RemovedFromFeed).await;
            let standing = database
                .store
                .standings(&[id])
                .await
                .unwrap()
                .remove(&id)
                .unwrap();
            assert_eq!(
                (standing.state, standing.state_before),
                (ListingState::Removed, Some(state))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn erasing_takes_the_documents_of_what_was_removed_and_keeps_the_tombstone() {
    for_each_database(async |database| {
        for n in [1, 2] {
            list(&database.store, n).await;
            let removed = publication(n, ListingState::Removed);
            put(&database.store, &removed, ChangeReason::RemovedFromFeed).await;
            database.clock.advance(SignedDuration::from_hours(10));
        }
        list(&database.store, 3).await;
        let mut tx = database.store.write().await.unwrap();
        let before = tx.now() - SignedDuration::from_hours(15);
        assert_eq!(tx.erase_removed(before).await.unwrap(), 1);
        assert_eq!(tx.erase_removed(before).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let docs = [1, 2, 3].map(sample::listing_id);
        let docs = database.store.listings_by_id(&docs).await.unwrap();
        let is_erased: Vec<_> = docs.iter().map(|listing| listing.doc.is_empty()).collect();
        assert_eq!(is_erased, [true, false, false]);
        let page = database
            .store
            .links(&ListingFilter::default(), 0, 10)
            .await
            .unwrap();
        assert_eq!(page.total, 2);
        assert_eq!(changes(database).await.len(), 3);
    })
    .await;
}

/// Writes listings one by one, as one process among several.
async fn write_many(store: Store, range: std::ops::Range<u32>) {
    for n in range {
        let mut tx = store.write().await.unwrap();
        tx.publish(&publication(n, ListingState::Listed), ChangeReason::Added)
            .await
            .unwrap();
        // Commits overlap, unless something makes them queue.
        tokio::time::sleep(Duration::from_millis(u64::from(n % 3))).await;
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_the_changes_misses_none_however_many_write() {
    for_each_database(async |database| {
        let (one, two) = (database.another().await, database.another().await);
        let writers = [
            tokio::spawn(write_many(one, 0..60)),
            tokio::spawn(write_many(two, 100..160)),
            tokio::spawn(write_many(database.store.clone(), 200..220)),
        ];
        let mut after = 0;
        let mut seen = HashSet::new();
        let mut are_done = false;
        loop {
            let page = database.store.changes(after, 7).await.unwrap();
            for change in &page {
                assert!(change.seq > after);
                after = change.seq;
                assert!(seen.insert(change.id), "told twice: {}", change.id);
            }
            if page.is_empty() {
                if are_done {
                    break;
                }
                are_done = writers.iter().all(tokio::task::JoinHandle::is_finished);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        assert_eq!(seen.len(), 140);
        for writer in writers {
            writer.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn an_index_that_follows_sees_every_state_and_each_listing_as_it_is_now() {
    for_each_database(async |database| {
        for n in 1..=5 {
            list(&database.store, n).await;
        }
        put(
            &database.store,
            &publication(2, ListingState::Unlisted),
            ChangeReason::Updated,
        )
        .await;
        put(
            &database.store,
            &publication(6, ListingState::PendingReview),
            ChangeReason::Added,
        )
        .await;
        let mut states = HashMap::new();
        let mut after = 0;
        loop {
            let page = database.store.changed_listings(after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.seq;
            for listing in page {
                assert_eq!(states.insert(listing.id, listing.state), None);
            }
        }
        assert_eq!(states.len(), 6);
        assert_eq!(states[&sample::listing_id(2)], ListingState::Unlisted);
        assert_eq!(states[&sample::listing_id(6)], ListingState::PendingReview);
        assert_eq!(database.store.last_seq().await.unwrap(), after);
    })
    .await;
}

#[tokio::test]
async fn places_with_and_without_coordinates_are_written_by_the_same_statement() {
    for_each_database(async |database| {
        let mut tx = database.store.write().await.unwrap();
        for n in 1..=4 {
            let mut publication = publication(n, ListingState::Listed);
            for link in &mut publication.service.service_at_locations {
                let location = link.location.as_mut().unwrap();
                let is_placed = n % 2 == 0;
                location.latitude = is_placed.then_some(53.8);
                location.longitude = is_placed.then_some(-1.55);
            }
            assert!(!publication.service.service_at_locations.is_empty());
            let saved = tx.publish(&publication, ChangeReason::Added).await.unwrap();
            assert!(matches!(saved, Saved::Written(_)));
        }
        tx.commit().await.unwrap();
    })
    .await;
}
