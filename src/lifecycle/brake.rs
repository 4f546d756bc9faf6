//! The brake: a scan that would hide a good part of a feed at once is probably our mistake.
//!
//! verdicts that wait -> how many of each feed would hide a listing -> the feeds whose
//! share is too large. Their verdicts go on waiting until a person releases or rejects
//! them, or until later looks see otherwise. Each stop and each decision is kept in a trail.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::act::{ActError, Acted, act_on, newest, would_hide};
use crate::domain::{BrakeAct, BrakeEvent, FeedId, ListingId};
use crate::store::{Store, StoreError};

/// Fewer listings than this are never too many, whatever their share.
const AT_LEAST: usize = 5;

/// A feed of which a scan would hide too many listings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The feed.
    pub feed: FeedId,
    /// Listings that would be hidden.
    pub would_suspend: usize,
    /// Listings of the feed that are watched.
    pub watched: u64,
}

/// What came of acting with the brake on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Braked {
    /// What was done.
    #[serde(flatten)]
    pub acted: Acted,
    /// Where nothing was hidden, and a person is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
}

/// Acts on every verdict that waits, as [`super::act`] does, but hides nothing of a feed
/// where more than `share` of the watched listings, and at least five, would go.
///
/// # Errors
/// When the database refuses or a listing is damaged; what was done before stays.
pub async fn act_with_brake(store: &Store, share: f64) -> Result<Braked, ActError> {
    let waiting = waiting(store).await?;
    let held = too_many(store, &waiting, share).await?;
    for one in &held {
        note_held(store, one).await?;
    }
    let mut acted = Acted::default();
    for one in waiting {
        let is_held = held.iter().any(|held| held.feed == one.feed);
        if !(one.hides && is_held) {
            acted.add(act_on(store, one.listing).await?);
        }
    }
    Ok(Braked { acted, held })
}

/// The feeds that the brake holds now.
///
/// # Errors
/// When the database refuses.
pub async fn held(store: &Store, share: f64) -> Result<Vec<Held>, ActError> {
    let waiting = waiting(store).await?;
    too_many(store, &waiting, share).await
}

/// Acts on everything that waits of one feed, however many listings that hides. `by` names
/// a token or command, never a person.
///
/// # Errors
/// As [`act_with_brake`].
pub async fn release(
    store: &Store,
    feed: &FeedId,
    by: &str,
    comment: Option<&str>,
) -> Result<Acted, ActError> {
    let waiting = waiting_of(store, feed).await?;
    note_decision(store, feed, &waiting, BrakeAct::Released, by, comment).await?;
    let mut acted = Acted::default();
    for one in waiting {
        acted.add(act_on(store, one.listing).await?);
    }
    Ok(acted)
}

/// Drops what waits of one feed and would hide a listing: it was our mistake. The next
/// scan judges afresh. Returns how many listings stay. `by` as for [`release`].
///
/// # Errors
/// When the database refuses.
pub async fn reject(
    store: &Store,
    feed: &FeedId,
    by: &str,
    comment: Option<&str>,
) -> Result<usize, ActError> {
    let waiting = waiting_of(store, feed).await?;
    note_decision(store, feed, &waiting, BrakeAct::Rejected, by, comment).await?;
    let mut kept = 0;
    for one in waiting {
        if one.hides {
            let mut tx = store.write().await?;
            for row in store.unsettled(Some(one.listing)).await? {
                tx.settle_attempt(row.listing, row.at).await?;
            }
            tx.commit().await?;
            kept += 1;
        }
    }
    Ok(kept)
}

/// Notes in the trail that a scan was stopped; once, until something about it changes.
async fn note_held(store: &Store, held: &Held) -> Result<(), StoreError> {
    let known = store.brake_events(Some(&held.feed), 1).await?;
    let count = held.would_suspend as u64;
    let same = known.first().is_some_and(|last| {
        (last.what, last.listings, last.watched) == (BrakeAct::Held, count, held.watched)
    });
    if same {
        return Ok(());
    }
    note(
        store,
        &held.feed,
        BrakeAct::Held,
        "watch",
        count,
        held.watched,
        None,
    )
    .await
}

/// Notes what a person decides, before it is done: a process that is killed half-way leaves
/// the decision behind, and the rest goes on waiting.
async fn note_decision(
    store: &Store,
    feed: &FeedId,
    waiting: &[Waiting],
    what: BrakeAct,
    by: &str,
    comment: Option<&str>,
) -> Result<(), StoreError> {
    let count = waiting.iter().filter(|one| one.hides).count() as u64;
    if count == 0 {
        return Ok(());
    }
    let watched = store.watched_of(feed).await?;
    note(store, feed, what, by, count, watched, comment).await
}

async fn note(
    store: &Store,
    feed: &FeedId,
    what: BrakeAct,
    author: &str,
    listings: u64,
    watched: u64,
    comment: Option<&str>,
) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    let event = BrakeEvent {
        id: uuid::Uuid::new_v4().to_string(),
        feed: feed.clone(),
        at: tx.now(),
        what,
        author: author.to_owned(),
        listings,
        watched,
        comment: comment.map(str::to_owned),
    };
    tx.put_brake_event(&event).await?;
    tx.commit().await
}

async fn waiting_of(store: &Store, feed: &FeedId) -> Result<Vec<Waiting>, ActError> {
    let mut waiting = waiting(store).await?;
    waiting.retain(|one| one.feed == *feed);
    Ok(waiting)
}

/// A listing with verdicts that wait.
struct Waiting {
    listing: ListingId,
    feed: FeedId,
    hides: bool,
}

async fn waiting(store: &Store) -> Result<Vec<Waiting>, ActError> {
    let rows = store.unsettled(None).await?;
    let ids: BTreeSet<ListingId> = rows.iter().map(|row| row.listing).collect();
    let mut found = Vec::new();
    for id in ids {
        let Some(listing) = store.listing(id).await? else {
            continue;
        };
        let of_listing = rows.iter().filter(|row| row.listing == id);
        let hides = match newest(of_listing) {
            Some((_, verdict)) => would_hide(store, &listing, verdict).await?,
            None => false,
        };
        found.push(Waiting {
            listing: id,
            feed: listing.feed,
            hides,
        });
    }
    Ok(found)
}

async fn too_many(store: &Store, waiting: &[Waiting], share: f64) -> Result<Vec<Held>, ActError> {
    let mut by_feed: BTreeMap<&FeedId, usize> = BTreeMap::new();
    for one in waiting.iter().filter(|one| one.hides) {
        *by_feed.entry(&one.feed).or_default() += 1;
    }
    let mut held = Vec::new();
    for (feed, would_suspend) in by_feed {
        let watched = store.watched_of(feed).await?;
        if is_too_many(would_suspend, watched, share) {
            held.push(Held {
                feed: feed.clone(),
                would_suspend,
                watched,
            });
        }
    }
    Ok(held)
}

fn is_too_many(would_suspend: usize, watched: u64, share: f64) -> bool {
    let count = |n: u64| u32::try_from(n).map_or(f64::MAX, f64::from);
    let part = count(would_suspend as u64);
    would_suspend >= AT_LEAST && part > share * count(watched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_many_and_a_large_share_are_too_many() {
        for (hidden, watched, want) in [
            (4, 4, false),
            (5, 100, false),
            (5, 99, true),
            (6, 100, true),
            (50, 1_001, false),
            (0, 0, false),
        ] {
            assert_eq!(
                is_too_many(hidden, watched, 0.05),
                want,
                "{hidden} of {watched}"
            );
        }
    }
}
