//! Who calls, and what they may do.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::ApiError;
use crate::domain::FeedId;
use crate::hub::Hub;
use crate::store::{Role, Token};

/// The holder of a token that we know.
pub(super) struct Caller(Token);

impl FromRequestParts<Hub> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, ApiError> {
        let text = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or(ApiError::Unauthorized)?;
        let token = hub.store.token(text).await?;
        token.map(Self).ok_or(ApiError::Unauthorized)
    }
}

impl Caller {
    /// The name under which the caller's decisions are kept: never a person's.
    pub(super) fn name(&self) -> String {
        self.0.author()
    }

    /// Looking at everything.
    pub(super) fn may_look(&self) -> Result<(), ApiError> {
        match self.0.role.may_look() {
            true => Ok(()),
            false => Err(ApiError::Forbidden("an admin or a reader")),
        }
    }

    /// Deciding anything.
    pub(super) fn may_decide(&self) -> Result<(), ApiError> {
        match self.0.role.may_decide() {
            true => Ok(()),
            false => Err(ApiError::Forbidden("an admin")),
        }
    }

    /// Looking at what concerns one feed.
    pub(super) fn may_look_at(&self, feed: &FeedId) -> Result<(), ApiError> {
        match self.0.role {
            Role::Publisher if self.0.feed.as_ref() == Some(feed) => Ok(()),
            _ => self.may_look(),
        }
    }

    /// Refreshing one feed.
    pub(super) fn may_refresh(&self, feed: &FeedId) -> Result<(), ApiError> {
        match self.0.role {
            Role::Publisher if self.0.feed.as_ref() == Some(feed) => Ok(()),
            _ => self.may_decide(),
        }
    }

    /// The feed that narrows what a publisher asks for without naming one.
    pub(super) fn own_feed(&self) -> Option<&FeedId> {
        self.0.feed.as_ref()
    }
}
