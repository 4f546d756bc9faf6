//! How many records make how many listings.

use super::counts::number;
use super::{Result, Store};

/// Records and what they make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that have a say in a listing.
    pub records: u64,
    /// Listings that they make.
    pub listings: u64,
    /// Those of the listings that are made of several records.
    pub joined: u64,
}

impl Store {
    /// Counts records and the listings that they make.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tally(&self) -> Result<Tally> {
        let row = sqlx::query(
            "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT), COUNT(*),
                CAST(COALESCE(SUM(CASE WHEN n > 1 THEN 1 ELSE 0 END), 0) AS BIGINT)
             FROM (SELECT COUNT(*) AS n FROM records
                WHERE removed_at IS NULL AND is_echo = 0 AND doc <> '' GROUP BY listing_id) made",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Tally {
            records: number(&row, 0)?,
            listings: number(&row, 1)?,
            joined: number(&row, 2)?,
        })
    }
}
