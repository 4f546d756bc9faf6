//! Services at places: pages for ORUK, circles on the ground, and points to learn postcodes from.

use std::collections::HashSet;

use geo::{Distance, Geodesic, Point};
use sqlx::Row;

use super::listings::{ListingFilter, Near, Page, listing_id, narrow, to_usize};
use super::sql::Sql;
use super::stays::{LINKS, present};
use super::{Cut, Result, Store};
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

/// What a filter selects of the services at places.
#[derive(Debug, Clone)]
pub struct LinkSelection {
    filter: ListingFilter,
    /// What SQL alone cannot tell, in order.
    links: Option<Vec<(i64, LinkRow)>>,
    key: Option<(i64, String)>,
    /// How many there are.
    pub total: u64,
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

    /// Selects services at places whose listing matches. With a circle, the place itself
    /// lies inside.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn select_links(&self, filter: ListingFilter) -> Result<LinkSelection> {
        let filter = ListingFilter {
            begun: self.needed_past(filter.begun).await?,
            ..filter
        };
        if filter.is_plain() {
            let mut count = Sql::new("SELECT COUNT(*)");
            of_links(&mut count, &filter);
            let key = self.list_key("service_at_locations", &filter).await?;
            return Ok(LinkSelection {
                total: self.count(count, Some(&key)).await?,
                filter,
                links: None,
                key: Some(key),
            });
        }
        let mut sql = Sql::new(COLUMNS);
        of_links(&mut sql, &filter);
        sql.push(" ORDER BY s.number");
        let mut links = link_rows(&sql.query().fetch_all(&self.pool).await?)?;
        let is_kept = filter.by_id();
        links.retain(|(_, link)| is_kept(&link.listing));
        if let Some(near) = filter.near {
            let inside = self.links_near(near).await?;
            let inside: HashSet<_> = inside.into_iter().map(|link| link.id).collect();
            links.retain(|(_, link)| inside.contains(&link.id));
        }
        Ok(LinkSelection {
            total: links.len() as u64,
            filter,
            links: Some(links),
            key: None,
        })
    }

    /// A part of the services at places, each with its position.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn link_entries(
        &self,
        selection: &LinkSelection,
        cut: Cut,
    ) -> Result<Vec<(i64, LinkRow)>> {
        if let Some(links) = &selection.links {
            let (skip, take) = match cut {
                Cut::Page { skip, take } => (to_usize(skip), take),
                Cut::After { position, take } => {
                    (links.partition_point(|(at, _)| *at <= position), take)
                }
            };
            return Ok(links
                .iter()
                .skip(skip)
                .take(to_usize(take))
                .cloned()
                .collect());
        }
        let mut sql = Sql::new(COLUMNS);
        of_links(&mut sql, &selection.filter);
        self.cut(&mut sql, "s.number", cut, selection.key.as_ref());
        let found = link_rows(&sql.query().fetch_all(&self.pool).await?)?;
        let last = found.last().map(|(at, _)| *at);
        self.remember_end(cut, found.len(), last, selection.key.as_ref());
        Ok(found)
    }

    /// A page of the services at places, in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn links(
        &self,
        filter: &ListingFilter,
        skip: u64,
        take: u64,
    ) -> Result<Page<LinkRow>> {
        let selection = self.select_links(filter.clone()).await?;
        let cut = Cut::Page { skip, take };
        let found = self.link_entries(&selection, cut).await?;
        Ok(Page {
            items: found.into_iter().map(|(_, link)| link).collect(),
            total: selection.total,
        })
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

const COLUMNS: &str = "SELECT s.id, s.listing_id, s.number";

/// Adds what services at places are read from, and everything that SQL decides of them.
fn of_links(sql: &mut Sql, filter: &ListingFilter) {
    sql.push(" FROM service_at_locations s JOIN listings l ON l.id = s.listing_id WHERE ");
    present(sql, LINKS, filter.begun);
    narrow(sql, filter);
}

fn link_rows(rows: &[sqlx::any::AnyRow]) -> Result<Vec<(i64, LinkRow)>> {
    rows.iter()
        .map(|row| {
            let link = LinkRow {
                id: row.try_get(0)?,
                listing: listing_id(row.try_get(1)?)?,
            };
            Ok((row.try_get(2)?, link))
        })
        .collect()
}
