//! `/reviews` and `/reviews/{id}`: 3.0 has no reviews, so there are none.

use super::page::page;
use crate::api::lists::Window;
use crate::api::{ApiError, Document, Params};

/// `GET /oruk/v1/reviews`
pub(super) async fn list(params: Params) -> Result<Document, ApiError> {
    Ok(page(Window::read(&params)?, &[], 0, None))
}

/// `GET /oruk/v1/reviews/{id}`
pub(super) async fn show() -> ApiError {
    ApiError::NotFound
}
