//! What the hub does by itself or when asked: refreshing feeds, importing sheets and
//! scanning websites.
//!
//! take the lease -> the worker does its work in the store -> give the lease back.
//!
//! It needs no index: commands do the same work beside a running hub, which follows the
//! store's change log.

mod sheets;

pub use sheets::{SheetError, SheetFile, mapping};

use std::sync::Arc;

use serde::Serialize;

use crate::config::{Config, FeedConfig, FeedKind};
use crate::connect::{Client, ClientError};
use crate::domain::{Doomed, FeedId, ListingId, Progress, Reason, Refresh, SharedClock};
use crate::federation::imports::ImportError;
use crate::federation::{self, RefreshError, RefreshOptions};
use crate::gazetteer::{Gazetteer, ShelfError};
use crate::lifecycle::{self, ActError, Acted, Held};
use crate::notify::{Notifier, Turn};
use crate::store::{OpenError, Store, StoreError, refresh_lease};
use crate::watch::{ScanError, Watcher};

/// Why the works cannot start.
#[derive(Debug, thiserror::Error)]
pub enum WorksError {
    /// The store.
    #[error(transparent)]
    Store(#[from] OpenError),
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
    /// There is nothing to decide on.
    #[error("no refresh of feed {0} is held: there is nothing to reject")]
    NotHeld(FeedId),
    /// The feed could not be refreshed for a reason of ours.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The import cannot be done; the sentence says what to do.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The spreadsheet or its mapping profile cannot be used.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The websites could not be scanned for a reason of ours.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// What a scan saw could not be acted on.
    #[error(transparent)]
    Act(#[from] ActError),
    /// An official postcode file cannot be read.
    #[error(transparent)]
    Gazetteer(#[from] ShelfError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scan {
    /// Listings whose website was looked at.
    pub checked: usize,
    /// Websites that could not be read this time.
    pub unreadable: usize,
    /// What was done about what was seen.
    #[serde(flatten)]
    pub acted: Acted,
    /// Feeds of which nothing was hidden, because it would have been too much at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
}

/// What refreshing and scanning need. Clones share one store and one client.
#[derive(Debug, Clone)]
pub struct Works {
    /// The settings.
    pub config: Arc<Config>,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// What must survive.
    pub store: Store,
    /// How the outside is fetched.
    pub client: Client,
}

impl Works {
    /// Opens the store and makes the client.
    ///
    /// # Errors
    /// See [`WorksError`]; every message says what to do.
    pub async fn open(config: Config, clock: SharedClock) -> Result<Self, WorksError> {
        let store = Store::open(&config.database.url, clock.clone()).await?;
        let client = Client::new(&config.fetch, clock.clone())?;
        Ok(Self {
            config: Arc::new(config),
            clock,
            store,
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
        if let (FeedKind::Spreadsheet, Some(path)) = (feed.kind, &feed.path) {
            return self.refresh_sheet(feed, path, options).await;
        }
        let context = federation::Context {
            store: &self.store,
            client: &self.client,
            config: &self.config,
        };
        let work = federation::refresh(context, feed, options, progress);
        self.alone(&refresh_lease(&feed.id), &refresh_of(&feed.id), work)
            .await
    }

    /// Gives places without coordinates those of their postcodes, among listings that changed
    /// after `seq`; for commands that may run without a hub, which does so by itself.
    ///
    /// # Errors
    /// When a postcode file cannot be read or the database refuses.
    pub async fn derive_places(&self, seq: i64) -> Result<u64, WorkError> {
        let gazetteer = Gazetteer::open(&self.config).await?;
        Ok(federation::derive_places(&self.store, &gazetteer, seq).await?)
    }

    /// Lets stay what a held refresh of a feed would have removed, and says what that is.
    ///
    /// # Errors
    /// [`WorkError::NotHeld`] when nothing is held; [`WorkError::Busy`] while the feed is
    /// being refreshed.
    pub async fn reject(&self, feed: &FeedId) -> Result<Vec<Doomed>, WorkError> {
        let work = federation::reject(&self.store, feed);
        let lease = refresh_lease(feed);
        let kept = self.alone(&lease, &refresh_of(feed), work).await?;
        if kept.is_empty() {
            return Err(WorkError::NotHeld(feed.clone()));
        }
        Ok(kept)
    }

    /// Looks at the websites that are due and acts on what they say; never two scans at once.
    ///
    /// # Errors
    /// See [`WorkError`]; a website that cannot be read is no error.
    pub async fn scan_due(&self, progress: &dyn Progress) -> Result<Scan, WorkError> {
        let work = async {
            let seen = self.watcher().scan_due(progress).await?;
            let share = self.config.watch.max_suspended_share;
            let done = lifecycle::act_with_brake(&self.store, share).await?;
            Ok::<_, WorkError>(Scan {
                checked: seen.checked,
                unreadable: seen.unreadable,
                acted: done.acted,
                held: done.held,
            })
        };
        self.alone("scan", "a scan of the websites", work).await
    }

    /// Acts on what a stopped scan saw of a feed, however much that hides.
    ///
    /// # Errors
    /// [`WorkError::Busy`] while a scan runs; else when the database refuses.
    pub async fn release_scan(
        &self,
        feed: &FeedId,
        by: &str,
        comment: Option<&str>,
    ) -> Result<Acted, WorkError> {
        let work =
            async { Ok::<_, WorkError>(lifecycle::release(&self.store, feed, by, comment).await?) };
        self.alone("scan", "a scan of the websites", work).await
    }

    /// Drops what a stopped scan saw of a feed; returns how many listings stay.
    ///
    /// # Errors
    /// As [`Works::release_scan`].
    pub async fn reject_scan(
        &self,
        feed: &FeedId,
        by: &str,
        comment: Option<&str>,
    ) -> Result<usize, WorkError> {
        let work =
            async { Ok::<_, WorkError>(lifecycle::reject(&self.store, feed, by, comment).await?) };
        self.alone("scan", "a scan of the websites", work).await
    }

    /// Looks at one listing's website now, whether it is due or not, and acts on it.
    ///
    /// # Errors
    /// When there is no such listing or it names no website, or as [`Works::scan_due`].
    pub async fn scan_listing(&self, id: ListingId) -> Result<Scan, WorkError> {
        let work = async {
            let verdict = self.watcher().scan_listing(id).await?;
            let acted = lifecycle::act_on(&self.store, id).await?;
            let unreadable = usize::from(verdict.reason == Reason::Transient);
            Ok::<_, WorkError>(Scan {
                checked: 1,
                unreadable,
                acted,
                held: Vec::new(),
            })
        };
        self.alone(&format!("scan:{id}"), "a scan of this website", work)
            .await
    }

    /// What tells subscribers of changes.
    pub fn notifier(&self) -> Notifier<'_> {
        Notifier {
            store: &self.store,
            client: &self.client,
            config: &self.config,
        }
    }

    /// Delivers what there is for a subscriber; never two deliveries to one at once.
    ///
    /// # Errors
    /// See [`WorkError`]; a receiver that does not answer is no error.
    pub async fn deliver(&self, webhook: &str) -> Result<Turn, WorkError> {
        let notifier = self.notifier();
        let work = notifier.deliver(webhook);
        self.alone(&format!("webhook:{webhook}"), "this delivery", work)
            .await
    }

    fn watcher(&self) -> Watcher {
        Watcher::new(
            self.store.clone(),
            self.client.clone(),
            self.clock.clone(),
            &self.config,
        )
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
