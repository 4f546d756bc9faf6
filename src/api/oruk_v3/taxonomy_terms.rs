//! `/taxonomy_terms` and `/taxonomy_terms/{id}`.

use axum::extract::State;

use super::window::Window;
use super::{Id, compose};
use crate::api::{ApiError, Document, Params};
use crate::hub::Hub;
use crate::store::TermFilter;

/// `GET /oruk/v3/taxonomy_terms`
///
/// `top_only=true` means terms without a parent: the official sentence says the opposite
/// of its own name.
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let filter = TermFilter {
        taxonomy_id: params.text("taxonomy_id")?.map(str::to_owned),
        parent_id: params.text("parent_id")?.map(str::to_owned),
        top_only: params.flag("top_only")?.unwrap_or(false),
        search: params.text("search")?.map(str::to_owned),
    };
    let page = hub
        .store
        .taxonomy_terms(&filter, window.skip(), window.size)
        .await?;
    Ok(window.envelope(&compose::list_items(&page.items)?, page.total))
}

/// `GET /oruk/v3/taxonomy_terms/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let stored = hub.store.taxonomy_term(&id.to_string()).await?;
    stored.map(Document).ok_or(ApiError::NotFound)
}
