//! The providers' websites on loopback, `/{host}/{page}`, in a first and a second state.
//! `POST /demo/close/{host}/{page}` makes a page announce its end, `…/open/…` takes that back.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::samples::{self, Answer, State};
use super::serving::Serving;
use crate::domain::content_hash;

/// Every sample website, served until it is dropped.
#[derive(Debug)]
pub struct SiteServer {
    address: SocketAddr,
    sites: Arc<Sites>,
    /// The pages that visitors change: `host/page`.
    changes: Option<UnboundedReceiver<String>>,
    serving: Serving,
}

/// What the websites show.
#[derive(Debug)]
struct Sites {
    has_changed: AtomicBool,
    /// Pages that announce their end.
    closed: Mutex<BTreeSet<String>>,
    told: UnboundedSender<String>,
}

impl SiteServer {
    /// Serves the websites in `state`.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn start(listener: TcpListener, state: State) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let (told, changes) = unbounded_channel();
        let sites = Arc::new(Sites {
            has_changed: AtomicBool::new(state == State::After),
            closed: Mutex::default(),
            told,
        });
        let routes = Router::new()
            .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\n" }))
            .route("/demo/{action}/{host}/{page}", post(rewrite))
            .route("/{host}/", get(home))
            .route("/{host}/{page}", get(page))
            .fallback(|| async { not_found() })
            .with_state(sites.clone());
        Ok(Self {
            address,
            sites,
            changes: Some(changes),
            serving: Serving::start(listener, routes),
        })
    }

    /// The address below which each website stands, with its last slash.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Publishes the second state of the websites.
    pub fn change(&self) {
        self.sites.has_changed.store(true, Ordering::Relaxed);
    }

    /// The pages that visitors change from now on, `host/page` each; there is one who listens.
    pub fn changes(&mut self) -> Option<UnboundedReceiver<String>> {
        self.changes.take()
    }

    /// Ends the server; its port is free afterwards.
    pub async fn end(self) {
        self.serving.end().await;
    }
}

type Shown = Shared<Arc<Sites>>;

async fn home(sites: Shown, Path(host): Path<String>, headers: HeaderMap) -> Response {
    answer(&sites, &host, "index", &headers)
}

/// Makes a page announce its end, or takes that back.
async fn rewrite(
    sites: Shown,
    Path((action, host, page)): Path<(String, String, String)>,
) -> Response {
    let name = format!("{host}/{page}");
    let known = matches!(samples::page(State::After, &host, &page), Answer::File(_));
    let said = match (action.as_str(), sites.closed.lock()) {
        ("close", Ok(mut closed)) if known => {
            closed.insert(name.clone());
            "The page says that it has closed for good.\n"
        }
        ("open", Ok(mut closed)) if known => {
            closed.remove(&name);
            "The page is as it was.\n"
        }
        _ => return not_found(),
    };
    // Nobody listens any more only when the demo ends.
    let _ = sites.told.send(name);
    said.into_response()
}

/// The page with an announcement below its heading.
fn announcing_the_end(bytes: &[u8]) -> Vec<u8> {
    const NOTICE: &str = "</h1>\n<p>We are sorry to say that we have closed for good.</p>";
    String::from_utf8_lossy(bytes)
        .replacen("</h1>", NOTICE, 1)
        .into_bytes()
}

async fn page(
    sites: Shown,
    Path((host, page)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answer(&sites, &host, &page, &headers)
}

fn answer(sites: &Sites, host: &str, page: &str, headers: &HeaderMap) -> Response {
    let state = match sites.has_changed.load(Ordering::Relaxed) {
        true => State::After,
        false => State::Before,
    };
    let bytes = match samples::page(state, host, page) {
        Answer::File(bytes) => bytes,
        Answer::Status(410) => return gone(),
        Answer::Status(_) => return not_found(),
    };
    let is_closed = |closed: &BTreeSet<String>| closed.contains(&format!("{host}/{page}"));
    let bytes = match sites.closed.lock() {
        Ok(closed) if is_closed(&closed) => announcing_the_end(&bytes).into(),
        _ => bytes,
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
