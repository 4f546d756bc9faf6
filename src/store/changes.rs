//! The change feed: the newest change of each listing, in commit order.

use serde::Serialize;
use sqlx::Row;

use super::listings::listing_id;
use super::sql::instant;
use super::{Result, Store, StoreError};
use crate::domain::ListingId;

/// What a consumer shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// Take over `data`.
    Updated,
    /// Hide it; `data` shows it as `inactive`.
    Suspended,
    /// Delete it.
    Deleted,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Position in commit order.
    pub seq: i64,
    /// The listing.
    pub id: ListingId,
    /// What to do.
    pub state: ChangeState,
    /// Why it changed.
    pub reason: String,
    /// The listing that took its place, after a merge.
    pub merged_into: Option<String>,
    /// When it changed.
    pub modified: jiff::Timestamp,
    /// The full ORUK v3 service, JSON text; `None` for a tombstone.
    pub data: Option<String>,
}

impl Store {
    /// Changes after `seq`, in commit order, at most `limit`. A listing that changed
    /// several times stands where its newest change is; a listing that nobody outside
    /// has ever seen is left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changes(&self, seq: i64, limit: i64) -> Result<Vec<Change>> {
        let rows = sqlx::query(
            "SELECT c.seq, c.listing_id, c.state, c.reason, c.modified, l.merged_into, l.doc
             FROM change_log c JOIN listings l ON l.id = c.listing_id AND l.seq = c.seq
             WHERE c.seq > $1 ORDER BY c.seq LIMIT $2",
        )
        .bind(seq)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let state: String = row.try_get(2)?;
                let state = match state.as_str() {
                    "updated" => ChangeState::Updated,
                    "suspended" => ChangeState::Suspended,
                    "deleted" => ChangeState::Deleted,
                    _ => {
                        return Err(StoreError::Meaningless {
                            column: "change_log.state",
                            value: state,
                        });
                    }
                };
                let doc: String = row.try_get(6)?;
                Ok(Change {
                    seq: row.try_get(0)?,
                    id: listing_id(row.try_get(1)?)?,
                    state,
                    reason: row.try_get(3)?,
                    modified: instant(row.try_get(4)?, "change_log.modified")?,
                    merged_into: row.try_get(5)?,
                    data: (state != ChangeState::Deleted && !doc.is_empty()).then_some(doc),
                })
            })
            .collect()
    }
}
