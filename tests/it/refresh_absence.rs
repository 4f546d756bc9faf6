//! Absence is not deletion until believed.

use jiff::SignedDuration;
use serde_json::Value;
use waymark::connect::{Pulled, WalkEnd};
use waymark::domain::{ListingState, Outcome};

use crate::support::database::{Database, for_each_database};
use crate::support::sample;
use crate::support::scripted::{Feed, feed_id};

fn services(range: std::ops::RangeInclusive<u32>) -> Vec<Value> {
    range
        .map(|n| serde_json::to_value(sample::service(n)).unwrap())
        .collect()
}

async fn present(database: &Database) -> u64 {
    let count = database.store.record_count(&feed_id("ashby")).await;
    count.unwrap()
}

#[tokio::test]
async fn a_missing_record_is_removed_only_after_its_grace() {
    for_each_database(async |database| {
        let feed = |services: &[Value]| {
            Feed::of("ashby", services)
                .with(|feed| feed.config.federation.grace = "2d".parse().unwrap())
        };
        feed(&services(1..=10)).refresh(database).await;
        for (day, removed) in [(0, 0), (1, 0), (2, 1), (3, 0)] {
            let refresh = feed(&services(2..=10)).refresh(database).await;
            assert_eq!(refresh.counts.removed, removed, "day {day}");
            database.clock.advance(SignedDuration::from_hours(24));
        }
        let state = database
            .store
            .listing(sample::listing_id(1))
            .await
            .unwrap()
            .unwrap()
            .state;
        assert_eq!(state, ListingState::Removed);
    })
    .await;
}

#[tokio::test]
async fn a_record_that_comes_back_within_its_grace_was_never_gone() {
    for_each_database(async |database| {
        let feed = |services: &[Value]| {
            Feed::of("ashby", services)
                .with(|feed| feed.config.federation.grace = "2d".parse().unwrap())
        };
        feed(&services(1..=10)).refresh(database).await;
        feed(&services(2..=10)).refresh(database).await;
        database.clock.advance(SignedDuration::from_hours(30));
        let back = feed(&services(1..=10)).refresh(database).await;
        assert_eq!((back.counts.unchanged, back.counts.added), (10, 0));
        feed(&services(2..=10)).refresh(database).await;
        database.clock.advance(SignedDuration::from_hours(30));
        let again = feed(&services(2..=10)).refresh(database).await;
        assert_eq!(again.counts.removed, 0, "the grace began anew");
    })
    .await;
}

#[tokio::test]
async fn an_incomplete_or_failed_walk_removes_nothing() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(1..=10)).refresh(database).await;
        let half = Feed::of("ashby", &services(3..=10))
            .ending(WalkEnd::Incomplete("page 2 could not be read".to_owned()));
        let refresh = half.refresh(database).await;
        assert_eq!(refresh.outcome, Some(Outcome::Incomplete));
        assert_eq!(refresh.message.as_deref(), Some("page 2 could not be read"));
        assert_eq!(refresh.counts.unchanged, 8);
        let dead = Feed::of("ashby", &[]).ending(WalkEnd::Failed("nobody answers".to_owned()));
        let refresh = dead.refresh(database).await;
        assert_eq!(refresh.outcome, Some(Outcome::Failed));
        assert_eq!(refresh.message.as_deref(), Some("nobody answers"));
        assert_eq!(present(database).await, 10);
    })
    .await;
}

#[tokio::test]
async fn a_listed_record_whose_detail_cannot_be_read_is_not_missing() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(1..=3)).refresh(database).await;
        let unread = Feed::of("ashby", &services(1..=2)).with(|feed| {
            feed.pulled.push(Pulled::Unread {
                source_id: sample::id(1, 3),
                why: "HTTP 500".to_owned(),
            });
        });
        let refresh = unread.refresh(database).await;
        assert_eq!(refresh.outcome, Some(Outcome::Complete));
        assert_eq!(
            (
                refresh.counts.unchanged,
                refresh.counts.failed,
                refresh.counts.removed
            ),
            (2, 1, 0)
        );
        let codes: Vec<_> = refresh
            .findings
            .iter()
            .map(|f| f.code.to_string())
            .collect();
        assert_eq!(codes, ["record_unread"]);
        assert_eq!(present(database).await, 3);
        let read = Feed::of("ashby", &services(1..=3)).refresh(database).await;
        assert_eq!((read.counts.unchanged, read.findings.len()), (3, 0));
    })
    .await;
}

#[tokio::test]
async fn too_many_absences_at_once_hold_the_refresh() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(1..=100))
            .refresh(database)
            .await;
        // Exactly a tenth goes; one more does not.
        for (first, outcome, removed) in [
            (12, Outcome::Held, 0),
            (11, Outcome::Complete, 10),
            (21, Outcome::Held, 0),
        ] {
            let refresh = Feed::of("ashby", &services(first..=100))
                .refresh(database)
                .await;
            assert_eq!(refresh.outcome, Some(outcome), "from {first}");
            assert_eq!(refresh.counts.removed, removed, "from {first}");
        }
        let held = Feed::of("ashby", &services(50..=100))
            .refresh(database)
            .await;
        let message = held.message.unwrap();
        assert!(
            message.contains("39 of 90") && message.contains("waymark refresh --release ashby"),
            "{message}"
        );
        let released =
            Feed::of("ashby", &services(50..=100)).with(|feed| feed.options.release = true);
        let released = released.refresh(database).await;
        assert_eq!(
            (released.outcome, released.counts.removed),
            (Some(Outcome::Complete), 39)
        );
    })
    .await;
}

#[tokio::test]
async fn a_held_refresh_still_adds_and_its_additions_do_not_release_it() {
    for_each_database(async |database| {
        Feed::of("ashby", &services(1..=20)).refresh(database).await;
        for _ in 0..2 {
            database.clock.advance(SignedDuration::from_hours(1));
            let refresh = Feed::of("ashby", &services(21..=400))
                .refresh(database)
                .await;
            assert_eq!(refresh.outcome, Some(Outcome::Held));
            assert_eq!(present(database).await, 400);
        }
    })
    .await;
}

#[tokio::test]
async fn a_removal_still_in_its_grace_counts_for_the_brake() {
    for_each_database(async |database| {
        let feed = |first| {
            Feed::of("ashby", &services(first..=100))
                .with(|feed| feed.config.federation.grace = "7d".parse().unwrap())
        };
        for (first, outcome) in [
            (1, Outcome::Complete),
            (9, Outcome::Complete),
            (17, Outcome::Held),
        ] {
            let refresh = feed(first).refresh(database).await;
            assert_eq!(refresh.outcome, Some(outcome), "from {first}");
        }
    })
    .await;
}
