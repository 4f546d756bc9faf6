//! `/services` and `/services/{id}`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::window::Window;
use super::{Id, filter};
use crate::api::{ApiError, Document, Params, moved};
use crate::domain::ListingId;
use crate::hub::Hub;
use crate::oruk::page;

/// `GET /oruk/v3/services`
///
/// `minimal=true` gives id and last change alone, whatever `full` says.
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let minimal = params.flag("minimal")?.unwrap_or(false);
    let full = params.flag("full")?.unwrap_or(false);
    let filter = filter::read(&params, &hub).await?;
    let found = hub
        .store
        .published(&filter, window.skip(), window.size)
        .await?;
    let contents: Vec<String> = found
        .items
        .into_iter()
        .map(|listing| match (minimal, full) {
            (true, _) => page::minimal_item(&listing.id.to_string(), listing.last_modified),
            (false, true) => listing.doc,
            (false, false) => listing.item,
        })
        .collect();
    Ok(window.envelope(&contents, found.total))
}

/// `GET /oruk/v3/services/{id}`
///
/// A listing that was merged into another answers with where it went.
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Response, ApiError> {
    if let Some(into) = hub.store.merged_into(ListingId(id)).await? {
        return Ok(moved(&format!("/oruk/v3/services/{into}")));
    }
    let listing = hub.store.listing(ListingId(id)).await?;
    match listing {
        // An erased listing keeps its row and has no document.
        Some(listing) if listing.is_published => Ok(Document(listing.doc).into_response()),
        _ => Err(ApiError::NotFound),
    }
}
