//! The change feed: a caller who reads to the end and polls on ends with what we publish.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::Value;
use waymark::domain::{ChangeReason, ListingState, Publication};

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::{listing_id, service};
use crate::support::with_ids;

/// A consumer's copy, kept by the rules of the change feed alone.
#[derive(Default)]
struct Copy {
    cursor: String,
    services: BTreeMap<String, Value>,
    read: usize,
}

impl Copy {
    fn new() -> Self {
        Self {
            cursor: "0".to_owned(),
            ..Self::default()
        }
    }

    async fn follow(&mut self, hub: &TestHub, limit: usize) {
        loop {
            let path = format!("/api/v1/changes?after={}&limit={limit}", self.cursor);
            let page = hub.get(&path).await.json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= limit);
            let next = page["next"].as_str().unwrap();
            if items.is_empty() {
                assert_eq!(next, self.cursor, "at the end the cursor stays");
                return;
            }
            for item in items {
                self.take(item);
            }
            next.clone_into(&mut self.cursor);
        }
    }

    fn take(&mut self, item: &Value) {
        self.read += 1;
        let id = item["id"].as_str().unwrap().to_owned();
        match item["state"].as_str().unwrap() {
            "deleted" => {
                assert!(item["data"].is_null());
                self.services.remove(&id);
            }
            "updated" | "suspended" => {
                self.services.insert(id, item["data"].clone());
            }
            other => panic!("unknown state {other}"),
        }
    }
}

/// What ORUK publishes, but what has been removed and only keeps its place in the walk.
async fn published(hub: &TestHub) -> BTreeMap<String, Value> {
    let page = hub.get("/oruk/v3/services?full=true&per_page=1000").await;
    let contents = page.json()["contents"].as_array().unwrap().clone();
    contents
        .into_iter()
        .filter(|service| service["status"] != "defunct")
        .map(|service| (service["id"].as_str().unwrap().to_owned(), service))
        .collect()
}

#[tokio::test]
async fn a_follower_ends_with_exactly_the_published_set() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let mut copy = Copy::new();
        copy.follow(&hub, 100).await;
        assert_eq!(copy.cursor, "0");
        hub.publish((1..=20).map(service)).await;
        copy.follow(&hub, 7).await;
        assert_eq!(copy.services, published(&hub).await);

        let mut renamed = service(3);
        renamed.name = Some("Another name".to_owned());
        hub.put(renamed, ListingState::Listed, ChangeReason::Updated)
            .await;
        hub.move_to(
            listing_id(4),
            ListingState::Suspended,
            ChangeReason::Suspended,
        )
        .await;
        hub.move_to(
            listing_id(5),
            ListingState::Removed,
            ChangeReason::RemovedFromFeed,
        )
        .await;
        hub.move_to(
            listing_id(6),
            ListingState::Suspended,
            ChangeReason::Suspended,
        )
        .await;
        hub.move_to(listing_id(6), ListingState::Listed, ChangeReason::Restored)
            .await;
        let before = copy.read;
        copy.follow(&hub, 1).await;
        assert_eq!(
            copy.read - before,
            4,
            "each listing shows its newest change alone"
        );
        assert_eq!(copy.services, published(&hub).await);
        assert_eq!(
            copy.services[&listing_id(4).to_string()]["status"],
            "inactive"
        );

        hub.move_to(listing_id(5), ListingState::Listed, ChangeReason::Revived)
            .await;
        let page = hub
            .get(&format!("/api/v1/changes?after={}", copy.cursor))
            .await;
        assert_eq!(page.json()["items"][0]["state"], "updated");
        assert_eq!(page.json()["items"][0]["reason"], "revived");
        copy.follow(&hub, 500).await;
        assert_eq!(copy.services, published(&hub).await);

        let mut late = Copy::new();
        late.follow(&hub, 3).await;
        assert_eq!(late.services, copy.services);
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_was_erased_leaves_its_tombstone() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        hub.publish([service(1)]).await;
        hub.move_to(
            listing_id(1),
            ListingState::Removed,
            ChangeReason::RemovedFromFeed,
        )
        .await;
        hub.clock.advance(SignedDuration::from_hours(25));
        let mut tx = hub.hub.store.write().await.unwrap();
        let day_ago = tx.now() - SignedDuration::from_hours(24);
        assert_eq!(tx.erase_removed(day_ago).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let page = hub.get("/api/v1/changes").await.json();
        insta::assert_json_snapshot!("tombstone", page, { ".next" => "[cursor]", ".hub" => "[tag]" });
        let detail = hub
            .get(&format!("/oruk/v3/services/{}", listing_id(1)))
            .await;
        assert_eq!(detail.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn wrong_cursors_and_limits_are_told_plainly() {
    let hub = TestHub::start().await;
    hub.publish([service(1)]).await;
    let next = hub.get("/api/v1/changes").await.json()["next"].clone();
    let next = next.as_str().unwrap();
    for query in [
        "after=x",
        "after=-1",
        "after=1",
        "after=1.5",
        "after=%2B1",
        "after=999999",
        "after=99999999999999999999",
        "after=MQ",
        "after=0&after=0",
        "limit=0",
        "limit=501",
        "limit=",
        "limit=x",
    ] {
        let answer = hub.get(&format!("/api/v1/changes?{query}")).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{query}: {}",
            answer.text
        );
        if query.starts_with("after=") && !query.contains('&') {
            assert_eq!(answer.json()["type"], "/problems/cursor_invalid", "{query}");
        }
    }
    for query in ["", "after=", "after=0", "limit=1", "limit=500"] {
        let answer = hub.get(&format!("/api/v1/changes?{query}")).await;
        assert_eq!(
            answer.json()["items"].as_array().unwrap().len(),
            1,
            "{query}"
        );
        assert_eq!(answer.json()["next"], next, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_means_something_to_its_own_hub_alone() {
    let (one, other) = (TestHub::start().await, TestHub::start().await);
    for hub in [&one, &other] {
        hub.publish((1..=3).map(service)).await;
    }
    let next = one.get("/api/v1/changes?limit=2").await.json()["next"].clone();
    let path = format!("/api/v1/changes?after={}", next.as_str().unwrap());
    assert_eq!(one.get(&path).await.status, StatusCode::OK);
    let refused = other.get(&path).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["type"], "/problems/cursor_foreign");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(
        detail.contains("another hub") && detail.contains("after=0"),
        "{detail}"
    );
}

/// Forgets what was deleted more than `days` ago.
async fn forget(hub: &TestHub, days: i64) -> u64 {
    let mut tx = hub.hub.store.write().await.unwrap();
    let before = tx.now() - SignedDuration::from_hours(24 * days);
    let gone = tx.forget_deletions(before, 100).await.unwrap();
    tx.commit().await.unwrap();
    gone
}

async fn remove(hub: &TestHub, n: u32) {
    let reason = ChangeReason::RemovedFromFeed;
    hub.move_to(listing_id(n), ListingState::Removed, reason)
        .await;
}

#[tokio::test]
async fn a_cursor_from_before_a_forgotten_deletion_is_told_to_start_again() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        hub.publish((1..=9).map(service)).await;
        let mut early = Copy::new();
        early.follow(&hub, 4).await;
        remove(&hub, 2).await;
        let mut late = Copy::new();
        late.follow(&hub, 4).await;

        hub.clock.advance(SignedDuration::from_hours(24 * 99));
        remove(&hub, 3).await;
        assert_eq!(forget(&hub, 100).await, 0);
        hub.clock.advance(SignedDuration::from_hours(24 * 2));
        // Somebody is half-way through when the first deletion is forgotten: it had come
        // before they began, so they need not hear of it.
        let half = hub.get("/api/v1/changes?limit=3").await.json()["next"].clone();
        assert_eq!(forget(&hub, 100).await, 1);
        assert_eq!(forget(&hub, 100).await, 0);

        let path = format!("/api/v1/changes?after={}", early.cursor);
        let answer = hub.get(&path).await;
        assert_eq!(answer.status, StatusCode::GONE, "{}", answer.text);
        assert_eq!(answer.json()["type"], "/problems/cursor_expired");
        late.follow(&hub, 4).await;
        assert_eq!(late.services, published(&hub).await);
        let mut halfway = Copy {
            cursor: half.as_str().unwrap().to_owned(),
            ..Copy::new()
        };
        halfway.follow(&hub, 3).await;
        assert!(halfway.read > 0);

        // Whoever does as they are told ends with the same.
        let mut again = Copy::new();
        again.follow(&hub, 4).await;
        assert_eq!(again.services, published(&hub).await);
        assert_eq!(again.services.len(), 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_comes_late_is_never_passed_over() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        hub.publish([service(1)]).await;
        let mut copy = Copy::new();
        copy.follow(&hub, 100).await;
        // One process has taken its place in the order and dawdles; another wants to go past.
        let (slow, fast) = (database.another().await, database.another().await);
        let mut tx = slow.write().await.unwrap();
        let publication = |n| Publication {
            id: listing_id(n),
            feed: "ashby".parse().unwrap(),
            state: ListingState::Listed,
            service: with_ids(&service(n)),
        };
        tx.publish(&publication(2), ChangeReason::Added)
            .await
            .unwrap();
        let other = publication(3);
        let overtaking = tokio::spawn(async move {
            let mut tx = fast.write().await.unwrap();
            tx.publish(&other, ChangeReason::Added).await.unwrap();
            tx.commit().await.unwrap();
        });
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            copy.follow(&hub, 100).await;
        }
        assert_eq!(copy.services.len(), 1, "nothing is shown before its commit");
        tx.commit().await.unwrap();
        overtaking.await.unwrap();
        copy.follow(&hub, 1).await;
        assert_eq!(copy.services, published(&hub).await);
        assert_eq!(copy.services.len(), 3);
    })
    .await;
}
