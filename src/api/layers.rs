//! What every answer passes: CORS, compression, a log line, and a net for panics.

use std::any::Any;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, State};
use axum::http::{HeaderName, Method, Request, Response, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{self, CorsLayer};
use tower_http::trace::TraceLayer;
use url::form_urlencoded;

use super::ApiError;
use crate::hub::Hub;
use crate::traffic::Load;

/// The largest body that a route takes, in bytes.
const LARGEST_BODY: usize = 64 << 10;

/// Entries on the largest page of any list.
const LARGEST_PAGE: u32 = 1000;
/// What a whole list in lines counts for.
const LINES: u32 = 100;

/// Methods of routes that only read.
pub(super) const READ: [Method; 3] = [Method::GET, Method::HEAD, Method::OPTIONS];
/// Methods of routes that also write.
pub(super) const READ_AND_WRITE: [Method; 4] =
    [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];

/// Wraps routes; `methods` is what OPTIONS answers.
pub(super) fn wrap<S, const N: usize>(router: Router<S>, methods: [Method; N]) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let cors = CorsLayer::new()
        .allow_origin(cors::Any)
        .allow_methods(methods)
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            header::IF_MODIFIED_SINCE,
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("ratelimit-limit"),
            HeaderName::from_static("ratelimit-policy"),
            HeaderName::from_static("ratelimit-remaining"),
            HeaderName::from_static("ratelimit-reset"),
        ])
        .vary([]);
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_failure(());
    // From the outside in: whatever happens below, CORS headers come on top.
    let layers = ServiceBuilder::new()
        .layer(trace)
        .layer(cors)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked));
    router
        .method_not_allowed_fallback(async || ApiError::Method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(layers)
}

/// Finds out who asks, and counts what they ask for.
pub(super) fn limit(router: Router<Hub>, hub: &Hub) -> Router<Hub> {
    router.layer(from_fn_with_state(hub.clone(), count))
}

async fn count(State(hub): State<Hub>, mut request: Request<Body>, next: Next) -> Response<Body> {
    let client = hub.proxies.of(&request);
    request.extensions_mut().insert(client);
    let load = load(request.uri().query().unwrap_or_default());
    let refuse = |seconds| ApiError::TooMany(seconds).into_response();
    hub.gate.pass(client, load, next.run(request), refuse).await
}

/// What a request asks of us: one, and one more for each hundred entries on its page. A list of
/// lines costs more, and holds a hundred entries at a time.
fn load(query: &str) -> Load {
    let mut entries = 0;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        entries = match name.as_ref() {
            "per_page" | "limit" => value.parse().unwrap_or(entries),
            "format" if value == "ndjson" => {
                return Load {
                    cost: LINES,
                    weight: 2,
                };
            }
            _ => entries,
        };
    }
    let all = 1 + entries.min(LARGEST_PAGE) / 100;
    Load {
        cost: all,
        weight: all,
    }
}

/// Method and route alone: queries and ids stay out of the logs.
fn span(request: &Request<Body>) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), route)
}

fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    ApiError::Internal(format!("panicked: {said}").into()).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::StatusCode;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[test]
    fn what_asks_for_much_counts_for_more() {
        for (query, want) in [
            ("", 1),
            ("per_page=50", 1),
            ("page=3&per_page=100", 2),
            ("per_page=1000&full=true", 11),
            ("per_page=4000000000", 11),
            ("per_page=x", 1),
            ("format=ndjson", LINES),
        ] {
            assert_eq!(load(query).cost, want, "{query}");
        }
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_with_cors_that_tells_nothing() {
        async fn panics() {
            panic!("the secret reason");
        }
        let layered: Router = wrap(Router::new().route("/", get(panics)), READ);
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = layered.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}
