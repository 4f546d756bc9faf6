//! What a refresh makes of new, changed, unchanged and returning records.

use jiff::SignedDuration;
use serde_json::{Value, json};
use waymark::domain::{
    ChangeReason, Evidence, ListingState, Outcome, Publication, Reason, Suspension, SuspensionState,
};
use waymark::oruk::{Service, Status};
use waymark::store::{ChangeState, ListingFilter};

use crate::support::database::{Database, for_each_database};
use crate::support::sample;
use crate::support::scripted::{Feed, feed_id};

fn service(n: u32) -> Value {
    serde_json::to_value(sample::service(n)).unwrap()
}

fn services(count: u32) -> Vec<Value> {
    (1..=count).map(service).collect()
}

async fn doc(database: &Database, n: u32) -> Service {
    let listing = database.store.listing(sample::listing_id(n)).await.unwrap();
    serde_json::from_str(&listing.unwrap().doc).unwrap()
}

async fn state(database: &Database, n: u32) -> ListingState {
    let listing = database.store.listing(sample::listing_id(n)).await.unwrap();
    listing.unwrap().state
}

#[tokio::test]
async fn a_first_refresh_lists_everything_and_a_second_changes_nothing() {
    for_each_database(async |database| {
        let refresh = Feed::of("ashby", &services(600)).refresh(database).await;
        assert_eq!(refresh.outcome, Some(Outcome::Complete));
        assert_eq!(refresh.counts.added, 600);
        let position = database.store.last_seq().await.unwrap();
        let page = database
            .store
            .published(&ListingFilter::default(), 0, 1000)
            .await
            .unwrap();
        let names: Vec<_> = page.items.iter().map(|l| l.name.clone()).collect();
        let want: Vec<_> = (1..=600).map(|n| format!("Sample service {n}")).collect();
        assert_eq!(names, want, "listed in the feed's order");

        database.clock.advance(SignedDuration::from_hours(1));
        let again = Feed::of("ashby", &services(600)).refresh(database).await;
        assert_eq!((again.counts.unchanged, again.counts.added), (600, 0));
        let full = Feed::of("ashby", &services(600)).with(|feed| feed.options.full = true);
        let full = full.refresh(database).await;
        assert_eq!((full.counts.unchanged, full.counts.updated), (600, 0));
        assert_eq!(database.store.last_seq().await.unwrap(), position);
    })
    .await;
}

#[tokio::test]
async fn a_changed_record_is_updated_and_one_that_only_looks_changed_is_not() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(3)).refresh(database).await;
        let before = doc(database, 1).await;
        let mut changed = services(3);
        changed[0]["name"] = json!("Another name");
        changed[1]["vendor_field"] = json!("a new one that the standard does not know");
        changed[2]["last_modified"] = json!("2026-11-20T10:00:00.000Z");
        database.clock.advance(SignedDuration::from_hours(1));
        let refresh = Feed::of("ashby", &changed).refresh(database).await;
        assert_eq!((refresh.counts.updated, refresh.counts.unchanged), (1, 2));
        let after = doc(database, 1).await;
        assert_eq!(after.name.as_deref(), Some("Another name"));
        assert_eq!(after.id, before.id);
        assert_eq!(after.schedules, before.schedules);
        assert_ne!(after.last_modified, before.last_modified);
    })
    .await;
}

#[tokio::test]
async fn what_a_feed_calls_inactive_stays_published_under_that_word() {
    for_each_database(async |database| {
        let mut all = services(2);
        all[0]["status"] = json!("temporarily closed");
        Feed::of("ashby", &all).refresh(database).await;
        assert_eq!(
            doc(database, 1).await.status,
            Some(Status::TemporarilyClosed)
        );
        let listing = database
            .store
            .listing(sample::listing_id(1))
            .await
            .unwrap()
            .unwrap();
        assert!(!listing.is_searchable() && listing.state == ListingState::Listed);
    })
    .await;
}

#[tokio::test]
async fn a_service_that_comes_back_is_the_same_listing_again() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(3)).refresh(database).await;
        let number = database
            .store
            .listing(sample::listing_id(2))
            .await
            .unwrap()
            .unwrap()
            .number;
        let gone = Feed::of("ashby", &[service(1), service(3)])
            .refresh(database)
            .await;
        assert_eq!(gone.counts.removed, 1);
        assert_eq!(state(database, 2).await, ListingState::Removed);
        let back = Feed::of("ashby", &services(3)).refresh(database).await;
        assert_eq!((back.counts.added, back.counts.unchanged), (1, 2));
        let listing = database
            .store
            .listing(sample::listing_id(2))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (listing.state, listing.number),
            (ListingState::Listed, number)
        );
        let changes = database.store.changes(0, 100).await.unwrap();
        let last = changes.last().unwrap();
        assert_eq!(
            (last.id, last.state),
            (sample::listing_id(2), ChangeState::Updated)
        );
        assert_eq!(last.reason, ChangeReason::Revived.as_str());
    })
    .await;
}

#[tokio::test]
async fn with_moderation_new_records_wait_and_nobody_outside_sees_them() {
    for_each_database(async |database| {
        let moderated = |services: &[Value]| {
            Feed::of("ashby", services).with(|feed| feed.config.lifecycle.moderation = true)
        };
        moderated(&services(2)).refresh(database).await;
        assert_eq!(state(database, 1).await, ListingState::PendingReview);
        let mut changed = services(2);
        changed[0]["name"] = json!("Edited while waiting");
        moderated(&changed).refresh(database).await;
        assert_eq!(state(database, 1).await, ListingState::PendingReview);
        moderated(&[service(2)]).refresh(database).await;
        assert_eq!(state(database, 1).await, ListingState::Removed);
        let filter = ListingFilter::default();
        assert_eq!(
            database
                .store
                .published(&filter, 0, 10)
                .await
                .unwrap()
                .total,
            0
        );
        assert_eq!(database.store.changes(0, 10).await.unwrap(), []);
        moderated(&services(2)).refresh(database).await;
        assert_eq!(state(database, 1).await, ListingState::PendingReview);
    })
    .await;
}

async fn suspend(database: &Database, n: u32) {
    let mut tx = database.store.write().await.unwrap();
    let listing = tx.listings_by_id(&[sample::listing_id(n)]).await.unwrap();
    let publication = Publication {
        state: ListingState::Suspended,
        ..Publication::from_listing(&listing[0]).unwrap()
    };
    tx.publish(&publication, ChangeReason::Suspended)
        .await
        .unwrap();
    let suspension = Suspension {
        confidence_percent: None,
        id: sample::id(99, n),
        listing: sample::listing_id(n),
        state: SuspensionState::Open,
        reason: Reason::Closed,
        evidence: vec![Evidence {
            field: "status".to_owned(),
            listed: None,
            found: None,
            snippet: None,
            rule: "closed_for_good".to_owned(),
        }],
        url: "https://services.example.org/".to_owned(),
        fetched_at: tx.now(),
        since: tx.now(),
        settled_at: None,
        settled_by: None,
        comment: None,
    };
    tx.put_suspension(&suspension).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn neither_an_update_nor_a_return_lifts_a_suspension() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(3)).refresh(database).await;
        suspend(database, 1).await;
        let mut changed = services(3);
        changed[0]["name"] = json!("Edited while suspended");
        let refresh = Feed::of("ashby", &changed).refresh(database).await;
        assert_eq!(refresh.counts.updated, 1);
        assert_eq!(state(database, 1).await, ListingState::Suspended);
        let published = doc(database, 1).await;
        assert_eq!(published.name.as_deref(), Some("Edited while suspended"));
        assert_eq!(published.status, Some(Status::Inactive));

        Feed::of("ashby", &changed[1..]).refresh(database).await;
        assert_eq!(state(database, 1).await, ListingState::Removed);
        Feed::of("ashby", &changed).refresh(database).await;
        assert_eq!(state(database, 1).await, ListingState::Suspended);
    })
    .await;
}

#[tokio::test]
async fn a_removed_listing_is_defunct_for_a_day_and_then_only_a_tombstone() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(3)).refresh(database).await;
        Feed::of("ashby", &services(2)).refresh(database).await;
        assert_eq!(doc(database, 3).await.status, Some(Status::Defunct));
        let walk = database
            .store
            .published(&ListingFilter::default(), 0, 10)
            .await
            .unwrap();
        assert_eq!(walk.total, 3);
        database.clock.advance(SignedDuration::from_hours(25));
        Feed::of("ashby", &services(2)).refresh(database).await;
        let walk = database
            .store
            .published(&ListingFilter::default(), 0, 10)
            .await
            .unwrap();
        assert_eq!(walk.total, 2);
        let id = sample::listing_id(3);
        let erased = database.store.listing(id).await.unwrap().unwrap();
        assert_eq!((erased.doc.as_str(), erased.item.as_str()), ("", ""));
        assert_eq!(database.store.records_of(id).await.unwrap(), []);
        let changes = database.store.changes(0, 10).await.unwrap();
        let tombstone = changes.iter().find(|change| change.id == id).unwrap();
        assert_eq!(
            (tombstone.state, &tombstone.data),
            (ChangeState::Deleted, &None)
        );

        let back = Feed::of("ashby", &services(3)).refresh(database).await;
        assert_eq!(back.counts.added, 1);
        assert_eq!(doc(database, 3).await.status, Some(Status::Active));
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    for_each_database(async |database| {
        let dry = |services: &[Value]| {
            Feed::of("ashby", services).with(|feed| feed.options.dry_run = true)
        };
        let refresh = dry(&services(3)).refresh(database).await;
        assert_eq!(
            (refresh.outcome, refresh.counts.added),
            (Some(Outcome::Complete), 3)
        );
        assert_eq!(database.store.feeds().await.unwrap(), []);
        assert_eq!(database.store.runs(None, 10).await.unwrap(), []);

        Feed::of("ashby", &services(3)).refresh(database).await;
        let position = database.store.last_seq().await.unwrap();
        let mut next = vec![service(1), service(2), service(4)];
        next[0]["name"] = json!("Another name");
        next[1]["name"] = json!(null);
        let planned = dry(&next).refresh(database).await;
        assert!(!planned.findings.is_empty());
        assert_eq!(database.store.last_seq().await.unwrap(), position);
        assert_eq!(database.store.runs(None, 10).await.unwrap().len(), 1);
        assert_eq!(
            database
                .store
                .findings(&feed_id("ashby"), 10)
                .await
                .unwrap(),
            []
        );
        let done = Feed::of("ashby", &next).refresh(database).await;
        assert_eq!(planned.counts, done.counts);
        assert_eq!(
            (
                done.counts.added,
                done.counts.updated,
                done.counts.removed,
                done.counts.failed
            ),
            (1, 1, 1, 1)
        );
    })
    .await;
}
