//! Services at places: pages for ORUK, circles on the ground, and points to learn postcodes from.

use geo::{Distance, Geodesic, Point};
use sqlx::Row;

use super::listings::{ListingFilter, Near, Page, conditions, limit, listing_id, to_usize};
use super::sql::Sql;
use super::{Result, Store};
use crate::domain::ListingId;

/// One service at one place: which listing's document holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// Id of the service_at_location.
    pub id: String,
    /// The listing.
    pub listing: ListingId,
}

/// A postcode with the point that a feed states for it.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedPlace {
    /// The listing that teaches it.
    pub listing: ListingId,
    /// As the document states it.
    pub postcode: String,
    /// WGS84 degrees.
    pub lat: f64,
    /// WGS84 degrees.
    pub lon: f64,
}

/// Half the Earth's mean circumference over 180: metres in a degree of latitude, rounded
/// down, so that a box drawn with it is never too small.
const METRES_PER_DEGREE: f64 = 110_000.0;

impl Store {
    /// One service_at_location by id, if published.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn link(&self, id: &str) -> Result<Option<LinkRow>> {
        let row = sqlx::query(
            "SELECT id, listing_id FROM service_at_locations WHERE id = $1 AND published = 1",
        )
        .bind(id.to_owned())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(LinkRow {
                id: row.try_get(0)?,
                listing: listing_id(row.try_get(1)?)?,
            })
        })
        .transpose()
    }

    /// Published services at places whose listing matches, a page in number order. With a
    /// circle, the place itself lies inside.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn links(
        &self,
        filter: &ListingFilter,
        skip: u64,
        take: u64,
    ) -> Result<Page<LinkRow>> {
        const FROM: &str = " FROM service_at_locations s JOIN listings l ON l.id = s.listing_id";
        if filter.is_plain() {
            let mut count = Sql::new("SELECT COUNT(*)");
            conditions(count.push(FROM), filter);
            let total: i64 = count.query().fetch_one(&self.pool).await?.try_get(0)?;
            let mut sql = Sql::new("SELECT s.id, s.listing_id");
            conditions(sql.push(FROM), filter);
            sql.push(" ORDER BY s.number LIMIT ")
                .bind(limit(take))
                .push(" OFFSET ")
                .bind(limit(skip));
            let items = link_rows(&sql.query().fetch_all(&self.pool).await?)?;
            return Ok(Page {
                items,
                total: u64::try_from(total).unwrap_or(0),
            });
        }
        let mut sql = Sql::new("SELECT s.id, s.listing_id");
        conditions(sql.push(FROM), filter);
        sql.push(" ORDER BY s.number");
        let mut links = link_rows(&sql.query().fetch_all(&self.pool).await?)?;
        let is_kept = filter.by_id();
        links.retain(|link| is_kept(&link.listing));
        if let Some(near) = filter.near {
            let inside: std::collections::HashSet<_> = self
                .links_near(near)
                .await?
                .into_iter()
                .map(|link| link.id)
                .collect();
            links.retain(|link| inside.contains(&link.id));
        }
        let total = links.len() as u64;
        let items = links
            .into_iter()
            .skip(to_usize(skip))
            .take(to_usize(take))
            .collect();
        Ok(Page { items, total })
    }

    /// Published services at places inside a circle: a box by SQL, then the geodesic.
    pub(super) async fn links_near(&self, near: Near) -> Result<Vec<LinkRow>> {
        let lat_reach = near.radius_m / METRES_PER_DEGREE;
        let shrink = (near.lat.abs() + lat_reach).min(89.0).to_radians().cos();
        let lon_reach = lat_reach / shrink;
        let mut sql = Sql::new(
            "SELECT id, listing_id, latitude, longitude FROM service_at_locations WHERE published = 1 AND latitude BETWEEN ",
        );
        sql.bind(near.lat - lat_reach)
            .push(" AND ")
            .bind(near.lat + lat_reach);
        sql.push(" AND longitude BETWEEN ")
            .bind(near.lon - lon_reach)
            .push(" AND ")
            .bind(near.lon + lon_reach);
        let centre = Point::new(near.lon, near.lat);
        let mut inside = Vec::new();
        for row in sql.query().fetch_all(&self.pool).await? {
            let place = Point::new(row.try_get::<f64, _>(3)?, row.try_get::<f64, _>(2)?);
            if Geodesic.distance(centre, place) <= near.radius_m {
                inside.push(LinkRow {
                    id: row.try_get(0)?,
                    listing: listing_id(row.try_get(1)?)?,
                });
            }
        }
        Ok(inside)
    }

    /// Every published place that states both a postcode and a point: what postcodes are
    /// learned from.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn learned_places(&self) -> Result<Vec<LearnedPlace>> {
        let rows = sqlx::query(
            "SELECT listing_id, postcode, latitude, longitude FROM service_at_locations
             WHERE published = 1 AND derived = 0 AND postcode IS NOT NULL AND latitude IS NOT NULL AND longitude IS NOT NULL
             ORDER BY number",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(LearnedPlace {
                    listing: listing_id(row.try_get(0)?)?,
                    postcode: row.try_get(1)?,
                    lat: row.try_get(2)?,
                    lon: row.try_get(3)?,
                })
            })
            .collect()
    }
}

fn link_rows(rows: &[sqlx::any::AnyRow]) -> Result<Vec<LinkRow>> {
    rows.iter()
        .map(|row| {
            Ok(LinkRow {
                id: row.try_get(0)?,
                listing: listing_id(row.try_get(1)?)?,
            })
        })
        .collect()
}
