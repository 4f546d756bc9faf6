//! What programs talk to: ORUK, our own JSON, and the operator's routes.
//!
//! request -> parameters -> store or index -> document, or a problem.
//!
//! A file for each endpoint, with thin handlers. Every answer carries CORS `*`, errors
//! and panics too; logs name the route and never the query, which may hold a postcode.

mod admin;
mod changes;
mod error;
mod health;
mod layers;
mod oruk_v3;
mod params;
mod postcodes;
mod provenance;
mod search;
mod segments;
mod suggest;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get};

use crate::hub::Hub;
use error::ApiError;
use params::Params;
use segments::Segments;

/// Every address that programs use. It has no fallback of its own, so that the pages can
/// be merged with it.
pub fn router(hub: Hub) -> Router {
    let public = Router::new()
        .merge(oruk_v3::router())
        .merge(both_ways([
            ("/api/v1/search", get(search::show)),
            ("/api/v1/suggest", get(suggest::show)),
            ("/api/v1/changes", get(changes::list)),
            ("/api/v1/services/{id}/provenance", get(provenance::show)),
            ("/api/v1/postcodes/{postcode}", get(postcodes::show)),
            ("/healthz", get(health::alive)),
            ("/readyz", health::ready()),
        ]))
        .route("/oruk/{*path}", any(nothing_here))
        .route("/api/{*path}", any(nothing_here));
    let public = layers::wrap(public, layers::READ);
    let admin = layers::wrap(admin::router(), layers::READ_AND_WRITE);
    public.merge(admin).with_state(hub)
}

/// Routes that answer with and without a last slash.
fn both_ways<const N: usize>(routes: [(&str, MethodRouter<Hub>); N]) -> Router<Hub> {
    routes
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router
                .route(path, methods.clone())
                .route(&format!("{path}/"), methods)
        })
}

/// Where something went. Not for ever: what was merged may be parted again.
fn moved(to: &str) -> Response {
    let mut response = axum::http::StatusCode::MOVED_PERMANENTLY.into_response();
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn nothing_here() -> ApiError {
    ApiError::NotFound
}

/// JSON text that is already written.
struct Document(String);

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        ([(header::CONTENT_TYPE, json)], self.0).into_response()
    }
}
