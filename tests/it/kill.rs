//! Killed at any point, started again and refreshed: the same state as if nothing had happened.
//!
//! One hub is killed again and again, another one lives through the same feeds in peace;
//! after each kill and the run that follows, both must hold the same. The program is the
//! real one and so is the kill; where it strikes is read from the program's own log.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use waymark::demo::{Dataset, OrukServer};
use waymark::domain::ListingId;
use waymark::store::{ListingFilter, Store};

use crate::support::database::{Database, for_each_database};
use crate::support::sample;

/// More than one batch of each phase.
const SERVICES: u32 = 320;
/// Kills on each database, spread evenly over the stages.
const KILLS: u32 = 20;
/// Runs in which a kill may come too late before the test gives up.
const TRIES: u32 = 5;
const STAGES: [&str; 4] = ["fetch", "stage", "apply", "index"];

/// A hub as the command line sees it.
struct Program {
    folder: tempfile::TempDir,
    store: Store,
}

impl Program {
    fn new(database: &Database, feed: &OrukServer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let settings = format!(
            "[database]\nurl = {url:?}\n[data]\ndir = {dir:?}\n[fetch]\nper_host_per_second = 0.0\n\
             [federation]\ngrace = \"0s\"\nmax_removal_share = 1.0\n\
             [[feeds]]\nid = \"ashby\"\nkind = \"oruk-v3\"\nurl = \"{feed}\"\npage_size = 80\n",
            url = database.url,
            feed = feed.url(),
        );
        std::fs::write(folder.path().join("config.toml"), settings).unwrap();
        Self {
            folder,
            store: database.store.clone(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
        command
            .args(arguments)
            .arg("--config")
            .arg(self.folder.path().join("config.toml"))
            .env("WAYMARK_LOG", "waymark=debug")
            .stdin(Stdio::null());
        command
    }

    /// Runs to the end and gives what was printed.
    async fn run(&self, arguments: &'static [&'static str]) -> Value {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    async fn refresh(&self) {
        let done = self.run(&["refresh", "--json"]).await;
        assert_eq!(done["feeds"][0]["outcome"], "complete", "{done}");
    }

    /// Kills the program a moment after it has logged the stage for the `nth` time. Says
    /// whether it was still alive then.
    async fn kill_at(&self, stage: &'static str, nth: usize, after: Duration) -> bool {
        let mut command = match stage {
            "index" => self.command(&["serve", "--listen", "127.0.0.1:0"]),
            _ => self.command(&["refresh", "--json"]),
        };
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let strike = move || {
            let mut child = command.spawn().unwrap();
            // Held open until the kill: a program that cannot log any more may end by itself.
            let mut log = BufReader::new(child.stderr.take().unwrap());
            let sign = format!("phase=\"{stage}\"");
            let signs = log
                .by_ref()
                .lines()
                .map_while(Result::ok)
                .filter(|l| l.contains(&sign));
            let seen = signs.take(nth).count() == nth;
            std::thread::sleep(after);
            let alive = seen && child.try_wait().unwrap().is_none();
            // SIGKILL: nothing of the program runs after it.
            child.kill().unwrap();
            child.wait().unwrap();
            drop(log);
            alive
        };
        tokio::task::spawn_blocking(strike).await.unwrap()
    }

    /// Everything that must not depend on what happened on the way.
    async fn state(&self) -> Value {
        let mut listings = Vec::new();
        let mut rows = self.store.changed_listings(0, i64::MAX).await.unwrap();
        rows.sort_by_key(|listing| listing.id);
        for row in &rows {
            let records = self.store.records_of(row.id).await.unwrap();
            let records: Vec<_> = records
                .iter()
                .map(|r| {
                    json!([
                        r.source_id,
                        r.raw_hash,
                        r.service,
                        r.missing_since.is_some()
                    ])
                })
                .collect();
            listings.push(json!([
                row.id,
                row.state,
                timeless(&row.doc),
                timeless(&row.item),
                records
            ]));
        }
        let changes = self.store.changes(0, i64::MAX).await.unwrap();
        let mut changes: Vec<_> = changes
            .iter()
            .map(|c| json!([c.id, c.state, c.data.as_deref().map(timeless)]).to_string())
            .collect();
        changes.sort();
        let everything = ListingFilter::default();
        let page = self.store.published(&everything, 0, 10_000).await.unwrap();
        let walk: Vec<ListingId> = page.items.iter().map(|listing| listing.id).collect();
        let found = self.run(&["search", "--limit", "100", "--json"]).await;
        let results = found["results"].as_array().unwrap().iter();
        let ids: Vec<_> = results.map(|result| result["id"].clone()).collect();
        json!({ "listings": listings, "changes": changes, "walk": walk, "found": ids, "total": found["total"] })
    }
}

fn timeless(document: &str) -> Value {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    if let Some(object) = document.as_object_mut() {
        object.remove("last_modified");
    }
    document
}

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

/// Numbers that look random and are the same every time (splitmix64).
fn scattered(seed: u32) -> u64 {
    let mut z = u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_at_any_point_ends_in_the_state_of_one_that_never_was() {
    for_each_database(async |database| {
        let feed = OrukServer::start(&dataset(0)).await.unwrap();
        let killed = Program::new(database, &feed);
        let folder = tempfile::tempdir().unwrap();
        let peaceful_database = Database::sqlite(folder).await;
        let peaceful = Program::new(&peaceful_database, &feed);
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
