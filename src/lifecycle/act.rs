//! Acting on verdicts: suspend on evidence, ask on doubt, clear when the page agrees again.

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

use super::question;
use crate::domain::{
    ChangeReason, Evidence, Listing, ListingId, ListingState, Publication, Reason, Suspension,
    SuspensionState, Verdict, VerdictKind,
};
use crate::store::{AttemptRow, Ignored, Store, StoreError, WriteTx};

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Acted {
    /// Listings hidden.
    pub suspended: u64,
    /// Listings about which a person is asked.
    pub flagged: u64,
    /// Suspensions lifted because the page agrees again.
    pub cleared: u64,
}

impl Acted {
    /// Adds what was done about one listing.
    pub(super) fn add(&mut self, one: Self) {
        self.suspended += one.suspended;
        self.flagged += one.flagged;
        self.cleared += one.cleared;
    }
}

/// Why verdicts could not be acted on.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored listing is damaged.
    #[error("listing {listing} cannot be read back ({source}); refresh its feed with --full")]
    Document {
        /// The listing.
        listing: ListingId,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Acts on every verdict that waits, listing by listing. May be run again at any time.
///
/// # Errors
/// When the database refuses or a listing is damaged; what was done before stays.
pub async fn act(store: &Store) -> Result<Acted, ActError> {
    let waiting: BTreeSet<String> = store
        .unsettled(None)
        .await?
        .into_iter()
        .map(|row| row.listing.to_string())
        .collect();
    let mut acted = Acted::default();
    for id in waiting.iter().filter_map(|id| id.parse().ok()) {
        acted.add(act_on(store, id).await?);
    }
    Ok(acted)
}

/// Acts on the verdicts of one listing that wait.
///
/// # Errors
/// When the database refuses or the listing is damaged; then nothing was changed.
pub async fn act_on(store: &Store, id: ListingId) -> Result<Acted, ActError> {
    // The writer's lock comes first: what is read after it cannot change under us.
    let mut tx = store.write().await?;
    let waiting = store.unsettled(Some(id)).await?;
    let mut acted = Acted::default();
    if let Some((row, verdict)) = newest(waiting.iter())
        && let Some(listing) = watched_listing(store, id).await?
    {
        acted = follow(store, &mut tx, &listing, row, verdict).await?;
    }
    for row in &waiting {
        tx.settle_attempt(id, row.at).await?;
    }
    tx.commit().await?;
    Ok(acted)
}

/// Only the newest look counts, and a look that saw nothing says nothing. `rows` come
/// oldest first.
pub(super) fn newest<'a>(
    rows: impl DoubleEndedIterator<Item = &'a AttemptRow>,
) -> Option<(&'a AttemptRow, &'a Verdict)> {
    rows.rev()
        .find_map(|row| Some((row, row.verdict.as_ref().filter(|v| saw_the_page(v))?)))
}

/// Whether acting on a verdict would hide a listing that people can find now.
pub(super) async fn would_hide(
    store: &Store,
    listing: &Listing,
    verdict: &Verdict,
) -> Result<bool, StoreError> {
    let shown = matches!(listing.state, ListingState::Listed | ListingState::Frozen);
    if !shown || verdict.kind != VerdictKind::Suspend {
        return Ok(false);
    }
    let url = watched_url(store, listing.id).await?;
    let ignored = store.ignored_on(&host_of(&url)).await?;
    let history = store.suspensions_of(listing.id).await?;
    Ok(!still_counts(&verdict.evidence, &history, &ignored).is_empty())
}

async fn watched_url(store: &Store, listing: ListingId) -> Result<String, StoreError> {
    let page = store.watch_page(listing).await?;
    Ok(page.map(|page| page.url).unwrap_or_default())
}

/// The site of an address, as ignore rules name it.
pub(super) fn host_of(url: &str) -> String {
    let host = url::Url::parse(url).ok();
    let host = host.as_ref().and_then(url::Url::host_str).unwrap_or(url);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Whether a verdict rests on the page or on its proven absence, not on a passing failure.
fn saw_the_page(verdict: &Verdict) -> bool {
    verdict.reason != Reason::Transient
}

/// The listing, if it is in a state that a look at its page can change.
async fn watched_listing(store: &Store, id: ListingId) -> Result<Option<Listing>, StoreError> {
    Ok(store.listing(id).await?.filter(|listing| {
        matches!(
            listing.state,
            ListingState::Listed | ListingState::Frozen | ListingState::Suspended
        )
    }))
}

async fn follow(
    store: &Store,
    tx: &mut WriteTx,
    listing: &Listing,
    row: &AttemptRow,
    verdict: &Verdict,
) -> Result<Acted, ActError> {
    let url = watched_url(store, listing.id).await?;
    let ignored = store.ignored_on(&host_of(&url)).await?;
    let history = store.suspensions_of(listing.id).await?;
    let evidence = still_counts(&verdict.evidence, &history, &ignored);
    let seen = Suspension {
        id: Uuid::new_v4().to_string(),
        listing: listing.id,
        state: SuspensionState::Open,
        reason: verdict.reason,
        evidence,
        confidence_percent: verdict.confidence_percent,
        url,
        fetched_at: row.at,
        since: tx.now(),
        settled_at: None,
        settled_by: None,
        comment: None,
    };
    let mut acted = Acted::default();
    let counts = !seen.evidence.is_empty();
    let doubt = (verdict.kind == VerdictKind::Flag && counts).then_some(&seen);
    question::put(store, tx, listing.id, doubt).await?;
    match verdict.kind {
        VerdictKind::Suspend if counts => {
            acted.suspended += u64::from(suspend(tx, listing, &history, seen).await?);
        }
        VerdictKind::Suspend => {}
        VerdictKind::Flag => acted.flagged += u64::from(counts),
        VerdictKind::None => acted.cleared += clear(tx, listing, &history).await?,
    }
    Ok(acted)
}

/// What is left of the evidence once a person's earlier word on the same is heard: a
/// contradiction that was dismissed as wrong, for this listing or on this site, does not
/// count again.
fn still_counts(evidence: &[Evidence], history: &[Suspension], ignored: &Ignored) -> Vec<Evidence> {
    let overruled: Vec<&Evidence> = history
        .iter()
        .filter(|suspension| suspension.state == SuspensionState::Dismissed)
        .flat_map(|suspension| &suspension.evidence)
        .collect();
    evidence
        .iter()
        .filter(|seen| !ignored.covers(seen))
        .filter(|seen| {
            !overruled.iter().any(|old| {
                old.rule == seen.rule && old.found == seen.found && old.listed == seen.listed
            })
        })
        .cloned()
        .collect()
}

/// Hides the listing; one that is hidden already gets the newer evidence. Returns
/// whether it was hidden by this.
async fn suspend(
    tx: &mut WriteTx,
    listing: &Listing,
    history: &[Suspension],
    seen: Suspension,
) -> Result<bool, ActError> {
    if history
        .iter()
        .any(|old| old.state == SuspensionState::Confirmed)
    {
        return Ok(false);
    }
    let open = history
        .iter()
        .find(|old| old.state == SuspensionState::Open);
    let suspension = match open {
        Some(open) => Suspension {
            id: open.id.clone(),
            since: open.since,
            ..seen
        },
        None => seen,
    };
    tx.put_suspension(&suspension).await?;
    let hides = listing.state != ListingState::Suspended;
    move_to(
        tx,
        listing,
        ListingState::Suspended,
        ChangeReason::Suspended,
    )
    .await?;
    Ok(hides)
}

/// Lifts what the watch itself opened; what a person confirmed waits for a person.
async fn clear(
    tx: &mut WriteTx,
    listing: &Listing,
    history: &[Suspension],
) -> Result<u64, ActError> {
    let mut cleared = 0;
    for open in history
        .iter()
        .filter(|old| old.state == SuspensionState::Open)
    {
        tx.put_suspension(&Suspension {
            state: SuspensionState::Cleared,
            settled_at: Some(tx.now()),
            settled_by: Some("watch".to_owned()),
            ..open.clone()
        })
        .await?;
        cleared += 1;
    }
    if cleared > 0 {
        move_to(tx, listing, ListingState::Listed, ChangeReason::Restored).await?;
    }
    Ok(cleared)
}

/// Publishes a listing in another state.
pub(super) async fn move_to(
    tx: &mut WriteTx,
    listing: &Listing,
    state: ListingState,
    reason: ChangeReason,
) -> Result<(), ActError> {
    if listing.state == state {
        return Ok(());
    }
    let publication = Publication::from_listing(listing).map_err(|source| ActError::Document {
        listing: listing.id,
        source,
    })?;
    tx.publish(
        &Publication {
            state,
            ..publication
        },
        reason,
    )
    .await?;
    Ok(())
}
