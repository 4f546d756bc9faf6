//! `/service_at_locations` and `/service_at_locations/{id}`.

use std::collections::HashMap;

use axum::extract::State;

use super::window::Window;
use super::{Id, compose, filter};
use crate::api::{ApiError, Document, Params};
use crate::hub::Hub;

/// `GET /oruk/v3/service_at_locations`
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let full = params.flag("full")?.unwrap_or(false);
    let filter = filter::read(&params, &hub).await?;
    let page = hub.store.links(&filter, window.skip(), window.size).await?;
    let ids: Vec<_> = page.items.iter().map(|link| link.listing).collect();
    let listings: HashMap<_, _> = hub
        .store
        .listings_by_id(&ids)
        .await?
        .into_iter()
        .map(|listing| (listing.id, listing))
        .collect();
    let mut contents = Vec::with_capacity(page.items.len());
    for link in &page.items {
        // A listing may change between the two reads; then its place is left out once.
        if let Some(listing) = listings.get(&link.listing).filter(|l| !l.doc.is_empty()) {
            contents.extend(compose::service_at_location(listing, &link.id, full)?);
        }
    }
    Ok(window.envelope(&contents, page.total))
}

/// `GET /oruk/v3/service_at_locations/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let Some(link) = hub.store.link(&id.to_string()).await? else {
        return Err(ApiError::NotFound);
    };
    let listing = hub.store.listing(link.listing).await?;
    match listing.filter(|listing| !listing.doc.is_empty()) {
        Some(listing) => compose::service_at_location(&listing, &link.id, true)?
            .map(Document)
            .ok_or(ApiError::NotFound),
        None => Err(ApiError::NotFound),
    }
}
