//! What hangs on published listings: their terms, their places, their providers.

use std::collections::{HashMap, HashSet};

use sqlx::Row;

use super::catalog::words;
use super::sql::{ROWS, Sql, Value, ms, once_each};
use super::{Result, WriteTx};
use crate::domain::{ListingId, Publication, content_hash, service_places};
use crate::oruk::{self, Organization, Service, TaxonomyTerm};

/// What is written of a service at a place, but for since when it is in the list.
type PlaceRow = [Value; 9];

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
            terms.extend(terms_around(&publication.service));
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
        let mut locations: Vec<(Option<&str>, ())> = Vec::new();
        let mut rows: Vec<(Option<&str>, (bool, PlaceRow))> = Vec::new();
        for (publication, is_published) in listed {
            let places = service_places(&publication.service);
            for link in &publication.service.service_at_locations {
                let Some(id) = link.id.as_deref() else {
                    continue;
                };
                let place = places.iter().find(|place| place.link_id == id);
                let point = place.and_then(|place| place.point);
                let location = link.location.as_ref().and_then(|l| l.id.as_deref());
                locations.push((location, ()));
                let row = [
                    id.into(),
                    self.take_number().into(),
                    publication.id.to_string().into(),
                    i64::from(*is_published).into(),
                    place.and_then(|place| place.postcode.clone()).into(),
                    point.map(|point| point.0).into(),
                    point.map(|point| point.1).into(),
                    location.map(str::to_owned).into(),
                    i64::from(place.is_some_and(|place| place.is_derived)).into(),
                ];
                rows.push((Some(id), (*is_published, row)));
            }
        }
        let rows: Vec<(String, bool, PlaceRow)> = once_each(rows)
            .into_iter()
            .map(|(id, (is_published, row))| (id.to_owned(), is_published, row))
            .collect();
        let stays = self.stays_of(listed, &rows).await?;
        let staying = rows.iter().filter(|(_, is_published, _)| *is_published);
        let staying: HashSet<&str> = staying.map(|(id, _, _)| id.as_str()).collect();
        let ended = stays
            .iter()
            .filter(|(id, _)| !staying.contains(id.as_str()));
        let ended = ended.map(|(id, joined)| (id.clone(), *joined)).collect();
        self.end_stays(ended).await?;
        for chunk in listed.chunks(ROWS) {
            let mut leave =
                Sql::new("UPDATE service_at_locations SET published = 0 WHERE listing_id IN ");
            leave.bind_list(chunk.iter().map(|(p, _)| p.id.to_string()));
            leave.query().execute(&mut *self.tx).await?;
        }
        let first_seq = self.first_seq();
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(
                "INSERT INTO service_at_locations (id, number, listing_id, published, postcode, latitude, longitude, location_id, derived, joined_seq) VALUES ",
            );
            sql.bind_rows(chunk.iter().map(|(id, _, row)| {
                let joined = stays.get(id).copied().unwrap_or(first_seq);
                let [a, b, c, d, e, f, g, h, i] = row.clone();
                [a, b, c, d, e, f, g, h, i, joined.into()]
            }));
            sql.push(
                " ON CONFLICT (id) DO UPDATE SET listing_id = excluded.listing_id,
                  published = excluded.published, postcode = excluded.postcode,
                  latitude = excluded.latitude, longitude = excluded.longitude,
                  location_id = excluded.location_id, derived = excluded.derived,
                  joined_seq = excluded.joined_seq",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        let locations = once_each(locations);
        let ids: Vec<_> = locations.into_iter().map(|(id, ())| id).collect();
        self.put_locations(&ids).await
    }

    /// The places of these listings that are in the list now, and since when; and those that
    /// will be theirs.
    async fn stays_of(
        &mut self,
        listed: &[Listed<'_>],
        rows: &[(String, bool, PlaceRow)],
    ) -> Result<HashMap<String, i64>> {
        const STAYS: &str =
            "SELECT id, joined_seq FROM service_at_locations WHERE published = 1 AND ";
        let mut queries = Vec::new();
        for chunk in listed.chunks(ROWS) {
            let mut sql = Sql::new(STAYS);
            sql.push("listing_id IN ")
                .bind_list(chunk.iter().map(|(p, _)| p.id.to_string()));
            queries.push(sql);
        }
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(STAYS);
            sql.push("id IN ")
                .bind_list(chunk.iter().map(|(id, _, _)| id.clone()));
            queries.push(sql);
        }
        let mut stays = HashMap::new();
        for sql in queries {
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                stays.insert(row.try_get(0)?, row.try_get(1)?);
            }
        }
        Ok(stays)
    }

    /// Gives locations their numbers, those that have none yet.
    pub(super) async fn put_locations(&mut self, ids: &[&str]) -> Result<()> {
        for chunk in ids.chunks(ROWS) {
            let mut known = Sql::new("SELECT id FROM locations WHERE id IN ");
            known.bind_list(chunk.iter().copied());
            let mut fresh: Vec<&str> = chunk.to_vec();
            for row in known.query().fetch_all(&mut *self.tx).await? {
                let known: String = row.try_get(0)?;
                fresh.retain(|id| *id != known);
            }
            if fresh.is_empty() {
                continue;
            }
            let rows: Vec<[Value; 2]> = fresh
                .into_iter()
                .map(|id| [id.into(), self.take_number().into()])
                .collect();
            let mut sql = Sql::new("INSERT INTO locations (id, number) VALUES ");
            sql.bind_rows(rows);
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

/// The terms on what belongs to a service.
fn terms_around(service: &Service) -> impl Iterator<Item = &TaxonomyTerm> {
    let of_provider = service.organization.iter().flat_map(|o| &o.attributes);
    let of_costs = service.cost_options.iter().flat_map(|c| &c.attributes);
    let of_areas = service.service_areas.iter().flat_map(|a| &a.attributes);
    let all = of_provider.chain(of_costs).chain(of_areas);
    all.filter_map(|attribute| attribute.taxonomy_term.as_ref())
}
