//! The index on disk: opened, rebuilt, kept level with the store.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tantivy::{Index, IndexReader, ReloadPolicy};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::cursor::Pins;
use super::desk::Desk;
use super::filter::TermTree;
use super::folder::{Folder, Stamp, failed};
use super::follow::Follower;
use super::lay::Thesaurus;
use super::schema::{self, Fields};
use super::view::Views;
use crate::domain::{ListingId, SharedClock};
use crate::gazetteer::Gazetteer;
use crate::store::{Store, StoreError};

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be written.
    #[error(
        "cannot write the search index in {folder}: {why}; check that this user may write there and that the disk is not full"
    )]
    Folder {
        /// The folder.
        folder: String,
        /// What the system said.
        why: String,
    },
    /// Another process writes the index.
    #[error(
        "the search index in {folder} is in use by another waymark process: stop that one, or try again when it has finished"
    )]
    Busy {
        /// The folder.
        folder: String,
    },
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Listings read from the store at a time.
const BATCH: usize = 1_000;

/// How often an index that another process is just making is looked for, and how long apart.
const LOOKS: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The search index.
///
/// One process writes it: the first to open it. In any other it reads what that one
/// commits, and [`SearchIndex::catch_up`] looks for new commits instead of making them.
pub struct SearchIndex {
    /// `None` where another process writes.
    follower: Option<(Desk, Arc<Mutex<Follower>>)>,
    // After the follower: the right to write goes last.
    folder: Arc<Folder>,
    index: Index,
    pub(super) views: Arc<Views>,
    pub(super) fields: Fields,
    pub(super) thesaurus: Arc<Thesaurus>,
    position: AtomicI64,
    /// The store's last write when its terms were read.
    terms_as_of: AtomicI64,
    pub(super) pins: Pins,
    pub(super) clock: SharedClock,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex")
            .field("folder", &self.folder)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Opens the index below `dir` and brings it level with the store. One that is missing,
    /// damaged, ahead of the store, of another store or made with another thesaurus is made
    /// anew. Where another process writes it, it is opened for reading alone. Teaches the
    /// gazetteer all that the store knows of postcodes first.
    ///
    /// # Errors
    /// When the folder cannot be written, the store cannot be read, or another process has
    /// not made the index yet.
    pub async fn open(
        dir: &Path,
        store: &Store,
        gazetteer: Arc<Gazetteer>,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Self, IndexError> {
        teach(store, &gazetteer).await?;
        let folder = Arc::new(Folder::take(dir)?);
        if !folder.is_ours() {
            return Self::open_beside(folder, store, thesaurus).await;
        }
        let (hub, last_seq) = (store.hub_id().to_owned(), store.last_seq().await?);
        let made_with = thesaurus.fingerprint();
        let open = move |folder: &Folder| folder.open_or_renew(&hub, made_with, last_seq);
        Self::open_to_write(folder, open, store, gazetteer, thesaurus).await
    }

    /// Throws the index below `dir` away and builds it from the store. Returns how many
    /// listings it holds.
    ///
    /// # Errors
    /// When another process holds the index, the folder cannot be written or the store
    /// cannot be read.
    pub async fn rebuild(
        dir: &Path,
        store: &Store,
        gazetteer: Arc<Gazetteer>,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<u64, IndexError> {
        let folder = Arc::new(Folder::take(dir)?);
        if !folder.is_ours() {
            return Err(folder.busy());
        }
        teach(store, &gazetteer).await?;
        let built = Self::open_to_write(folder, Folder::renew, store, gazetteer, thesaurus).await?;
        Ok(built.views.newest().searcher.num_docs())
    }

    async fn open_to_write(
        folder: Arc<Folder>,
        open: impl FnOnce(&Folder) -> Result<Index, IndexError> + Send + 'static,
        store: &Store,
        gazetteer: Arc<Gazetteer>,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Self, IndexError> {
        let (path, hub) = (folder.path.clone(), store.hub_id().to_owned());
        let clock = store.clock().clone();
        let desk = Desk::open().map_err(|error| failed(&path, &error))?;
        let at = desk.clone();
        let assemble = move || -> Result<Self, IndexError> {
            let index = open(&folder)?;
            let mut this = Self::assemble(folder, index, clock, thesaurus.clone())?;
            let (views, fields) = (this.views.clone(), this.fields.clone());
            let follower = Follower::new(&this.index, views, fields, gazetteer, thesaurus, hub)
                .map_err(|error| failed(&this.folder.path, &error))?;
            this.follower = Some((at, Arc::new(Mutex::new(follower))));
            Ok(this)
        };
        let opened = desk.run(assemble).await;
        let this = opened.map_err(|error| failed(&path, &error))??;
        this.catch_up(store).await?;
        Ok(this)
    }

    async fn open_beside(
        folder: Arc<Folder>,
        store: &Store,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Self, IndexError> {
        for _ in 0..LOOKS {
            // Its writer may be making it at this moment.
            if let Ok(index) = folder.open()
                && let Ok(Some(_)) = Stamp::of(&index)
            {
                let clock = store.clock().clone();
                let this = Self::assemble(folder.clone(), index, clock, thesaurus)?;
                this.catch_up(store).await?;
                return Ok(this);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Err(folder.busy())
    }

    fn assemble(
        folder: Arc<Folder>,
        index: Index,
        clock: SharedClock,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Self, IndexError> {
        let reader: tantivy::Result<IndexReader> = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into();
        let views = reader
            .and_then(Views::open)
            .map_err(|error| failed(&folder.path, &error))?;
        Ok(Self {
            folder,
            index,
            views: Arc::new(views),
            // No write has this number.
            terms_as_of: AtomicI64::new(-1),
            fields: schema::build().1,
            thesaurus,
            follower: None,
            position: AtomicI64::new(0),
            pins: Pins::new(),
            clock,
        })
    }

    /// Takes in every change of the store since the last time and makes it visible.
    /// Returns how many listings changed. Several callers wait for one another. Where
    /// another process writes the index, shows what that one has committed and returns 0.
    ///
    /// # Errors
    /// When the store cannot be read or the index cannot be written.
    pub async fn catch_up(&self, store: &Store) -> Result<u64, IndexError> {
        self.pins.sweep(self.clock.now());
        self.take_terms(store).await?;
        let Some((_, follower)) = &self.follower else {
            self.look_again()?;
            return Ok(0);
        };
        let mut follower = follower.clone().lock_owned().await;
        let mut changes = 0;
        loop {
            let changed = store
                .changed_listings(follower.position(), BATCH as i64)
                .await?;
            let count = changed.len();
            changes += count as u64;
            if let Some(last) = changed.last().map(|listing| listing.seq) {
                let step = move |follower: &mut Follower| follower.take_in(&changed, last);
                (follower, ()) = self.write(follower, step).await?;
            }
            if count < BATCH {
                break;
            }
        }
        (follower, ()) = self.write(follower, Follower::commit_if_needed).await?;
        let follower = self.replace_astray(follower, store).await?;
        self.position.store(follower.position(), Ordering::Release);
        Ok(changes)
    }

    /// Takes up which terms are broader than which, when the store may have changed.
    async fn take_terms(&self, store: &Store) -> Result<(), IndexError> {
        let write = store.last_write().await?;
        if self.terms_as_of.load(Ordering::Acquire) == write {
            return Ok(());
        }
        let terms = TermTree::of(store.all_taxonomy_terms().await?);
        let views = self.views.clone();
        let taken = tokio::task::spawn_blocking(move || views.set_terms(terms)).await;
        let taken = taken.map_err(|error| failed(&self.folder.path, &error))?;
        taken.map_err(|error| failed(&self.folder.path, &error))?;
        self.terms_as_of.store(write, Ordering::Release);
        Ok(())
    }

    /// Writes anew what the gazetteer places elsewhere by now.
    async fn replace_astray(
        &self,
        follower: OwnedMutexGuard<Follower>,
        store: &Store,
    ) -> Result<OwnedMutexGuard<Follower>, IndexError> {
        let look = |follower: &mut Follower| follower.astray();
        let (mut follower, (astray, version)) = self.write(follower, look).await?;
        for ids in astray.chunks(BATCH) {
            let listings = store.listings_by_id(ids).await?;
            let step = move |follower: &mut Follower| follower.replace(&listings);
            (follower, ()) = self.write(follower, step).await?;
        }
        if !astray.is_empty() {
            (follower, ()) = self.write(follower, Follower::commit).await?;
        }
        follower.settle(version);
        Ok(follower)
    }

    /// Runs one step of the follower on the thread that writes. A step that fails is undone.
    async fn write<T: Send + 'static>(
        &self,
        mut follower: OwnedMutexGuard<Follower>,
        step: impl FnOnce(&mut Follower) -> tantivy::Result<T> + Send + 'static,
    ) -> Result<(OwnedMutexGuard<Follower>, T), IndexError> {
        let Some((desk, _)) = &self.follower else {
            return Err(self.folder.busy());
        };
        let done = desk.run(move || {
            let done = step(&mut follower);
            if done.is_err() {
                follower.give_up();
            }
            done.map(|value| (follower, value))
        });
        match done.await {
            Ok(done) => done.map_err(|error| failed(&self.folder.path, &error)),
            Err(error) => Err(failed(&self.folder.path, &error)),
        }
    }

    /// Shows what another process has committed.
    fn look_again(&self) -> Result<(), IndexError> {
        let stamp = Stamp::of(&self.index).and_then(|stamp| self.views.reload().map(|()| stamp));
        let stamp = stamp.map_err(|error| failed(&self.folder.path, &error))?;
        let seq = stamp.map_or(0, |stamp| stamp.seq);
        self.position.store(seq, Ordering::Release);
        Ok(())
    }

    /// Whether this process writes the index (else another one does).
    pub fn is_written_here(&self) -> bool {
        self.follower.is_some()
    }

    /// The change-log position up to which the index has read the store.
    pub fn position(&self) -> i64 {
        self.position.load(Ordering::Acquire)
    }
}

/// Teaches the gazetteer what the published places of the store know.
///
/// # Errors
/// When the store cannot be read.
pub async fn teach(store: &Store, gazetteer: &Gazetteer) -> Result<(), StoreError> {
    let mut lessons: HashMap<ListingId, Vec<(String, f64, f64)>> = HashMap::new();
    for place in store.learned_places().await? {
        let lesson = (place.postcode, place.lat, place.lon);
        lessons.entry(place.listing).or_default().push(lesson);
    }
    for (listing, places) in lessons {
        gazetteer.learn(listing, &places);
    }
    Ok(())
}
