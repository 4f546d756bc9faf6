//! Takes an import back: every record that it touched, and its listing, as they were.
//!
//! Imports are taken back from the newest to the oldest: an older one whose rows a newer one
//! has changed could not be taken back exactly. A row that the import added is gone; one that it
//! updated says again what it said; one that it removed is back, under the same id. The states
//! that people and the watch have given to listings since then stay.

use serde::Serialize;

use super::{Context, ImportError, find};
use crate::federation::composing::{self, Turned};
use crate::federation::{missing, rematch};
use crate::store::{ImportChange, ImportRow, ImportState};

/// What taking an import back has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The import.
    #[serde(flatten)]
    pub import: ImportRow,
    /// Services that it had added and that are gone again.
    pub taken_out: usize,
    /// Services that are again what they were.
    pub restored: usize,
}

/// Takes the newest applied import of a feed back, in one transaction.
///
/// # Errors
/// See [`ImportError`]; then nothing was written.
pub async fn undo(context: Context<'_>, id: &str) -> Result<Undone, ImportError> {
    let row = find(context.store, id).await?;
    let refused = |advice: String| ImportError::State {
        id: id.to_owned(),
        state: row.state.as_str(),
        advice,
    };
    if row.state != ImportState::Applied {
        return Err(refused("there is nothing to take back".to_owned()));
    }
    let newest = context.store.newest_import(&row.feed).await?;
    if let Some(newer) = newest.filter(|newest| newest.id != id) {
        return Err(refused(format!(
            "import {} of the same feed came after it and may have changed the same rows; undo that \
             one first",
            newer.id
        )));
    }
    let changes = context.store.import_changes(id).await?;
    let (back, out): (Vec<_>, Vec<_>) = changes
        .into_iter()
        .partition(|change| change.existed && !change.was_removed);
    let mut tx = context.store.write().await?;
    let ids = |changes: &[ImportChange]| -> Vec<String> {
        changes
            .iter()
            .map(|change| change.source_id.clone())
            .collect()
    };
    let touched = ids(&[back.as_slice(), out.as_slice()].concat());
    missing::remove_now(&mut tx, context.config, &row.feed, &ids(&out)).await?;
    let mut listings = tx.listings_of(&row.feed, &touched).await?;
    if !tx.take_import_back(id, &row.feed).await? {
        return Err(refused("somebody else has just taken it back".to_owned()));
    }
    tx.queue_matching(&row.feed, &touched).await?;
    // A listing that was merged away comes back with its record, where the record belongs now.
    let ends = tx.resolve(&listings).await?;
    listings.retain(|id| ends.get(id) == Some(id));
    composing::publish(&mut tx, context.config, &listings, &Turned::default()).await?;
    tx.commit().await?;
    rematch::rematch(context.store, context.config).await?;
    Ok(Undone {
        import: find(context.store, id).await?,
        taken_out: out.len(),
        restored: back.len(),
    })
}
