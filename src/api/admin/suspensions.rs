//! `/api/admin/suspensions`: what the watch found, and a person's word on it.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::refreshes::limit;
use super::{ApiError, Caller, Payload, Segments};
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
            ApiError::parameter(
                "state",
                "write open, confirmed, edited, dismissed or cleared",
            )
        })?),
    };
    let suspensions = hub.store.suspensions(state, limit(&params)?).await?;
    Ok(Json(Suspensions { suspensions }))
}

/// `GET /api/admin/suspensions/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_look()?;
    let suspension = hub.store.suspension(&id).await?;
    suspension.map(Json).ok_or(ApiError::NotFound)
}

/// `POST /api/admin/suspensions/{id}` with `{"action": "confirm|edit|dismiss", "comment": …}`
pub(super) async fn settle(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_decide()?;
    let action = word.action.as_deref().and_then(Settlement::from_word);
    let action =
        action.ok_or_else(|| ApiError::Content("action is confirm, edit or dismiss".to_owned()))?;
    say(&hub, &caller, id, action, word.comment).await
}

/// `POST /api/admin/suspensions/{id}/confirm` and `…/dismiss` with `{"comment": …}`
pub(super) async fn act(
    State(hub): State<Hub>,
    caller: Caller,
    Segments((id, action)): Segments<(String, String)>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_decide()?;
    let action = Settlement::from_word(&action).ok_or(ApiError::NotFound)?;
    say(&hub, &caller, id, action, word.comment).await
}

async fn say(
    hub: &Hub,
    caller: &Caller,
    id: String,
    settlement: Settlement,
    comment: Option<String>,
) -> Result<Json<Suspension>, ApiError> {
    // PostgreSQL refuses U+0000 in text.
    let comment = comment.map(|text| text.replace('\0', ""));
    let settled = lifecycle::settle(
        &hub.store,
        &id,
        settlement,
        &caller.name(),
        comment.as_deref(),
    )
    .await;
    match settled {
        Ok(suspension) => Ok(Json(suspension)),
        Err(SettleError::Unknown(_)) => Err(ApiError::NotFound),
        Err(error @ SettleError::Settled { .. }) => Err(ApiError::Conflict(error.to_string())),
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}
