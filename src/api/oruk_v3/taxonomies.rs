//! `/taxonomies` and `/taxonomies/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::form::{Extent, Form};
use super::{Id, compose};
use crate::api::lists::List;
use crate::api::{ApiError, Document, Holds, Params};
use crate::hub::Hub;
use crate::store::{Cut, Store};

struct Taxonomies {
    store: Store,
    search: Option<String>,
    extent: Extent,
}

/// `GET /oruk/v3/taxonomies`
pub(super) async fn list(State(hub): State<Hub>, params: Params) -> Result<Response, ApiError> {
    let form = Form::read(&params)?;
    let taxonomies = Taxonomies {
        store: hub.store.clone(),
        search: params.text("search")?.map(str::to_owned),
        extent: Extent::read(&params)?,
    };
    let search = taxonomies.search.as_deref();
    let total = hub.store.count_taxonomies(search).await?;
    form.of(taxonomies, total, Some(Holds::ThisEdition)).await
}

impl List for Taxonomies {
    async fn part(&self, cut: Cut) -> Result<Vec<(i64, String)>, ApiError> {
        let found = self.store.taxonomies(self.search.as_deref(), cut).await?;
        compose::documents(found, self.extent)
    }
}

/// `GET /oruk/v3/taxonomies/{id}`
pub(super) async fn show(State(hub): State<Hub>, Id(id): Id) -> Result<Document, ApiError> {
    let stored = hub.store.taxonomy(&id.to_string()).await?;
    let document = stored.map(|text| Document::of(text).holding(Some(Holds::ThisEdition)));
    document.ok_or(ApiError::NotFound)
}
