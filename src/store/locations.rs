//! Locations by themselves, as ORUK 1.0 lists them: which there are, and which listings
//! tell of them.

use sqlx::Row;

use super::listings::{Page, listing_id};
use super::sql::{ROWS, Sql};
use super::{Cut, LinkRow, Result, Store};

/// A service at a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationRow {
    /// Id of the location.
    pub location: String,
    /// The service there, and which listing's document holds both.
    pub link: LinkRow,
}

/// Locations at which some published service takes place.
const FROM: &str = " FROM locations o WHERE (SELECT 1 FROM service_at_locations s WHERE s.location_id = o.id AND s.published = 1 LIMIT 1) = 1";

impl Store {
    /// Ids of a part of the locations, in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn locations(&self, cut: Cut) -> Result<Page<String>> {
        let key = self.edition().await?.number;
        let key = (key, "locations".to_owned());
        let mut count = Sql::new("SELECT COUNT(*)");
        count.push(FROM);
        let total = self.count(count, Some(&key)).await?;
        let mut sql = Sql::new("SELECT o.id, o.number");
        sql.push(FROM);
        self.cut(&mut sql, "o.number", cut, Some(&key));
        let rows = sql.query().fetch_all(&self.pool).await?;
        let last = rows.last().map(|row| row.try_get(1)).transpose()?;
        self.remember_end(cut, rows.len(), last, Some(&key));
        let ids = rows.iter().map(|row| Ok(row.try_get(0)?));
        Ok(Page {
            items: ids.collect::<Result<_>>()?,
            total,
        })
    }

    /// The published services at these locations, in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn links_at(&self, locations: &[String]) -> Result<Vec<LocationRow>> {
        let mut found = Vec::new();
        for chunk in locations.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT location_id, id, listing_id FROM service_at_locations WHERE published = 1 AND location_id IN ",
            );
            sql.bind_list(chunk.iter().cloned())
                .push(" ORDER BY number");
            for row in sql.query().fetch_all(&self.pool).await? {
                found.push(LocationRow {
                    location: row.try_get(0)?,
                    link: LinkRow {
                        id: row.try_get(1)?,
                        listing: listing_id(row.try_get(2)?)?,
                    },
                });
            }
        }
        Ok(found)
    }
}
