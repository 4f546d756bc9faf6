//! A file in the body of a request: as it is, or as a form on a page sends it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};

use super::ApiError;

/// A file that was sent.
pub(super) struct Upload {
    /// Its name, where a form says it.
    pub(super) name: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// The largest file that is taken, in words.
const LARGEST: &str = "16 MiB";

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.to_ascii_lowercase().starts_with("multipart/form-data") {
            let form = Multipart::from_request(request, state).await;
            return of_form(form.map_err(|e| refused(e.status(), e.body_text()))?).await;
        }
        let body = Bytes::from_request(request, state).await;
        let bytes = body.map_err(|e| refused(e.status(), e.body_text()))?;
        Ok(Self {
            name: None,
            bytes: bytes.into(),
        })
    }
}

/// The part that is a file: the one called `file`, else the first that has a file's name.
async fn of_form(mut form: Multipart) -> Result<Upload, ApiError> {
    let refuse = |e: axum::extract::multipart::MultipartError| refused(e.status(), e.body_text());
    while let Some(part) = form.next_field().await.map_err(refuse)? {
        let name = part.file_name().map(str::to_owned);
        if name.is_some() || part.name() == Some("file") {
            let bytes = part.bytes().await.map_err(refuse)?.into();
            return Ok(Upload { name, bytes });
        }
    }
    let advice = "the form has no file; send the sheet in a part called \"file\"";
    Err(ApiError::Body(advice.to_owned()))
}

fn refused(status: StatusCode, why: String) -> ApiError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge(LARGEST),
        _ => ApiError::Body(why),
    }
}
