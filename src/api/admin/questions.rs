//! `/api/admin/questions`: what the watch is not sure of, and a person's word on it; and
//! `/api/admin/watch`: how the watch has done, and scans that were stopped.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::refreshes::limit;
use super::{ApiError, Caller, Payload, Segments};
use crate::api::Params;
use crate::domain::{FeedId, Suspension, SuspensionState};
use crate::hub::Hub;
use crate::lifecycle::{self, Acted, Held, SettleError, Settlement, WatchReport};

#[derive(Debug, Serialize)]
pub(super) struct Questions {
    questions: Vec<Suspension>,
}

/// What a person says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Word {
    action: Option<String>,
    comment: Option<String>,
}

/// `GET /api/admin/questions?state=&limit=`: the newest first.
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Questions>, ApiError> {
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
    let questions = hub.store.questions(state, limit(&params)?).await?;
    Ok(Json(Questions { questions }))
}

/// `GET /api/admin/questions/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_look()?;
    let question = hub.store.question(&id).await?;
    question.map(Json).ok_or(ApiError::NotFound)
}

/// `POST /api/admin/questions/{id}` with `{"action": "confirm|edit|dismiss", "comment": …}`
pub(super) async fn answer(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_decide()?;
    let action = word.action.as_deref().and_then(Settlement::from_word);
    let action =
        action.ok_or_else(|| ApiError::Content("action is confirm, edit or dismiss".to_owned()))?;
    // PostgreSQL refuses U+0000 in text.
    let comment = word.comment.map(|text| text.replace('\0', ""));
    let by = caller.name();
    match lifecycle::answer(&hub.store, &id, action, &by, comment.as_deref()).await {
        Ok(question) => Ok(Json(question)),
        Err(SettleError::UnknownQuestion(_)) => Err(ApiError::NotFound),
        Err(error @ SettleError::Settled { .. }) => Err(ApiError::Conflict(error.to_string())),
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}

/// `GET /api/admin/watch/report`
pub(super) async fn report(
    State(hub): State<Hub>,
    caller: Caller,
) -> Result<Json<WatchReport>, ApiError> {
    caller.may_look()?;
    Ok(Json(lifecycle::report(&hub.store, None).await?))
}

#[derive(Debug, Serialize)]
pub(super) struct HeldScans {
    held: Vec<Held>,
}

/// `GET /api/admin/watch/held`: feeds of which a scan would have hidden too many listings.
pub(super) async fn held(
    State(hub): State<Hub>,
    caller: Caller,
) -> Result<Json<HeldScans>, ApiError> {
    caller.may_look()?;
    let share = hub.config.watch.max_suspended_share;
    let held = lifecycle::held(&hub.store, share).await;
    let held = held.map_err(|error| ApiError::Internal(error.into()))?;
    Ok(Json(HeldScans { held }))
}

/// What came of a decision on a stopped scan.
#[derive(Debug, Serialize)]
pub(super) struct Decided {
    #[serde(flatten)]
    acted: Acted,
    kept: usize,
}

/// `POST /api/admin/watch/held/{feed}` with `{"action": "release|reject"}`
pub(super) async fn decide(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(feed): Segments<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Decided>, ApiError> {
    caller.may_decide()?;
    let feed: FeedId = feed.parse().map_err(|_| ApiError::NotFound)?;
    let internal = |error: lifecycle::ActError| ApiError::Internal(error.into());
    let (acted, kept) = match word.action.as_deref() {
        Some("release") => {
            let acted = lifecycle::release(&hub.store, &feed).await;
            (acted.map_err(internal)?, 0)
        }
        Some("reject") => {
            let kept = lifecycle::reject(&hub.store, &feed).await;
            (Acted::default(), kept.map_err(internal)?)
        }
        _ => return Err(ApiError::Content("action is release or reject".to_owned())),
    };
    Ok(Json(Decided { acted, kept }))
}
