//! Answers that readers may have already: ETag and Last-Modified, 304 for who knows them, and
//! a shelf of answers that hold while nothing published changes.
//!
//! edition (as far as it is known) -> on the shelf? : edition (asked for, where a walk counts by
//! it) -> handler -> tag -> shelf -> 304 or the whole.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;

use super::ApiError;
use super::packed::Packed;
use super::walks::{Walks, is_walked};
use crate::domain::content_hash;
use crate::hub::Hub;
use crate::store::Edition;
use crate::traffic::Client;

/// All answers on the shelf together, in bytes.
const SHELF: usize = 64 << 20;
/// The largest answer that is put there.
const LARGEST: usize = 16 << 20;
/// The longest address that an answer is found by.
const LONGEST_ADDRESS: usize = 500;

/// How long an answer holds; handlers say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// While nothing published changes.
    ThisEdition,
    /// The same, and what it shows has stood since.
    Since(Timestamp),
}

/// The edition in which the walk began that a page belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun(pub(super) Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for Begun {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let begun = parts.extensions.get::<Self>().copied();
        Ok(begun.unwrap_or(Self(None)))
    }
}

/// What the layer needs.
#[derive(Clone)]
pub(super) struct Keeper {
    hub: Hub,
    walks: Arc<Walks>,
    shelf: Arc<Shelf>,
}

impl Keeper {
    pub(super) fn new(hub: Hub) -> Self {
        Self {
            hub,
            walks: Arc::default(),
            shelf: Arc::default(),
        }
    }
}

/// The layer around every ORUK address and the change feed.
pub(super) async fn keep(
    State(keeper): State<Keeper>,
    Client(client): Client,
    mut request: Request,
    next: Next,
) -> Response {
    let store = keeper.hub.store.clone();
    let now = keeper.hub.clock.now();
    let asked = request.headers().clone();
    let uri = request.uri();
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let address = shelved_as(request.method(), path, query);
    let mut edition = match store.recent_edition().await {
        Ok(edition) => edition,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let walk = |edition: Edition| {
        keeper
            .walks
            .begun(client, path, query, (edition.number, now))
    };
    let mut begun = walk(edition);
    let is_present = begun.is_none_or(|begun| begun == edition.number);
    if let Some(address) = address.as_deref().filter(|_| is_present)
        && let Some(answer) = keeper.shelf.find(edition.number, address)
    {
        return answer.to(&asked).await;
    }
    if is_walked(path) {
        // The places of a walk are counted in the edition that stands at this moment.
        edition = match store.edition().await {
            Ok(edition) => edition,
            Err(error) => return ApiError::from(error).into_response(),
        };
        begun = walk(edition);
    }
    let is_present = begun.is_none_or(|begun| begun == edition.number);
    let address = address.filter(|_| is_present);
    request.extensions_mut().insert(Begun(begun));
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let answer = match whole(response, edition, now).await {
        Ok(answer) => answer,
        Err(response) => return response,
    };
    if let Some(address) = address.filter(|_| answer.holds) {
        keeper.shelf.put(edition.number, address, answer.clone());
    }
    answer.to(&asked).await
}

/// What an answer is found by on the shelf, where it may be put there.
fn shelved_as(method: &Method, path: &str, query: &str) -> Option<String> {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let is_short = path.len() + query.len() < LONGEST_ADDRESS;
    (is_read && is_short).then(|| match query {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    })
}

/// An answer as it is kept.
#[derive(Debug, Clone)]
struct Answer {
    body: Bytes,
    kind: Option<HeaderValue>,
    tag: String,
    /// What is sent as Last-Modified, and the exact instant.
    changed: Option<(HeaderValue, Timestamp)>,
    holds: bool,
    /// Compressed, once somebody has asked for that.
    packed: Arc<Packed>,
}

/// Reads an answer to its end; one that has no end yet (lines) goes on as it is.
async fn whole(response: Response, edition: Edition, now: Timestamp) -> Result<Answer, Response> {
    let holds = response.extensions().get::<Holds>().copied();
    let is_json = |kind: &&HeaderValue| *kind == "application/json";
    let kind = response.headers().get(header::CONTENT_TYPE);
    let Some(kind) = kind.filter(is_json).cloned() else {
        return Err(response);
    };
    let (_, body) = response.into_parts();
    // Our own text: it is in memory already.
    let body = to_bytes(body, usize::MAX)
        .await
        .map_err(|error| ApiError::Internal(error.into()).into_response())?;
    let at = holds.map(|holds| match holds {
        Holds::ThisEdition => edition.at,
        Holds::Since(at) => at,
    });
    Ok(Answer {
        // Weak: compressed, the same answer has other bytes.
        tag: format!("W/\"{}\"", &content_hash(&body)[..32]),
        kind: Some(kind),
        body,
        changed: at.and_then(|at| Some((last_modified(at, now)?, at))),
        holds: holds.is_some(),
        packed: Arc::default(),
    })
}

/// The header tells whole seconds. Rounded up once that second is over, so that whoever sends
/// it back has everything up to its end; before, rounded down, so that nobody who sends it
/// back misses what happens in the rest of the second.
fn last_modified(at: Timestamp, now: Timestamp) -> Option<HeaderValue> {
    let second = at.as_second();
    let up = if at.subsec_nanosecond() == 0 {
        second
    } else {
        second + 1
    };
    let up = Timestamp::from_second(up).ok()?;
    let shown = match now > up {
        true => up,
        false => Timestamp::from_second(second).ok()?,
    };
    let text = shown.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).ok()
}

impl Answer {
    /// The answer to who asked with these headers.
    async fn to(&self, asked: &HeaderMap) -> Response {
        let is_whole = !self.is_known(asked);
        // What is not kept is compressed on its way out, like everything else.
        let packed = match is_whole && self.holds {
            true => self.packed.for_whom(asked, &self.body).await,
            false => None,
        };
        let is_packed = packed.is_some();
        let mut response = match is_whole {
            true => Body::from(packed.unwrap_or_else(|| self.body.clone())).into_response(),
            false => StatusCode::NOT_MODIFIED.into_response(),
        };
        let headers = response.headers_mut();
        if is_packed {
            let gzip = HeaderValue::from_static("gzip");
            headers.insert(header::CONTENT_ENCODING, gzip);
            let vary = HeaderValue::from_static("accept-encoding");
            headers.insert(header::VARY, vary);
        }
        if let Some(kind) = self.kind.clone().filter(|_| is_whole) {
            headers.insert(header::CONTENT_TYPE, kind);
        }
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some((changed, _)) = &self.changed {
            headers.insert(header::LAST_MODIFIED, changed.clone());
        }
        // May be kept, and must be asked for each time: a listing may just have been hidden.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }

    fn is_known(&self, asked: &HeaderMap) -> bool {
        let mut tags = asked.get_all(header::IF_NONE_MATCH).iter().peekable();
        if tags.peek().is_some() {
            let tag = self.tag.trim_start_matches("W/");
            return tags
                .filter_map(|value| value.to_str().ok())
                .flat_map(|list| list.split(','))
                .map(str::trim)
                .any(|given| given == "*" || given.trim_start_matches("W/") == tag);
        }
        let since = asked.get(header::IF_MODIFIED_SINCE);
        let since = since
            .and_then(|value| value.to_str().ok())
            .and_then(http_date);
        match (since, &self.changed) {
            (Some(since), Some((_, at))) => *at <= since,
            _ => false,
        }
    }
}

fn http_date(text: &str) -> Option<Timestamp> {
    let parsed = jiff::fmt::rfc2822::parse(text).ok();
    parsed.map(|zoned| zoned.timestamp())
}

/// Answers by address, of one edition; the oldest make room.
#[derive(Debug, Default)]
struct Shelf(Mutex<Shelved>);

#[derive(Debug, Default)]
struct Shelved {
    edition: i64,
    bytes: usize,
    answers: HashMap<String, Answer>,
    order: VecDeque<String>,
}

/// The room that an answer takes, compressed too: JSON becomes less than a quarter of itself.
fn room(answer: &Answer, address: &str) -> usize {
    answer.body.len() + answer.body.len() / 4 + address.len()
}

impl Shelf {
    fn find(&self, edition: i64, address: &str) -> Option<Answer> {
        let shelved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = shelved.edition == edition;
        shelved.answers.get(address).filter(|_| is_current).cloned()
    }

    fn put(&self, edition: i64, address: String, answer: Answer) {
        let size = room(&answer, &address);
        let mut shelved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shelved.edition < edition {
            *shelved = Shelved {
                edition,
                ..Shelved::default()
            };
        }
        if shelved.edition > edition || size > LARGEST || shelved.answers.contains_key(&address) {
            return;
        }
        while shelved.bytes + size > SHELF {
            let Some(oldest) = shelved.order.pop_front() else {
                break;
            };
            if let Some(gone) = shelved.answers.remove(&oldest) {
                shelved.bytes -= room(&gone, &oldest);
            }
        }
        shelved.bytes += size;
        shelved.order.push_back(address.clone());
        shelved.answers.insert(address, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &'static str) -> Answer {
        Answer {
            body: Bytes::from_static(text.as_bytes()),
            kind: None,
            tag: String::new(),
            changed: None,
            holds: true,
            packed: Arc::default(),
        }
    }

    #[test]
    fn the_shelf_holds_one_edition() {
        let shelf = Shelf::default();
        shelf.put(2, "/a".to_owned(), answer("two"));
        assert_eq!(shelf.find(2, "/a").unwrap().body, "two");
        assert!(shelf.find(1, "/a").is_none() && shelf.find(3, "/a").is_none());
        shelf.put(1, "/b".to_owned(), answer("late"));
        assert!(shelf.find(2, "/b").is_none());
        shelf.put(3, "/b".to_owned(), answer("three"));
        assert!(shelf.find(3, "/a").is_none());
        assert_eq!(shelf.find(3, "/b").unwrap().body, "three");
    }

    #[test]
    fn last_modified_never_hides_a_change_of_the_same_second() {
        let at: Timestamp = "2026-03-02T09:00:00.250Z".parse().unwrap();
        for (now, want) in [
            ("2026-03-02T09:00:00.300Z", "09:00:00"),
            ("2026-03-02T09:00:01Z", "09:00:00"),
            ("2026-03-02T09:00:01.100Z", "09:00:01"),
        ] {
            let shown = last_modified(at, now.parse().unwrap()).unwrap();
            assert_eq!(shown, format!("Mon, 02 Mar 2026 {want} GMT"));
        }
    }
}
