//! A store with one listing, its provider's website, and a watcher between them.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;
use waymark::config::Config;
use waymark::connect::Client;
use waymark::domain::{
    ChangeReason, Listing, ListingId, ListingState, NoProgress, Publication, Suspension, TestClock,
    Verdict,
};
use waymark::lifecycle;
use waymark::store::Store;
use waymark::watch::Watcher;

use super::provider::Provider;

/// The page of the club as the listing has it.
pub(crate) const PAGE: &str = "<title>Ashby Lunch Club</title><main><h1>Ashby Lunch Club</h1>\
    <p>A hot meal and good company each Tuesday, for older people of Ashby and around.</p>\
    <h2>Contact</h2><p>Call the cook on 01632 960123.</p></main>";

/// The same page with a notice of closure.
pub(crate) const CLOSED: &str = "<title>Ashby Lunch Club</title><main><h1>Ashby Lunch Club</h1>\
    <p>With great sadness we write that Ashby Lunch Club has closed for good.</p>\
    <h2>Contact</h2><p>Call the cook on 01632 960123.</p></main>";

/// The same page with another number.
pub(crate) const OTHER_PHONE: &str = "<title>Ashby Lunch Club</title><main><h1>Ashby Lunch Club</h1>\
    <p>A hot meal and good company each Tuesday, for older people of Ashby and around.</p>\
    <h2>Contact</h2><p>Call the cook on 01632 960456.</p></main>";

/// One watched listing.
pub(crate) struct Watched {
    pub(crate) store: Store,
    pub(crate) clock: TestClock,
    pub(crate) site: Provider,
    pub(crate) listing: ListingId,
    pub(crate) watcher: Watcher,
    pub(crate) folder: tempfile::TempDir,
}

impl Watched {
    /// The club's listing in this store, and its page as listed.
    pub(crate) async fn start(store: Store, clock: TestClock) -> Self {
        Self::start_with(store, clock, Config::default()).await
    }

    async fn start_with(store: Store, clock: TestClock, mut config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = Provider::start(PAGE).await;
        config.data.dir = folder.path().to_owned();
        config.fetch.per_host_per_second = 0.0;
        let client = Client::new(&config.fetch, Arc::new(clock.clone())).unwrap();
        let watcher = Watcher::new(store.clone(), client, Arc::new(clock.clone()), &config);
        let listing = ListingId(uuid::Uuid::from_u128(7));
        let watched = Self {
            store,
            clock,
            site,
            listing,
            watcher,
            folder,
        };
        watched.publish("01632 960123", "club").await;
        watched
    }

    /// As [`Watched::on_sqlite`], with less patience for a website.
    pub(crate) async fn patient_for(timeout: &str) -> Self {
        let mut config = Config::default();
        config.fetch.timeout = timeout.parse().unwrap();
        let (store, clock) = sqlite().await;
        Self::start_with(store, clock, config).await
    }

    /// As [`Watched::start`], on a SQLite file of its own.
    pub(crate) async fn on_sqlite() -> Self {
        let (store, clock) = sqlite().await;
        Self::start(store, clock).await
    }

    /// Publishes the club with a page of another site.
    pub(crate) async fn publish_at(&self, url: &str) {
        self.publish_with("01632 960123", url).await;
    }

    /// Publishes the club with a number and a page; a refresh leaves its state alone too.
    pub(crate) async fn publish(&self, phone: &str, page: &str) {
        self.publish_with(phone, self.site.url(page).as_str()).await;
    }

    async fn publish_with(&self, phone: &str, url: &str) {
        let service = serde_json::from_value(json!({
            "id": self.listing.to_string(),
            "name": "Ashby Lunch Club",
            "status": "active",
            "url": url,
            "phones": [{"id": uuid::Uuid::from_u128(8).to_string(), "number": phone}],
        }))
        .unwrap();
        let known = self.store.listing(self.listing).await.unwrap();
        let publication = Publication {
            id: self.listing,
            feed: "ashby".parse().unwrap(),
            state: known.map_or(ListingState::Listed, |listing| listing.state),
            service,
        };
        let mut tx = self.store.write().await.unwrap();
        tx.publish(&publication, ChangeReason::Added).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Publishes the listing as it is in another state.
    pub(crate) async fn put(&self, state: ListingState) {
        let publication = Publication {
            state,
            ..Publication::from_listing(&self.stored().await).unwrap()
        };
        let mut tx = self.store.write().await.unwrap();
        tx.publish(&publication, ChangeReason::Updated)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Lets days pass.
    pub(crate) fn wait_days(&self, days: i64) {
        self.clock.advance(SignedDuration::from_hours(24 * days));
    }

    /// Looks at the page and acts on what it says.
    pub(crate) async fn look(&self) -> Verdict {
        self.clock.advance(SignedDuration::from_secs(1));
        let verdict = self.watcher.scan_listing(self.listing).await.unwrap();
        lifecycle::act(&self.store).await.unwrap();
        verdict
    }

    /// Looks at everything that is due, and acts; returns how many were looked at.
    pub(crate) async fn scan(&self) -> usize {
        let scanned = self.watcher.scan_due(&NoProgress).await.unwrap();
        lifecycle::act(&self.store).await.unwrap();
        scanned.checked
    }

    pub(crate) async fn stored(&self) -> Listing {
        self.store.listing(self.listing).await.unwrap().unwrap()
    }

    pub(crate) async fn state(&self) -> ListingState {
        self.stored().await.state
    }

    pub(crate) async fn suspensions(&self) -> Vec<Suspension> {
        self.store.suspensions_of(self.listing).await.unwrap()
    }

    /// Names of the files in the snapshot folder.
    pub(crate) fn snapshots(&self) -> BTreeSet<String> {
        let Ok(entries) = std::fs::read_dir(self.folder.path().join("snapshots")) else {
            return BTreeSet::new();
        };
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

async fn sqlite() -> (Store, TestClock) {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::at("2026-03-02T09:00:00Z".parse().unwrap());
    // The file goes with the machine's temporary folder; the store outlives this call.
    let url = format!("sqlite://{}/waymark.db", folder.keep().display());
    let store = Store::open(&url, Arc::new(clock.clone())).await.unwrap();
    (store, clock)
}
