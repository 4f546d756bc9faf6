//! `GET /about`: what this is, where the data comes from, how it is checked.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};

use super::error::PageError;
use super::fact::Line;
use super::freshness;
use super::site::Site;
use crate::hub::Hub;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    site: Site,
    directories: Vec<Directory>,
    licence: Line,
    /// How long a check holds.
    holds: String,
}

struct Directory {
    name: String,
    licence: Option<Line>,
}

/// `GET /about`
pub(super) async fn show(State(hub): State<Hub>) -> Result<Response, PageError> {
    let feeds = hub.store.feeds().await?;
    let page = AboutPage {
        site: Site::of(&hub),
        directories: feeds
            .into_iter()
            .map(|feed| Directory {
                name: feed.name,
                licence: feed.licence.as_deref().map(Line::web),
            })
            .collect(),
        licence: Line::web(&hub.config.publisher.licence),
        holds: freshness::in_words(hub.config.lifecycle.manual_check_every),
    };
    Ok(Html(page.render()?).into_response())
}
