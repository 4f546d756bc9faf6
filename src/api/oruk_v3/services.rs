//! `/services` and `/services/{id}`.

use axum::extract::State;
use serde_json::json;

use super::page::Window;
use super::{Id, filter};
use crate::api::{ApiError, Document, Params};
use crate::domain::{Listing, ListingId};
use crate::hub::Hub;
use crate::oruk;

/// `GET /oruk/v3/services`
///
/// `minimal=true` gives id and last change alone, whatever `full` says.
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let minimal = params.flag("minimal")?.unwrap_or(false);
    let full = params.flag("full")?.unwrap_or(false);
    let filter = filter::read(&params, &hub).await?;
    let page = hub
        .store
        .published(&filter, window.skip(), window.size)
        .await?;
    let contents: Vec<String> = page
        .items
        .into_iter()
        .map(|listing| match (minimal, full) {
            (true, _) => minimum(&listing),
            (false, true) => listing.doc,
            (false, false) => listing.item,
        })
        .collect();
    Ok(window.envelope(&contents, page.total))
}

/// `GET /oruk/v3/services/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let listing = hub.store.listing(ListingId(id)).await?;
    match listing {
        // An erased listing keeps its row and has no document.
        Some(listing) if listing.state.is_published() && !listing.doc.is_empty() => {
            Ok(Document(listing.doc))
        }
        _ => Err(ApiError::NotFound),
    }
}

fn minimum(listing: &Listing) -> String {
    let last_modified = oruk::write::instant(listing.last_modified);
    json!({"id": listing.id, "last_modified": last_modified}).to_string()
}
