//! `/api/admin/suspensions`: what the watch found, and a person's word on it.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;

use super::refreshes::limit;
use super::{ApiError, Caller};
use crate::api::Params;
use crate::domain::{Suspension, SuspensionState};
use crate::hub::Hub;

#[derive(Debug, Serialize)]
pub(super) struct Suspensions {
    suspensions: Vec<Suspension>,
}

/// `GET /api/admin/suspensions?state=&limit=`: the newest first.
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Suspensions>, ApiError> {
    caller.may_look()?;
    let state = match params.text("state")? {
        None => None,
        Some(word) => Some(SuspensionState::from_stored(word).ok_or_else(|| {
            ApiError::parameter("state", "write open, confirmed, dismissed or cleared")
        })?),
    };
    let suspensions = hub.store.suspensions(state, limit(&params)?).await?;
    Ok(Json(Suspensions { suspensions }))
}

/// `GET /api/admin/suspensions/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_look()?;
    let suspension = hub.store.suspension(&plain(id)?).await?;
    suspension.map(Json).ok_or(ApiError::NotFound)
}

/// An id that a database takes: PostgreSQL refuses U+0000 in text.
fn plain(id: String) -> Result<String, ApiError> {
    if id.contains('\0') {
        return Err(ApiError::NotFound);
    }
    Ok(id)
}
