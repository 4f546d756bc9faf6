//! What goes wrong, as `application/problem+json` with a stable `type`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::domain::Problem;
use crate::search::{OriginError, PlaceError, SearchError};
use crate::store::{CursorError, StoreError};

/// Why a request cannot be answered. The message is what the caller reads: one sentence
/// that says what to do. What went wrong inside is logged and not shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// A parameter is not what it should be.
    #[error("{name}: {why}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What to write instead.
        why: String,
    },
    /// Text that is no postcode, or one that is not known; a name that names no one place.
    #[error(transparent)]
    Postcode(#[from] OriginError),
    /// A cursor that we did not give, or that has run out.
    #[error("{0}")]
    Cursor(String),
    /// A cursor of the change feed that this hub did not give.
    #[error("after: {0}")]
    Change(#[from] CursorError),
    /// A cursor of the change feed after which deletions have been forgotten.
    #[error(
        "this cursor is too old: deletions after it have been forgotten; drop your copy and start again with after=0"
    )]
    CursorExpired,
    /// Nothing is published there.
    #[error("nothing is published at this address: check the path and the id")]
    NotFound,
    /// The address exists, the method does not.
    #[error("this address does not take this method: see the Allow header")]
    Method,
    /// No token, or not one of ours.
    #[error(
        "send a token as \"Authorization: Bearer …\": `waymark token create --role admin` makes one"
    )]
    Unauthorized,
    /// A token that does not allow this.
    #[error("this token's role does not allow this: it takes {0}")]
    Forbidden(&'static str),
    /// A body that is no JSON.
    #[error("the body cannot be read: {0}")]
    Body(String),
    /// A body larger than we take.
    #[error("the body is too large: send at most {0}")]
    TooLarge(&'static str),
    /// A body that is JSON but not what is asked for.
    #[error("the body does not say what it should: {0}")]
    Content(String),
    /// What is asked for does not fit how things stand.
    #[error("{0}")]
    Conflict(String),
    /// More requests than one client may send.
    #[error("too many requests: wait {0} seconds, then go on where you stopped")]
    TooMany(u64),
    /// Our own fault.
    #[error("something went wrong on our side; it has been noted, please try again")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The body of an error, by RFC 9457.
#[derive(Debug, Serialize)]
struct ProblemBody {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
}

impl ApiError {
    /// A parameter is not what it should be; `why` says what to write instead.
    pub(super) fn parameter(name: &'static str, why: impl Into<String>) -> Self {
        Self::Parameter {
            name,
            why: why.into(),
        }
    }

    /// What kind of problem it is: a public contract.
    fn kind(&self) -> Problem {
        match self {
            Self::Parameter { .. } => Problem::PARAMETER,
            Self::Postcode(OriginError::Malformed(_)) => Problem::POSTCODE,
            Self::Postcode(OriginError::Unknown(_)) => Problem::POSTCODE_UNKNOWN,
            Self::Postcode(OriginError::Place(PlaceError::Unknown(_))) => Problem::PLACE_UNKNOWN,
            Self::Postcode(OriginError::Place(PlaceError::Ambiguous { .. })) => {
                Problem::PLACE_AMBIGUOUS
            }
            Self::Cursor(_) | Self::Change(CursorError::Malformed) => Problem::CURSOR,
            Self::Change(CursorError::Foreign) => Problem::CURSOR_FOREIGN,
            Self::CursorExpired => Problem::CURSOR_EXPIRED,
            Self::NotFound => Problem::NOT_FOUND,
            Self::Method => Problem::METHOD,
            Self::Unauthorized => Problem::UNAUTHORIZED,
            Self::Forbidden(_) => Problem::FORBIDDEN,
            Self::Body(_) => Problem::BODY,
            Self::TooLarge(_) => Problem::TOO_LARGE,
            Self::Content(_) => Problem::CONTENT,
            Self::Conflict(_) => Problem::CONFLICT,
            Self::TooMany(_) => Problem::TOO_MANY,
            Self::Internal(_) => Problem::INTERNAL,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Problem {
            code,
            title,
            status,
            ..
        } = self.kind();
        // Every status of the table is one.
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Self::Internal(source) = &self {
            tracing::error!(error = %source, "a request failed on our side");
        }
        let body = ProblemBody {
            r#type: format!("/problems/{code}"),
            title,
            status: status.as_u16(),
            detail: self.to_string(),
            parameter: match &self {
                Self::Parameter { name, .. } => Some(name),
                Self::Postcode(OriginError::Place(_)) => Some("place"),
                Self::Postcode(_) => Some("postcode"),
                _ => None,
            },
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Self::TooMany(seconds) = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"waymark\""),
            );
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<tokio::task::JoinError> for ApiError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<SearchError> for ApiError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::StaleCursor => Self::Cursor(error.to_string()),
            SearchError::Index(_) => Self::Internal(error.into()),
        }
    }
}
