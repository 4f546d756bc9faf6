//! `/api/admin/refreshes`: what refreshes did, the newest first.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiError, Caller};
use crate::api::Params;
use crate::domain::{FeedId, Refresh};
use crate::hub::Hub;

#[derive(Debug, Serialize)]
pub(super) struct Refreshes {
    refreshes: Vec<Run>,
}

/// A refresh with its id.
#[derive(Debug, Serialize)]
pub(super) struct Run {
    id: String,
    #[serde(flatten)]
    refresh: Refresh,
}

impl From<Refresh> for Run {
    fn from(refresh: Refresh) -> Self {
        Self {
            id: refresh.id.clone(),
            refresh,
        }
    }
}

/// `GET /api/admin/refreshes?feed=&limit=`
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Refreshes>, ApiError> {
    let feed = feed(&params, &caller)?;
    let limit = limit(&params)?;
    let runs = hub.store.runs(feed.as_ref(), limit).await?;
    Ok(Json(Refreshes {
        refreshes: runs.into_iter().map(Run::from).collect(),
    }))
}

/// The feed that is asked about, checked against what the caller may see.
pub(super) fn feed(params: &Params, caller: &Caller) -> Result<Option<FeedId>, ApiError> {
    let feed = match params.text("feed")? {
        Some(text) => Some(
            text.parse()
                .map_err(|error| ApiError::parameter("feed", format!("{error}")))?,
        ),
        None => caller.own_feed().cloned(),
    };
    match &feed {
        Some(feed) => caller.may_look_at(feed)?,
        None => caller.may_look()?,
    }
    Ok(feed)
}

/// How many entries an operator's list holds.
pub(super) fn limit(params: &Params) -> Result<i64, ApiError> {
    let limit = params.whole("limit", 1..=1000)?.unwrap_or(100);
    Ok(i64::try_from(limit).unwrap_or(i64::MAX))
}
