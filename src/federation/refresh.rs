//! One run over a feed, from its first page to its outcome.

use jiff::SignedDuration;

use super::fetch::{self, Fetched};
use super::normalise::VERSION;
use super::{apply, missing, rematch};
use crate::config::{Config, FeedConfig};
use crate::connect::{self, Client, Connector, WalkEnd};
use crate::domain::{Counts, Doomed, FeedId, Finding, Outcome, Progress, Refresh};
use crate::store::{FeedRow, Store, StoreError, WriteTx};

/// How long a removed listing stays in page walks, so that no walk misses its end.
const TOMBSTONE_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// How many findings a [`Refresh`] carries; the store has them all.
pub(super) const SAMPLE: usize = 100;

/// Notes of a walk in one transaction: they are short.
const NOTES: usize = 1_000;

/// Deletions that the change feed forgets in one transaction.
const FORGOTTEN: i64 = 1_000;

/// What a refresh works with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Where records and listings live.
    pub store: &'a Store,
    /// How the outside is fetched.
    pub client: &'a Client,
    /// The settings.
    pub config: &'a Config,
}

/// How a refresh shall go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefreshOptions {
    /// Read and compare, write nothing.
    pub dry_run: bool,
    /// Read every record anew, also those that look unchanged.
    pub full: bool,
    /// Let this run remove what was held; whatever else is missing is judged as always.
    pub release: bool,
}

/// Why a refresh could not run. Whatever is wrong with the feed is no error but the
/// outcome of the [`Refresh`].
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The database refused or holds what it should not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process has begun to refresh the same feed.
    #[error("another refresh of feed {0} has begun; this one has stopped and left the rest to it")]
    Overtaken(FeedId),
    /// A part of this program failed where it should not be able to.
    #[error("the refresh of feed {0} broke off inside ({1}); please report this")]
    Broken(FeedId, String),
}

/// A run that is going on.
pub(super) struct Run<'a> {
    pub(super) id: String,
    pub(super) store: &'a Store,
    pub(super) config: &'a Config,
    pub(super) feed: &'a FeedId,
    pub(super) options: RefreshOptions,
    pub(super) progress: &'a dyn Progress,
}

/// Pulls a feed and makes records and listings of what it says.
///
/// # Errors
/// See [`RefreshError`].
pub async fn refresh(
    context: Context<'_>,
    feed: &FeedConfig,
    options: RefreshOptions,
    progress: &dyn Progress,
) -> Result<Refresh, RefreshError> {
    let connector = connect::connector(feed, context.client, &context.config.fetch);
    refresh_through(context, feed, connector, options, progress).await
}

/// As [`refresh`], through a given connector.
///
/// # Errors
/// See [`RefreshError`].
pub async fn refresh_through(
    context: Context<'_>,
    feed: &FeedConfig,
    connector: Box<dyn Connector>,
    options: RefreshOptions,
    progress: &dyn Progress,
) -> Result<Refresh, RefreshError> {
    let Context { store, config, .. } = context;
    let started_at = store.clock().now();
    let mut run = Run {
        id: String::new(),
        store,
        config,
        feed: &feed.id,
        options,
        progress,
    };
    if !options.dry_run {
        store.put_feed(&row(feed)).await?;
        run.id = store.begin_run(&feed.id).await?;
    }
    let fetched = fetch::fetch(&run, connector).await?;
    let end = run.settle(fetched).await?;
    Ok(Refresh {
        id: run.id,
        feed: feed.id.clone(),
        outcome: Some(end.outcome),
        started_at,
        finished_at: Some(store.clock().now()),
        counts: end.counts,
        message: end.message,
        findings: if options.dry_run {
            end.findings
        } else {
            store
                .findings(&feed.id, i64::try_from(SAMPLE).unwrap_or(i64::MAX))
                .await?
        },
        would_remove: end.would_remove,
    })
}

/// Lets stay what a held refresh would have removed: the next complete refresh judges
/// afresh. Returns what stays, by name; nothing when no refresh of the feed is held.
///
/// # Errors
/// When the database refuses.
pub async fn reject(store: &Store, feed: &FeedId) -> Result<Vec<Doomed>, RefreshError> {
    let kept = store.held(feed).await?;
    if !kept.is_empty() {
        let mut tx = store.write().await?;
        tx.reject_held(feed).await?;
        tx.commit().await?;
    }
    Ok(kept)
}

fn row(feed: &FeedConfig) -> FeedRow {
    FeedRow {
        id: feed.id.clone(),
        name: feed.display_name().to_owned(),
        kind: feed.kind.as_str().to_owned(),
        address: feed.address(),
        licence: feed.licence.clone(),
    }
}

/// How a run ended.
struct End {
    outcome: Outcome,
    counts: Counts,
    message: Option<String>,
    findings: Vec<Finding>,
    would_remove: Vec<Doomed>,
}

impl Run<'_> {
    /// Turns what was fetched into records and listings, and ends the run.
    async fn settle(&self, mut fetched: Fetched) -> Result<End, RefreshError> {
        let (mut outcome, mut message) =
            match std::mem::replace(&mut fetched.end, WalkEnd::Complete) {
                WalkEnd::Complete => (Outcome::Complete, None),
                WalkEnd::Incomplete(why) => (Outcome::Incomplete, Some(why)),
                WalkEnd::Failed(why) => (Outcome::Failed, Some(why)),
            };
        let mut counts = Counts::default();
        let mut would_remove = Vec::new();
        if outcome != Outcome::Failed {
            counts = fetched.counts();
            if !self.options.dry_run {
                apply::apply(self, &fetched, &mut counts).await?;
            }
        }
        if outcome == Outcome::Complete {
            match missing::settle(self, &fetched).await? {
                missing::Settled::Removed(removed, untouched) => {
                    counts.removed = removed;
                    counts.unchanged += untouched;
                }
                missing::Settled::Held(why, doomed) => {
                    outcome = Outcome::Held;
                    message = Some(why);
                    would_remove = doomed;
                }
            }
        }
        if !self.options.dry_run {
            if outcome != Outcome::Failed {
                rematch::rematch(self.store, self.config).await?;
            }
            self.finish(&fetched, outcome, counts, message.as_deref())
                .await?;
        }
        tracing::debug!(target: "waymark::refresh", feed = %self.feed, outcome = outcome.as_str(), "refresh ended");
        Ok(End {
            outcome,
            counts,
            message,
            findings: fetched
                .notes
                .into_iter()
                .chain(fetched.sample)
                .take(SAMPLE)
                .collect(),
            would_remove,
        })
    }

    async fn finish(
        &self,
        fetched: &Fetched,
        outcome: Outcome,
        counts: Counts,
        message: Option<&str>,
    ) -> Result<(), RefreshError> {
        // The deletions of a feed that tells changes must be told again after a held refresh.
        let is_behind = fetched.changes.is_some() && outcome != Outcome::Complete;
        if outcome != Outcome::Failed && !is_behind {
            self.remember(fetched, outcome != Outcome::Incomplete)
                .await?;
        }
        let mut tx = self.write().await?;
        tx.put_feed_findings(self.feed, &fetched.notes).await?;
        tx.erase_removed(tx.now() - TOMBSTONE_AFTER).await?;
        tx.finish_run(&self.id, outcome, counts, message).await?;
        let keep = self.config.publisher.keep_deletions.signed();
        let mut gone = tx.forget_deletions(tx.now() - keep, FORGOTTEN).await?;
        tx.commit().await?;
        // The first time there may be many, and transactions are short.
        while gone > 0 {
            let mut tx = self.store.write().await?;
            gone = tx.forget_deletions(tx.now() - keep, FORGOTTEN).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Keeps what the next walk is given back, now that what was read has been applied.
    async fn remember(&self, fetched: &Fetched, all: bool) -> Result<(), RefreshError> {
        let mut tx = self.write().await?;
        tx.prune_walk_notes(self.feed, all).await?;
        tx.put_walk_notes(self.feed, VERSION, fetched.reached.as_slice())
            .await?;
        tx.commit().await?;
        for notes in fetched.notes_of_walk.chunks(NOTES) {
            let mut tx = self.write().await?;
            tx.put_walk_notes(self.feed, VERSION, notes).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// A write transaction in which this run is still the feed's newest.
    pub(super) async fn write(&self) -> Result<WriteTx, RefreshError> {
        let mut tx = self.store.write().await?;
        if tx.is_running(&self.id).await? {
            Ok(tx)
        } else {
            Err(RefreshError::Overtaken(self.feed.clone()))
        }
    }

    /// Says where the run is, for operators.
    pub(super) fn log(&self, phase: &'static str, records: usize) {
        tracing::debug!(target: "waymark::refresh", feed = %self.feed, phase, records, "refreshing");
    }

    /// Work that keeps a processor busy, off the threads that serve.
    pub(super) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, RefreshError> {
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| RefreshError::Broken(self.feed.clone(), error.to_string()))
    }
}
