//! `/taxonomy_terms` and `/taxonomy_terms/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::form::{Extent, Form};
use super::{Id, compose};
use crate::api::lists::List;
use crate::api::{ApiError, Document, Holds, Params};
use crate::hub::Hub;
use crate::store::{Cut, Store, TermFilter};

struct Terms {
    store: Store,
    filter: TermFilter,
    extent: Extent,
}

/// `GET /oruk/v3/taxonomy_terms`
///
/// `top_only=true` means terms without a parent: the official sentence says the opposite
/// of its own name.
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Response, ApiError> {
    let form = Form::read(&params)?;
    let terms = Terms {
        store: hub.store.clone(),
        filter: TermFilter {
            taxonomy_id: params.text("taxonomy_id")?.map(str::to_owned),
            parent_id: params.text("parent_id")?.map(str::to_owned),
            top_only: params.flag("top_only")?.unwrap_or(false),
            search: params.text("search")?.map(str::to_owned),
        },
        extent: Extent::read(&params)?,
    };
    let total = hub.store.count_taxonomy_terms(&terms.filter).await?;
    form.of(terms, total, Some(Holds::ThisEdition)).await
}

impl List for Terms {
    async fn part(&self, cut: Cut) -> Result<Vec<(i64, String)>, ApiError> {
        let found = self.store.taxonomy_terms(&self.filter, cut).await?;
        compose::documents(found, self.extent)
    }
}

/// `GET /oruk/v3/taxonomy_terms/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let stored = hub.store.taxonomy_term(&id.to_string()).await?;
    let document = stored.map(|text| Document::of(text).holding(Some(Holds::ThisEdition)));
    document.ok_or(ApiError::NotFound)
}
