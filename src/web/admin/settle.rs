//! `POST /admin/matches/{id}` and `POST /admin/listings/{id}/records`: a person's word.

use axum::extract::{Path, State};
use axum::response::Redirect;

use super::Refusal;
use super::fields::Posted;
use crate::domain::ListingId;
use crate::federation::{self, Ask, Author, Word};
use crate::hub::Hub;
use crate::store::RecordName;
use crate::web::error::PageError;

/// `POST /admin/matches/{id}` with `action` (`merge` or `apart` of a question, `undo` of a
/// decision), `comment`, and the `page` to go back to.
pub(super) async fn on_match(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    if !may_be_an_id(&id) {
        return Err(Refusal::Settled.into());
    }
    let pair = |word, one| Ask::Pair {
        word,
        one,
        other: None,
    };
    let ask = match posted.fields.text("action") {
        "merge" => pair(Word::Merge, id),
        "apart" => pair(Word::Apart, id),
        "undo" => Ask::Undo(id),
        _ => return Err(Refusal::NoSuchButton.into()),
    };
    settle(&hub, &posted, &ask).await
}

/// `POST /admin/listings/{id}/records` with each `record` to part from the rest, and `comment`.
pub(super) async fn on_records(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let listing: ListingId = id.parse().map_err(|_| PageError::NoSuchListing)?;
    let records = posted.fields.all("record").map(|text| text.parse());
    let records: Result<Vec<RecordName>, _> = records.collect();
    let records = records.map_err(|_| Refusal::OtherRecords)?;
    settle(&hub, &posted, &Ask::Split { listing, records }).await
}

async fn settle(hub: &Hub, posted: &Posted, ask: &Ask) -> Result<Redirect, PageError> {
    let name = posted.officer.author();
    let author = Author {
        name: &name,
        comment: Some(posted.fields.text("comment")),
    };
    let done = federation::settle(&hub.store, &hub.config, ask, author).await;
    let done = done.map_err(|error| Refusal::of(ask, error))?;
    // The address holds an id alone; what is said there is read from the store.
    let page: usize = posted.fields.text("page").parse().unwrap_or(1);
    let list = format!("/admin/matches?page={page}&done={}", done.decision);
    Ok(Redirect::to(&list))
}

/// Whether a text may be the id of a question or a decision. PostgreSQL refuses U+0000, and no
/// id of ours holds anything but letters, digits and hyphens.
pub(super) fn may_be_an_id(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
