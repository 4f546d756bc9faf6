//! `/organizations` and `/organizations/{id}`.

use std::collections::HashMap;

use axum::extract::State;
use serde::Deserialize;

use super::Id;
use super::compose::NestedService;
use super::window::Window;
use crate::api::{ApiError, Document, Params};
use crate::hub::Hub;
use crate::oruk::page;
use crate::store::ListingFilter;

/// `GET /oruk/v3/organizations`
///
/// `full=true` makes each entry what its own address answers; `full_service=true` does so
/// too, with its services in full.
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let full_service = params.flag("full_service")?.unwrap_or(false);
    let full = params.flag("full")?.unwrap_or(false) || full_service;
    let search = params.text("search")?;
    let mut found = hub
        .store
        .organizations(search, full, window.skip(), window.size)
        .await?;
    if full {
        found.items = with_services(&hub, &found.items, full_service).await?;
    }
    Ok(window.envelope(&found.items, found.total))
}

/// `GET /oruk/v3/organizations/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    Id(id): Id,
    params: Params,
) -> Result<Document, ApiError> {
    let full_service = params.flag("full_service")?.unwrap_or(false);
    let Some(stored) = hub.store.organization(&id.to_string()).await? else {
        return Err(ApiError::NotFound);
    };
    let composed = with_services(&hub, &[stored], full_service).await?;
    let first = composed.into_iter().next();
    first.map(Document).ok_or(ApiError::NotFound)
}

/// Organizations with their services, which are read in one go.
async fn with_services(
    hub: &Hub,
    organizations: &[String],
    full_service: bool,
) -> Result<Vec<String>, ApiError> {
    let ids = organizations
        .iter()
        .map(|stored| Ok(serde_json::from_str::<Key>(stored)?.id))
        .collect::<Result<Vec<String>, serde_json::Error>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ListingFilter {
        organization_ids: ids.clone(),
        ..ListingFilter::default()
    };
    let listings = hub.store.published(&filter, 0, u64::MAX).await?.items;
    let mut services: HashMap<String, Vec<String>> = HashMap::new();
    for listing in &listings {
        let service = NestedService::of(listing, full_service)?;
        let of_provider = services.entry(service.provider).or_default();
        of_provider.push(service.text);
    }
    let of = |id: &String| services.get(id).map_or(&[][..], Vec::as_slice);
    let pairs = organizations.iter().zip(&ids);
    Ok(pairs
        .map(|(stored, id)| page::with_services(stored, of(id)))
        .collect())
}

#[derive(Deserialize)]
struct Key {
    id: String,
}
