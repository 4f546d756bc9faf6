//! What people have set fields of listings to.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::listings::listing_id;
use super::sql::{ROWS, Sql, instant, maybe_instant, ms};
use super::{Result, Store, WriteTx};
use crate::domain::ListingId;

/// One field of one listing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EditRow {
    /// Its id.
    pub id: String,
    /// The listing.
    pub listing: ListingId,
    /// The field of the service.
    pub field: String,
    /// What it says; null: nothing.
    pub value: Value,
    /// Whose word it is: `local`, `provider`.
    pub voice: String,
    /// Who set it.
    pub author: String,
    /// A few words why.
    pub comment: Option<String>,
    /// When it was set.
    pub at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What the feeds said when it was set.
    pub before: Value,
}

const COLUMNS: &str = "SELECT id, listing_id, field, value, voice, author, comment, at, expires_at, ended_at, before FROM listing_edits";

impl Store {
    /// Whether an edit's time is over and it is still published.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn has_expired_edits(&self) -> Result<bool> {
        let row = sqlx::query(
            "SELECT COUNT(*) FROM listing_edits WHERE ended_at IS NULL AND expires_at <= $1",
        )
        .bind(ms(self.clock.now()))
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get::<i64, _>(0)? > 0)
    }

    /// The edits of listings that hold at an instant.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn edits(&self, listings: &[ListingId], at: Timestamp) -> Result<Vec<EditRow>> {
        let mut connection = self.pool.acquire().await?;
        edits(&mut connection, listings, at).await
    }
}

impl WriteTx {
    /// The edits of listings that hold now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn edits(&mut self, listings: &[ListingId]) -> Result<Vec<EditRow>> {
        edits(&mut self.tx, listings, self.now).await
    }

    /// Those of the listings that may have edits, their own or those of listings that were merged
    /// into them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn edited(&mut self, listings: &[ListingId]) -> Result<HashSet<ListingId>> {
        let mut found = HashSet::new();
        for chunk in listings.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT listing_id FROM listing_edits WHERE ended_at IS NULL AND listing_id IN ",
            );
            sql.bind_list(chunk.iter().map(ToString::to_string));
            sql.push(" UNION SELECT merged_into FROM listings WHERE merged_into IN ");
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                found.insert(listing_id(row.try_get(0)?)?);
            }
        }
        Ok(found)
    }

    /// Keeps an edit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_edit(&mut self, edit: &EditRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO listing_edits (id, listing_id, field, value, voice, author, comment, at, expires_at, before)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(edit.id.clone())
        .bind(edit.listing.to_string())
        .bind(edit.field.clone())
        .bind(edit.value.to_string())
        .bind(edit.voice.clone())
        .bind(edit.author.clone())
        .bind(edit.comment.clone())
        .bind(ms(edit.at))
        .bind(edit.expires_at.map(ms))
        .bind(edit.before.to_string())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes an edit back; gives its listing when it held.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_edit(&mut self, id: &str) -> Result<Option<ListingId>> {
        let row = sqlx::query(
            "UPDATE listing_edits SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING listing_id",
        )
        .bind(id.to_owned())
        .bind(ms(self.now))
        .fetch_optional(&mut *self.tx)
        .await?;
        row.map(|row| listing_id(row.try_get(0)?)).transpose()
    }

    /// Ends the edits whose time is over; gives their listings.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_expired_edits(&mut self) -> Result<Vec<ListingId>> {
        let rows = sqlx::query(
            "UPDATE listing_edits SET ended_at = expires_at WHERE ended_at IS NULL AND expires_at <= $1
             RETURNING listing_id",
        )
        .bind(ms(self.now))
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(|row| listing_id(row.try_get(0)?)).collect()
    }
}

async fn edits(
    connection: &mut AnyConnection,
    listings: &[ListingId],
    at: Timestamp,
) -> Result<Vec<EditRow>> {
    let mut found = Vec::new();
    for chunk in listings.chunks(ROWS) {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE ended_at IS NULL AND (expires_at IS NULL OR expires_at > ")
            .bind(ms(at))
            .push(") AND listing_id IN ");
        sql.bind_list(chunk.iter().map(ToString::to_string));
        sql.push(" ORDER BY at, id");
        for row in sql.query().fetch_all(&mut *connection).await? {
            found.push(edit(&row)?);
        }
    }
    Ok(found)
}

fn edit(row: &AnyRow) -> Result<EditRow> {
    Ok(EditRow {
        id: row.try_get(0)?,
        listing: listing_id(row.try_get(1)?)?,
        field: row.try_get(2)?,
        value: serde_json::from_str(&row.try_get::<String, _>(3)?)?,
        voice: row.try_get(4)?,
        author: row.try_get(5)?,
        comment: row.try_get(6)?,
        at: instant(row.try_get(7)?, "listing_edits.at")?,
        expires_at: maybe_instant(row.try_get(8)?, "listing_edits.expires_at")?,
        ended_at: maybe_instant(row.try_get(9)?, "listing_edits.ended_at")?,
        before: serde_json::from_str(&row.try_get::<String, _>(10)?)?,
    })
}
