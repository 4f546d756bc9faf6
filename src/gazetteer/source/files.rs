//! The tables of an official delivery: a table alone, a folder, or a zip file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::SourceError;

/// Folders below the one that is given are looked into so far down.
const DEPTH: usize = 4;

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableFile {
    /// Where it stands in the delivery, with `/` between folders.
    pub(super) name: String,
    /// Its length in bytes, uncompressed.
    pub(super) bytes: u64,
    /// Its number in a zip file.
    number: usize,
}

/// An opened delivery.
pub(super) enum Delivery {
    Table(PathBuf),
    Folder(PathBuf),
    Zip(Box<ZipArchive<File>>),
}

impl Delivery {
    pub(super) fn open(path: &Path) -> Result<Self, SourceError> {
        let unreadable = |source| SourceError::Read {
            path: path.to_owned(),
            source,
        };
        let metadata = fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let mut file = File::open(path).map_err(unreadable)?;
        let mut start = [0; 4];
        let read = file.read(&mut start).map_err(unreadable)?;
        if &start[..read] != b"PK\x03\x04" {
            return Ok(Self::Table(path.to_owned()));
        }
        match ZipArchive::new(file) {
            Ok(archive) => Ok(Self::Zip(Box::new(archive))),
            Err(_) => Err(SourceError::Zip(path.to_owned())),
        }
    }

    /// Every CSV file of it, by name.
    pub(super) fn files(&mut self) -> io::Result<Vec<TableFile>> {
        let mut files = match self {
            Self::Table(path) => vec![TableFile {
                name: file_name(path),
                bytes: fs::metadata(path)?.len(),
                number: 0,
            }],
            Self::Folder(root) => {
                let mut found = Vec::new();
                walk(root, "", DEPTH, &mut found)?;
                found
            }
            Self::Zip(archive) => {
                let mut found = Vec::new();
                for number in 0..archive.len() {
                    let entry = archive.by_index_raw(number)?;
                    let name = entry.name()?.replace('\\', "/");
                    if is_csv(&name) {
                        let bytes = entry.size();
                        found.push(TableFile {
                            name,
                            bytes,
                            number,
                        });
                    }
                }
                found
            }
        };
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// Reads one of them.
    pub(super) fn read<'a>(&'a mut self, file: &TableFile) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Table(path) => Box::new(File::open(path)?),
            Self::Folder(root) => Box::new(File::open(root.join(&file.name))?),
            Self::Zip(archive) => Box::new(archive.by_index(file.number)?),
        })
    }
}

/// The tables of postcodes among the files, each postcode once: Code-Point Open's
/// `Data/CSV`, else the directory's one table, else its tables by area, else whatever is there.
pub(super) fn tables(files: &[TableFile]) -> Vec<TableFile> {
    let below = |folder: &str| -> Vec<TableFile> {
        let is_below = |file: &&TableFile| {
            let name = format!("/{}", file.name.to_ascii_lowercase());
            let parent = name.rsplit_once('/').map_or("", |(parent, _)| parent);
            parent.ends_with(folder)
        };
        files.iter().filter(is_below).cloned().collect()
    };
    for folder in ["/data/csv", "/data", "/multi_csv"] {
        let found = below(folder);
        if !found.is_empty() {
            return found;
        }
    }
    files
        .iter()
        .filter(|file| !is_column_names(file))
        .cloned()
        .collect()
}

/// Code-Point Open names its columns in a file of its own.
pub(super) fn is_column_names(file: &TableFile) -> bool {
    file.name
        .to_ascii_lowercase()
        .ends_with("column_headers.csv")
}

fn walk(root: &Path, below: &str, depth: usize, found: &mut Vec<TableFile>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        let metadata = fs::metadata(entry.path())?;
        if metadata.is_dir() {
            if depth > 0 {
                walk(root, &name, depth - 1, found)?;
            }
        } else if is_csv(&name) {
            found.push(TableFile {
                name,
                bytes: metadata.len(),
                number: 0,
            });
        }
    }
    Ok(())
}

fn is_csv(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".csv") && !name.contains("__MACOSX")
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str]) -> Vec<String> {
        let files: Vec<TableFile> = names
            .iter()
            .map(|name| TableFile {
                name: (*name).to_owned(),
                bytes: 1,
                number: 0,
            })
            .collect();
        tables(&files).into_iter().map(|file| file.name).collect()
    }

    #[test]
    fn each_postcode_is_read_once() {
        for (names, want) in [
            (
                &[
                    "Data/CSV/ab.csv",
                    "Data/CSV/s.csv",
                    "Doc/Code-Point_Open_Column_Headers.csv",
                ][..],
                &["Data/CSV/ab.csv", "Data/CSV/s.csv"][..],
            ),
            (
                &["codepo_gb/Data/CSV/ab.csv", "codepo_gb/Doc/x.csv"],
                &["codepo_gb/Data/CSV/ab.csv"],
            ),
            (
                &[
                    "Data/ONSPD_MAY_2026_UK.csv",
                    "Data/multi_csv/ONSPD_MAY_2026_UK_AB.csv",
                    "Documents/LA names.csv",
                ],
                &["Data/ONSPD_MAY_2026_UK.csv"],
            ),
            (
                &["multi_csv/A.csv", "Documents/x.csv"],
                &["multi_csv/A.csv"],
            ),
            (&["s.csv", "Column_Headers.csv"], &["s.csv"]),
        ] {
            assert_eq!(chosen(names), want, "{names:?}");
        }
    }
}
