<<<<<<< HEAD
//! Pulling a feed and looking at what came of it.

use std::sync::Arc;

use serde_json::{Value, json};
use waymark::config::{FeedConfig, FeedKind, FetchConfig};
use waymark::connect::{Client, Pulled, WalkEnd, connector};
use waymark::demo::Dataset;
use waymark::domain::SystemClock;

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

fn feed(kind: FeedKind) -> FeedConfig {
    FeedConfig {
        id: "sample".parse().unwrap(),
        name: None,
        kind,
        url: None,
        path: None,
        schedule: None,
        trust: 0.5,
        licence: None,
        page_size: 10,
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
            Pulled::Note { code, .. } => Some(*code),
            _ => None,
        });
        codes.collect()
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
=======
//! A feed that says whatever a test wants, without HTTP.

use futures::future::BoxFuture;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::mpsc::Sender;
use waymark::config::{Config, FeedConfig};
use waymark::connect::{Client, Connector, Pulled, WalkEnd};
use waymark::domain::{FeedId, NoProgress, Refresh};
use waymark::federation::{Context, RefreshError, RefreshOptions, refresh_through};

use super::database::Database;

/// What the feed says at its next refresh.
pub(crate) struct Feed {
    pub(crate) id: &'static str,
    pub(crate) pulled: Vec<Pulled>,
    pub(crate) end: WalkEnd,
    pub(crate) config: Config,
    pub(crate) options: RefreshOptions,
}

impl Feed {
    /// A feed that lists these services and nothing else, and gives no grace to what it
    /// leaves out.
    pub(crate) fn of(id: &'static str, services: &[Value]) -> Self {
        let mut config = Config::default();
        config.federation.grace = "0s".parse().unwrap();
        Self {
            id,
            pulled: services.iter().map(pulled).collect(),
            end: WalkEnd::Complete,
            config,
            options: RefreshOptions::default(),
        }
    }

    pub(crate) fn ending(mut self, end: WalkEnd) -> Self {
        self.end = end;
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Refreshes from it.
    pub(crate) async fn refresh(self, database: &Database) -> Refresh {
        self.try_refresh(database).await.unwrap()
    }

    pub(crate) async fn try_refresh(self, database: &Database) -> Result<Refresh, RefreshError> {
        let clock = database.store.clock().clone();
        let client = Client::new(&self.config.fetch, clock).unwrap();
        let context = Context {
            store: &database.store,
            client: &client,
            config: &self.config,
        };
        let feed = config(self.id);
        let connector = Box::new(Script(std::sync::Mutex::new(Some((self.pulled, self.end)))));
        refresh_through(context, &feed, connector, self.options, &NoProgress).await
    }
}

/// A feed's entry in the settings.
pub(crate) fn config(id: &str) -> FeedConfig {
    let line = format!("id = \"{id}\"\nkind = \"file\"\npath = \"nowhere.json\"");
    toml::from_str(&line).unwrap()
}

pub(crate) fn feed_id(id: &str) -> FeedId {
    id.parse().unwrap()
}

/// A service as a connector hands it over, under the id that it states.
pub(crate) fn pulled(service: &Value) -> Pulled {
    Pulled::Service {
        source_id: match &service["id"] {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        },
        raw: raw(service),
    }
}

pub(crate) fn raw(value: &Value) -> Box<RawValue> {
    to_raw_value(value).unwrap()
}

struct Script(std::sync::Mutex<Option<(Vec<Pulled>, WalkEnd)>>);

impl Connector for Script {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(async move {
            let (pulled, end) = self.0.lock().unwrap().take().expect("walked once");
            for one in pulled {
                if out.send(one).await.is_err() {
                    return WalkEnd::Incomplete("nobody listens".to_owned());
                }
            }
            end
        })
>>>>>>> 9ebccea (Refresh feeds into records and listings)
    }
}
