//! From hits to what people are shown of them.

use std::collections::HashMap;
use std::hash::Hash;

use serde::Serialize;

use super::{SearchAnswer, SearchRequest};
use crate::domain::{Card, FeedId, ListingId, ListingState};
use crate::store::{Store, StoreError, WatchPage};

/// One result, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundCard {
    /// What is said of the listing; its nearest place comes first.
    #[serde(flatten)]
    pub card: Card,
    /// `listed`, or `frozen` when it is full.
    pub state: ListingState,
    /// Geodesic metres from the origin to its nearest place; `None` without an origin or place.
    pub distance_m: Option<f64>,
    /// Whether that place is known only by its postcode.
    pub approximate: bool,
    /// Whether its stated areas take in the person's home; `None` when that cannot be said.
    pub covers_you: Option<bool>,
    /// The feed that it comes from.
    pub feed: FeedName,
    /// What is known of its provider's page.
    #[serde(skip)]
    pub page: Option<WatchPage>,
}

/// A feed by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedName {
    /// Its short name.
    pub id: FeedId,
    /// Its name for people; the id where the store knows none.
    pub name: String,
}

impl SearchAnswer {
    /// The cards of this page of the answer to `request`, in order. Hits on listings that are no longer searchable are
    /// left out, and of `total` too: the index may be a moment behind the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn cards(
        &mut self,
        store: &Store,
        request: &SearchRequest,
    ) -> Result<Vec<FoundCard>, StoreError> {
        let ids: Vec<ListingId> = self.hits.iter().map(|hit| hit.id).collect();
        let mut listings = keyed(store.listings_by_id(&ids).await?, |listing| listing.id);
        listings.retain(|_, listing| listing.is_searchable());
        let mut pages = keyed(store.watch_pages(&ids).await?, |page| page.listing);
        let feeds = keyed(store.feeds().await?, |feed| feed.id.clone());
        let mut cards = Vec::with_capacity(self.hits.len());
        self.hits.retain(|hit| {
            let Some(listing) = listings.remove(&hit.id) else {
                self.total = self.total.saturating_sub(1);
                return false;
            };
            let page = pages.remove(&hit.id);
            let agreed = page.as_ref().and_then(WatchPage::agreed_at);
            let mut card = match Card::of(&listing, agreed) {
                Ok(card) => card,
                // One damaged document must not cost the others.
                Err(error) => {
                    tracing::error!(listing = %hit.id, %error, "a listing cannot be shown");
                    return false;
                }
            };
            if let Some(origin) = request.origin {
                card.put_nearest_first(origin.lat, origin.lon);
            }
            let name = feeds.get(&card.feed).map(|feed| feed.name.clone());
            let areas = card.coverage.as_ref().zip(request.home.as_ref());
            cards.push(FoundCard {
                covers_you: areas.and_then(|(areas, home)| areas.covers(home)),
                feed: FeedName {
                    name: name.unwrap_or_else(|| card.feed.to_string()),
                    id: card.feed.clone(),
                },
                card,
                state: listing.state,
                distance_m: hit.distance_m,
                approximate: hit.approximate,
                page,
            });
            true
        });
        Ok(cards)
    }
}

fn keyed<K: Eq + Hash, V>(values: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, V> {
    values
        .into_iter()
        .map(|value| (key(&value), value))
        .collect()
}
