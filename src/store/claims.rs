//! Who holds an id that several feeds may bring: the first seen keeps it.

use sqlx::Row;

use super::{Result, WriteTx};
use crate::domain::FeedId;

impl WriteTx {
    /// Claims `id` of an `entity` (`service`, `organization`) for a feed's record, or
    /// says who holds it: true when it is ours now or was already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn claim_id(
        &mut self,
        entity: &'static str,
        id: &str,
        feed: &FeedId,
        source_id: &str,
    ) -> Result<bool> {
        sqlx::query(
            "INSERT INTO id_claims (entity, id, feed_id, source_id) VALUES ($1, $2, $3, $4)
             ON CONFLICT (entity, id) DO NOTHING",
        )
        .bind(entity)
        .bind(id.to_owned())
        .bind(feed.as_str().to_owned())
        .bind(source_id.to_owned())
        .execute(&mut *self.tx)
        .await?;
        let row =
            sqlx::query("SELECT feed_id, source_id FROM id_claims WHERE entity = $1 AND id = $2")
                .bind(entity)
                .bind(id.to_owned())
                .fetch_one(&mut *self.tx)
                .await?;
        Ok(row.try_get::<String, _>(0)? == feed.as_str()
            && row.try_get::<String, _>(1)? == source_id)
    }
}
