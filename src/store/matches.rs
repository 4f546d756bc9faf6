//! Records that may be one service: their keys, the pairs that were found, and what waits.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::feeds::feed_id;
use super::listings::listing_id;
use super::sql::{ROWS, Sql, instant, ms};
use super::{Result, Store, WriteTx};
use crate::domain::{FeedId, ListingId};

/// Which record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordName {
    /// Its feed.
    pub feed: FeedId,
    /// The feed's own id of it.
    #[serde(rename = "record")]
    pub source_id: String,
}

impl RecordName {
    /// A record by its feed and id.
    pub fn new(feed: &FeedId, source_id: &str) -> Self {
        Self {
            feed: feed.clone(),
            source_id: source_id.to_owned(),
        }
    }
}

impl std::fmt::Display for RecordName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.feed, self.source_id)
    }
}

/// Text that names no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no record: write FEED/RECORD, as `waymark matches list` shows it")]
pub struct NotARecord(String);

impl std::str::FromStr for RecordName {
    type Err = NotARecord;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, NotARecord> {
        let parts = text.split_once('/').and_then(|(feed, source_id)| {
            Some(Self {
                feed: feed.parse().ok()?,
                source_id: source_id.to_owned(),
            })
        });
        parts.ok_or_else(|| NotARecord(text.to_owned()))
    }
}

/// Two records that may be one service.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchPair {
    /// One, whose name comes first.
    pub a: RecordName,
    /// The other.
    pub b: RecordName,
    /// Whether they are merged where nothing keeps them apart; else a person is asked.
    pub is_merge: bool,
    /// How likely they are one, 0 to 1.
    pub score: f64,
}

/// Two records in different listings on which a person should look.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRow {
    /// One.
    pub a: RecordName,
    /// Its listing.
    pub a_listing: ListingId,
    /// The other.
    pub b: RecordName,
    /// Its listing.
    pub b_listing: ListingId,
    /// How likely they are one, 0 to 1.
    pub score: f64,
    /// Since when they have been in question.
    pub since: Timestamp,
}

/// Keys that more records share than this tell nothing: comparing all of them would never end.
const MOST_PER_KEY: i64 = 400;

impl Store {
    /// A small fact about this store.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fact(&self, key: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM meta WHERE key = $1")
            .bind(key.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// How many records wait to be matched.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unmatched(&self) -> Result<u64> {
        let row = sqlx::query("SELECT COUNT(*) FROM match_queue")
            .fetch_one(&self.pool)
            .await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
    }

    /// Pairs of records in different listings that may be one service and on which nobody has
    /// decided, the surest first, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reviews(&self, limit: i64) -> Result<Vec<ReviewRow>> {
        let rows = sqlx::query(
            "SELECT p.a_feed, p.a_source, a.listing_id, p.b_feed, p.b_source, b.listing_id, p.score, p.since
             FROM match_pairs p
             JOIN records a ON a.feed_id = p.a_feed AND a.source_id = p.a_source
             JOIN records b ON b.feed_id = p.b_feed AND b.source_id = p.b_source
             WHERE a.listing_id <> b.listing_id AND NOT EXISTS (
                SELECT 1 FROM match_decision_pairs d JOIN match_decisions m ON m.id = d.decision_id
                WHERE m.undone_at IS NULL AND d.is_outdated = 0 AND d.a_feed = p.a_feed
                    AND d.a_source = p.a_source AND d.b_feed = p.b_feed AND d.b_source = p.b_source)
             ORDER BY p.score DESC, p.a_feed, p.a_source, p.b_feed, p.b_source LIMIT $1",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(ReviewRow {
                    a: name(row, 0)?,
                    a_listing: listing_id(row.try_get(2)?)?,
                    b: name(row, 3)?,
                    b_listing: listing_id(row.try_get(5)?)?,
                    score: row.try_get(6)?,
                    since: instant(row.try_get(7)?, "match_pairs.since")?,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Keeps a small fact about this store.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_fact(&mut self, key: &str, value: &str) -> Result<()> {
        sqlx::query("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .bind(key.to_owned())
            .bind(value.to_owned())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Notes records of a feed as not yet matched.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn queue_matching(&mut self, feed: &FeedId, source_ids: &[String]) -> Result<()> {
        for chunk in source_ids.chunks(ROWS) {
            let mut sql = Sql::new("INSERT INTO match_queue (feed_id, source_id) VALUES ");
            sql.bind_rows(
                chunk
                    .iter()
                    .map(|id| [feed.as_str().into(), id.clone().into()]),
            );
            sql.push(" ON CONFLICT (feed_id, source_id) DO NOTHING");
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Notes every record as not yet matched.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn queue_everything(&mut self) -> Result<()> {
        sqlx::query(
            "INSERT INTO match_queue (feed_id, source_id)
             SELECT feed_id, source_id FROM records WHERE removed_at IS NULL AND doc <> ''
             ON CONFLICT (feed_id, source_id) DO NOTHING",
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes records off the queue, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_unmatched(&mut self, limit: i64) -> Result<Vec<RecordName>> {
        let rows = sqlx::query(
            "SELECT feed_id, source_id FROM match_queue ORDER BY feed_id, source_id LIMIT $1",
        )
        .bind(limit)
        .fetch_all(&mut *self.tx)
        .await?;
        let names: Vec<RecordName> = rows.iter().map(|row| name(row, 0)).collect::<Result<_>>()?;
        for one in &names {
            sqlx::query("DELETE FROM match_queue WHERE feed_id = $1 AND source_id = $2")
                .bind(one.feed.as_str().to_owned())
                .bind(one.source_id.clone())
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(names)
    }

    /// Records that do not wait to be matched, in the order of their names, those after one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn matched_after(
        &mut self,
        after: Option<&RecordName>,
        limit: i64,
    ) -> Result<Vec<RecordName>> {
        let (feed, source_id) =
            after.map_or(("", ""), |name| (name.feed.as_str(), &name.source_id));
        let rows = sqlx::query(
            "SELECT r.feed_id, r.source_id FROM records r
             WHERE (r.feed_id > $1 OR (r.feed_id = $1 AND r.source_id > $2))
                AND r.removed_at IS NULL AND r.doc <> '' AND NOT EXISTS (
                    SELECT 1 FROM match_queue q
                    WHERE q.feed_id = r.feed_id AND q.source_id = r.source_id)
             ORDER BY r.feed_id, r.source_id LIMIT $3",
        )
        .bind(feed.to_owned())
        .bind(source_id.to_owned())
        .bind(limit)
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(|row| name(row, 0)).collect()
    }

    /// Replaces what a record is found by.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_match_keys(&mut self, record: &RecordName, keys: &[String]) -> Result<()> {
        sqlx::query("DELETE FROM match_keys WHERE feed_id = $1 AND source_id = $2")
            .bind(record.feed.as_str().to_owned())
            .bind(record.source_id.clone())
            .execute(&mut *self.tx)
            .await?;
        let mut keys: Vec<&String> = keys.iter().collect();
        keys.sort_unstable();
        keys.dedup();
        for chunk in keys.chunks(ROWS) {
            let mut sql = Sql::new("INSERT INTO match_keys (feed_id, source_id, key) VALUES ");
            sql.bind_rows(chunk.iter().map(|key| {
                [
                    record.feed.as_str().into(),
                    record.source_id.clone().into(),
                    (*key).clone().into(),
                ]
            }));
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Records that share a key with a record.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn match_candidates(&mut self, keys: &[String]) -> Result<Vec<RecordName>> {
        let mut found = Vec::new();
        for chunk in keys.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT DISTINCT feed_id, source_id FROM match_keys WHERE key IN
                    (SELECT key FROM match_keys WHERE key IN ",
            );
            sql.bind_list(chunk.iter().cloned());
            sql.push(" GROUP BY key HAVING COUNT(*) <= ")
                .bind(MOST_PER_KEY)
                .push(")");
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                found.push(name(&row, 0)?);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The pairs that records are in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn match_pairs(&mut self, records: &[RecordName]) -> Result<Vec<MatchPair>> {
        let mut found = Vec::new();
        for record in records {
            found.extend(pairs_of(&mut self.tx, record).await?);
        }
        found.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        found.dedup_by(|x, y| (&x.a, &x.b) == (&y.a, &y.b));
        Ok(found)
    }

    /// Replaces the pairs of a record; one that stays keeps its time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_match_pairs(
        &mut self,
        record: &RecordName,
        pairs: &[MatchPair],
    ) -> Result<()> {
        let before = pairs_of(&mut self.tx, record).await?;
        for old in &before {
            if !pairs.iter().any(|new| (&new.a, &new.b) == (&old.a, &old.b)) {
                sqlx::query(
                    "DELETE FROM match_pairs WHERE a_feed = $1 AND a_source = $2 AND b_feed = $3 AND b_source = $4",
                )
                .bind(old.a.feed.as_str().to_owned())
                .bind(old.a.source_id.clone())
                .bind(old.b.feed.as_str().to_owned())
                .bind(old.b.source_id.clone())
                .execute(&mut *self.tx)
                .await?;
            }
        }
        for chunk in pairs.chunks(ROWS) {
            let now = ms(self.now);
            let mut sql = Sql::new(
                "INSERT INTO match_pairs (a_feed, a_source, b_feed, b_source, verdict, score, since) VALUES ",
            );
            sql.bind_rows(chunk.iter().map(|pair| {
                [
                    pair.a.feed.as_str().into(),
                    pair.a.source_id.clone().into(),
                    pair.b.feed.as_str().into(),
                    pair.b.source_id.clone().into(),
                    if pair.is_merge { "merge" } else { "review" }.into(),
                    pair.score.into(),
                    now.into(),
                ]
            }));
            sql.push(
                " ON CONFLICT (a_feed, a_source, b_feed, b_source) DO UPDATE SET
                  verdict = excluded.verdict, score = excluded.score",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

async fn pairs_of(connection: &mut AnyConnection, record: &RecordName) -> Result<Vec<MatchPair>> {
    let rows = sqlx::query(
        "SELECT a_feed, a_source, b_feed, b_source, verdict, score FROM match_pairs
         WHERE (a_feed = $1 AND a_source = $2) OR (b_feed = $1 AND b_source = $2)",
    )
    .bind(record.feed.as_str().to_owned())
    .bind(record.source_id.clone())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(MatchPair {
                a: name(row, 0)?,
                b: name(row, 2)?,
                is_merge: row.try_get::<String, _>(4)? == "merge",
                score: row.try_get(5)?,
            })
        })
        .collect()
}

/// A record's name in two columns.
pub(super) fn name(row: &AnyRow, at: usize) -> Result<RecordName> {
    Ok(RecordName {
        feed: feed_id(row.try_get(at)?, "records.feed_id")?,
        source_id: row.try_get(at + 1)?,
    })
}
