//! Ways in which a feed goes wrong, for tests that a hub gets over them.
//!
//! [`Paging`] makes lists misbehave; [`Harm`] spoils answers on their way out, those that
//! [`On`] picks.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tower::ServiceExt;
use tower_http::compression::CompressionLayer;

use super::Dataset;

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Some answers are harmed.
    Answer(On, Harm),
    /// The pages of lists are not as they should be.
    Paging(Paging),
    /// Something else is published as soon as one of these answers has been made: the data
    /// moves under a walk.
    Publish(On, Dataset),
}

/// Which answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// All.
    Every,
    /// Every so many, counted since the faults were set.
    Nth(usize),
    /// The first so many since the faults were set.
    First(usize),
    /// This page of services and those from there on.
    FromPage(usize),
    /// This page of services.
    Page(usize),
    /// Every list of services.
    Lists,
    /// This path, as it stands in the request.
    Path(String),
}

/// What happens to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Harm {
    /// A web page with status 200.
    WebPage,
    /// This status and no body.
    Status(u16),
    /// 429 with this `Retry-After`.
    Busy(String),
    /// The first half of the document, as if it were all.
    Half,
    /// The connection breaks in mid-body.
    Reset,
    /// The answer starts late.
    Slow(Duration),
    /// The answer comes byte by byte, each after such a pause.
    Drip(Duration),
    /// A redirect.
    Redirect(String),
    /// So many spaces.
    Oversize(usize),
    /// So many spaces, compressed to next to nothing.
    Bomb(usize),
    /// Another `Content-Type`.
    ContentType(&'static str),
    /// This body.
    Body(Bytes),
    /// These bytes before the body, such as a byte order mark.
    Prefix(&'static [u8]),
    /// Other bytes wherever these stand.
    Replace(&'static [u8], &'static [u8]),
}

/// How the pages of lists misbehave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paging {
    /// New services on every page, without end.
    Endless,
    /// Whatever page is asked for, the first one comes.
    IgnoresPage,
    /// Past the end the last page comes again.
    LastPageAgain,
    /// The first page is `page=0`.
    FromZero,
    /// A list under its key and nothing else.
    NoEnvelope,
    /// The list itself, without an object around it.
    BareArray,
    /// The list stands under another key.
    Under(&'static str),
    /// Totals are texts.
    TextTotals,
    /// `total_items` is this.
    WrongTotal(u64),
    /// `page_number` counts from 0, although `page=1` asks for the first.
    NumberFromZero,
    /// `total_items` and `total_pages` are missing.
    NoTotals,
    /// `last_page` is never true.
    NeverLast,
    /// `last_page` is always true.
    AlwaysLast,
}

/// What of a request decides whether its answer is harmed.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// Number of the request since the faults were set, from 1.
    pub(super) number: usize,
    pub(super) path: &'a str,
    /// The page, when services are listed.
    pub(super) page: Option<usize>,
}

impl On {
    pub(super) fn picks(&self, call: &Call<'_>) -> bool {
        match self {
            Self::Every => true,
            Self::Nth(n) => call.number.is_multiple_of(*n),
            Self::First(n) => call.number <= *n,
            Self::FromPage(from) => call.page.is_some_and(|page| page >= *from),
            Self::Page(page) => call.page == Some(*page),
            Self::Lists => call.page.is_some(),
            Self::Path(path) => call.path == path,
        }
    }
}

impl Harm {
    /// Spoils an answer.
    pub(super) async fn apply(&self, answer: Response) -> Response {
        match self {
            Self::WebPage => Html("<!doctype html><title>Welcome</title>").into_response(),
            Self::Status(status) => StatusCode::from_u16(*status)
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
                .into_response(),
            Self::Busy(wait) => {
                let headers = [(header::RETRY_AFTER, wait.clone())];
                (StatusCode::TOO_MANY_REQUESTS, headers).into_response()
            }
            Self::Half => {
                let body = bytes(answer).await;
                json(body.slice(..body.len() / 2))
            }
            Self::Reset => {
                let body = bytes(answer).await;
                let half = Ok(body.slice(..body.len() / 2));
                let cut = Err(std::io::Error::other("cut by the test"));
                json(Body::from_stream(futures::stream::iter([half, cut])))
            }
            Self::Slow(pause) => {
                tokio::time::sleep(*pause).await;
                answer
            }
            Self::Drip(pause) => {
                let (body, pause) = (bytes(answer).await, *pause);
                let drops = futures::stream::unfold(body, move |mut left| async move {
                    if left.is_empty() {
                        return None;
                    }
                    tokio::time::sleep(pause).await;
                    Some((Ok::<_, std::io::Error>(left.split_to(1)), left))
                });
                json(Body::from_stream(drops))
            }
            Self::Redirect(to) => {
                (StatusCode::FOUND, [(header::LOCATION, to.clone())]).into_response()
            }
            Self::Oversize(size) => json(vec![b' '; *size]),
            Self::Bomb(size) => bomb(*size).await,
            Self::ContentType(kind) => {
                ([(header::CONTENT_TYPE, *kind)], bytes(answer).await).into_response()
            }
            Self::Body(body) => json(body.clone()),
            Self::Prefix(prefix) => json([prefix, &bytes(answer).await[..]].concat()),
            Self::Replace(from, to) => json(replaced(&bytes(answer).await, from, to)),
        }
    }
}

pub(super) fn json(body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

pub(super) async fn bytes(answer: Response) -> Bytes {
    // Our own bodies are whole already.
    to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap_or_default()
}

fn replaced(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        made.extend_from_slice(&rest[..at]);
        made.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    made.extend_from_slice(rest);
    made
}

async fn bomb(size: usize) -> Response {
    let spaces = tower::service_fn(move |_: axum::extract::Request| async move {
        Ok::<_, std::convert::Infallible>(json(vec![b' '; size]))
    });
    let packed = tower::Layer::layer(&CompressionLayer::new(), spaces);
    let asked = axum::extract::Request::builder()
        .header(header::ACCEPT_ENCODING, "gzip")
        .body(Body::empty())
        .unwrap_or_default();
    packed.oneshot(asked).await.into_response()
}
