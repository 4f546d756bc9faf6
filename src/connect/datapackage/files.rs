//! The files of a package, wherever they lie: a folder, a zip, or fetched one by one.
//!
//! Nothing is unpacked to disk, and no name leads out of the package: a path is only ever
//! looked up among the names that are there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use zip::ZipArchive;
use zip::result::ZipError;

/// The name that a descriptor has.
pub(super) const DESCRIPTOR: &str = "datapackage.json";

/// More names than this has no package.
const MOST_NAMES: usize = 10_000;

/// Folders in folders that are looked into.
const DEEPEST: usize = 3;

/// A file that grows to more than a hundred times its packed size is no table; below this
/// many bytes it does no harm and may be a table that says little.
const HARMLESS: u64 = 16 << 20;
const MOST_GROWTH: u64 = 100;

/// The files of one package.
pub(super) struct Files {
    store: Store,
    /// The descriptor's name, when the feed's settings name it.
    pub(super) descriptor: Option<String>,
}

enum Store {
    Folder(BTreeMap<String, PathBuf>),
    Zip(BTreeMap<String, usize>, ZipArchive<Box<dyn Source>>),
    Fetched(BTreeMap<String, Bytes>),
}

/// What a zip is read from.
pub(super) trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

impl Files {
    /// The files that lie at `path`: a folder, its descriptor, or a zip.
    pub(super) fn at(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let fault = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => {
                format!("there is nothing at {shown}; check the feed's path")
            }
            io::ErrorKind::PermissionDenied => {
                format!("{shown} may not be read by the hub; give it the right to")
            }
            _ => format!("{shown} could not be read: {error}"),
        };
        if fs::metadata(path).map_err(fault)?.is_dir() {
            return Self::folder(path, None).map_err(fault);
        }
        let mut file = File::open(path).map_err(fault)?;
        let mut head = [0; 4];
        let length = file.read(&mut head).map_err(fault)?;
        if is_zip(&head[..length]) {
            file.rewind().map_err(fault)?;
            return Self::zip(Box::new(io::BufReader::new(file)))
                .map_err(|why| format!("{shown} {why}"));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.to_ascii_lowercase().ends_with(".json") {
            return Err(format!(
                "{shown} is no data package; give a folder, its datapackage.json, or a zip of them"
            ));
        }
        let folder = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        Self::folder(folder.unwrap_or(Path::new(".")), Some(name.into_owned())).map_err(fault)
    }

    /// The files in a zip. The error is the end of a sentence that begins with its name.
    pub(super) fn zip(source: Box<dyn Source>) -> Result<Self, String> {
        let archive = ZipArchive::new(source)
            .map_err(|_| "is a damaged zip; make or copy it again".to_owned())?;
        if archive.len() > MOST_NAMES {
            return Err(format!(
                "holds {} files; a data package has some dozens",
                archive.len()
            ));
        }
        let mut names = BTreeMap::new();
        for index in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(index)
                && let Some(name) = inner(&name)
            {
                names.insert(name, index);
            }
        }
        Ok(Self {
            store: Store::Zip(names, archive),
            descriptor: None,
        })
    }

    /// Files that were fetched, by their paths in the descriptor.
    pub(super) fn fetched(files: BTreeMap<String, Bytes>) -> Self {
        Self {
            store: Store::Fetched(files),
            descriptor: None,
        }
    }

    fn folder(root: &Path, descriptor: Option<String>) -> io::Result<Self> {
        let mut names = BTreeMap::new();
        collect(root, "", DEEPEST, &mut names)?;
        Ok(Self {
            store: Store::Folder(names),
            descriptor,
        })
    }

    /// All names, with `/` between folders.
    pub(super) fn names(&self) -> Vec<String> {
        match &self.store {
            Store::Folder(names) => names.keys().cloned().collect(),
            Store::Zip(names, _) => names.keys().cloned().collect(),
            Store::Fetched(files) => files.keys().cloned().collect(),
        }
    }

    /// Reads a file of at most `most` bytes. The error is the end of a sentence that begins
    /// with its name.
    pub(super) fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, String> {
        match &mut self.store {
            Store::Folder(names) => {
                let file = names.get(name).map(File::open);
                let file = file
                    .ok_or("is not there")?
                    .map_err(|error| broken(&error))?;
                drain(file, most, u64::MAX)
            }
            Store::Zip(names, archive) => {
                let index = *names.get(name).ok_or("is not there")?;
                let file = archive
                    .by_index(index)
                    .map_err(|error| unpackable(&error))?;
                let packed = file.compressed_size().max(1);
                drain(file, most, packed.saturating_mul(MOST_GROWTH).max(HARMLESS))
            }
            Store::Fetched(files) => {
                let bytes = files.remove(name).ok_or("is not there")?;
                drain(&bytes[..], most, u64::MAX)
            }
        }
    }

    /// The file that a path of the descriptor means: by its exact name, else in any case.
    /// `None` inside when it is not there; an error for a path that leads out of the package.
    pub(super) fn find(&self, base: &str, path: &str) -> Result<Option<String>, ()> {
        if let Store::Fetched(files) = &self.store {
            return Ok(files.contains_key(path).then(|| path.to_owned()));
        }
        let wanted = format!("{base}{}", inner(path).ok_or(())?);
        let names = self.names();
        let is = |name: &&String| name.eq_ignore_ascii_case(&wanted);
        let found = names.iter().find(|name| **name == wanted);
        Ok(found.or_else(|| names.iter().find(is)).cloned())
    }
}

/// Whether these are the first bytes of a zip.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// A name in its plain form; `None` for one that leads out of the package, names a folder,
/// or is what a Mac keeps beside each file.
pub(super) fn inner(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let steps: Vec<_> = name.split('/').filter(|step| *step != ".").collect();
    let is_outside = |step: &&str| step.is_empty() || *step == ".." || step.contains(['\0', ':']);
    if steps.iter().any(is_outside) || steps.first() == Some(&"__MACOSX") {
        return None;
    }
    (!steps.is_empty()).then(|| steps.join("/"))
}

fn collect(
    folder: &Path,
    below: &str,
    depth: usize,
    names: &mut BTreeMap<String, PathBuf>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        let kind = fs::metadata(entry.path());
        if kind.as_ref().is_ok_and(fs::Metadata::is_file) && names.len() < MOST_NAMES {
            names.insert(name, entry.path());
        } else if entry.file_type()?.is_dir() && depth > 0 {
            collect(&entry.path(), &format!("{name}/"), depth - 1, names)?;
        }
    }
    Ok(())
}

/// Reads to the end, never more than is allowed.
fn drain(source: impl Read, most: u64, suspicious: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = most.min(suspicious);
    source
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| broken(&error))?;
    if bytes.len() as u64 <= limit {
        return Ok(bytes);
    }
    Err(if limit == suspicious {
        "unpacks to more than a hundred times its size, which no table does; look at what it \
         holds, and pack it again"
            .to_owned()
    } else {
        "makes the package larger than fetch.max_unpacked_bytes allows; raise that if it is \
         right"
            .to_owned()
    })
}

fn broken(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "may not be read by the hub; give it the right to".to_owned()
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            "is damaged in the zip; pack it again".to_owned()
        }
        _ => format!("could not be read: {error}"),
    }
}

fn unpackable(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => {
            "is locked with a password; pack it without one".to_owned()
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            "is packed in an unusual way; pack it as an ordinary zip".to_owned()
        }
        _ => "is damaged in the zip; pack it again".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_package() {
        for (name, want) in [
            ("a.csv", Some("a.csv")),
            ("./a.csv", Some("a.csv")),
            ("csv\\a.csv", Some("csv/a.csv")),
            ("../a.csv", None),
            ("csv/../../a.csv", None),
            ("..\\a.csv", None),
            ("/etc/passwd", None),
            ("C:\\a.csv", None),
            ("https://a.example/a.csv", None),
            ("csv/", None),
            ("", None),
            ("__MACOSX/a.csv", None),
        ] {
            assert_eq!(inner(name).as_deref(), want, "{name}");
        }
    }
}
