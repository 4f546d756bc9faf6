//! Records: one service as one feed states it.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::any::AnyRow;

use super::feeds::feed_id;
use super::listings::listing_id;
use super::pack::{pack, unpack};
use super::sql::{Sql, instant, maybe_instant, ms};
use super::{Result, Store, WriteTx};
use crate::domain::{FeedId, ListingId, Record};

/// What is needed to see whether a record changed, without its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKey {
    /// The listing it belongs to.
    pub listing: ListingId,
    /// Hash of what the feed sent last.
    pub raw_hash: String,
    /// Whether it is marked missing or has been removed.
    pub absent: bool,
}

impl Store {
    /// The keys of those of `source_ids` that are known.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record_keys(
        &self,
        feed: &FeedId,
        source_ids: &[String],
    ) -> Result<HashMap<String, RecordKey>> {
        let mut keys = HashMap::with_capacity(source_ids.len());
        for chunk in source_ids.chunks(500) {
            let mut sql = Sql::new(
                "SELECT source_id, listing_id, raw_hash, missing_since, removed_at FROM records WHERE feed_id = ",
            );
            sql.bind(feed.as_str())
                .push(" AND source_id IN ")
                .bind_list(chunk.iter().cloned());
            for row in sql.query().fetch_all(&self.pool).await? {
                let missing: Option<i64> = row.try_get(3)?;
                let removed: Option<i64> = row.try_get(4)?;
                let key = RecordKey {
                    listing: listing_id(row.try_get(1)?)?,
                    raw_hash: row.try_get(2)?,
                    absent: missing.is_some() || removed.is_some(),
                };
                keys.insert(row.try_get(0)?, key);
            }
        }
        Ok(keys)
    }

    /// Present records (not removed) that a run did not see: `(source id, listing, missing since)`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unseen_records(
        &self,
        feed: &FeedId,
        run: &str,
    ) -> Result<Vec<(String, ListingId, Option<jiff::Timestamp>)>> {
        let rows = sqlx::query(
            "SELECT r.source_id, r.listing_id, r.missing_since FROM records r
             LEFT JOIN staged_records s ON s.run_id = $2 AND s.source_id = r.source_id
             WHERE r.feed_id = $1 AND r.removed_at IS NULL AND s.source_id IS NULL
             ORDER BY r.source_id",
        )
        .bind(feed.as_str().to_owned())
        .bind(run.to_owned())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok((
                    row.try_get(0)?,
                    listing_id(row.try_get(1)?)?,
                    maybe_instant(row.try_get(2)?, "records.missing_since")?,
                ))
            })
            .collect()
    }

    /// How many records of a feed are present (not removed).
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record_count(&self, feed: &FeedId) -> Result<u64> {
        let row =
            sqlx::query("SELECT COUNT(*) FROM records WHERE feed_id = $1 AND removed_at IS NULL")
                .bind(feed.as_str().to_owned())
                .fetch_one(&self.pool)
                .await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
    }

    /// The records of a listing, oldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn records_of(&self, listing: ListingId) -> Result<Vec<Record>> {
        let rows = sqlx::query(
            "SELECT feed_id, source_id, raw, raw_hash, doc, first_seen, changed_at, missing_since
             FROM records WHERE listing_id = $1 ORDER BY first_seen, feed_id, source_id",
        )
        .bind(listing.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| record(row, listing)).collect()
    }
}

impl WriteTx {
    /// Writes a record, as new or over its earlier content; it counts as present again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_record(&mut self, record: &Record) -> Result<()> {
        sqlx::query(
            "INSERT INTO records (feed_id, source_id, listing_id, raw_hash, raw, doc, first_seen, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (feed_id, source_id) DO UPDATE SET listing_id = excluded.listing_id,
                raw_hash = excluded.raw_hash, raw = excluded.raw, doc = excluded.doc,
                changed_at = excluded.changed_at, missing_since = NULL, removed_at = NULL",
        )
        .bind(record.feed.as_str().to_owned())
        .bind(record.source_id.clone())
        .bind(record.listing.to_string())
        .bind(record.raw_hash.clone())
        .bind(pack(&record.raw)?)
        .bind(pack(&serde_json::to_string(&record.service)?)?)
        .bind(ms(record.first_seen))
        .bind(ms(record.changed_at))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Marks records as missing since now; those already marked keep their date.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_missing(&mut self, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        let mut set = Sql::new("UPDATE records SET missing_since = COALESCE(missing_since, ");
        set.bind(ms(self.now)).push(")");
        self.mark(set, feed, source_ids).await
    }

    /// Marks records as removed now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_removed(&mut self, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        let mut set = Sql::new("UPDATE records SET removed_at = ");
        set.bind(ms(self.now));
        self.mark(set, feed, source_ids).await
    }

    /// Marks records as present: neither missing nor removed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_present(&mut self, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        let set = Sql::new("UPDATE records SET missing_since = NULL, removed_at = NULL");
        self.mark(set, feed, source_ids).await
    }

    async fn mark(&mut self, set: Sql, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        for chunk in source_ids.chunks(500) {
            let mut sql = set.clone();
            sql.push(" WHERE feed_id = ").bind(feed.as_str());
            sql.push(" AND source_id IN ")
                .bind_list(chunk.iter().cloned());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

fn record(row: &AnyRow, listing: ListingId) -> Result<Record> {
    Ok(Record {
        feed: feed_id(row.try_get(0)?, "records.feed_id")?,
        source_id: row.try_get(1)?,
        listing,
        raw: unpack(&row.try_get::<String, _>(2)?, "records.raw")?,
        raw_hash: row.try_get(3)?,
        service: serde_json::from_str(&unpack(&row.try_get::<String, _>(4)?, "records.doc")?)?,
        first_seen: instant(row.try_get(5)?, "records.first_seen")?,
        changed_at: instant(row.try_get(6)?, "records.changed_at")?,
        missing_since: maybe_instant(row.try_get(7)?, "records.missing_since")?,
    })
}
