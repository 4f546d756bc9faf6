//! `/api/v1/postcodes/{postcode}`: what is known of a postcode.

use axum::Json;
use axum::extract::State;

use super::{ApiError, Segments};
use crate::gazetteer::Answer;
use crate::hub::Hub;

/// `GET /api/v1/postcodes/{postcode}`
///
/// Whatever the text is, the answer is 200: `invalid`, `unknown` and `terminated` are
/// answers to the question, and not faults of the request.
pub(super) async fn show(
    State(hub): State<Hub>,
    Segments(text): Segments<String>,
) -> Result<Json<Answer>, ApiError> {
    Ok(Json(hub.gazetteer.answer(&text)))
}
