//! Spreadsheets: read, kept, applied, taken back.

use std::path::Path;
use std::sync::Arc;

use super::{WorkError, Works};
use crate::config::FeedConfig;
use crate::domain::{FeedId, Outcome, Refresh};
use crate::federation::RefreshOptions;
use crate::federation::imports::{self, Applied, ImportError, ImportOptions, Undone};
use crate::gazetteer::{Gazetteer, Postcode, ShelfError};
use crate::sheet::field::postcode::{PostcodeBook, Standing};
use crate::sheet::{self, FileError, Import, Limits, Profile, Surroundings};
use crate::store::{ImportRow, refresh_lease};

/// A spreadsheet as it was handed over.
#[derive(Debug, Clone)]
pub struct SheetFile {
    /// The file's name, without its folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file or a mapping profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// It cannot be read from disk.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The mapping profile has a mistake.
    #[error("the mapping profile {path} cannot be used: {source}")]
    Profile {
        /// The file.
        path: String,
        /// The mistake.
        source: sheet::ProfileError,
    },
    /// The official files of postcodes cannot be read.
    #[error(transparent)]
    Postcodes(#[from] ShelfError),
    /// The corrections workbook cannot be written.
    #[error("the corrections workbook cannot be written: {0}")]
    Corrections(String),
    /// The reader broke off.
    #[error("the reader of spreadsheets broke off ({0}); please report this")]
    Broken(String),
}

/// The gazetteer as the book of live postcodes.
struct Book(Arc<Gazetteer>);

impl PostcodeBook for Book {
    fn standing(&self, postcode: &Postcode) -> Standing {
        match self.0.is_live(postcode) {
            Some(true) => Standing::Live,
            Some(false) => Standing::Dead,
            None => Standing::Unknown,
        }
    }
}

impl SheetFile {
    /// Takes a file from disk; of one that is too large only the name.
    ///
    /// # Errors
    /// [`SheetError::Read`].
    pub fn open(path: &Path) -> Result<Self, SheetError> {
        let failed = |source| SheetError::Read {
            path: path.display().to_string(),
            source,
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let size = std::fs::metadata(path).map_err(failed)?.len();
        let limit = Limits::default().file_bytes;
        // One byte more than may be is enough for the reader to refuse it.
        let bytes = if size > limit {
            vec![0; usize::try_from(limit).unwrap_or(usize::MAX - 1) + 1]
        } else {
            std::fs::read(path).map_err(failed)?
        };
        Ok(Self {
            name: name.into_owned(),
            bytes,
        })
    }

    /// Reads it for a feed; the gazetteer tells which postcodes are in use.
    ///
    /// # Errors
    /// [`SheetError::Broken`]; whatever is wrong with the file is in the report.
    pub async fn read(
        &self,
        feed: &FeedId,
        profile: &Profile,
        gazetteer: Arc<Gazetteer>,
    ) -> Result<Import, SheetError> {
        let (file, feed, profile) = (self.clone(), feed.clone(), profile.clone());
        let limits = Limits::default();
        if self.bytes.len() as u64 > limits.file_bytes {
            return Ok(Import::unreadable(&self.name, FileError::TooLarge));
        }
        let work = tokio::task::spawn_blocking(move || {
            let with = Surroundings {
                feed: &feed,
                profile: &profile,
                postcodes: &Book(gazetteer),
                limits,
            };
            sheet::read(&file.name, &file.bytes, &with)
        });
        work.await
            .map_err(|error| SheetError::Broken(error.to_string()))
    }
}

impl SheetFile {
    /// The rows of the file that have problems, as a workbook to mend; `None` when none has.
    ///
    /// # Errors
    /// [`SheetError::Corrections`], [`SheetError::Broken`].
    pub async fn corrections(&self, import: &Import) -> Result<Option<Vec<u8>>, SheetError> {
        let (file, import) = (self.clone(), import.clone());
        let work = tokio::task::spawn_blocking(move || {
            sheet::corrections(&file.name, &file.bytes, &Limits::default(), &import)
        });
        let made = work
            .await
            .map_err(|error| SheetError::Broken(error.to_string()))?;
        made.map_err(|error| SheetError::Corrections(error.to_string()))
    }
}

/// Reads a mapping profile; without a file nothing is known of the sheet.
///
/// # Errors
/// [`SheetError::Read`], [`SheetError::Profile`].
pub fn mapping(path: Option<&Path>) -> Result<Profile, SheetError> {
    let Some(path) = path else {
        return Ok(Profile::default());
    };
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| SheetError::Read {
        path: shown.clone(),
        source,
    })?;
    Profile::parse(&text).map_err(|source| SheetError::Profile {
        path: shown,
        source,
    })
}

impl Works {
    /// Keeps what was read from a file, so that it can be applied by its id.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub async fn preview_import(
        &self,
        feed: &FeedId,
        import: &Import,
    ) -> Result<ImportRow, WorkError> {
        Ok(imports::preview(self.import_context(), feed, import).await?)
    }

    /// Applies what was kept, in one transaction.
    ///
    /// # Errors
    /// See [`ImportError`]; [`WorkError::Busy`] while the feed is being worked on.
    pub async fn apply_import(
        &self,
        id: &str,
        options: ImportOptions,
    ) -> Result<Applied, WorkError> {
        let feed = imports::find(&self.store, id).await?.feed;
        let work = imports::apply(self.import_context(), id, options);
        self.alone(&refresh_lease(&feed), &work_on(&feed), work)
            .await
    }

    /// Takes an import back, in one transaction.
    ///
    /// # Errors
    /// As [`Works::apply_import`].
    pub async fn undo_import(&self, id: &str) -> Result<Undone, WorkError> {
        let feed = imports::find(&self.store, id).await?.feed;
        let work = imports::undo(self.import_context(), id);
        self.alone(&refresh_lease(&feed), &work_on(&feed), work)
            .await
    }

    /// Imports the file that a spreadsheet feed names, as a refresh of it.
    pub(super) async fn refresh_sheet(
        &self,
        feed: &FeedConfig,
        path: &Path,
        options: RefreshOptions,
    ) -> Result<Refresh, WorkError> {
        let started_at = self.clock.now();
        let done = async {
            let profile = mapping(feed.mapping.as_deref())?;
            let gazetteer = Gazetteer::open(&self.config)
                .await
                .map_err(SheetError::from)?;
            let file = SheetFile::open(path)?;
            let import = file.read(&feed.id, &profile, Arc::new(gazetteer)).await?;
            if let Some(error) = import.error {
                return Err(ImportError::Unreadable(import.file, error.as_str()).into());
            }
            let row = self.preview_import(&feed.id, &import).await?;
            if options.dry_run {
                return Ok(Applied {
                    import: row,
                    would_remove: Vec::new(),
                });
            }
            let release = options.release;
            self.apply_import(&row.id, ImportOptions { release }).await
        };
        let mut refresh = Refresh {
            id: String::new(),
            feed: feed.id.clone(),
            outcome: Some(Outcome::Complete),
            started_at,
            finished_at: None,
            counts: crate::domain::Counts::default(),
            message: None,
            findings: Vec::new(),
            would_remove: Vec::new(),
        };
        match done.await {
            Ok(applied) => {
                refresh.id = applied.import.id;
                refresh.counts = applied.import.counts;
                refresh.message = applied.import.message;
                if !applied.would_remove.is_empty() {
                    refresh.outcome = Some(Outcome::Held);
                }
                refresh.would_remove = applied.would_remove;
            }
            // Whatever is wrong with the file or its profile is the refresh's outcome.
            Err(error @ (WorkError::Sheet(_) | WorkError::Import(ImportError::Unreadable(..)))) => {
                refresh.outcome = Some(Outcome::Failed);
                refresh.message = Some(error.to_string());
            }
            Err(error) => return Err(error),
        }
        refresh.finished_at = Some(self.clock.now());
        Ok(refresh)
    }

    fn import_context(&self) -> imports::Context<'_> {
        imports::Context {
            store: &self.store,
            config: &self.config,
        }
    }
}

fn work_on(feed: &FeedId) -> String {
    format!("a refresh or an import of feed {feed}")
}
