//! What publishers should know, kept until the record is read anew.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::feeds::feed_id;
use super::sql::{ROWS, Sql, Value, ms};
use super::{Result, Store, WriteTx};
use crate::domain::{Code, FeedId, Finding, Severity};

const COLUMNS: &str =
    "SELECT feed_id, record_id, code, severity, pointer, found, advice FROM findings";

impl WriteTx {
    /// Replaces the findings about a feed as a whole.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_feed_findings(&mut self, feed: &FeedId, findings: &[Finding]) -> Result<()> {
        let mut delete = Sql::new("DELETE FROM findings WHERE record_id IS NULL AND feed_id = ");
        delete.bind(feed.as_str());
        delete.query().execute(&mut *self.tx).await?;
        let rows: Vec<_> = findings
            .iter()
            .map(|finding| self.finding_row(feed, None, finding))
            .collect();
        self.insert_findings(&rows).await
    }

    /// Replaces the findings about records of a feed, each named once; what the watch
    /// found on the providers' websites stays, and so does what other directories contradict.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_record_findings(
        &mut self,
        feed: &FeedId,
        records: &[(&str, &[Finding])],
    ) -> Result<()> {
        self.replace_findings(
            feed,
            records,
            " AND code NOT LIKE 'website!_%' ESCAPE '!' AND code NOT LIKE 'merge!_%' ESCAPE '!'",
        )
        .await
    }

    /// Replaces what records contradict other records of their listing in: findings whose code
    /// begins with `merge_`, which stay until one of those records changes.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_merge_findings(
        &mut self,
        feed: &FeedId,
        records: &[(&str, &[Finding])],
    ) -> Result<()> {
        self.replace_findings(feed, records, " AND code LIKE 'merge!_%' ESCAPE '!'")
            .await
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
        self.replace_findings(
            feed,
            &[(record, findings)],
            " AND code LIKE 'website!_%' ESCAPE '!'",
        )
        .await
    }

    /// Forgets everything that was found about records: they are gone.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_findings(&mut self, feed: &FeedId, records: &[String]) -> Result<()> {
        let nothing: Vec<_> = records.iter().map(|id| (id.as_str(), &[][..])).collect();
        self.replace_findings(feed, &nothing, "").await
    }

    async fn replace_findings(
        &mut self,
        feed: &FeedId,
        records: &[(&str, &[Finding])],
        which: &'static str,
    ) -> Result<()> {
        for chunk in records.chunks(ROWS) {
            let mut delete = Sql::new("DELETE FROM findings WHERE feed_id = ");
            delete
                .bind(feed.as_str())
                .push(" AND record_id IN ")
                .bind_list(chunk.iter().map(|(record, _)| *record))
                .push(which);
            delete.query().execute(&mut *self.tx).await?;
        }
        let mut rows = Vec::new();
        for (record, findings) in records {
            rows.extend(
                findings
                    .iter()
                    .map(|finding| self.finding_row(feed, Some(record), finding)),
            );
        }
        self.insert_findings(&rows).await
    }

    fn finding_row(&self, feed: &FeedId, record: Option<&str>, finding: &Finding) -> [Value; 9] {
        [
            uuid::Uuid::new_v4().to_string().into(),
            feed.as_str().into(),
            record.map(str::to_owned).into(),
            finding.code.as_str().into(),
            finding.severity.as_str().into(),
            finding.pointer.clone().into(),
            finding.found.clone().into(),
            finding.advice.clone().into(),
            ms(self.now).into(),
        ]
    }

    async fn insert_findings(&mut self, rows: &[[Value; 9]]) -> Result<()> {
        for chunk in rows.chunks(ROWS) {
            let mut insert = Sql::new(
                "INSERT INTO findings (id, feed_id, record_id, code, severity, pointer, found, advice, at) VALUES ",
            );
            insert.bind_rows(chunk.iter().cloned());
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
