//! The change feed: a caller who reads to the end and polls on ends with what we publish.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::Value;
use waymark::domain::{ChangeReason, ListingState};

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::{listing_id, service};

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
        hub.clock.advance(jiff::SignedDuration::from_hours(25));
        let mut tx = hub.hub.store.write().await.unwrap();
        let day_ago = tx.now() - jiff::SignedDuration::from_hours(24);
        assert_eq!(tx.erase_removed(day_ago).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let page = hub.get("/api/v1/changes").await.json();
        insta::assert_json_snapshot!("tombstone", page);
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
    for query in [
        "after=x",
        "after=-1",
        "after=1.5",
        "after=%2B1",
        "after=999999",
        "after=99999999999999999999",
        "after=1&after=2",
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
    }
    for query in ["", "after=", "after=0", "limit=1", "limit=500"] {
        let answer = hub.get(&format!("/api/v1/changes?{query}")).await;
        assert_eq!(
            answer.json()["items"].as_array().unwrap().len(),
            1,
            "{query}"
        );
    }
}
