//! `/api/v1/suggest`: names to offer while somebody types.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiError, Params};
use crate::hub::Hub;
use crate::search::Offer;

/// The answer.
#[derive(Debug, Serialize)]
pub(super) struct Offers {
    /// The best first.
    results: Vec<Offer>,
}

/// `GET /api/v1/suggest?q=…&limit=`
///
/// `limit` is 1 to 50, and 10 where it is not given. Without words there is nothing to offer.
pub(super) async fn show(State(hub): State<Hub>, params: Params) -> Result<Json<Offers>, ApiError> {
    let typed = params.text("q")?.unwrap_or_default();
    let limit = params.whole("limit", 1..=50)?.unwrap_or(10);
    let results = hub.search.suggest(typed, limit as usize);
    Ok(Json(Offers { results }))
}
