//! `/api/v1/changes`: everything that happened to what we publish, in commit order.

use axum::extract::State;

use super::{ApiError, Document, Holds, Params};
use crate::hub::Hub;
use crate::store::{Change, ChangeCursor, CursorError, Followed};

const DEFAULT_LIMIT: u64 = 100;
const LARGEST_LIMIT: u64 = 500;

/// `GET /api/v1/changes?after=&limit=`
///
/// Each listing stands where its newest change is, so a caller who reads to the end and
/// then polls `next` ends with exactly what we publish. `next` is what to send as `after` then;
/// the same as before when nothing has happened. Callers need not know what it means. `hub` is
/// what this hub is known by in `made_of` of others.
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Document, ApiError> {
    let after = match params.text("after")? {
        Some(text) => ChangeCursor::from_text(text, &hub.store)?,
        None => ChangeCursor::START,
    };
    let limit = params
        .whole("limit", 1..=LARGEST_LIMIT)?
        .unwrap_or(DEFAULT_LIMIT);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match hub.store.follow(after, limit).await? {
        Followed::Changes(changes, next) => {
            let items = Change::array(&changes)?;
            // A cursor is made of letters, digits, `-` and `_`.
            let next = next.to_text(&hub.store);
            let tag = hub.store.tag();
            let page = format!("{{\"items\":{items},\"hub\":\"{tag}\",\"next\":\"{next}\"}}");
            Ok(Document::of(page).holding(Some(Holds::ThisEdition)))
        }
        Followed::TooOld => Err(ApiError::CursorExpired),
        // To the caller it is as if it were another hub.
        Followed::Ahead => Err(CursorError::Foreign.into()),
    }
}
