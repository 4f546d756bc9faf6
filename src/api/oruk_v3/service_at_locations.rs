//! `/service_at_locations` and `/service_at_locations/{id}`.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;

use super::form::{Extent, Form};
use super::{Id, compose, filter};
use crate::api::lists::List;
use crate::api::{ApiError, Begun, Document, Holds, Params};
use crate::hub::Hub;
use crate::oruk::page;
use crate::store::{Cut, LinkSelection, Store};

/// Services at places that a filter selects.
struct Links {
    store: Store,
    selection: LinkSelection,
    extent: Extent,
}

/// `GET /oruk/v3/service_at_locations`
pub(super) async fn list(
    State(hub): State<Hub>,
    begun: Begun,
    params: Params,
) -> Result<Response, ApiError> {
    let form = Form::read(&params)?;
    let extent = Extent::read(&params)?;
    let mut filter = filter::read(&params, &hub).await?;
    filter.begun = begun.0.filter(|_| form != Form::Lines);
    let holds = filter.is_plain().then_some(Holds::ThisEdition);
    let selection = hub.store.select_links(filter).await?;
    let total = selection.total;
    let links = Links {
        store: hub.store.clone(),
        selection,
        extent,
    };
    form.of(links, total, holds).await
}

impl List for Links {
    async fn part(&self, cut: Cut) -> Result<Vec<(i64, String)>, ApiError> {
        let links = self.store.link_entries(&self.selection, cut).await?;
        let mut ids: Vec<_> = links.iter().map(|(_, link)| link.listing).collect();
        ids.dedup();
        let listings = self.store.listings_by_id(&ids).await?.into_iter();
        let listings: HashMap<_, _> = listings.map(|listing| (listing.id, listing)).collect();
        let mut contents = Vec::with_capacity(links.len());
        for (position, link) in links {
            let listing = listings.get(&link.listing);
            let text = match (listing, self.extent) {
                (Some(listing), Extent::Minimal) => {
                    Some(page::minimal_item(&link.id, listing.last_modified))
                }
                (Some(listing), extent) if listing.is_published => {
                    let full = extent == Extent::Full;
                    compose::service_at_location(listing, &link.id, full)?
                }
                _ => None,
            };
            // A place that has left, or whose listing changed between the two reads: its
            // place in the list stays.
            let text =
                text.unwrap_or_else(|| page::departed_place(&link.id, &link.listing.to_string()));
            contents.push((position, text));
        }
        Ok(contents)
    }
}

/// `GET /oruk/v3/service_at_locations/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let Some(link) = hub.store.link(&id.to_string()).await? else {
        return Err(ApiError::NotFound);
    };
    let listing = hub.store.listing(link.listing).await?;
    let Some(listing) = listing.filter(|listing| listing.is_published) else {
        return Err(ApiError::NotFound);
    };
    let since = Holds::Since(listing.last_modified);
    compose::service_at_location(&listing, &link.id, true)?
        .map(|text| Document::of(text).holding(Some(since)))
        .ok_or(ApiError::NotFound)
}
