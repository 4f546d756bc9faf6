//! `/organizations` and `/organizations/{id}`.

use std::collections::HashMap;

use axum::extract::State;
use serde_json::{Map, Value};

use super::page::Window;
use super::{Id, compose};
use crate::api::{ApiError, Document, Params};
use crate::hub::Hub;
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
    let mut page = hub
        .store
        .organizations(search, full, window.skip(), window.size)
        .await?;
    if full {
        page.items = with_services(&hub, &page.items, full_service).await?;
    }
    Ok(window.envelope(&page.items, page.total))
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
        .map(|stored| Ok(text(&compose::object(stored)?, "id")))
        .collect::<Result<Vec<_>, serde_json::Error>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ListingFilter {
        organization_ids: ids.clone(),
        ..ListingFilter::default()
    };
    let listings = hub.store.published(&filter, 0, u64::MAX).await?.items;
    let mut services: HashMap<String, Vec<Map<String, Value>>> = HashMap::new();
    for listing in &listings {
        let service = compose::nested_service(listing, full_service)?;
        let provider = text(&service, "organization_id");
        services.entry(provider).or_default().push(service);
    }
    organizations
        .iter()
        .zip(ids)
        .map(|(stored, id)| {
            let services = services.remove(&id).unwrap_or_default();
            Ok(compose::organization(stored, services)?)
        })
        .collect()
}

fn text(object: &Map<String, Value>, key: &str) -> String {
    let value = object.get(key).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}
