//! Reading listings: by id, by filter in page order, and by change-log position.

use std::collections::{HashMap, HashSet};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::facts::{self, Hours};
use super::feeds::feed_id;
use super::links::{self, TermLink};
use super::sql::{ROWS, Sql, instant, ms};
use super::stays::{LISTINGS, present};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{Listing, ListingId};
use crate::oruk::Status;

const COLUMNS: &str = "SELECT l.id, l.number, l.state, l.feed_status, l.feed_id, l.name, l.seq, l.last_modified, l.doc, l.item, l.published FROM listings l";

/// A circle on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// WGS84 degrees.
    pub lat: f64,
    /// WGS84 degrees.
    pub lon: f64,
    /// Metres.
    pub radius_m: f64,
}

/// What `/services` and `/service_at_locations` can be asked for; all conditions hold (AND).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListingFilter {
    /// Tagged with one of these terms; empty: any.
    pub taxonomy_term_ids: Vec<String>,
    /// Tagged with a term of one of these taxonomies; empty: any.
    pub taxonomy_ids: Vec<String>,
    /// Provided by one of these organizations; empty: any.
    pub organization_ids: Vec<String>,
    /// Its own youngest age is this or more, in years.
    pub minimum_age: Option<f64>,
    /// Its own oldest age is this or less.
    pub maximum_age: Option<f64>,
    /// One entry of its timetable meets one of these; empty: any.
    pub hours: Vec<Hours>,
    /// Of each of these sets of terms, one is on it or on what belongs to it.
    pub links: Vec<Vec<TermLink>>,
    /// Changed at or after this instant.
    pub modified_after: Option<jiff::Timestamp>,
    /// Only these listings, for example what a text search found; may be empty.
    pub among: Option<Vec<ListingId>>,
    /// In the order of `among`, best first, instead of the order of numbers.
    pub best_first: bool,
    /// The edition in which the page walk began that this is asked for: who has left since
    /// still counts, and who has come does not yet, so that the places of the others do not
    /// move.
    pub begun: Option<i64>,
    /// None of these listings, for example those whose areas leave a postcode out.
    pub except: Vec<ListingId>,
    /// With a place inside this circle (exact distance, geodesic).
    pub near: Option<Near>,
}

impl ListingFilter {
    /// Whether SQL alone can tell what matches.
    pub fn is_plain(&self) -> bool {
        self.near.is_none() && self.among.is_none() && self.except.is_empty()
    }

    /// Whether a listing may match, by its id.
    pub(super) fn by_id(&self) -> impl Fn(&ListingId) -> bool + use<> {
        let set = |ids: &[ListingId]| ids.iter().copied().collect::<HashSet<_>>();
        let (among, except) = (self.among.as_deref().map(set), set(&self.except));
        move |id| among.as_ref().is_none_or(|among| among.contains(id)) && !except.contains(id)
    }
}

/// One page of something, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The entries of this page, in the fixed order.
    pub items: Vec<T>,
    /// How many match in all.
    pub total: u64,
}

/// A stored listing id.
pub(super) fn listing_id(text: String) -> Result<ListingId> {
    text.parse().map_err(|_| StoreError::Meaningless {
        column: "listings.id",
        value: text,
    })
}

impl Store {
    /// A listing by id, whatever its state; an erased one has empty documents.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn listing(&self, id: ListingId) -> Result<Option<Listing>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE l.id = ").bind(id.to_string());
        sql.query()
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(listing)
            .transpose()
    }

    /// Listings by id, in the order asked for; unknown ids are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn listings_by_id(&self, ids: &[ListingId]) -> Result<Vec<Listing>> {
        let mut connection = self.pool.acquire().await?;
        listings_by_id(&mut connection, ids).await
    }

    /// Published listings that match, a page in number order: `skip` of them left out first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn published(
        &self,
        filter: &ListingFilter,
        skip: u64,
        take: u64,
    ) -> Result<Page<Listing>> {
        if filter.is_plain() {
            let mut count = Sql::new("SELECT COUNT(*) FROM listings l");
            conditions(&mut count, filter);
            let total: i64 = count.query().fetch_one(&self.pool).await?.try_get(0)?;
            let mut sql = Sql::new(COLUMNS);
            conditions(&mut sql, filter);
            sql.push(" ORDER BY l.number LIMIT ")
                .bind(limit(take))
                .push(" OFFSET ")
                .bind(limit(skip));
            let rows = sql.query().fetch_all(&self.pool).await?;
            let items = rows.iter().map(listing).collect::<Result<_>>()?;
            return Ok(Page {
                items,
                total: u64::try_from(total).unwrap_or(0),
            });
        }
        let ids = self.matching_ids(filter).await?;
        let page: Vec<_> = ids
            .iter()
            .skip(to_usize(skip))
            .take(to_usize(take))
            .copied()
            .collect();
        Ok(Page {
            items: self.listings_by_id(&page).await?,
            total: ids.len() as u64,
        })
    }

    /// Ids of published listings that match a filter with a circle or a given set, in number order.
    pub(super) async fn matching_ids(&self, filter: &ListingFilter) -> Result<Vec<ListingId>> {
        let mut sql = Sql::new("SELECT l.id FROM listings l");
        conditions(&mut sql, filter);
        sql.push(" ORDER BY l.number");
        let rows = sql.query().fetch_all(&self.pool).await?;
        let mut ids = rows
            .iter()
            .map(|row| listing_id(row.try_get(0)?))
            .collect::<Result<Vec<_>>>()?;
        let is_kept = filter.by_id();
        ids.retain(is_kept);
        if let Some(among) = filter.among.as_ref().filter(|_| filter.best_first) {
            let left: HashSet<_> = ids.into_iter().collect();
            ids = among
                .iter()
                .copied()
                .filter(|id| left.contains(id))
                .collect();
        }
        if let Some(near) = filter.near {
            let inside: HashSet<_> = self
                .links_near(near)
                .await?
                .into_iter()
                .map(|link| link.listing)
                .collect();
            ids.retain(|id| inside.contains(id));
        }
        Ok(ids)
    }

    /// Listings that changed after `seq`, in commit order, whatever their state: what an
    /// index follows. At most `limit`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changed_listings(&self, seq: i64, limit: i64) -> Result<Vec<Listing>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE l.seq > ")
            .bind(seq)
            .push(" ORDER BY l.seq LIMIT ")
            .bind(limit);
        sql.query()
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(listing)
            .collect()
    }

    /// The newest change-log position.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_seq(&self) -> Result<i64> {
        let row = sqlx::query("SELECT MAX(seq) FROM listings")
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.unwrap_or(0))
    }
}

impl WriteTx {
    /// Listings by id, in the order asked for; nobody can change them before the commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn listings_by_id(&mut self, ids: &[ListingId]) -> Result<Vec<Listing>> {
        listings_by_id(&mut self.tx, ids).await
    }
}

async fn listings_by_id(connection: &mut AnyConnection, ids: &[ListingId]) -> Result<Vec<Listing>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS) {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE l.id IN ")
            .bind_list(chunk.iter().map(ToString::to_string));
        for row in sql.query().fetch_all(&mut *connection).await? {
            let listing = listing(&row)?;
            found.insert(listing.id, listing);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Adds `WHERE …` for everything that SQL decides.
pub(super) fn conditions(sql: &mut Sql, filter: &ListingFilter) {
    sql.push(" WHERE ");
    present(sql, LISTINGS, filter.begun);
    narrow(sql, filter);
}

/// Adds ` AND …` for everything that is asked of a listing but that it is published.
pub(super) fn narrow(sql: &mut Sql, filter: &ListingFilter) {
    if !filter.organization_ids.is_empty() {
        sql.push(" AND l.organization_id IN ")
            .bind_list(filter.organization_ids.iter().cloned());
    }
    if let Some(at) = filter.modified_after {
        sql.push(" AND l.last_modified >= ").bind(ms(at));
    }
    if !filter.taxonomy_term_ids.is_empty() {
        sql.push(" AND l.id IN (SELECT listing_id FROM listing_terms WHERE term_id IN ")
            .bind_list(filter.taxonomy_term_ids.iter().cloned())
            .push(")");
    }
    if !filter.taxonomy_ids.is_empty() {
        sql.push(" AND l.id IN (SELECT listing_id FROM listing_terms WHERE taxonomy_id IN ")
            .bind_list(filter.taxonomy_ids.iter().cloned())
            .push(")");
    }
    for terms in &filter.links {
        sql.push(" AND l.id IN (SELECT listing_id FROM listing_links WHERE ");
        links::any_of(sql, terms);
        sql.push(")");
    }
    facts::conditions(sql, filter);
}

pub(super) fn limit(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn to_usize(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn listing(row: &AnyRow) -> Result<Listing> {
    let state: String = row.try_get(2)?;
    let status: String = row.try_get(3)?;
    Ok(Listing {
        id: listing_id(row.try_get(0)?)?,
        number: row.try_get(1)?,
        state: super::publish::state(state)?,
        feed_status: Status::parse(&status).ok_or(StoreError::Meaningless {
            column: "listings.feed_status",
            value: status,
        })?,
        feed: feed_id(row.try_get(4)?, "listings.feed_id")?,
        name: row.try_get(5)?,
        seq: row.try_get(6)?,
        last_modified: instant(row.try_get(7)?, "listings.last_modified")?,
        doc: row.try_get(8)?,
        item: row.try_get(9)?,
        is_published: row.try_get::<i64, _>(10)? == 1,
    })
}
