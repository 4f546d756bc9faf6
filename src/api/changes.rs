//! `/api/v1/changes`: everything that happened to what we publish, in commit order.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiError, Params};
use crate::hub::Hub;
use crate::store::{Change, ChangeCursor, CursorError, Followed};

const DEFAULT_LIMIT: u64 = 100;
const LARGEST_LIMIT: u64 = 500;

/// A part of the change feed.
#[derive(Debug, Serialize)]
pub(super) struct Changes {
    items: Vec<Change>,
    /// What to send as `after` next; the same as before when nothing has happened. Callers
    /// need not know what it means.
    next: String,
}

/// `GET /api/v1/changes?after=&limit=`
///
/// Each listing stands where its newest change is, so a caller who reads to the end and
/// then polls `next` ends with exactly what we publish.
pub(super) async fn list(
    State(hub): State<Hub>,
    params: Params,
) -> Result<Json<Changes>, ApiError> {
    let after = match params.text("after")? {
        Some(text) => ChangeCursor::from_text(text, &hub.store)?,
        None => ChangeCursor::START,
    };
    let limit = params
        .whole("limit", 1..=LARGEST_LIMIT)?
        .unwrap_or(DEFAULT_LIMIT);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match hub.store.follow(after, limit).await? {
        Followed::Changes(changes, next) => Ok(Json(Changes {
            items: changes,
            next: next.to_text(&hub.store),
        })),
        Followed::TooOld => Err(ApiError::CursorExpired),
        // To the caller it is as if it were another hub.
        Followed::Ahead => Err(CursorError::Foreign.into()),
    }
}
