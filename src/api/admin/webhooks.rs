//! `/api/admin/webhooks`: who is told of changes as they come.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{ApiError, Caller, Payload, Segments};
use crate::domain::{Scope, Webhook};
use crate::hub::Hub;
use crate::notify::SubscribeError;
use crate::store::ChangeCursor;

#[derive(Debug, Serialize)]
pub(super) struct Webhooks {
    webhooks: Vec<Webhook>,
}

/// Which subscription.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wish {
    url: String,
    /// Everything when absent.
    scope: Option<Scope>,
    /// A cursor of the change feed; from the beginning when absent.
    after: Option<String>,
}

/// A new subscription. Its secret is shown this once.
#[derive(Serialize)]
pub(super) struct Made {
    id: String,
    secret: String,
}

/// How a paused one goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Manner {
    from_start: bool,
}

/// `GET /api/admin/webhooks`
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
) -> Result<Json<Webhooks>, ApiError> {
    caller.may_decide()?;
    let webhooks = hub.store.webhooks().await?;
    Ok(Json(Webhooks { webhooks }))
}

/// `POST /api/admin/webhooks` with `{"url": …, "scope": {"of": …}, "after": …}`
pub(super) async fn create(
    State(hub): State<Hub>,
    caller: Caller,
    Payload(wish): Payload<Wish>,
) -> Result<(StatusCode, Json<Made>), ApiError> {
    caller.may_decide()?;
    let url = Url::parse(&wish.url)
        .map_err(|_| ApiError::Content("url must be a web address: write https://…".to_owned()))?;
    let after = wish
        .after
        .map(|text| ChangeCursor::from_text(&text, &hub.store));
    let scope = wish.scope.unwrap_or(Scope::All);
    let works = hub.works();
    let notifier = works.notifier();
    let made = notifier.subscribe(&url, scope, after.transpose()?).await;
    match made {
        Ok((id, secret)) => Ok((StatusCode::CREATED, Json(Made { id, secret }))),
        Err(error @ (SubscribeError::Address | SubscribeError::Scope(_))) => {
            Err(ApiError::Content(error.to_string()))
        }
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}

/// `GET /api/admin/webhooks/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Webhook>, ApiError> {
    caller.may_decide()?;
    let found = hub.store.subscription(&id).await?;
    let found = found.map(|subscription| Json(subscription.webhook));
    found.ok_or(ApiError::NotFound)
}

/// `POST /api/admin/webhooks/{id}/pause`, `…/remove`, and `…/resume` with `{"from_start": …}`
pub(super) async fn act(
    State(hub): State<Hub>,
    caller: Caller,
    Segments((id, action)): Segments<(String, String)>,
    Payload(manner): Payload<Manner>,
) -> Result<StatusCode, ApiError> {
    caller.may_decide()?;
    let mut tx = hub.store.write().await?;
    let is_there = match action.as_str() {
        "pause" => tx.pause_webhook(&id, "an operator paused it").await?,
        "resume" => tx.resume_webhook(&id, manner.from_start).await?,
        "remove" => tx.remove_webhook(&id).await?,
        _ => false,
    };
    tx.commit().await?;
    match is_there {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::NotFound),
    }
}
