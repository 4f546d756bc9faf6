//! A provider's website on loopback whose page a test rewrites while it is being watched.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::Url;
use waymark::domain::content_hash;

use super::site::Site;

/// What the site shows now, and what it was asked for.
#[derive(Debug, Default)]
struct Shown {
    status: u16,
    body: String,
    robots: String,
    redirect: Option<String>,
    /// Pages that stay as they are, by name.
    others: Vec<(String, String)>,
    asked: Vec<String>,
    answered_unchanged: usize,
}

/// The website.
pub(crate) struct Provider {
    site: Site,
    shown: Arc<Mutex<Shown>>,
}

impl Provider {
    /// A site that shows one page at every address.
    pub(crate) async fn start(body: &str) -> Self {
        let shown = Arc::new(Mutex::new(Shown {
            status: 200,
            body: body.to_owned(),
            ..Shown::default()
        }));
        let routes = Router::new()
            .route("/robots.txt", get(robots))
            .route("/{page}", get(page))
            .with_state(shown.clone());
        Self {
            site: Site::start(routes).await,
            shown,
        }
    }

    pub(crate) fn url(&self, page: &str) -> Url {
        self.site.url(page)
    }

    /// Shows a page of its own at one address.
    pub(crate) fn show_at(&self, page: &str, body: &str) {
        let other = (page.to_owned(), body.to_owned());
        self.shown.lock().unwrap().others.push(other);
    }

    /// Shows another page from now on.
    pub(crate) fn show(&self, status: u16, body: &str) {
        let mut shown = self.shown.lock().unwrap();
        shown.status = status;
        shown.body = body.to_owned();
    }

    /// Leads every visitor of a page elsewhere.
    pub(crate) fn redirect(&self, to: &str) {
        self.shown.lock().unwrap().redirect = Some(to.to_owned());
    }

    /// Asks robots for something.
    pub(crate) fn ask_robots(&self, robots: &str) {
        self.shown.lock().unwrap().robots = robots.to_owned();
    }

    /// The paths that were asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shown.lock().unwrap().asked.clone()
    }

    /// How often the answer was that nothing has changed.
    pub(crate) fn answered_unchanged(&self) -> usize {
        self.shown.lock().unwrap().answered_unchanged
    }
}

type SharedPage = State<Arc<Mutex<Shown>>>;

async fn robots(State(shown): SharedPage) -> Response {
    let mut shown = shown.lock().unwrap();
    shown.asked.push("/robots.txt".to_owned());
    if shown.robots.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    shown.robots.clone().into_response()
}

async fn page(State(shown): SharedPage, Path(page): Path<String>, headers: HeaderMap) -> Response {
    let mut shown = shown.lock().unwrap();
    shown.asked.push(format!("/{page}"));
    if let Some(to) = shown
        .redirect
        .clone()
        .filter(|to| *to != format!("/{page}"))
    {
        return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response();
    }
    if let Some((_, body)) = shown.others.iter().find(|(name, _)| *name == page) {
        return axum::response::Html(body.clone()).into_response();
    }
    let etag = format!("\"{}\"", content_hash(shown.body.as_bytes()));
    let known = headers.get(header::IF_NONE_MATCH);
    if known.is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        shown.answered_unchanged += 1;
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let status = StatusCode::from_u16(shown.status).unwrap();
    let headers = [
        (header::ETAG, etag),
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
    ];
    (status, headers, shown.body.clone()).into_response()
}
