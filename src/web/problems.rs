//! `/problems` and `/problems/{code}`: what the `type` of an API's answer means.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};

use super::error::PageError;
use super::site::Site;
use crate::domain::Problem;
use crate::hub::Hub;

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    site: Site,
    heading: String,
    problems: Vec<Problem>,
}

/// `GET /problems`
pub(super) async fn list(State(hub): State<Hub>) -> Result<Response, PageError> {
    page(&hub, "Problems", Problem::ALL.to_vec())
}

/// `GET /problems/{code}`
pub(super) async fn show(
    State(hub): State<Hub>,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let found = Problem::ALL.iter().find(|problem| problem.code == code);
    let problem = *found.ok_or(PageError::NoSuchPage)?;
    page(&hub, problem.title, vec![problem])
}

fn page(hub: &Hub, heading: &str, problems: Vec<Problem>) -> Result<Response, PageError> {
    let page = ProblemsPage {
        site: Site::of(hub),
        heading: heading.to_owned(),
        problems,
    };
    Ok(Html(page.render()?).into_response())
}
