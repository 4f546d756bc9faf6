//! What of a listing is published: the documents that every face serves.
//!
//! merged service + state -> [`Publication`] -> (when it is written) [`Rendered`].

use jiff::Timestamp;

use super::{FeedId, Listing, ListingId, ListingState, content_hash};
use crate::oruk::{self, Service, Status};

/// A listing's content and state, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// The listing.
    pub id: ListingId,
    /// The feed it comes from.
    pub feed: FeedId,
    /// Where it stands.
    pub state: ListingState,
    /// The service under our ids, with the status that its feed states.
    pub service: Service,
}

/// The stored form of a publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// Full ORUK v3 service, JSON text.
    pub doc: String,
    /// ORUK v3 list item, JSON text.
    pub item: String,
}

impl Publication {
    /// Takes up a stored listing again, for a change of state.
    ///
    /// # Errors
    /// When the stored document is not a service, which only damage explains.
    pub fn from_listing(listing: &Listing) -> Result<Self, serde_json::Error> {
        let mut service: Service = serde_json::from_str(&listing.doc)?;
        service.status = Some(listing.feed_status);
        service.last_modified = None;
        Ok(Self {
            id: listing.id,
            feed: listing.feed.clone(),
            state: listing.state,
            service,
        })
    }

    /// What the feed says of the service; a service without a status counts as active.
    pub fn feed_status(&self) -> Status {
        self.service.status.unwrap_or(Status::Active)
    }

    /// What we publish: a suspended listing is `inactive`, a removed one `defunct`,
    /// unless the feed's own word says more.
    pub fn published_status(&self) -> Status {
        match (self.state, self.feed_status()) {
            (ListingState::Removed, _) => Status::Defunct,
            (ListingState::Suspended, Status::Active) => Status::Inactive,
            (_, feed) => feed,
        }
    }

    /// Hash of content, status and state: of the content as it is written, so that a
    /// publication from a stored document hashes like the one that was stored.
    /// `last_modified` stays out, else hubs that feed each other would never settle.
    ///
    /// # Errors
    /// When the service holds a number that JSON cannot (NaN or infinite).
    pub fn hash(&self) -> Result<String, serde_json::Error> {
        let mut service = self.service.clone();
        service.id = Some(self.id.to_string());
        service.status = Some(self.feed_status());
        service.last_modified = None;
        let text = format!(
            "{}\n{}",
            self.state.as_str(),
            oruk::write::detail(&service)?
        );
        Ok(content_hash(text.as_bytes()))
    }

    /// The documents as they stand from `last_modified` on.
    ///
    /// # Errors
    /// When the service holds a number that JSON cannot (NaN or infinite).
    pub fn render(&self, last_modified: Timestamp) -> Result<Rendered, serde_json::Error> {
        let mut service = self.service.clone();
        service.id = Some(self.id.to_string());
        service.status = Some(self.published_status());
        service.last_modified = Some(oruk::write::instant(last_modified));
        let (doc, item) = oruk::write::detail_and_item(&service)?;
        Ok(Rendered { doc, item })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::generate::Generator;

    #[test]
    fn a_publication_from_a_stored_document_hashes_like_the_one_that_was_stored() {
        let mut generator = Generator::new(3);
        for state in ListingState::ALL {
            let publication = Publication {
                id: ListingId(uuid::Uuid::from_u128(1)),
                feed: "sheffield".parse().unwrap(),
                state,
                service: generator.service(),
            };
            let rendered = publication.render(Timestamp::UNIX_EPOCH).unwrap();
            let stored = Listing {
                id: publication.id,
                number: 1,
                state,
                feed_status: publication.feed_status(),
                is_published: state.is_published(),
                feed: publication.feed.clone(),
                name: String::new(),
                seq: 1,
                last_modified: Timestamp::UNIX_EPOCH,
                doc: rendered.doc,
                item: rendered.item,
            };
            let again = Publication::from_listing(&stored).unwrap();
            assert_eq!(again.hash().unwrap(), publication.hash().unwrap());
        }
    }
}
