//! Suspensions: what was hidden, on what evidence, and how it was settled.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::listings::listing_id;
use super::sql::{Sql, instant, maybe_instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{ListingId, Reason, Suspension, SuspensionState};

pub(super) const TABLE: &str = "suspensions";

pub(super) const COLUMNS: &str = "SELECT id, listing_id, state, reason, evidence, url, fetched_at, since, settled_at, settled_by, comment, confidence FROM suspensions";

impl Store {
    /// One suspension.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn suspension(&self, id: &str) -> Result<Option<Suspension>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE id = ").bind(id);
        sql.query()
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(suspension)
            .transpose()
    }

    /// Suspensions, newest first; only those in `state` when it is given.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn suspensions(
        &self,
        state: Option<SuspensionState>,
        limit: i64,
    ) -> Result<Vec<Suspension>> {
        let mut sql = Sql::new(COLUMNS);
        if let Some(state) = state {
            sql.push(" WHERE state = ").bind(state.as_str());
        }
        sql.push(" ORDER BY since DESC, id LIMIT ").bind(limit);
        sql.query()
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(suspension)
            .collect()
    }

    /// A listing's suspensions, newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn suspensions_of(&self, listing: ListingId) -> Result<Vec<Suspension>> {
        let mut connection = self.pool.acquire().await?;
        suspensions_of(&mut connection, listing).await
    }
}

impl WriteTx {
    /// A listing's suspensions, newest first; nobody can settle one before the commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn suspensions_of(&mut self, listing: ListingId) -> Result<Vec<Suspension>> {
        suspensions_of(&mut self.tx, listing).await
    }

    /// Writes a suspension, as new or with another state or newer evidence.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_suspension(&mut self, suspension: &Suspension) -> Result<()> {
        put_into(&mut self.tx, TABLE, suspension).await
    }
}

/// Writes a suspension or question into its table.
pub(super) async fn put_into(
    connection: &mut AnyConnection,
    table: &'static str,
    suspension: &Suspension,
) -> Result<()> {
    let insert = INSERT.replace(TABLE, table);
    sqlx::query(sqlx::AssertSqlSafe(insert))
        .bind(suspension.id.clone())
        .bind(suspension.listing.to_string())
        .bind(suspension.state.as_str())
        .bind(suspension.reason.as_str())
        .bind(serde_json::to_string(&suspension.evidence)?)
        .bind(suspension.url.clone())
        .bind(ms(suspension.fetched_at))
        .bind(ms(suspension.since))
        .bind(suspension.settled_at.map(ms))
        .bind(suspension.settled_by.clone())
        .bind(suspension.comment.clone())
        .bind(suspension.confidence_percent.map(i64::from))
        .execute(connection)
        .await?;
    Ok(())
}

const INSERT: &str =
    "INSERT INTO suspensions (id, listing_id, state, reason, evidence, url, fetched_at, since, settled_at, settled_by, comment, confidence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
        evidence = excluded.evidence, url = excluded.url, fetched_at = excluded.fetched_at,
        settled_at = excluded.settled_at, settled_by = excluded.settled_by,
        comment = excluded.comment, confidence = excluded.confidence";

async fn suspensions_of(
    connection: &mut AnyConnection,
    listing: ListingId,
) -> Result<Vec<Suspension>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" WHERE listing_id = ")
        .bind(listing.to_string())
        .push(" ORDER BY since DESC, id");
    sql.query()
        .fetch_all(connection)
        .await?
        .iter()
        .map(suspension)
        .collect()
}

pub(super) fn suspension(row: &AnyRow) -> Result<Suspension> {
    let state: String = row.try_get(2)?;
    let reason: String = row.try_get(3)?;
    Ok(Suspension {
        id: row.try_get(0)?,
        listing: listing_id(row.try_get(1)?)?,
        state: SuspensionState::from_stored(&state).ok_or(StoreError::Meaningless {
            column: "suspensions.state",
            value: state,
        })?,
        reason: Reason::from_stored(&reason).ok_or(StoreError::Meaningless {
            column: "suspensions.reason",
            value: reason,
        })?,
        evidence: serde_json::from_str(&row.try_get::<String, _>(4)?)?,
        url: row.try_get(5)?,
        fetched_at: instant(row.try_get(6)?, "suspensions.fetched_at")?,
        since: instant(row.try_get(7)?, "suspensions.since")?,
        settled_at: maybe_instant(row.try_get(8)?, "suspensions.settled_at")?,
        settled_by: row.try_get(9)?,
        comment: row.try_get(10)?,
        confidence_percent: row
            .try_get::<Option<i64>, _>(11)?
            .and_then(|percent| u8::try_from(percent).ok()),
    })
}
