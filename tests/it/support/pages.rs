//! Pages as a reader gets them, and a listing with everything that a page shows.

use jiff::Timestamp;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uuid::Uuid;
use waymark::domain::{ChangeReason, ListingId, ListingState};
use waymark::oruk::Service;
use waymark::store::{FeedRow, WatchPage};

use super::hub::{Answer, TestHub};

/// The id of [`tea_and_chat`].
pub(crate) const TEA: &str = "5a3b1f6e-6f0e-4d43-8d0a-0c7f5c2e9a11";

impl Answer {
    /// The words of each element that a CSS selector picks, white space folded.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let parsed = Html::parse_document(&self.text);
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
        Html::parse_document(&self.text)
            .select(&Selector::parse(selector).unwrap())
            .map(|element| element.attr(name).unwrap_or_default().to_owned())
            .collect()
    }

    /// Everything that a reader sees.
    pub(crate) fn words(&self) -> String {
        self.texts("body").concat()
    }
}

impl TestHub {
    /// A hub that knows one directory by name, `Ashby directory`, and no listing.
    pub(crate) async fn start_with_directory() -> Self {
        let test = Self::start().await;
        test.hub
            .store
            .put_feed(&FeedRow {
                id: "ashby".parse().unwrap(),
                name: "Ashby directory".to_owned(),
                kind: "oruk-v3".to_owned(),
                address: "https://ashby.example.org/".to_owned(),
                licence: Some("https://licence.example.org/open".to_owned()),
            })
            .await
            .unwrap();
        test
    }

    /// Publishes a document in a state and brings the index level.
    pub(crate) async fn show(&self, state: ListingState, service: Value) {
        self.put(identified(service), state, ChangeReason::Added)
            .await;
        self.index().await;
    }

    /// Notes that a listing's website was read at an instant and agreed.
    pub(crate) async fn read_website(&self, listing: ListingId, at: Timestamp) {
        let page = WatchPage {
            listing,
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
}

/// A service out of a document in which only what matters to a test has an id: what has
/// none is not published, so the rest gets one here, made of the service's id and its path.
pub(crate) fn identified(mut document: Value) -> Service {
    let space = document["id"].as_str().unwrap().parse().unwrap();
    identify(&space, "", &mut document);
    serde_json::from_value(document).unwrap()
}

fn identify(space: &Uuid, path: &str, value: &mut Value) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                identify(space, &format!("{path}/{index}"), item);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                identify(space, &format!("{path}/{name}"), field);
            }
            let id = Uuid::new_v5(space, path.as_bytes()).to_string();
            fields.entry("id").or_insert(json!(id));
        }
        _ => {}
    }
}

/// A service with everything that a card shows, at a place in `AB1 2DE`.
pub(crate) fn tea_and_chat() -> Value {
    json!({
        "id": TEA,
        "name": "Tea and Chat",
        "status": "active",
        "description": "<p>A warm room and a cup of tea.</p>",
        "url": "https://tea.example.org/",
        "email": "hello@tea.example.org",
        "application_process": "Ring the coordinator.",
        "assured_date": "2026-10-03",
        "minimum_age": 18.0,
        "organization": {"name": "Ashby Neighbours", "description": "Neighbours who help."},
        "phones": [{"number": "01632 960001"}],
        "schedules": [{"freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}],
        "cost_options": [{"amount": 0.0}],
        "service_at_locations": [{"location": {
            "location_type": "physical", "name": "Ashby Hall", "latitude": 53.0, "longitude": -1.5,
            "addresses": [{"address_1": "2 Mill Lane", "city": "Ashby", "state_province": "Ashbyshire",
                "postal_code": "AB1 2DE", "country": "GB", "address_type": "physical"}],
            "accessibility": [{"description": "Step-free entrance"}]}}],
    })
}
