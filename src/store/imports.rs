//! Imports of spreadsheets: their states, their rows' keys, and what it takes to undo them.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::counts::{bind_counts, counts, number};
use super::feeds::feed_id;
use super::listings::listing_id;
use super::pack::{Packed, unpack};
use super::sql::{ROWS, Sql, instant, maybe_instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{Counts, FeedId, ListingId};
use crate::oruk::Service;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Shown, nothing written.
    Previewed,
    /// Its rows are listed.
    Applied,
    /// Taken back.
    Undone,
}

impl ImportState {
    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Previewed => "previewed",
            Self::Applied => "applied",
            Self::Undone => "undone",
        }
    }

    fn from_stored(word: String) -> Result<Self> {
        let all = [Self::Previewed, Self::Applied, Self::Undone];
        let known = all.into_iter().find(|state| state.as_str() == word);
        known.ok_or(StoreError::Meaningless {
            column: "imports.state",
            value: word,
        })
    }
}

/// An import of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportRow {
    /// Its id.
    pub id: String,
    /// The feed that its rows belong to.
    pub feed: FeedId,
    /// The file's name, without its folder.
    pub file: String,
    /// Where it stands.
    pub state: ImportState,
    /// When the file was read.
    pub created_at: Timestamp,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
    /// What became of its rows.
    #[serde(flatten)]
    pub counts: Counts,
    /// Problems that were reported.
    pub problems: u64,
    /// What was held back, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a record is known by when its row comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportKeys {
    /// Our name for the row.
    pub source_id: String,
    /// Best first.
    pub keys: Vec<String>,
}

/// A record that an import touched, as it was before.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportChange {
    /// Our name for the row.
    pub source_id: String,
    /// The listing that it makes.
    pub listing: ListingId,
    /// What it said; `None` when there was none, or when it had been erased.
    pub before: Option<Service>,
    /// Whether there was a record at all.
    pub existed: bool,
    /// Whether it had been removed.
    pub was_removed: bool,
}

const COLUMNS: &str = "SELECT id, feed_id, file, state, created_at, applied_at, undone_at, added, updated, unchanged, removed, failed, problems, message FROM imports";

impl Store {
    /// An import by its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn import(&self, id: &str) -> Result<Option<ImportRow>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE id = ").bind(id);
        let row = sql.query().fetch_optional(&self.pool).await?;
        row.as_ref().map(import).transpose()
    }

    /// Imports, newest first; of one feed or of all.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn imports(&self, feed: Option<&FeedId>, limit: i64) -> Result<Vec<ImportRow>> {
        let mut sql = Sql::new(COLUMNS);
        if let Some(feed) = feed {
            sql.push(" WHERE feed_id = ").bind(feed.as_str());
        }
        sql.push(" ORDER BY number DESC LIMIT ").bind(limit);
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(import).collect()
    }

    /// The report of an import that waits to be applied, JSON.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn import_report(&self, id: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT report FROM imports WHERE id = $1 AND report <> ''")
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| unpack(&row.try_get::<String, _>(0)?, "imports.report"))
            .transpose()
    }

    /// What the rows of a feed are known by, those that were removed too.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn import_keys(&self, feed: &FeedId) -> Result<Vec<ImportKeys>> {
        let rows = sqlx::query(
            "SELECT source_id, keys FROM import_keys WHERE feed_id = $1 ORDER BY source_id",
        )
        .bind(feed.as_str().to_owned())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(ImportKeys {
                    source_id: row.try_get(0)?,
                    keys: serde_json::from_str(&row.try_get::<String, _>(1)?)?,
                })
            })
            .collect()
    }

    /// What an import touched, as it was before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn import_changes(&self, id: &str) -> Result<Vec<ImportChange>> {
        let rows = sqlx::query(
            "SELECT source_id, listing_id, doc, removed_at FROM import_changes
             WHERE import_id = $1 ORDER BY source_id",
        )
        .bind(id.to_owned())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let doc: Option<String> = row.try_get(2)?;
                let before = doc.as_deref().filter(|doc| !doc.is_empty());
                let before = before.map(|doc| unpack(doc, "import_changes.doc"));
                let before = before.transpose()?;
                Ok(ImportChange {
                    source_id: row.try_get(0)?,
                    listing: listing_id(row.try_get(1)?)?,
                    before: before.map(|doc| serde_json::from_str(&doc)).transpose()?,
                    existed: doc.is_some(),
                    was_removed: row.try_get::<Option<i64>, _>(3)?.is_some(),
                })
            })
            .collect()
    }

    /// The newest applied import of a feed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn newest_import(&self, feed: &FeedId) -> Result<Option<ImportRow>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE state = 'applied' AND feed_id = ")
            .bind(feed.as_str());
        sql.push(" ORDER BY number DESC LIMIT 1");
        let row = sql.query().fetch_optional(&self.pool).await?;
        row.as_ref().map(import).transpose()
    }
}

impl WriteTx {
    /// Keeps a file as it was read, for somebody to apply it; returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_import(
        &mut self,
        feed: &FeedId,
        file: &str,
        problems: usize,
        report: &Packed,
    ) -> Result<String> {
        let id = uuid::Uuid::new_v4().to_string();
        sqlx::query(
            "INSERT INTO imports (id, number, feed_id, file, state, created_at, problems, report)
             VALUES ($1, $2, $3, $4, 'previewed', $5, $6, $7)",
        )
        .bind(id.clone())
        .bind(self.take_number())
        .bind(feed.as_str().to_owned())
        .bind(file.to_owned())
        .bind(ms(self.now))
        .bind(i64::try_from(problems).unwrap_or(i64::MAX))
        .bind(report.text().to_owned())
        .execute(&mut *self.tx)
        .await?;
        Ok(id)
    }

    /// Drops what was shown before an instant and never applied.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_previews(&mut self, before: Timestamp) -> Result<()> {
        sqlx::query("DELETE FROM imports WHERE state = 'previewed' AND created_at < $1")
            .bind(ms(before))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Notes that an import is applied, and what became of its rows. It is the newest from
    /// now on, however long ago it was shown. `false` when it was applied before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finish_import(
        &mut self,
        id: &str,
        counts: Counts,
        message: Option<&str>,
    ) -> Result<bool> {
        let number = self.take_number();
        let finish = sqlx::query(
            "UPDATE imports SET state = 'applied', number = $2, applied_at = $3, added = $4, updated = $5,
             unchanged = $6, removed = $7, failed = $8, message = $9, report = ''
             WHERE id = $1 AND state = 'previewed'",
        )
        .bind(id.to_owned())
        .bind(number)
        .bind(ms(self.now));
        let done = bind_counts(finish, counts)
            .bind(message.map(str::to_owned))
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps records as they are now, before an import touches them. Those that do not
    /// exist yet are noted as such. `records`: name of the row, listing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_before_import(
        &mut self,
        id: &str,
        feed: &FeedId,
        records: &[(String, ListingId)],
    ) -> Result<()> {
        for chunk in records.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO import_changes (import_id, source_id, listing_id) VALUES ");
            sql.bind_rows(chunk.iter().map(|(source_id, listing)| {
                [
                    id.to_owned().into(),
                    source_id.clone().into(),
                    listing.to_string().into(),
                ]
            }));
            sql.query().execute(&mut *self.tx).await?;
        }
        sqlx::query(
            "UPDATE import_changes SET raw_hash = r.raw_hash, raw = r.raw, doc = r.doc,
                changed_at = r.changed_at, missing_since = r.missing_since, removed_at = r.removed_at
             FROM records r WHERE import_changes.import_id = $1 AND r.feed_id = $2
                AND r.source_id = import_changes.source_id",
        )
        .bind(id.to_owned())
        .bind(feed.as_str().to_owned())
        .execute(&mut *self.tx)
        .await?;
        sqlx::query(
            "UPDATE import_changes SET keys = k.keys FROM import_keys k
             WHERE import_changes.import_id = $1 AND k.feed_id = $2
                AND k.source_id = import_changes.source_id",
        )
        .bind(id.to_owned())
        .bind(feed.as_str().to_owned())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Sets what rows are known by.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_import_keys(&mut self, feed: &FeedId, rows: &[ImportKeys]) -> Result<()> {
        for chunk in rows.chunks(ROWS) {
            let mut values = Vec::with_capacity(chunk.len());
            for row in chunk {
                values.push([
                    feed.as_str().to_owned().into(),
                    row.source_id.clone().into(),
                    serde_json::to_string(&row.keys)?.into(),
                ]);
            }
            let mut sql = Sql::new("INSERT INTO import_keys (feed_id, source_id, keys) VALUES ");
            sql.bind_rows(values);
            sql.push(" ON CONFLICT (feed_id, source_id) DO UPDATE SET keys = excluded.keys");
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Puts the records that an import touched back as they were, and notes that it is
    /// undone. `false` when it is not applied.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_import_back(&mut self, id: &str, feed: &FeedId) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE imports SET state = 'undone', undone_at = $2 WHERE id = $1 AND state = 'applied'",
        )
        .bind(id.to_owned())
        .bind(ms(self.now))
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for statement in [
            "UPDATE records SET raw_hash = c.raw_hash, raw = c.raw, doc = c.doc, changed_at = c.changed_at,
                missing_since = c.missing_since, removed_at = c.removed_at
             FROM import_changes c WHERE c.import_id = $1 AND records.feed_id = $2
                AND records.source_id = c.source_id AND c.raw IS NOT NULL",
            "UPDATE import_keys SET keys = c.keys FROM import_changes c
             WHERE c.import_id = $1 AND import_keys.feed_id = $2
                AND import_keys.source_id = c.source_id AND c.keys IS NOT NULL",
            "DELETE FROM records WHERE feed_id = $2 AND source_id IN
                (SELECT source_id FROM import_changes WHERE import_id = $1 AND raw IS NULL)",
            "DELETE FROM import_keys WHERE feed_id = $2 AND source_id IN
                (SELECT source_id FROM import_changes WHERE import_id = $1 AND keys IS NULL)",
        ] {
            sqlx::query(statement)
                .bind(id.to_owned())
                .bind(feed.as_str().to_owned())
                .execute(&mut *self.tx)
                .await?;
        }
        self.forget_before_import(id).await?;
        Ok(true)
    }

    /// Forgets what undoing would need, of an import that was undone.
    async fn forget_before_import(&mut self, id: &str) -> Result<()> {
        sqlx::query("DELETE FROM import_changes WHERE import_id = $1")
            .bind(id.to_owned())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

fn import(row: &AnyRow) -> Result<ImportRow> {
    Ok(ImportRow {
        id: row.try_get(0)?,
        feed: feed_id(row.try_get(1)?, "imports.feed_id")?,
        file: row.try_get(2)?,
        state: ImportState::from_stored(row.try_get(3)?)?,
        created_at: instant(row.try_get(4)?, "imports.created_at")?,
        applied_at: maybe_instant(row.try_get(5)?, "imports.applied_at")?,
        undone_at: maybe_instant(row.try_get(6)?, "imports.undone_at")?,
        counts: counts(row, 7)?,
        problems: number(row, 12)?,
        message: row.try_get(13)?,
    })
}
