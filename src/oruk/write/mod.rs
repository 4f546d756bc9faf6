//! The strict writer: documents as the standard wants them.
//!
//! typed entity -> JSON along the [table](super::shape) -> [`strict`] leaves out what is
//! absent, private or not in the standard's form and completes what can honestly be
//! completed -> text.
//!
//! Whatever goes in, what comes out validates: an entity that lacks something required
//! is left out of its parent. Writing what was written and read again changes nothing.

mod strict;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Error, Map, Value};

use super::shape::Entity;
use super::{Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm, scalar};
use strict::document;

/// RFC 3339 in UTC with milliseconds, as `last_modified` is written.
pub fn instant(at: Timestamp) -> String {
    scalar::instant(at)
}

/// The full service, as `/services/{id}` answers.
///
/// # Errors
/// When the service cannot be turned into JSON, which no content of it causes.
pub fn detail(service: &Service) -> Result<String, Error> {
    full(Entity::Service, service).map(|value| value.to_string())
}

/// The list item: scalars and single nested objects only (the one-to-one rule).
///
/// # Errors
/// As for [`detail`].
pub fn item(service: &Service) -> Result<String, Error> {
    full(Entity::Service, service).map(as_item)
}

/// [`detail`] and [`item`] of one service, at the price of one.
///
/// # Errors
/// As for [`detail`].
pub fn detail_and_item(service: &Service) -> Result<(String, String), Error> {
    let value = full(Entity::Service, service)?;
    Ok((value.to_string(), as_item(value)))
}

/// An organization as `/organizations/{id}` answers, without its services: the page
/// adds them with [`with_services`](super::page::with_services).
///
/// # Errors
/// As for [`detail`].
pub fn organization_detail(organization: &Organization) -> Result<String, Error> {
    let mut value = full(Entity::Organization, organization)?;
    if let Some(object) = value.as_object_mut() {
        object.shift_remove("services");
    }
    Ok(value.to_string())
}

/// An organization as a list item: scalars only.
///
/// # Errors
/// As for [`detail`].
pub fn organization_item(organization: &Organization) -> Result<String, Error> {
    full(Entity::Organization, organization).map(as_item)
}

/// A taxonomy as `/taxonomies/{id}` answers.
///
/// # Errors
/// As for [`detail`].
pub fn taxonomy(taxonomy: &Taxonomy) -> Result<String, Error> {
    full(Entity::Taxonomy, taxonomy).map(|value| value.to_string())
}

/// A term as `/taxonomy_terms/{id}` answers.
///
/// # Errors
/// As for [`detail`].
pub fn taxonomy_term(term: &TaxonomyTerm) -> Result<String, Error> {
    full(Entity::TaxonomyTerm, term).map(|value| value.to_string())
}

/// One service at one place, as `/service_at_locations/{id}` answers: the full location
/// and the full service, which does not repeat its places.
///
/// # Errors
/// As for [`detail`].
pub fn service_at_location_detail(
    link: &ServiceAtLocation,
    service: &Service,
) -> Result<String, Error> {
    full_link(link, service).map(|value| value.to_string())
}

/// One service at one place as a list item: location, service and its organization,
/// each with scalars only.
///
/// # Errors
/// As for [`detail`].
pub fn service_at_location_item(
    link: &ServiceAtLocation,
    service: &Service,
) -> Result<String, Error> {
    full_link(link, service).map(as_item)
}

/// What a list shows of a written document: no list, neither in it nor in what it nests.
pub fn one_to_one(document: Value) -> Option<Value> {
    match document {
        Value::Array(_) => None,
        Value::Object(object) => {
            let object: Map<String, Value> = object
                .into_iter()
                .filter_map(|(name, value)| Some((name, one_to_one(value)?)))
                .collect();
            (!object.is_empty()).then_some(Value::Object(object))
        }
        single => Some(single),
    }
}

fn as_item(document: Value) -> String {
    one_to_one(document).unwrap_or_default().to_string()
}

fn full(entity: Entity, typed: &impl Serialize) -> Result<Value, Error> {
    Ok(document(entity, serde_json::to_value(typed)?))
}

fn full_link(link: &ServiceAtLocation, service: &Service) -> Result<Value, Error> {
    let mut value = serde_json::to_value(link)?;
    value["service"] = serde_json::to_value(service)?;
    Ok(document(Entity::ServiceAtLocation, value))
}

#[cfg(test)]
mod tests;
