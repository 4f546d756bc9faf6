//! A hub that meets a hostile feed, beside one that never does.
//!
//! clean refresh -> the fault, while another feed is refreshed too -> what came of it -> clean
//! refresh -> the same state as in the hub that never met it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use waymark::config::{Config, FeedConfig};
use waymark::connect::Client;
use waymark::demo::{Dataset, Fault, OrukServer, ServerOptions};
use waymark::domain::{Listing, ListingState, NoProgress, Outcome, Refresh};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::oruk::Service;
use waymark::store::{ListingFilter, Store};

use super::database::{Database, for_each_database};
use super::sample;
use super::scripted::feed_id;

/// Services that the hostile feed has while it is well, on three pages.
pub(crate) const SERVICES: u32 = 12;

/// What is wrong with a feed.
#[derive(Default)]
pub(crate) struct Hostility {
    /// What goes wrong on the way.
    pub(crate) faults: Vec<Fault>,
    /// What is published meanwhile; what it is when all is well where absent.
    pub(crate) data: Option<Dataset>,
    /// How the server is set up, in good days too.
    pub(crate) options: ServerOptions,
    /// Changes of the settings.
    pub(crate) settings: Option<fn(&mut Config)>,
}

impl Hostility {
    /// Answers that go wrong.
    pub(crate) fn faults(faults: impl Into<Vec<Fault>>) -> Self {
        Self {
            faults: faults.into(),
            ..Self::default()
        }
    }

    /// Every service as it is made by this.
    pub(crate) fn services(make: impl Fn(u32, &mut Value)) -> Self {
        let mut data = clean();
        for (n, service) in (1..).zip(&mut data.services) {
            make(n, service);
        }
        Self {
            data: Some(data),
            ..Self::default()
        }
    }

    pub(crate) fn with(mut self, settings: fn(&mut Config)) -> Self {
        self.settings = Some(settings);
        self
    }
}

/// The feed when all is well.
pub(crate) fn clean() -> Dataset {
    Dataset {
        services: (1..=SERVICES).map(service).collect(),
        ..Dataset::default()
    }
}

/// Sample service `n` as the feed sends it.
pub(crate) fn service(n: u32) -> Value {
    serde_json::to_value(sample::service(n)).unwrap()
}

/// The feed when it is well again: one service changed, one gone, one new.
fn mended() -> Dataset {
    let mut data = clean();
    data.services[0]["name"] = "Another name".into();
    data.services.pop();
    data.services.push(service(SERVICES + 1));
    data
}

/// What came of a refresh from a hostile feed.
pub(crate) struct Met {
    pub(crate) refresh: Refresh,
    /// What was published before and after, by id.
    before: BTreeMap<String, Listing>,
    after: BTreeMap<String, Listing>,
    /// Requests that the hostile feed got.
    pub(crate) requests: Vec<String>,
}

impl Met {
    /// The refresh ended so, with so many records added, updated, unchanged, removed, failed.
    pub(crate) fn ended(&self, outcome: Outcome, counts: [u64; 5]) -> &Self {
        let c = self.refresh.counts;
        let found = [c.added, c.updated, c.unchanged, c.removed, c.failed];
        let message = &self.refresh.message;
        assert_eq!(self.refresh.outcome, Some(outcome), "{message:?}");
        assert_eq!(found, counts, "{message:?}");
        self
    }

    /// The sentence for the officer has these words.
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        let message = self.refresh.message.as_deref().unwrap_or("nothing");
        for part in words {
            assert!(message.contains(part), "{part:?} in: {message}");
        }
        self
    }

    /// A finding of this kind says what was found and what to do, in these words.
    pub(crate) fn finds(&self, code: &str, words: &[&str]) -> &Self {
        let said: Vec<_> = self
            .refresh
            .findings
            .iter()
            .filter(|finding| finding.code.as_str() == code)
            .map(|finding| {
                let found = finding.found.as_deref().unwrap_or_default();
                format!("{found}; {}", finding.advice)
            })
            .collect();
        let fits = said
            .iter()
            .any(|said| words.iter().all(|part| said.contains(part)));
        assert!(fits, "{words:?} in {said:?}; {:?}", self.codes());
        self
    }

    /// What is published is what it was.
    pub(crate) fn changed_nothing(&self) -> &Self {
        assert_eq!(self.after, self.before);
        self
    }

    /// What is published of sample service `n`.
    pub(crate) fn published(&self, n: u32) -> Service {
        serde_json::from_str(self.document(n)).unwrap()
    }

    /// The published text of sample service `n`.
    pub(crate) fn document(&self, n: u32) -> &str {
        &self.after[&sample::id(1, n)].doc
    }

    /// The codes of all findings.
    pub(crate) fn codes(&self) -> BTreeSet<&str> {
        let findings = self.refresh.findings.iter();
        findings.map(|finding| finding.code.as_str()).collect()
    }
}

/// Lets a hub meet a hostility, on each database.
pub(crate) async fn meet(hostility: impl Fn() -> Hostility, look: impl Fn(&Met)) {
    for_each_database(async |database| {
        let hostility = hostility();
        let twin = Database::sqlite(tempfile::tempdir().unwrap()).await;
        let server = OrukServer::start_with(&clean(), hostility.options.clone())
            .await
            .unwrap();
        let bystander = OrukServer::start(&neighbour()).await.unwrap();
        let hub = Refresher::new(&database.store, &hostility);
        let peace = Refresher::new(&twin.store, &hostility);
        for hub in [&hub, &peace] {
            let first = hub.refresh("ashby", &server).await;
            assert_eq!(first.counts.added, u64::from(SERVICES), "{first:?}");
        }
        let before = published(hub.store).await;

        let asked = server.requests().len();
        server.set_faults(hostility.faults.clone());
        if let Some(data) = &hostility.data {
            server.set(data);
        }
        let (refresh, other) = tokio::join!(
            hub.refresh("ashby", &server),
            hub.refresh("brook", &bystander)
        );
        assert_eq!(other.outcome, Some(Outcome::Complete), "{other:?}");
        let mut after = published(hub.store).await;
        after.retain(|_, listing| listing.feed == feed_id("ashby"));
        for (id, listing) in &before {
            let kept = after.get(id).unwrap_or_else(|| panic!("{id} has gone"));
            assert_eq!(kept.state, ListingState::Listed, "{}", listing.name);
        }
        look(&Met {
            refresh,
            before,
            after,
            requests: server.requests().split_off(asked),
        });

        server.set_faults(vec![]);
        server.set(&mended());
        let mut states = Vec::new();
        for hub in [&hub, &peace] {
            let last = hub.refresh("ashby", &server).await;
            assert_eq!(last.outcome, Some(Outcome::Complete), "{:?}", last.message);
            states.push(state(hub.store).await);
        }
        let peaceful = states.pop().unwrap();
        for (id, want) in &peaceful {
            // What is gone is gone with its last content.
            let known = if want[0] == "removed" { 1 } else { usize::MAX };
            let found: Vec<_> = states[0][id].iter().take(known).collect();
            assert_eq!(found, want.iter().take(known).collect::<Vec<_>>());
        }
        for (id, found) in &states[0] {
            let is_there_too = peaceful.contains_key(id);
            assert!(
                is_there_too || found[0] == "removed",
                "left over: {found:?}"
            );
        }
        twin.store.close().await;
    })
    .await;
}

/// While one feed never answers, another is refreshed to its end.
pub(crate) async fn stall(fault: impl Fn() -> Fault) {
    for_each_database(async |database| {
        let hostility =
            Hostility::default().with(|config| config.fetch.timeout = "3600s".parse().unwrap());
        let (hostile, bystander) = (
            OrukServer::start(&clean()).await.unwrap(),
            OrukServer::start(&neighbour()).await.unwrap(),
        );
        hostile.set_faults(vec![fault()]);
        let hub = Refresher::new(&database.store, &hostility);
        tokio::select! {
            never = hub.refresh("ashby", &hostile) => panic!("it ended: {never:?}"),
            other = async {
                while hostile.requests().is_empty() {
                    tokio::task::yield_now().await;
                }
                hub.refresh("brook", &bystander).await
            } => assert_eq!(other.outcome, Some(Outcome::Complete), "{other:?}"),
        }
    })
    .await;
}

/// A well-behaved feed beside the hostile one.
fn neighbour() -> Dataset {
    Dataset {
        services: (101..=103).map(service).collect(),
        ..Dataset::default()
    }
}

/// A hub's store and how it fetches.
struct Refresher<'a> {
    store: &'a Store,
    config: Config,
    client: Client,
}

impl<'a> Refresher<'a> {
    fn new(store: &'a Store, hostility: &Hostility) -> Self {
        let mut config = Config::default();
        config.federation.grace = "0s".parse().unwrap();
        config.fetch.per_host_per_second = 0.0;
        config.fetch.timeout = "1s".parse().unwrap();
        if let Some(change) = hostility.settings {
            change(&mut config);
        }
        Self {
            store,
            client: Client::new(&config.fetch, store.clock().clone()).unwrap(),
            config,
        }
    }

    async fn refresh(&self, id: &str, server: &OrukServer) -> Refresh {
        let context = Context {
            store: self.store,
            client: &self.client,
            config: &self.config,
        };
        let options = RefreshOptions::default();
        let done = refresh(context, &feed(id, server), options, &NoProgress).await;
        done.unwrap()
    }
}

/// The settings of a feed that is asked for pages of five.
pub(crate) fn feed(id: &str, server: &OrukServer) -> FeedConfig {
    let url = server.url();
    let text = format!("id = \"{id}\"\nkind = \"oruk-v3\"\nurl = \"{url}\"\npage_size = 5");
    toml::from_str(&text).unwrap()
}

async fn published(store: &Store) -> BTreeMap<String, Listing> {
    let page = store.published(&ListingFilter::default(), 0, 10_000).await;
    let items = page.unwrap().items;
    items
        .into_iter()
        .map(|listing| (listing.id.to_string(), listing))
        .collect()
}

/// All that the store holds of each listing of the hostile feed, by its id: the state
/// first, then documents, records and findings. The clock stands still, so that the times
/// of change are the same too.
async fn state(store: &Store) -> BTreeMap<String, Vec<String>> {
    let findings = store.findings(&feed_id("ashby"), 10_000).await.unwrap();
    let mut all = BTreeMap::new();
    for (id, listing) in published(store).await {
        if listing.feed != feed_id("ashby") {
            continue;
        }
        let mut parts = vec![listing.state.as_str().to_owned(), listing.doc, listing.item];
        for record in store.records_of(listing.id).await.unwrap() {
            let about = findings
                .iter()
                .filter(|finding| finding.record.as_ref() == Some(&record.source_id));
            parts.extend(about.map(|finding| format!("{finding:?}")));
            parts.push(format!("{record:?}"));
        }
        all.insert(id, parts);
    }
    let mut feed = vec!["the feed".to_owned()];
    let about_it = findings.iter().filter(|finding| finding.record.is_none());
    feed.extend(about_it.map(|finding| format!("{finding:?}")));
    all.insert(feed[0].clone(), feed);
    all
}
