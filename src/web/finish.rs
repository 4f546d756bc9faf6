//! The last step of every answer: error pages, security headers, conditional requests.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::admin;
use super::error::PageError;
use super::site::Site;
use crate::domain::content_hash;
use crate::hub::Hub;
use crate::traffic::Load;

/// Sent with every answer. No page of ours needs a script, a frame or anything from another
/// host, and an address with a postcode in it must not reach the sites that we link to.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "geolocation=(), camera=(), microphone=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Longest page that is held in memory to be hashed, in bytes; ours are far smaller.
const LONGEST: usize = 16 << 20;

/// Finishes an answer.
pub(super) async fn finish(State(hub): State<Hub>, request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let is_officers = admin::is_below(request.uri().path());
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        response = error_page(&error, Site::of(&hub), &response);
    }
    if response.status() == StatusCode::OK && !is_officers {
        response = unless_known(&asked, response).await;
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_officers {
        // What an officer sees stays in no browser's store and in nobody's index.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    // Pages must be asked for again each time (a listing may just have been suspended), and
    // only the reader's own browser keeps them.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// Counts what the client asks for, and refuses what is too much.
pub(super) async fn count(State(hub): State<Hub>, request: Request, next: Next) -> Response {
    let client = hub.proxies.of(&request);
    let refuse = |seconds| PageError::TooMany(seconds).into_response();
    hub.gate
        .pass(client, Load::SMALL, next.run(request), refuse)
        .await
}

fn error_page(error: &PageError, site: Site, bare: &Response) -> Response {
    let status = bare.status();
    let mut response = match error.page(site) {
        Ok(page) => (status, Html(page)).into_response(),
        Err(why) => {
            tracing::error!(error = %why, "an error page could not be written");
            status.into_response()
        }
    };
    for (name, value) in bare.headers() {
        if *name != header::CONTENT_LENGTH {
            response.headers_mut().entry(name).or_insert(value.clone());
        }
    }
    response
}

/// Gives the answer an ETag, or answers 304 to a reader who has it already. The tag is taken
/// from what is shown, so nothing that a page says can change without it.
async fn unless_known(asked: &HeaderMap, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // Weak: a proxy that compresses the page sends other bytes with the same meaning.
    let tag = format!("W/\"{}\"", &content_hash(&bytes)[..32]);
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    if knows(asked, &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|given| given == "*" || given.trim_start_matches("W/") == opaque)
}
