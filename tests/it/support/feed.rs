//! Pulling a feed and looking at what came of it.

use std::sync::Arc;

use serde_json::{Value, json};
use waymark::config::{FeedConfig, FeedKind, FetchConfig};
use waymark::connect::{Client, Pulled, WalkEnd, connector};
use waymark::demo::Dataset;
use waymark::domain::SystemClock;
use waymark::oruk::v1::Weekdays;

/// Limits that do not slow a test down.
pub(crate) fn quick() -> FetchConfig {
    FetchConfig {
        per_host_per_second: 0.0,
        timeout: "2s".parse().unwrap(),
        ..FetchConfig::default()
    }
}

/// The settings of a feed over HTTP.
pub(crate) fn http_feed(url: url::Url) -> FeedConfig {
    FeedConfig {
        url: Some(url),
        ..feed(FeedKind::OrukV3)
    }
}

/// The settings of a feed in a file.
pub(crate) fn file_feed(path: &std::path::Path) -> FeedConfig {
    FeedConfig {
        path: Some(path.to_owned()),
        ..feed(FeedKind::File)
    }
}

/// The settings of a feed in a data package.
pub(crate) fn package_feed(path: &std::path::Path) -> FeedConfig {
    FeedConfig {
        path: Some(path.to_owned()),
        ..feed(FeedKind::Datapackage)
    }
}

fn feed(kind: FeedKind) -> FeedConfig {
    FeedConfig {
        id: "sample".parse().unwrap(),
        name: None,
        kind,
        url: None,
        path: None,
        mapping: None,
        schedule: None,
        trust: 0.5,
        licence: None,
        page_size: 10,
        weekdays: Weekdays::default(),
        contact: None,
    }
}

/// Everything that a walk gave.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) end: WalkEnd,
    pub(crate) pulled: Vec<Pulled>,
}

/// Walks a feed to its end.
pub(crate) async fn walk(feed: &FeedConfig, limits: &FetchConfig) -> Walked {
    let client = Client::new(limits, Arc::new(SystemClock)).unwrap();
    let (sender, mut receiver) = tokio::sync::mpsc::channel(4);
    let connector = connector(feed, &client, limits);
    let collect = async {
        let mut pulled = Vec::new();
        while let Some(one) = receiver.recv().await {
            pulled.push(one);
        }
        pulled
    };
    let (end, pulled) = tokio::join!(connector.walk(sender), collect);
    Walked { end, pulled }
}

impl Walked {
    /// Ids of the services in the order in which they came, `-` for one without.
    pub(crate) fn ids(&self) -> Vec<&str> {
        let ids = self.pulled.iter().filter_map(|one| match one {
            Pulled::Service { source_id, .. } => Some(source_id.as_deref().unwrap_or("-")),
            _ => None,
        });
        ids.collect()
    }

    /// The texts of the services.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let texts = self.pulled.iter().filter_map(|one| match one {
            Pulled::Service { raw, .. } => Some(raw.get()),
            _ => None,
        });
        texts.collect()
    }

    /// Codes of the notes.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let codes = self.pulled.iter().filter_map(|one| match one {
            Pulled::Note { code, .. } => Some(code.as_str()),
            _ => None,
        });
        codes.collect()
    }

    /// What the notes found, behind their codes.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = self.pulled.iter().filter_map(|one| match one {
            Pulled::Note { code, found, .. } => Some(format!("{code}: {found}")),
            _ => None,
        });
        notes.collect()
    }

    /// Listed ids that could not be read, and why.
    pub(crate) fn unread(&self) -> Vec<(&str, &str)> {
        let unread = self.pulled.iter().filter_map(|one| match one {
            Pulled::Unread { source_id, why } => Some((source_id.as_str(), why.as_str())),
            _ => None,
        });
        unread.collect()
    }
}

/// So many fictional services, `s1` onwards.
pub(crate) fn services(count: usize) -> Vec<Value> {
    (1..=count)
        .map(|n| {
            json!({
                "id": format!("s{n}"), "name": format!("Club {n}"), "status": "active",
                "organization": {"id": "o1", "name": "Sample Town Council", "attributes": []},
                "schedules": [{"id": format!("t{n}"), "byday": "MO", "opens_at": "10:00"}],
            })
        })
        .collect()
}

/// A council with so many services and a small vocabulary.
pub(crate) fn council(count: usize) -> Dataset {
    Dataset {
        services: services(count),
        taxonomies: vec![json!({"id": "x1", "name": "Kinds"})],
        taxonomy_terms: (1..=12)
            .map(|n| json!({"id": format!("k{n}"), "name": format!("Kind {n}")}))
            .collect(),
    }
}
