//! Kind `file`: ORUK v3 services in a file, on disk or fetched.
//!
//! place -> first bytes -> a JSON array, `{"services": […]}` or NDJSON -> items, one at a
//! time, so that the size of the file does not matter.

mod document;
mod lines;
mod sink;

use std::fs;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::future::BoxFuture;
use tokio::sync::mpsc::Sender;

use super::{Connector, Pulled, WalkEnd, page};
use crate::config::FetchConfig;
use crate::oruk::Dialect;
use sink::Sink;

/// A feed in a file.
#[derive(Debug, Clone)]
pub(super) struct File {
    place: Place,
    /// Longest line of NDJSON, in bytes.
    max_line: u64,
    /// The version of the standard that its services follow.
    dialect: Dialect,
}

/// Where a file is.
#[derive(Debug, Clone)]
enum Place {
    Disk(PathBuf),
    /// Fetched from this address.
    Memory(String, Bytes),
}

/// Why a file was not read to its end.
#[derive(Debug)]
enum Stop {
    /// The receiver has gone.
    Gone,
    /// What is wrong with the file, as the end of a sentence that begins with its name.
    Damage(String),
    /// Reading failed.
    Read(io::Error),
}

impl File {
    pub(super) fn new(path: &Path, limits: &FetchConfig) -> Self {
        Self {
            place: Place::Disk(path.to_owned()),
            max_line: limits.max_feed_bytes,
            dialect: Dialect::V3,
        }
    }

    /// A file that has been fetched from the address `name`.
    pub(super) fn fetched(
        name: String,
        body: Bytes,
        limits: &FetchConfig,
        dialect: Dialect,
    ) -> Self {
        Self {
            place: Place::Memory(name, body),
            max_line: limits.max_feed_bytes,
            dialect,
        }
    }
}

impl Connector for File {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        let file = self.clone();
        Box::pin(async move {
            let name = file.place.name();
            tokio::task::spawn_blocking(move || pull(&file, &out))
                .await
                .unwrap_or_else(|_| WalkEnd::Failed(format!("{name} could not be read; try again")))
        })
    }
}

fn pull(file: &File, out: &Sender<Pulled>) -> WalkEnd {
    let name = file.place.name();
    let mut sink = Sink::new(out, file.dialect);
    let read = read(file, &mut sink);
    let said = sink.remark();
    match (read.and(said), sink.read) {
        (Ok(()), _) => match sink.gap() {
            None => WalkEnd::Complete,
            Some(gap) => WalkEnd::Incomplete(format!("{name}: {gap}")),
        },
        (Err(Stop::Gone), _) => {
            WalkEnd::Incomplete("the refresh was stopped before the file was read".to_owned())
        }
        (Err(stop), 0) => WalkEnd::Failed(stop.sentence(&name)),
        (Err(stop), read) => WalkEnd::Incomplete(format!(
            "{} ({read} services before that were read)",
            stop.sentence(&name)
        )),
    }
}

fn read(
    File {
        place, max_line, ..
    }: &File,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let max_line = *max_line;
    let mut file = BufReader::with_capacity(1 << 16, place.open()?);
    if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    match first_byte(&mut file)? {
        None => Err(Stop::Damage("is empty; export it again".to_owned())),
        Some(b'[') => document::read(file, sink),
        Some(b'{') if is_line_format(&place.name()) => lines::read(file, max_line, sink),
        Some(b'{') => {
            let mut head = Vec::new();
            (&mut file).take(max_line).read_until(b'\n', &mut head)?;
            let is_line = is_one_service(&head);
            let whole = BufReader::new(Cursor::new(head).chain(file));
            if is_line {
                lines::read(whole, max_line, sink)
            } else {
                document::read(whole, sink)
            }
        }
        Some(_) => Err(Stop::Damage(
            "is not JSON; export it as a JSON array, {\"services\": […]} or NDJSON".to_owned(),
        )),
    }
}

impl Place {
    fn name(&self) -> String {
        match self {
            Self::Disk(path) => path.display().to_string(),
            Self::Memory(name, _) => name.clone(),
        }
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::Disk(path) => Box::new(fs::File::open(path)?),
            Self::Memory(_, body) => Box::new(Cursor::new(body.clone())),
        })
    }
}

/// Skips white space and looks at what follows.
fn first_byte(file: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = file.fill_buf()?;
        let Some(first) = buffer.first().copied() else {
            return Ok(None);
        };
        if !first.is_ascii_whitespace() {
            return Ok(Some(first));
        }
        file.consume(1);
    }
}

fn is_line_format(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("ndjson") || ending.eq_ignore_ascii_case("jsonl")
    })
}

/// Whether a first line is a whole object that holds no list of services.
fn is_one_service(line: &[u8]) -> bool {
    type Members = std::collections::HashMap<String, Box<serde_json::value::RawValue>>;
    serde_json::from_slice::<Members>(line).is_ok_and(|members| {
        !members
            .iter()
            .any(|(name, raw)| page::is_list_name(name) && raw.get().starts_with('['))
    })
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl Stop {
    fn sentence(&self, path: &str) -> String {
        match self {
            Self::Gone => format!("{path} was not read to its end"),
            Self::Damage(what) => format!("{path} {what}"),
            Self::Read(error) => match error.kind() {
                io::ErrorKind::NotFound => {
                    format!("there is no file {path}; check the feed's path")
                }
                io::ErrorKind::PermissionDenied => {
                    format!("{path} may not be read by the hub; give it the right to")
                }
                io::ErrorKind::IsADirectory => {
                    format!("{path} is a folder; the feed's path must name a file")
                }
                _ => format!("{path} could not be read to its end: {error}"),
            },
        }
    }
}
