//! Ages and times that services state, in rows beside the listings: what ORUK lists are
//! filtered by.

use sqlx::Row;

use super::listings::{ListingFilter, listing_id};
use super::sql::{ROWS, Sql, Value};
use super::{Result, Store, WriteTx};
use crate::domain::ListingId;
use crate::domain::offer::{Session, scheduled_sessions};
use crate::oruk::Service;

/// What one entry of a timetable must meet; everything that is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hours {
    /// On any of these days of the week, as bits, Monday 1 and Sunday 64; 0: any.
    pub days: u8,
    /// It opens at this minute after midnight or later.
    pub opens_from: Option<u16>,
    /// It closes at this minute or earlier.
    pub closes_by: Option<u16>,
}

/// The fact in `meta` that tells that every listing has its rows.
const FILLED: &str = "lists";

impl WriteTx {
    /// Replaces the ages and times of listings.
    pub(super) async fn put_facts(&mut self, listed: &[(ListingId, &Service)]) -> Result<()> {
        for chunk in listed.chunks(ROWS) {
            for delete in [
                "DELETE FROM listing_ages WHERE listing_id IN ",
                "DELETE FROM listing_hours WHERE listing_id IN ",
            ] {
                let mut delete = Sql::new(delete);
                delete.bind_list(chunk.iter().map(|(id, _)| id.to_string()));
                delete.query().execute(&mut *self.tx).await?;
            }
        }
        let ages = listed.iter().filter_map(|(id, service)| {
            let (minimum, maximum) = (service.minimum_age, service.maximum_age);
            minimum.or(maximum)?;
            Some([id.to_string().into(), minimum.into(), maximum.into()])
        });
        let insert = "INSERT INTO listing_ages (listing_id, minimum, maximum) VALUES ";
        self.insert(insert, &ages.collect::<Vec<[Value; 3]>>())
            .await?;
        let hours = listed.iter().flat_map(|(id, service)| {
            let sessions = scheduled_sessions(service).into_iter();
            sessions.map(|session| row(*id, session))
        });
        let insert = "INSERT INTO listing_hours (listing_id, days, opens, closes) VALUES ";
        self.insert(insert, &hours.collect::<Vec<[Value; 4]>>())
            .await?;
        self.put_term_links(listed).await
    }

    /// Tells the places of a listing that were written before which locations they are at.
    async fn fill_locations(&mut self, service: &Service) -> Result<()> {
        let mut locations = Vec::new();
        for link in &service.service_at_locations {
            let location = link.location.as_ref().and_then(|l| l.id.as_deref());
            let (Some(link), Some(location)) = (link.id.as_deref(), location) else {
                continue;
            };
            let mut sql = Sql::new("UPDATE service_at_locations SET location_id = ");
            sql.bind(location).push(" WHERE id = ").bind(link);
            sql.query().execute(&mut *self.tx).await?;
            if !locations.contains(&location) {
                locations.push(location);
            }
        }
        self.put_locations(&locations).await
    }

    async fn insert<const N: usize>(
        &mut self,
        insert: &'static str,
        rows: &[[Value; N]],
    ) -> Result<()> {
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(insert);
            sql.bind_rows(chunk.iter().cloned());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

fn row(id: ListingId, session: Session) -> [Value; 4] {
    [
        id.to_string().into(),
        i64::from(session.days).into(),
        session.opens.map(i64::from).into(),
        session.closes.map(i64::from).into(),
    ]
}

impl Store {
    /// Gives listings their rows that were written before there were any; short transactions,
    /// and once only.
    pub(super) async fn fill_facts(&self) -> Result<()> {
        let filled = sqlx::query("SELECT value FROM meta WHERE key = $1").bind(FILLED);
        if filled.fetch_optional(&self.pool).await?.is_some() {
            return Ok(());
        }
        let mut after = 0;
        loop {
            let mut tx = self.write().await?;
            let rows = sqlx::query(
                "SELECT id, number, doc FROM listings WHERE number > $1 ORDER BY number LIMIT 100",
            )
            .bind(after)
            .fetch_all(&mut *tx.tx)
            .await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get(1)?;
            let mut services: Vec<(ListingId, Service)> = Vec::with_capacity(rows.len());
            for row in &rows {
                // An erased listing has no document.
                if let Ok(service) = serde_json::from_str(&row.try_get::<String, _>(2)?) {
                    services.push((listing_id(row.try_get(0)?)?, service));
                }
            }
            let listed: Vec<_> = services
                .iter()
                .map(|(id, service)| (*id, service))
                .collect();
            tx.put_facts(&listed).await?;
            for (_, service) in &listed {
                tx.fill_locations(service).await?;
            }
            tx.note_lists_change();
            tx.commit().await?;
        }
        sqlx::query("INSERT INTO meta (key, value) VALUES ($1, '1') ON CONFLICT (key) DO NOTHING")
            .bind(FILLED)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Adds ` AND …` for ages and times. What states neither does not match.
pub(super) fn conditions(sql: &mut Sql, filter: &ListingFilter) {
    if let Some(years) = filter.minimum_age {
        sql.push(" AND l.id IN (SELECT listing_id FROM listing_ages WHERE minimum >= ")
            .bind(years)
            .push(")");
    }
    if let Some(years) = filter.maximum_age {
        sql.push(" AND l.id IN (SELECT listing_id FROM listing_ages WHERE maximum <= ")
            .bind(years)
            .push(")");
    }
    if filter.hours.is_empty() {
        return;
    }
    sql.push(" AND l.id IN (SELECT listing_id FROM listing_hours WHERE 1 = 0");
    for asked in &filter.hours {
        sql.push(" OR (1 = 1");
        if asked.days != 0 {
            sql.push(" AND (days & ")
                .bind(i64::from(asked.days))
                .push(") <> 0");
        }
        if let Some(minute) = asked.opens_from {
            sql.push(" AND opens >= ").bind(i64::from(minute));
        }
        if let Some(minute) = asked.closes_by {
            sql.push(" AND closes <= ").bind(i64::from(minute));
        }
        sql.push(")");
    }
    sql.push(")");
}
