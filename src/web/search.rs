//! `GET /`: the search form and, once something was asked, the answer below it.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::error::PageError;
use super::form::SearchForm;
use super::results::{self, Results};
use super::site::Site;
use super::wording;
use crate::hub::Hub;
use crate::search::{SearchRequest, Start, SuggestKind};

/// How many names a field offers: a browser narrows them down to what is typed.
const OFFERED: usize = 60;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    site: Site,
    form: SearchForm,
    /// What many services are for, to choose from.
    names: Vec<String>,
    /// Towns and parts of them that many services are in.
    places: Vec<String>,
    /// What is wrong with the postcode or place, as a sentence.
    postcode_error: Option<String>,
    results: Option<Results>,
    /// `1,204 services from 3 directories`, before anything was asked.
    holdings: Option<String>,
}

/// `GET /`
pub(super) async fn show(
    State(hub): State<Hub>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let form = SearchForm::parse(query.as_deref().unwrap_or_default());
    let mut page = SearchPage {
        site: Site::of(&hub),
        names: hub
            .search
            .common(&[SuggestKind::Need, SuggestKind::Category], OFFERED),
        places: hub.search.common(&[SuggestKind::Place], OFFERED),
        postcode_error: None,
        results: None,
        holdings: None,
        form,
    };
    let mut status = StatusCode::OK;
    if !page.form.asked {
        page.holdings = Some(holdings(&hub).await?);
    } else {
        match start(&hub, &page.form) {
            Ok(start) => page.results = Some(Results::find(&hub, &page.form, start).await?),
            Err(sentence) => {
                status = StatusCode::BAD_REQUEST;
                page.postcode_error = Some(sentence);
            }
        }
    }
    Ok((status, Html(page.render()?)).into_response())
}

/// Where distances are measured from; an error is a sentence to show beside the field.
fn start(hub: &Hub, form: &SearchForm) -> Result<Option<Start>, String> {
    if form.postcode.is_empty() {
        return Ok(None);
    }
    hub.search
        .start(&form.postcode, &hub.gazetteer)
        .map(Some)
        .map_err(|error| wording::sentence(&error.to_string()))
}

async fn holdings(hub: &Hub) -> Result<String, PageError> {
    let all = SearchRequest {
        limit: 1,
        ..SearchRequest::default()
    };
    let total = results::ask(hub, all).await?.total;
    let directories = match hub.store.feeds().await?.len() {
        1 => "1 directory".to_owned(),
        many => format!("{many} directories"),
    };
    Ok(format!("{} from {directories}", wording::services(total)))
}
