//! `GET /admin`, `POST /admin/sign-in`, `POST /admin/sign-out`.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::Refusal;
use super::fields::Fields;
use super::session::{self, Officer};
use crate::hub::Hub;
use crate::web::error::PageError;
use crate::web::site::Site;

const NO_TOKEN: &str = "Paste your token first.";
const NOT_OURS: &str = "This token is not one of ours, or it was revoked: check that you have copied all of it, or ask whoever runs this hub for another.";
const PUBLISHER: &str = "This is a publisher's token, which is for the data of one feed: deciding here takes an admin's token, looking a reader's.";

#[derive(Template)]
#[template(path = "admin/sign-in.html")]
struct SignInPage {
    site: Site,
    /// What is wrong with the token.
    error: Option<&'static str>,
}

/// `GET /admin`
pub(super) async fn show(
    State(hub): State<Hub>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    match Officer::of(&headers, &hub).await? {
        Some(_) => Ok(Redirect::to("/admin/matches").into_response()),
        None => page(&hub, None),
    }
}

/// `POST /admin/sign-in` with `token`
pub(super) async fn sign_in(
    State(hub): State<Hub>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    // Nobody is signed in yet, so there is no key to ask for. What a browser says of the page
    // that the form was on keeps another site from signing somebody in under its own token.
    let from = headers.get("sec-fetch-site").map(|value| value.as_bytes());
    if matches!(from, Some(b"cross-site" | b"same-site")) {
        return Err(Refusal::NotFromHere.into());
    }
    let text = fields.text("token").trim();
    if text.is_empty() {
        return page(&hub, Some(NO_TOKEN));
    }
    let Some(token) = hub.store.token(text).await? else {
        tracing::info!("somebody tried to sign in with a token that is none of ours");
        return page(&hub, Some(NOT_OURS));
    };
    if !token.role.may_look() {
        return page(&hub, Some(PUBLISHER));
    }
    tracing::info!(token = token.id, role = token.role.as_str(), "signed in");
    let cookie = [(header::SET_COOKIE, session::cookie(&hub, text)?)];
    Ok((cookie, Redirect::to("/admin/matches")).into_response())
}

/// `POST /admin/sign-out`: for whomever the cookie is, revoked or not.
pub(super) async fn sign_out(
    State(hub): State<Hub>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    if let Some(token) = session::token_in(&headers)
        && !session::is_key_of(token, fields.text("key"))
    {
        return Err(Refusal::NotFromHere.into());
    }
    let cookie = [(header::SET_COOKIE, session::no_cookie(&hub)?)];
    Ok((cookie, Redirect::to("/admin")).into_response())
}

/// The form; with what was wrong, where something was.
fn page(hub: &Hub, error: Option<&'static str>) -> Result<Response, PageError> {
    let status = match error {
        Some(_) => StatusCode::FORBIDDEN,
        None => StatusCode::OK,
    };
    let site = Site::of(hub);
    let page = SignInPage { site, error }.render()?;
    Ok((status, Html(page)).into_response())
}
