//! The change feed: the newest change of each listing, in commit order.
//!
//! cursor -> changes after it, or "start again" where deletions between have been forgotten.

use serde::Serialize;
use sqlx::Row;

use super::cursor::ChangeCursor;
use super::listings::listing_id;
use super::made_of::{HubListing, from_column};
use super::sql::{ROWS, Sql, instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::ListingId;
use crate::oruk;

/// Names the newest deletion that was forgotten, in `meta`.
const FORGOTTEN: &str = "changes_forgotten";

/// A page of the change feed. From the listings: the log keeps every change of each, of which one
/// counts. `CROSS JOIN` keeps that order in SQLite, which for a short page would rather read the
/// whole log and sort it: half a second of 200,000 listings.
const CHANGES: &str =
    "SELECT c.seq, c.listing_id, c.state, c.reason, c.modified, l.merged_into, l.doc, l.made_of
     FROM listings l CROSS JOIN change_log c
     WHERE c.seq = l.seq AND c.listing_id = l.id AND l.seq > $1 ORDER BY l.seq LIMIT $2";

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
    /// Every listing of other hubs that it is made of.
    pub made_of: Vec<HubListing>,
    /// When it changed.
    pub modified: jiff::Timestamp,
    /// The full ORUK v3 service, JSON text; `None` for a tombstone.
    pub data: Option<String>,
}

/// A change without its document.
#[derive(Serialize)]
struct Head<'a> {
    seq: i64,
    id: ListingId,
    state: ChangeState,
    reason: &'a str,
    merged_into: Option<&'a str>,
    modified: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    made_of: &'a [HubListing],
}

impl Change {
    /// Adds its JSON text, as those who follow read it. The document was written by the strict
    /// writer and goes in as it is stored: reading it again would cost more than all the rest.
    ///
    /// # Errors
    /// When the rest cannot be written as JSON.
    pub fn write_to(&self, text: &mut String) -> Result<(), serde_json::Error> {
        let head = Head {
            seq: self.seq,
            id: self.id,
            state: self.state,
            reason: &self.reason,
            merged_into: self.merged_into.as_deref(),
            modified: oruk::write::instant(self.modified),
            made_of: &self.made_of,
        };
        let head = serde_json::to_string(&head)?;
        text.push_str(head.trim_end_matches('}'));
        text.push_str(",\"data\":");
        text.push_str(self.data.as_deref().unwrap_or("null"));
        text.push('}');
        Ok(())
    }

    /// The JSON array of some.
    ///
    /// # Errors
    /// As [`Change::write_to`].
    pub fn array(changes: &[Self]) -> Result<String, serde_json::Error> {
        let length = |change: &Self| change.data.as_ref().map_or(0, String::len) + 300;
        let mut text = String::with_capacity(changes.iter().map(length).sum());
        text.push('[');
        for (at, change) in changes.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            change.write_to(&mut text)?;
        }
        text.push(']');
        Ok(text)
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
        let rows = sqlx::query(CHANGES)
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
                    made_of: from_column(row.try_get(7)?)?,
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
        self.note_lists_change();
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
        // Kept answers to cursors from before hold no more.
        self.note_lists_change();
        for chunk in gone.chunks(ROWS) {
            let mut sql = Sql::new("DELETE FROM change_log WHERE seq IN ");
            sql.bind_list(chunk.iter().copied());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(gone.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sqlx::AssertSqlSafe;

    use super::*;
    use crate::domain::SystemClock;

    #[tokio::test]
    async fn a_page_of_changes_is_read_in_its_order_and_nothing_is_sorted_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("waymark.db").display());
        let store = Store::open(&url, Arc::new(SystemClock)).await.unwrap();
        for limit in [1_i64, 100, 500] {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {CHANGES}"));
            let plan = sqlx::query(explain).bind(7_i64).bind(limit);
            let plan = plan.fetch_all(&store.pool).await.unwrap();
            let steps: Vec<String> = plan.iter().map(|step| step.get(3)).collect();
            assert!(steps[0].contains("listings_by_seq"), "{limit}: {steps:?}");
            assert!(
                !steps.concat().contains("TEMP B-TREE"),
                "{limit}: {steps:?}"
            );
        }
        store.close().await;
    }
}
