//! What walks over a feed leave behind for the next one; opaque here.

use std::collections::{HashMap, HashSet};

use sqlx::Row;

use super::sql::{ROWS, Sql};
use super::{Result, Store, WriteTx};
use crate::domain::FeedId;

/// One note of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkNote {
    /// Names it within its feed.
    pub key: String,
    /// The record that it is about, if it is about one.
    pub source_id: Option<String>,
    /// The note itself.
    pub note: String,
}

impl Store {
    /// The notes on a feed that were made with this version of the reader, by key.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn walk_notes(&self, feed: &FeedId, reader: &str) -> Result<HashMap<String, String>> {
        let rows =
            sqlx::query("SELECT key, note FROM walk_memory WHERE feed_id = $1 AND reader = $2")
                .bind(feed.as_str().to_owned())
                .bind(reader.to_owned())
                .fetch_all(&self.pool)
                .await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect()
    }

    /// The records of a feed that are stored as they were read last: neither missing nor
    /// removed nor to be read anew.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn intact_records(&self, feed: &FeedId) -> Result<HashSet<String>> {
        let rows = sqlx::query(
            "SELECT source_id FROM records WHERE feed_id = $1 AND raw_hash <> ''
             AND missing_since IS NULL AND removed_at IS NULL",
        )
        .bind(feed.as_str().to_owned())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

impl WriteTx {
    /// Keeps notes, each key once, in place of those under the same keys.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_walk_notes(
        &mut self,
        feed: &FeedId,
        reader: &str,
        notes: &[WalkNote],
    ) -> Result<()> {
        for chunk in notes.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO walk_memory (feed_id, key, source_id, reader, note) VALUES ");
            sql.bind_rows(chunk.iter().map(|note| {
                [
                    feed.as_str().into(),
                    note.key.clone().into(),
                    note.source_id.clone().into(),
                    reader.into(),
                    note.note.clone().into(),
                ]
            }));
            sql.push(
                " ON CONFLICT (feed_id, key) DO UPDATE SET source_id = excluded.source_id,
                  reader = excluded.reader, note = excluded.note",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Forgets the notes on a feed whose records are gone or not as they were read last, and,
    /// after a walk that saw `all` of it, those that are about no record.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn prune_walk_notes(&mut self, feed: &FeedId, all: bool) -> Result<()> {
        if all {
            sqlx::query("DELETE FROM walk_memory WHERE feed_id = $1 AND source_id IS NULL")
                .bind(feed.as_str().to_owned())
                .execute(&mut *self.tx)
                .await?;
        }
        sqlx::query(
            "DELETE FROM walk_memory WHERE feed_id = $1 AND source_id IS NOT NULL
             AND source_id NOT IN (SELECT source_id FROM records WHERE feed_id = $1
                AND raw_hash <> '' AND missing_since IS NULL AND removed_at IS NULL)",
        )
        .bind(feed.as_str().to_owned())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
