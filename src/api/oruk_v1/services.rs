//! `/services` and `/services/{id}`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::page::page;
use super::terms::{Catalogue, Terms};
use super::{Id, filter, render};
use crate::api::lists::Window;
use crate::api::{ApiError, Begun, Document, Holds, Params, moved};
use crate::domain::ListingId;
use crate::hub::Hub;
use crate::oruk::page::departed_service;
use crate::oruk::v1::shape::{Entity, Kind};
use crate::store::{Detail, Entry, Shown};

/// `GET /oruk/v1/services`
pub(super) async fn list(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    begun: Begun,
    params: Params,
) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let include = included(&params)?;
    let catalogue = terms.now(&hub.store).await?;
    let mut filter = filter::read(&params, &catalogue, &hub).await?;
    filter.begun = begun.0;
    let holds = filter.is_plain().then_some(Holds::ThisEdition);
    let selection = hub.store.select(filter).await?;
    let entries = hub.store.entries(&selection, Shown::Full, window.cut());
    let items = entries
        .await?
        .into_iter()
        .map(|entry| item(entry, &include, &catalogue))
        .collect::<Result<Vec<String>, _>>()?;
    Ok(page(window, &items, selection.total, holds))
}

fn item(
    entry: Entry,
    include: &[&str],
    catalogue: &Catalogue,
) -> Result<String, serde_json::Error> {
    let departed = || departed_service(&entry.id.to_string(), entry.last_modified);
    let doc = entry.text.unwrap_or_else(departed);
    let service = render::service(&doc, catalogue)?;
    Ok(render::item(service, include).to_string())
}

/// The lists that `include` names, one or several, in any of the spellings that are about.
fn included(params: &Params) -> Result<Vec<&'static str>, ApiError> {
    let lists = Entity::Service.fields().iter();
    let lists: Vec<&'static str> = lists
        .filter(|field| matches!(field.kind, Kind::Many(_)))
        .map(|field| field.name)
        .collect();
    let mut included = Vec::new();
    for value in params.texts("include") {
        for asked in value.split(',').map(str::trim).filter(|a| !a.is_empty()) {
            let found = lists.iter().find(|list| singular(list) == singular(asked));
            let found = found.ok_or_else(|| {
                let why = format!("write one of {}", lists.join(", "));
                ApiError::parameter("include", why)
            })?;
            included.push(*found);
        }
    }
    Ok(included)
}

/// `eligibilitys`, `eligibilities` and `eligibility` are one.
fn singular(name: &str) -> String {
    let name = name.to_lowercase();
    match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.trim_end_matches('s').to_owned(),
    }
}

/// `GET /oruk/v1/services/{id}`
///
/// A listing that was merged into another answers with where it went.
pub(super) async fn show(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    Id(id): Id,
) -> Result<Response, ApiError> {
    let doc = match hub.store.detail(ListingId(id)).await? {
        Detail::Here(doc, _) => doc,
        Detail::Moved(into) => return Ok(moved(&format!("/oruk/v1/services/{into}"))),
        Detail::Nothing => return Err(ApiError::NotFound),
    };
    let catalogue = terms.now(&hub.store).await?;
    let service = render::service(&doc, &catalogue)?;
    let document = Document::of(service.to_string()).holding(Some(Holds::ThisEdition));
    Ok(document.into_response())
}
