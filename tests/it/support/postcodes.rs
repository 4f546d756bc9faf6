//! Official postcode files, made up in a test's own folder.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use waymark::config::Config;
use waymark::domain::{NoProgress, SharedClock, TestClock};
use waymark::gazetteer::{Contents, Gazetteer, Shelf, ShelfError};
use zip::write::SimpleFileOptions;

/// The columns of the ONS Postcode Directory that are read, among others.
pub(crate) const ONSPD: &str =
    "pcd,pcd2,pcds,dointr,doterm,oslaua,osward,oseast1m,osnrth1m,osgrdind,ctry,lat,long";

/// A data folder that official files are loaded into, and a clock that moves with each.
pub(crate) struct Shelves {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) config: Config,
    clock: TestClock,
}

impl Shelves {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.data.dir = folder.path().join("data");
        let clock = TestClock::at("2026-11-21T09:00:00Z".parse().unwrap());
        Self {
            folder,
            config,
            clock,
        }
    }

    /// Writes a file below the folder.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Writes a zip file below the folder.
    pub(crate) fn zip(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let path = self.folder.path().join(name);
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, text) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    pub(crate) fn load(&self, path: &Path) -> Result<Contents, ShelfError> {
        self.clock.advance(jiff::SignedDuration::from_secs(60));
        let clock: SharedClock = Arc::new(self.clock.clone());
        Shelf::of(&self.config).load(path, &clock, &NoProgress)
    }

    pub(crate) async fn gazetteer(&self) -> Gazetteer {
        Gazetteer::open(&self.config).await.unwrap()
    }
}
