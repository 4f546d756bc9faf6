//! The one polite HTTP client: limits, rate, and no way into private networks.
//!
//! [`Request`] -> turn of its host -> address guard -> one exchange -> (redirect: again, from the
//! turn of the next host) -> body within its limit -> [`Response`] or [`FetchError`].
//!
//! It fetches once: retries belong to those who know what a second try is worth.
//! It keeps no cookies, uses no proxy (the guard would not see where that leads) and
//! leaves robots.txt to the watcher.

mod address;
mod failure;
mod message;
mod rate;
mod retry_after;

pub use message::{FetchError, Request, Response};

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, ORIGIN, RETRY_AFTER,
};
use reqwest::{Method, RequestBuilder};
use tokio::time::Instant;
use url::Url;

use crate::config::FetchConfig;
use crate::domain::{SharedClock, shown};
use address::{Guard, GuardedDns};
use rate::Turns;

/// The site that a web page would be on that asks for a feed.
const ELSEWHERE: &str = "https://elsewhere.example";

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
#[error("no HTTP client could be made: {0}")]
pub struct ClientError(String);

/// The client. Clones share connections, rates and limits.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    guard: Guard,
    turns: Arc<Turns>,
    timeout: Duration,
    max_redirects: u8,
    clock: SharedClock,
}

/// What one exchange led to.
enum Answer {
    Here(Response),
    Elsewhere(u16, Url),
}

impl Client {
    /// Makes the client.
    ///
    /// # Errors
    /// When the user agent cannot be a header or the system offers no TLS.
    pub fn new(config: &FetchConfig, clock: SharedClock) -> Result<Self, ClientError> {
        // Whoever came first has installed one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Guard::new(&config.allow_hosts);
        let builder = || {
            reqwest::Client::builder()
                .user_agent(&config.user_agent)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .dns_resolver(GuardedDns::new(guard.clone()))
        };
        // A machine without root certificates still fetches plain HTTP; every
        // HTTPS fetch then fails with a sentence about trust.
        let http = builder()
            .build()
            .or_else(|_| builder().tls_certs_only([]).build())
            .map_err(|error| ClientError(error.to_string()))?;
        Ok(Self {
            http,
            guard,
            turns: Arc::new(Turns::new(config.per_host_per_second)),
            timeout: config.timeout.duration(),
            max_redirects: config.max_redirects,
            clock,
        })
    }

    /// The time by the clock that `Retry-After` is read with.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Fetches once, waiting for this host's turn first. Any HTTP status is a response. The
    /// time limit counts from the turn on and spans redirects and body.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn get(&self, request: &Request) -> Result<Response, FetchError> {
        self.send(request, |url| {
            let mut call = self.http.get(url).header(ACCEPT, request.accept);
            for (name, value) in [
                (IF_NONE_MATCH, &request.etag),
                (IF_MODIFIED_SINCE, &request.modified),
            ] {
                if let Some(value) = value {
                    call = call.header(name, value);
                }
            }
            call
        })
        .await
    }

    /// As [`Client::get`], but with any method and as a web page of another site would ask.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn ask_from_elsewhere(
        &self,
        method: Method,
        request: &Request,
    ) -> Result<Response, FetchError> {
        self.send(request, |url| {
            let call = self.http.request(method.clone(), url);
            let call = call
                .header(ACCEPT, request.accept)
                .header(ORIGIN, ELSEWHERE);
            match method {
                Method::OPTIONS => call.header(ACCESS_CONTROL_REQUEST_METHOD, "GET"),
                _ => call,
            }
        })
        .await
    }

    /// Whether an address may be tried at all: HTTP, and not literally a private one.
    pub fn admits(&self, url: &Url) -> bool {
        self.guard.admits(url)
    }

    /// Posts once, waiting for this host's turn first, and follows no redirect. Answers with
    /// the status.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn post(
        &self,
        request: &Request,
        headers: &[(&'static str, String)],
        content: Bytes,
    ) -> Result<u16, FetchError> {
        let url = &request.url;
        if !self.guard.admits(url) {
            return Err(FetchError::Forbidden { url: shown(url) });
        }
        let mut call = self.http.post(url.clone()).header(ACCEPT, request.accept);
        for (name, value) in headers {
            call = call.header(*name, value);
        }
        // The pace alone: a receiver that takes its time must hold up nobody who asks its host.
        drop(self.turns.wait(url).await);
        let exchange = self.exchange(call.body(content), url, request.max_bytes);
        let answer = tokio::time::timeout(self.timeout, exchange)
            .await
            .map_err(|_| FetchError::Timeout { url: shown(url) })??;
        Ok(match answer {
            Answer::Here(response) => response.status,
            Answer::Elsewhere(status, _) => status,
        })
    }

    async fn send(
        &self,
        request: &Request,
        call: impl Fn(Url) -> RequestBuilder,
    ) -> Result<Response, FetchError> {
        let mut left = self.timeout;
        let mut url = request.url.clone();
        url.set_fragment(None);
        let start = url.clone();
        let mut redirects: Vec<(u16, Url)> = Vec::new();
        loop {
            if !self.guard.admits(&url) {
                return Err(FetchError::Forbidden { url: shown(&url) });
            }
            // The turn of one host is given back before the next is waited for: two
            // hosts that redirect to each other would else wait for ever.
            let turn = self.turns.wait(&url).await;
            let begun = Instant::now();
            let exchange = self.exchange(call(url.clone()), &url, request.max_bytes);
            let answer = tokio::time::timeout(left, exchange)
                .await
                .map_err(|_| FetchError::Timeout { url: shown(&url) })??;
            drop(turn);
            left = left.saturating_sub(begun.elapsed());
            match answer {
                Answer::Here(response) => {
                    return Ok(Response {
                        redirects,
                        ..response
                    });
                }
                Answer::Elsewhere(status, next) => {
                    let circle = next == start || redirects.iter().any(|(_, seen)| *seen == next);
                    if circle || redirects.len() >= usize::from(self.max_redirects) {
                        return Err(FetchError::Redirects { url: shown(&start) });
                    }
                    redirects.push((status, next.clone()));
                    url = next;
                }
            }
        }
    }

    async fn exchange(
        &self,
        call: RequestBuilder,
        url: &Url,
        max_bytes: u64,
    ) -> Result<Answer, FetchError> {
        let response = call
            .send()
            .await
            .map_err(|error| failure::explain(url, &error))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        if let Some(next) = redirect(status, &headers, url) {
            return Ok(Answer::Elsewhere(status, next));
        }
        let body = body(response, url, max_bytes).await?;
        Ok(Answer::Here(Response {
            status,
            final_url: shown(url),
            redirects: Vec::new(),
            content_type: text(&headers, &CONTENT_TYPE),
            etag: text(&headers, &ETAG),
            modified: text(&headers, &LAST_MODIFIED),
            retry_after: text(&headers, &RETRY_AFTER)
                .and_then(|value| retry_after::seconds(&value, self.clock.now())),
            headers: Box::new(headers),
            body,
        }))
    }
}

/// Where a redirect leads; `None` for every other answer, one that names no place included.
fn redirect(status: u16, headers: &HeaderMap, url: &Url) -> Option<Url> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    // A password that a redirect brings along is not ours to send.
    let mut next = shown(&url.join(&text(headers, &LOCATION)?).ok()?);
    next.set_fragment(None);
    Some(next)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    // Servers put UTF-8 or Latin-1 in here against the rules; neither is worth a failure.
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Reads a body as it decompresses and stops at the limit, so that a small compressed
/// answer cannot fill the memory.
async fn body(mut response: reqwest::Response, url: &Url, limit: u64) -> Result<Bytes, FetchError> {
    let too_large = || FetchError::TooLarge {
        url: shown(url),
        limit,
    };
    if response.content_length().is_some_and(|said| said > limit) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failure::explain(url, &error))?
    {
        if body.len() as u64 + chunk.len() as u64 > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
