//! The stage -> records and listings, in bounded transactions.
//!
//! staged rows -> records -> [`written`]: the listings that they make -> findings.
//!
//! Applying is repeatable: whatever a crash leaves half-way, the next refresh finds applied
//! records unchanged and does the rest.

use std::collections::HashMap;

use super::fetch::{BATCH, Change, Fetched};
use super::refresh::{RefreshError, Run};
use super::written::{self, Written};
use crate::config::Config;
use crate::domain::{
    ChangeReason, Counts, FeedId, ListingId, ListingState, Publication, SuspensionState, sensitive,
};
use crate::oruk::Service;
use crate::store::{RecordName, Staged, StagedRow, Standing, StoreError, WriteTx};

/// Applies everything that a run has staged, counting what became of it.
pub(super) async fn apply(
    run: &Run<'_>,
    fetched: &Fetched,
    counts: &mut Counts,
) -> Result<(), RefreshError> {
    let staged = run.store.staged_count(&run.id).await?;
    run.progress.phase("apply", Some(staged));
    run.log("apply", 0);
    let mut tx = run.write().await?;
    tx.begin_applying(&run.id).await?;
    tx.put_taxonomies(run.feed, &fetched.taxonomies).await?;
    tx.commit().await?;
    for terms in fetched.terms.chunks(BATCH) {
        let mut tx = run.write().await?;
        tx.put_terms(run.feed, terms).await?;
        tx.commit().await?;
    }
    let mut after = -1;
    loop {
        let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let rows = run.store.staged_after(&run.id, after, limit).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        let (done, to) = (rows.len(), last.position);
        run.log("apply", done);
        apply_batch(run, rows, (after, to), counts).await?;
        run.log("apply", done);
        run.progress.advance(done as u64);
        after = to;
    }
}

async fn apply_batch(
    run: &Run<'_>,
    rows: Vec<StagedRow>,
    (after, to): (i64, i64),
    counts: &mut Counts,
) -> Result<(), RefreshError> {
    let mut tx = run.write().await?;
    let mut unusable = Vec::new();
    let mut written = Vec::with_capacity(rows.len());
    let mut findings = Vec::with_capacity(rows.len());
    for row in rows {
        match row.content {
            Some((home, service)) => written.push(Written {
                source_id: row.source_id.clone(),
                home,
                service,
                made_of: row.made_of,
            }),
            None => unusable.push(row.source_id.clone()),
        }
        findings.push((row.source_id, row.findings));
    }
    let before = tx.before_staged(run.feed, &run.id, after, to).await?;
    tx.put_staged_records(run.feed, &run.id, after, to).await?;
    let changes = written::publish(&mut tx, run.config, run.feed, written, &before).await?;
    tx.mark_unusable(run.feed, &unusable).await?;
    let findings: Vec<_> = findings
        .iter()
        .map(|(record, findings)| (record.as_str(), findings.as_slice()))
        .collect();
    tx.put_record_findings(run.feed, &findings).await?;
    tx.commit().await?;
    counts.failed += unusable.len() as u64;
    for change in changes {
        change.count(counts);
    }
    Ok(())
}

/// What applying a batch would do to each of its records; for a dry run.
pub(super) async fn foresee(
    run: &Run<'_>,
    finished: Vec<(Staged, Option<Service>)>,
) -> Result<HashMap<String, Change>, RefreshError> {
    let contents = finished
        .iter()
        .filter_map(|(staged, _)| staged.content.as_ref());
    let listings: Vec<_> = contents.map(|content| content.listing).collect();
    let standings = run.store.standings(&listings).await?;
    let names: Vec<_> = finished
        .iter()
        .map(|(staged, _)| RecordName::new(run.feed, &staged.source_id))
        .collect();
    let members = run.store.members(&names).await?;
    let mut changes = HashMap::with_capacity(finished.len());
    for (staged, service) in finished {
        let member = members
            .iter()
            .find(|member| member.name.source_id == staged.source_id);
        let change = match (staged.content, service, member) {
            // Of a record that is known, what it says itself tells.
            (Some(_), Some(service), Some(member)) if !member.is_gone => {
                change(ChangeReason::Updated, member.service == service)
            }
            (Some(content), Some(service), _) => {
                let standing = standings.get(&content.listing);
                let state = standing.map_or(ListingState::Listed, |standing| standing.state);
                let (mut publication, reason) =
                    plan(run.feed, content.listing, service, standing, state);
                let stated = sensitive::stated(&publication.service);
                sensitive::withhold(&mut publication.service, &stated).map_err(StoreError::from)?;
                let hash = publication.hash().map_err(StoreError::from)?;
                change(reason, standing.is_some_and(|before| before.hash == hash))
            }
            _ => Change::Failed,
        };
        changes.insert(staged.source_id, change);
    }
    Ok(changes)
}

/// The state a listing has once its record is applied: an update of its content moves
/// nothing that a person or the watch has decided.
pub(super) async fn state(
    tx: &mut WriteTx,
    config: &Config,
    listing: ListingId,
    standing: Option<&Standing>,
) -> Result<ListingState, StoreError> {
    let Some(standing) = standing else {
        return Ok(if config.lifecycle.moderation {
            ListingState::PendingReview
        } else {
            ListingState::Listed
        });
    };
    match (standing.state, standing.state_before) {
        (ListingState::Removed, Some(ListingState::Suspended)) => {
            let still = tx
                .suspensions_of(listing)
                .await?
                .into_iter()
                .any(|s| matches!(s.state, SuspensionState::Open | SuspensionState::Confirmed));
            Ok(if still {
                ListingState::Suspended
            } else {
                ListingState::Listed
            })
        }
        (ListingState::Removed, before) => Ok(before.unwrap_or(ListingState::Listed)),
        (state, _) => Ok(state),
    }
}

pub(super) fn plan(
    feed: &FeedId,
    id: ListingId,
    service: Service,
    standing: Option<&Standing>,
    state: ListingState,
) -> (Publication, ChangeReason) {
    let reason = match standing.map(|standing| standing.state) {
        None => ChangeReason::Added,
        Some(ListingState::Removed) => ChangeReason::Revived,
        Some(_) => ChangeReason::Updated,
    };
    let publication = Publication {
        id,
        feed: feed.clone(),
        state,
        service,
    };
    (publication, reason)
}

pub(super) fn change(reason: ChangeReason, is_same: bool) -> Change {
    match reason {
        ChangeReason::Added | ChangeReason::Revived => Change::Added,
        _ if is_same => Change::Unchanged,
        _ => Change::Updated,
    }
}
