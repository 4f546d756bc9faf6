//! `GET /`: which version of the standard this is.

use axum::extract::State;

use crate::api::Document;
use crate::hub::Hub;
use crate::oruk::page;

/// `GET /oruk/v3`
pub(super) async fn show(State(hub): State<Hub>) -> Document {
    let openapi = format!("{}/oruk/v3/openapi.json", hub.config.server.base_url());
    let profile = hub.config.publisher.profile.as_str();
    Document::of(page::api_details(profile, &openapi))
}
