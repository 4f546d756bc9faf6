//! What lists show of listings and of services at places: a part of a list, with no more of
//! each entry than is shown.
//!
//! filter -> [`Selection`] (how many) -> a [`Cut`] of it, by page or onwards from a position.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::listings::{ListingFilter, conditions, limit, listing_id, to_usize};
use super::sql::{ROWS, Sql, instant};
use super::{Result, Store};
use crate::domain::ListingId;

/// How long a page walk may take without losing its place.
pub const LONGEST_WALK: SignedDuration = SignedDuration::from_hours(24);

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// So many are left out first.
    Page {
        /// Entries before it.
        skip: u64,
        /// Entries at most.
        take: u64,
    },
    /// What follows a position.
    After {
        /// Where the part before ended; 0 at the beginning.
        position: i64,
        /// Entries at most.
        take: u64,
    },
}

/// How much of a listing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The list item.
    Item,
    /// The full service.
    Full,
    /// Nothing but what [`Entry`] itself says.
    Bare,
}

/// One listing of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The listing.
    pub id: ListingId,
    /// Where it stands; means something within one selection.
    pub position: i64,
    /// When it last changed.
    pub last_modified: Timestamp,
    /// Its JSON text; `None` when it has left the list and only its place is kept.
    pub text: Option<String>,
}

/// What stands at the address of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The full service, JSON text, and when it last changed.
    Here(String, Timestamp),
    /// It was merged: this listing is where it went.
    Moved(ListingId),
    /// Nothing is published there (any more).
    Nothing,
}

/// What a filter selects of a list.
#[derive(Debug, Clone)]
pub struct Selection {
    pub(super) filter: ListingFilter,
    /// What SQL alone cannot tell, in order.
    pub(super) ids: Option<Vec<ListingId>>,
    /// What is remembered of it, and of which edition.
    pub(super) key: Option<(i64, String)>,
    /// How many there are.
    pub total: u64,
}

impl Store {
    /// Selects published listings.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn select(&self, filter: ListingFilter) -> Result<Selection> {
        let filter = ListingFilter {
            begun: self.needed_past(filter.begun).await?,
            ..filter
        };
        if !filter.is_plain() {
            let ids = self.matching_ids(&filter).await?;
            return Ok(Selection {
                total: ids.len() as u64,
                filter,
                ids: Some(ids),
                key: None,
            });
        }
        let mut count = Sql::new("SELECT COUNT(*) FROM listings l");
        conditions(&mut count, &filter);
        let key = self.list_key("services", &filter).await?;
        Ok(Selection {
            total: self.count(count, Some(&key)).await?,
            filter,
            ids: None,
            key: Some(key),
        })
    }

    /// A part of a selection, in order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn entries(
        &self,
        selection: &Selection,
        shown: Shown,
        cut: Cut,
    ) -> Result<Vec<Entry>> {
        if let Some(ids) = &selection.ids {
            return self.entries_of(ids, shown, cut).await;
        }
        let mut sql = select_from(shown);
        conditions(&mut sql, &selection.filter);
        self.cut(&mut sql, "l.number", cut, selection.key.as_ref());
        let rows = sql.query().fetch_all(&self.pool).await?;
        let entries = rows.iter().map(entry).collect::<Result<Vec<_>>>()?;
        let last = entries.last().map(|entry| entry.position);
        self.remember_end(cut, entries.len(), last, selection.key.as_ref());
        Ok(entries)
    }

    /// Listings by id; their positions are those in `ids`, from 1.
    async fn entries_of(&self, ids: &[ListingId], shown: Shown, cut: Cut) -> Result<Vec<Entry>> {
        let (skip, take) = match cut {
            Cut::Page { skip, take } => (to_usize(skip), to_usize(take)),
            Cut::After { position, take } => {
                (usize::try_from(position).unwrap_or(0), to_usize(take))
            }
        };
        let wanted = ids.iter().enumerate().skip(skip).take(take);
        let wanted: Vec<(usize, ListingId)> = wanted.map(|(at, id)| (at, *id)).collect();
        let mut entries = Vec::with_capacity(wanted.len());
        for chunk in wanted.chunks(ROWS) {
            let mut sql = select_from(shown);
            sql.push(" WHERE l.id IN ")
                .bind_list(chunk.iter().map(|(_, id)| id.to_string()));
            let rows = sql.query().fetch_all(&self.pool).await?;
            let mut found = rows.iter().map(entry).collect::<Result<Vec<_>>>()?;
            for (at, id) in chunk {
                if let Some(place) = found.iter().position(|entry| entry.id == *id) {
                    let position = i64::try_from(at + 1).unwrap_or(i64::MAX);
                    let entry = found.swap_remove(place);
                    entries.push(Entry { position, ..entry });
                }
            }
        }
        Ok(entries)
    }

    /// What stands at the address of a listing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn detail(&self, id: ListingId) -> Result<Detail> {
        let mut sql = Sql::new(
            "SELECT l.merged_into, l.published, l.last_modified, l.doc FROM listings l WHERE l.id = ",
        );
        sql.bind(id.to_string());
        let Some(row) = sql.query().fetch_optional(&self.pool).await? else {
            return Ok(Detail::Nothing);
        };
        if row.try_get::<Option<String>, _>(0)?.is_some()
            && let Some(into) = self.merged_into(id).await?
        {
            return Ok(Detail::Moved(into));
        }
        // An erased listing keeps its row and has no document.
        if row.try_get::<i64, _>(1)? != 1 {
            return Ok(Detail::Nothing);
        }
        let at = instant(row.try_get(2)?, "listings.last_modified")?;
        Ok(Detail::Here(row.try_get(3)?, at))
    }

    /// What a list is remembered by.
    pub(super) async fn list_key(
        &self,
        list: &str,
        filter: &impl std::fmt::Debug,
    ) -> Result<(i64, String)> {
        Ok((
            self.recent_edition().await?.number,
            format!("{list} {filter:?}"),
        ))
    }

    /// Counts, unless that was done in this edition.
    pub(super) async fn count(&self, count: Sql, key: Option<&(i64, String)>) -> Result<u64> {
        if let Some(total) = key.and_then(|(edition, list)| self.counted.total(*edition, list)) {
            return Ok(total);
        }
        let total: i64 = count.query().fetch_one(&self.pool).await?.try_get(0)?;
        let total = u64::try_from(total).unwrap_or(0);
        if let Some((edition, list)) = key {
            self.counted.put_total(*edition, list, total);
        }
        Ok(total)
    }

    /// Adds the part to a query that has its conditions.
    pub(super) fn cut(
        &self,
        sql: &mut Sql,
        number: &'static str,
        cut: Cut,
        key: Option<&(i64, String)>,
    ) {
        let (after, skip, take) = match cut {
            Cut::After { position, take } => (position, 0, take),
            Cut::Page { skip, take } => {
                let end = key.and_then(|(e, list)| self.counted.end_before(*e, list, skip));
                let (before, number) = end.unwrap_or_default();
                (number, skip - before, take)
            }
        };
        if after > 0 {
            sql.push(" AND ").push(number).push(" > ").bind(after);
        }
        sql.push(" ORDER BY ")
            .push(number)
            .push(" LIMIT ")
            .bind(limit(take));
        if skip > 0 {
            sql.push(" OFFSET ").bind(limit(skip));
        }
    }

    /// Remembers where a full page ended.
    pub(super) fn remember_end(
        &self,
        cut: Cut,
        found: usize,
        last: Option<i64>,
        key: Option<&(i64, String)>,
    ) {
        let (Cut::Page { skip, take }, Some((edition, list))) = (cut, key) else {
            return;
        };
        if let Some(last) = last.filter(|_| found as u64 == take) {
            self.counted.put_end(*edition, list, skip + take, last);
        }
    }
}

fn select_from(shown: Shown) -> Sql {
    Sql::new(match shown {
        Shown::Item => {
            "SELECT l.id, l.number, l.last_modified, l.published, l.item FROM listings l"
        }
        Shown::Full => "SELECT l.id, l.number, l.last_modified, l.published, l.doc FROM listings l",
        Shown::Bare => "SELECT l.id, l.number, l.last_modified, l.published, '' FROM listings l",
    })
}

fn entry(row: &AnyRow) -> Result<Entry> {
    let is_published = row.try_get::<i64, _>(3)? == 1;
    let text: String = row.try_get(4)?;
    Ok(Entry {
        id: listing_id(row.try_get(0)?)?,
        position: row.try_get(1)?,
        last_modified: instant(row.try_get(2)?, "listings.last_modified")?,
        text: is_published.then_some(text),
    })
}
