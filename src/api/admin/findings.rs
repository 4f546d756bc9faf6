//! `/api/admin/findings`: what a feed's publisher should know.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::refreshes::{feed, limit};
use super::{ApiError, Caller};
use crate::api::Params;
use crate::domain::Finding;
use crate::hub::Hub;

#[derive(Debug, Serialize)]
pub(super) struct Findings {
    findings: Vec<Finding>,
}

/// `GET /api/admin/findings?feed=&limit=`: the gravest kinds first.
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Findings>, ApiError> {
    let Some(feed) = feed(&params, &caller)? else {
        return Err(ApiError::parameter("feed", "say which feed"));
    };
    let findings = hub.store.findings(&feed, limit(&params)?).await?;
    Ok(Json(Findings { findings }))
}
