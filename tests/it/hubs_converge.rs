//! Sources, two hubs and a client of the change feed: whatever happens, all end equal.
//!
//! two sources -> hub (two feeds by ORUK) -> another hub (its change feed) -> a client (the
//! other's change feed). Two thousand steps at random, the same ones each time; in between
//! refreshes, some of them cut off in the middle, and restarts. Run it with another seed by
//! setting `WAYMARK_TEST_SEED`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use waymark::config::Config;
use waymark::connect::{ChangeFeed, ChangesError, Client, FROM_THE_START};
use waymark::demo::{Dataset, OrukServer};
use waymark::domain::{
    ChangeReason, Clock, ListingId, ListingState, NoProgress, Outcome, Publication,
};
use waymark::federation::RefreshOptions;
use waymark::store::Exported;

use crate::support::database::{Database, for_each_database};
use crate::support::feed::quick;
use crate::support::following::{assert_equal, bare, feed_of, published};
use crate::support::hub::TestHub;
use crate::support::sample;

const STEPS: u32 = 2_000;
/// Steps between two refreshes of the first hub.
const AT_ONCE: u32 = 20;
/// Each source begins with so many services.
const AT_FIRST: u32 = 40;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let seed = std::env::var("WAYMARK_TEST_SEED").ok();
        Self(seed.and_then(|seed| seed.parse().ok()).unwrap_or(7))
    }

    fn below(&mut self, end: usize) -> usize {
        // Knuth's MMIX generator; its upper half is random enough to choose with.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }
}

/// A council: what it lists, and what it listed once.
struct Source {
    server: OrukServer,
    listed: BTreeMap<u32, Value>,
    gone: BTreeMap<u32, Value>,
    next: u32,
    edits: u32,
}

impl Source {
    async fn start(first: u32) -> Self {
        let listed: BTreeMap<u32, Value> = (first..first + AT_FIRST)
            .map(|n| (n, serde_json::to_value(sample::service(n)).unwrap()))
            .collect();
        let services = listed.values().cloned().collect();
        let dataset = Dataset {
            services,
            ..Dataset::default()
        };
        Self {
            server: OrukServer::start(&dataset).await.unwrap(),
            listed,
            gone: BTreeMap::new(),
            next: first + AT_FIRST,
            edits: 0,
        }
    }

    fn serve(&self) {
        let services = self.listed.values().cloned().collect();
        self.server.set(&Dataset {
            services,
            ..Dataset::default()
        });
    }

    /// Adds, edits, removes or revives a service.
    fn step(&mut self, dice: &mut Dice) {
        let there: Vec<u32> = self.listed.keys().copied().collect();
        let gone: Vec<u32> = self.gone.keys().copied().collect();
        match dice.below(10) {
            0 | 1 => {
                let service = serde_json::to_value(sample::service(self.next)).unwrap();
                self.listed.insert(self.next, service);
                self.next += 1;
            }
            2 | 3 if there.len() > 10 => {
                let n = dice.pick(&there).unwrap();
                self.gone.insert(n, self.listed.remove(&n).unwrap());
            }
            4 => {
                if let Some(n) = dice.pick(&gone) {
                    self.listed.insert(n, self.gone.remove(&n).unwrap());
                }
            }
            _ => {
                let n = dice.pick(&there).unwrap();
                self.edits += 1;
                let service = self.listed.get_mut(&n).unwrap();
                match dice.below(3) {
                    0 => service["name"] = json!(format!("Edited {}", self.edits)),
                    1 => {
                        service["schedules"][0]["opens_at"] =
                            json!(format!("{:02}:30", self.edits % 10))
                    }
                    _ => service["status"] = json!(["active", "inactive"][dice.below(2)]),
                }
            }
        }
    }
}

/// What the first hub does by itself: suspends and restores, merges and splits.
async fn decide(hub: &TestHub, dice: &mut Dice) {
    let all = hub.hub.store.exported_after(0, 10_000).await.unwrap();
    let ids: Vec<ListingId> = all.iter().map(|one: &Exported| one.id).collect();
    let Some(id) = dice.pick(&ids) else { return };
    let state = async |id| hub.hub.store.listing(id).await.unwrap().unwrap().state;
    match dice.below(4) {
        0 | 1 => {
            let (state, reason) = match state(id).await {
                ListingState::Suspended => (ListingState::Listed, ChangeReason::Restored),
                _ => (ListingState::Suspended, ChangeReason::Suspended),
            };
            move_to(hub, id, state, reason, None).await;
        }
        2 => {
            let winner = dice.pick(&ids).filter(|winner| *winner != id);
            let reason = ChangeReason::RemovedFromFeed;
            move_to(hub, id, ListingState::Removed, reason, winner).await;
        }
        _ => {
            let changes = hub.hub.store.changes(0, 10_000).await.unwrap();
            let merged = changes.iter().filter(|one| one.merged_into.is_some());
            let merged: Vec<ListingId> = merged.map(|one| one.id).collect();
            if let Some(id) = dice.pick(&merged) {
                move_to(hub, id, ListingState::Listed, ChangeReason::Revived, None).await;
            }
        }
    }
}

async fn move_to(
    hub: &TestHub,
    id: ListingId,
    state: ListingState,
    reason: ChangeReason,
    merged_into: Option<ListingId>,
) {
    let listing = hub.hub.store.listing(id).await.unwrap().unwrap();
    if listing.doc.is_empty() {
        return;
    }
    let mut publication = Publication::from_listing(&listing).unwrap();
    publication.state = state;
    let mut tx = hub.hub.store.write().await.unwrap();
    tx.publish(&publication, reason).await.unwrap();
    if let Some(winner) = merged_into {
        tx.set_merged_into(id, winner).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn settings(config: &mut Config, database: &Database) {
    config.database.url.clone_from(&database.url);
    config.fetch.per_host_per_second = 0.0;
    config.federation.grace = "0s".parse().unwrap();
    // What is held waits for a person, who is not here.
    config.federation.max_removal_share = 1.0;
    // Listings are merged and parted by hand here, beneath their records; hubs that merge what
    // they have of each other are in `hubs_merge`.
    config.federation.matching = false;
}

async fn first_hub(database: &Database, sources: &[Source; 2]) -> TestHub {
    let feed = |(name, source): (&str, &Source)| {
        let url = source.server.url();
        toml::from_str(&format!(
            "id = \"{name}\"\nkind = \"oruk-v3\"\nurl = \"{url}\""
        ))
        .unwrap()
    };
    let feeds = ["north", "south"].into_iter().zip(sources).map(feed);
    let feeds = feeds.collect();
    TestHub::start_with(|config| {
        settings(config, database);
        config.feeds = feeds;
    })
    .await
}

async fn second_hub(database: &Database, first: &TestHub) -> TestHub {
    let feed = feed_of("auto", &first.url(""));
    TestHub::start_with(|config| {
        settings(config, database);
        config.feeds = vec![feed];
    })
    .await
}

/// Refreshes every feed of a hub; `cut` drops the work after so many milliseconds, as a crash does.
async fn refresh(hub: &TestHub, cut: Option<u64>) {
    // Whatever a cut-off refresh has left behind runs out.
    hub.clock.advance(SignedDuration::from_mins(2));
    for feed in &hub.hub.config.feeds {
        let works = hub.hub.works();
        let work = works.refresh(feed, RefreshOptions::default(), &NoProgress);
        let limit = Duration::from_millis(cut.unwrap_or(600_000));
        match tokio::time::timeout(limit, work).await {
            Ok(done) => {
                let done = done.unwrap();
                assert_eq!(done.outcome, Some(Outcome::Complete), "{:?}", done.message);
            }
            Err(_) => assert!(cut.is_some(), "a refresh takes for ever"),
        }
    }
}

/// A copy that is kept by the loop of the documentation.
struct Copy {
    services: BTreeMap<String, Value>,
    cursor: String,
}

impl Copy {
    async fn sync(&mut self, hub: &TestHub, page: u32) {
        let client = Client::new(&quick(), hub.hub.clock.clone()).unwrap();
        let mut feed = ChangeFeed::new(&hub.url(""), &client, &quick()).page_size(page);
        loop {
            let page = match feed.after(&self.cursor).await {
                Err(ChangesError::StartAgain(_)) => {
                    self.services.clear();
                    FROM_THE_START.clone_into(&mut self.cursor);
                    continue;
                }
                page => page.unwrap(),
            };
            if page.items.is_empty() {
                return;
            }
            for change in page.items {
                match change.data {
                    Some(text) => {
                        let service = serde_json::from_str(text.get()).unwrap();
                        self.services.insert(change.id, bare(service))
                    }
                    None => self.services.remove(&change.id),
                };
            }
            self.cursor = page.next;
        }
    }
}

/// Forgets deletions of long ago, so that some have to start again.
async fn forget(hub: &TestHub) {
    let mut tx = hub.hub.store.write().await.unwrap();
    let before = tx.now() - SignedDuration::from_mins(10);
    tx.forget_deletions(before, 1000).await.unwrap();
    tx.commit().await.unwrap();
}

async fn converge(one: &Database, other: &Database) {
    let mut dice = Dice::new();
    let mut sources = [Source::start(1).await, Source::start(100_001).await];
    let mut first = first_hub(one, &sources).await;
    let mut second = second_hub(other, &first).await;
    let mut copy = Copy {
        services: BTreeMap::new(),
        cursor: FROM_THE_START.to_owned(),
    };
    for round in 1..=STEPS / AT_ONCE {
        for _ in 0..AT_ONCE {
            match dice.below(8) {
                0 => decide(&first, &mut dice).await,
                n => sources[n % 2].step(&mut dice),
            }
        }
        sources.iter().for_each(Source::serve);
        if dice.one_in(4) {
            let cut = dice.below(150) as u64;
            refresh(&first, Some(cut)).await;
            refresh(&second, Some(cut)).await;
            // A crash takes the connections to the database with it.
            restart_first(one, &sources, &mut first, &mut second).await;
            restart_second(other, &first, &mut second).await;
        }
        refresh(&first, None).await;
        if !dice.one_in(3) {
            refresh(&second, None).await;
        }
        if dice.one_in(2) {
            copy.sync(&second, 1 + u32::try_from(dice.below(20)).unwrap())
                .await;
        }
        if dice.one_in(10) {
            forget(&first).await;
            forget(&second).await;
        }
        if dice.one_in(8) {
            restart_first(one, &sources, &mut first, &mut second).await;
        }
        if dice.one_in(8) {
            restart_second(other, &first, &mut second).await;
        }
        if round % 10 == 0 {
            refresh(&first, None).await;
            refresh(&second, None).await;
            copy.sync(&second, 100).await;
            let (ours, theirs) = (published(&first).await, published(&second).await);
            assert_equal(&ours, &theirs);
            assert_equal(&theirs, &copy.services);
            let listed = sources.iter().map(|source| source.listed.len()).sum();
            assert!(
                !ours.is_empty() && ours.len() <= listed,
                "{} of {listed}",
                ours.len()
            );
        }
    }
}

/// Starts the first hub anew on its database; the second follows it to its new address.
async fn restart_first(
    database: &Database,
    sources: &[Source; 2],
    first: &mut TestHub,
    second: &mut TestHub,
) {
    let now = first.clock.now();
    *first = first_hub(database, sources).await;
    first.clock.advance(now.duration_since(first.clock.now()));
    let feed = feed_of("waymark", &first.url(""));
    Arc::make_mut(&mut second.hub.config).feeds = vec![feed];
}

/// Starts the second hub anew on its database.
async fn restart_second(database: &Database, first: &TestHub, second: &mut TestHub) {
    let now = second.clock.now();
    *second = second_hub(database, first).await;
    second.clock.advance(now.duration_since(second.clock.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hubs_and_a_client_end_equal_after_two_thousand_steps() {
    for_each_database(async |one| {
        for_each_database(async |other| {
            if one.store.is_sqlite() == other.store.is_sqlite() {
                let began = std::time::Instant::now();
                converge(one, other).await;
                let name = if one.store.is_sqlite() {
                    "SQLite"
                } else {
                    "PostgreSQL"
                };
                println!(
                    "{STEPS} steps on {name}: {:.1} s",
                    began.elapsed().as_secs_f64()
                );
            }
        })
        .await;
    })
    .await;
}
