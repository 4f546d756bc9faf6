//! `/api/admin/listings/{id}/edits`: what people set single fields of a listing to.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::matches::refused;
use super::{ApiError, Caller, Payload, Segments};
use crate::domain::ListingId;
use crate::federation::{self, Author};
use crate::hub::Hub;
use crate::store::EditRow;

#[derive(Debug, Serialize)]
pub(super) struct Edits {
    edits: Vec<EditRow>,
}

/// A field and what it shall say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Set {
    field: String,
    /// Null takes the value out.
    value: Value,
    /// When the edit ends; without, it stays until it is taken back.
    expires_at: Option<Timestamp>,
    comment: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Ended {
    listing: ListingId,
}

/// `GET /api/admin/listings/{id}/edits`: those that hold.
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Edits>, ApiError> {
    caller.may_look()?;
    let id: ListingId = id.parse().map_err(|_| ApiError::NotFound)?;
    let family = hub.store.with_merged(id).await?;
    let edits = hub.store.edits(&family, hub.store.clock().now()).await?;
    Ok(Json(Edits { edits }))
}

/// `POST /api/admin/listings/{id}/edits` with `{"field", "value", "expires_at", "comment"}`
pub(super) async fn set(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
    Payload(set): Payload<Set>,
) -> Result<Json<EditRow>, ApiError> {
    caller.may_decide()?;
    let id: ListingId = id.parse().map_err(|_| ApiError::NotFound)?;
    // PostgreSQL refuses U+0000 in text.
    let comment = set.comment.map(|text| text.replace('\0', ""));
    let name = caller.name();
    let author = Author {
        name: &name,
        comment: comment.as_deref(),
    };
    let said = (set.field.as_str(), &set.value);
    let done = federation::edit(&hub.store, &hub.config, id, said, set.expires_at, author).await;
    done.map(Json).map_err(refused)
}

/// `POST /api/admin/edits/{id}/undo`
pub(super) async fn undo(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Ended>, ApiError> {
    caller.may_decide()?;
    let listing = federation::end_edit(&hub.store, &hub.config, &id).await;
    Ok(Json(Ended {
        listing: listing.map_err(refused)?,
    }))
}
