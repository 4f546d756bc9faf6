//! What hangs on published listings: their terms, their places, their providers.

use std::collections::HashMap;

use sqlx::Row;

use super::catalog::words;
use super::sql::{ROWS, Sql, Value, ms, once_each};
use super::{Result, WriteTx};
use crate::domain::{ListingId, Publication, content_hash, service_places};
use crate::oruk::{self, Organization, TaxonomyTerm};

/// A publication, and whether ORUK lists and details hold it.
type Listed<'a> = (&'a Publication, bool);

impl WriteTx {
    /// Replaces the terms on listings, for filters.
    pub(super) async fn put_listing_terms(&mut self, listed: &[Listed<'_>]) -> Result<()> {
        for chunk in listed.chunks(ROWS) {
            let mut delete = Sql::new("DELETE FROM listing_terms WHERE listing_id IN ");
            delete.bind_list(chunk.iter().map(|(p, _)| p.id.to_string()));
            delete.query().execute(&mut *self.tx).await?;
        }
        let mut rows: Vec<(ListingId, String, Option<String>)> = Vec::new();
        let mut terms: Vec<&TaxonomyTerm> = Vec::new();
        for (publication, _) in listed {
            for attribute in &publication.service.attributes {
                let term = attribute.taxonomy_term.as_ref();
                let nested_id = || term.and_then(|term| term.id.clone());
                if let Some(id) = attribute.taxonomy_term_id.clone().or_else(nested_id) {
                    let taxonomy = term.and_then(|term| term.taxonomy_id.clone());
                    rows.push((publication.id, id, taxonomy));
                }
                terms.extend(term);
            }
        }
        for chunk in rows.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO listing_terms (listing_id, term_id, taxonomy_id) VALUES ");
            sql.bind_rows(chunk.iter().map(|(listing, term, taxonomy)| {
                [
                    listing.to_string().into(),
                    term.clone().into(),
                    taxonomy.clone().into(),
                ]
            }));
            sql.push(" ON CONFLICT (listing_id, term_id) DO NOTHING");
            sql.query().execute(&mut *self.tx).await?;
        }
        self.put_new_terms(&terms).await
    }

    /// Writes the places of listings. Each keeps its row, and with it its number, while it
    /// lasts.
    pub(super) async fn put_links(&mut self, listed: &[Listed<'_>]) -> Result<()> {
        let mut rows: Vec<(Option<&str>, [Value; 9])> = Vec::new();
        for (publication, is_published) in listed {
            let places = service_places(&publication.service);
            for link in &publication.service.service_at_locations {
                let Some(id) = link.id.as_deref() else {
                    continue;
                };
                let place = places.iter().find(|place| place.link_id == id);
                let point = place.and_then(|place| place.point);
                let row = [
                    id.into(),
                    self.take_number().into(),
                    publication.id.to_string().into(),
                    i64::from(*is_published).into(),
                    place.and_then(|place| place.postcode.clone()).into(),
                    point.map(|point| point.0).into(),
                    point.map(|point| point.1).into(),
                    link.location.as_ref().and_then(|at| at.id.clone()).into(),
                    i64::from(place.is_some_and(|place| place.is_derived)).into(),
                ];
                rows.push((Some(id), row));
            }
        }
        let rows = once_each(rows);
        for chunk in listed.chunks(ROWS) {
            let mut delete = Sql::new("DELETE FROM service_at_locations WHERE listing_id IN ");
            delete.bind_list(chunk.iter().map(|(p, _)| p.id.to_string()));
            let kept = chunk
                .iter()
                .flat_map(|(p, _)| &p.service.service_at_locations)
                .filter_map(|link| link.id.clone());
            // '' stands for none: `NOT IN (NULL)` would keep every row.
            delete
                .push(" AND id NOT IN ")
                .bind_list(std::iter::once(String::new()).chain(kept));
            delete.query().execute(&mut *self.tx).await?;
        }
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(
                "INSERT INTO service_at_locations (id, number, listing_id, published, postcode, latitude, longitude, location_id, derived) VALUES ",
            );
            sql.bind_rows(chunk.iter().map(|(_, row)| row.clone()));
            sql.push(
                " ON CONFLICT (id) DO UPDATE SET listing_id = excluded.listing_id,
                  published = excluded.published, postcode = excluded.postcode,
                  latitude = excluded.latitude, longitude = excluded.longitude,
                  location_id = excluded.location_id, derived = excluded.derived",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Writes providers as the services that name them state them; of several statements
    /// the last one counts.
    pub(super) async fn put_organizations(&mut self, listed: &[Listed<'_>]) -> Result<()> {
        let organizations = listed
            .iter()
            .filter_map(|(publication, _)| publication.service.organization.as_ref());
        let organizations = once_each(organizations.map(|o| (o.id.as_deref(), o)));
        for chunk in organizations.chunks(ROWS) {
            let before = self.organization_hashes(chunk).await?;
            let mut rows: Vec<[Value; 7]> = Vec::new();
            for (id, organization) in chunk {
                let doc = oruk::write::organization_detail(organization)?;
                let hash = content_hash(doc.as_bytes());
                if before.get(*id).is_some_and(|before| *before == hash) {
                    continue;
                }
                rows.push([
                    (*id).into(),
                    self.take_number().into(),
                    hash.into(),
                    ms(self.now).into(),
                    words(&organization.name, &organization.description).into(),
                    doc.into(),
                    oruk::write::organization_item(organization)?.into(),
                ]);
            }
            if rows.is_empty() {
                continue;
            }
            let mut sql = Sql::new(
                "INSERT INTO organizations (id, number, hash, last_modified, words, doc, item) VALUES ",
            );
            sql.bind_rows(rows);
            sql.push(
                " ON CONFLICT (id) DO UPDATE SET hash = excluded.hash,
                  last_modified = excluded.last_modified, words = excluded.words, doc = excluded.doc,
                  item = excluded.item",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn organization_hashes(
        &mut self,
        organizations: &[(&str, &Organization)],
    ) -> Result<HashMap<String, String>> {
        let mut sql = Sql::new("SELECT id, hash FROM organizations WHERE id IN ");
        sql.bind_list(organizations.iter().map(|(id, _)| *id));
        let rows = sql.query().fetch_all(&mut *self.tx).await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect()
    }
}
