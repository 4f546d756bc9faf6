//! `/api/admin`: the operator's routes, for holders of a token.
//!
//! token -> role -> what is stored, or a piece of work -> JSON.
//!
//! An admin may do everything, a reader may look, a publisher may look at and refresh the
//! one feed that the token is for. Tokens are compared by hash and never logged.

mod caller;
mod edits;
mod feeds;
mod findings;
mod imports;
mod listings;
mod locations;
mod matches;
mod payload;
mod refreshes;
mod settling;
mod tokens;
mod upload;
mod watch;
mod webhooks;

use axum::Router;
use axum::routing::{get, post, put};

use super::{ApiError, Segments, both_ways};
use crate::hub::Hub;
use caller::Caller;
use payload::Payload;
use settling::{Questions, Suspensions};

/// The addresses below `/api/admin`.
pub(super) fn router() -> Router<Hub> {
    both_ways([
        ("/api/admin/feeds", get(feeds::list)),
        ("/api/admin/feeds/{id}/refresh", post(feeds::refresh)),
        ("/api/admin/feeds/{id}/held", get(feeds::held)),
        ("/api/admin/feeds/{id}/reject", post(feeds::reject)),
        ("/api/admin/refreshes", get(refreshes::list)),
        ("/api/admin/findings", get(findings::list)),
        ("/api/admin/imports", imports::all()),
        ("/api/admin/imports/{id}/apply", post(imports::apply)),
        ("/api/admin/imports/{id}/undo", post(imports::undo)),
        ("/api/admin/listings/{id}", get(listings::show)),
        (
            "/api/admin/listings/{id}/edits",
            get(edits::list).post(edits::set),
        ),
        ("/api/admin/edits/{id}/undo", post(edits::undo)),
        ("/api/admin/matches", get(matches::list).post(matches::say)),
        ("/api/admin/matches/{id}/{action}", post(matches::act_on)),
        ("/api/admin/locations", get(locations::list)),
        (
            "/api/admin/locations/{id}/sensitive",
            put(locations::withhold).delete(locations::release),
        ),
        ("/api/admin/questions", get(settling::list::<Questions>)),
        (
            "/api/admin/questions/{id}",
            get(settling::show::<Questions>).post(settling::settle::<Questions>),
        ),
        (
            "/api/admin/questions/{id}/{action}",
            post(settling::act::<Questions>),
        ),
        ("/api/admin/watch/report", get(watch::report)),
        ("/api/admin/watch/held", get(watch::held)),
        ("/api/admin/watch/held/{feed}", post(watch::decide)),
        ("/api/admin/watch/decisions", get(watch::decisions)),
        ("/api/admin/suspensions", get(settling::list::<Suspensions>)),
        (
            "/api/admin/suspensions/{id}",
            get(settling::show::<Suspensions>).post(settling::settle::<Suspensions>),
        ),
        (
            "/api/admin/suspensions/{id}/{action}",
            post(settling::act::<Suspensions>),
        ),
        ("/api/admin/tokens", post(tokens::create)),
        (
            "/api/admin/webhooks",
            get(webhooks::list).post(webhooks::create),
        ),
        ("/api/admin/webhooks/{id}", get(webhooks::show)),
        ("/api/admin/webhooks/{id}/{action}", post(webhooks::act)),
    ])
}
