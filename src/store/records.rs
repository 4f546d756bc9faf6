//! Records: one service as one feed states it.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::feeds::feed_id;
use super::listings::listing_id;
use super::pack::unpack;
use super::sql::{ROWS, Sql, instant, maybe_instant, ms};
use super::{Result, Store, WriteTx};
use crate::domain::{FeedId, ListingId, Record};

/// What is needed to see whether a record changed, without its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKey {
    /// The listing that it makes alone.
    pub home: ListingId,
    /// The listing that it belongs to.
    pub listing: ListingId,
    /// Hash of what the feed sent last; empty when the next refresh shall read it anew.
    pub raw_hash: String,
    /// Whether it is marked missing.
    pub is_missing: bool,
    /// Whether it has been removed.
    pub is_removed: bool,
}

/// A record that has not been removed, as the search for missing ones needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentRecord {
    /// The feed's own id.
    pub source_id: String,
    /// The listing it belongs to.
    pub listing: ListingId,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Since when it has been missing from complete refreshes.
    pub missing_since: Option<Timestamp>,
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
        let mut connection = self.pool.acquire().await?;
        record_keys(&mut connection, feed, source_ids).await
    }

    /// Every record of a feed that has not been removed, by source id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn present_records(&self, feed: &FeedId) -> Result<Vec<PresentRecord>> {
        let rows = sqlx::query(
            "SELECT source_id, listing_id, first_seen, missing_since FROM records
             WHERE feed_id = $1 AND removed_at IS NULL ORDER BY source_id",
        )
        .bind(feed.as_str().to_owned())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(PresentRecord {
                    source_id: row.try_get(0)?,
                    listing: listing_id(row.try_get(1)?)?,
                    first_seen: instant(row.try_get(2)?, "records.first_seen")?,
                    missing_since: maybe_instant(row.try_get(3)?, "records.missing_since")?,
                })
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

    /// The records of a listing, oldest first; erased ones are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn records_of(&self, listing: ListingId) -> Result<Vec<Record>> {
        let rows = sqlx::query(
            "SELECT feed_id, source_id, raw, raw_hash, doc, first_seen, changed_at, missing_since
             FROM records WHERE listing_id = $1 AND doc <> '' ORDER BY first_seen, feed_id, source_id",
        )
        .bind(listing.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| record(row, listing)).collect()
    }
}

impl WriteTx {
    /// The keys of those of `source_ids` that are known; nobody can change them before the
    /// commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record_keys(
        &mut self,
        feed: &FeedId,
        source_ids: &[String],
    ) -> Result<HashMap<String, RecordKey>> {
        record_keys(&mut self.tx, feed, source_ids).await
    }

    /// Takes the usable records of a run over from the stage, those after one position up
    /// to another; they count as present again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_staged_records(
        &mut self,
        feed: &FeedId,
        run: &str,
        after: i64,
        to: i64,
    ) -> Result<()> {
        // Inside the database: packed documents need not travel. A record that is known stays in
        // the listing that it belongs to.
        sqlx::query(
            "INSERT INTO records (feed_id, source_id, listing_id, home_id, raw_hash, raw, doc, made_of, first_seen, changed_at)
             SELECT $1, s.source_id, s.listing_id, s.listing_id, s.raw_hash, s.raw, s.doc, s.made_of, $2, $2 FROM staged_records s
             WHERE s.run_id = $3 AND s.position > $4 AND s.position <= $5 AND s.doc IS NOT NULL
             ON CONFLICT (feed_id, source_id) DO UPDATE SET home_id = excluded.home_id,
                raw_hash = excluded.raw_hash, raw = excluded.raw, doc = excluded.doc, made_of = excluded.made_of,
                changed_at = CASE WHEN records.doc = excluded.doc THEN records.changed_at ELSE excluded.changed_at END,
                missing_since = NULL, removed_at = NULL",
        )
        .bind(feed.as_str().to_owned())
        .bind(ms(self.now))
        .bind(run.to_owned())
        .bind(after)
        .bind(to)
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

    /// Notes that records were seen which could not be used: they keep their last good
    /// content, are not missing, and are read anew next time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_unusable(&mut self, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        let set = Sql::new("UPDATE records SET raw_hash = '', missing_since = NULL");
        self.mark(set, feed, source_ids).await
    }

    async fn mark(&mut self, set: Sql, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        for chunk in source_ids.chunks(ROWS) {
            let mut sql = set.clone();
            sql.push(" WHERE feed_id = ").bind(feed.as_str());
            sql.push(" AND source_id IN ")
                .bind_list(chunk.iter().cloned());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

async fn record_keys(
    connection: &mut AnyConnection,
    feed: &FeedId,
    source_ids: &[String],
) -> Result<HashMap<String, RecordKey>> {
    let mut keys = HashMap::with_capacity(source_ids.len());
    for chunk in source_ids.chunks(ROWS) {
        let mut sql = Sql::new(
            "SELECT source_id, home_id, raw_hash, missing_since, removed_at, listing_id FROM records WHERE feed_id = ",
        );
        sql.bind(feed.as_str())
            .push(" AND source_id IN ")
            .bind_list(chunk.iter().cloned());
        for row in sql.query().fetch_all(&mut *connection).await? {
            let key = RecordKey {
                home: listing_id(row.try_get(1)?)?,
                raw_hash: row.try_get(2)?,
                is_missing: row.try_get::<Option<i64>, _>(3)?.is_some(),
                is_removed: row.try_get::<Option<i64>, _>(4)?.is_some(),
                listing: listing_id(row.try_get(5)?)?,
            };
            keys.insert(row.try_get(0)?, key);
        }
    }
    Ok(keys)
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
