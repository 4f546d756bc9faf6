//! Coordinates by the postcode, where feeds state none: which places lack them, and keeping
//! those that were given while the postcode stays.
//!
//! `federation` asks the gazetteer and publishes; here is what it asks the database.

use std::borrow::Cow;
use std::collections::HashMap;

use sqlx::Row;

use super::listings::{limit, listing_id};
use super::sql::{ROWS, Sql};
use super::{Result, Store, WriteTx};
use crate::domain::{ChangeReason, ListingId, Publication, derive, service_places};

/// A published place whose feed states no coordinates.
#[derive(Debug, Clone, PartialEq)]
pub struct Unplaced {
    /// The listing.
    pub listing: ListingId,
    /// As the document states it.
    pub postcode: String,
    /// Those that the gazetteer gave it, in WGS84 degrees.
    pub derived: Option<(f64, f64)>,
    /// Where it stands among all places.
    pub number: i64,
}

type Derived = HashMap<String, (String, (f64, f64))>;

impl Store {
    /// Published places whose feeds state a postcode and no coordinates, in the order of their
    /// numbers: those after `number`, of listings that changed after `seq`, `take` at most.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unplaced(&self, seq: i64, number: i64, take: u64) -> Result<Vec<Unplaced>> {
        let mut sql = Sql::new(
            "SELECT s.listing_id, s.postcode, s.latitude, s.longitude, s.number
             FROM service_at_locations s JOIN listings l ON l.id = s.listing_id
             WHERE s.published = 1 AND s.postcode IS NOT NULL
               AND (s.latitude IS NULL OR s.derived = 1) AND s.number > ",
        );
        sql.bind(number).push(" AND l.seq > ").bind(seq);
        sql.push(" ORDER BY s.number LIMIT ").bind(limit(take));
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let (lat, lon): (Option<f64>, Option<f64>) = (row.try_get(2)?, row.try_get(3)?);
                Ok(Unplaced {
                    listing: listing_id(row.try_get(0)?)?,
                    postcode: row.try_get(1)?,
                    derived: lat.zip(lon),
                    number: row.try_get(4)?,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Publications with the coordinates that their places were given before, as long as the
    /// postcode is the same: what a feed sends again has not moved.
    pub(super) async fn with_derived<'a>(
        &mut self,
        publications: &[(&'a Publication, ChangeReason)],
    ) -> Result<Vec<Cow<'a, Publication>>> {
        let lacks_point = |publication: &Publication| {
            let mut places = service_places(&publication.service).into_iter();
            places.any(|place| place.point.is_none() && place.postcode.is_some())
        };
        let lacking = publications.iter().filter(|(p, _)| lacks_point(p));
        let derived = self
            .derived_of(lacking.map(|(p, _)| p.id).collect())
            .await?;
        let with = publications.iter().map(|(publication, _)| {
            if derived.is_empty() || !lacks_point(publication) {
                return Cow::Borrowed(*publication);
            }
            let mut with = (*publication).clone();
            derive(&mut with.service, |link, postcode| {
                let (before, point) = derived.get(link)?;
                (before == postcode).then_some(*point)
            });
            Cow::Owned(with)
        });
        Ok(with.collect())
    }

    async fn derived_of(&mut self, listings: Vec<ListingId>) -> Result<Derived> {
        let mut derived = Derived::new();
        for chunk in listings.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT id, postcode, latitude, longitude FROM service_at_locations
                 WHERE derived = 1 AND postcode IS NOT NULL AND listing_id IN ",
            );
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                let point = (row.try_get(2)?, row.try_get(3)?);
                derived.insert(row.try_get(0)?, (row.try_get(1)?, point));
            }
        }
        Ok(derived)
    }
}
