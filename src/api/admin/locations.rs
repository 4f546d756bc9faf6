//! `/api/admin/locations`: whose whereabouts are withheld, and a person's word on it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiError, Caller, Segments};
use crate::hub::Hub;
use crate::lifecycle::{Whereabouts, WhereaboutsError, release_whereabouts, withhold_whereabouts};
use crate::store::SensitiveLocation;

#[derive(Debug, Serialize)]
pub(super) struct Locations {
    locations: Vec<SensitiveLocation>,
}

/// `GET /api/admin/locations`: every location whose whereabouts are withheld, by ids alone.
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
) -> Result<Json<Locations>, ApiError> {
    caller.may_look()?;
    let locations = hub.store.sensitive_locations().await?;
    Ok(Json(Locations { locations }))
}

/// `PUT /api/admin/locations/{id}/sensitive`: of a location, or of all those of a listing.
pub(super) async fn withhold(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Whereabouts>, ApiError> {
    caller.may_decide()?;
    said(withhold_whereabouts(&hub.store, &id).await)
}

/// `DELETE /api/admin/locations/{id}/sensitive`
pub(super) async fn release(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Whereabouts>, ApiError> {
    caller.may_decide()?;
    said(release_whereabouts(&hub.store, &id).await)
}

fn said(done: Result<Whereabouts, WhereaboutsError>) -> Result<Json<Whereabouts>, ApiError> {
    match done {
        Ok(whereabouts) => Ok(Json(whereabouts)),
        Err(WhereaboutsError::Unknown(_)) => Err(ApiError::NotFound),
        Err(WhereaboutsError::Store(error)) => Err(error.into()),
    }
}
