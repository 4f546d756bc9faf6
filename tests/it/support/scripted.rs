//! A feed that says whatever a test wants, without HTTP.

use futures::future::BoxFuture;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::mpsc::Sender;
use waymark::config::{Config, FeedConfig};
use waymark::connect::{Client, Connector, Pulled, WalkEnd};
use waymark::domain::{FeedId, NoProgress, Refresh};
use waymark::federation::{Context, RefreshError, RefreshOptions, refresh_through};
use waymark::oruk::Dialect;
use waymark::store::Store;

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

    /// Refreshes a store from it.
    pub(crate) async fn refresh_store(self, store: &Store) -> Refresh {
        self.try_refresh_store(store).await.unwrap()
    }

    pub(crate) async fn try_refresh(self, database: &Database) -> Result<Refresh, RefreshError> {
        self.try_refresh_store(&database.store).await
    }

    async fn try_refresh_store(self, store: &Store) -> Result<Refresh, RefreshError> {
        let clock = store.clock().clone();
        let client = Client::new(&self.config.fetch, clock).unwrap();
        let context = Context {
            store,
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
        dialect: Dialect::V3,
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
    }
}
