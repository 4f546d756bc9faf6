//! What a run has read and not yet applied.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::listings::listing_id;
use super::made_of::{self, HubListing};
use super::pack::{Packed, unpack};
use super::sql::{ROWS, Sql};
use super::{Result, Store, WriteTx};
use crate::domain::{Finding, ListingId};
use crate::oruk::Service;

/// One record as a run has read it, packed for the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// The feed's own id.
    pub source_id: String,
    /// Where it stood in the walk.
    pub position: i64,
    /// Hash of what the feed sent.
    pub raw_hash: String,
    /// What it says; `None` when it cannot be used (then there are findings).
    pub content: Option<StagedContent>,
    /// What the publisher should know.
    pub findings: Vec<Finding>,
}

/// The content of a record that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedContent {
    /// The listing that it makes.
    pub listing: ListingId,
    /// What the feed sent, JSON text.
    pub raw: Packed,
    /// The normalised service under our ids, JSON text.
    pub doc: Packed,
    /// Of a record of another hub: every listing of any hub that it is made of, that one first.
    pub made_of: Vec<HubListing>,
}

/// One record as it lies on the stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedRow {
    /// The feed's own id.
    pub source_id: String,
    /// Where it stood in the walk.
    pub position: i64,
    /// The listing that it makes and the normalised service; `None` when it cannot be used.
    pub content: Option<(ListingId, Service)>,
    /// As in [`StagedContent`].
    pub made_of: Vec<HubListing>,
    /// What the publisher should know.
    pub findings: Vec<Finding>,
}

impl WriteTx {
    /// Stages records, each id once; one that an earlier call staged keeps its place and
    /// takes the new content.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn stage(&mut self, run: &str, records: &[Staged]) -> Result<()> {
        for chunk in records.chunks(ROWS) {
            let mut rows = Vec::with_capacity(chunk.len());
            for record in chunk {
                let findings = match record.findings.as_slice() {
                    [] => None,
                    some => Some(serde_json::to_string(some)?),
                };
                let content = record.content.as_ref();
                let made_of = content.map(|content| made_of::to_column(&content.made_of));
                let made_of = made_of.transpose()?.flatten();
                rows.push([
                    run.into(),
                    record.source_id.clone().into(),
                    record.position.into(),
                    content.map(|content| content.listing.to_string()).into(),
                    record.raw_hash.clone().into(),
                    content.map(|content| content.raw.text().to_owned()).into(),
                    content.map(|content| content.doc.text().to_owned()).into(),
                    findings.into(),
                    made_of.into(),
                ]);
            }
            let mut sql = Sql::new(
                "INSERT INTO staged_records (run_id, source_id, position, listing_id, raw_hash, raw, doc, findings, made_of) VALUES ",
            );
            sql.bind_rows(rows).push(
                " ON CONFLICT (run_id, source_id) DO UPDATE SET listing_id = excluded.listing_id,
                  raw_hash = excluded.raw_hash, raw = excluded.raw, doc = excluded.doc,
                  findings = excluded.findings, made_of = excluded.made_of",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Takes records off the stage again: of the two times that a feed told of them, the
    /// second said what is stored already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unstage(&mut self, run: &str, source_ids: &[String]) -> Result<()> {
        for chunk in source_ids.chunks(ROWS) {
            let mut sql = Sql::new("DELETE FROM staged_records WHERE run_id = ");
            sql.bind(run)
                .push(" AND source_id IN ")
                .bind_list(chunk.iter().cloned());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Forgets what a run had staged.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_staged(&mut self, run: &str) -> Result<()> {
        sqlx::query("DELETE FROM staged_records WHERE run_id = $1")
            .bind(run.to_owned())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Staged records in walk order after `position`, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn staged_after(
        &self,
        run: &str,
        position: i64,
        limit: i64,
    ) -> Result<Vec<StagedRow>> {
        let rows = sqlx::query(
            "SELECT source_id, position, listing_id, doc, findings, made_of FROM staged_records
             WHERE run_id = $1 AND position > $2 ORDER BY position LIMIT $3",
        )
        .bind(run.to_owned())
        .bind(position)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(staged_row).collect()
    }

    /// How many records a run has staged.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn staged_count(&self, run: &str) -> Result<u64> {
        let row = sqlx::query("SELECT COUNT(*) FROM staged_records WHERE run_id = $1")
            .bind(run.to_owned())
            .fetch_one(&self.pool)
            .await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
    }
}

fn staged_row(row: &AnyRow) -> Result<StagedRow> {
    let listing: Option<String> = row.try_get(2)?;
    let doc: Option<String> = row.try_get(3)?;
    let findings: Option<String> = row.try_get(4)?;
    let content = match (listing, doc) {
        (Some(listing), Some(doc)) => {
            let doc = unpack(&doc, "staged_records.doc")?;
            Some((listing_id(listing)?, serde_json::from_str(&doc)?))
        }
        _ => None,
    };
    Ok(StagedRow {
        source_id: row.try_get(0)?,
        position: row.try_get(1)?,
        made_of: made_of::from_column(row.try_get(5)?)?,
        content,
        findings: findings.map_or(Ok(vec![]), |text| serde_json::from_str(&text))?,
    })
}
