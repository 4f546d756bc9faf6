//! `/taxonomies` and `/taxonomies/{id}`: terms, which 1.0 calls taxonomies.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;

use super::page::page;
use super::terms::{OldTerm, Terms};
use crate::api::lists::Window;
use crate::api::{ApiError, Document, Holds, Params, Segments};
use crate::hub::Hub;

/// `GET /oruk/v1/taxonomies`
///
/// `needs` and `circumstances` keep the terms that stand beside one of those on some listing.
pub(super) async fn list(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    params: Params,
) -> Result<Document, ApiError> {
    let window = Window::read(&params)?;
    let text = params.text("text")?.map(str::to_lowercase);
    let parent = params.text("parent_id")?;
    let vocabulary = params.text("vocabulary")?;
    let root_only = params.flag("root_only")?.unwrap_or(false);
    let catalogue = terms.now(&hub.store).await?;
    let parent = parent.map(|id| catalogue.find(id).map_or(id, |term| &term.id));
    let mut beside: Vec<HashSet<String>> = Vec::new();
    for name in ["needs", "circumstances"] {
        let asked = params.texts(name);
        if !asked.is_empty() {
            let asked = catalogue.ours(&asked);
            beside.push(hub.store.terms_beside(&asked).await?);
        }
    }
    let is_asked = |term: &&OldTerm| {
        let name = || term.name.to_lowercase();
        text.as_ref().is_none_or(|text| name().contains(text))
            && parent.is_none_or(|parent| term.parent_id.as_deref() == Some(parent))
            && vocabulary.is_none_or(|name| term.vocabulary.as_deref() == Some(name))
            && (!root_only || term.parent_id.is_none())
            && beside
                .iter()
                .all(|set| term.ours.iter().any(|id| set.contains(id)))
    };
    let found: Vec<&OldTerm> = catalogue.terms.iter().filter(is_asked).collect();
    let items: Vec<String> = window
        .slice(&found)
        .iter()
        .map(|term| term.document().to_string())
        .collect();
    Ok(page(
        window,
        &items,
        found.len() as u64,
        Some(Holds::ThisEdition),
    ))
}

/// `GET /oruk/v1/taxonomies/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    Extension(terms): Extension<Arc<Terms>>,
    Segments(id): Segments<String>,
) -> Result<Document, ApiError> {
    let catalogue = terms.now(&hub.store).await?;
    let term = catalogue.find(&id).ok_or(ApiError::NotFound)?;
    Ok(Document::of(term.document().to_string()).holding(Some(Holds::ThisEdition)))
}
