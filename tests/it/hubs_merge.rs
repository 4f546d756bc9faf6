//! Two hubs that follow each other, each with a council of its own that lists the same club.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use waymark::config::{Config, FeedConfig};
use waymark::demo::{Dataset, OrukServer};
use waymark::domain::{NoProgress, Outcome};
use waymark::federation::RefreshOptions;

use crate::support::club::club;
use crate::support::database::for_each_database;
use crate::support::following::published;
use crate::support::hub::TestHub;

/// Rounds after which two hubs that ever settle have settled.
const ROUNDS: usize = 4;

/// A hub, its council, and how it sees the other hub.
struct Side {
    hub: TestHub,
    council: OrukServer,
    id: String,
}

impl Side {
    fn lists(&self, services: &[Value]) {
        self.council.set(&Dataset {
            services: services.to_vec(),
            ..Dataset::default()
        });
    }

    async fn pull(&self, kind: &str, id: &str, url: &str) {
        self.hub.clock.advance(SignedDuration::from_mins(2));
        let feed: FeedConfig =
            toml::from_str(&format!("id = {id:?}\nkind = {kind:?}\nurl = {url:?}")).unwrap();
        let works = self.hub.hub.works();
        let work = works.refresh(&feed, RefreshOptions::default(), &NoProgress);
        let done = tokio::time::timeout(Duration::from_secs(60), work).await;
        let done = done.unwrap().unwrap();
        assert_eq!(done.outcome, Some(Outcome::Complete), "{:?}", done.message);
    }

    async fn pull_council(&self) {
        self.pull("oruk-v3", "council", self.council.url().as_str())
            .await;
    }

    async fn pull_hub(&self, other: &Self) {
        self.pull("waymark", "peer", other.hub.url("").as_str())
            .await;
    }

    async fn seq(&self) -> i64 {
        self.hub.hub.store.last_seq().await.unwrap()
    }

    /// What it lists of the club.
    async fn only(&self) -> Value {
        let all = published(&self.hub).await;
        assert_eq!(all.len(), 1, "{all:#?}");
        all.into_values().next().unwrap()
    }
}

/// Both pull their councils, then each other, until nothing happens any more; says so.
async fn settle(sides: &[Side; 2], first: usize) {
    let [one, other] = [&sides[first], &sides[1 - first]];
    let mut was = (0, 0);
    for round in 0.. {
        for side in [one, other] {
            side.pull_council().await;
        }
        one.pull_hub(other).await;
        other.pull_hub(one).await;
        let is = (one.seq().await, other.seq().await);
        if is == was {
            return;
        }
        assert!(round <= ROUNDS, "they do not settle: {was:?}, then {is:?}");
        was = is;
    }
}

fn quick(config: &mut Config) {
    config.fetch.per_host_per_second = 0.0;
    config.federation.grace = "0s".parse().unwrap();
    config.federation.max_removal_share = 1.0;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hubs_that_merge_what_they_have_of_each_other_settle_and_let_go_of_what_is_gone() {
    for_each_database(async |database| {
        let url = database.url.clone();
        let hubs = [
            TestHub::start_with(|config| {
                quick(config);
                config.database.url = url;
            })
            .await,
            TestHub::start_with(quick).await,
        ];
        // The second hub's club has the older kind of id: neither is the other's by its id.
        let ids = [
            "aaaaaaaa-0000-4000-8000-000000000001",
            "bbbbbbbb-0000-4000-8000-000000000001",
        ];
        let mut sides = Vec::new();
        for (hub, id) in hubs.into_iter().zip(ids) {
            let council = OrukServer::start(&Dataset::default()).await.unwrap();
            sides.push(Side {
                hub,
                council,
                id: id.to_owned(),
            });
        }
        let Ok(sides) = <[Side; 2]>::try_from(sides) else {
            panic!("two")
        };
        let email = json!({"email": "lunch@heelwood.example"});
        for first in [0, 1] {
            sides[0].lists(&[club(&sides[0].id, &email)]);
            let fees =
                json!({"email": "lunch@heelwood.example", "fees_description": "Pay what you can."});
            sides[1].lists(&[club(&sides[1].id, &fees)]);
            settle(&sides, first).await;
            for side in &sides {
                let club = side.only().await;
                assert_eq!(club["email"], "lunch@heelwood.example");
            }
            // One of them takes the other's record in; the other knows its own words again.
            let mut crowds = Vec::new();
            for side in &sides {
                crowds.push(side.hub.hub.store.tally().await.unwrap().records);
            }
            crowds.sort_unstable();
            assert_eq!(crowds, [1, 2]);
            // One of the two has what only the other's council says; neither takes back its own.
            let mut known = Vec::new();
            for side in &sides {
                known.push(side.only().await.get("fees_description").is_some());
            }
            assert!(known[1], "its own council says so");

            // Both councils take it out: nobody believes the other.
            sides[0].lists(&[club(&sides[0].id, &json!({}))]);
            sides[1].lists(&[club(&sides[1].id, &json!({}))]);
            settle(&sides, first).await;
            for side in &sides {
                let club = side.only().await;
                assert!(club.get("email").is_none(), "{club}");
                assert!(club.get("fees_description").is_none(), "{club}");
            }
            // One council closes it: it lives on by the other. Both do: it is gone.
            sides[0].lists(&[]);
            settle(&sides, first).await;
            sides[1].only().await;
            sides[1].lists(&[]);
            settle(&sides, first).await;
            for side in &sides {
                assert_eq!(published(&side.hub).await.len(), 0);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_listing_is_made_of_travels_with_it() {
    let [source, follower] = [
        TestHub::start_with(quick).await,
        TestHub::start_with(quick).await,
    ];
    let council = OrukServer::start(&Dataset::default()).await.unwrap();
    let id = "cccccccc-0000-4000-8000-000000000001";
    let side = Side {
        hub: source,
        council,
        id: id.to_owned(),
    };
    side.lists(&[club(&side.id, &json!({}))]);
    side.pull_council().await;
    let council = OrukServer::start(&Dataset::default()).await.unwrap();
    let other = Side {
        hub: follower,
        council,
        id: String::new(),
    };
    other.pull_hub(&side).await;
    let origin = format!("{}/{id}", side.hub.hub.store.tag());
    let changes = other.hub.get("/api/v1/changes?after=0").await.json();
    assert_eq!(changes["hub"], other.hub.hub.store.tag());
    assert_eq!(changes["items"][0]["made_of"], json!([origin]));
    let told = other
        .hub
        .get(&format!("/api/v1/services/{id}/provenance"))
        .await
        .json();
    assert_eq!(told["made_of"], json!([origin]));
    let document = other.hub.get(&format!("/oruk/v3/services/{id}")).await.text;
    assert!(!document.contains("made_of"), "{document}");
    // Where it begins there is nothing to tell.
    let own = side.hub.get("/api/v1/changes?after=0").await.json();
    assert!(own["items"][0].get("made_of").is_none(), "{own}");
}
