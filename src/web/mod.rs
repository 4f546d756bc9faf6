//! Pages for people: a search page, a listing page, a page about us, and those of officers.
//!
//! request -> handler (asks search and store) -> view (plain words) -> template -> [`finish`].
//!
//! Everything is rendered here, works without JavaScript, and sends none: the content policy
//! allows our own style sheet and pictures and nothing else. A handler that fails returns a
//! [`PageError`](error::PageError); `finish` turns it into a page with a way on.

mod about;
mod admin;
mod assets;
mod card;
mod details;
mod error;
mod fact;
mod finish;
mod form;
mod freshness;
mod limits;
mod listing;
mod places;
mod problems;
mod results;
mod rich_text;
mod search;
mod site;
mod suspended;
mod wording;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::hub::Hub;

/// The pages, with a page for every other address.
pub fn router(hub: Hub) -> Router {
    Router::new()
        .route("/", get(search::show))
        .route("/services/{id}", get(listing::show))
        .route("/about", get(about::show))
        .route("/problems", get(problems::list))
        .route("/problems/{code}", get(problems::show))
        .route("/assets/{file}", get(assets::show))
        .merge(admin::router())
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(from_fn_with_state(hub.clone(), finish::count))
        // From the inside out: too many requests are refused, a panic becomes an error, errors become pages, pages are packed.
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn_with_state(hub.clone(), finish::finish))
        .layer(CompressionLayer::new())
        .with_state(hub)
}
