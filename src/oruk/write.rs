//! The strict writer: documents as the standard wants them.

use jiff::Timestamp;

use super::{Organization, Service, Taxonomy, TaxonomyTerm, scalar};

/// RFC 3339 in UTC with milliseconds, as `last_modified` is written.
pub fn instant(at: Timestamp) -> String {
    scalar::instant(at)
}

/// The full service, as `/services/{id}` answers.
///
/// # Errors
/// When the service holds a number that JSON cannot (NaN or infinite).
pub fn detail(service: &Service) -> Result<String, serde_json::Error> {
    serde_json::to_string(service)
}

/// The list item: scalars and single nested objects only (the one-to-one rule).
///
/// # Errors
/// When the service holds a number that JSON cannot (NaN or infinite).
pub fn item(service: &Service) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Service {
        phones: vec![],
        schedules: vec![],
        service_areas: vec![],
        service_at_locations: vec![],
        languages: vec![],
        funding: vec![],
        cost_options: vec![],
        required_documents: vec![],
        contacts: vec![],
        attributes: vec![],
        metadata: vec![],
        ..service.clone()
    })
}

/// An organization as `/organizations/{id}` answers, without its services.
///
/// # Errors
/// When it holds a number that JSON cannot (NaN or infinite).
pub fn organization_detail(organization: &Organization) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Organization {
        services: vec![],
        ..organization.clone()
    })
}

/// An organization as a list item: scalars only.
///
/// # Errors
/// When it holds a number that JSON cannot (NaN or infinite).
pub fn organization_item(organization: &Organization) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Organization {
        funding: vec![],
        contacts: vec![],
        phones: vec![],
        locations: vec![],
        programs: vec![],
        organization_identifiers: vec![],
        services: vec![],
        attributes: vec![],
        metadata: vec![],
        ..organization.clone()
    })
}

/// A taxonomy as `/taxonomies/{id}` answers.
///
/// # Errors
/// When it holds a number that JSON cannot (NaN or infinite).
pub fn taxonomy(taxonomy: &Taxonomy) -> Result<String, serde_json::Error> {
    serde_json::to_string(taxonomy)
}

/// A term as `/taxonomy_terms/{id}` answers.
///
/// # Errors
/// When it holds a number that JSON cannot (NaN or infinite).
pub fn taxonomy_term(term: &TaxonomyTerm) -> Result<String, serde_json::Error> {
    serde_json::to_string(term)
}
