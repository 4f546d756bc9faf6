//! `/vocabularies`: the names of the lists that terms are of, as a plain array.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::json;

use super::terms::Terms;
use crate::api::{ApiError, Document, Holds};
use crate::hub::Hub;

/// `GET /oruk/v1/vocabularies`
pub(super) async fn list(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
) -> Result<Document, ApiError> {
    let catalogue = terms.now(&hub.store).await?;
    let names = catalogue.terms.iter();
    let names: BTreeSet<&str> = names
        .filter_map(|term| term.vocabulary.as_deref())
        .collect();
    Ok(Document::of(json!(names).to_string()).holding(Some(Holds::ThisEdition)))
}
