//! Removals that wait for a person's word, and those that have it.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::any::AnyRow;

use super::listings::listing_id;
use super::sql::{ROWS, Sql};
use super::{Result, Store, WriteTx};
use crate::domain::{Doomed, FeedId};

const DOOMED: &str = "SELECT r.source_id, r.listing_id, l.name FROM records r
     JOIN listings l ON l.id = r.listing_id";

impl Store {
    /// The removals of a feed that wait or were released, by source id: whether each was
    /// released.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn held_removals(&self, feed: &FeedId) -> Result<HashMap<String, bool>> {
        let rows = sqlx::query("SELECT source_id, released FROM held_removals WHERE feed_id = $1")
            .bind(feed.as_str().to_owned())
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)? == 1)))
            .collect()
    }

    /// What waits for a decision on a feed, by name.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn held(&self, feed: &FeedId) -> Result<Vec<Doomed>> {
        let mut sql = Sql::new(DOOMED);
        sql.push(" JOIN held_removals h ON h.feed_id = r.feed_id AND h.source_id = r.source_id")
            .push(" WHERE h.released = 0 AND h.feed_id = ")
            .bind(feed.as_str())
            .push(" ORDER BY l.name, r.source_id");
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(doomed).collect()
    }

    /// Records of a feed with their listings' names, by name.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn doomed(&self, feed: &FeedId, source_ids: &[String]) -> Result<Vec<Doomed>> {
        let mut found: Vec<Doomed> = Vec::with_capacity(source_ids.len());
        for chunk in source_ids.chunks(ROWS) {
            let mut sql = Sql::new(DOOMED);
            sql.push(" WHERE r.feed_id = ").bind(feed.as_str());
            sql.push(" AND r.source_id IN ")
                .bind_list(chunk.iter().cloned());
            for row in sql.query().fetch_all(&self.pool).await? {
                found.push(doomed(&row)?);
            }
        }
        found.sort_by(|a, b| (&a.name, &a.record).cmp(&(&b.name, &b.record)));
        Ok(found)
    }
}

impl WriteTx {
    /// Replaces the removals of a feed that wait, and those that were released.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_held_removals(
        &mut self,
        feed: &FeedId,
        waiting: &[String],
        released: &[String],
    ) -> Result<()> {
        sqlx::query("DELETE FROM held_removals WHERE feed_id = $1")
            .bind(feed.as_str().to_owned())
            .execute(&mut *self.tx)
            .await?;
        for (source_ids, is_released) in [(waiting, 0_i64), (released, 1)] {
            for chunk in source_ids.chunks(ROWS) {
                let mut sql =
                    Sql::new("INSERT INTO held_removals (feed_id, source_id, released) VALUES ");
                sql.bind_rows(
                    chunk
                        .iter()
                        .map(|id| [feed.as_str().into(), id.clone().into(), is_released.into()]),
                );
                sql.query().execute(&mut *self.tx).await?;
            }
        }
        Ok(())
    }

    /// Lets what waits stay: it is neither held nor missing any more. Returns how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reject_held(&mut self, feed: &FeedId) -> Result<u64> {
        sqlx::query(
            "UPDATE records SET missing_since = NULL WHERE feed_id = $1 AND source_id IN
                (SELECT source_id FROM held_removals WHERE feed_id = $1 AND released = 0)",
        )
        .bind(feed.as_str().to_owned())
        .execute(&mut *self.tx)
        .await?;
        let rejected = sqlx::query("DELETE FROM held_removals WHERE feed_id = $1 AND released = 0")
            .bind(feed.as_str().to_owned())
            .execute(&mut *self.tx)
            .await?;
        Ok(rejected.rows_affected())
    }
}

fn doomed(row: &AnyRow) -> Result<Doomed> {
    Ok(Doomed {
        record: row.try_get(0)?,
        listing: listing_id(row.try_get(1)?)?,
        name: row.try_get(2)?,
    })
}
