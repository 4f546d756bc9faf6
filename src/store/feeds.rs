//! The feeds that this store has seen.

use sqlx::Row;

use super::sql::ms;
use super::{Result, Store, WriteTx};
use crate::domain::FeedId;

/// A feed as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// Its short name.
    pub id: FeedId,
    /// Its name for people.
    pub name: String,
    /// Its kind, as in the configuration.
    pub kind: String,
    /// Its address or path.
    pub address: String,
    /// Licence of its data, where stated.
    pub licence: Option<String>,
}

impl Store {
    /// Remembers a feed, or takes over what its configuration says now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_feed(&self, feed: &FeedRow) -> Result<()> {
        let mut tx = self.write().await?;
        tx.put_feed(feed).await?;
        tx.commit().await
    }

    /// Every feed that was ever seen, by id.
    ///
    /// # Errors
    /// When the database refuses or holds an id that is none.
    pub async fn feeds(&self) -> Result<Vec<FeedRow>> {
        let rows = sqlx::query("SELECT id, name, kind, address, licence FROM feeds ORDER BY id")
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(FeedRow {
                    id: feed_id(row.try_get(0)?, "feeds.id")?,
                    name: row.try_get(1)?,
                    kind: row.try_get(2)?,
                    address: row.try_get(3)?,
                    licence: row.try_get(4)?,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Remembers a feed, or takes over what its configuration says now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_feed(&mut self, feed: &FeedRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO feeds (id, name, kind, address, licence, first_seen)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                address = excluded.address, licence = excluded.licence",
        )
        .bind(feed.id.as_str().to_owned())
        .bind(feed.name.clone())
        .bind(feed.kind.clone())
        .bind(feed.address.clone())
        .bind(feed.licence.clone())
        .bind(ms(self.now))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

/// A stored feed id.
pub(super) fn feed_id(text: String, column: &'static str) -> Result<FeedId> {
    text.parse().map_err(|_| super::StoreError::Meaningless {
        column,
        value: text,
    })
}
