//! What every answer passes: CORS, compression, a log line, and a net for panics.

use std::any::Any;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath};
use axum::http::{Method, Request, Response, header};
use axum::response::IntoResponse;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{self, CorsLayer};
use tower_http::trace::TraceLayer;

use super::ApiError;

/// The largest body that a route takes, in bytes.
const LARGEST_BODY: usize = 64 << 10;

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
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
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
