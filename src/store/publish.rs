//! Writing what is published: a listing's documents, its side tables and its change.

use sqlx::Row;

use super::sql::{Sql, ms};
use super::{Result, WriteTx};
use crate::domain::{
    ChangeReason, ListingId, ListingState, Publication, Rendered, content_hash, service_places,
};
use crate::oruk::{self, Organization, Service};

/// What came of writing a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The published content is what it was: nothing was written, no change noted.
    Unchanged,
    /// Written, at this position of the change log.
    Written(i64),
}

impl WriteTx {
    /// Writes a listing as it shall be published and notes the change. Content that is
    /// already published writes nothing: a refresh without a real change leaves no trace.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn publish(
        &mut self,
        publication: &Publication,
        reason: ChangeReason,
    ) -> Result<Saved> {
        let hash = publication.hash()?;
        let before = sqlx::query("SELECT number, hash FROM listings WHERE id = $1")
            .bind(publication.id.to_string())
            .fetch_optional(&mut *self.tx)
            .await?;
        let number = match before {
            Some(row) if row.try_get::<String, _>(1)? == hash => return Ok(Saved::Unchanged),
            Some(row) => row.try_get(0)?,
            None => self.take_number(),
        };
        let rendered = publication.render(self.now)?;
        let seq = self.take_seq();
        self.put_listing(publication, &rendered, hash, number, seq)
            .await?;
        self.put_listing_terms(publication.id, &publication.service)
            .await?;
        self.put_links(publication).await?;
        if let Some(organization) = &publication.service.organization {
            self.put_organization(organization).await?;
        }
        self.note_change(publication.id, publication.state, reason, seq)
            .await?;
        Ok(Saved::Written(seq))
    }

    async fn put_listing(
        &mut self,
        publication: &Publication,
        rendered: &Rendered,
        hash: String,
        number: i64,
        seq: i64,
    ) -> Result<()> {
        let removed_at = (publication.state == ListingState::Removed).then(|| ms(self.now));
        sqlx::query(
            "INSERT INTO listings (id, number, state, feed_status, feed_id, name, organization_id,
                published, hash, seq, last_modified, removed_at, doc, item)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, feed_status = excluded.feed_status,
                feed_id = excluded.feed_id, name = excluded.name, organization_id = excluded.organization_id,
                published = excluded.published, hash = excluded.hash, seq = excluded.seq,
                last_modified = excluded.last_modified, removed_at = excluded.removed_at,
                doc = excluded.doc, item = excluded.item",
        )
        .bind(publication.id.to_string())
        .bind(number)
        .bind(publication.state.as_str())
        .bind(publication.feed_status().as_str())
        .bind(publication.feed.as_str().to_owned())
        .bind(publication.service.name.clone().unwrap_or_default())
        .bind(publication.service.organization_id.clone())
        .bind(i64::from(publication.state.is_published()))
        .bind(hash)
        .bind(seq)
        .bind(ms(self.now))
        .bind(removed_at)
        .bind(rendered.doc.clone())
        .bind(rendered.item.clone())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_listing_terms(&mut self, listing: ListingId, service: &Service) -> Result<()> {
        sqlx::query("DELETE FROM listing_terms WHERE listing_id = $1")
            .bind(listing.to_string())
            .execute(&mut *self.tx)
            .await?;
        for attribute in &service.attributes {
            let term = attribute.taxonomy_term.as_ref();
            let Some(term_id) = attribute
                .taxonomy_term_id
                .clone()
                .or_else(|| term.and_then(|t| t.id.clone()))
            else {
                continue;
            };
            sqlx::query(
                "INSERT INTO listing_terms (listing_id, term_id, taxonomy_id) VALUES ($1, $2, $3)
                 ON CONFLICT (listing_id, term_id) DO NOTHING",
            )
            .bind(listing.to_string())
            .bind(term_id)
            .bind(term.and_then(|t| t.taxonomy_id.clone()))
            .execute(&mut *self.tx)
            .await?;
            if let Some(term) = term {
                self.put_term_if_new(term).await?;
            }
        }
        Ok(())
    }

    /// Services at places keep their row, and with it their number, while they last.
    async fn put_links(&mut self, publication: &Publication) -> Result<()> {
        let places = service_places(&publication.service);
        let all: Vec<&str> = publication
            .service
            .service_at_locations
            .iter()
            .filter_map(|link| link.id.as_deref())
            .collect();
        let mut delete = Sql::new("DELETE FROM service_at_locations WHERE listing_id = ");
        delete.bind(publication.id.to_string());
        if !all.is_empty() {
            delete
                .push(" AND id NOT IN ")
                .bind_list(all.iter().copied());
        }
        delete.query().execute(&mut *self.tx).await?;
        for id in all {
            let place = places.iter().find(|place| place.link_id == id);
            let number = self.take_number();
            sqlx::query(
                "INSERT INTO service_at_locations (id, number, listing_id, published, postcode, latitude, longitude)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (id) DO UPDATE SET listing_id = excluded.listing_id,
                    published = excluded.published, postcode = excluded.postcode,
                    latitude = excluded.latitude, longitude = excluded.longitude",
            )
            .bind(id.to_owned())
            .bind(number)
            .bind(publication.id.to_string())
            .bind(i64::from(publication.state.is_published()))
            .bind(place.and_then(|place| place.postcode.clone()))
            .bind(place.and_then(|place| place.point).map(|point| point.0))
            .bind(place.and_then(|place| place.point).map(|point| point.1))
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }

    async fn put_organization(&mut self, organization: &Organization) -> Result<()> {
        let Some(id) = organization.id.clone() else {
            return Ok(());
        };
        let doc = oruk::write::organization_detail(organization)?;
        let hash = content_hash(doc.as_bytes());
        let before = sqlx::query("SELECT number, hash FROM organizations WHERE id = $1")
            .bind(id.clone())
            .fetch_optional(&mut *self.tx)
            .await?;
        let number = match before {
            Some(row) if row.try_get::<String, _>(1)? == hash => return Ok(()),
            Some(row) => row.try_get(0)?,
            None => self.take_number(),
        };
        sqlx::query(
            "INSERT INTO organizations (id, number, hash, last_modified, doc, item) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, last_modified = excluded.last_modified,
                doc = excluded.doc, item = excluded.item",
        )
        .bind(id)
        .bind(number)
        .bind(hash)
        .bind(ms(self.now))
        .bind(doc)
        .bind(oruk::write::organization_item(organization)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn note_change(
        &mut self,
        listing: ListingId,
        state: ListingState,
        reason: ChangeReason,
        seq: i64,
    ) -> Result<()> {
        let state = match state {
            ListingState::Suspended => "suspended",
            ListingState::Listed | ListingState::Frozen => "updated",
            _ => "deleted",
        };
        sqlx::query("INSERT INTO change_log (seq, listing_id, state, reason, modified) VALUES ($1, $2, $3, $4, $5)")
            .bind(seq)
            .bind(listing.to_string())
            .bind(state)
            .bind(reason.as_str())
            .bind(ms(self.now))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Erases the documents of listings that were removed before `before`: from then
    /// on only their tombstone stays. Returns how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn erase_removed(&mut self, before: jiff::Timestamp) -> Result<u64> {
        sqlx::query("DELETE FROM service_at_locations WHERE listing_id IN (SELECT id FROM listings WHERE state = 'removed' AND published = 1 AND removed_at < $1)")
            .bind(ms(before))
            .execute(&mut *self.tx)
            .await?;
        let done = sqlx::query("UPDATE listings SET published = 0, doc = '', item = '' WHERE state = 'removed' AND published = 1 AND removed_at < $1")
            .bind(ms(before))
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected())
    }
}
