//! From hits to what people are shown of them.

use std::collections::HashMap;

use serde::Serialize;

use super::{Origin, SearchAnswer};
use crate::domain::{Card, ListingId};
use crate::store::{Store, StoreError};

/// One result, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundCard {
    /// What is said of the listing; its nearest place comes first.
    #[serde(flatten)]
    pub card: Card,
    /// Geodesic metres from the origin to its nearest place; `None` without an origin or place.
    pub distance_m: Option<f64>,
    /// Whether that place is known only by its postcode.
    pub approximate: bool,
}

impl SearchAnswer {
    /// The cards of this page, in order. Hits on listings that are no longer searchable are
    /// left out, and of `total` too: the index may be a moment behind the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn cards(
        &mut self,
        store: &Store,
        origin: Option<Origin>,
    ) -> Result<Vec<FoundCard>, StoreError> {
        let ids: Vec<ListingId> = self.hits.iter().map(|hit| hit.id).collect();
        let mut listings: HashMap<_, _> = store
            .listings_by_id(&ids)
            .await?
            .into_iter()
            .filter(|listing| listing.is_searchable())
            .map(|listing| (listing.id, listing))
            .collect();
        let read: HashMap<_, _> = store
            .watch_pages(&ids)
            .await?
            .into_iter()
            .map(|page| (page.listing, page.good_at))
            .collect();
        let before = self.hits.len();
        self.hits.retain(|hit| listings.contains_key(&hit.id));
        self.total = self.total.saturating_sub((before - self.hits.len()) as u64);
        let mut cards = Vec::with_capacity(self.hits.len());
        for hit in &self.hits {
            let Some(listing) = listings.remove(&hit.id) else {
                continue;
            };
            let mut card = Card::of(&listing, read.get(&hit.id).copied().flatten())?;
            if let Some(origin) = origin {
                card.put_nearest_first(origin.lat, origin.lon);
            }
            cards.push(FoundCard {
                card,
                distance_m: hit.distance_m,
                approximate: hit.approximate,
            });
        }
        Ok(cards)
    }
}
