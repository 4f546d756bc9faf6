//! What is published, in the order of its numbers, for those who take all of it.

use std::collections::HashMap;

use sqlx::Row;

use super::feeds::feed_id;
use super::listings::listing_id;
use super::sql::{ROWS, Sql};
use super::{Result, Store};
use crate::domain::{FeedId, ListingId};

/// A published service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Where it stands in the order.
    pub number: i64,
    /// The listing.
    pub id: ListingId,
    /// The full ORUK v3 service, JSON text.
    pub doc: String,
    /// The feeds that tell of it, the one that listed it first.
    pub feeds: Vec<FeedId>,
}

const COLUMNS: &str = "SELECT l.number, l.id, l.doc, l.feed_id FROM listings l
     WHERE l.published = 1 AND l.state <> 'removed'";

impl Store {
    /// Published services after a number, in order, at most `limit`; what has been removed
    /// and only keeps its place in page walks is left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn exported_after(&self, number: i64, limit: i64) -> Result<Vec<Exported>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" AND l.number > ").bind(number);
        sql.push(" ORDER BY l.number LIMIT ").bind(limit);
        self.exported(sql).await
    }

    /// Those of the listings that are published, in the order asked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn exported_by_id(&self, ids: &[ListingId]) -> Result<Vec<Exported>> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(ROWS) {
            let mut sql = Sql::new(COLUMNS);
            sql.push(" AND l.id IN ")
                .bind_list(chunk.iter().map(ToString::to_string));
            let some = self.exported(sql).await?;
            found.extend(some.into_iter().map(|one| (one.id, one)));
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    async fn exported(&self, sql: Sql) -> Result<Vec<Exported>> {
        let rows = sql.query().fetch_all(&self.pool).await?;
        let mut all = rows
            .iter()
            .map(|row| {
                Ok(Exported {
                    number: row.try_get(0)?,
                    id: listing_id(row.try_get(1)?)?,
                    doc: row.try_get(2)?,
                    feeds: vec![feed_id(row.try_get(3)?, "listings.feed_id")?],
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let ids: Vec<_> = all.iter().map(|one| one.id).collect();
        let mut others = self.feeds_of(&ids).await?;
        for one in &mut all {
            let first = one.feeds[0].clone();
            let others = others.remove(&one.id).unwrap_or_default();
            one.feeds
                .extend(others.into_iter().filter(|feed| *feed != first));
        }
        Ok(all)
    }

    /// The feeds whose records belong to listings, in the order of their ids.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn feeds_of(&self, ids: &[ListingId]) -> Result<HashMap<ListingId, Vec<FeedId>>> {
        let mut feeds: HashMap<ListingId, Vec<FeedId>> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT DISTINCT listing_id, feed_id FROM records
                 WHERE removed_at IS NULL AND listing_id IN ",
            );
            sql.bind_list(chunk.iter().map(ToString::to_string));
            sql.push(" ORDER BY feed_id");
            for row in sql.query().fetch_all(&self.pool).await? {
                let of = feeds.entry(listing_id(row.try_get(0)?)?).or_default();
                of.push(feed_id(row.try_get(1)?, "records.feed_id")?);
            }
        }
        Ok(feeds)
    }
}
