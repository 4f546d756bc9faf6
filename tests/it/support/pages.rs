//! A hub on a fresh SQLite store whose pages are served on loopback.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tempfile::TempDir;
use waymark::config::Config;
use waymark::domain::{ChangeReason, ListingId, ListingState, Publication, Suspension, TestClock};
use waymark::hub::Hub;
use waymark::store::{FeedRow, WatchPage};

use super::site::Site;

/// The day on which tests of pages take place.
const NOW: &str = "2026-11-21T12:00:00Z";

/// A hub and its pages.
pub(crate) struct Pages {
    pub(crate) hub: Hub,
    clock: TestClock,
    site: Site,
    browser: reqwest::Client,
    _folder: TempDir,
}

/// A page as a reader gets it.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl Pages {
    /// Starts a hub that knows one directory, `Ashby directory`, and no listing.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = TestClock::at(NOW.parse::<Timestamp>().unwrap());
        let mut config = Config::default();
        config.database.url = format!("sqlite://{}", folder.path().join("hub.db").display());
        config.data.dir = folder.path().to_owned();
        let hub = Hub::open(config, Arc::new(clock.clone())).await.unwrap();
        hub.store
            .put_feed(&FeedRow {
                id: "ashby".parse().unwrap(),
                name: "Ashby directory".to_owned(),
                kind: "oruk-v3".to_owned(),
                address: "https://ashby.example.org/".to_owned(),
                licence: Some("https://licence.example.org/open".to_owned()),
            })
            .await
            .unwrap();
        let site = Site::start(waymark::web::router(hub.clone())).await;
        Self {
            hub,
            clock,
            site,
            browser: reqwest::Client::new(),
            _folder: folder,
        }
    }

    /// Publishes a service in a state and makes it findable.
    pub(crate) async fn publish(&self, id: &str, state: ListingState, service: Value) {
        let publication = Publication {
            id: id.parse().unwrap(),
            feed: "ashby".parse().unwrap(),
            state,
            service: serde_json::from_value(service).unwrap(),
        };
        let mut tx = self.hub.store.write().await.unwrap();
        tx.publish(&publication, ChangeReason::Added).await.unwrap();
        tx.commit().await.unwrap();
        self.hub.search.catch_up(&self.hub.store).await.unwrap();
    }

    /// Notes a suspension.
    pub(crate) async fn suspend(&self, suspension: &Suspension) {
        let mut tx = self.hub.store.write().await.unwrap();
        tx.put_suspension(suspension).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Notes that a listing's website was read at an instant and agreed.
    pub(crate) async fn read_website(&self, id: &str, at: &str) {
        let at = at.parse().unwrap();
        let page = WatchPage {
            listing: id.parse::<ListingId>().unwrap(),
            url: "https://tea.example.org/".to_owned(),
            checked_at: Some(at),
            good_at: Some(at),
            etag: None,
            modified: None,
            snapshot: Some("page".to_owned()),
            baseline: Some("page".to_owned()),
        };
        let mut tx = self.hub.store.write().await.unwrap();
        tx.put_watch_page(&page).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Page {
        self.get_with(path, &[]).await
    }

    /// Opens a page, sending headers along.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = self.browser.get(self.site.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Page::read(request).await
    }

    /// Sends nothing by POST.
    pub(crate) async fn post(&self, path: &str) -> Page {
        Page::read(self.browser.post(self.site.url(path))).await
    }
}

impl Page {
    async fn read(request: reqwest::RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        Self {
            status: answer.status(),
            headers: answer.headers().clone(),
            html: answer.text().await.unwrap(),
        }
    }

    /// The words of each element that a CSS selector picks, white space folded.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let parsed = Html::parse_document(&self.html);
        parsed
            .select(&Selector::parse(selector).unwrap())
            .map(|element| {
                let text: String = element.text().collect();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// An attribute of each element that a CSS selector picks; empty where it has none.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        Html::parse_document(&self.html)
            .select(&Selector::parse(selector).unwrap())
            .map(|element| element.attr(name).unwrap_or_default().to_owned())
            .collect()
    }

    /// Everything that a reader sees.
    pub(crate) fn text(&self) -> String {
        self.texts("body").concat()
    }

    /// A header as text; empty where it is absent.
    pub(crate) fn header(&self, name: &str) -> String {
        let value = self.headers.get(name);
        value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    }
}

/// A service with everything that a card shows, at a place in `AB1 2CD`.
pub(crate) fn tea_and_chat() -> Value {
    json!({
        "name": "Tea and Chat",
        "status": "active",
        "description": "<p>A warm room and a cup of tea.</p>",
        "url": "https://tea.example.org/",
        "email": "hello@tea.example.org",
        "application_process": "Ring the coordinator.",
        "assured_date": "2026-10-03",
        "minimum_age": 18.0,
        "organization_id": "0c7f5c2e-9a11-4d43-8d0a-5a3b1f6e6f0e",
        "organization": {"id": "0c7f5c2e-9a11-4d43-8d0a-5a3b1f6e6f0e", "name": "Ashby Neighbours",
            "description": "Neighbours who help."},
        "phones": [{"number": "01632 960001"}],
        "schedules": [{"freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}],
        "cost_options": [{"amount": 0.0}],
        "service_at_locations": [{"id": "8d0a0c7f-5c2e-4d43-9a11-5a3b1f6e6f01", "location": {
            "id": "8d0a0c7f-5c2e-4d43-9a11-5a3b1f6e6f02", "location_type": "physical",
            "name": "Ashby Hall", "latitude": 53.0, "longitude": -1.5,
            "addresses": [{"address_1": "2 Mill Lane", "city": "Ashby", "postal_code": "AB1 2CD"}],
            "accessibility": [{"description": "Step-free entrance"}]}}],
    })
}
