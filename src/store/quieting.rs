//! Evidence that was kept before a place became confidential says no more where it is.

use sqlx::{AssertSqlSafe, Row};

use super::sql::{ROWS, Sql};
use super::{Result, WriteTx};
use crate::domain::{Evidence, ListingId, Verdict, sensitive};

impl WriteTx {
    /// Takes out of all that the watch has kept on these listings what may tell where they
    /// are: suspensions, questions, verdicts, and what their feeds were told.
    pub(super) async fn quiet_evidence(&mut self, listings: &[ListingId]) -> Result<()> {
        for chunk in listings.chunks(ROWS) {
            self.quiet_kept("suspensions", chunk).await?;
            self.quiet_kept("watch_questions", chunk).await?;
            self.quiet_verdicts(chunk).await?;
            let mut sql = Sql::new(
                "UPDATE findings SET found = NULL WHERE code LIKE 'website!_%' ESCAPE '!'
                 AND (feed_id, record_id) IN (SELECT feed_id, source_id FROM records WHERE listing_id IN ",
            );
            sql.bind_list(chunk.iter().map(ToString::to_string))
                .push(")");
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn quiet_kept(&mut self, table: &'static str, listings: &[ListingId]) -> Result<()> {
        let mut sql = Sql::new("SELECT id, evidence FROM ");
        sql.push(table).push(" WHERE listing_id IN ");
        sql.bind_list(listings.iter().map(ToString::to_string));
        for row in sql.query().fetch_all(&mut *self.tx).await? {
            let mut evidence: Vec<Evidence> = serde_json::from_str(row.try_get(1)?)?;
            if sensitive::quiet(&mut evidence) {
                let update = format!("UPDATE {table} SET evidence = $1 WHERE id = $2");
                sqlx::query(AssertSqlSafe(update))
                    .bind(serde_json::to_string(&evidence)?)
                    .bind(row.try_get::<String, _>(0)?)
                    .execute(&mut *self.tx)
                    .await?;
            }
        }
        Ok(())
    }

    async fn quiet_verdicts(&mut self, listings: &[ListingId]) -> Result<()> {
        let mut sql = Sql::new(
            "SELECT listing_id, at, verdict FROM watch_attempts WHERE verdict IS NOT NULL AND listing_id IN ",
        );
        sql.bind_list(listings.iter().map(ToString::to_string));
        for row in sql.query().fetch_all(&mut *self.tx).await? {
            let mut verdict: Verdict = serde_json::from_str(row.try_get(2)?)?;
            if sensitive::quiet(&mut verdict.evidence) {
                sqlx::query(
                    "UPDATE watch_attempts SET verdict = $1 WHERE listing_id = $2 AND at = $3",
                )
                .bind(serde_json::to_string(&verdict)?)
                .bind(row.try_get::<String, _>(0)?)
                .bind(row.try_get::<i64, _>(1)?)
                .execute(&mut *self.tx)
                .await?;
            }
        }
        Ok(())
    }
}
