//! `/api/v1/services/{id}/provenance`: where each value of a listing came from.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::{ApiError, Segments, moved};
use crate::domain::ListingId;
use crate::federation::provenance;
use crate::hub::Hub;

/// `GET /api/v1/services/{id}/provenance`
///
/// The records that the listing is made of, and for each field who states its value, by which
/// rule it won, and what lost.
pub(super) async fn show(
    State(hub): State<Hub>,
    Segments(id): Segments<String>,
) -> Result<Response, ApiError> {
    let id: ListingId = id.parse().map_err(|_| ApiError::NotFound)?;
    if let Some(into) = hub.store.merged_into(id).await? {
        return Ok(moved(&format!("/api/v1/services/{into}/provenance")));
    }
    let listing = hub.store.listing(id).await?;
    if !listing.is_some_and(|listing| listing.is_published) {
        return Err(ApiError::NotFound);
    }
    let found = provenance(&hub.store, &hub.config, id).await?;
    Ok(Json(found.ok_or(ApiError::NotFound)?).into_response())
}
