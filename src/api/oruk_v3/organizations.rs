//! `/organizations` and `/organizations/{id}`.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;

use super::compose::NestedService;
use super::form::{Extent, Form, id_of};
use super::{Id, compose, filter};
use crate::api::lists::List;
use crate::api::{ApiError, Begun, Document, Holds, Params};
use crate::hub::Hub;
use crate::oruk::page;
use crate::store::{Cut, ListingFilter, OrganizationFilter};

/// Organizations that a filter selects.
struct Organizations {
    hub: Hub,
    filter: OrganizationFilter,
    extent: Extent,
    /// Whether the services that they nest are full ones.
    full_service: bool,
}

/// `GET /oruk/v3/organizations`
///
/// `full=true` makes each entry what its own address answers; `full_service=true` does so
/// too, with its services in full. Filters of services keep the organizations that provide
/// such a one.
pub(super) async fn list(
    State(hub): State<Hub>,
    begun: Begun,
    params: Params,
) -> Result<Response, ApiError> {
    let form = Form::read(&params)?;
    let full_service = params.flag("full_service")?.unwrap_or(false);
    let extent = match Extent::read(&params)? {
        Extent::Item if full_service => Extent::Full,
        extent => extent,
    };
    let mut services = filter::stated(&params)?;
    let begun = begun.0.filter(|_| form != Form::Lines);
    services.begun = hub.store.needed_past(begun).await?;
    let filter = OrganizationFilter {
        search: params.text("search")?.map(str::to_owned),
        modified_after: services.modified_after.take(),
        services,
    };
    let total = hub.store.count_organizations(&filter).await?;
    let organizations = Organizations {
        hub,
        filter,
        extent,
        full_service,
    };
    form.of(organizations, total, Some(Holds::ThisEdition))
        .await
}

impl List for Organizations {
    async fn part(&self, cut: Cut) -> Result<Vec<(i64, String)>, ApiError> {
        let is_full = self.extent == Extent::Full;
        let store = &self.hub.store;
        let found = store.organizations(&self.filter, is_full, cut).await?;
        match self.extent {
            Extent::Item => Ok(found.into_iter().map(|o| (o.number, o.text)).collect()),
            Extent::Minimal => found
                .iter()
                .map(|stored| Ok((stored.number, compose::minimal(stored)?)))
                .collect(),
            Extent::Full => {
                let numbers: Vec<i64> = found.iter().map(|stored| stored.number).collect();
                let texts: Vec<String> = found.into_iter().map(|stored| stored.text).collect();
                let whole = with_services(&self.hub, &texts, self.full_service).await?;
                Ok(numbers.into_iter().zip(whole).collect())
            }
        }
    }
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
    let document = first.map(|text| Document::of(text).holding(Some(Holds::ThisEdition)));
    document.ok_or(ApiError::NotFound)
}

/// Organizations with their services, which are read in one go.
async fn with_services(
    hub: &Hub,
    organizations: &[String],
    full_service: bool,
) -> Result<Vec<String>, ApiError> {
    let ids = organizations
        .iter()
        .map(|stored| id_of(stored))
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
