//! `/api/admin/watch`: how the watch has done, scans that were stopped, and who decided what
//! on them.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::refreshes::limit;
use super::settling::Word;
use super::{ApiError, Caller, Payload, Segments};
use crate::api::Params;
use crate::domain::{BrakeEvent, FeedId};
use crate::hub::Hub;
use crate::lifecycle::{self, Acted, Held, WatchReport};

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

#[derive(Debug, Serialize)]
pub(super) struct Decisions {
    decisions: Vec<BrakeEvent>,
}

/// `GET /api/admin/watch/decisions?limit=`: scans that were stopped, and what was decided on
/// them; the newest first.
pub(super) async fn decisions(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Decisions>, ApiError> {
    caller.may_look()?;
    let decisions = hub.store.brake_events(None, limit(&params)?).await?;
    Ok(Json(Decisions { decisions }))
}

/// What came of a decision on a stopped scan.
#[derive(Debug, Serialize)]
pub(super) struct Decided {
    #[serde(flatten)]
    acted: Acted,
    kept: usize,
}

/// `POST /api/admin/watch/held/{feed}` with `{"action": "release|reject", "comment": …}`
pub(super) async fn decide(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(feed): Segments<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Decided>, ApiError> {
    caller.may_decide()?;
    let feed: FeedId = feed.parse().map_err(|_| ApiError::NotFound)?;
    let internal = |error: lifecycle::ActError| ApiError::Internal(error.into());
    let (by, comment) = (caller.name(), word.comment());
    let comment = comment.as_deref();
    let (acted, kept) = match word.action.as_deref() {
        Some("release") => {
            let acted = lifecycle::release(&hub.store, &feed, &by, comment).await;
            (acted.map_err(internal)?, 0)
        }
        Some("reject") => {
            let kept = lifecycle::reject(&hub.store, &feed, &by, comment).await;
            (Acted::default(), kept.map_err(internal)?)
        }
        _ => return Err(ApiError::Content("action is release or reject".to_owned())),
    };
    Ok(Json(Decided { acted, kept }))
}
