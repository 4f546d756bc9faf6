//! ORUK 3.0: the eleven endpoints of the standard, from stored documents.
//!
//! parameters -> filter -> stored JSON of one page -> envelope, or all of it as lines.
//!
//! The documents were written when the listing changed; nothing is rebuilt here. Lists
//! follow the one-to-one rule (no arrays but with `full=true`), walk in the order of an
//! append-only number, and take 50 a page unless asked for 1 to 1000. A walk of up to a day
//! meets every listing that stays, and none twice: what leaves meanwhile keeps its place in
//! it ([`walks`](super::walks)). Where the standard
//! is silent: wrong parameters are errors, never guesses; a filter that matches nothing
//! is an empty page; a page past the end is empty too.

mod about;
mod compose;
pub(super) mod filter;
mod form;
mod openapi;
mod organizations;
mod service_at_locations;
mod services;
mod taxonomies;
mod taxonomy_terms;

use axum::Router;
use axum::routing::get;

use super::{Id, both_ways};
use crate::hub::Hub;

/// The addresses below `/oruk/v3`.
pub(super) fn router() -> Router<Hub> {
    both_ways([
        ("/oruk/v3", get(about::show)),
        ("/oruk/v3/openapi.json", get(openapi::show)),
        ("/oruk/v3/services", get(services::list)),
        ("/oruk/v3/services/{id}", get(services::show)),
        ("/oruk/v3/organizations", get(organizations::list)),
        ("/oruk/v3/organizations/{id}", get(organizations::show)),
        (
            "/oruk/v3/service_at_locations",
            get(service_at_locations::list),
        ),
        (
            "/oruk/v3/service_at_locations/{id}",
            get(service_at_locations::show),
        ),
        ("/oruk/v3/taxonomies", get(taxonomies::list)),
        ("/oruk/v3/taxonomies/{id}", get(taxonomies::show)),
        ("/oruk/v3/taxonomy_terms", get(taxonomy_terms::list)),
        ("/oruk/v3/taxonomy_terms/{id}", get(taxonomy_terms::show)),
    ])
}
