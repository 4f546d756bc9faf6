//! ORUK 1.0 for those who still read it: the same listings in its words.
//!
//! parameters -> the filter that 3.0 has too -> stored documents of one page -> said in the
//! terms of 1.0 ([`crate::oruk::v1`]) -> its envelope.
//!
//! Documents are turned as they are asked for: who reads 1.0 grows fewer. There is no `GET /`;
//! by its absence checkers tell the version. What is silent there is as in 3.0: wrong
//! parameters are errors, a page past the end is empty. Reviews have no place in 3.0, so
//! their list is there and empty.

mod filter;
mod locations;
mod openapi;
mod organizations;
mod page;
mod render;
mod reviews;
mod services;
mod taxonomies;
mod terms;
mod vocabularies;

use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};

use super::{Id, both_ways};
use crate::hub::Hub;
use terms::Terms;

/// The addresses below `/oruk/v1`.
pub(super) fn router() -> Router<Hub> {
    both_ways([
        ("/oruk/v1/openapi.json", get(openapi::show)),
        ("/oruk/v1/services", get(services::list)),
        ("/oruk/v1/services/{id}", get(services::show)),
        ("/oruk/v1/organizations", get(organizations::list)),
        ("/oruk/v1/organizations/{id}", get(organizations::show)),
        ("/oruk/v1/locations", get(locations::list)),
        ("/oruk/v1/locations/{id}", get(locations::show)),
        ("/oruk/v1/taxonomies", get(taxonomies::list)),
        ("/oruk/v1/taxonomies/{id}", get(taxonomies::show)),
        ("/oruk/v1/reviews", get(reviews::list)),
        ("/oruk/v1/reviews/{id}", get(reviews::show)),
        ("/oruk/v1/vocabularies", get(vocabularies::list)),
    ])
    .layer(Extension(Arc::<Terms>::default()))
}
