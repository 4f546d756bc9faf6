//! `/api/v1/changes`: everything that happened to what we publish, in commit order.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{ApiError, Params};
use crate::domain::ListingId;
use crate::hub::Hub;
use crate::store::{Change, ChangeCursor, ChangeState, CursorError, Followed};

const DEFAULT_LIMIT: u64 = 100;
const LARGEST_LIMIT: u64 = 500;

/// A part of the change feed.
#[derive(Debug, Serialize)]
pub(super) struct Changes {
    items: Vec<Item>,
    /// What to send as `after` next; the same as before when nothing has happened. Callers
    /// need not know what it means.
    next: String,
}

#[derive(Debug, Serialize)]
struct Item {
    seq: i64,
    id: ListingId,
    state: ChangeState,
    reason: String,
    merged_into: Option<String>,
    modified: String,
    /// The full ORUK v3 service; `null` for a tombstone.
    data: Option<Box<RawValue>>,
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
            items: changes
                .into_iter()
                .map(item)
                .collect::<Result<_, serde_json::Error>>()?,
            next: next.to_text(&hub.store),
        })),
        Followed::TooOld => Err(ApiError::CursorExpired),
        // To the caller it is as if it were another hub.
        Followed::Ahead => Err(CursorError::Foreign.into()),
    }
}

fn item(change: Change) -> Result<Item, serde_json::Error> {
    Ok(Item {
        seq: change.seq,
        id: change.id,
        state: change.state,
        reason: change.reason,
        merged_into: change.merged_into,
        modified: crate::oruk::write::instant(change.modified),
        data: change.data.map(RawValue::from_string).transpose()?,
    })
}
