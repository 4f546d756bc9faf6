//! `/taxonomies` and `/taxonomies/{id}`.

use axum::extract::State;

use super::window::Window;
use super::{Id, compose};
use crate::api::{ApiError, Document, Params};
use crate::hub::Hub;

/// `GET /oruk/v3/taxonomies`
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let search = params.text("search")?;
    let page = hub
        .store
        .taxonomies(search, window.skip(), window.size)
        .await?;
    Ok(window.envelope(&compose::list_items(&page.items)?, page.total))
}

/// `GET /oruk/v3/taxonomies/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let stored = hub.store.taxonomy(&id.to_string()).await?;
    stored.map(Document).ok_or(ApiError::NotFound)
}
