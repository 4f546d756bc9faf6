//! What publishers should know, kept until the record is read anew.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::feeds::feed_id;
use super::sql::{Sql, ms};
use super::{Result, Store, WriteTx};
use crate::domain::{Code, FeedId, Finding, Severity};

const COLUMNS: &str =
    "SELECT feed_id, record_id, code, severity, pointer, found, advice FROM findings";

impl WriteTx {
    /// Replaces the findings about one record (`Some`) or about the feed as a whole (`None`);
    /// what the watch found on the provider's website stays.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_findings(
        &mut self,
        feed: &FeedId,
        record: Option<&str>,
        findings: &[Finding],
    ) -> Result<()> {
        let mut delete = Sql::new("DELETE FROM findings WHERE feed_id = ");
        delete.bind(feed.as_str());
        match record {
            Some(record) => delete
                .push(" AND code NOT LIKE 'website_%' AND record_id = ")
                .bind(record),
            None => delete.push(" AND record_id IS NULL"),
        };
        delete.query().execute(&mut *self.tx).await?;
        self.add_findings(feed, record, findings).await
    }

    /// Replaces what the watch found out about one record: findings whose code begins
    /// with `website_`, which outlive a refresh of the feed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_website_findings(
        &mut self,
        feed: &FeedId,
        record: &str,
        findings: &[Finding],
    ) -> Result<()> {
        let mut delete = Sql::new("DELETE FROM findings WHERE feed_id = ");
        delete
            .bind(feed.as_str())
            .push(" AND code LIKE 'website_%' AND record_id = ")
            .bind(record);
        delete.query().execute(&mut *self.tx).await?;
        self.add_findings(feed, Some(record), findings).await
    }

    async fn add_findings(
        &mut self,
        feed: &FeedId,
        record: Option<&str>,
        findings: &[Finding],
    ) -> Result<()> {
        for chunk in findings.chunks(50) {
            let mut insert = Sql::new(
                "INSERT INTO findings (id, feed_id, record_id, code, severity, pointer, found, advice, at) VALUES ",
            );
            for (index, finding) in chunk.iter().enumerate() {
                if index > 0 {
                    insert.push(", ");
                }
                insert.bind_list([
                    uuid::Uuid::new_v4().to_string().into(),
                    feed.as_str().into(),
                    super::sql::Value::OptText(record.map(str::to_owned)),
                    finding.code.as_str().into(),
                    finding.severity.as_str().into(),
                    finding.pointer.clone().into(),
                    finding.found.clone().into(),
                    finding.advice.clone().into(),
                    ms(self.now).into(),
                ]);
            }
            insert.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

impl Store {
    /// A feed's findings, the gravest kinds first, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn findings(&self, feed: &FeedId, limit: i64) -> Result<Vec<Finding>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE feed_id = ").bind(feed.as_str());
        // 'must' and 'should' sort after 'info' by letter, so the order is spelled out.
        sql.push(" ORDER BY CASE severity WHEN 'must' THEN 0 WHEN 'should' THEN 1 ELSE 2 END, code, record_id, id LIMIT ");
        sql.bind(limit);
        sql.query()
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(finding)
            .collect()
    }
}

fn finding(row: &AnyRow) -> Result<Finding> {
    Ok(Finding {
        feed: feed_id(row.try_get(0)?, "findings.feed_id")?,
        record: row.try_get(1)?,
        code: Code::stored(row.try_get(2)?),
        severity: Severity::from_stored(&row.try_get::<String, _>(3)?),
        pointer: row.try_get(4)?,
        found: row.try_get(5)?,
        advice: row.try_get(6)?,
    })
}
