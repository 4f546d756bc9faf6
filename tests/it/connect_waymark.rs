//! One hub follows another by its change feed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use jiff::SignedDuration;
use serde_json::Value;
use serde_json::value::RawValue;
use waymark::connect::{ChangeFeed, ChangesError, Client, FROM_THE_START};
use waymark::domain::{ChangeReason, ListingState, NoProgress, Outcome};
use waymark::federation::RefreshOptions;

use crate::support::database::for_each_database;
use crate::support::feed::quick;
use crate::support::following::{
    assert_equal, bare, feed_of, follower, published, refresh, refresh_with,
};
use crate::support::hub::TestHub;
use crate::support::sample::{listing_id, service};
use crate::support::site::Site;

async fn source(count: u32) -> TestHub {
    let hub = TestHub::start().await;
    hub.publish((1..=count).map(service)).await;
    hub
}

async fn remove(hub: &TestHub, n: u32) {
    let reason = ChangeReason::RemovedFromFeed;
    hub.move_to(listing_id(n), ListingState::Removed, reason)
        .await;
}

async fn rename(hub: &TestHub, n: u32, name: &str) {
    let mut renamed = service(n);
    renamed.name = Some(name.to_owned());
    hub.put(renamed, ListingState::Listed, ChangeReason::Updated)
        .await;
}

#[tokio::test]
async fn edits_deletions_suspensions_and_merges_follow_and_nothing_else_is_read() {
    for_each_database(async |database| {
        let source = source(30).await;
        let hub = follower(database, "waymark", &source.url(""), |_| {}).await;
        let first = refresh(&hub).await;
        assert_eq!(
            first.outcome,
            Some(Outcome::Complete),
            "{:?}",
            first.message
        );
        assert_eq!(first.counts.added, 30);
        assert_eq!(first.findings, []);
        assert_equal(&published(&hub).await, &published(&source).await);

        let still = refresh(&hub).await;
        assert_eq!((still.counts.unchanged, still.counts.updated), (30, 0));

        rename(&source, 3, "Another name").await;
        let suspended = ListingState::Suspended;
        source
            .move_to(listing_id(4), suspended, ChangeReason::Suspended)
            .await;
        remove(&source, 5).await;
        remove(&source, 6).await;
        let mut tx = source.hub.store.write().await.unwrap();
        tx.set_merged_into(listing_id(6), listing_id(7))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let second = refresh(&hub).await;
        let counts = second.counts;
        assert_eq!(second.outcome, Some(Outcome::Complete));
        assert_eq!(
            (counts.updated, counts.removed, counts.unchanged),
            (2, 2, 26)
        );
        let ours = published(&hub).await;
        assert_equal(&ours, &published(&source).await);
        assert_eq!(ours[&listing_id(4).to_string()]["status"], "inactive");
        assert_eq!(ours.len(), 28);
        let changes = hub.hub.store.changes(0, 100).await.unwrap();
        let merged = changes.iter().find(|change| change.id == listing_id(6));
        let winner = listing_id(7).to_string();
        assert_eq!(merged.unwrap().merged_into.as_deref(), Some(&*winner));

        // Back again: under its id, and for itself.
        source
            .move_to(listing_id(6), ListingState::Listed, ChangeReason::Revived)
            .await;
        let third = refresh(&hub).await;
        assert_eq!((third.counts.added, third.counts.unchanged), (1, 28));
        assert_equal(&published(&hub).await, &published(&source).await);
        let changes = hub.hub.store.changes(0, 100).await.unwrap();
        let back = changes.iter().find(|change| change.id == listing_id(6));
        assert_eq!(back.unwrap().merged_into, None);
    })
    .await;
}

#[tokio::test]
async fn a_mass_removal_is_held_and_its_deletions_are_not_forgotten() {
    for_each_database(async |database| {
        let source = source(30).await;
        let hub = follower(database, "waymark", &source.url(""), |_| {}).await;
        refresh(&hub).await;
        for n in 1..=12 {
            remove(&source, n).await;
        }
        rename(&source, 30, "Renamed meanwhile").await;
        for _ in 0..2 {
            let held = refresh(&hub).await;
            assert_eq!(held.outcome, Some(Outcome::Held));
            assert_eq!(held.would_remove.len(), 12);
            assert_eq!(published(&hub).await.len(), 30);
        }
        let ours = published(&hub).await;
        assert_eq!(
            ours[&listing_id(30).to_string()]["name"],
            "Renamed meanwhile"
        );
        let released = RefreshOptions {
            release: true,
            ..RefreshOptions::default()
        };
        let done = refresh_with(&hub, released).await;
        assert_eq!(
            (done.outcome, done.counts.removed),
            (Some(Outcome::Complete), 12)
        );
        assert_equal(&published(&hub).await, &published(&source).await);
    })
    .await;
}

#[tokio::test]
async fn a_follower_that_stayed_away_too_long_reads_everything_anew() {
    for_each_database(async |database| {
        let source = source(30).await;
        let hub = follower(database, "waymark", &source.url(""), |config| {
            config.federation.grace = "1h".parse().unwrap();
        })
        .await;
        refresh(&hub).await;
        remove(&source, 1).await;
        rename(&source, 2, "Another name").await;
        let mut tx = source.hub.store.write().await.unwrap();
        let later = tx.now() + SignedDuration::from_secs(1);
        assert_eq!(tx.forget_deletions(later, 100).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let anew = refresh(&hub).await;
        assert_eq!(anew.outcome, Some(Outcome::Complete), "{:?}", anew.message);
        assert_eq!((anew.counts.updated, anew.counts.unchanged), (1, 28));
        // Nobody has said that it is gone: that it is absent has to be believed first.
        assert_eq!(published(&hub).await.len(), 30);
        let next = refresh(&hub).await;
        assert_eq!((next.counts.removed, next.counts.unchanged), (0, 29));
        hub.clock.advance(SignedDuration::from_hours(2));
        let later = refresh(&hub).await;
        assert_eq!((later.counts.removed, later.counts.unchanged), (1, 29));
        assert_equal(&published(&hub).await, &published(&source).await);
    })
    .await;
}

/// A hub that passes on what another says, until it breaks off in the middle.
async fn breaking(source: &TestHub, after: &'static str) -> (Site, Arc<AtomicBool>) {
    let is_broken = Arc::new(AtomicBool::new(false));
    let (broken, url) = (is_broken.clone(), source.url(""));
    let changes = move |RawQuery(query): RawQuery| {
        let (broken, url) = (broken.clone(), url.clone());
        async move {
            let query = query.unwrap_or_default();
            if broken.load(Ordering::SeqCst) && !query.starts_with(after) {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
            let url = url.join(&format!("api/v1/changes?{query}")).unwrap();
            let answer = reqwest::get(url).await.unwrap();
            (answer.status(), answer.bytes().await.unwrap()).into_response()
        }
    };
    let site = Site::start(Router::new().route("/api/v1/changes", get(changes))).await;
    (site, is_broken)
}

#[tokio::test]
async fn a_walk_that_breaks_off_is_taken_up_where_everything_was_applied() {
    for_each_database(async |database| {
        let source = source(20).await;
        let (site, is_broken) = breaking(&source, "after=0&").await;
        let hub = follower(database, "waymark", &site.url(""), |_| {}).await;
        is_broken.store(true, Ordering::SeqCst);
        let part = refresh(&hub).await;
        assert_eq!(part.outcome, Some(Outcome::Incomplete));
        assert_eq!(published(&hub).await.len(), 7, "one page");
        is_broken.store(false, Ordering::SeqCst);
        refresh(&hub).await;
        assert_equal(&published(&hub).await, &published(&source).await);

        for n in 1..=9 {
            rename(&source, n, &format!("Another name {n}")).await;
        }
        remove(&source, 10).await;
        remove(&source, 11).await;
        is_broken.store(true, Ordering::SeqCst);
        let failed = refresh(&hub).await;
        assert_eq!(failed.outcome, Some(Outcome::Failed));
        is_broken.store(false, Ordering::SeqCst);
        let done = refresh(&hub).await;
        assert_eq!((done.counts.updated, done.counts.removed), (9, 2));
        assert_eq!(done.findings, []);
        assert_equal(&published(&hub).await, &published(&source).await);
    })
    .await;
}

#[tokio::test]
async fn kind_auto_prefers_the_change_feed_of_a_hub() {
    for_each_database(async |database| {
        let source = source(8).await;
        let mut hub = follower(database, "auto", &source.url(""), |_| {}).await;
        for path in ["", "oruk/v3", "oruk/v3/services?page=2", "api/v1/changes"] {
            Arc::make_mut(&mut hub.hub.config).feeds[0] = feed_of("auto", &source.url(path));
            remove(&source, listed(&source).await).await;
            let done = refresh(&hub).await;
            assert_eq!(done.outcome, Some(Outcome::Complete), "{path}");
            // By ORUK it would stand there as defunct for a day, and then wait for a week.
            assert_equal(&published(&hub).await, &published(&source).await);
        }
        assert_eq!(published(&hub).await.len(), 4);
    })
    .await;
}

/// The number of a listing that is still there.
async fn listed(hub: &TestHub) -> u32 {
    let all = published(hub).await;
    let is_there = |n: &u32| all.contains_key(&listing_id(*n).to_string());
    (1..=8).find(is_there).unwrap()
}

/// The loop that the documentation shows.
async fn sync(
    feed: &mut ChangeFeed,
    copy: &mut BTreeMap<String, Box<RawValue>>,
    cursor: &mut String,
) -> Result<(), ChangesError> {
    loop {
        let page = match feed.after(cursor).await {
            Err(ChangesError::StartAgain(_)) => {
                copy.clear();
                FROM_THE_START.clone_into(cursor);
                continue;
            }
            page => page?,
        };
        if page.items.is_empty() {
            return Ok(());
        }
        for change in page.items {
            match change.data {
                Some(service) => copy.insert(change.id, service),
                None => copy.remove(&change.id),
            };
        }
        *cursor = page.next;
    }
}

#[tokio::test]
async fn ten_lines_end_with_exactly_what_the_hub_publishes() {
    let source = source(25).await;
    let client = Client::new(&quick(), source.hub.clock.clone()).unwrap();
    let feed = ChangeFeed::new(&source.url("oruk/v3"), &client, &quick());
    let mut feed = feed.page_size(4);
    let (mut copy, mut cursor) = (BTreeMap::new(), FROM_THE_START.to_owned());
    let same = async |copy: &BTreeMap<String, Box<RawValue>>| {
        let read = |text: &RawValue| bare(serde_json::from_str(text.get()).unwrap());
        let copy: BTreeMap<String, Value> = copy
            .iter()
            .map(|(id, text)| (id.clone(), read(text)))
            .collect();
        assert_equal(&copy, &published(&source).await);
    };
    sync(&mut feed, &mut copy, &mut cursor).await.unwrap();
    same(&copy).await;
    remove(&source, 1).await;
    rename(&source, 2, "Another name").await;
    sync(&mut feed, &mut copy, &mut cursor).await.unwrap();
    same(&copy).await;
    remove(&source, 3).await;
    let mut tx = source.hub.store.write().await.unwrap();
    let later = tx.now() + SignedDuration::from_secs(1);
    assert_eq!(tx.forget_deletions(later, 100).await.unwrap(), 2);
    tx.commit().await.unwrap();
    sync(&mut feed, &mut copy, &mut cursor).await.unwrap();
    same(&copy).await;
    assert_eq!(copy.len(), 23);
}

#[tokio::test]
async fn two_hubs_that_follow_each_other_settle() {
    let one = source(6).await;
    let other = TestHub::start().await;
    other.publish((11..=14).map(service)).await;
    for (hub, source) in [(&one, &other), (&other, &one)] {
        let mut config = waymark::config::Config::clone(&hub.hub.config);
        config.feeds = vec![feed_of("waymark", &source.url(""))];
        config.fetch.per_host_per_second = 0.0;
        let mut hub = hub.hub.clone();
        hub.config = Arc::new(config);
        let feed = hub.config.feeds[0].clone();
        let mut works = hub.works();
        works.client = Client::new(&quick(), hub.clock.clone()).unwrap();
        for _ in 0..2 {
            let options = RefreshOptions::default();
            let done = works.refresh(&feed, options, &NoProgress).await.unwrap();
            assert_eq!(done.outcome, Some(Outcome::Complete), "{:?}", done.message);
        }
    }
    assert_equal(&published(&one).await, &published(&other).await);
    assert_eq!(published(&one).await.len(), 10);
}
