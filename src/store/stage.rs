//! What a run has read and not yet applied.

use sqlx::Row;

use super::pack::{pack, unpack};
use super::sql::{Sql, Value};
use super::{Result, Store, WriteTx};
use crate::domain::Finding;
use crate::oruk::Service;

/// One record as a run has read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Staged {
    /// The feed's own id.
    pub source_id: String,
    /// Where it stood in the walk.
    pub position: i64,
    /// Hash of what the feed sent.
    pub raw_hash: String,
    /// What the feed sent, JSON text; `None` when unchanged.
    pub raw: Option<String>,
    /// The normalised service; `None` when unchanged or unusable (then there are findings).
    pub service: Option<Service>,
    /// What the publisher should know.
    pub findings: Vec<Finding>,
}

impl WriteTx {
    /// Stages records; one seen twice in a run keeps its first place and its last content.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn stage(&mut self, run: &str, records: &[Staged]) -> Result<()> {
        // 7 values a row; SQLite takes 32,766 a statement, small statements prepare faster.
        for chunk in records.chunks(100) {
            let mut sql = Sql::new(
                "INSERT INTO staged_records (run_id, source_id, position, raw_hash, raw, doc, findings) VALUES ",
            );
            for (index, record) in chunk.iter().enumerate() {
                if index > 0 {
                    sql.push(", ");
                }
                let doc = record
                    .service
                    .as_ref()
                    .map(serde_json::to_string)
                    .transpose()?;
                let findings = match record.findings.as_slice() {
                    [] => None,
                    some => Some(serde_json::to_string(some)?),
                };
                sql.bind_list([
                    Value::from(run),
                    record.source_id.clone().into(),
                    record.position.into(),
                    record.raw_hash.clone().into(),
                    record.raw.as_deref().map(pack).transpose()?.into(),
                    doc.as_deref().map(pack).transpose()?.into(),
                    findings.into(),
                ]);
            }
            sql.push(
                " ON CONFLICT (run_id, source_id) DO UPDATE SET raw_hash = excluded.raw_hash,
                  raw = excluded.raw, doc = excluded.doc, findings = excluded.findings",
            );
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
    /// Staged records that changed or have findings, in walk order after `position`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn staged_after(&self, run: &str, position: i64, limit: i64) -> Result<Vec<Staged>> {
        let rows = sqlx::query(
            "SELECT source_id, position, raw_hash, raw, doc, findings FROM staged_records
             WHERE run_id = $1 AND position > $2 AND (doc IS NOT NULL OR findings IS NOT NULL)
             ORDER BY position LIMIT $3",
        )
        .bind(run.to_owned())
        .bind(position)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let raw: Option<String> = row.try_get(3)?;
                let doc: Option<String> = row.try_get(4)?;
                let findings: Option<String> = row.try_get(5)?;
                Ok(Staged {
                    source_id: row.try_get(0)?,
                    position: row.try_get(1)?,
                    raw_hash: row.try_get(2)?,
                    raw: raw
                        .map(|text| unpack(&text, "staged_records.raw"))
                        .transpose()?,
                    service: doc
                        .map(|text| {
                            let text = unpack(&text, "staged_records.doc")?;
                            Ok::<_, super::StoreError>(serde_json::from_str(&text)?)
                        })
                        .transpose()?,
                    findings: findings.map_or(Ok(vec![]), |text| serde_json::from_str(&text))?,
                })
            })
            .collect()
    }

    /// How many records a run has staged.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn staged_count(&self, run: &str) -> Result<i64> {
        let row = sqlx::query("SELECT COUNT(*) FROM staged_records WHERE run_id = $1")
            .bind(run.to_owned())
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get(0)?)
    }
}
