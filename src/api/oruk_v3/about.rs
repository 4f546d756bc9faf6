//! `GET /`: which version of the standard this is.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::hub::Hub;

/// What checkers and consumers read first.
#[derive(Debug, Serialize)]
pub(super) struct About {
    /// The official checker reads the digits after the last dash to choose its rules.
    version: &'static str,
    profile: String,
    openapi_url: String,
}

/// `GET /oruk/v3`
pub(super) async fn show(State(hub): State<Hub>) -> Json<About> {
    Json(About {
        version: "HSDS-UK-3.0",
        profile: hub.config.publisher.profile.to_string(),
        openapi_url: format!("{}/oruk/v3/openapi.json", hub.config.server.base_url()),
    })
}
