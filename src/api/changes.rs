//! `/api/v1/changes`: everything that happened to what we publish, in commit order.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{ApiError, Params};
use crate::domain::ListingId;
use crate::hub::Hub;
use crate::store::{Change, ChangeState};

const DEFAULT_LIMIT: u64 = 100;
const LARGEST_LIMIT: u64 = 500;

/// A part of the change feed.
#[derive(Debug, Serialize)]
pub(super) struct Changes {
    items: Vec<Item>,
    /// What to send as `after` next; the same as before when nothing has happened.
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
    let after = position(params.text("after")?)?;
    let limit = params
        .whole("limit", 1..=LARGEST_LIMIT)?
        .unwrap_or(DEFAULT_LIMIT);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let changes = hub.store.changes(after, limit).await?;
    if changes.is_empty() && after > hub.store.last_seq().await? {
        // Only a store that was put back to an earlier day can make our own cursor this.
        return Err(unknown_cursor());
    }
    let next = changes.last().map_or(after, |change| change.seq);
    Ok(Json(Changes {
        items: changes
            .into_iter()
            .map(item)
            .collect::<Result<_, serde_json::Error>>()?,
        next: next.to_string(),
    }))
}

/// `next` is a position in the change log, but callers need not know that.
fn position(after: Option<&str>) -> Result<i64, ApiError> {
    let Some(text) = after else { return Ok(0) };
    text.parse()
        .ok()
        .filter(|position| *position >= 0 && text.bytes().all(|b| b.is_ascii_digit()))
        .ok_or_else(unknown_cursor)
}

fn unknown_cursor() -> ApiError {
    ApiError::Cursor(
        "after: send what `next` said last, or 0 to start again from the beginning".to_owned(),
    )
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
