//! Answers that are put together from more than one part of what is stored.

use serde_json::{Map, Value, json};

use super::form::{Extent, id_of};
use crate::api::ApiError;
use crate::domain::Listing;
use crate::oruk::{self, Service, page};
use crate::store::Numbered;

/// Stored documents as a list shows them.
pub(super) fn documents(
    found: Vec<Numbered>,
    extent: Extent,
) -> Result<Vec<(i64, String)>, ApiError> {
    let mut texts = Vec::with_capacity(found.len());
    for stored in found {
        let text = match extent {
            Extent::Full => Some(stored.text),
            Extent::Minimal => Some(minimal(&stored)?),
            Extent::Item => {
                let item = oruk::write::one_to_one(serde_json::from_str(&stored.text)?);
                item.map(|item| item.to_string())
            }
        };
        texts.extend(text.map(|text| (stored.number, text)));
    }
    Ok(texts)
}

/// Id, and last change where that is known.
pub(super) fn minimal(stored: &Numbered) -> Result<String, serde_json::Error> {
    let id = id_of(&stored.text)?;
    Ok(match stored.last_modified {
        Some(at) => page::minimal_item(&id, at),
        None => json!({ "id": id }).to_string(),
    })
}

/// A service at a place, out of the listing that holds it: with everything, or one-to-one.
/// `None` when the listing does not hold it (any more).
pub(super) fn service_at_location(
    listing: &Listing,
    id: &str,
    full: bool,
) -> Result<Option<String>, serde_json::Error> {
    let mut service: Service = serde_json::from_str(&listing.doc)?;
    let places = std::mem::take(&mut service.service_at_locations);
    let link = places
        .into_iter()
        .find(|link| link.id.as_deref() == Some(id));
    let write = match full {
        true => oruk::write::service_at_location_detail,
        false => oruk::write::service_at_location_item,
    };
    link.map(|link| write(&link, &service)).transpose()
}

/// A listing as an organization nests it: in full or as it stands in lists, and without
/// the organization.
pub(super) struct NestedService {
    /// Id of the organization.
    pub(super) provider: String,
    /// The service, JSON text.
    pub(super) text: String,
}

impl NestedService {
    pub(super) fn of(listing: &Listing, full: bool) -> Result<Self, serde_json::Error> {
        let stored = if full { &listing.doc } else { &listing.item };
        let mut service: Map<String, Value> = serde_json::from_str(stored)?;
        // Not `remove`, which would put the last property in its place.
        service.shift_remove("organization");
        let provider = service.get("organization_id").and_then(Value::as_str);
        Ok(Self {
            provider: provider.unwrap_or_default().to_owned(),
            text: serde_json::to_string(&service)?,
        })
    }
}
