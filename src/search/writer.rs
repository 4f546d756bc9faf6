//! Tantivy's writer with our settings, that leaves nothing behind when it goes.

use std::ops::{Deref, DerefMut};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexWriter};
use tracing::warn;

/// Memory for documents that are not yet on disk, in bytes.
const BUDGET: usize = 64 << 20;

/// A segment with a greater share of dead documents is merged.
const DEAD_SHARE: f32 = 0.2;

/// A writer that waits for its merges when it is dropped. Tantivy's own lets them run on:
/// they would still write to the folder when the next one has it.
pub(super) struct Writer(Option<IndexWriter>);

impl Writer {
    /// The writer of an index. One thread writes and one merges: documents keep the order
    /// of the ground, and searches keep the other processors.
    pub(super) fn new(index: &Index) -> tantivy::Result<Self> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(BUDGET)
            .build();
        let writer = index.writer_with_options(options)?;
        let mut merging = LogMergePolicy::default();
        merging.set_del_docs_ratio_before_merge(DEAD_SHARE);
        writer.set_merge_policy(Box::new(merging));
        Ok(Self(Some(writer)))
    }
}

#[expect(
    clippy::expect_used,
    reason = "it is taken out when dropped and not before"
)]
impl Deref for Writer {
    type Target = IndexWriter;

    fn deref(&self) -> &IndexWriter {
        self.0.as_ref().expect("a writer until it is dropped")
    }
}

#[expect(
    clippy::expect_used,
    reason = "it is taken out when dropped and not before"
)]
impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut IndexWriter {
        self.0.as_mut().expect("a writer until it is dropped")
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.take().map(IndexWriter::wait_merging_threads) {
            warn!(%error, "the search index was not left in order; the next start looks after it");
        }
    }
}
