//! What a v3 list is asked for besides its filters: which part, in which form, how much of
//! each entry.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::api::lists::{self, List, Window};
use crate::api::{ApiError, Document, Holds, Params};
use crate::domain::ListingId;
use crate::oruk::page::{self, PageMeta};

/// In which form a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page in its envelope.
    Page(Window),
    /// All of it, an entry a line (`format=ndjson`).
    Lines,
}

/// How much of each entry is asked for; `minimal` goes before `full`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Id and last change.
    Minimal,
    /// What has no lists.
    Item,
    /// What its own address answers.
    Full,
}

impl Form {
    /// Reads `page`, `per_page` and `format`.
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        let window = Window::read(params)?;
        match params.text("format")? {
            None | Some("json") => Ok(Self::Page(window)),
            Some("ndjson") => Ok(Self::Lines),
            Some(_) => Err(ApiError::parameter("format", "write json or ndjson")),
        }
    }

    /// The list in this form; `total` is how many entries it has in all.
    pub(super) async fn of(
        self,
        list: impl List,
        total: u64,
        holds: Option<Holds>,
    ) -> Result<Response, ApiError> {
        let Self::Page(window) = self else {
            return lists::lines(list).await;
        };
        let contents = window.of(&list).await?;
        let meta = PageMeta {
            total_items: total,
            page_number: window.number,
            per_page: window.size,
        };
        let page = Document::of(page::page(meta, &contents));
        Ok(page.holding(holds).into_response())
    }
}

impl Extent {
    /// Reads `minimal` and `full`.
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        let minimal = params.flag("minimal")?.unwrap_or(false);
        let full = params.flag("full")?.unwrap_or(false);
        Ok(match (minimal, full) {
            (true, _) => Self::Minimal,
            (false, true) => Self::Full,
            (false, false) => Self::Item,
        })
    }
}

/// A listing that left the list while somebody walks it: nothing but that it is no more. Only
/// walks that began before see it, and in its place.
pub(super) fn departed(id: ListingId, at: jiff::Timestamp) -> String {
    page::departed_service(&id.to_string(), at)
}

/// The id of a stored document.
pub(super) fn id_of(stored: &str) -> Result<String, serde_json::Error> {
    #[derive(Deserialize)]
    struct Key {
        id: String,
    }
    Ok(serde_json::from_str::<Key>(stored)?.id)
}
