//! The providers' websites on loopback, `/{host}/{page}`, in a first and a second state.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::samples::{self, Answer, State};
use super::serving::Serving;
use crate::domain::content_hash;

/// Every sample website, served until it is dropped.
#[derive(Debug)]
pub struct SiteServer {
    address: SocketAddr,
    has_changed: Arc<AtomicBool>,
    serving: Serving,
}

impl SiteServer {
    /// Serves the websites in `state`.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn start(listener: TcpListener, state: State) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let has_changed = Arc::new(AtomicBool::new(state == State::After));
        let routes = Router::new()
            .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\n" }))
            .route("/{host}/", get(home))
            .route("/{host}/{page}", get(page))
            .fallback(|| async { not_found() })
            .with_state(has_changed.clone());
        Ok(Self {
            address,
            has_changed,
            serving: Serving::start(listener, routes),
        })
    }

    /// The address below which each website stands, with its last slash.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Publishes the second state of the websites.
    pub fn change(&self) {
        self.has_changed.store(true, Ordering::Relaxed);
    }

    /// Ends the server; its port is free afterwards.
    pub async fn end(self) {
        self.serving.end().await;
    }
}

type Changed = Shared<Arc<AtomicBool>>;

async fn home(changed: Changed, Path(host): Path<String>, headers: HeaderMap) -> Response {
    answer(&changed, &host, "index", &headers)
}

async fn page(
    changed: Changed,
    Path((host, page)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answer(&changed, &host, &page, &headers)
}

fn answer(changed: &AtomicBool, host: &str, page: &str, headers: &HeaderMap) -> Response {
    let state = match changed.load(Ordering::Relaxed) {
        true => State::After,
        false => State::Before,
    };
    let bytes = match samples::page(state, host, page) {
        Answer::File(bytes) => bytes,
        Answer::Status(410) => return gone(),
        Answer::Status(_) => return not_found(),
    };
    let etag = format!("\"{}\"", &content_hash(&bytes)[..16]);
    let asked = headers.get(header::IF_NONE_MATCH);
    if asked.is_some_and(|asked| asked.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let kind = match page.ends_with(".css") {
        true => "text/css; charset=utf-8",
        false => "text/html; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::ETAG, etag),
    ];
    (headers, bytes.into_owned()).into_response()
}

fn not_found() -> Response {
    let body = "<!doctype html><title>Not found</title><h1>Page not found</h1>";
    (StatusCode::NOT_FOUND, Html(body)).into_response()
}

fn gone() -> Response {
    let body = "<!doctype html><title>Gone</title><h1>This page has been taken down</h1>";
    (StatusCode::GONE, Html(body)).into_response()
}
