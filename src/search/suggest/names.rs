//! The names of one segment of the index, in memory.

use std::ops::Range;
use std::sync::Arc;

use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;

use super::named::{COLUMN, Named, SuggestKind};

/// A segment's names with how many listings have each.
pub(in crate::search) struct Names {
    lexis: Arc<Lexis>,
    /// By value of the column: listings that have it.
    by_value: Vec<u32>,
    /// By entry: listings that have one of its values.
    by_entry: Vec<u32>,
    /// How many of the segment's listings had gone when this was counted.
    gone: u32,
}

/// What never changes of a segment.
struct Lexis {
    column: Option<StrColumn>,
    /// Folded names, one behind the other.
    text: String,
    /// In the order of kind and folded name.
    entries: Vec<Entry>,
    /// The entry of each value of the column.
    entry_of: Vec<u32>,
    /// Where words begin in names, in the order of what follows.
    starts: Vec<Start>,
}

struct Entry {
    kind: SuggestKind,
    key: Range<u32>,
    /// Its values in the column.
    values: Range<u32>,
}

#[derive(Clone, Copy)]
struct Start {
    entry: u32,
    at: u32,
}

impl Names {
    /// The names of a segment, of which those before are kept as far as they still hold.
    pub(in crate::search) fn of(
        segment: &SegmentReader,
        before: Option<&Arc<Self>>,
    ) -> tantivy::Result<Arc<Self>> {
        let gone = segment.num_deleted_docs();
        let lexis = match before {
            Some(before) if before.gone == gone => return Ok(before.clone()),
            Some(before) => before.lexis.clone(),
            None => Arc::new(Lexis::read(segment)?),
        };
        let mut this = Self {
            by_value: vec![0; lexis.entry_of.len()],
            by_entry: vec![0; lexis.entries.len()],
            gone,
            lexis,
        };
        this.count(segment);
        Ok(Arc::new(this))
    }

    fn count(&mut self, segment: &SegmentReader) {
        let Some(column) = &self.lexis.column else {
            return;
        };
        // A listing counts once, in however many places of one name it is.
        let mut last_seen = vec![u32::MAX; self.by_entry.len()];
        for doc in segment.doc_ids_alive() {
            for value in column.ords().values_for_doc(doc) {
                let entry = self.lexis.entry_of[value as usize] as usize;
                self.by_value[value as usize] += 1;
                if last_seen[entry] != doc {
                    last_seen[entry] = doc;
                    self.by_entry[entry] += 1;
                }
            }
        }
    }

    /// Entries with a word that begins like this, with how many listings have each, the most
    /// used first.
    pub(super) fn beginning(&self, typed: &str, most: usize) -> Vec<(u32, usize)> {
        let lexis = &self.lexis;
        let from = lexis
            .starts
            .partition_point(|start| lexis.rest(*start) < typed);
        let behind =
            lexis.starts[from..].partition_point(|start| lexis.rest(*start).starts_with(typed));
        let found = lexis.starts[from..from + behind].iter();
        let mut found: Vec<(u32, usize)> = found
            .map(|start| start.entry as usize)
            .map(|entry| (self.by_entry[entry], entry))
            .filter(|(count, _)| *count > 0)
            .collect();
        // A name may hold several words that begin so: leave room for finding it again.
        let room = most * 4;
        if found.len() > room {
            found.select_nth_unstable_by(room, |one, other| other.cmp(one));
            found.truncate(room);
        }
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.dedup();
        found.truncate(most);
        found
    }

    pub(super) fn find(&self, kind: SuggestKind, key: &str) -> Option<usize> {
        let lexis = &self.lexis;
        let wanted = (kind.letter(), key);
        let found = lexis
            .entries
            .binary_search_by(|entry| (entry.kind.letter(), lexis.key(entry)).cmp(&wanted));
        found.ok()
    }

    /// The folded names of one kind.
    pub(super) fn of_kind(&self, kind: SuggestKind) -> impl Iterator<Item = &str> {
        let lexis = &self.lexis;
        let letter = kind.letter();
        let from = lexis
            .entries
            .partition_point(|entry| entry.kind.letter() < letter);
        let of_kind = lexis.entries[from..]
            .iter()
            .take_while(move |entry| entry.kind == kind);
        of_kind.map(|entry| lexis.key(entry))
    }

    pub(super) fn kind(&self, entry: usize) -> SuggestKind {
        self.lexis.entries[entry].kind
    }

    pub(super) fn key(&self, entry: usize) -> &str {
        self.lexis.key(&self.lexis.entries[entry])
    }

    /// How many listings have it.
    pub(super) fn uses(&self, entry: usize) -> u32 {
        self.by_entry[entry]
    }

    /// Each way in which it is written, and more about it, with how many listings do so.
    pub(super) fn values(&self, entry: usize) -> Vec<(String, String, u32)> {
        let mut values = Vec::new();
        let Some(column) = &self.lexis.column else {
            return values;
        };
        let range = self.lexis.entries[entry].values.clone();
        let used = range.map(|value| (u64::from(value), self.by_value[value as usize]));
        let (used, counts): (Vec<u64>, Vec<u32>) = used.filter(|(_, count)| *count > 0).unzip();
        let mut counts = counts.into_iter();
        // In one walk: to look up each alone would unpack a block of the dictionary for it.
        let dictionary = column.dictionary();
        let is_read = dictionary.sorted_ords_to_term_cb(&used, |value| {
            let count = counts.next().unwrap_or_default();
            let text = String::from_utf8_lossy(value);
            if let Some(named) = Named::parse(&text) {
                values.push((named.name.to_owned(), named.more.to_owned(), count));
            }
        });
        if !is_read.is_ok_and(|is_whole| is_whole) {
            values.clear();
        }
        values
    }
}

impl Lexis {
    fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let mut this = Self {
            column: segment.fast_fields().str(COLUMN)?,
            text: String::new(),
            entries: Vec::new(),
            entry_of: Vec::new(),
            starts: Vec::new(),
        };
        if let Some(column) = this.column.clone() {
            let mut values = column.dictionary().stream()?;
            while values.advance() {
                this.take(&String::from_utf8_lossy(values.key()));
            }
        }
        let mut starts = std::mem::take(&mut this.starts);
        starts.sort_unstable_by(|one, other| this.rest(*one).cmp(this.rest(*other)));
        this.starts = starts;
        Ok(this)
    }

    /// Takes in the next value of the dictionary.
    fn take(&mut self, value: &str) {
        let number = self.entry_of.len() as u32;
        let Some(named) = Named::parse(value) else {
            // Nothing writes such a value: it stands for itself and is never found.
            self.entry_of
                .push(self.entries.len().saturating_sub(1) as u32);
            return;
        };
        let is_same = self
            .entries
            .last()
            .is_some_and(|last| last.kind == named.kind && self.key(last) == named.key);
        if !is_same {
            self.add_entry(&named, number);
        }
        if let Some(last) = self.entries.last_mut() {
            last.values.end = number + 1;
        }
        self.entry_of.push(self.entries.len() as u32 - 1);
    }

    fn add_entry(&mut self, named: &Named<'_>, value: u32) {
        let (entry, begin) = (self.entries.len() as u32, self.text.len() as u32);
        self.text.push_str(named.key);
        let spaces = named.key.match_indices(' ').map(|(at, _)| at as u32 + 1);
        let words = std::iter::once(0).chain(spaces);
        self.starts.extend(words.map(|at| Start {
            entry,
            at: begin + at,
        }));
        self.entries.push(Entry {
            kind: named.kind,
            key: begin..self.text.len() as u32,
            values: value..value,
        });
    }

    fn key(&self, entry: &Entry) -> &str {
        &self.text[entry.key.start as usize..entry.key.end as usize]
    }

    /// The name from one of its words on.
    fn rest(&self, start: Start) -> &str {
        let end = self.entries[start.entry as usize].key.end;
        &self.text[start.at as usize..end as usize]
    }
}
