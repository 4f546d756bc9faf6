//! What is published, as files that people and programs take away.
//!
//! everything, or what a search found -> [`batches`] of services with their [`sources`] ->
//! lines ([`ndjson`], [`csv_rows`]) as they come, or a file that is built on disk ([`xlsx`],
//! [`package`]) and then handed out.
//!
//! One batch is in memory at a time, whatever the size of the directory. Cells that a
//! spreadsheet would calculate are made harmless, and every form names the feeds that the
//! services come from, with their licences.

mod batches;
mod csv_rows;
mod flat;
mod ndjson;
mod package;
mod sources;
mod spool;
mod tables;
mod xlsx;

pub use batches::Choice;

use std::fs::File;
use std::io::{Read, Seek};
use std::str::FromStr;

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::store::{Store, StoreError};
use batches::{Batch, Batches};
use sources::Sources;

/// Files that are built at the same time: each takes a processor and space on the disk.
static BUILDING: Semaphore = Semaphore::const_new(2);

/// Bytes of a built file that are handed out at once.
const PIECE: usize = 64 << 10;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A full ORUK v3 service a line.
    Ndjson,
    /// A row for each service.
    Csv,
    /// A zip of HSDS tables with their `datapackage.json`.
    Datapackage,
    /// A workbook with a row for each service.
    Xlsx,
}

/// No such form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write ndjson, csv, datapackage or xlsx")]
pub struct UnknownFormat;

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database refused or holds what it should not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be built.
    #[error("the export could not be written ({0}); see that there is room for temporary files")]
    File(#[from] std::io::Error),
    /// A workbook could not be built.
    #[error("the workbook could not be written ({0})")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A part of this program failed where it should not be able to.
    #[error("the export broke off inside ({0}); please report this")]
    Broken(#[from] tokio::task::JoinError),
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Datapackage => "application/zip",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// What a file of this form is called.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Ndjson => "services.ndjson",
            Self::Csv => "services.csv",
            Self::Datapackage => "services-datapackage.zip",
            Self::Xlsx => "services.xlsx",
        }
    }

    /// Whether it is text that a terminal can show.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Ndjson | Self::Csv)
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        match text {
            "ndjson" => Ok(Self::Ndjson),
            "csv" => Ok(Self::Csv),
            "datapackage" => Ok(Self::Datapackage),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(UnknownFormat),
        }
    }
}

/// An export that is going on.
#[derive(Debug)]
pub struct Export {
    format: Format,
    batches: Batches,
    sources: Sources,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Begin,
    Lines,
    Built(File),
    End,
}

impl Export {
    /// Begins; nothing is read yet but the feeds.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(
        store: &Store,
        config: &Config,
        format: Format,
        choice: Choice,
    ) -> Result<Self, ExportError> {
        Ok(Self {
            format,
            batches: Batches::new(store.clone(), choice),
            sources: Sources::load(store, config).await?,
            stage: Stage::Begin,
        })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// See [`ExportError`]; what was handed out before is then only a part.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ExportError> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::End) {
                Stage::Begin => match self.format {
                    Format::Ndjson => self.stage = Stage::Lines,
                    Format::Csv => {
                        self.stage = Stage::Lines;
                        return Ok(Some(csv_rows::header()?));
                    }
                    Format::Xlsx | Format::Datapackage => {
                        self.stage = Stage::Built(self.build().await?);
                    }
                },
                Stage::Lines => {
                    let Some(batch) = self.batches.next().await? else {
                        return Ok(None);
                    };
                    self.stage = Stage::Lines;
                    return Ok(Some(match self.format {
                        Format::Csv => csv_rows::rows(&batch, &self.sources)?,
                        _ => ndjson::lines(&batch, &self.sources)?,
                    }));
                }
                Stage::Built(mut file) => {
                    let (file, piece) = tokio::task::spawn_blocking(move || {
                        let mut piece = vec![0; PIECE];
                        let read = file.read(&mut piece)?;
                        piece.truncate(read);
                        Ok::<_, std::io::Error>((file, piece))
                    })
                    .await??;
                    if piece.is_empty() {
                        return Ok(None);
                    }
                    self.stage = Stage::Built(file);
                    return Ok(Some(piece.into()));
                }
                Stage::End => return Ok(None),
            }
        }
    }

    /// Builds a file on disk, batch by batch; it has no name and goes when it is dropped.
    async fn build(&mut self) -> Result<File, ExportError> {
        // The semaphore is never closed; without it the file is built all the same.
        let _turn = BUILDING.acquire().await.ok();
        let (format, sources) = (self.format, self.sources.clone());
        let mut builder = Builder::new(format, sources)?;
        while let Some(batch) = self.batches.next().await? {
            let work = move || builder.add(&batch).map(|()| builder);
            builder = tokio::task::spawn_blocking(work).await??;
        }
        let mut file = tokio::task::spawn_blocking(move || builder.finish()).await??;
        file.rewind()?;
        Ok(file)
    }
}

/// What builds a file.
enum Builder {
    Workbook(Box<xlsx::Workbook>),
    Package(Box<package::Package>),
}

impl Builder {
    fn new(format: Format, sources: Sources) -> Result<Self, ExportError> {
        Ok(match format {
            Format::Xlsx => Self::Workbook(Box::new(xlsx::Workbook::new(sources)?)),
            _ => Self::Package(Box::new(package::Package::new(sources)?)),
        })
    }

    fn add(&mut self, batch: &Batch) -> Result<(), ExportError> {
        match self {
            Self::Workbook(workbook) => workbook.add(batch),
            Self::Package(package) => package.add(batch),
        }
    }

    fn finish(self) -> Result<File, ExportError> {
        match self {
            Self::Workbook(workbook) => workbook.finish(),
            Self::Package(package) => package.finish(),
        }
    }
}
