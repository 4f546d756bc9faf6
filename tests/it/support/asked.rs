//! Two directories that list one club, and a hub that asks people whether it is one.

use jiff::SignedDuration;
use serde_json::{Value, json};
use waymark::config::Config;
use waymark::domain::ListingId;

use super::club::reached;
use super::database::Database;
use super::hub::{Answer, TestHub};
use super::scripted::Feed;

pub(crate) const LIST: &str = "/admin/matches";
pub(crate) const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
pub(crate) const B: &str = "bbbbbbbb-0000-4000-8000-000000000001";

/// A lunch club as one directory lists it.
pub(crate) fn club(id: &str, name: &str) -> Value {
    let mut club = super::club::club(id, &reached(id));
    club["name"] = json!(name);
    let more = "More of the same. ".repeat(30);
    club["description"] = json!(format!("A hot meal in company every Tuesday. {more}"));
    club
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
