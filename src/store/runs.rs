//! Refresh runs: begun, applying, finished, or interrupted by a crash.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::counts::{bind_counts, counts};
use super::feeds::feed_id;
use super::leases::refresh_lease;
use super::sql::{instant, maybe_instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{Counts, FeedId, Outcome, Refresh};

impl Store {
    /// Begins a run and drops whatever an interrupted earlier run of this feed had
    /// staged: applying is repeatable, so starting over reaches the same state.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_run(&self, feed: &FeedId) -> Result<String> {
        let id = uuid::Uuid::new_v4().to_string();
        let mut tx = self.write().await?;
        tx.interrupt_runs(feed).await?;
        sqlx::query("INSERT INTO refresh_runs (id, feed_id, phase, started_at) VALUES ($1, $2, 'fetching', $3)")
            .bind(id.clone())
            .bind(feed.as_str().to_owned())
            .bind(ms(tx.now))
            .execute(&mut *tx.tx)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// For start-up: ends the runs that processes which have died left behind, and drops
    /// what they had staged. Runs of processes that live go on. Returns how many feeds
    /// were concerned.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn recover(&self) -> Result<u64> {
        let rows = sqlx::query("SELECT DISTINCT feed_id FROM refresh_runs WHERE phase IN ('fetching', 'applying') ORDER BY feed_id")
            .fetch_all(&self.pool)
            .await?;
        let mut recovered = 0;
        for row in rows {
            let feed = feed_id(row.try_get(0)?, "refresh_runs.feed_id")?;
            let end = async {
                let mut tx = self.write().await?;
                tx.interrupt_runs(&feed).await?;
                tx.commit().await
            };
            // Whoever refreshes the feed at this moment holds the lease.
            if let Some(done) = self.with_lease(&refresh_lease(&feed), end).await? {
                done?;
                recovered += 1;
            }
        }
        Ok(recovered)
    }

    /// When the newest complete run of a feed ended.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_complete(&self, feed: &FeedId) -> Result<Option<Timestamp>> {
        let row = sqlx::query(
            "SELECT MAX(finished_at) FROM refresh_runs WHERE feed_id = $1 AND outcome = 'complete'",
        )
        .bind(feed.as_str().to_owned())
        .fetch_one(&self.pool)
        .await?;
        maybe_instant(row.try_get(0)?, "refresh_runs.finished_at")
    }

    /// The newest runs, newest first; of one feed or of all.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn runs(&self, feed: Option<&FeedId>, limit: i64) -> Result<Vec<Refresh>> {
        let mut sql = super::sql::Sql::new(
            "SELECT id, feed_id, outcome, started_at, finished_at, added, updated, unchanged, removed, failed, message FROM refresh_runs",
        );
        if let Some(feed) = feed {
            sql.push(" WHERE feed_id = ").bind(feed.as_str());
        }
        sql.push(" ORDER BY started_at DESC, id LIMIT ").bind(limit);
        sql.query()
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(run)
            .collect()
    }
}

impl WriteTx {
    /// Ends the runs of a feed that have not ended, and drops what they had staged.
    async fn interrupt_runs(&mut self, feed: &FeedId) -> Result<()> {
        for statement in [
            "DELETE FROM staged_records WHERE run_id IN (SELECT id FROM refresh_runs WHERE feed_id = $1)",
            "UPDATE refresh_runs SET phase = 'interrupted' WHERE feed_id = $1 AND phase IN ('fetching', 'applying')",
        ] {
            sqlx::query(statement)
                .bind(feed.as_str().to_owned())
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    /// Whether a run is still going on: a later run of the same feed ends it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_running(&mut self, run: &str) -> Result<bool> {
        let row = sqlx::query(
            "SELECT id FROM refresh_runs WHERE id = $1 AND phase IN ('fetching', 'applying')",
        )
        .bind(run.to_owned())
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.is_some())
    }

    /// Notes that everything is staged and that applying begins.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_applying(&mut self, run: &str) -> Result<()> {
        sqlx::query("UPDATE refresh_runs SET phase = 'applying' WHERE id = $1")
            .bind(run.to_owned())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Ends a run and drops what it had staged.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finish_run(
        &mut self,
        run: &str,
        outcome: Outcome,
        counts: Counts,
        message: Option<&str>,
    ) -> Result<()> {
        let finish = sqlx::query(
            "UPDATE refresh_runs SET phase = 'finished', outcome = $2, finished_at = $3, added = $4,
             updated = $5, unchanged = $6, removed = $7, failed = $8, message = $9 WHERE id = $1",
        )
        .bind(run.to_owned())
        .bind(outcome.as_str().to_owned())
        .bind(ms(self.now));
        bind_counts(finish, counts)
            .bind(message.map(str::to_owned))
            .execute(&mut *self.tx)
            .await?;
        self.drop_staged(run).await
    }
}

fn run(row: &AnyRow) -> Result<Refresh> {
    let outcome = row
        .try_get::<Option<String>, _>(2)?
        .map(|word| {
            Outcome::from_stored(&word).ok_or(StoreError::Meaningless {
                column: "refresh_runs.outcome",
                value: word,
            })
        })
        .transpose()?;
    Ok(Refresh {
        id: row.try_get(0)?,
        feed: feed_id(row.try_get(1)?, "refresh_runs.feed_id")?,
        outcome,
        started_at: instant(row.try_get(3)?, "refresh_runs.started_at")?,
        finished_at: maybe_instant(row.try_get(4)?, "refresh_runs.finished_at")?,
        counts: counts(row, 5)?,
        message: row.try_get(10)?,
        findings: Vec::new(),
        would_remove: Vec::new(),
    })
}
