//! One state of the index as searches see it: its documents and what the names in it mean.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tantivy::index::SegmentId;
use tantivy::{IndexReader, Searcher};

use super::filter::{Lexicon, TermTree};
use super::suggest::Names;

/// A state that searches read. It stays as it is, however the index changes.
pub(super) struct View {
    /// No two states of a process share one.
    pub(super) number: u64,
    pub(super) searcher: Searcher,
    /// Of each segment, in their order.
    pub(super) lexicons: Vec<Arc<Lexicon>>,
    /// Of each segment, to complete what is typed.
    pub(super) names: Vec<Arc<Names>>,
    terms: Arc<TermTree>,
}

/// The newest state, and how the next one is made.
pub(super) struct Views {
    reader: IndexReader,
    newest: ArcSwap<View>,
    /// Held while the next state is made.
    making: Mutex<()>,
}

impl Views {
    /// The state that the reader has now.
    pub(super) fn open(reader: IndexReader) -> tantivy::Result<Self> {
        let first = View::of(reader.searcher(), Arc::default(), None)?;
        Ok(Self {
            reader,
            newest: ArcSwap::from_pointee(first),
            making: Mutex::default(),
        })
    }

    /// The newest state.
    pub(super) fn newest(&self) -> Arc<View> {
        self.newest.load_full()
    }

    /// Shows what has been committed.
    pub(super) fn reload(&self) -> tantivy::Result<()> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        self.reader.reload()?;
        let before = self.newest();
        self.show(&before, before.terms.clone())
    }

    /// Shows everything under these terms, unless it stands under them already.
    pub(super) fn set_terms(&self, terms: TermTree) -> tantivy::Result<()> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.newest();
        if *before.terms == terms {
            return Ok(());
        }
        self.show(&before, Arc::new(terms))
    }

    fn show(&self, before: &View, terms: Arc<TermTree>) -> tantivy::Result<()> {
        let next = View::of(self.reader.searcher(), terms, Some(before))?;
        self.newest.store(Arc::new(next));
        Ok(())
    }
}

impl View {
    /// Segments that the state before had too keep what was read of them.
    fn of(
        searcher: Searcher,
        terms: Arc<TermTree>,
        before: Option<&Self>,
    ) -> tantivy::Result<Self> {
        let before_with_terms = before.filter(|before| Arc::ptr_eq(&before.terms, &terms));
        let read = before_with_terms.map(|before| before.by_segment(&before.lexicons));
        let read = read.unwrap_or_default();
        let lexicons = searcher.segment_readers().iter().map(|segment| {
            match read.get(&segment.segment_id()) {
                Some(lexicon) => Ok(Arc::clone(lexicon)),
                None => Lexicon::read(segment, &terms).map(Arc::new),
            }
        });
        let known = before.map(|before| before.by_segment(&before.names));
        let known = known.unwrap_or_default();
        let names = searcher.segment_readers().iter().map(|segment| {
            let known = known.get(&segment.segment_id());
            Names::of(segment, known.copied())
        });
        Ok(Self {
            number: before.map_or(0, |before| before.number + 1),
            lexicons: lexicons.collect::<tantivy::Result<_>>()?,
            names: names.collect::<tantivy::Result<_>>()?,
            searcher,
            terms,
        })
    }

    /// What was read of each segment.
    fn by_segment<'a, T>(&self, read: &'a [T]) -> HashMap<SegmentId, &'a T> {
        let segments = self.searcher.segment_readers().iter();
        let ids = segments.map(|segment| segment.segment_id());
        ids.zip(read).collect()
    }
}
