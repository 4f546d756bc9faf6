//! `/locations` and `/locations/{id}`: out of the listings that tell of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};

use super::page::page;
use super::terms::{Catalogue, Terms};
use super::{Id, render};
use crate::api::lists::Window;
use crate::api::{ApiError, Document, Holds, Params};
use crate::domain::{Listing, ListingId};
use crate::hub::Hub;
use crate::oruk::v1::downgrade_location;
use crate::oruk::write::one_to_one;
use crate::store::LocationRow;

/// `GET /oruk/v1/locations`
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let found = hub.store.locations(window.cut()).await?;
    let told = Told::of(&hub, &found.items).await?;
    let mut items = Vec::with_capacity(found.items.len());
    for id in &found.items {
        let item = told.location(id)?.and_then(one_to_one);
        items.extend(item.map(|item| item.to_string()));
    }
    Ok(page(window, &items, found.total, Some(Holds::ThisEdition)))
}

/// `GET /oruk/v1/locations/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    Id(id): Id,
) -> Result<Document, ApiError> {
    let id = id.to_string();
    let told = Told::of(&hub, std::slice::from_ref(&id)).await?;
    let Some(mut location) = told.location(&id)? else {
        return Err(ApiError::NotFound);
    };
    let catalogue = terms.now(&hub.store).await?;
    location["service_at_locations"] = json!(told.services(&catalogue)?);
    Ok(Document::of(location.to_string()).holding(Some(Holds::ThisEdition)))
}

/// Locations as listings tell of them.
struct Told {
    links: Vec<LocationRow>,
    listings: HashMap<ListingId, Listing>,
}

impl Told {
    async fn of(hub: &Hub, locations: &[String]) -> Result<Self, ApiError> {
        let links = hub.store.links_at(locations).await?;
        let mut ids: Vec<ListingId> = links.iter().map(|row| row.link.listing).collect();
        ids.sort_unstable();
        ids.dedup();
        let listings = hub.store.listings_by_id(&ids).await?.into_iter();
        Ok(Self {
            links,
            listings: listings.map(|listing| (listing.id, listing)).collect(),
        })
    }

    /// The location without what takes place there, by the first listing that names it.
    fn location(&self, id: &str) -> Result<Option<Value>, serde_json::Error> {
        for row in self.links.iter().filter(|row| row.location == id) {
            let Some(service) = self.service(row)? else {
                continue;
            };
            let places = service["service_at_locations"].as_array().into_iter();
            let mut locations = places.flatten().filter_map(|place| place.get("location"));
            if let Some(found) = locations.find(|location| location["id"] == id) {
                return Ok(Some(downgrade_location(found)));
            }
        }
        Ok(None)
    }

    /// What takes place there.
    fn services(&self, catalogue: &Catalogue) -> Result<Vec<Value>, serde_json::Error> {
        let mut services = Vec::new();
        for row in &self.links {
            if let Some(listing) = self.listings.get(&row.link.listing) {
                let service = render::service(&listing.doc, catalogue)?;
                let service = render::briefly(&service);
                services.push(json!({"id": row.link.id, "service": service}));
            }
        }
        Ok(services)
    }

    fn service(&self, row: &LocationRow) -> Result<Option<Value>, serde_json::Error> {
        let listing = self.listings.get(&row.link.listing);
        let listing = listing.filter(|listing| listing.is_published);
        listing
            .map(|listing| serde_json::from_str(&listing.doc))
            .transpose()
    }
}
