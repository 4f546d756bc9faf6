//! Killed between the stage, the listings and the merge: the same listings as if nothing had
//! happened.
//!
//! As in [`kill`](super::kill), with two directories that list much the same under other ids.

use std::time::Duration;

use serde_json::{Value, json};
use waymark::demo::{Dataset, OrukServer};

use crate::support::database::{Database, for_each_database};
use crate::support::program::{Program, scattered};
use crate::support::sample;

/// Services of each directory; two of three are in both.
const SERVICES: u32 = 150;
/// Kills on each database, spread evenly over the stages.
const KILLS: u32 = 9;
/// Runs in which a kill may come too late before the test gives up.
const TRIES: u32 = 5;
const STAGES: [&str; 3] = ["stage", "apply", "match"];

/// What the first directory lists in a round.
fn county(round: u32) -> Dataset {
    let gone = round % 5;
    let services = (1 + gone..=SERVICES).map(|n| {
        let mut service = serde_json::to_value(sample::service(n)).unwrap();
        if n % 4 == round % 4 {
            service["description"] = json!(format!("As of round {round}, everybody is welcome."));
        }
        service
    });
    dataset(services.collect())
}

/// What the second one does: the same clubs under ids of its own, some of which turn into
/// something else for a round.
fn volunteers(round: u32) -> Dataset {
    let services = (1..=SERVICES).filter(|n| n % 3 > 0).map(|n| {
        let mut service = serde_json::to_value(sample::service(n)).unwrap();
        service["id"] = json!(format!("v{n}"));
        service["cost_options"] = json!([]);
        if n % 10 == round % 10 {
            service["name"] = json!(format!("Choir {n}"));
            service["description"] = json!("Four-part singing without an audition.");
            service["organization"]["name"] = json!("Rivelmoor Singers");
        }
        service
    });
    dataset(services.collect())
}

fn dataset(services: Vec<Value>) -> Dataset {
    Dataset {
        services,
        ..Dataset::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_before_a_merge_ends_with_the_listings_of_one_that_never_was() {
    for_each_database(async |database| {
        let feeds = [
            OrukServer::start(&county(0)).await.unwrap(),
            OrukServer::start(&volunteers(0)).await.unwrap(),
        ];
        let named = [("ashby", &feeds[0]), ("brook", &feeds[1])];
        let killed = Program::new(database, &named);
        let peaceful_database = Database::sqlite(tempfile::tempdir().unwrap()).await;
        let peaceful = Program::new(&peaceful_database, &named);
        killed.refresh().await;
        peaceful.refresh().await;
        for kill in 0..KILLS {
            let stage = STAGES[kill as usize % STAGES.len()];
            let nth = 1 + kill as usize / STAGES.len();
            let after = Duration::from_micros(scattered(kill) % 3_000);
            let mut hit = false;
            for attempt in 0..TRIES {
                let round = 1 + kill + attempt * KILLS;
                feeds[0].set(&county(round));
                feeds[1].set(&volunteers(round));
                hit = killed.kill_at(stage, nth, after).await;
                if hit {
                    break;
                }
                killed.refresh().await;
                peaceful.refresh().await;
            }
            assert!(hit, "kill {kill} at {stage} came too late each time");
            killed.refresh().await;
            peaceful.refresh().await;
            let (was, want) = (killed.state().await, peaceful.state().await);
            for part in ["walk", "listings", "changes", "found", "total"] {
                assert!(
                    was[part] == want[part],
                    "kill {kill}, {stage}: {part} differ"
                );
            }
            let made = killed.store.tally().await.unwrap();
            assert_eq!(made, peaceful.store.tally().await.unwrap());
            assert!(made.joined > 70, "{made:?}");
        }
        peaceful_database.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_refresh_left_to_be_matched_is_matched_when_the_hub_starts() {
    for_each_database(async |database| {
        let feeds = [
            OrukServer::start(&county(0)).await.unwrap(),
            OrukServer::start(&volunteers(0)).await.unwrap(),
        ];
        let named = [("ashby", &feeds[0]), ("brook", &feeds[1])];
        let hub = Program::new(database, &named);
        let mut left = 0;
        for round in 1..=TRIES {
            hub.refresh().await;
            feeds[0].set(&county(round));
            hub.kill_at("match", 1, Duration::ZERO).await;
            left = database.store.unmatched().await.unwrap();
            if left > 0 {
                break;
            }
        }
        assert!(left > 0, "no kill left anything to be matched");
        let mut serve = hub.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut serve = serve.stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut waits = 0;
        while database.store.unmatched().await.unwrap() > 0 && waits < 600 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            waits += 1;
        }
        serve.kill().unwrap();
        serve.wait().unwrap();
        assert_eq!(database.store.unmatched().await.unwrap(), 0);
    })
    .await;
}
