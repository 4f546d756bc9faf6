//! The official files that a hub has: those of its settings, and those loaded by hand.
//!
//! official file -> packed once, into the data folder -> read into memory by every process
//! that asks, and again when it changes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use uuid::Uuid;

use super::edition::{Contents, Edition, EditionError};
use super::source::{self, SourceError};
use crate::config::Config;
use crate::domain::{NoProgress, Progress, SharedClock};

/// Below the data folder: files loaded by hand.
const LOADED: &str = "gazetteer";
/// Below that: files of the settings, packed.
const OF_SETTINGS: &str = "settings";
const ENDING: &str = "postcodes";

/// Why the official files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// A file that the publisher gave out.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file of the settings.
    #[error("gazetteer.files: {0}")]
    Settings(SourceError),
    /// A packed file.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The data folder.
    #[error("cannot write {}: {source}; check that this user may write there and that the disk is not full", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The program is ending.
    #[error("reading the postcode files was broken off: {0}")]
    BrokenOff(#[from] tokio::task::JoinError),
    /// A name that nothing is loaded under.
    #[error("nothing is loaded as \"{0}\": `waymark gazetteer list` names what is")]
    NotLoaded(String),
}

/// Where the official files stand.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    files: Vec<PathBuf>,
    held: Mutex<Vec<Held>>,
}

/// A packed file in memory, and what it was on disk.
#[derive(Debug, Clone)]
struct Held {
    on_disk: OnDisk,
    edition: Arc<Edition>,
}

/// Two of these are equal as long as a file stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OnDisk {
    path: PathBuf,
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Shelf {
    /// The official files of a hub with these settings. Nothing is read yet.
    pub fn of(config: &Config) -> Self {
        Self {
            folder: config.data.dir.join(LOADED),
            files: config.gazetteer.files.clone(),
            held: Mutex::default(),
        }
    }

    /// Packs an official file into the data folder, in place of one with the same name. A
    /// hub that runs takes it up by itself.
    ///
    /// # Errors
    /// When it cannot be read, holds no postcodes, or the folder cannot be written.
    pub fn load(
        &self,
        path: &Path,
        clock: &SharedClock,
        progress: &dyn Progress,
    ) -> Result<Contents, ShelfError> {
        let name = name_of(path);
        let now_ms = clock.now().as_millisecond();
        let edition = source::read(path, &name, now_ms, progress)?;
        put(&edition, &self.packed(&name))?;
        Ok(edition.contents().clone())
    }

    /// Takes a file that was loaded by hand away.
    ///
    /// # Errors
    /// When there is none of that name, or the folder cannot be written.
    pub fn remove(&self, name: &str) -> Result<(), ShelfError> {
        let not_loaded = || ShelfError::NotLoaded(name.to_owned());
        if name != plain(name) {
            return Err(not_loaded());
        }
        let path = self.packed(name);
        fs::remove_file(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => not_loaded(),
            _ => ShelfError::Write { path, source },
        })
    }

    /// What is there, best first, with the bytes that each takes in memory.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn list(&self) -> Result<Vec<(Contents, usize)>, ShelfError> {
        let (editions, problem) = self.look();
        let editions = editions.unwrap_or_default();
        let listed = editions
            .iter()
            .map(|edition| (edition.contents().clone(), edition.bytes()));
        problem.map_or(Ok(listed.collect()), Err)
    }

    /// The official files, best first, when anything has changed since the last look; and
    /// the first problem, in spite of which the others are there.
    pub(super) fn look(&self) -> (Option<Vec<Arc<Edition>>>, Option<ShelfError>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut problem = None;
        let mut now = Vec::new();
        for path in self.loaded() {
            keep(take_up(&path, &held), &mut now, &mut problem);
        }
        // What was loaded by hand, and last, is what somebody wants answered from.
        now.sort_by_key(|held| std::cmp::Reverse(held.edition.contents().loaded_ms));
        for file in &self.files {
            keep(self.of_settings(file, &held), &mut now, &mut problem);
        }
        let is_same = now.len() == held.len()
            && now
                .iter()
                .zip(held.iter())
                .all(|(now, held)| now.on_disk == held.on_disk);
        if is_same {
            return (None, problem);
        }
        held.clone_from(&now);
        (
            Some(now.into_iter().map(|held| held.edition).collect()),
            problem,
        )
    }

    /// A file of the settings, packed anew when it has changed.
    fn of_settings(&self, file: &Path, held: &[Held]) -> Result<Held, ShelfError> {
        let wrong = |source| SourceError::Read {
            path: file.to_owned(),
            source,
        };
        let stamp = source::stamp(file)
            .map_err(wrong)
            .map_err(ShelfError::Settings)?;
        let absolute = std::path::absolute(file)
            .map_err(wrong)
            .map_err(ShelfError::Settings)?;
        let key = Uuid::new_v5(
            &Uuid::NAMESPACE_URL,
            absolute.as_os_str().as_encoded_bytes(),
        );
        let packed = self
            .folder
            .join(OF_SETTINGS)
            .join(format!("{key}.{ENDING}"));
        if let Ok(found) = take_up(&packed, held)
            && found.edition.contents().stamp == stamp
        {
            return Ok(found);
        }
        tracing::info!(file = %file.display(), "a postcode file of the settings is new and is being packed");
        // Their order is that of the settings: when they were packed does not matter.
        let edition = source::read(file, &name_of(file), 0, &NoProgress);
        let edition = edition.map_err(ShelfError::Settings)?;
        put(&edition, &packed)?;
        take_up(&packed, &[])
    }

    /// Packed files that were loaded by hand.
    fn loaded(&self) -> Vec<PathBuf> {
        // No folder yet: nothing was loaded.
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
            .collect();
        paths.sort();
        paths
    }

    fn packed(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ENDING}"))
    }
}

fn keep(found: Result<Held, ShelfError>, now: &mut Vec<Held>, problem: &mut Option<ShelfError>) {
    match found {
        Ok(held) => now.push(held),
        Err(error) => {
            problem.get_or_insert(error);
        }
    }
}

/// What is held of a packed file, if it still is what it was; else what it is now.
fn take_up(path: &Path, held: &[Held]) -> Result<Held, ShelfError> {
    let unreadable = |source| EditionError::Read {
        path: path.to_owned(),
        source,
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    let on_disk = OnDisk {
        path: path.to_owned(),
        bytes: metadata.len(),
        modified: metadata.modified().ok(),
    };
    if let Some(held) = held.iter().find(|held| held.on_disk == on_disk) {
        return Ok(held.clone());
    }
    Ok(Held {
        on_disk,
        edition: Arc::new(Edition::read(path)?),
    })
}

fn put(edition: &Edition, path: &Path) -> Result<(), ShelfError> {
    edition.write(path).map_err(|source| ShelfError::Write {
        path: path.to_owned(),
        source,
    })
}

/// What a file is called when it is loaded: its name without ending, in plain characters.
fn name_of(path: &Path) -> String {
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let stem = match whole.is_dir() {
        true => whole.file_name(),
        false => whole.file_stem(),
    };
    let stem = stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    match plain(&stem) {
        name if name.is_empty() => "postcodes".to_owned(),
        name => name,
    }
}

fn plain(name: &str) -> String {
    let plain = |c: char| match c {
        _ if c.is_ascii_alphanumeric() || c == '_' => c,
        _ => '-',
    };
    name.chars().map(plain).collect()
}
