//! A service a line, as ORUK serves it, with its sources beside it.

use bytes::Bytes;

use super::batches::Batch;
use super::sources::{Source, Sources};
use crate::store::StoreError;

/// The lines of a batch.
pub(super) fn lines(batch: &Batch, sources: &Sources) -> Result<Bytes, StoreError> {
    let mut text = String::with_capacity(batch.iter().map(|one| one.doc.len() + 200).sum());
    for one in batch {
        // A stored document is an object on one line: what the strict writer wrote.
        let Some(open) = one.doc.strip_suffix('}') else {
            continue;
        };
        let named: Vec<&Source> = sources.of(&one.feeds).collect();
        text.push_str(open);
        text.push_str(",\"sources\":");
        text.push_str(&serde_json::to_string(&named)?);
        text.push_str("}\n");
    }
    Ok(text.into())
}
