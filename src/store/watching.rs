//! The watched page of each listing, and the attempts to fetch it.

use std::collections::HashSet;

use sqlx::Row;
use sqlx::any::AnyRow;

use super::listings::listing_id;
use super::sql::{Sql, instant, maybe_instant, ms};
use super::{Result, Store, WriteTx};
use crate::domain::{FeedId, ListingId, Verdict};

/// What is known of a listing's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchPage {
    /// The listing.
    pub listing: ListingId,
    /// The address that is watched.
    pub url: String,
    /// When it was last tried.
    pub checked_at: Option<jiff::Timestamp>,
    /// When it last answered with a page.
    pub good_at: Option<jiff::Timestamp>,
    /// The site's ETag, for a conditional request.
    pub etag: Option<String>,
    /// The site's Last-Modified, for a conditional request.
    pub modified: Option<String>,
    /// Name of the newest good page among the snapshots.
    pub snapshot: Option<String>,
    /// Name of the page at the last check that agreed with the listing.
    pub baseline: Option<String>,
}

impl WatchPage {
    /// When the page was last read and agreed with the listing.
    pub fn agreed_at(&self) -> Option<jiff::Timestamp> {
        let agrees = self.snapshot.is_some() && self.snapshot == self.baseline;
        self.good_at.filter(|_| agrees)
    }
}

/// One attempt to fetch a page. `attempt` is the watcher's own JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRow {
    /// The listing.
    pub listing: ListingId,
    /// When it was tried.
    pub at: jiff::Timestamp,
    /// How it went, JSON text: outcome, status, final address, redirects, error.
    pub attempt: String,
    /// What was made of it.
    pub verdict: Option<Verdict>,
}

impl Store {
    /// The watched page of a listing, once it has been tried.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn watch_page(&self, listing: ListingId) -> Result<Option<WatchPage>> {
        let row = sqlx::query("SELECT listing_id, url, checked_at, good_at, etag, modified, snapshot, baseline FROM watch_pages WHERE listing_id = $1")
            .bind(listing.to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(page).transpose()
    }

    /// Watched pages of many listings, in no order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn watch_pages(&self, listings: &[ListingId]) -> Result<Vec<WatchPage>> {
        let mut pages = Vec::with_capacity(listings.len());
        for chunk in listings.chunks(500) {
            let mut sql = Sql::new(
                "SELECT listing_id, url, checked_at, good_at, etag, modified, snapshot, baseline FROM watch_pages WHERE listing_id IN ",
            );
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&self.pool).await? {
                pages.push(page(&row)?);
            }
        }
        Ok(pages)
    }

    /// Listings that can be watched, in number order after `number`: those that are searchable
    /// or suspended. `(number, id)`, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn watchable(&self, number: i64, limit: i64) -> Result<Vec<(i64, ListingId)>> {
        let rows = sqlx::query(
            "SELECT number, id FROM listings WHERE number > $1 AND feed_status = 'active'
             AND state IN ('listed', 'frozen', 'suspended') ORDER BY number LIMIT $2",
        )
        .bind(number)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, listing_id(row.try_get(1)?)?)))
            .collect()
    }

    /// The listings whose watched page stands at an address.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn watched_at(&self, url: &str) -> Result<Vec<ListingId>> {
        let rows = sqlx::query("SELECT listing_id FROM watch_pages WHERE url = $1")
            .bind(url.to_owned())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| listing_id(row.try_get(0)?)).collect()
    }

    /// How many listings of a feed have a page that is watched.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn watched_of(&self, feed: &FeedId) -> Result<u64> {
        let row = sqlx::query(
            "SELECT COUNT(*) FROM watch_pages p JOIN listings l ON l.id = p.listing_id WHERE l.feed_id = $1",
        )
        .bind(feed.as_str().to_owned())
        .fetch_one(&self.pool)
        .await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default())
    }

    /// Names of every snapshot that a watched page refers to.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn snapshot_names(&self) -> Result<HashSet<String>> {
        let rows = sqlx::query(
            "SELECT snapshot FROM watch_pages WHERE snapshot IS NOT NULL
             UNION SELECT baseline FROM watch_pages WHERE baseline IS NOT NULL",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The newest attempts on a listing's page, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn attempts(&self, listing: ListingId, limit: i64) -> Result<Vec<AttemptRow>> {
        let rows = sqlx::query("SELECT listing_id, at, attempt, verdict FROM watch_attempts WHERE listing_id = $1 ORDER BY at DESC LIMIT $2")
            .bind(listing.to_string())
            .bind(limit)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().rev().map(attempt).collect()
    }

    /// Attempts whose verdict lifecycle has not acted on yet, oldest first; of one
    /// listing or of all.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unsettled(&self, listing: Option<ListingId>) -> Result<Vec<AttemptRow>> {
        let mut sql = Sql::new(
            "SELECT listing_id, at, attempt, verdict FROM watch_attempts WHERE settled = 0",
        );
        if let Some(listing) = listing {
            sql.push(" AND listing_id = ").bind(listing.to_string());
        }
        sql.push(" ORDER BY at, listing_id");
        sql.query()
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(attempt)
            .collect()
    }
}

impl WriteTx {
    /// Writes what is known of a page.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_watch_page(&mut self, page: &WatchPage) -> Result<()> {
        sqlx::query(
            "INSERT INTO watch_pages (listing_id, url, checked_at, good_at, etag, modified, snapshot, baseline)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (listing_id) DO UPDATE SET url = excluded.url, checked_at = excluded.checked_at,
                good_at = excluded.good_at, etag = excluded.etag, modified = excluded.modified,
                snapshot = excluded.snapshot, baseline = excluded.baseline",
        )
        .bind(page.listing.to_string())
        .bind(page.url.clone())
        .bind(page.checked_at.map(ms))
        .bind(page.good_at.map(ms))
        .bind(page.etag.clone())
        .bind(page.modified.clone())
        .bind(page.snapshot.clone())
        .bind(page.baseline.clone())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Notes an attempt; one with a verdict waits for lifecycle.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_attempt(&mut self, row: &AttemptRow) -> Result<()> {
        let verdict = row
            .verdict
            .as_ref()
            .map(serde_json::to_string)
            .transpose()?;
        sqlx::query(
            "INSERT INTO watch_attempts (listing_id, at, attempt, verdict, settled) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (listing_id, at) DO UPDATE SET attempt = excluded.attempt,
                verdict = excluded.verdict, settled = excluded.settled",
        )
        .bind(row.listing.to_string())
        .bind(ms(row.at))
        .bind(row.attempt.clone())
        .bind(verdict)
        .bind(i64::from(row.verdict.is_none()))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Forgets the attempts on a listing's page: they concern an address that it no
    /// longer names.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_attempts(&mut self, listing: ListingId) -> Result<()> {
        sqlx::query("DELETE FROM watch_attempts WHERE listing_id = $1")
            .bind(listing.to_string())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Notes that lifecycle has acted on an attempt's verdict.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle_attempt(&mut self, listing: ListingId, at: jiff::Timestamp) -> Result<()> {
        sqlx::query("UPDATE watch_attempts SET settled = 1 WHERE listing_id = $1 AND at = $2")
            .bind(listing.to_string())
            .bind(ms(at))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

fn page(row: &AnyRow) -> Result<WatchPage> {
    Ok(WatchPage {
        listing: listing_id(row.try_get(0)?)?,
        url: row.try_get(1)?,
        checked_at: maybe_instant(row.try_get(2)?, "watch_pages.checked_at")?,
        good_at: maybe_instant(row.try_get(3)?, "watch_pages.good_at")?,
        etag: row.try_get(4)?,
        modified: row.try_get(5)?,
        snapshot: row.try_get(6)?,
        baseline: row.try_get(7)?,
    })
}

fn attempt(row: &AnyRow) -> Result<AttemptRow> {
    let verdict: Option<String> = row.try_get(3)?;
    Ok(AttemptRow {
        listing: listing_id(row.try_get(0)?)?,
        at: instant(row.try_get(1)?, "watch_attempts.at")?,
        attempt: row.try_get(2)?,
        verdict: verdict
            .map(|text| serde_json::from_str(&text))
            .transpose()?,
    })
}
