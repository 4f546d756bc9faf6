//! `GET /admin/listings/{id}/records`: the records that a listing is made of, to part some of
//! them from the rest; `GET /admin/listings?of=`: the way there.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::question::SideView;
use super::session::Officer;
use crate::domain::ListingId;
use crate::federation;
use crate::hub::Hub;
use crate::web::error::PageError;
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "admin/records.html")]
struct RecordsPage {
    site: Site,
    officer: Officer,
    listing: ListingId,
    /// What the listing is called; an erased one is not called anything.
    name: String,
    records: Vec<SideView>,
}

/// `GET /admin/listings/{id}/records`
pub(super) async fn show(
    State(hub): State<Hub>,
    officer: Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: ListingId = id.parse().map_err(|_| PageError::NoSuchListing)?;
    if let Some(into) = hub.store.merged_into(id).await? {
        return Ok(Redirect::temporary(&address(into)).into_response());
    }
    let listing = hub.store.listing(id).await?;
    let listing = listing.ok_or(PageError::NoSuchListing)?;
    let feeds = hub.store.feeds().await?;
    let records = federation::sides_of(&hub.store, id).await?;
    let page = RecordsPage {
        site: Site::of(&hub),
        officer,
        listing: id,
        name: match listing.doc.as_str() {
            "" => "a listing that was erased".to_owned(),
            _ => listing.name,
        },
        records: records
            .iter()
            .map(|side| SideView::of(side, &feeds))
            .collect(),
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /admin/listings?of=`, with a listing's address or id.
pub(super) async fn find(_: Officer, RawQuery(query): RawQuery) -> Result<Redirect, PageError> {
    let query = query.unwrap_or_default();
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "of");
    let listing = given.and_then(|(_, text)| listing_in(&text));
    let listing = listing.ok_or(PageError::NoSuchListing)?;
    Ok(Redirect::to(&address(listing)))
}

fn address(listing: ListingId) -> String {
    format!("/admin/listings/{listing}/records")
}

/// The last id in a text: of `https://hub.example/services/5a3b…#places` the listing's.
fn listing_in(text: &str) -> Option<ListingId> {
    let is_between = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let words = text.rsplit(is_between);
    words
        .filter(|word| word.len() == 36)
        .find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_found_in_its_address() {
        let id = "5a3b1f6e-6f0e-4d43-8d0a-0c7f5c2e9a11";
        for text in [
            id.to_owned(),
            format!("  {id} "),
            format!("https://hub.example/services/{id}#places"),
            format!("/oruk/v3/services/{id}?x=1"),
        ] {
            assert_eq!(
                listing_in(&text).map(|id| id.to_string()).as_deref(),
                Some(id)
            );
        }
        for text in [
            "",
            "lunch club",
            "5a3b1f6e",
            "https://hub.example/services/",
        ] {
            assert_eq!(listing_in(text), None, "{text}");
        }
    }
}
