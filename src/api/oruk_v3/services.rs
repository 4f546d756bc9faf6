//! `/services` and `/services/{id}`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::form::{Extent, Form, departed};
use super::{Id, filter};
use crate::api::lists::List;
use crate::api::{ApiError, Begun, Document, Holds, Params, moved};
use crate::domain::ListingId;
use crate::hub::Hub;
use crate::oruk::page;
use crate::store::{Cut, Detail, Entry, Selection, Shown, Store};

/// Services that a filter selects.
struct Services {
    store: Store,
    selection: Selection,
    extent: Extent,
}

/// `GET /oruk/v3/services`
///
/// `minimal=true` gives id and last change alone, whatever `full` says.
pub(super) async fn list(
    State(hub): State<Hub>,
    begun: Begun,
    params: Params,
) -> Result<Response, ApiError> {
    let form = Form::read(&params)?;
    let extent = Extent::read(&params)?;
    let mut filter = filter::read(&params, &hub).await?;
    filter.begun = begun.0.filter(|_| form != Form::Lines);
    let holds = filter.is_plain().then_some(Holds::ThisEdition);
    let selection = hub.store.select(filter).await?;
    let total = selection.total;
    let services = Services {
        store: hub.store.clone(),
        selection,
        extent,
    };
    form.of(services, total, holds).await
}

impl List for Services {
    async fn part(&self, cut: Cut) -> Result<Vec<(i64, String)>, ApiError> {
        let shown = match self.extent {
            Extent::Minimal => Shown::Bare,
            Extent::Item => Shown::Item,
            Extent::Full => Shown::Full,
        };
        let entries = self.store.entries(&self.selection, shown, cut).await?;
        let texts = entries.into_iter().map(|entry| match entry {
            Entry {
                id, last_modified, ..
            } if self.extent == Extent::Minimal => (
                entry.position,
                page::minimal_item(&id.to_string(), last_modified),
            ),
            Entry {
                text: Some(text), ..
            } => (entry.position, text),
            Entry {
                id, last_modified, ..
            } => (entry.position, departed(id, last_modified)),
        });
        Ok(texts.collect())
    }
}

/// `GET /oruk/v3/services/{id}`
///
/// A listing that was merged into another answers with where it went.
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Response, ApiError> {
    match hub.store.detail(ListingId(id)).await? {
        Detail::Here(doc, last_modified) => {
            let document = Document::of(doc);
            let since = Holds::Since(last_modified);
            Ok(document.holding(Some(since)).into_response())
        }
        Detail::Moved(into) => Ok(moved(&format!("/oruk/v3/services/{into}"))),
        Detail::Nothing => Err(ApiError::NotFound),
    }
}
