//! A whole hub in one line: temporary folder, fixed clock, real HTTP on loopback.

use jiff::SignedDuration;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::sync::Arc;
use waymark::config::Config;
use waymark::domain::{ChangeReason, ListingId, ListingState, Publication, TestClock};
use waymark::hub::Hub;
use waymark::oruk::Service;
use waymark::store::{Role, Saved};
use waymark::{api, web};

use super::database::Database;
use super::site::Site;
use super::{sample, with_ids};

/// When the clock of every [`TestHub`] starts.
pub(crate) const START: &str = "2026-11-21T09:00:00Z";

/// A hub that serves. Its folder goes when it is dropped.
pub(crate) struct TestHub {
    pub(crate) hub: Hub,
    pub(crate) clock: TestClock,
    site: Site,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Not UTF-8 where the body is compressed: then with replacement characters.
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON; `Null` when it is empty.
    pub(crate) fn json(&self) -> Value {
        if self.text.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// A header's text; empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

impl TestHub {
    /// A hub on SQLite with the default settings.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The address of a path on it.
    pub(crate) fn url(&self, path: &str) -> url::Url {
        self.site.url(path)
    }

    /// A hub on a test's own database.
    pub(crate) async fn on(database: &Database) -> Self {
        let url = database.url.clone();
        Self::start_with(|config| config.database.url = url).await
    }

    /// A hub with sample services 1 to `count`, the sample taxonomy and its four terms.
    pub(crate) async fn with_samples(database: &Database, count: u32) -> Self {
        let hub = Self::on(database).await;
        hub.publish((1..=count).map(sample::service)).await;
        let feed = "ashby".parse().unwrap();
        let terms: Vec<_> = (1..=4).map(sample::term).collect();
        let mut tx = hub.hub.store.write().await.unwrap();
        tx.put_taxonomies(&feed, &[sample::taxonomy()])
            .await
            .unwrap();
        tx.put_terms(&feed, &terms).await.unwrap();
        tx.commit().await.unwrap();
        hub
    }

    /// A hub whose settings the test changes before it opens.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.database.url = format!("sqlite://{}/waymark.db", folder.path().display());
        config.data.dir = folder.path().to_owned();
        config.server.public_url = Some("https://hub.example/".parse().unwrap());
        change(&mut config);
        let clock = TestClock::at(START.parse().unwrap());
        let hub = Hub::open(config, Arc::new(clock.clone())).await.unwrap();
        let routes = api::router(hub.clone()).merge(web::router(hub.clone()));
        Self {
            site: Site::start(routes).await,
            http: plain_client(),
            hub,
            clock,
            _folder: folder,
        }
    }

    /// Publishes services as listed, one at a time, and brings the index level.
    pub(crate) async fn publish(&self, services: impl IntoIterator<Item = Service>) {
        for service in services {
            self.put(service, ListingState::Listed, ChangeReason::Added)
                .await;
        }
        self.index().await;
    }

    /// Writes one listing, a second after the one before, and leaves the index behind.
    pub(crate) async fn put(
        &self,
        service: Service,
        state: ListingState,
        reason: ChangeReason,
    ) -> Saved {
        self.clock.advance(SignedDuration::from_secs(1));
        let publication = Publication {
            id: service.id.as_deref().unwrap().parse().unwrap(),
            feed: "ashby".parse().unwrap(),
            state,
            service: with_ids(&service),
        };
        let mut tx = self.hub.store.write().await.unwrap();
        let saved = tx.publish(&publication, reason).await.unwrap();
        tx.commit().await.unwrap();
        saved
    }

    /// Moves a stored listing to another state.
    pub(crate) async fn move_to(&self, id: ListingId, state: ListingState, reason: ChangeReason) {
        let listing = self.hub.store.listing(id).await.unwrap().unwrap();
        let service = Publication::from_listing(&listing).unwrap().service;
        self.put(service, state, reason).await;
    }

    /// Brings the index level with the store.
    pub(crate) async fn index(&self) {
        self.hub.search.catch_up(&self.hub.store).await.unwrap();
    }

    /// A fresh token.
    pub(crate) async fn token(&self, role: Role) -> String {
        let feed = (role == Role::Publisher).then(|| "ashby".parse().unwrap());
        let made = self.hub.store.create_token(role, feed.as_ref()).await;
        made.unwrap()
    }

    /// `GET path`.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, |request| request).await
    }

    /// `GET path` for a page of a list: its entries.
    pub(crate) async fn contents(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()["contents"].as_array().unwrap().clone()
    }

    /// `GET path` for a page of a list: the ids of its entries.
    pub(crate) async fn ids(&self, path: &str) -> Vec<String> {
        let contents = self.contents(path).await;
        let ids = contents.iter().map(|entry| entry["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    }

    /// Any request; `change` adds headers and a body.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Answer {
        let request = self.http.request(method, self.site.url(path));
        let response = change(request).send().await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }
}

/// A client that asks for no compression and shows answers as they came.
fn plain_client() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_gzip().no_brotli();
    builder.build().unwrap()
}
