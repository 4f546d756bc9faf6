//! `/organizations` and `/organizations/{id}`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};

use super::page::page;
use super::terms::Terms;
use super::{Id, render};
use crate::api::lists::Window;
use crate::api::{ApiError, Begun, Document, Holds, Params};
use crate::hub::Hub;
use crate::oruk::write::one_to_one;
use crate::store::{LinkKind, ListingFilter, OrganizationFilter, TermLink};

/// `GET /oruk/v1/organizations`
///
/// `taxonomy` keeps those with that term on them, `scheme` says of which vocabulary it is,
/// and alone keeps those with any term of it.
pub(super) async fn list(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    begun: Begun,
    params: Params,
) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let catalogue = terms.now(&hub.store).await?;
    let term = params.text("taxonomy")?.map(str::to_owned);
    let scheme = params.text("scheme")?;
    let asks = term.is_some() || scheme.is_some();
    let link = TermLink {
        kind: Some(LinkKind::Organization),
        term,
        vocabulary: scheme.map(|name| catalogue.vocabulary(name)),
    };
    let filter = OrganizationFilter {
        services: ListingFilter {
            links: asks.then(|| vec![link]).into_iter().collect(),
            begun: hub.store.needed_past(begun.0).await?,
            ..ListingFilter::default()
        },
        ..OrganizationFilter::default()
    };
    let total = hub.store.count_organizations(&filter).await?;
    let found = hub.store.organizations(&filter, true, window.cut()).await?;
    let mut items = Vec::with_capacity(found.len());
    for stored in found {
        let item = one_to_one(render::organization(&stored.text, &catalogue)?);
        items.extend(item.map(|item| item.to_string()));
    }
    Ok(page(window, &items, total, Some(Holds::ThisEdition)))
}

/// `GET /oruk/v1/organizations/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    Id(id): Id,
) -> Result<Document, ApiError> {
    let id = id.to_string();
    let Some(stored) = hub.store.organization(&id).await? else {
        return Err(ApiError::NotFound);
    };
    let catalogue = terms.now(&hub.store).await?;
    let mut organization = render::organization(&stored, &catalogue)?;
    let filter = ListingFilter {
        organization_ids: vec![id],
        ..ListingFilter::default()
    };
    let listings = hub.store.published(&filter, 0, u64::MAX).await?.items;
    let services = listings.iter().map(|listing| {
        let service = render::service(&listing.doc, &catalogue)?;
        Ok(render::item(service, &[]))
    });
    let services = services.collect::<Result<Vec<Value>, serde_json::Error>>()?;
    organization["services"] = json!(services);
    Ok(Document::of(organization.to_string()).holding(Some(Holds::ThisEdition)))
}
