//! `/admin`: pages on which officers decide, for holders of a token.
//!
//! sign in (the token goes into a cookie) -> what is in question, page by page -> a button -> the
//! decision is kept and followed -> back to the list, which says what came of it.
//!
//! An admin decides, a reader looks. What a form asks for is done by the same functions of
//! [`federation`](crate::federation) as what the admin API asks for. How somebody stays signed in
//! is decision 0018.

mod decision;
mod fields;
mod pages;
mod question;
mod queue;
mod records;
mod refusal;
mod session;
mod settle;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use crate::hub::Hub;
pub(super) use refusal::Refusal;

/// The officers' pages.
pub(super) fn router() -> Router<Hub> {
    Router::new()
        .route("/admin", get(sign_in::show))
        .route("/admin/", get(sign_in::show))
        .route("/admin/sign-in", post(sign_in::sign_in))
        .route("/admin/sign-out", post(sign_in::sign_out))
        .route("/admin/matches", get(queue::list))
        .route("/admin/matches/", get(queue::list))
        .route(
            "/admin/matches/{id}",
            get(queue::show).post(settle::on_match),
        )
        .route("/admin/listings", get(records::find))
        .route(
            "/admin/listings/{id}/records",
            get(records::show).post(settle::on_records),
        )
}

/// Whether an address is an officers' one: nobody keeps or lists what is answered there.
pub(super) fn is_below(path: &str) -> bool {
    path == "/admin" || path.starts_with("/admin/")
}
