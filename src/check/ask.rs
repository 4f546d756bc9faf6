//! Asks the feed: politely, a second time when it fails, and never more than was agreed.

use std::time::Duration;

use reqwest::Method;
use tokio::time::Instant;
use url::Url;

use super::finding::Remark;
use crate::connect::{Client, Request, Response};
use crate::domain::codes;

/// The longest wait that a server can ask of us at a time.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The pause before a second try that nobody asked us to put off.
const PAUSE: Duration = Duration::from_millis(100);
/// From here on, answers are slow: the official validator remarks on it too.
const SLOW: Duration = Duration::from_secs(5);

/// What a check may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Details of services asked for, when lists are not full.
    pub sample: usize,
    /// Requests in all.
    pub requests: usize,
    /// Time in all.
    pub time: Duration,
    /// Largest answer, in bytes after decompression.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sample: 50,
            requests: 2_000,
            time: Duration::from_secs(15 * 60),
            bytes: 64 << 20,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Silence {
    /// Nothing came; the sentence says why.
    Dead(String),
    /// The check may ask no more.
    Spent,
}

/// Asks one feed.
#[derive(Debug)]
pub(super) struct Asker<'a> {
    client: &'a Client,
    base: Url,
    limits: &'a Limits,
    began: Instant,
    pub(super) made: usize,
    waited: Duration,
    /// Requests that failed once and then worked, and the first of them.
    unsteady: Vec<String>,
    busy: Option<String>,
    spent: bool,
}

impl<'a> Asker<'a> {
    pub(super) fn new(client: &'a Client, base: &Url, limits: &'a Limits) -> Self {
        Self {
            client,
            base: base.clone(),
            limits,
            began: Instant::now(),
            made: 0,
            waited: Duration::ZERO,
            unsteady: Vec::new(),
            busy: None,
            spent: false,
        }
    }

    /// The address of something below the base. `path` is one step or two, each a plain text.
    pub(super) fn below(&self, path: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if path.is_empty() {
            url = self.base.clone();
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Asks with GET; what fails is asked for once more.
    pub(super) async fn get(
        &mut self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Response, Silence> {
        let url = self.below(path, query);
        let first = self.once(Method::GET, &url).await;
        let (why, wait) = match &first {
            Ok(answer) if !matches!(answer.status, 429 | 500..=599) => return first,
            Ok(answer) => {
                let wait = answer.retry_after.map(Duration::from_secs);
                if answer.status == 429 || wait.is_some() {
                    let seconds = wait.unwrap_or_default().as_secs();
                    let busy = format!("{} asked us to wait {seconds} seconds", shown(&url));
                    self.busy.get_or_insert(busy);
                }
                (format!("status {}", answer.status), wait)
            }
            Err(Silence::Spent) => return first,
            Err(Silence::Dead(why)) => (why.clone(), None),
        };
        tokio::time::sleep(wait.unwrap_or(PAUSE).min(LONGEST_WAIT)).await;
        let second = self.once(Method::GET, &url).await;
        if second
            .as_ref()
            .is_ok_and(|answer| answer.status < 500 && answer.status != 429)
            && wait.is_none()
        {
            self.unsteady.push(format!("{}: {why}", shown(&url)));
        }
        second
    }

    /// Asks once, with any method.
    pub(super) async fn once(&mut self, method: Method, url: &Url) -> Result<Response, Silence> {
        if self.made >= self.limits.requests || self.began.elapsed() >= self.limits.time {
            self.spent = true;
            return Err(Silence::Spent);
        }
        self.made += 1;
        let request = Request {
            url: url.clone(),
            accept: "application/json",
            max_bytes: self.limits.bytes,
            etag: None,
            modified: None,
        };
        let asked = Instant::now();
        let answer = self.client.ask_from_elsewhere(method, &request).await;
        self.waited += asked.elapsed();
        answer.map_err(|error| Silence::Dead(error.to_string()))
    }

    /// What is to be said of the server's ways over the whole check.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if let Some(first) = self.unsteady.first() {
            remarks.push(Remark::new(
                codes::ANSWERS_UNSTEADY,
                format!(
                    "{} of {} requests failed at first, for example {first}",
                    self.unsteady.len(),
                    self.made
                ),
                "Look into the server's log at the time of the check.",
            ));
        }
        if let Some(busy) = &self.busy {
            remarks.push(Remark::new(
                codes::TOO_BUSY,
                busy,
                "Allow readers at least five requests a second, and pages of a hundred.",
            ));
        }
        let average = self.waited / u32::try_from(self.made.max(1)).unwrap_or(u32::MAX);
        if average > SLOW {
            remarks.push(Remark::new(
                codes::SLOW_ANSWERS,
                format!("{:.1} seconds on average", average.as_secs_f64()),
                "Prepare the documents when the data change, not for each request.",
            ));
        }
        if self.spent {
            remarks.push(Remark::new(
                codes::CHECK_CUT_SHORT,
                format!("{} requests were made", self.made),
                "Check again with a larger --max-requests or --max-minutes.",
            ));
        }
        remarks
    }
}

/// Path and query, as findings name a request.
pub(super) fn shown(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}
