//! What an address holds in the place of `{id}`.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::ApiError;

/// The named parts of an address, decoded. What cannot be read is not found.
pub(super) struct Segments<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Segments<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        // PostgreSQL refuses U+0000 in text, and no id holds it.
        if parts.uri.path().contains("%00") {
            return Err(ApiError::NotFound);
        }
        match Path::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(_) => Err(ApiError::NotFound),
        }
    }
}

/// The id at the end of an address. All our ids are UUIDs: whatever is none is not found.
pub(super) struct Id(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Segments(text) = Segments::<String>::from_request_parts(parts, state).await?;
        // The long form alone: braces, `urn:uuid:` and bare hex are other spellings.
        match Uuid::try_parse(&text) {
            Ok(id) if text.len() == 36 => Ok(Self(id)),
            _ => Err(ApiError::NotFound),
        }
    }
}
