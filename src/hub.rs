//! The wired-up hub: settings, clock, store, index, gazetteer and client in one place.
//!
//! open the store -> open the index (learning postcodes on the way) -> serve, refresh, scan.

use std::sync::Arc;

use crate::config::{Config, FeedConfig};
use crate::connect::{Client, ClientError};
use crate::domain::{FeedId, Progress, Refresh, SharedClock};
use crate::federation::{self, RefreshError, RefreshOptions};
use crate::gazetteer::Gazetteer;
use crate::search::{IndexError, SearchIndex};
use crate::store::{OpenError, Store, StoreError};

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

/// Why a piece of work of the hub could not be done.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The same work is being done already, here or in another process.
    #[error("{0} is running already: wait until it has ended")]
    Busy(String),
    /// The feed could not be refreshed for a reason of ours.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index could not follow.
    #[error(transparent)]
    Index(#[from] IndexError),
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

    /// Pulls a feed now; never two runs of one feed at once, in however many processes.
    ///
    /// # Errors
    /// See [`WorkError`]; whatever is wrong with the feed itself is the refresh's outcome.
    pub async fn refresh(
        &self,
        feed: &FeedConfig,
        options: RefreshOptions,
        progress: &dyn Progress,
    ) -> Result<Refresh, WorkError> {
        let context = federation::Context {
            store: &self.store,
            client: &self.client,
            config: &self.config,
        };
        let work = federation::refresh(context, feed, options, progress);
        self.alone(&format!("refresh:{}", feed.id), &refresh_of(&feed.id), work)
            .await
    }

    /// Does work under a lease, or says that somebody else is at it.
    async fn alone<T, E>(
        &self,
        lease: &str,
        what: &str,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, WorkError>
    where
        WorkError: From<E>,
    {
        match self.store.with_lease(lease, work).await? {
            Some(done) => Ok(done?),
            None => Err(WorkError::Busy(what.to_owned())),
        }
    }
}

fn refresh_of(feed: &FeedId) -> String {
    format!("a refresh of feed {feed}")
}
