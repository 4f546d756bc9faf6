//! What is judged: a listing, the page when it last agreed, and every look since then.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::config::WatchPolicy;
use crate::domain::Verdict;
use crate::oruk::Service;
use crate::watch::attempt::Attempt;
use crate::watch::read::Page;

/// The page at the last check that agreed with the listing.
#[derive(Debug, Clone)]
pub struct Before {
    /// The page.
    pub page: Arc<Page>,
    /// When it was fetched.
    pub at: Timestamp,
    /// The address that answered then.
    pub final_url: Option<Url>,
}

/// One attempt and the page that it brought, where that was kept.
#[derive(Debug, Clone)]
pub struct Look {
    /// The attempt.
    pub attempt: Attempt,
    /// Its body, read, whatever the status was.
    pub page: Option<Arc<Page>>,
    /// What was made of it then: an earlier look's body is not kept, its verdict is.
    pub verdict: Option<Verdict>,
}

/// Everything that a verdict rests on.
#[derive(Debug, Clone)]
pub struct Case {
    /// What we list.
    pub service: Service,
    /// The address that is watched.
    pub url: Url,
    /// The instant as at which to judge.
    pub now: Timestamp,
    /// How readily a page suspends.
    pub policy: WatchPolicy,
    /// The page when it last agreed; `None` on a first look.
    pub before: Option<Before>,
    /// The looks since then, oldest first.
    pub looks: Vec<Look>,
    /// Other pages of the site that were read because the listed one leaves something out.
    pub support: Vec<Arc<Page>>,
}
