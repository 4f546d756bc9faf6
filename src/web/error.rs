//! What can go wrong for a reader, each as a page that says what to do next.

use std::any::Any;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::admin::Refusal;
use super::site::Site;
use crate::search::SearchError;
use crate::store::StoreError;

/// Why a page cannot be shown.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum PageError {
    /// No page has this address.
    #[error("no page has this address")]
    NoSuchPage,
    /// No listing has this id, or it is not open to everyone.
    #[error("no listing has this address")]
    NoSuchListing,
    /// The listing was removed.
    #[error("the listing was removed")]
    Gone {
        /// Its name, where it may still be said.
        name: Option<String>,
        /// The day, in words.
        since: String,
        /// The directory that listed it.
        feed: String,
    },
    /// Asked for with another method than GET.
    #[error("pages can only be read")]
    WrongMethod,
    /// More requests than one client may send.
    #[error("too many requests: wait {0} seconds")]
    TooMany(u64),
    /// An officer cannot do what they want to.
    #[error("an officer's wish is refused ({0:?})")]
    Officer(Refusal),
    /// Something of ours failed; the text is for the log, never for the page.
    #[error("{0}")]
    Internal(String),
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<SearchError> for PageError {
    fn from(error: SearchError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for PageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("a stored listing cannot be read: {error}"))
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("a page could not be written: {error}"))
    }
}

/// The page for every address that we do not know.
pub(super) async fn no_such_page() -> PageError {
    PageError::NoSuchPage
}

/// The page for a method that pages do not take.
pub(super) async fn wrong_method() -> PageError {
    PageError::WrongMethod
}

/// The answer where a handler panicked; the panic itself was reported when it happened.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    PageError::Internal("its handler panicked".to_owned()).into_response()
}

impl IntoResponse for PageError {
    /// Only the status; `finish` knows the site and writes the page.
    fn into_response(self) -> Response {
        if let Self::Internal(why) = &self {
            tracing::error!(error = %why, "a page could not be shown");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    site: Site,
    heading: &'a str,
    text: String,
    /// Where to go on, address and words; without, a search is offered.
    way: Option<(&'static str, &'static str)>,
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchListing => StatusCode::NOT_FOUND,
            Self::Gone { .. } => StatusCode::GONE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Officer(why) => why.status(),
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page as HTML.
    pub(super) fn page(&self, site: Site) -> Result<String, askama::Error> {
        let (heading, text) = self.words();
        ProblemPage {
            site,
            heading,
            text,
            way: self.way(),
        }
        .render()
    }

    fn way(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Officer(why) => Some(why.way()),
            Self::Internal(_) | Self::TooMany(_) => Some(("/", "Go to the search page")),
            _ => None,
        }
    }

    fn words(&self) -> (&'static str, String) {
        match self {
            Self::NoSuchPage => (
                "Page not found",
                "There is no page at this address. Check it for typing mistakes, or search below."
                    .to_owned(),
            ),
            Self::NoSuchListing => (
                "Listing not found",
                "We have no listing at this address. It may have been copied incompletely. Search below for the service by its name."
                    .to_owned(),
            ),
            Self::Gone { name, since, feed } => (
                "This listing is gone",
                format!(
                    "{} was removed on {since}: {feed} no longer lists it. Search below for something similar.",
                    name.as_deref().unwrap_or("The listing at this address"),
                ),
            ),
            Self::WrongMethod => (
                "This page can only be read",
                "Open the address in a browser, or search below.".to_owned(),
            ),
            Self::TooMany(seconds) => (
                "Too many requests",
                format!("More pages were asked for from your network than we can serve at once. Please try again in {seconds} seconds."),
            ),
            Self::Officer(why) => {
                let (heading, text) = why.words();
                (heading, text.to_owned())
            }
            Self::Internal(_) => (
                "Something went wrong here",
                "The fault is ours, not yours. Please try again in a minute.".to_owned(),
            ),
        }
    }
}
