//! The folder of the index: who may write it, and whether what it holds can be trusted.
//!
//! `<data>/search-v<VERSION>/` holds the index, `<data>/search-v<VERSION>.lock` is held by
//! the process that writes it. What cannot be trusted is thrown away: everything in it comes
//! from the store.

use std::fs::{self, File, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::Index;
use tracing::{info, warn};

use super::IndexError;
use super::schema::{self, Columns, VERSION};

/// Whose writes an index holds, and up to where; goes with every commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Version of the schema.
    pub(super) version: u32,
    /// Id of the store.
    pub(super) hub: String,
    /// Fingerprint of the thesaurus.
    pub(super) thesaurus: u64,
    /// Position in its change log.
    pub(super) seq: i64,
}

impl Stamp {
    /// The stamp of the last commit.
    pub(super) fn of(index: &Index) -> tantivy::Result<Option<Self>> {
        let payload = index.load_metas()?.payload;
        Ok(payload.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// Why an index cannot go on being used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("there is none yet")]
    Missing,
    #[error("it was never finished")]
    Unfinished,
    #[error("it was built from another store")]
    OtherStore,
    #[error("it was built with another thesaurus")]
    OtherThesaurus,
    #[error("it is ahead of the store, which an older backup explains")]
    Ahead,
    #[error("it is damaged: {0}")]
    Damaged(String),
}

impl From<tantivy::TantivyError> for Unusable {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Where the index is, and the right to write there while this lives.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    lock: Option<File>,
}

impl Folder {
    /// Takes the right to write, if no other process has it; see [`Folder::is_ours`].
    pub(super) fn take(data: &Path) -> Result<Self, IndexError> {
        let path = data.join(format!("search-v{VERSION}"));
        let refused = |error: io::Error| failed(&path, &error);
        fs::create_dir_all(data).map_err(refused)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.with_extension("lock"))
            .map_err(refused)?;
        let lock = match lock.try_lock() {
            Ok(()) => Some(lock),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        };
        Ok(Self { path, lock })
    }

    /// Whether this process may write.
    pub(super) fn is_ours(&self) -> bool {
        self.lock.is_some()
    }

    /// The error of those who need the right to write and do not have it.
    pub(super) fn busy(&self) -> IndexError {
        IndexError::Busy {
            folder: self.path.display().to_string(),
        }
    }

    /// Opens what is there, or, where that cannot be trusted, an empty index in its place.
    pub(super) fn open_or_renew(
        &self,
        hub: &str,
        thesaurus: u64,
        last_seq: i64,
    ) -> Result<Index, IndexError> {
        let checked = catch_unwind(AssertUnwindSafe(|| {
            self.open_checked(hub, thesaurus, last_seq)
        }));
        // A reader that panics over what it reads has found damage.
        let checked = checked.unwrap_or_else(|_| Err(Unusable::Damaged("unreadable".to_owned())));
        match checked {
            Ok(index) => return Ok(index),
            Err(Unusable::Missing) => info!("the search index is built from the store"),
            Err(why) => warn!("the search index is built anew from the store: {why}"),
        }
        self.renew()
    }

    /// Opens what is there, after reading every byte of it once against its checksum.
    fn open_checked(&self, hub: &str, thesaurus: u64, last_seq: i64) -> Result<Index, Unusable> {
        if !self.path.is_dir() {
            return Err(Unusable::Missing);
        }
        for file in ["meta.json", ".managed.json"] {
            if !self.path.join(file).is_file() {
                return Err(Unusable::Damaged(format!("{file} is missing")));
            }
        }
        let index = self.open()?;
        let stamp = Stamp::of(&index)?.ok_or(Unusable::Unfinished)?;
        if stamp.hub != hub {
            return Err(Unusable::OtherStore);
        }
        if stamp.thesaurus != thesaurus {
            return Err(Unusable::OtherThesaurus);
        }
        if stamp.seq > last_seq {
            return Err(Unusable::Ahead);
        }
        if let Some(file) = index.validate_checksum()?.into_iter().next() {
            return Err(Unusable::Damaged(format!("{} has changed", file.display())));
        }
        for segment in index.reader()?.searcher().segment_readers() {
            Columns::open(segment)?;
        }
        Ok(index)
    }

    /// Opens what is there.
    pub(super) fn open(&self) -> Result<Index, Unusable> {
        let index = Index::open_in_dir(&self.path)?;
        if index.schema() != schema::build().0 {
            return Err(Unusable::Damaged("it has other fields".to_owned()));
        }
        Ok(index)
    }

    /// Throws away what is there and makes an empty index.
    pub(super) fn renew(&self) -> Result<Index, IndexError> {
        match fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                fs::remove_file(&self.path).map_err(|error| failed(&self.path, &error))?;
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed(&self.path, &error));
            }
            _ => {}
        }
        fs::create_dir_all(&self.path).map_err(|error| failed(&self.path, &error))?;
        let index = Index::builder()
            .schema(schema::build().0)
            .settings(schema::settings())
            .create_in_dir(&self.path)
            .map_err(|error| failed(&self.path, &error))?;
        Ok(index)
    }
}

/// Something went wrong with the index in `folder`.
pub(super) fn failed(folder: &Path, error: &dyn std::fmt::Display) -> IndexError {
    IndexError::Folder {
        folder: folder.display().to_string(),
        why: error.to_string(),
    }
}
