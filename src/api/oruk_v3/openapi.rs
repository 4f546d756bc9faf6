//! The OpenAPI document of what is offered here.

use crate::api::Document;

/// `GET /oruk/v3/openapi.json`
pub(super) async fn show() -> Document {
    Document::of(include_str!("../../../assets/oruk-v3.openapi.json").to_owned())
}
