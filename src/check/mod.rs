//! Judges what a feed publishes, as the official checker does and further.
//!
//! address -> version -> [`walk`] over the whole list, twice, with two page sizes -> details ->
//! [`probe`]s of other lists, manners and filters; file -> its services. Everything that comes
//! passes the [`rules`], which are pure, and the scorecard of [`quality`]; [`finding`] gathers
//! what they say, and [`show`] tells it as text or as a page.
//!
//! It writes nothing, asks politely, and stops at its [`Limits`]; the report says what it saw.

mod ask;
mod feed;
mod file;
mod finding;
#[cfg(test)]
mod fixture;
mod page;
mod probe;
mod quality;
mod report;
mod rules;
mod show;
mod version;
mod walk;

pub use ask::Limits;
pub use finding::{Finding, Named};
pub use quality::Measure;
pub use report::Report;
pub use version::Version;

use std::path::Path;

use url::Url;

use crate::config::FetchConfig;
use crate::connect::Client;
use crate::domain::Clock;
use crate::gazetteer::Gazetteer;

/// What a check needs.
#[derive(Debug, Clone, Copy)]
pub struct Checker<'a> {
    /// How the outside is fetched.
    pub client: &'a Client,
    /// What is known of postcodes; it learns the places of the feed besides.
    pub gazetteer: &'a Gazetteer,
    /// Where the time comes from.
    pub clock: &'a dyn Clock,
    /// The version to judge by; found out when absent.
    pub version: Option<Version>,
    /// What it may cost.
    pub limits: &'a Limits,
}

impl Checker<'_> {
    /// Checks a feed over HTTP. It always ends in a report, also when nothing answers.
    pub async fn feed(self, url: &Url) -> Report {
        feed::check(self, url).await
    }

    /// Checks a file, a data package or a folder that holds one.
    pub async fn file(self, path: &Path, fetch: &FetchConfig) -> Report {
        file::check(self, path, fetch).await
    }
}
