//! Sources, two hubs and a client of the change feed: whatever happens, all end equal.
//!
//! two sources -> hub (two feeds by ORUK, matched) -> another hub (its change feed) -> a client
//! (the other's change feed). Two thousand steps at random, the same ones each time: services
//! come, change, go and come back, some are listed by both sources and become one listing, people
//! part and join listings and take that back; in between refreshes, some of them cut off in the
//! middle, and restarts. Run it with another seed by setting `WAYMARK_TEST_SEED`.
//!
//! Both hubs match; the second holds apart what the first, which has seen the records, does.

mod source;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;
use waymark::config::Config;
use waymark::connect::{ChangeFeed, ChangesError, Client, FROM_THE_START};
use waymark::domain::{
    ChangeReason, Clock, ListingId, ListingState, NoProgress, Outcome, Publication,
};
use waymark::federation::{self, Author, DecideError, Decided, RefreshOptions, Word};
use waymark::store::Exported;

use crate::support::database::{Database, for_each_database};
use crate::support::feed::quick;
use crate::support::following::{assert_equal, bare, feed_of, published};
use crate::support::hub::TestHub;
use source::{Dice, Source};

const STEPS: u32 = 2_000;
/// Steps between two refreshes of the first hub.
const AT_ONCE: u32 = 40;
/// What people have said of which records are one.
#[derive(Default)]
struct Said {
    decisions: Vec<String>,
    merged: u32,
    parted: u32,
    undone: u32,
    /// Listings of several records that were met.
    joint: u32,
}

impl Said {
    /// Takes note of a decision; what there was nothing to decide on is none.
    fn note(&mut self, decided: Result<Decided, DecideError>) -> u32 {
        match decided {
            Ok(decided) => {
                self.decisions.push(decided.decision);
                1
            }
            Err(DecideError::Pointless(_) | DecideError::Unknown(_)) => 0,
            Err(error) => panic!("{error}"),
        }
    }
}

fn somebody() -> Author<'static> {
    Author {
        name: "ann",
        comment: None,
    }
}

/// What the people of the first hub do: suspend and restore, join, part and take that back.
async fn decide(hub: &TestHub, dice: &mut Dice, said: &mut Said) {
    let (store, config) = (&hub.hub.store, &*hub.hub.config);
    let all = store.exported_after(0, 10_000).await.unwrap();
    let ids: Vec<ListingId> = all.iter().map(|one: &Exported| one.id).collect();
    let Some(id) = dice.pick(&ids) else { return };
    let state = async |id| store.listing(id).await.unwrap().unwrap().state;
    match dice.below(6) {
        0 | 1 => {
            let (state, reason) = match state(id).await {
                ListingState::Suspended => (ListingState::Listed, ChangeReason::Restored),
                _ => (ListingState::Suspended, ChangeReason::Suspended),
            };
            move_to(hub, id, state, reason).await;
        }
        2 => {
            if let Some(other) = dice.pick(&ids) {
                let merged =
                    federation::decide(store, config, &Word::Merge, (id, other), somebody());
                said.merged += said.note(merged.await);
            }
        }
        3 | 4 => {
            let joint: Vec<ListingId> = all
                .iter()
                .filter(|one| one.feeds.len() > 1)
                .map(|one| one.id)
                .collect();
            said.joint += u32::from(!joint.is_empty());
            if let Some(id) = dice.pick(&joint) {
                let records = store.speakers(id).await.unwrap();
                let out = dice.pick(&records).map(|record| record.name).unwrap();
                let out = [out];
                let parted = federation::split(store, config, id, &out, somebody());
                said.parted += said.note(parted.await);
            }
        }
        _ => {
            if !said.decisions.is_empty() {
                let at = dice.below(said.decisions.len());
                let decision = said.decisions.swap_remove(at);
                match federation::undo(store, config, &decision, somebody()).await {
                    Ok(_) => said.undone += 1,
                    Err(DecideError::Unknown(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }
}

async fn move_to(hub: &TestHub, id: ListingId, state: ListingState, reason: ChangeReason) {
    let listing = hub.hub.store.listing(id).await.unwrap().unwrap();
    if listing.doc.is_empty() {
        return;
    }
    let mut publication = Publication::from_listing(&listing).unwrap();
    publication.state = state;
    let mut tx = hub.hub.store.write().await.unwrap();
    tx.publish(&publication, reason).await.unwrap();
    tx.commit().await.unwrap();
}

fn settings(config: &mut Config, database: &Database) {
    config.database.url.clone_from(&database.url);
    config.fetch.per_host_per_second = 0.0;
    config.federation.grace = "0s".parse().unwrap();
    // What is held waits for a person, who is not here.
    config.federation.max_removal_share = 1.0;
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
    let mut said = Said::default();
    let mut sources = [Source::start(1).await, Source::start(100_001).await];
    let mut first = first_hub(one, &sources).await;
    let mut second = second_hub(other, &first).await;
    let mut copy = Copy {
        services: BTreeMap::new(),
        cursor: FROM_THE_START.to_owned(),
    };
    for round in 1..=STEPS / AT_ONCE {
        for _ in 0..AT_ONCE {
            match dice.below(16) {
                0 | 1 => decide(&first, &mut dice, &mut said).await,
                2 => {
                    let [one, other] = &mut sources;
                    match dice.one_in(2) {
                        true => one.also_list(other, &mut dice),
                        false => other.also_list(one, &mut dice),
                    }
                }
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
        if round % 5 == 0 {
            refresh(&first, None).await;
            refresh(&second, None).await;
            copy.sync(&second, 100).await;
            let (ours, theirs) = (published(&first).await, published(&second).await);
            assert_equal(&ours, &theirs);
            assert_equal(&theirs, &copy.services);
            let listed = sources.iter().map(|source| source.listed.len()).sum();
            assert!(
                ours.len() <= listed && ours.len() > listed / 3,
                "{} of {listed}",
                ours.len()
            );
        }
    }
    println!(
        "joined by people {}, parted {}, taken back {}; joint listings at {} looks",
        said.merged, said.parted, said.undone, said.joint
    );
    for (what, times) in [
        ("joined", said.merged),
        ("parted", said.parted),
        ("taken back", said.undone),
    ] {
        assert!(times >= 10, "{what} {times} times only");
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
