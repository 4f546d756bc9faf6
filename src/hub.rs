//! The wired-up hub: settings, clock, store, index, gazetteer and client in one place.
//!
//! open the store -> open the index (learning postcodes on the way) -> serve, refresh, scan.

use std::sync::Arc;

use crate::config::Config;
use crate::connect::{Client, ClientError};
use crate::domain::SharedClock;
use crate::gazetteer::Gazetteer;
use crate::search::{IndexError, SearchIndex};
use crate::store::{OpenError, Store};

/// Why a hub cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The store.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The HTTP client.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// Everything that the faces need. Clones share one hub.
#[derive(Debug, Clone)]
pub struct Hub {
    /// The settings.
    pub config: Arc<Config>,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// What must survive.
    pub store: Store,
    /// What can be found.
    pub search: Arc<SearchIndex>,
    /// Where postcodes are.
    pub gazetteer: Arc<Gazetteer>,
    /// How the outside is fetched.
    pub client: Client,
}

impl Hub {
    /// Opens store and index.
    ///
    /// # Errors
    /// See [`HubError`]; every message says what to do.
    pub async fn open(config: Config, clock: SharedClock) -> Result<Self, HubError> {
        let store = Store::open(&config.database.url, clock.clone()).await?;
        let client = Client::new(&config.fetch, clock.clone())?;
        let gazetteer = Arc::new(Gazetteer::default());
        let search =
            Arc::new(SearchIndex::open(&config.data.dir, &store, gazetteer.clone()).await?);
        Ok(Self {
            config: Arc::new(config),
            clock,
            store,
            search,
            gazetteer,
            client,
        })
    }
}
