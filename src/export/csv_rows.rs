//! CSV with a row for each service.

use bytes::Bytes;

use super::ExportError;
use super::batches::Batch;
use super::flat::{self, COLUMNS};
use super::sources::Sources;
use crate::domain::guarded;

/// The names of the columns.
pub(super) fn header() -> Result<Bytes, ExportError> {
    written(|writer| writer.write_record(COLUMNS))
}

/// The rows of a batch.
pub(super) fn rows(batch: &Batch, sources: &Sources) -> Result<Bytes, ExportError> {
    let rows = batch
        .iter()
        .map(|one| flat::row(one, sources))
        .collect::<Result<Vec<_>, _>>()?;
    written(|writer| {
        rows.iter().try_for_each(|row| {
            let cells = row.iter().map(|cell| guarded(cell).into_owned());
            writer.write_record(cells)
        })
    })
}

fn written(
    write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>,
) -> Result<Bytes, ExportError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    write(&mut writer).map_err(std::io::Error::other)?;
    let bytes = writer
        .into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes.into())
}
