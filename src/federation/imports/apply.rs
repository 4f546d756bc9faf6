//! Prepared rows -> records and listings, in one transaction.

use std::collections::HashSet;

use serde::Serialize;

use super::prepare::{Prepared, prepare};
use super::{Context, ImportError, check, feed_row, find};
use crate::domain::{Counts, Doomed, FeedId, ListingId};
use crate::federation::written::{self, Written};
use crate::federation::{missing, rematch};
use crate::sheet::Import;
use crate::store::{ImportRow, ImportState, PresentRecord, StoreError, WriteTx};

/// How an import shall go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Let go what a complete sheet no longer has, however much that is.
    pub release: bool,
}

/// What an import has done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Applied {
    /// The import, which can be undone by its id.
    #[serde(flatten)]
    pub import: ImportRow,
    /// What a complete sheet no longer has and the brake held.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub would_remove: Vec<Doomed>,
}

/// What the rows that are gone lead to.
struct Gone {
    /// Rows to remove, with their listings.
    due: Vec<(String, ListingId)>,
    /// Why nothing is removed, and what that is.
    held: Option<(String, Vec<Doomed>)>,
}

/// Applies an import that was kept by [`super::preview`].
///
/// # Errors
/// See [`ImportError`]; then nothing was written.
pub async fn apply(
    context: Context<'_>,
    id: &str,
    options: ImportOptions,
) -> Result<Applied, ImportError> {
    let row = find(context.store, id).await?;
    check(context.config, &row.feed)?;
    let report = context.store.import_report(id).await?;
    let Some(report) = report.filter(|_| row.state == ImportState::Previewed) else {
        return Err(is_not_previewed(&row));
    };
    let import: Import = serde_json::from_str(&report).map_err(StoreError::from)?;
    if let Some(error) = import.error {
        return Err(ImportError::Unreadable(row.file, error.as_str()));
    }
    let prepared = prepare(context, &row.feed, &import).await?;
    let gone = gone(context, &row.feed, &import, &prepared, options).await?;
    let mut tx = context.store.write().await?;
    tx.put_feed(&feed_row(context.config, &row.feed, &row.file))
        .await?;
    let counts = write(context, &mut tx, &row, &prepared, &gone).await?;
    let message = gone.held.as_ref().map(|(why, _)| why.as_str());
    if !tx.finish_import(id, counts, message).await? {
        return Err(is_not_previewed(&find(context.store, id).await?));
    }
    tx.commit().await?;
    rematch::rematch(context.store, context.config).await?;
    Ok(Applied {
        import: find(context.store, id).await?,
        would_remove: gone.held.map(|(_, doomed)| doomed).unwrap_or_default(),
    })
}

fn is_not_previewed(row: &ImportRow) -> ImportError {
    ImportError::State {
        id: row.id.clone(),
        state: row.state.as_str(),
        advice: "import the file again".to_owned(),
    }
}

/// What a complete sheet no longer has; nothing where the sheet is not complete.
async fn gone(
    context: Context<'_>,
    feed: &FeedId,
    import: &Import,
    prepared: &Prepared,
    options: ImportOptions,
) -> Result<Gone, ImportError> {
    if !import.complete {
        return Ok(Gone {
            due: Vec::new(),
            held: None,
        });
    }
    let seen: HashSet<&String> = prepared.keys.iter().map(|keys| &keys.source_id).collect();
    let present = context.store.present_records(feed).await?;
    let of = present.len();
    let is_gone = |record: &PresentRecord| !seen.contains(&record.source_id);
    let due: Vec<_> = present
        .into_iter()
        .filter(is_gone)
        .map(|record| (record.source_id, record.listing))
        .collect();
    let share = context.config.federation.max_removal_share;
    if options.release || !missing::is_too_much(due.len(), of, share) {
        return Ok(Gone { due, held: None });
    }
    let why = format!(
        "{} of {of} services are no longer in the sheet, more than the {:.0} % that one import may \
         remove, so none was removed; import it again with --release if they shall go",
        due.len(),
        share * 100.0
    );
    let source_ids: Vec<String> = due.into_iter().map(|(source_id, _)| source_id).collect();
    let doomed = context.store.doomed(feed, &source_ids).await?;
    Ok(Gone {
        due: Vec::new(),
        held: Some((why, doomed)),
    })
}

async fn write(
    context: Context<'_>,
    tx: &mut WriteTx,
    row: &ImportRow,
    prepared: &Prepared,
    gone: &Gone,
) -> Result<Counts, ImportError> {
    let feed = &row.feed;
    let claimed = tx.claim("service", feed, &prepared.claims).await?;
    let lost = prepared.claims.iter().any(|(id, source_id)| {
        let holder = claimed.get(id);
        holder.is_some_and(|holder| !holder.is(feed, source_id))
    });
    if lost {
        let why = "another feed has just taken an id of the sheet; apply the import again";
        return Err(ImportError::Broken(why.to_owned()));
    }
    let touched = touched(prepared, gone);
    tx.keep_before_import(&row.id, feed, &touched).await?;
    let mut counts = Counts {
        unchanged: prepared.unchanged,
        failed: prepared.failed,
        removed: gone.due.len() as u64,
        ..Counts::default()
    };
    publish(context, tx, row, prepared, &mut counts).await?;
    tx.put_import_keys(feed, &prepared.keys).await?;
    let due: Vec<String> = gone
        .due
        .iter()
        .map(|(source_id, _)| source_id.clone())
        .collect();
    missing::remove_now(tx, context.config, feed, &due).await?;
    Ok(counts)
}

/// Every row whose record or keys may change, with its listing.
fn touched(prepared: &Prepared, gone: &Gone) -> Vec<(String, ListingId)> {
    let changed = prepared.changed.iter().filter_map(|(staged, _)| {
        let listing = prepared.listings.get(&staged.source_id)?;
        Some((staged.source_id.clone(), *listing))
    });
    changed.chain(gone.due.iter().cloned()).collect()
}

async fn publish(
    context: Context<'_>,
    tx: &mut WriteTx,
    row: &ImportRow,
    prepared: &Prepared,
    counts: &mut Counts,
) -> Result<(), ImportError> {
    let (feed, run) = (&row.feed, row.id.as_str());
    let staged: Vec<_> = prepared
        .changed
        .iter()
        .map(|(staged, _)| staged.clone())
        .collect();
    tx.stage(run, &staged).await?;
    let before = tx.before_staged(feed, run, -1, i64::MAX).await?;
    tx.put_staged_records(feed, run, -1, i64::MAX).await?;
    tx.drop_staged(run).await?;
    let findings: Vec<_> = staged
        .iter()
        .map(|staged| (staged.source_id.as_str(), staged.findings.as_slice()))
        .collect();
    tx.put_record_findings(feed, &findings).await?;
    let mut rows = Vec::with_capacity(prepared.changed.len());
    for (staged, service) in &prepared.changed {
        let (Some(content), Some(service)) = (&staged.content, service) else {
            counts.failed += 1;
            continue;
        };
        rows.push(Written {
            made_of: Vec::new(),
            source_id: staged.source_id.clone(),
            home: content.listing,
            service: service.clone(),
        });
    }
    for change in written::publish(tx, context.config, feed, rows, &before).await? {
        change.count(counts);
    }
    Ok(())
}
