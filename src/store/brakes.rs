//! The trail of the brake on scans: what was held, and who decided what.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::sql::{Sql, instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{BrakeAct, BrakeEvent, FeedId};

impl Store {
    /// The trail, newest first; only that of one feed when it is given.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn brake_events(&self, feed: Option<&FeedId>, limit: i64) -> Result<Vec<BrakeEvent>> {
        let mut sql = Sql::new(
            "SELECT id, feed_id, at, what, author, listings, watched, comment FROM brake_events",
        );
        if let Some(feed) = feed {
            sql.push(" WHERE feed_id = ").bind(feed.as_str());
        }
        sql.push(" ORDER BY at DESC, id LIMIT ").bind(limit);
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(event).collect()
    }
}

impl WriteTx {
    /// Adds to the trail.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_brake_event(&mut self, event: &BrakeEvent) -> Result<()> {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let mut sql = Sql::new(
            "INSERT INTO brake_events (id, feed_id, at, what, author, listings, watched, comment) VALUES ",
        );
        sql.bind_rows([[
            event.id.as_str().into(),
            event.feed.as_str().into(),
            ms(event.at).into(),
            event.what.as_str().into(),
            event.author.as_str().into(),
            count(event.listings).into(),
            count(event.watched).into(),
            event.comment.clone().into(),
        ]]);
        sql.query().execute(&mut *self.tx).await?;
        Ok(())
    }
}

fn event(row: &AnyRow) -> Result<BrakeEvent> {
    let (feed, what): (String, String) = (row.try_get(1)?, row.try_get(3)?);
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    Ok(BrakeEvent {
        id: row.try_get(0)?,
        feed: feed.parse().map_err(|_| StoreError::Meaningless {
            column: "brake_events.feed_id",
            value: feed.clone(),
        })?,
        at: instant(row.try_get(2)?, "brake_events.at")?,
        what: BrakeAct::from_stored(&what).ok_or(StoreError::Meaningless {
            column: "brake_events.what",
            value: what,
        })?,
        author: row.try_get(4)?,
        listings: count(row.try_get(5)?),
        watched: count(row.try_get(6)?),
        comment: row.try_get(7)?,
    })
}
