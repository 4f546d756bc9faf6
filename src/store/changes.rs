//! The change feed: the newest change of each listing, in commit order.
//!
//! cursor -> changes after it, or "start again" where deletions between have been forgotten.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use sqlx::Row;

use super::cursor::ChangeCursor;
use super::listings::listing_id;
use super::sql::{ROWS, Sql, instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::ListingId;
use crate::oruk;

/// Names the newest deletion that was forgotten, in `meta`.
const FORGOTTEN: &str = "changes_forgotten";

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

impl Serialize for Change {
    /// As those who follow read it; `data` is the stored text, as it is.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let data = self.data.as_deref().map(serde_json::from_str::<&RawValue>);
        let data = data.transpose().map_err(serde::ser::Error::custom)?;
        let mut fields = to.serialize_struct("Change", 7)?;
        fields.serialize_field("seq", &self.seq)?;
        fields.serialize_field("id", &self.id)?;
        fields.serialize_field("state", &self.state)?;
        fields.serialize_field("reason", &self.reason)?;
        fields.serialize_field("merged_into", &self.merged_into)?;
        fields.serialize_field("modified", &oruk::write::instant(self.modified))?;
        fields.serialize_field("data", &data)?;
        fields.end()
    }
}

/// What follows a cursor.
#[derive(Debug, Clone, PartialEq)]
pub enum Followed {
    /// These changes, and where to go on; nothing more and the same cursor at the end.
    Changes(Vec<Change>, ChangeCursor),
    /// Deletions after the cursor have been forgotten: only a new start tells what is gone.
    TooOld,
    /// A place that this store has not come to: it was put back to an earlier day.
    Ahead,
}

impl Store {
    /// Changes after a cursor, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn follow(&self, after: ChangeCursor, limit: i64) -> Result<Followed> {
        // In this order: what is written or forgotten meanwhile may cost a new start and
        // never a change.
        let last = self.last_seq().await?;
        let changes = self.changes(after.seq, limit).await?;
        if after.seq > last {
            return Ok(Followed::Ahead);
        }
        let since = match after.seq {
            0 => last,
            _ => after.since,
        };
        if after.seq > 0 && self.forgotten().await? > after.seq.max(since) {
            return Ok(Followed::TooOld);
        }
        let next = changes.last().map_or(after, |change| ChangeCursor {
            seq: change.seq,
            since,
        });
        Ok(Followed::Changes(changes, next))
    }

    /// The cursor of somebody who has everything as it stands now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn newest_cursor(&self) -> Result<ChangeCursor> {
        let seq = self.last_seq().await?;
        Ok(ChangeCursor { seq, since: seq })
    }

    /// Position of the newest deletion that was forgotten.
    async fn forgotten(&self) -> Result<i64> {
        let row = sqlx::query("SELECT value FROM meta WHERE key = $1")
            .bind(FORGOTTEN)
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(0) };
        let value: String = row.try_get(0)?;
        value.parse().map_err(|_| StoreError::Meaningless {
            column: "meta.changes_forgotten",
            value,
        })
    }

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

impl WriteTx {
    /// Says which listing took the place of a removed one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_merged_into(&mut self, removed: ListingId, into: ListingId) -> Result<()> {
        sqlx::query("UPDATE listings SET merged_into = $1 WHERE id = $2 AND state = 'removed'")
            .bind(into.to_string())
            .bind(removed.to_string())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Forgets deletions from before `before`, at most `limit` of them: whoever has not heard
    /// of them by now has to start again. Returns how many went.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_deletions(&mut self, before: jiff::Timestamp, limit: i64) -> Result<u64> {
        let mut chosen =
            Sql::new("SELECT seq FROM change_log WHERE state = 'deleted' AND modified < ");
        chosen
            .bind(ms(before))
            .push(" ORDER BY seq LIMIT ")
            .bind(limit);
        let rows = chosen.query().fetch_all(&mut *self.tx).await?;
        let gone = rows
            .iter()
            .map(|row| Ok(row.try_get(0)?))
            .collect::<Result<Vec<i64>>>()?;
        let Some(newest) = gone.last() else {
            return Ok(0);
        };
        // Where a clock was set back, the order of forgetting is not the order of deleting.
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE
             SET value = excluded.value
             WHERE CAST(meta.value AS BIGINT) < CAST(excluded.value AS BIGINT)",
        )
        .bind(FORGOTTEN)
        .bind(newest.to_string())
        .execute(&mut *self.tx)
        .await?;
        for chunk in gone.chunks(ROWS) {
            let mut sql = Sql::new("DELETE FROM change_log WHERE seq IN ");
            sql.bind_list(chunk.iter().copied());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(gone.len() as u64)
    }
}
