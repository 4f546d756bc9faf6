//! Answers that are put together from more than one part of what is stored.

use serde_json::{Map, Value, json};

use crate::domain::Listing;

/// An object of stored JSON text.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_str(text)
}

/// Applies the one-to-one rule: no arrays, neither in the entity nor in what it nests.
pub(super) fn one_to_one(mut entity: Map<String, Value>) -> Map<String, Value> {
    entity.retain(|_, value| !value.is_array());
    for nested in entity.values_mut() {
        if let Value::Object(object) = nested {
            *object = one_to_one(std::mem::take(object));
        }
    }
    entity
}

/// Stored documents as a list shows them.
pub(super) fn list_items(stored: &[String]) -> Result<Vec<String>, serde_json::Error> {
    stored
        .iter()
        .map(|text| serde_json::to_string(&one_to_one(object(text)?)))
        .collect()
}

/// A service at a place, out of the listing that holds it: with everything, or one-to-one.
/// `None` when the listing does not hold it (any more).
pub(super) fn service_at_location(
    listing: &Listing,
    id: &str,
    full: bool,
) -> Result<Option<String>, serde_json::Error> {
    let mut service = object(&listing.doc)?;
    let links = service.remove("service_at_locations");
    let link = match links {
        Some(Value::Array(links)) => links.into_iter().find(|link| link["id"] == id),
        _ => None,
    };
    let Some(Value::Object(mut link)) = link else {
        return Ok(None);
    };
    link.insert("service_id".to_owned(), json!(listing.id));
    if let Some(location) = link.get("location").map(|location| location["id"].clone()) {
        link.insert("location_id".to_owned(), location);
    }
    if !full {
        link = one_to_one(link);
        service = one_to_one(service);
    }
    link.insert("service".to_owned(), Value::Object(service));
    serde_json::to_string(&link).map(Some)
}

/// A listing as an organization nests it: without the organization, in full or as it
/// stands in lists.
pub(super) fn nested_service(
    listing: &Listing,
    full: bool,
) -> Result<Map<String, Value>, serde_json::Error> {
    let mut service = object(if full { &listing.doc } else { &listing.item })?;
    service.remove("organization");
    Ok(service)
}

/// An organization with its services.
pub(super) fn organization(
    stored: &str,
    services: Vec<Map<String, Value>>,
) -> Result<String, serde_json::Error> {
    let mut organization = object(stored)?;
    if !services.is_empty() {
        let services = services.into_iter().map(Value::Object).collect();
        organization.insert("services".to_owned(), Value::Array(services));
    }
    serde_json::to_string(&organization)
}
