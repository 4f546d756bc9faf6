//! Reads a whole feed and stages what changed.
//!
//! walk (a task of its own) -> channel -> batches: what the store holds already is counted,
//! the rest is read, put under our ids and staged.
//!
//! A dry run goes the same way, but plans each batch in place of staging it.

use std::collections::HashMap;

use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::apply;
use super::batch::{self, Item, Pending};
use super::claim::claim;
use super::normalise::{self, Unusable};
use super::refresh::{RefreshError, Run, SAMPLE};
use super::remark::About;
use crate::connect::{Connector, Memory, Pulled, WalkEnd};
use crate::domain::{Code, Counts, Finding, codes};
use crate::oruk::shape::Entity;
use crate::oruk::{Service, Taxonomy, TaxonomyTerm};
use crate::store::{Staged, WalkNote};

/// Records in one batch, and in one transaction: some milliseconds of work.
pub(super) const BATCH: usize = 250;

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Added,
    Updated,
    Unchanged,
    Failed,
    /// On the stage: what becomes of it shows when it is applied.
    Staged,
}

impl Change {
    pub(super) fn count(self, counts: &mut Counts) {
        match self {
            Self::Added => counts.added += 1,
            Self::Updated => counts.updated += 1,
            Self::Unchanged => counts.unchanged += 1,
            Self::Failed => counts.failed += 1,
            Self::Staged => {}
        }
    }
}

/// Whether a feed that tells changes told those since the last walk, so that what it did not
/// name is what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SinceLast(pub(super) bool);

/// A feed as it was read.
#[derive(Debug)]
pub(super) struct Fetched {
    /// How the walk ended.
    pub(super) end: WalkEnd,
    /// Every record that the feed lists, by its source id.
    pub(super) seen: HashMap<String, Change>,
    /// Records without id and name, of which nothing can be kept.
    nameless: u64,
    /// The feed's own vocabularies.
    pub(super) taxonomies: Vec<Taxonomy>,
    /// The feed's own terms.
    pub(super) terms: Vec<TaxonomyTerm>,
    /// About the feed as a whole.
    pub(super) notes: Vec<Finding>,
    /// Records that are gone, by the feed's own word, each with what took its place.
    pub(super) gone: HashMap<String, Option<String>>,
    /// Of a feed that tells changes: whether those since the last walk alone.
    pub(super) changes: Option<SinceLast>,
    /// How far such a feed was followed.
    pub(super) reached: Option<WalkNote>,
    /// What the next walk is given back.
    pub(super) notes_of_walk: Vec<WalkNote>,
    /// A sample of what is wrong with its records; filled by a dry run only.
    pub(super) sample: Vec<Finding>,
}

impl Fetched {
    /// What is known of the outcome before the stage is applied.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts {
            failed: self.nameless,
            ..Counts::default()
        };
        for change in self.seen.values() {
            change.count(&mut counts);
        }
        counts
    }
}

/// Walks the feed to its end.
pub(super) async fn fetch(
    run: &Run<'_>,
    mut connector: Box<dyn Connector>,
) -> Result<Fetched, RefreshError> {
    if !run.options.full {
        let notes = run.store.walk_notes(run.feed, normalise::VERSION).await?;
        if !notes.is_empty() {
            let intact = run.store.intact_records(run.feed).await?;
            connector.remember(Memory::new(notes, intact));
        }
    }
    run.progress.phase("fetch", None);
    run.log("fetch", 0);
    let (sender, mut receiver) = mpsc::channel(BATCH);
    let walk = AbortOnDropHandle::new(tokio::spawn(async move { connector.walk(sender).await }));
    let mut reader = Reader::new(run);
    while let Some(pulled) = receiver.recv().await {
        match pulled {
            Pulled::Gone {
                source_id,
                merged_into,
            } => reader.lose(source_id, merged_into).await?,
            other => reader.take(other),
        }
        if reader.batch.len() >= BATCH {
            reader.settle_batch().await?;
        }
    }
    reader.settle_batch().await?;
    let end = walk
        .await
        .map_err(|error| RefreshError::Broken(run.feed.clone(), error.to_string()))?;
    Ok(reader.end(end))
}

struct Reader<'a> {
    run: &'a Run<'a>,
    batch: Vec<Item>,
    position: i64,
    repeated: Vec<String>,
    fetched: Fetched,
}

impl<'a> Reader<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        Self {
            run,
            batch: Vec::with_capacity(BATCH),
            position: 0,
            repeated: Vec::new(),
            fetched: Fetched {
                end: WalkEnd::Complete,
                seen: HashMap::new(),
                nameless: 0,
                taxonomies: Vec::new(),
                terms: Vec::new(),
                notes: Vec::new(),
                gone: HashMap::new(),
                changes: None,
                reached: None,
                notes_of_walk: Vec::new(),
                sample: Vec::new(),
            },
        }
    }

    fn take(&mut self, pulled: Pulled) {
        let feed = self.run.feed;
        match pulled {
            Pulled::Service {
                source_id,
                raw,
                dialect,
            } => {
                if let Some(id) = &source_id {
                    self.fetched.gone.remove(id);
                }
                self.batch.push(Item::Service {
                    source_id,
                    raw,
                    dialect,
                });
            }
            Pulled::Changes { since_last } => self.fetched.changes = Some(SinceLast(since_last)),
            // Comes by `lose`, which can wait for the store.
            Pulled::Gone { .. } => {}
            Pulled::Reached { key, note } => {
                self.fetched.reached = Some(WalkNote {
                    key,
                    source_id: None,
                    note,
                });
            }
            Pulled::Same { source_id } => self.batch.push(Item::Same { source_id }),
            Pulled::Remember {
                key,
                source_id,
                note,
            } => self.fetched.notes_of_walk.push(WalkNote {
                key,
                source_id,
                note,
            }),
            Pulled::Unread { source_id, why } => self.batch.push(Item::Unread { source_id, why }),
            Pulled::Taxonomy(raw) => {
                let taxonomy = normalise::vocabulary(feed, Entity::Taxonomy, raw.get());
                self.fetched.taxonomies.extend(taxonomy);
            }
            Pulled::TaxonomyTerm(raw) => {
                let term = normalise::vocabulary(feed, Entity::TaxonomyTerm, raw.get());
                self.fetched.terms.extend(term);
            }
            Pulled::Note {
                code,
                found,
                advice,
            } => self.note(code, found, &advice),
        }
    }

    /// Takes a record for gone, whatever the same walk has said of it before.
    async fn lose(
        &mut self,
        source_id: String,
        merged_into: Option<String>,
    ) -> Result<(), RefreshError> {
        let is_named = |item: &Item| item.source_id() == Some(&source_id);
        if self.batch.iter().any(is_named) {
            self.settle_batch().await?;
        }
        if self.fetched.seen.remove(&source_id) == Some(Change::Staged) {
            let mut tx = self.run.write().await?;
            tx.unstage(&self.run.id, std::slice::from_ref(&source_id))
                .await?;
            tx.commit().await?;
        }
        self.fetched.gone.insert(source_id, merged_into);
        Ok(())
    }

    fn note(&mut self, code: Code, found: String, advice: &str) {
        let about = About {
            feed: self.run.feed,
            record: None,
        };
        self.fetched.notes.push(Finding {
            found: Some(found),
            ..about.finding(code, advice)
        });
    }

    async fn settle_batch(&mut self) -> Result<(), RefreshError> {
        let items = std::mem::take(&mut self.batch);
        if items.is_empty() {
            return Ok(());
        }
        let run = self.run;
        run.log("fetch", items.len());
        run.progress.advance(items.len() as u64);
        let (feed, first) = (run.feed.clone(), self.position);
        self.position += i64::try_from(items.len()).unwrap_or(0);
        let batch::Identified {
            pending,
            nameless,
            mut same,
        } = run
            .compute(move || batch::identify(&feed, items, first))
            .await?;
        self.fetched.nameless += nameless.len() as u64;
        let about_nameless = nameless.into_iter().flat_map(|Unusable(all)| all);
        self.fetched.notes.extend(about_nameless);
        let (finished, unchanged) = self.finish(pending).await?;
        same.extend(unchanged);
        if run.options.dry_run {
            self.plan(finished).await?;
        } else {
            self.stage(finished, &same).await?;
        }
        let same = same.into_iter().map(|id| (id, Change::Unchanged));
        self.fetched.seen.extend(same);
        Ok(())
    }

    /// What is new or changed, ready for the stage; and the ids of what is not.
    async fn finish(
        &mut self,
        pending: Vec<Pending>,
    ) -> Result<(Vec<(Staged, Option<Service>)>, Vec<String>), RefreshError> {
        let run = self.run;
        let (pending, repeated) = batch::last_words(pending);
        let ids: Vec<_> = pending.iter().map(|r| r.source_id.clone()).collect();
        // What changes while it is read comes again in a feed of changes, and rightly so.
        if self.fetched.changes.is_none() {
            self.repeated.extend(repeated);
            let seen_before = |id: &&String| self.fetched.seen.contains_key(*id);
            self.repeated
                .extend(ids.iter().filter(seen_before).cloned());
        }
        let keys = run.store.record_keys(run.feed, &ids).await?;
        let is_same = |record: &Pending| {
            let key = keys.get(&record.source_id);
            !run.options.full && key.is_some_and(|key| record.is_same_as(key))
        };
        let (same, mut changed): (Vec<_>, Vec<_>) = pending.into_iter().partition(is_same);
        let same = same.into_iter().map(|record| record.source_id).collect();
        if changed.is_empty() {
            return Ok((vec![], same));
        }
        let feed = run.feed.clone();
        let mut changed = run
            .compute(move || {
                batch::read_all(&feed, &mut changed);
                changed
            })
            .await?;
        let names = claim(run, &changed, &keys).await?;
        // A hub that passes on what we have from another feed says nothing new; were it listed
        // again, two hubs that follow each other would list it for ever.
        let mut same: Vec<String> = same;
        if self.fetched.changes.is_some() {
            changed.retain(|record| {
                let is_ours = names.lost_services.contains(&record.source_id);
                if is_ours {
                    same.push(record.source_id.clone());
                }
                !is_ours
            });
        }
        let feed = run.feed.clone();
        let finished = run
            .compute(move || batch::finish_all(&feed, changed, &names))
            .await??;
        Ok((finished, same))
    }

    async fn stage(
        &mut self,
        finished: Vec<(Staged, Option<Service>)>,
        same: &[String],
    ) -> Result<(), RefreshError> {
        let run = self.run;
        let staged: Vec<_> = finished.into_iter().map(|(staged, _)| staged).collect();
        let said_again: Vec<_> = same
            .iter()
            .filter(|id| self.fetched.seen.get(*id) == Some(&Change::Staged))
            .cloned()
            .collect();
        if staged.is_empty() && said_again.is_empty() {
            return Ok(());
        }
        run.log("stage", staged.len());
        let mut tx = run.write().await?;
        tx.stage(&run.id, &staged).await?;
        tx.unstage(&run.id, &said_again).await?;
        tx.commit().await?;
        run.log("stage", staged.len());
        let staged = staged.into_iter().map(|s| (s.source_id, Change::Staged));
        self.fetched.seen.extend(staged);
        Ok(())
    }

    async fn plan(&mut self, finished: Vec<(Staged, Option<Service>)>) -> Result<(), RefreshError> {
        for (staged, _) in &finished {
            let room = SAMPLE.saturating_sub(self.fetched.sample.len());
            let findings = staged.findings.iter().take(room).cloned();
            self.fetched.sample.extend(findings);
        }
        let changes = apply::foresee(self.run, finished).await?;
        self.fetched.seen.extend(changes);
        Ok(())
    }

    fn end(mut self, end: WalkEnd) -> Fetched {
        if let Some(first) = self.repeated.first() {
            let found = format!("{} times, first {first}", self.repeated.len());
            let advice = "List each service once; the last of several was taken.";
            self.note(codes::ID_REPEATED, found, advice);
        }
        self.fetched.end = end;
        self.fetched
    }
}
