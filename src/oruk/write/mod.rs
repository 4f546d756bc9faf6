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
use serde_json::{Error, Value};

use super::shape::Entity;
use super::{Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm, scalar};
use strict::{Extent, document};

/// RFC 3339 in UTC with milliseconds, as `last_modified` is written.
pub fn instant(at: Timestamp) -> String {
    scalar::instant(at)
}

/// The full service, as `/services/{id}` answers.
///
/// # Errors
/// When the service cannot be turned into JSON, which no content of it causes.
pub fn detail(service: &Service) -> Result<String, Error> {
    write(Entity::Service, service, Extent::Full)
}

/// The list item: scalars and single nested objects only (the one-to-one rule).
///
/// # Errors
/// As for [`detail`].
pub fn item(service: &Service) -> Result<String, Error> {
    write(Entity::Service, service, Extent::OneToOne)
}

/// An organization as `/organizations/{id}` answers, without its services: the page
/// adds them with [`with_services`](super::page::with_services).
///
/// # Errors
/// As for [`detail`].
pub fn organization_detail(organization: &Organization) -> Result<String, Error> {
    let alone = Organization {
        services: vec![],
        ..organization.clone()
    };
    write(Entity::Organization, &alone, Extent::Full)
}

/// An organization as a list item: scalars only.
///
/// # Errors
/// As for [`detail`].
pub fn organization_item(organization: &Organization) -> Result<String, Error> {
    write(Entity::Organization, organization, Extent::OneToOne)
}

/// A taxonomy as `/taxonomies/{id}` answers.
///
/// # Errors
/// As for [`detail`].
pub fn taxonomy(taxonomy: &Taxonomy) -> Result<String, Error> {
    write(Entity::Taxonomy, taxonomy, Extent::Full)
}

/// A term as `/taxonomy_terms/{id}` answers.
///
/// # Errors
/// As for [`detail`].
pub fn taxonomy_term(term: &TaxonomyTerm) -> Result<String, Error> {
    write(Entity::TaxonomyTerm, term, Extent::Full)
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
    write_link(link, service, Extent::Full)
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
    write_link(link, service, Extent::OneToOne)
}

fn write_link(
    link: &ServiceAtLocation,
    service: &Service,
    extent: Extent,
) -> Result<String, Error> {
    let mut value = serde_json::to_value(link)?;
    value["service"] = serde_json::to_value(service)?;
    text(Entity::ServiceAtLocation, value, extent)
}

fn write(entity: Entity, typed: &impl Serialize, extent: Extent) -> Result<String, Error> {
    text(entity, serde_json::to_value(typed)?, extent)
}

fn text(entity: Entity, value: Value, extent: Extent) -> Result<String, Error> {
    serde_json::to_string(&document(entity, value, extent))
}

#[cfg(test)]
mod tests;
