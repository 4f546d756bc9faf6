//! Killed at any point, started again and refreshed: the same state as if nothing had happened.
//!
//! One hub is killed again and again, another one lives through the same feeds in peace;
//! after each kill and the run that follows, both must hold the same. The program is the
//! real one and so is the kill; where it strikes is read from the program's own log.

use std::time::Duration;

use serde_json::json;
use waymark::demo::{Dataset, OrukServer};

use crate::support::database::{Database, for_each_database};
use crate::support::program::{Program, scattered};
use crate::support::sample;

/// More than one batch of each phase.
const SERVICES: u32 = 320;
/// Kills on each database, spread evenly over the stages.
const KILLS: u32 = 20;
/// Runs in which a kill may come too late before the test gives up.
const TRIES: u32 = 5;
const STAGES: [&str; 4] = ["fetch", "stage", "apply", "index"];

/// What the council publishes in a round: some services come, some go, some change.
fn dataset(round: u32) -> Dataset {
    let gone = round % 7;
    let services = (1 + gone..=SERVICES + gone).map(|n| {
        let mut service = serde_json::to_value(sample::service(n)).unwrap();
        if n % 5 == round % 5 {
            service["description"] = json!(format!("As of round {round}, everybody is welcome."));
        }
        service
    });
    Dataset {
        services: services.collect(),
        ..Dataset::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_at_any_point_ends_in_the_state_of_one_that_never_was() {
    for_each_database(async |database| {
        let feed = OrukServer::start(&dataset(0)).await.unwrap();
        let killed = Program::new(database, &[("ashby", &feed)]);
        let folder = tempfile::tempdir().unwrap();
        let peaceful_database = Database::sqlite(folder).await;
        let peaceful = Program::new(&peaceful_database, &[("ashby", &feed)]);
        let kind = if database.store.is_sqlite() {
            "SQLite"
        } else {
            "PostgreSQL"
        };
        for round in 0..KILLS {
            let stage = STAGES[round as usize % STAGES.len()];
            let nth = 1 + (round as usize / STAGES.len()) % 2;
            let after = Duration::from_micros(scattered(round) % 3_000);
            let mut hit = false;
            // On a busy machine the killer may come too late: another change, another try.
            for attempt in 0..TRIES {
                feed.set(&dataset(round + attempt * KILLS));
                if stage == "index" {
                    // What it has to take in when it starts.
                    killed.refresh().await;
                }
                hit = killed.kill_at(stage, nth, after).await;
                println!("{kind}, kill {round}: {stage}, line {nth} and {after:?}: hit {hit}");
                if hit {
                    break;
                }
                killed.refresh().await;
                peaceful.refresh().await;
            }
            assert!(hit, "round {round} was over before each kill");
            killed.refresh().await;
            peaceful.refresh().await;
            let (was, want) = (killed.state().await, peaceful.state().await);
            for part in ["walk", "listings", "changes", "found", "total"] {
                assert!(
                    was[part] == want[part],
                    "round {round}, {stage}: {part} differ"
                );
            }
        }
        peaceful_database.store.close().await;
    })
    .await;
}
