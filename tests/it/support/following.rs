//! A hub that follows another by its change feed, and what both shall agree on.

use std::collections::BTreeMap;

use serde_json::Value;
use waymark::config::{Config, FeedConfig};
use waymark::domain::{NoProgress, Refresh};
use waymark::federation::RefreshOptions;

use super::database::Database;
use super::hub::TestHub;

/// What a hub publishes by ORUK, [`bare`], but what has been removed and only keeps its place
/// in the walk.
pub(crate) async fn published(hub: &TestHub) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for page in 1.. {
        let path = format!("/oruk/v3/services?full=true&per_page=200&page={page}");
        let answer = hub.get(&path).await.json();
        for service in answer["contents"].as_array().unwrap() {
            if service["status"] != "defunct" {
                let id = service["id"].as_str().unwrap().to_owned();
                all.insert(id, bare(service.clone()));
            }
        }
        if answer["last_page"] == true {
            break;
        }
    }
    all
}

/// A service as every hub has it: without the time of a hub's own change log, and with its
/// children numbered in place of the ids that each hub derives for them (DESIGN, rule 2).
/// Organizations and terms keep theirs.
pub(crate) fn bare(mut service: Value) -> Value {
    service.as_object_mut().unwrap().remove("last_modified");
    let mut children = BTreeMap::new();
    for (name, part) in service.as_object().unwrap() {
        if name != "organization" {
            find_children(part, &mut children);
        }
    }
    renumber(&mut service, &children);
    service
}

fn find_children(value: &Value, children: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| find_children(item, children)),
        Value::Object(object) => {
            if let Some(id) = object.get("id").and_then(Value::as_str) {
                let number = format!("child {}", children.len());
                children.entry(id.to_owned()).or_insert(number);
            }
            let parts = object.iter().filter(|(name, _)| *name != "taxonomy_term");
            parts.for_each(|(_, part)| find_children(part, children));
        }
        _ => {}
    }
}

fn renumber(value: &mut Value, children: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(number) = children.get(text) {
                text.clone_from(number);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renumber(item, children)),
        Value::Object(object) => object
            .values_mut()
            .for_each(|part| renumber(part, children)),
        _ => {}
    }
}

/// The first place at which two documents differ.
fn difference(one: &Value, other: &Value, pointer: String) -> Option<(String, Value, Value)> {
    match (one, other) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names = ours.keys().chain(theirs.keys());
            names
                .map(|name| (name, &one[name], &other[name]))
                .find_map(|(name, one, other)| difference(one, other, format!("{pointer}/{name}")))
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs
                .map(|(at, (one, other))| difference(one, other, format!("{pointer}/{at}")))
                .find_map(|found| found)
        }
        _ => (one != other).then(|| (pointer, one.clone(), other.clone())),
    }
}

/// Fails with a short sentence where two directories differ.
pub(crate) fn assert_equal(ours: &BTreeMap<String, Value>, theirs: &BTreeMap<String, Value>) {
    for (id, service) in ours {
        assert!(theirs.contains_key(id), "{id} is only in the first");
        if let Some((pointer, ours, theirs)) = difference(service, &theirs[id], String::new()) {
            panic!("{id} differs at {pointer}: {ours} is {theirs} in the second");
        }
    }
    for id in theirs.keys() {
        assert!(ours.contains_key(id), "{id} is only in the second");
    }
}

/// The settings of the feed that another hub is.
pub(crate) fn feed_of(kind: &str, address: &url::Url) -> FeedConfig {
    let lines = format!("id = \"hub\"\nkind = \"{kind}\"\nurl = \"{address}\"\npage_size = 7");
    toml::from_str(&lines).unwrap()
}

/// A hub on this database that follows the one at `address`.
pub(crate) async fn follower(
    database: &Database,
    kind: &str,
    address: &url::Url,
    change: impl FnOnce(&mut Config),
) -> TestHub {
    let (feed, url) = (feed_of(kind, address), database.url.clone());
    TestHub::start_with(|config| {
        config.database.url = url;
        config.feeds = vec![feed];
        config.fetch.per_host_per_second = 0.0;
        change(config);
    })
    .await
}

/// Refreshes the first feed of a hub.
pub(crate) async fn refresh(hub: &TestHub) -> Refresh {
    refresh_with(hub, RefreshOptions::default()).await
}

pub(crate) async fn refresh_with(hub: &TestHub, options: RefreshOptions) -> Refresh {
    let feed = hub.hub.config.feeds[0].clone();
    let works = hub.hub.works();
    works.refresh(&feed, options, &NoProgress).await.unwrap()
}
