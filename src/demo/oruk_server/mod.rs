//! A small ORUK server on loopback: the sample councils of the demo, and what tests pull.
//!
//! [`Dataset`] -> texts made once -> `GET /`, `/services[/{id}]`, `/taxonomies[/{id}]`,
//! `/taxonomy_terms[/{id}]` -> ([`Fault`]s on the way out) -> whoever asks. By version 1.0 there
//! is no `GET /`, taxonomies are what 3.0 calls terms, and organizations, locations, reviews
//! and vocabularies can be asked for.

mod dataset;
mod fault;
mod old;
mod page;

pub use dataset::Dataset;
pub use fault::{Fault, Harm, On, Paging};

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;
use url::Url;

use dataset::Prepared;
use fault::Call;
use page::{Cut, ListQuery};

use super::serving::Serving;

/// Requests remembered.
const REMEMBERED: usize = 10_000;

/// What a server speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// ORUK 3.0.
    #[default]
    V3,
    /// ORUK 1.0; the dataset is of that version too.
    V1,
}

/// How a server is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerOptions {
    /// What it speaks.
    pub version: Version,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Largest page; whoever asks for more gets this many.
    pub cap: usize,
    /// Whether list items are full when `full=true` asks for it.
    pub honour_full: bool,
    /// Whether answers carry an ETag, and are not repeated to whoever has them.
    pub etags: bool,
    /// Whether `modified_after` is heeded.
    pub modified_after: bool,
    /// Whether `GET /` is there.
    pub root: bool,
    /// Whether taxonomies and terms are there.
    pub taxonomies: bool,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            version: Version::V3,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            cap: 1_000,
            honour_full: true,
            etags: false,
            modified_after: false,
            root: true,
            taxonomies: true,
        }
    }
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct OrukServer {
    url: Url,
    shared: Arc<Shared>,
    serving: Serving,
}

#[derive(Debug)]
struct Shared {
    data: ArcSwap<Prepared>,
    faults: ArcSwap<Vec<Fault>>,
    options: ServerOptions,
    served: AtomicUsize,
    not_modified: AtomicUsize,
    requests: Mutex<VecDeque<String>>,
}

impl OrukServer {
    /// Serves a dataset on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(data: &Dataset) -> io::Result<Self> {
        Self::start_with(data, ServerOptions::default()).await
    }

    /// Serves a dataset in a certain way.
    ///
    /// # Errors
    /// When the address is taken.
    pub async fn start_with(data: &Dataset, options: ServerOptions) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let url =
            Url::parse(&format!("http://{}/", listener.local_addr()?)).map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            data: ArcSwap::from_pointee(Prepared::new(data, &options)),
            faults: ArcSwap::default(),
            options,
            served: AtomicUsize::new(0),
            not_modified: AtomicUsize::new(0),
            requests: Mutex::default(),
        });
        Ok(Self {
            url,
            serving: Serving::start(listener, routes(shared.clone())),
            shared,
        })
    }

    /// The base address, as it goes into a feed's `url`.
    pub fn url(&self) -> Url {
        self.url.clone()
    }

    /// Publishes another dataset from now on.
    pub fn set(&self, data: &Dataset) {
        let data = Prepared::new(data, &self.shared.options);
        self.shared.data.store(Arc::new(data));
    }

    /// Lets these things go wrong from now on, and no others.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.shared.served.store(0, Ordering::SeqCst);
        self.shared.faults.store(Arc::new(faults));
    }

    /// Path and query of the requests so far, the latest 10,000.
    pub fn requests(&self) -> Vec<String> {
        let seen = self.shared.requests.lock();
        let seen = seen.unwrap_or_else(PoisonError::into_inner);
        seen.iter().cloned().collect()
    }

    /// How many answers were not sent again because whoever asked had them.
    pub fn not_modified(&self) -> usize {
        self.shared.not_modified.load(Ordering::SeqCst)
    }

    /// Ends the server; its port is free afterwards.
    pub async fn end(self) {
        self.serving.end().await;
    }
}

fn routes(shared: Arc<Shared>) -> Router {
    let mut routes = Router::new()
        .route("/{list}", get(all))
        .route("/{list}/{id}", get(one));
    if shared.options.root && shared.options.version == Version::V3 {
        routes = routes.route("/", get(root));
    }
    routes
        .fallback(|| async { not_found() })
        .layer(middleware::from_fn_with_state(shared.clone(), watch))
        .layer(CorsLayer::permissive())
        .with_state(shared)
}

/// Remembers each request and lets the faults at its answer.
async fn watch(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let number = shared.served.fetch_add(1, Ordering::SeqCst) + 1;
    {
        let seen = shared.requests.lock();
        let mut seen = seen.unwrap_or_else(PoisonError::into_inner);
        if seen.len() == REMEMBERED {
            seen.pop_front();
        }
        seen.push_back(uri.to_string());
    }
    let page = Query::<ListQuery>::try_from_uri(&uri)
        .ok()
        .filter(|_| uri.path() == "/services")
        .map(|query| query.page.unwrap_or(1));
    let call = Call {
        number,
        path: uri.path(),
        page,
    };
    let had = request.headers().get(header::IF_NONE_MATCH).cloned();
    let mut answer = next.run(request).await;
    if shared.options.etags {
        answer = tagged(answer, had.as_ref()).await;
        let is_known = answer.status() == StatusCode::NOT_MODIFIED;
        shared
            .not_modified
            .fetch_add(usize::from(is_known), Ordering::SeqCst);
    }
    for fault in shared.faults.load_full().iter() {
        match fault {
            Fault::Answer(on, harm) if on.picks(&call) => answer = harm.apply(answer).await,
            Fault::Publish(on, data) if on.picks(&call) => {
                let data = Prepared::new(data, &shared.options);
                shared.data.store(Arc::new(data));
            }
            _ => {}
        }
    }
    answer
}

/// An answer under the name of its content; without the content for whoever has it.
async fn tagged(answer: Response, had: Option<&HeaderValue>) -> Response {
    if answer.status() != StatusCode::OK {
        return answer;
    }
    let body = fault::bytes(answer).await;
    let tag = format!("\"{}\"", &crate::domain::content_hash(&body)[..16]);
    if had.is_some_and(|had| had.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let mut answer = fault::json(body);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

async fn root() -> Response {
    let root = json!({
        "version": "HSDS-UK-3.0",
        "profile": "https://docs.openreferraluk.org/en/latest/",
        "openapi_url": "https://docs.openreferraluk.org/en/latest/",
    });
    fault::json(root.to_string())
}

type Served = State<Arc<Shared>>;

async fn all(
    State(shared): Served,
    Path(list): Path<String>,
    Query(query): Query<ListQuery>,
) -> Response {
    let data = shared.data.load();
    if let Some(names) = data
        .vocabularies
        .as_ref()
        .filter(|_| list == "vocabularies")
    {
        return fault::json(names.clone());
    }
    let Some(entries) = data.lists.get(list.as_str()) else {
        return not_found();
    };
    let faults = shared.faults.load();
    let paging: Vec<_> = faults
        .iter()
        .filter_map(|fault| match fault {
            Fault::Paging(paging) => Some(paging.clone()),
            Fault::Answer(..) | Fault::Publish(..) => None,
        })
        .collect();
    let cut = Cut {
        version: shared.options.version,
        cap: shared.options.cap,
        honour_full: shared.options.honour_full,
        modified_after: shared.options.modified_after,
        faults: &paging,
    };
    fault::json(page::render(entries, &query, cut))
}

async fn one(State(shared): Served, Path((list, id)): Path<(String, String)>) -> Response {
    let data = shared.data.load();
    let entries = data.lists.get(list.as_str());
    // Ids may be doubled; like many a real server, this one then shows the first.
    let entry = entries.and_then(|entries| entries.iter().find(|entry| entry.id == id));
    entry.map_or_else(not_found, |entry| fault::json(entry.full.clone()))
}

fn not_found() -> Response {
    let problem = json!({"type": "about:blank", "title": "Not found", "status": 404});
    let headers = [(header::CONTENT_TYPE, "application/problem+json")];
    (StatusCode::NOT_FOUND, headers, problem.to_string()).into_response()
}
