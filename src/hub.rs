//! The wired-up hub that serves: settings, clock, store, index, gazetteer and client in one place.
//!
//! open the store -> take up the official postcode files -> open the index (learning
//! postcodes on the way) -> serve. What it does
//! by itself or when asked, refreshing and scanning, is in [`crate::works`].

use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::connect::Client;
use crate::domain::SharedClock;
use crate::gazetteer::{Gazetteer, ShelfError};
use crate::search::{IndexError, SearchIndex, Thesaurus, ThesaurusError};
use crate::store::{OpenError, Store};
use crate::traffic::{Gate, Proxies, Seats};
use crate::works::{Works, WorksError};

/// Why a hub cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The store or the client.
    #[error(transparent)]
    Works(#[from] WorksError),
    /// The official postcode files.
    #[error(transparent)]
    Gazetteer(#[from] ShelfError),
    /// The thesaurus.
    #[error(transparent)]
    Thesaurus(#[from] ThesaurusError),
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// How often a hub that starts looks whether the index is free, and how long apart: long
/// enough for a command that brings it level, short enough for a person who waits.
const LOOKS: u32 = 40;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

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
    /// Whose word counts of who asks.
    pub proxies: Arc<Proxies>,
    /// How often clients may ask, and how much at the same time.
    pub gate: Arc<Gate>,
    /// Files that are built for a client at the same time: one; `None`: as many as it likes.
    pub building: Option<Arc<Seats>>,
}

impl Hub {
    /// Opens store and index. The hub is the one process that writes its index: while
    /// another one does, this waits for some seconds.
    ///
    /// # Errors
    /// See [`HubError`]; every message says what to do.
    pub async fn open(config: Config, clock: SharedClock) -> Result<Self, HubError> {
        let Works {
            config,
            clock,
            store,
            client,
        } = Works::open(config, clock).await?;
        let recovered = store.recover().await;
        recovered.map_err(|error| WorksError::from(OpenError::from(error)))?;
        let gazetteer = Arc::new(Gazetteer::open(&config).await?);
        let thesaurus = Thesaurus::open(&config.search)?;
        let search = open_to_write(&config, &store, &gazetteer, &thesaurus).await?;
        let search = Arc::new(search);
        let proxies = Arc::new(Proxies::new(&config.server.trusted_proxies));
        let gate = Arc::new(Gate::new(&config.server));
        let is_limited = config.server.concurrent_requests_per_client > 0;
        let building = Seats::new(u32::from(is_limited)).map(Arc::new);
        Ok(Self {
            config,
            clock,
            store,
            search,
            gazetteer,
            client,
            proxies,
            gate,
            building,
        })
    }

    /// The works of this hub: refreshing feeds and scanning websites.
    pub fn works(&self) -> Works {
        Works {
            config: self.config.clone(),
            clock: self.clock.clone(),
            store: self.store.clone(),
            client: self.client.clone(),
        }
    }
}

async fn open_to_write(
    config: &Config,
    store: &Store,
    gazetteer: &Arc<Gazetteer>,
    thesaurus: &Arc<Thesaurus>,
) -> Result<SearchIndex, IndexError> {
    let mut looks = 1;
    loop {
        let (dir, gazetteer) = (&config.data.dir, gazetteer.clone());
        let index = SearchIndex::open(dir, store, gazetteer, thesaurus.clone()).await?;
        if index.is_written_here() {
            return Ok(index);
        }
        if looks == LOOKS {
            return Err(IndexError::Busy {
                folder: config.data.dir.display().to_string(),
            });
        }
        looks += 1;
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
