//! Two directories that list one club, and a hub that asks people whether it is one.

use jiff::SignedDuration;
use serde_json::{Value, json};
use waymark::config::Config;
use waymark::domain::ListingId;

use super::database::Database;
use super::hub::{Answer, TestHub};
use super::scripted::Feed;

pub(crate) const LIST: &str = "/admin/matches";
pub(crate) const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
pub(crate) const B: &str = "bbbbbbbb-0000-4000-8000-000000000001";

/// A lunch club as one directory lists it.
pub(crate) fn club(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "status": "active",
        "description": format!("A hot meal in company every Tuesday. {}", "More of the same. ".repeat(30)),
        "url": "https://heelwood-lunch.example/", "email": "lunch@heelwood-lunch.example",
        "organization": {"id": format!("o-{id}"), "name": "Heelwood Community Trust", "description": "A charity."},
        "phones": [{"id": format!("p-{id}"), "number": "0114 496 0151"}],
        "schedules": [{"id": format!("t-{id}"), "freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "14:00"}],
        "service_at_locations": [{"id": format!("l-{id}"), "location": {
            "id": format!("h-{id}"), "location_type": "physical", "name": "Heelwood Hall",
            "latitude": 53.35, "longitude": -1.48,
            "addresses": [{"id": format!("a-{id}"), "address_1": "1 Mill Lane", "city": "Sheafdale",
                "state_province": "South Yorkshire", "postal_code": "S8 0LN", "country": "GB", "address_type": "physical"}],
        }}],
    })
}

/// However alike two records look, a person is asked.
pub(crate) fn asking(config: &mut Config) {
    config.federation.merge_score = Some(1.0);
    config.federation.review_score = Some(0.2);
}

/// A hub whose feeds list these services.
pub(crate) async fn hub_on(
    database: &Database,
    change: impl Fn(&mut Config),
    feeds: &[(&'static str, Vec<Value>)],
) -> TestHub {
    let url = database.url.clone();
    let hub = TestHub::start_with(|config| {
        config.database.url = url;
        change(config);
    })
    .await;
    for (feed, services) in feeds {
        hub.clock.advance(SignedDuration::from_secs(1));
        let feed = Feed::of(feed, services).with(|feed| change(&mut feed.config));
        feed.refresh_store(&hub.hub.store).await;
    }
    hub
}

/// Each lists the club under a name of its own.
pub(crate) fn both() -> [(&'static str, Vec<Value>); 2] {
    [
        ("ashby", vec![club(A, "Heelwood Lunch Club")]),
        ("brook", vec![club(B, "Heelwood Luncheon Club")]),
    ]
}

/// Where the forms of a page send what is decided.
pub(crate) fn forms(page: &Answer) -> Vec<String> {
    page.attributes("form[action^='/admin/matches/']", "action")
}

/// Where a listing went, if it was merged.
pub(crate) async fn merged_into(hub: &TestHub, id: &str) -> Option<String> {
    let id: ListingId = id.parse().unwrap();
    let into = hub.hub.store.merged_into(id).await.unwrap();
    into.map(|id| id.to_string())
}
