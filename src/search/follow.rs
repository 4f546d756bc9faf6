//! Takes the store's changes into the index.
//!
//! changed listings -> what they teach of postcodes -> documents -> commit, stamped with the
//! position reached. A place known only by its postcode moves when the gazetteer learns
//! better: such listings are found by comparing what the index holds with what the gazetteer
//! says now, and written again.

use std::sync::Arc;

use tantivy::Index;
use tracing::{debug, warn};

use super::document::{self, Entry, Spot};
use super::folder::Stamp;
use super::lay::Thesaurus;
use super::schema::{Columns, Fields, VERSION};
use super::view::Views;
use super::words::WordReader;
use super::writer::Writer;
use crate::domain::{Listing, ListingId};
use crate::gazetteer::Gazetteer;

/// From this grade on a listing counts among those that meet a need which is offered.
const PLAIN: u8 = 4;

/// Listings taken in between two commits at most: each commit costs some 50 ms.
const COMMIT_EVERY: u64 = 10_000;

/// The one writer of an index.
pub(super) struct Follower {
    writer: Writer,
    views: Arc<Views>,
    fields: Fields,
    gazetteer: Arc<Gazetteer>,
    thesaurus: Arc<Thesaurus>,
    words: WordReader,
    hub: String,
    /// Position of the last commit.
    committed: i64,
    /// Position up to which changes were taken in.
    position: i64,
    pending: u64,
    /// The gazetteer's version with which all places by postcode agree.
    settled: Option<u64>,
}

impl Follower {
    pub(super) fn new(
        index: &Index,
        views: Arc<Views>,
        fields: Fields,
        gazetteer: Arc<Gazetteer>,
        thesaurus: Arc<Thesaurus>,
        hub: String,
    ) -> tantivy::Result<Self> {
        let position = Stamp::of(index)?.map_or(0, |stamp| stamp.seq);
        Ok(Self {
            writer: Writer::new(index)?,
            views,
            fields,
            gazetteer,
            thesaurus,
            words: WordReader::new(),
            hub,
            committed: position,
            position,
            pending: 0,
            settled: None,
        })
    }

    /// Position up to which changes were taken in.
    pub(super) fn position(&self) -> i64 {
        self.position
    }

    /// Takes in the next changes, which reach to `position`, and commits now and then.
    pub(super) fn take_in(&mut self, changed: &[Listing], position: i64) -> tantivy::Result<()> {
        self.replace(changed)?;
        self.position = position;
        self.pending += changed.len() as u64;
        if self.pending >= COMMIT_EVERY {
            self.commit()?;
        }
        Ok(())
    }

    /// Writes listings anew, each in place of what the index held of it.
    pub(super) fn replace(&mut self, listings: &[Listing]) -> tantivy::Result<()> {
        let entries: Vec<(ListingId, Option<Entry>)> = listings
            .iter()
            .map(|listing| (listing.id, read(listing)))
            .collect();
        // All of them teach before any is placed: they may place one another.
        for (id, entry) in &entries {
            let lessons = entry.as_ref().map(Entry::lessons).unwrap_or_default();
            self.gazetteer.learn(*id, &lessons);
        }
        for (id, entry) in &entries {
            self.writer.delete_term(document::key(&self.fields, *id));
            if let Some(entry) = entry {
                let texts = entry.texts(&mut self.words);
                let grades = texts.grades(&self.thesaurus);
                let facts = entry.facts();
                let mut document = entry.document(&self.fields, &facts, &self.gazetteer);
                texts.add_to(&mut document, &self.fields, &self.thesaurus, &grades);
                let plain = grades.iter().filter(|(_, grade)| *grade >= PLAIN);
                let needs = plain.map(|(need, _)| self.thesaurus.need(*need));
                entry.add_names(&mut document, &self.fields, &facts, &self.gazetteer, needs);
                self.writer.add_document(document)?;
            }
        }
        Ok(())
    }

    /// Makes everything taken in last and visible.
    pub(super) fn commit(&mut self) -> tantivy::Result<()> {
        let seq = self.position;
        debug!(target: "waymark::search", phase = "index", seq, "index commit begins");
        let stamp = Stamp {
            version: VERSION,
            hub: self.hub.clone(),
            thesaurus: self.thesaurus.fingerprint(),
            seq,
        };
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&serde_json::json!(stamp).to_string());
        commit.commit()?;
        self.committed = seq;
        self.pending = 0;
        self.views.reload()?;
        debug!(target: "waymark::search", phase = "index", seq, "index commit ends");
        Ok(())
    }

    /// Commits if anything was taken in since the last commit, or if there was none yet.
    pub(super) fn commit_if_needed(&mut self) -> tantivy::Result<()> {
        let is_new = Stamp::of(self.writer.index())?.is_none();
        if is_new || self.pending > 0 || self.position != self.committed {
            self.commit()?;
        }
        Ok(())
    }

    /// Gives up what was taken in since the last commit, so that it is taken in again.
    pub(super) fn give_up(&mut self) {
        self.position = self.committed;
        self.pending = 0;
        self.settled = None;
        if let Err(error) = self.writer.rollback() {
            warn!(%error, "the search index cannot be written any more: restart the hub to rebuild it");
        }
    }

    /// Listings whose place by postcode is not where the gazetteer puts it now. Returns the
    /// gazetteer's version too, for [`Follower::settle`].
    pub(super) fn astray(&self) -> tantivy::Result<(Vec<ListingId>, u64)> {
        let version = self.gazetteer.version();
        let mut astray = Vec::new();
        if self.settled == Some(version) {
            return Ok((astray, version));
        }
        for segment in self.views.newest().searcher.segment_readers() {
            let columns = Columns::open(segment)?;
            if columns.postcode.values.num_vals() == 0 {
                continue;
            }
            for doc in segment.doc_ids_alive() {
                let postcodes: Vec<u64> = columns.postcode.values_for_doc(doc).collect();
                if postcodes.is_empty() {
                    continue;
                }
                // Those that say themselves where they are stand first.
                let derived = postcodes.iter().filter(|bits| **bits == document::DERIVED);
                let places = columns.places(doc).filter(|p| p.1).skip(derived.count());
                let held: Vec<Spot> = places.map(|p| p.0).collect();
                if held != document::spots(postcodes.into_iter(), &self.gazetteer) {
                    astray.push(columns.listing(doc));
                }
            }
        }
        Ok((astray, version))
    }

    /// Notes that all places by postcode agree with the gazetteer as of `version`.
    pub(super) fn settle(&mut self, version: u64) {
        self.settled = Some(version);
    }
}

/// One damaged document costs one listing.
fn read(listing: &Listing) -> Option<Entry> {
    Entry::read(listing).unwrap_or_else(|error| {
        // Where it stands and not what it says: the document may name people.
        let at = error.column();
        warn!(listing = %listing.id, at, "a stored listing cannot be read and is left out of search");
        None
    })
}
