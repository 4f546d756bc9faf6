//! What programs talk to: ORUK, our own JSON, and the operator's routes.
//!
//! request -> parameters -> store or index -> document, or a problem.
//!
//! A file for each endpoint, with thin handlers. Every answer carries CORS `*`, errors
//! and panics too; logs name the route and never the query, which may hold a postcode.

mod admin;
mod changes;
mod error;
mod export;
mod health;
mod kept;
mod layers;
mod lists;
mod oruk_v1;
mod oruk_v3;
mod packed;
mod params;
mod postcodes;
mod provenance;
mod search;
mod segments;
mod suggest;
mod walks;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get};

use crate::hub::Hub;
use error::ApiError;
use kept::{Begun, Holds, Keeper};
use params::Params;
use segments::{Id, Segments};

/// Every address that programs use. It has no fallback of its own, so that the pages can
/// be merged with it.
pub fn router(hub: Hub) -> Router {
    let keeper = Keeper::new(hub.clone());
    let kept = Router::new()
        .merge(oruk_v1::router())
        .merge(oruk_v3::router())
        .merge(both_ways([("/api/v1/changes", get(changes::list))]));
    let public = Router::new()
        .merge(kept.layer(from_fn_with_state(keeper, kept::keep)))
        .merge(both_ways([
            ("/api/v1/openapi.json", get(openapi)),
            ("/api/v1/suggest", get(suggest::show)),
            ("/api/v1/services/{id}/provenance", get(provenance::show)),
            ("/api/v1/services.ndjson", get(export::lines)),
            ("/api/v1/export/{format}", get(export::show)),
            ("/api/v1/postcodes/{postcode}", get(postcodes::show)),
        ]))
        .route("/oruk/{*path}", any(nothing_here))
        .route("/api/{*path}", any(nothing_here));
    let public = layers::wrap(layers::limit(public, &hub), layers::READ);
    let form = DefaultBodyLimit::max(search::LARGEST_FORM);
    let search = get(search::show).post(search::form).layer(form);
    let search = layers::limit(both_ways([("/api/v1/search", search)]), &hub);
    let search = layers::wrap(search, layers::READ_AND_WRITE);
    let admin = layers::limit(admin::router(), &hub);
    let admin = layers::wrap(admin, layers::READ_AND_WRITE);
    // Whoever watches over the hub is not counted.
    let health = both_ways([
        ("/healthz", get(health::alive)),
        ("/readyz", health::ready()),
    ]);
    let health = layers::wrap(health, layers::READ);
    public
        .merge(search)
        .merge(admin)
        .merge(health)
        .with_state(hub)
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

/// Where something went for now: what was merged may be parted again.
fn moved(to: &str) -> Response {
    let mut response = axum::http::StatusCode::TEMPORARY_REDIRECT.into_response();
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// `GET /api/v1/openapi.json`: what of our own is offered here.
async fn openapi() -> Document {
    Document::of(include_str!("../../assets/api-v1.openapi.json").to_owned())
}

async fn nothing_here() -> ApiError {
    ApiError::NotFound
}

/// JSON text that is already written.
struct Document {
    text: String,
    holds: Option<Holds>,
}

impl Document {
    /// A text of which nobody knows how long it holds.
    fn of(text: String) -> Self {
        Self { text, holds: None }
    }

    /// How long it holds.
    fn holding(self, holds: Option<Holds>) -> Self {
        Self { holds, ..self }
    }
}

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let mut response = ([(header::CONTENT_TYPE, json)], self.text).into_response();
        if let Some(holds) = self.holds {
            response.extensions_mut().insert(holds);
        }
        response
    }
}
