//! Pages as they were fetched: zstd files named by the hash of their content.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;

use crate::domain::content_hash;

/// zstd's default level: pages shrink to a fifth at several hundred MB a second.
const LEVEL: i32 = 3;

const ENDING: &str = ".html.zst";

/// The folder of snapshots.
#[derive(Debug, Clone)]
pub struct Snapshots {
    folder: PathBuf,
}

impl Snapshots {
    /// Snapshots in `folder`, which is made when the first one is kept.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Keeps a page and returns its name; one that is there already is not written again.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, page: &[u8]) -> io::Result<String> {
        let name = format!("{}{ENDING}", content_hash(page));
        let target = self.folder.join(&name);
        if target.exists() {
            return Ok(name);
        }
        std::fs::create_dir_all(&self.folder)?;
        // Written aside and renamed: a name that exists always holds a whole page.
        let aside = self.folder.join(format!(".{}", uuid::Uuid::new_v4()));
        let written = std::fs::write(&aside, zstd::encode_all(page, LEVEL)?)
            .and_then(|()| std::fs::rename(&aside, &target));
        if written.is_err() {
            // The half-written file is of no use; the first error says what is wrong.
            let _ = std::fs::remove_file(&aside);
        }
        written.map(|()| name)
    }

    /// A page by its name; `None` when it is not there or is damaged.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        if !is_name(name) {
            return None;
        }
        let packed = std::fs::read(self.folder.join(name)).ok()?;
        let page = zstd::decode_all(packed.as_slice()).ok()?;
        (name.strip_suffix(ENDING) == Some(content_hash(&page).as_str())).then_some(page)
    }

    /// Whether a page is there, without reading it.
    pub fn holds(&self, name: &str) -> bool {
        is_name(name) && self.folder.join(name).exists()
    }

    /// Removes every snapshot that is not in `keep` and was written before `before`;
    /// returns how many. A scan that runs beside this one may hold a newer page that
    /// nothing refers to yet.
    ///
    /// # Errors
    /// When the folder cannot be read; a file that cannot be removed is left for next time.
    pub fn prune(&self, keep: &HashSet<String>, before: Timestamp) -> io::Result<usize> {
        if !self.folder.exists() {
            return Ok(0);
        }
        let mut removed = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let old = entry.metadata()?.modified()? < SystemTime::from(before);
            let unwanted = is_name(&name) && !keep.contains(&name) && old;
            if unwanted && std::fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn is_name(name: &str) -> bool {
    name.strip_suffix(ENDING)
        .is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_back_as_it_was_kept_and_is_stored_once() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(folder.path().join("snapshots"));
        let name = snapshots.keep(b"<p>Lunch club</p>").unwrap();
        assert_eq!(snapshots.keep(b"<p>Lunch club</p>").unwrap(), name);
        assert_eq!(snapshots.read(&name).unwrap(), b"<p>Lunch club</p>");
        assert_eq!(std::fs::read_dir(snapshots.folder()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_or_foreign_file_is_no_snapshot() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(folder.path());
        let name = snapshots.keep(b"page").unwrap();
        std::fs::write(folder.path().join(&name), b"damaged").unwrap();
        assert_eq!(snapshots.read(&name), None);
        assert_eq!(snapshots.read("../secrets"), None);
        assert_eq!(snapshots.read("notes.txt"), None);
    }

    #[test]
    fn pruning_removes_what_nobody_refers_to_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(folder.path());
        let kept = snapshots.keep(b"kept").unwrap();
        let dropped = snapshots.keep(b"dropped").unwrap();
        std::fs::write(folder.path().join("README.md"), b"mine").unwrap();
        let keep = HashSet::from([kept.clone()]);
        let none = snapshots.prune(&keep, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(none, 0, "a page newer than asked for stays");
        assert_eq!(snapshots.prune(&keep, Timestamp::MAX).unwrap(), 1);
        assert!(snapshots.read(&kept).is_some());
        assert!(snapshots.read(&dropped).is_none());
        assert!(folder.path().join("README.md").exists());
    }
}
