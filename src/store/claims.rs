//! Who holds an id that several feeds may bring: the first seen keeps it.

use std::collections::HashMap;

use sqlx::{AnyConnection, Row};

use super::sql::{ROWS, Sql};
use super::{Result, Store, WriteTx};
use crate::domain::FeedId;

/// Whose an id is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The feed.
    pub feed: String,
    /// The feed's own id of what holds it.
    pub source_id: String,
}

impl Holder {
    /// Whether this is it.
    pub fn is(&self, feed: &FeedId, source_id: &str) -> bool {
        self.feed == feed.as_str() && self.source_id == source_id
    }
}

impl Store {
    /// The holders of those `ids` of an `entity` (`service`, `organization`) that are held.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn holders(
        &self,
        entity: &'static str,
        ids: &[String],
    ) -> Result<HashMap<String, Holder>> {
        let mut connection = self.pool.acquire().await?;
        holders(&mut connection, entity, ids).await
    }
}

impl WriteTx {
    /// Claims ids of an `entity` for a feed, `(id, source id)` each, and says who holds
    /// them now: an id that is held already stays where it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn claim(
        &mut self,
        entity: &'static str,
        feed: &FeedId,
        claims: &[(String, String)],
    ) -> Result<HashMap<String, Holder>> {
        for chunk in claims.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO id_claims (entity, id, feed_id, source_id) VALUES ");
            sql.bind_rows(chunk.iter().map(|(id, source_id)| {
                [
                    entity.into(),
                    id.clone().into(),
                    feed.as_str().into(),
                    source_id.clone().into(),
                ]
            }));
            sql.push(" ON CONFLICT (entity, id) DO NOTHING");
            sql.query().execute(&mut *self.tx).await?;
        }
        let ids: Vec<_> = claims.iter().map(|(id, _)| id.clone()).collect();
        holders(&mut self.tx, entity, &ids).await
    }
}

async fn holders(
    connection: &mut AnyConnection,
    entity: &'static str,
    ids: &[String],
) -> Result<HashMap<String, Holder>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS) {
        let mut sql = Sql::new("SELECT id, feed_id, source_id FROM id_claims WHERE entity = ");
        sql.bind(entity)
            .push(" AND id IN ")
            .bind_list(chunk.iter().cloned());
        for row in sql.query().fetch_all(&mut *connection).await? {
            let holder = Holder {
                feed: row.try_get(1)?,
                source_id: row.try_get(2)?,
            };
            found.insert(row.try_get(0)?, holder);
        }
    }
    Ok(found)
}
