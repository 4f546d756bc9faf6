//! `/api/admin/tokens`: making tokens.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{ApiError, Caller, Payload};
use crate::domain::FeedId;
use crate::hub::Hub;
use crate::store::Role;

/// Which token.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wish {
    role: String,
    feed: Option<FeedId>,
}

/// A new token. Its text is shown this once and not kept.
#[derive(Serialize)]
pub(super) struct Made {
    token: String,
    role: &'static str,
    feed: Option<FeedId>,
}

/// `POST /api/admin/tokens` with `{"role": "admin|publisher|reader", "feed": …}`
pub(super) async fn create(
    State(hub): State<Hub>,
    caller: Caller,
    Payload(wish): Payload<Wish>,
) -> Result<(StatusCode, Json<Made>), ApiError> {
    caller.may_decide()?;
    let wrong = |why: &str| Err(ApiError::Content(why.to_owned()));
    let Some(role) = Role::from_stored(&wish.role) else {
        return wrong("role is admin, publisher or reader");
    };
    match (role, &wish.feed) {
        (Role::Publisher, None) => return wrong("a publisher's token is for one feed: name it"),
        (Role::Publisher, Some(feed)) if hub.config.feed(feed).is_none() => {
            return wrong("feed is none of the settings' feeds");
        }
        (Role::Admin | Role::Reader, Some(_)) => {
            return wrong("feed belongs to a publisher's token alone");
        }
        _ => {}
    }
    let token = hub.store.create_token(role, wish.feed.as_ref()).await?;
    let made = Made {
        token,
        role: role.as_str(),
        feed: wish.feed,
    };
    Ok((StatusCode::CREATED, Json(made)))
}
