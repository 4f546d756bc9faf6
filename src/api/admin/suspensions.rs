//! `/api/admin/suspensions`: what the watch found, and a person's word on it.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};

use super::refreshes::limit;
use super::{ApiError, Caller, Payload};
use crate::api::Params;
use crate::domain::{Suspension, SuspensionState};
use crate::hub::Hub;
use crate::lifecycle::{self, SettleError, Settlement};

#[derive(Debug, Serialize)]
pub(super) struct Suspensions {
    suspensions: Vec<Suspension>,
}

/// What a person says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Word {
    action: Option<String>,
    comment: Option<String>,
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

/// `POST /api/admin/suspensions/{id}` with `{"action": "confirm|dismiss", "comment": …}`
pub(super) async fn settle(
    state: State<Hub>,
    caller: Caller,
    id: Path<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    match word.action.as_deref() {
        Some("confirm") => confirm(state, caller, id, Payload(word)).await,
        Some("dismiss") => dismiss(state, caller, id, Payload(word)).await,
        _ => Err(ApiError::Content("action is confirm or dismiss".to_owned())),
    }
}

/// `POST /api/admin/suspensions/{id}/confirm`
pub(super) async fn confirm(
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    say(&hub, &caller, id, Settlement::Confirm, word).await
}

/// `POST /api/admin/suspensions/{id}/dismiss`
pub(super) async fn dismiss(
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    say(&hub, &caller, id, Settlement::Dismiss, word).await
}

async fn say(
    hub: &Hub,
    caller: &Caller,
    id: String,
    settlement: Settlement,
    word: Word,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_decide()?;
    let comment = word.comment.as_deref();
    let settled =
        lifecycle::settle(&hub.store, &plain(id)?, settlement, &caller.name(), comment).await;
    match settled {
        Ok(suspension) => Ok(Json(suspension)),
        Err(SettleError::Unknown(_)) => Err(ApiError::NotFound),
        Err(error @ SettleError::Settled { .. }) => Err(ApiError::Conflict(error.to_string())),
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}

/// An id that a database takes: PostgreSQL refuses U+0000 in text.
fn plain(id: String) -> Result<String, ApiError> {
    if id.contains('\0') {
        return Err(ApiError::NotFound);
    }
    Ok(id)
}
