//! Which records make which listing.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::feeds::feed_id;
use super::listings::listing_id;
use super::made_of::{HubListing, from_column};
use super::matches::RecordName;
use super::pack::unpack;
use super::sql::{ROWS, Sql, instant};
use super::{Result, Store, WriteTx};
use crate::domain::{FeedId, ListingId};
use crate::oruk::Service;

/// Whether a record is a copy of what we publish ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Echo {
    /// It speaks for itself.
    No,
    /// It looks like it: our id, our words.
    Likely,
    /// Its directory says that it has it from us.
    Certain,
    /// Its directory has said so once, and of the two hubs we are the one that gives way to no
    /// change of mind: if both listened to each other again, both would stop again, for ever.
    Settled,
}

impl Echo {
    fn number(self) -> i64 {
        match self {
            Self::No => 0,
            Self::Likely => 1,
            Self::Certain => 2,
            Self::Settled => 3,
        }
    }

    fn from_stored(number: i64) -> Self {
        match number {
            0 => Self::No,
            1 => Self::Likely,
            2 => Self::Certain,
            _ => Self::Settled,
        }
    }
}

/// A record as it stood before the stage was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The listing it belonged to.
    pub listing: ListingId,
    /// Whether it had been removed.
    pub was_removed: bool,
    /// Whether the stage says of it what it said.
    pub is_same: bool,
    /// Whether it counted as a copy of ours.
    pub echo: Echo,
}

/// A record that a listing is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Which record.
    pub name: RecordName,
    /// The listing it belongs to.
    pub listing: ListingId,
    /// The listing that it makes alone.
    pub home: ListingId,
    /// Whether it has been removed or erased; then it says nothing.
    pub is_gone: bool,
    /// Whether it is a copy of ours; then it says nothing either.
    pub echo: Echo,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When its content last changed.
    pub changed_at: Timestamp,
    /// The normalised service; of a gone one an empty one.
    pub service: Service,
    /// Of a record of another hub: every listing of any hub that it is made of.
    pub made_of: Vec<HubListing>,
}

impl Member {
    /// Whether it has a say in its listing.
    pub fn speaks(&self) -> bool {
        !self.is_gone && self.echo == Echo::No
    }
}

const COLUMNS: &str = "SELECT feed_id, source_id, listing_id, home_id, removed_at, is_echo, first_seen, changed_at, doc, made_of FROM records";

impl Store {
    /// The records that have a say in a listing, the first seen first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn speakers(&self, listing: ListingId) -> Result<Vec<Member>> {
        let mut connection = self.pool.acquire().await?;
        speakers(&mut connection, &[listing]).await
    }

    /// Feeds that carry copies of a listing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn carriers(&self, listing: ListingId) -> Result<Vec<FeedId>> {
        let rows = sqlx::query(
            "SELECT DISTINCT feed_id FROM records
             WHERE listing_id = $1 AND is_echo > 0 AND removed_at IS NULL ORDER BY feed_id",
        )
        .bind(listing.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| feed_id(row.try_get(0)?, "records.feed_id"))
            .collect()
    }

    /// Records by name, with their documents; unknown ones are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn members(&self, names: &[RecordName]) -> Result<Vec<Member>> {
        let mut connection = self.pool.acquire().await?;
        members(&mut connection, names).await
    }

    /// Where a merged listing went, at the end of all merges; `None` when it was not merged.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn merged_into(&self, id: ListingId) -> Result<Option<ListingId>> {
        let mut connection = self.pool.acquire().await?;
        let found = resolve(&mut connection, &[id]).await?;
        Ok(found.get(&id).copied().filter(|end| *end != id))
    }

    /// Listings that were merged into these, however long ago, beside them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn with_merged(&self, id: ListingId) -> Result<Vec<ListingId>> {
        let mut connection = self.pool.acquire().await?;
        with_merged(&mut connection, &[id]).await
    }
}

impl WriteTx {
    /// How the records that a stage brings stood before, those after one position up to another.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn before_staged(
        &mut self,
        feed: &FeedId,
        run: &str,
        after: i64,
        to: i64,
    ) -> Result<HashMap<String, Before>> {
        let rows = sqlx::query(
            "SELECT r.source_id, r.listing_id, r.removed_at,
                CAST(CASE WHEN r.doc = s.doc THEN 1 ELSE 0 END AS BIGINT), r.is_echo
             FROM staged_records s JOIN records r ON r.feed_id = $1 AND r.source_id = s.source_id
             WHERE s.run_id = $2 AND s.position > $3 AND s.position <= $4 AND s.doc IS NOT NULL",
        )
        .bind(feed.as_str().to_owned())
        .bind(run.to_owned())
        .bind(after)
        .bind(to)
        .fetch_all(&mut *self.tx)
        .await?;
        let before = |row: &AnyRow| {
            let before = Before {
                listing: listing_id(row.try_get(1)?)?,
                was_removed: row.try_get::<Option<i64>, _>(2)?.is_some(),
                is_same: row.try_get::<i64, _>(3)? == 1,
                echo: Echo::from_stored(row.try_get(4)?),
            };
            Ok((row.try_get(0)?, before))
        };
        rows.iter().map(before).collect()
    }

    /// The records that have a say in listings, the first seen first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn speakers(&mut self, listings: &[ListingId]) -> Result<Vec<Member>> {
        speakers(&mut self.tx, listings).await
    }

    /// How many records have a say in each listing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn crowds(&mut self, listings: &[ListingId]) -> Result<HashMap<ListingId, u64>> {
        let mut found = HashMap::new();
        for chunk in listings.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT listing_id, COUNT(*) FROM records WHERE removed_at IS NULL AND is_echo = 0 AND doc <> '' AND listing_id IN ",
            );
            sql.bind_list(chunk.iter().map(ToString::to_string));
            sql.push(" GROUP BY listing_id");
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                let count = u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0);
                found.insert(listing_id(row.try_get(0)?)?, count);
            }
        }
        Ok(found)
    }

    /// Records by name, with their documents; unknown ones are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn members(&mut self, names: &[RecordName]) -> Result<Vec<Member>> {
        members(&mut self.tx, names).await
    }

    /// The listings that records of a feed belong to.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn listings_of(
        &mut self,
        feed: &FeedId,
        source_ids: &[String],
    ) -> Result<Vec<ListingId>> {
        let mut found = Vec::new();
        for chunk in source_ids.chunks(ROWS) {
            let mut sql = Sql::new("SELECT DISTINCT listing_id FROM records WHERE feed_id = ");
            sql.bind(feed.as_str()).push(" AND source_id IN ");
            sql.bind_list(chunk.iter().cloned());
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                found.push(listing_id(row.try_get(0)?)?);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Puts a record into a listing, and says whether it speaks there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn place_record(
        &mut self,
        name: &RecordName,
        listing: ListingId,
        echo: Echo,
    ) -> Result<()> {
        sqlx::query("UPDATE records SET listing_id = $1, is_echo = $2 WHERE feed_id = $3 AND source_id = $4")
            .bind(listing.to_string())
            .bind(echo.number())
            .bind(name.feed.as_str().to_owned())
            .bind(name.source_id.clone())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Says where a listing went, or that it stands by itself.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn link_merged(&mut self, id: ListingId, into: Option<ListingId>) -> Result<()> {
        let into = into.map(|into| into.to_string());
        let done = sqlx::query(
            "UPDATE listings SET merged_into = $1 WHERE id = $2 AND COALESCE(merged_into, '') <> $3",
        )
        .bind(into.clone())
        .bind(id.to_string())
        .bind(into.unwrap_or_default())
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() > 0 {
            self.note_lists_change();
        }
        Ok(())
    }

    /// Where listings went, at the end of all merges; those that were not merged are themselves.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn resolve(&mut self, ids: &[ListingId]) -> Result<HashMap<ListingId, ListingId>> {
        resolve(&mut self.tx, ids).await
    }

    /// Where merged listings went in one step; the others are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn merged_links(
        &mut self,
        ids: &[ListingId],
    ) -> Result<HashMap<ListingId, ListingId>> {
        links(&mut self.tx, ids).await
    }

    /// Numbers of listings, by which the older one is known.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn listing_numbers(&mut self, ids: &[ListingId]) -> Result<HashMap<ListingId, i64>> {
        let mut found = HashMap::new();
        for chunk in ids.chunks(ROWS) {
            let mut sql = Sql::new("SELECT id, number FROM listings WHERE id IN ");
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                found.insert(listing_id(row.try_get(0)?)?, row.try_get(1)?);
            }
        }
        Ok(found)
    }

    /// These listings and those that were merged into them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn with_merged(&mut self, ids: &[ListingId]) -> Result<Vec<ListingId>> {
        with_merged(&mut self.tx, ids).await
    }
}

/// The longest chain of merges that is followed: each link is one merge of the end before it.
const LONGEST: usize = 64;

async fn resolve(
    connection: &mut AnyConnection,
    ids: &[ListingId],
) -> Result<HashMap<ListingId, ListingId>> {
    let mut ends: HashMap<ListingId, ListingId> = ids.iter().map(|id| (*id, *id)).collect();
    for _ in 0..LONGEST {
        let mut at: Vec<ListingId> = ends.values().copied().collect();
        at.sort_unstable();
        at.dedup();
        let next = links(connection, &at).await?;
        if next.is_empty() {
            break;
        }
        for end in ends.values_mut() {
            *end = next.get(end).copied().unwrap_or(*end);
        }
    }
    Ok(ends)
}

async fn links(
    connection: &mut AnyConnection,
    ids: &[ListingId],
) -> Result<HashMap<ListingId, ListingId>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(ROWS) {
        let mut sql = Sql::new(
            "SELECT id, merged_into FROM listings WHERE merged_into IS NOT NULL AND id IN ",
        );
        sql.bind_list(chunk.iter().map(ToString::to_string));
        for row in sql.query().fetch_all(&mut *connection).await? {
            found.insert(listing_id(row.try_get(0)?)?, listing_id(row.try_get(1)?)?);
        }
    }
    Ok(found)
}

async fn with_merged(connection: &mut AnyConnection, ids: &[ListingId]) -> Result<Vec<ListingId>> {
    let mut all: Vec<ListingId> = ids.to_vec();
    let mut fresh = all.clone();
    while !fresh.is_empty() {
        let mut found = Vec::new();
        for chunk in fresh.chunks(ROWS) {
            let mut sql = Sql::new("SELECT id FROM listings WHERE merged_into IN ");
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&mut *connection).await? {
                found.push(listing_id(row.try_get(0)?)?);
            }
        }
        found.retain(|id| !all.contains(id));
        all.extend(&found);
        fresh = found;
    }
    Ok(all)
}

async fn speakers(connection: &mut AnyConnection, listings: &[ListingId]) -> Result<Vec<Member>> {
    let mut found = Vec::new();
    for chunk in listings.chunks(ROWS) {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE removed_at IS NULL AND is_echo = 0 AND doc <> '' AND listing_id IN ");
        sql.bind_list(chunk.iter().map(ToString::to_string));
        sql.push(" ORDER BY first_seen, feed_id, source_id");
        for row in sql.query().fetch_all(&mut *connection).await? {
            found.push(member(&row)?);
        }
    }
    Ok(found)
}

async fn members(connection: &mut AnyConnection, names: &[RecordName]) -> Result<Vec<Member>> {
    let mut found = Vec::with_capacity(names.len());
    for (feed, sources) in by_feed(names) {
        for chunk in sources.chunks(ROWS) {
            let mut sql = Sql::new(COLUMNS);
            sql.push(" WHERE feed_id = ").bind(feed.as_str());
            sql.push(" AND source_id IN ")
                .bind_list(chunk.iter().copied());
            for row in sql.query().fetch_all(&mut *connection).await? {
                found.push(member(&row)?);
            }
        }
    }
    Ok(found)
}

fn by_feed(names: &[RecordName]) -> Vec<(&FeedId, Vec<&str>)> {
    let mut feeds: Vec<(&FeedId, Vec<&str>)> = Vec::new();
    for name in names {
        match feeds.iter_mut().find(|(feed, _)| *feed == &name.feed) {
            Some((_, sources)) => sources.push(&name.source_id),
            None => feeds.push((&name.feed, vec![&name.source_id])),
        }
    }
    feeds
}

fn member(row: &AnyRow) -> Result<Member> {
    let doc: String = row.try_get(8)?;
    let is_gone = row.try_get::<Option<i64>, _>(4)?.is_some() || doc.is_empty();
    let service = if doc.is_empty() {
        Service::default()
    } else {
        serde_json::from_str(&unpack(&doc, "records.doc")?)?
    };
    Ok(Member {
        name: RecordName {
            feed: feed_id(row.try_get(0)?, "records.feed_id")?,
            source_id: row.try_get(1)?,
        },
        listing: listing_id(row.try_get(2)?)?,
        home: listing_id(row.try_get(3)?)?,
        is_gone,
        echo: Echo::from_stored(row.try_get(5)?),
        first_seen: instant(row.try_get(6)?, "records.first_seen")?,
        changed_at: instant(row.try_get(7)?, "records.changed_at")?,
        service,
        made_of: from_column(row.try_get(9)?)?,
    })
}
