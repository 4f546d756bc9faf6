//! Second tries for feeds: at once, twice as late each time, three in all, within one run's patience.
//!
//! request -> [`Client`] -> status -> reader -> value; or, after the last try, [`Dead`].

use std::time::Duration;

use url::Url;

use super::client::{Client, FetchError, Request, Response};
use super::memory::Validators;
use crate::config::FetchConfig;
use crate::domain::shown;

/// Tries for one request.
const TRIES: u32 = 3;
/// Pause before the second try; twice as long before the third.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// So many dead requests in a row mean that there is no sense in going on.
const LAST_STRAW: u32 = 5;

/// Fetches for one run over a feed.
#[derive(Debug)]
pub(super) struct Retrier {
    client: Client,
    max_bytes: u64,
    accept: &'static str,
    /// What is left of the time that this run may spend waiting.
    patience: Duration,
    dead_in_row: u32,
}

/// A request that gave nothing of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dead {
    /// A sentence for an officer: what happened and what to do.
    pub(super) why: String,
    /// The status, if anything answered.
    pub(super) status: Option<u16>,
}

impl Dead {
    /// A server says "as before" to somebody who did not ask for that.
    pub(super) fn unasked(url: &Url) -> Self {
        Self {
            why: format!(
                "{} answers with status 304; that is not what a feed answers: check the address",
                shown(url)
            ),
            status: Some(304),
        }
    }

    /// Whether the server itself says that there is no such thing.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self.status, Some(404 | 410))
    }
}

/// What came of asking for something that may be known already.
#[derive(Debug)]
pub(super) enum Answer<T> {
    /// It is, or may be, new.
    New(T, Validators),
    /// It is what it was, says the server.
    Same,
}

/// How one try failed.
struct Failure {
    dead: Dead,
    again: bool,
    /// What the server asks us to wait.
    wait: Option<Duration>,
}

impl Retrier {
    pub(super) fn new(client: Client, limits: &FetchConfig) -> Self {
        Self {
            client,
            max_bytes: limits.max_feed_bytes,
            accept: "application/json",
            patience: limits.max_wait.duration(),
            dead_in_row: 0,
        }
    }

    /// Asks for something else than JSON.
    pub(super) fn accepting(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// Whether so many requests died in a row that the walk had better end.
    pub(super) fn is_hopeless(&self) -> bool {
        self.dead_in_row >= LAST_STRAW
    }

    /// Fetches and reads an answer. What cannot be read counts as a failed try: half a document
    /// is often whole the next time.
    pub(super) async fn get<T>(
        &mut self,
        url: &Url,
        read: impl Fn(&Response) -> Result<T, String>,
    ) -> Result<T, Dead> {
        match self.get_unless(url, &Validators::default(), read).await? {
            Answer::New(value, _) => Ok(value),
            Answer::Same => Err(Dead::unasked(url)),
        }
    }

    /// As [`get`](Self::get), unless it is what the validators stand for.
    pub(super) async fn get_unless<T>(
        &mut self,
        url: &Url,
        known: &Validators,
        read: impl Fn(&Response) -> Result<T, String>,
    ) -> Result<Answer<T>, Dead> {
        let mut pause = FIRST_PAUSE;
        let mut tries = 0;
        loop {
            tries += 1;
            let failure = match self.once(url, known, &read).await {
                Ok(value) => {
                    self.dead_in_row = 0;
                    return Ok(value);
                }
                Err(failure) => failure,
            };
            let wait = failure.wait.unwrap_or(pause);
            let Some(left) = self.patience.checked_sub(wait) else {
                return Err(self.bury(failure.out_of_patience(url)));
            };
            if !failure.again || tries == TRIES {
                return Err(self.bury(failure.dead));
            }
            self.patience = left;
            tokio::time::sleep(wait).await;
            pause *= 2;
        }
    }

    fn bury(&mut self, dead: Dead) -> Dead {
        // A server that says "not there" is alive.
        self.dead_in_row = if dead.is_absent() {
            0
        } else {
            self.dead_in_row + 1
        };
        dead
    }

    async fn once<T>(
        &self,
        url: &Url,
        known: &Validators,
        read: impl Fn(&Response) -> Result<T, String>,
    ) -> Result<Answer<T>, Failure> {
        let request = Request {
            url: url.clone(),
            accept: self.accept,
            max_bytes: self.max_bytes,
            etag: known.etag.clone(),
            modified: known.modified.clone(),
        };
        let response = self.client.get(&request).await.map_err(|error| Failure {
            again: may_pass(&error),
            dead: Dead {
                why: error.to_string(),
                status: None,
            },
            wait: None,
        })?;
        if response.status == 304 && known.is_some() {
            return Ok(Answer::Same);
        }
        if !(200..300).contains(&response.status) {
            return Err(refused(&response));
        }
        let value = read(&response).map_err(|why| Failure {
            dead: Dead {
                why,
                status: Some(response.status),
            },
            again: true,
            wait: None,
        })?;
        Ok(Answer::New(value, Validators::of(&response)))
    }
}

impl Failure {
    fn out_of_patience(self, url: &Url) -> Dead {
        let Some(wait) = self.wait else {
            return self.dead;
        };
        Dead {
            why: format!(
                "{} asks us to come back in {} seconds, which is longer than one run may wait: \
                 try again later, or raise fetch.max_wait",
                shown(url),
                wait.as_secs()
            ),
            ..self.dead
        }
    }
}

/// Whether the same request may succeed a moment later.
fn may_pass(error: &FetchError) -> bool {
    match error {
        FetchError::Timeout { .. } | FetchError::Connect { .. } => true,
        FetchError::Dns { nxdomain, .. } => !nxdomain,
        FetchError::Tls { .. }
        | FetchError::Redirects { .. }
        | FetchError::TooLarge { .. }
        | FetchError::Forbidden { .. } => false,
    }
}

fn refused(response: &Response) -> Failure {
    let (status, url) = (response.status, &response.final_url);
    let advice = match status {
        401 | 403 => "a feed is open to everybody: ask its publisher to open it",
        404 | 410 => "nothing is there: check the address",
        408 | 425 | 429 => {
            "it is too busy for us: try again later, or lower fetch.per_host_per_second"
        }
        500..=599 => "its server failed: try again later, and tell its publisher if it stays so",
        _ => "that is not what a feed answers: check the address",
    };
    Failure {
        dead: Dead {
            why: format!("{url} answers with status {status}; {advice}"),
            status: Some(status),
        },
        again: matches!(status, 408 | 425 | 429 | 500..=599),
        wait: response
            .retry_after
            .filter(|_| matches!(status, 429 | 503))
            .map(Duration::from_secs),
    }
}
