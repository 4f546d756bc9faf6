//! The index on disk: opened, rebuilt, kept level with the store.

use std::path::Path;
use std::sync::Arc;

use super::{SearchAnswer, SearchError, SearchRequest};
use crate::domain::ListingId;
use crate::gazetteer::Gazetteer;
use crate::store::{Store, StoreError};

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be written.
    #[error("cannot write the search index in {folder}: {why}")]
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

/// The search index.
#[derive(Debug)]
pub struct SearchIndex {}

impl SearchIndex {
    /// Opens the index below `dir` for writing, or makes it anew when it is missing,
    /// damaged, of another schema version or of another store.
    ///
    /// # Errors
    /// When the folder cannot be written or the store cannot be read.
    pub async fn open(
        _dir: &Path,
        _store: &Store,
        _gazetteer: Arc<Gazetteer>,
    ) -> Result<Self, IndexError> {
        Ok(Self {})
    }

    /// Throws the index below `dir` away and builds it from the store. Returns how many
    /// listings it holds.
    ///
    /// # Errors
    /// When another process holds the index, the folder cannot be written or the store
    /// cannot be read.
    pub async fn rebuild(
        _dir: &Path,
        _store: &Store,
        _gazetteer: Arc<Gazetteer>,
    ) -> Result<u64, IndexError> {
        Ok(0)
    }

    /// Takes in every change of the store since the last time and makes it visible.
    /// Returns how many listings changed.
    ///
    /// # Errors
    /// When the store cannot be read or the index cannot be written.
    pub async fn catch_up(&self, _store: &Store) -> Result<u64, IndexError> {
        Ok(0)
    }

    /// The change-log position up to which the index has read the store.
    pub fn position(&self) -> i64 {
        0
    }

    /// Answers a search.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub fn search(&self, _request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        Ok(SearchAnswer {
            hits: vec![],
            total: 0,
            unknown_free: 0,
            cursor: None,
        })
    }

    /// Every published listing, searchable or not, whose text holds all the words: the
    /// `search` parameter of the ORUK lists. `None` when there are no words in the text
    /// (only signs or white space): then nothing is asked for, and nothing filtered.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn matching(&self, _words: &str) -> Result<Option<Vec<ListingId>>, SearchError> {
        Ok(Some(vec![]))
    }
}
