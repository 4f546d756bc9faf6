//! The style sheet and the icon, embedded in the program.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

use super::error::PageError;

#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

/// `GET /assets/{file}`
pub(super) async fn show(Path(file): Path<String>) -> Result<Response, PageError> {
    let found = Assets::get(&file).ok_or(PageError::NoSuchPage)?;
    let kind = match file.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        // The folder also holds what other parts of the program serve.
        _ => return Err(PageError::NoSuchPage),
    };
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            // Pages name the file together with its hash (see `url`), so it never goes stale.
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
        ],
        found.data.into_owned(),
    )
        .into_response())
}

/// The address under which pages name a file: another content, another address.
pub(super) fn url(file: &str) -> String {
    let hash = Assets::get(file).map_or([0; 32], |found| found.metadata.sha256_hash());
    let [a, b, c, d, ..] = hash;
    format!("/assets/{file}?v={a:02x}{b:02x}{c:02x}{d:02x}")
}
