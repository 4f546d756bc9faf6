//! The names of the newest state of the index.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

use super::names::Names;

/// The names of each segment. Asked while it is brought up to date.
#[derive(Default)]
pub(in crate::search) struct Shelf {
    shown: ArcSwap<Vec<(SegmentId, Arc<Names>)>>,
    /// The state of the index that is shown; held while the next one is read.
    state: Mutex<Option<u64>>,
}

impl Shelf {
    /// Shows the names of this state of the index. What has not changed is not read again.
    pub(in crate::search) fn follow(&self, searcher: &Searcher) -> tantivy::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = Some(searcher.generation().generation_id());
        if *state == newest {
            return Ok(());
        }
        let before = self.shown.load();
        let read = |segment: &SegmentReader| {
            let id = segment.segment_id();
            let known = before.iter().find(|(known, _)| *known == id);
            let names = Names::of(segment, known.map(|(_, names)| names))?;
            Ok((id, names))
        };
        let segments = searcher.segment_readers().iter().map(read);
        let shown: tantivy::Result<Vec<_>> = segments.collect();
        self.shown.store(Arc::new(shown?));
        *state = newest;
        Ok(())
    }

    /// The names of every segment.
    pub(super) fn segments(&self) -> Vec<Arc<Names>> {
        let shown = self.shown.load();
        shown.iter().map(|(_, names)| names.clone()).collect()
    }
}
