//! What a feed no longer lists (DESIGN, rule 3): absence is not deletion until believed.
//!
//! complete refresh -> who was not seen? -> too many at once? held : marked as missing ->
//! past the grace period? removed. What the feed itself says is gone needs no grace, but
//! counts among the too many; a feed that tells changes alone is not asked for the rest.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::composing::{self, Turned};
use super::fetch::{BATCH, Fetched, SinceLast};
use super::refresh::{RefreshError, Run};
use crate::config::Config;
use crate::domain::{Doomed, FeedId};
use crate::store::{PresentRecord, StoreError, WriteTx};

/// The fewest removals that are worth a question.
const WORTH_ASKING: usize = 5;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settled {
    /// So many records were removed, and so many are what they were because a feed that tells
    /// changes alone did not name them.
    Removed(u64, u64),
    /// Too many are missing; nothing was removed. The sentence says how many and what to
    /// do, the list says which.
    Held(String, Vec<Doomed>),
}

/// The records that a complete refresh did not see.
#[derive(Debug, Default, PartialEq, Eq)]
struct Absent {
    /// Missing for the first time.
    newly: Vec<String>,
    /// Past the grace period, or gone by the feed's word.
    due: Vec<String>,
    /// Not named by a feed that tells changes alone.
    untouched: u64,
    /// Not seen, and nobody has said that they may go.
    unseen: Vec<String>,
    /// Not seen, and somebody has said that they may go.
    released: Vec<String>,
    /// How many records the feed had before.
    of: usize,
}

/// Marks what is missing and removes what has been missing for long enough, or holds.
pub(super) async fn settle(run: &Run<'_>, fetched: &Fetched) -> Result<Settled, RefreshError> {
    let present = run.store.present_records(run.feed).await?;
    let last_complete = run.store.last_complete(run.feed).await?;
    let held = run.store.held_removals(run.feed).await?;
    let was_held = !held.is_empty();
    let released: HashSet<String> = held
        .into_iter()
        .filter(|(_, is_released)| *is_released || run.options.release)
        .map(|(source_id, _)| source_id)
        .collect();
    let absent = absent(
        &present,
        fetched,
        &released,
        last_complete,
        run.config.federation.grace.signed(),
        run.store.clock().now(),
    );
    let share = run.config.federation.max_removal_share;
    let is_held = absent.is_too_much(share);
    if !run.options.dry_run {
        let waiting = if is_held { &absent.unseen[..] } else { &[] };
        // Before anything is removed: a run that is cut off in the middle must not be held
        // by what it was allowed.
        if was_held || is_held {
            let mut tx = run.write().await?;
            tx.put_held_removals(run.feed, waiting, &absent.released)
                .await?;
            tx.commit().await?;
        }
        if !is_held {
            remove(run, &absent, &fetched.gone).await?;
        }
    }
    if is_held {
        let doomed = run.store.doomed(run.feed, &absent.unseen).await?;
        return Ok(Settled::Held(absent.explain(run.feed, share), doomed));
    }
    Ok(Settled::Removed(absent.due.len() as u64, absent.untouched))
}

/// Compares what is stored with what was seen. The records that only runs since the last
/// complete one have added do not count towards the feed's size: a run that was held or
/// cut off must not widen what the next one may remove.
fn absent(
    present: &[PresentRecord],
    fetched: &Fetched,
    released: &HashSet<String>,
    last_complete: Option<Timestamp>,
    grace: SignedDuration,
    now: Timestamp,
) -> Absent {
    let mut absent = Absent::default();
    for record in present {
        if last_complete.is_none_or(|then| record.first_seen <= then) {
            absent.of += 1;
        }
        if fetched.seen.contains_key(&record.source_id) {
            continue;
        }
        let is_gone = fetched.gone.contains_key(&record.source_id);
        // One that was missing before stays so until the feed names it.
        if fetched.changes == Some(SinceLast(true)) && !is_gone && record.missing_since.is_none() {
            absent.untouched += 1;
            continue;
        }
        let source_id = record.source_id.clone();
        if released.contains(&source_id) {
            absent.released.push(source_id.clone());
        } else {
            absent.unseen.push(source_id.clone());
        }
        if record.missing_since.is_none() {
            absent.newly.push(source_id.clone());
        }
        let since = record.missing_since.unwrap_or(now);
        if is_gone || now.duration_since(since) >= grace {
            absent.due.push(source_id);
        }
    }
    absent
}

/// Whether so many of a feed's records are gone at once that somebody must say so.
pub(super) fn is_too_much(gone: usize, of: usize, share: f64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "no feed has 2^53 records")]
    let most = share * of as f64;
    #[expect(clippy::cast_precision_loss, reason = "no feed has 2^53 records")]
    let is_more = gone as f64 > most;
    gone >= WORTH_ASKING && is_more
}

impl Absent {
    fn is_too_much(&self, share: f64) -> bool {
        is_too_much(self.unseen.len(), self.of, share)
    }

    fn explain(&self, feed: &FeedId, share: f64) -> String {
        format!(
            "{} of {} records are no longer in the feed, more than the {:.0} % that one refresh may \
             remove, so nothing was removed; look at the feed, then run `waymark refresh --release \
             {feed}` if they shall go, or `waymark refresh --reject {feed}` if they shall stay",
            self.unseen.len(),
            self.of,
            share * 100.0
        )
    }
}

async fn remove(
    run: &Run<'_>,
    absent: &Absent,
    gone: &HashMap<String, Option<String>>,
) -> Result<(), RefreshError> {
    for newly in absent.newly.chunks(BATCH) {
        let mut tx = run.write().await?;
        tx.mark_missing(run.feed, newly).await?;
        tx.commit().await?;
    }
    for due in absent.due.chunks(BATCH) {
        run.log("apply", due.len());
        let mut tx = run.write().await?;
        remove_now(&mut tx, run.config, run.feed, due).await?;
        point_on(&mut tx, run.feed, due, gone).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Lets what went in a merge answer with where it went, unless others still speak for it here.
async fn point_on(
    tx: &mut WriteTx,
    feed: &FeedId,
    due: &[String],
    gone: &HashMap<String, Option<String>>,
) -> Result<(), StoreError> {
    for source_id in due {
        let Some(Some(winner)) = gone.get(source_id) else {
            continue;
        };
        let keys = tx
            .record_keys(feed, &[source_id.clone(), winner.clone()])
            .await?;
        let (Some(lost), Some(won)) = (keys.get(source_id), keys.get(winner)) else {
            continue;
        };
        let is_empty = tx.crowds(&[lost.listing]).await?.is_empty();
        if is_empty && lost.listing != won.listing {
            tx.set_merged_into(lost.listing, won.listing).await?;
        }
    }
    Ok(())
}

/// Removes records, by the feed's own ids; their listings say what others still say of them,
/// or are removed as well.
pub(super) async fn remove_now(
    tx: &mut WriteTx,
    config: &Config,
    feed: &FeedId,
    source_ids: &[String],
) -> Result<(), StoreError> {
    tx.mark_removed(feed, source_ids).await?;
    tx.drop_findings(feed, source_ids).await?;
    tx.queue_matching(feed, source_ids).await?;
    let listings = tx.listings_of(feed, source_ids).await?;
    composing::publish(tx, config, &listings, &Turned::default()).await
}
