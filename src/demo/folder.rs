//! The demo's data folder and the settings file in it, which other commands can use too.

use std::fmt::Write;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use url::Url;

use super::Version;
use super::samples::{self, Council, HEALTH, HEALTH_FILE, PACKAGE, SHEETS};
use crate::config::FeedKind;

/// The first line of the settings that the demo writes: it overwrites no others.
const FIRST_LINE: &str = "# Written by `waymark demo`, anew at each start.";

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be made or written.
    #[error("cannot use the folder {}: {source}; choose another with --data", path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It belongs to a hub that is no demo.
    #[error("{} holds settings that are not the demo's; choose another folder with --data", .0.display())]
    Foreign(PathBuf),
}

/// A data folder: kept when it was named, else removed when this is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Whether a demo has filled it before.
    pub(super) is_used: bool,
    temporary: Option<TempDir>,
}

impl Folder {
    /// Makes or takes up the folder.
    pub(super) fn open(named: Option<&Path>) -> Result<Self, FolderError> {
        let Some(named) = named else {
            let temporary = tempfile::Builder::new()
                .prefix("waymark-demo-")
                .tempdir()
                .map_err(|source| FolderError::Unusable {
                    path: std::env::temp_dir(),
                    source,
                })?;
            return Ok(Self {
                path: temporary.path().to_owned(),
                is_used: false,
                temporary: Some(temporary),
            });
        };
        let unusable = |source| FolderError::Unusable {
            path: named.to_owned(),
            source,
        };
        std::fs::create_dir_all(named).map_err(unusable)?;
        let path = std::path::absolute(named).map_err(unusable)?;
        Ok(Self {
            is_used: path.join("waymark.db").exists(),
            path,
            temporary: None,
        })
    }

    /// Whether it stays when the demo ends.
    pub(super) fn is_kept(&self) -> bool {
        self.temporary.is_none()
    }

    /// Writes the settings of a hub that lives in this folder, and says where.
    pub(super) fn write_settings(
        &self,
        listen: SocketAddr,
        councils: &[(Council, Url)],
    ) -> Result<PathBuf, FolderError> {
        let path = self.path.join("config.toml");
        let is_ours = |text: String| text.starts_with(FIRST_LINE);
        if path.exists() && !std::fs::read_to_string(&path).is_ok_and(is_ours) {
            return Err(FolderError::Foreign(self.path.clone()));
        }
        let settings = self.settings(listen, councils);
        let written = std::fs::write(&path, settings).and_then(|()| self.write_samples());
        written.map_err(|source| FolderError::Unusable {
            path: self.path.clone(),
            source,
        })?;
        Ok(path)
    }

    /// Puts the sample data package, file and spreadsheets where their keepers would put them.
    fn write_samples(&self) -> io::Result<()> {
        let package = samples::package_files().map(|(name, content)| {
            let path = format!("{}/{name}", PACKAGE.id);
            (path, content)
        });
        let health = (HEALTH_FILE.to_owned(), samples::health_file());
        for (path, content) in package.chain([health]).chain(samples::sheet_files()) {
            let path = self.path.join(path);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, content)?;
        }
        Ok(())
    }

    fn settings(&self, listen: SocketAddr, councils: &[(Council, Url)]) -> String {
        let quoted = |text: String| toml::Value::String(text).to_string();
        let database = format!("sqlite://{}", self.path.join("waymark.db").display());
        let mut text = format!(
            r#"{FIRST_LINE}

[server]
listen = "{listen}"

[database]
url = {database}

[data]
dir = {dir}

[publisher]
name = "Waymark demo"

[fetch]
# Councils and websites alike are on this machine: nobody has to be spared.
per_host_per_second = 0.0

[watch]
# The sample websites change between two looks that are seconds apart.
interval = "0s"
"#,
            database = quoted(database),
            dir = quoted(self.path.display().to_string()),
        );
        for (council, url) in councils {
            let kind = match council.version {
                Version::V3 => FeedKind::OrukV3,
                Version::V1 => FeedKind::OrukV1,
            };
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                "\n[[feeds]]\nid = \"{}\"\nname = \"{}\"\nkind = \"{}\"\nurl = \"{url}\"\n",
                council.id,
                council.name,
                kind.as_str()
            );
        }
        let package = quoted(self.path.join(PACKAGE.id).display().to_string());
        let _ = write!(
            text,
            "\n[[feeds]]\nid = \"{}\"\nname = \"{}\"\nkind = \"datapackage\"\npath = {package}\n",
            PACKAGE.id, PACKAGE.name
        );
        let health = quoted(self.path.join(HEALTH_FILE).display().to_string());
        let _ = write!(
            text,
            "\n[[feeds]]\nid = \"{}\"\nname = \"{}\"\nkind = \"file\"\npath = {health}\n",
            HEALTH.id, HEALTH.name
        );
        for sheet in SHEETS {
            let at = |file: &str| quoted(self.path.join(file).display().to_string());
            let _ = write!(
                text,
                "\n[[feeds]]\nid = \"{}\"\nname = \"{}\"\nkind = \"spreadsheet\"\npath = {}\n",
                sheet.id,
                sheet.name,
                at(sheet.file)
            );
            if let Some(mapping) = sheet.mapping {
                let _ = writeln!(text, "mapping = {}", at(mapping));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::demo::samples::COUNCILS;

    #[test]
    fn the_settings_that_it_writes_can_be_read() {
        let folder = Folder::open(None).unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 1], 8099));
        let feeds = COUNCILS.map(|council| (council, Url::parse("http://127.0.0.1:9/").unwrap()));
        let path = folder.write_settings(listen, &feeds).unwrap();
        let config = Config::load(&path, false, []).unwrap();
        assert_eq!(config.server.listen, listen);
        assert_eq!(config.feeds.len(), COUNCILS.len() + 2 + SHEETS.len());
        assert_eq!(config.data.dir, folder.path);
    }

    #[test]
    fn settings_of_another_hub_are_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config.toml");
        std::fs::write(&file, "[server]\n").unwrap();
        let folder = Folder::open(Some(home.path())).unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 1], 8099));
        let refused = folder.write_settings(listen, &[]).unwrap_err();
        assert!(refused.to_string().contains("--data"), "{refused}");
        assert_eq!(std::fs::read_to_string(file).unwrap(), "[server]\n");
    }

    #[test]
    fn an_unnamed_folder_is_removed_and_a_named_one_is_kept() {
        let home = tempfile::tempdir().unwrap();
        let named = home.path().join("deep/down");
        for (name, is_kept) in [(None, false), (Some(named.as_path()), true)] {
            let folder = Folder::open(name).unwrap();
            let path = folder.path.clone();
            assert_eq!((path.exists(), folder.is_kept()), (true, is_kept));
            drop(folder);
            assert_eq!(path.exists(), is_kept);
        }
    }
}
