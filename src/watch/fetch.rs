//! Fetching one watched page: robots.txt, conditional request, and what came of it.

use bytes::Bytes;
use jiff::Timestamp;
use url::Url;

use super::attempt::{Attempt, Hop, Outcome};
use super::robots::{Answer, Robots};
use crate::connect::{Client, FetchError, Request, Response};

const ACCEPT: &str = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1";

/// What a conditional request may rely on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The site's ETag.
    pub(super) etag: Option<String>,
    /// The site's Last-Modified.
    pub(super) modified: Option<String>,
}

/// An attempt and what it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fetched {
    /// How it went.
    pub(super) attempt: Attempt,
    /// The body and its stated type, when the site answered with one.
    pub(super) body: Option<Body>,
    /// What a later conditional request may rely on.
    pub(super) known: Known,
}

/// A body as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    /// The bytes.
    pub(super) bytes: Bytes,
    /// `Content-Type`.
    pub(super) content_type: Option<String>,
}

/// Fetches a page once; every way of failing is an attempt, never an error.
pub(super) async fn fetch(
    client: &Client,
    robots: &Robots,
    url: &Url,
    known: Known,
    max_bytes: u64,
    at: Timestamp,
) -> Fetched {
    match robots.ask(client, url).await {
        Answer::Allowed => {}
        Answer::Disallowed(why) => {
            let mut attempt = Attempt::new(at, Outcome::Robots);
            attempt.error = Some(why.to_owned());
            return nothing(attempt, known);
        }
        Answer::Unreachable(error) => return nothing(failure(at, &error), known),
    }
    let request = Request {
        url: url.clone(),
        accept: ACCEPT,
        max_bytes,
        etag: known.etag.clone(),
        modified: known.modified.clone(),
    };
    match client.get(&request).await {
        Ok(response) => answer(at, response, known),
        Err(error) => nothing(failure(at, &error), known),
    }
}

fn nothing(attempt: Attempt, known: Known) -> Fetched {
    Fetched {
        attempt,
        body: None,
        known,
    }
}

fn answer(at: Timestamp, response: Response, known: Known) -> Fetched {
    let attempt = Attempt {
        status: Some(response.status),
        final_url: Some(response.final_url.to_string()),
        redirects: response
            .redirects
            .iter()
            .map(|(status, to)| Hop {
                status: *status,
                to: to.to_string(),
            })
            .collect(),
        retry_after: response.retry_after,
        ..Attempt::new(at, Outcome::Http)
    };
    if response.status == 304 {
        return nothing(attempt, known);
    }
    Fetched {
        attempt,
        body: Some(Body {
            bytes: response.body,
            content_type: response.content_type,
        }),
        known: Known {
            etag: response.etag,
            modified: response.modified,
        },
    }
}

/// A failure in the words of the attempts; none of them holds the page's address.
fn failure(at: Timestamp, error: &FetchError) -> Attempt {
    let (outcome, why) = match error {
        FetchError::Timeout { .. } => (Outcome::Timeout, "no answer in time".to_owned()),
        FetchError::Dns { nxdomain: true, .. } => (Outcome::Dns, "NXDOMAIN".to_owned()),
        FetchError::Dns { .. } => (Outcome::Dns, "SERVFAIL".to_owned()),
        FetchError::Tls { why, .. } => (Outcome::Tls, why.clone()),
        FetchError::Connect { why, .. } => (Outcome::Connect, why.clone()),
        FetchError::Redirects { .. } => (Outcome::Connect, "redirects too often".to_owned()),
        FetchError::TooLarge { limit, .. } => {
            (Outcome::Connect, format!("more than {limit} bytes"))
        }
        FetchError::Forbidden { .. } => (Outcome::Connect, "a private address".to_owned()),
    };
    Attempt {
        error: Some(why),
        ..Attempt::new(at, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_its_outcome() {
        let url = Url::parse("https://club.example/").unwrap();
        let why = || "broken".to_owned();
        for (error, outcome, text) in [
            (
                FetchError::Timeout { url: url.clone() },
                Outcome::Timeout,
                "no answer in time",
            ),
            (
                FetchError::Dns {
                    url: url.clone(),
                    nxdomain: true,
                },
                Outcome::Dns,
                "NXDOMAIN",
            ),
            (
                FetchError::Dns {
                    url: url.clone(),
                    nxdomain: false,
                },
                Outcome::Dns,
                "SERVFAIL",
            ),
            (
                FetchError::Tls {
                    url: url.clone(),
                    why: why(),
                },
                Outcome::Tls,
                "broken",
            ),
            (
                FetchError::Connect {
                    url: url.clone(),
                    why: why(),
                },
                Outcome::Connect,
                "broken",
            ),
            (
                FetchError::Redirects { url: url.clone() },
                Outcome::Connect,
                "redirects too often",
            ),
            (
                FetchError::TooLarge {
                    url: url.clone(),
                    limit: 9,
                },
                Outcome::Connect,
                "more than 9 bytes",
            ),
            (
                FetchError::Forbidden { url },
                Outcome::Connect,
                "a private address",
            ),
        ] {
            let attempt = failure(Timestamp::UNIX_EPOCH, &error);
            assert_eq!(attempt.outcome, outcome);
            assert_eq!(attempt.error.as_deref(), Some(text));
        }
    }
}
