//! A zip of parts, read under a limit on what comes out of it.
//!
//! The sizes that a zip declares are looked at first, so that an honest giant is refused at
//! once; what really comes out is counted too, for a zip may lie.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::ZipFile;

use super::xml::Xml;
use crate::sheet::report::FileError;
use crate::sheet::table::Limits;

/// An opened zip.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Small letters, `/` between folders -> place in the zip.
    names: HashMap<String, usize>,
    left: Rc<Cell<Option<u64>>>,
}

/// A part that is being unzipped.
pub(super) struct Part<'z, 'b> {
    file: ZipFile<'z, Cursor<&'b [u8]>>,
    /// Bytes that may still come out of the whole zip; `None` once more would have come.
    left: Rc<Cell<Option<u64>>>,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, FileError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::Corrupt)?;
        let mut names = HashMap::new();
        let mut declared = 0u64;
        for at in 0..zip.len() {
            let part = zip.by_index_raw(at).map_err(|_| FileError::Corrupt)?;
            if part.encrypted() {
                return Err(FileError::PasswordProtected);
            }
            declared = declared.saturating_add(part.size());
            let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/");
            names.insert(name.trim_start_matches('/').to_lowercase(), at);
        }
        if declared > limits.unzipped_bytes {
            return Err(FileError::TooLarge);
        }
        Ok(Self {
            zip,
            names,
            left: Rc::new(Cell::new(Some(limits.unzipped_bytes))),
        })
    }

    /// Whether there is a part whose name begins so, whatever its case.
    pub(super) fn has(&self, start: &str) -> bool {
        self.names.keys().any(|name| name.starts_with(start))
    }

    /// A part as XML; `None` when there is none of that name.
    pub(super) fn xml(
        &mut self,
        name: &str,
    ) -> Result<Option<Xml<BufReader<Part<'_, 'b>>>>, FileError> {
        let Some(at) = self.names.get(&name.to_lowercase()) else {
            return Ok(None);
        };
        let left = Rc::clone(&self.left);
        let file = self.zip.by_index(*at).map_err(|_| FileError::Corrupt)?;
        Ok(Some(Xml::new(BufReader::new(Part { file, left }))))
    }

    /// The error to report for one that happened while parts were read: reading stops short
    /// when too much has come out.
    pub(super) fn blame(&self, error: FileError) -> FileError {
        match self.left.get() {
            Some(_) => error,
            None => FileError::TooLarge,
        }
    }
}

impl Read for Part<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let left = self
            .left
            .get()
            .and_then(|left| left.checked_sub(read as u64));
        self.left.set(left);
        match left {
            Some(_) => Ok(read),
            None => Err(io::Error::other(
                "more comes out of the zip than is allowed",
            )),
        }
    }
}
