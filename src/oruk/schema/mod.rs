//! Checks documents against the JSON Schemas in `schemas/oruk/3.0` and `schemas/oruk/1.0`.
//!
//! The files are ours, drawn from the tables of [3.0](super::shape) and [1.0](super::v1::shape):
//! a test keeps them as the tables say. They ask what the standard's own schemas ask, and besides that dates and
//! times in the standard's form and the shape of the international fields. Properties
//! that the standard does not know are allowed, as it wants.

#[cfg(test)]
mod drawn;

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

/// One kind of document that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// `/services/{id}`.
    Service,
    /// One item of `/services`.
    ServiceItem,
    /// `/organizations/{id}`.
    Organization,
    /// One item of `/organizations`.
    OrganizationItem,
    /// `/service_at_locations/{id}`.
    ServiceAtLocation,
    /// One item of `/service_at_locations`.
    ServiceAtLocationItem,
    /// `/taxonomies/{id}`, and one item of the list.
    Taxonomy,
    /// `/taxonomy_terms/{id}`, and one item of the list.
    TaxonomyTerm,
    /// The envelope of every list, without its items.
    Page,
    /// `GET /`.
    ApiDetails,
    /// `/services/{id}` of version 1.0, as are all from here on.
    V1Service,
    /// One item of `/services`.
    V1ServiceItem,
    /// `/organizations/{id}`.
    V1Organization,
    /// One item of `/organizations`.
    V1OrganizationItem,
    /// `/locations/{id}`.
    V1Location,
    /// One item of `/locations`.
    V1LocationItem,
    /// `/reviews/{id}`, and one item of the list.
    V1Review,
    /// `/taxonomies/{id}`, and one item of the list: a term.
    V1Taxonomy,
    /// The envelope of every list, without its items.
    V1Page,
    /// `/vocabularies`.
    V1Vocabularies,
}

/// One way in which a document breaks its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer to the value, or to the object that lacks one.
    pub pointer: String,
    /// What is wrong, in plain words; never the value itself.
    pub message: String,
}

/// More violations than this tell a publisher nothing new.
const MOST_VIOLATIONS: usize = 50;

/// What is wrong with the document, at most fifty things; empty when it is valid.
pub fn violations(document: Document, value: &Value) -> Vec<Violation> {
    document
        .validator()
        .iter_errors(value)
        .take(MOST_VIOLATIONS)
        .map(|error| Violation {
            pointer: error.instance_path().to_string(),
            message: in_words(&error),
        })
        .collect()
}

impl Document {
    /// Whether it is a document of ORUK 1.0.
    pub fn is_of_version_1(self) -> bool {
        matches!(
            self,
            Self::V1Service
                | Self::V1ServiceItem
                | Self::V1Organization
                | Self::V1OrganizationItem
                | Self::V1Location
                | Self::V1LocationItem
                | Self::V1Review
                | Self::V1Taxonomy
                | Self::V1Page
                | Self::V1Vocabularies
        )
    }

    /// Every document.
    pub const ALL: [Self; 20] = [
        Self::Service,
        Self::ServiceItem,
        Self::Organization,
        Self::OrganizationItem,
        Self::ServiceAtLocation,
        Self::ServiceAtLocationItem,
        Self::Taxonomy,
        Self::TaxonomyTerm,
        Self::Page,
        Self::ApiDetails,
        Self::V1Service,
        Self::V1ServiceItem,
        Self::V1Organization,
        Self::V1OrganizationItem,
        Self::V1Location,
        Self::V1LocationItem,
        Self::V1Review,
        Self::V1Taxonomy,
        Self::V1Page,
        Self::V1Vocabularies,
    ];

    /// The version of the standard that it belongs to, which names the folder of its schema.
    pub fn version(self) -> &'static str {
        if (self as usize) < Self::V1Service as usize {
            "3.0"
        } else {
            "1.0"
        }
    }

    /// The schema, JSON text.
    pub fn schema(self) -> &'static str {
        macro_rules! embedded {
            ($name:literal) => {
                include_str!(concat!("../../../schemas/oruk/", $name, ".json"))
            };
        }
        match self {
            Self::Service => embedded!("3.0/service"),
            Self::ServiceItem => embedded!("3.0/service_item"),
            Self::Organization => embedded!("3.0/organization"),
            Self::OrganizationItem => embedded!("3.0/organization_item"),
            Self::ServiceAtLocation => embedded!("3.0/service_at_location"),
            Self::ServiceAtLocationItem => embedded!("3.0/service_at_location_item"),
            Self::Taxonomy => embedded!("3.0/taxonomy"),
            Self::TaxonomyTerm => embedded!("3.0/taxonomy_term"),
            Self::Page => embedded!("3.0/page"),
            Self::ApiDetails => embedded!("3.0/api_details"),
            Self::V1Service => embedded!("1.0/service"),
            Self::V1ServiceItem => embedded!("1.0/service_item"),
            Self::V1Organization => embedded!("1.0/organization"),
            Self::V1OrganizationItem => embedded!("1.0/organization_item"),
            Self::V1Location => embedded!("1.0/location"),
            Self::V1LocationItem => embedded!("1.0/location_item"),
            Self::V1Review => embedded!("1.0/review"),
            Self::V1Taxonomy => embedded!("1.0/taxonomy"),
            Self::V1Page => embedded!("1.0/page"),
            Self::V1Vocabularies => embedded!("1.0/vocabularies"),
        }
    }

    /// The schema, compiled once.
    fn validator(self) -> &'static Validator {
        static COMPILED: [OnceLock<Validator>; Document::ALL.len()] =
            [const { OnceLock::new() }; Document::ALL.len()];
        COMPILED[self as usize].get_or_init(|| self.compile())
    }

    #[expect(
        clippy::expect_used,
        reason = "the schemas are built in, and a test compiles each"
    )]
    fn compile(self) -> Validator {
        let schema: Value = serde_json::from_str(self.schema()).expect("a built-in schema is JSON");
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .expect("a built-in schema compiles")
    }
}

fn in_words(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Required { property } => format!("{property} is missing"),
        ValidationErrorKind::Type {
            kind: TypeKind::Single(kind),
        } => format!("not of type {kind}"),
        // Text or nothing is all that has several types.
        ValidationErrorKind::Type { .. } => "not of type string".to_owned(),
        ValidationErrorKind::Enum { options } => format!("not one of {options}"),
        // Times are all that has a pattern.
        ValidationErrorKind::Pattern { .. } => "not a time such as 09:30".to_owned(),
        ValidationErrorKind::Format { format } => match format.as_str() {
            "uuid" => "not a UUID".to_owned(),
            "uri" => "not an absolute URI".to_owned(),
            "email" => "not an e-mail address".to_owned(),
            "date" => "not a date such as 2026-03-01".to_owned(),
            "date-time" => "not an instant such as 2026-03-01T09:30:00.000Z".to_owned(),
            other => format!("not in the format {other}"),
        },
        other => format!("breaks the rule \"{}\"", other.keyword()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    const ID: &str = "0e5a1c3a-64b5-df0f-0f3c-2f7d0f6a1b01";

    fn found(document: Document, value: Value) -> Vec<(String, String)> {
        let violations = violations(document, &value).into_iter();
        violations.map(|v| (v.pointer, v.message)).collect()
    }

    #[rstest]
    #[case(json!({"organization_id": "7"}), "/organization_id", "not a UUID")]
    #[case(json!({"url": "www.example.org"}), "/url", "not an absolute URI")]
    #[case(json!({"email": "hello"}), "/email", "not an e-mail address")]
    #[case(json!({"status": "Active"}), "/status", r#"not one of ["active","inactive","defunct","temporarily closed"]"#)]
    #[case(json!({"minimum_age": "5"}), "/minimum_age", "not of type number")]
    #[case(json!({"description": null}), "/description", "not of type string")]
    #[case(json!({"assured_date": "01/03/2026"}), "/assured_date", "not a date such as 2026-03-01")]
    #[case(json!({"last_modified": "2026-03-01"}), "/last_modified", "not an instant such as 2026-03-01T09:30:00.000Z")]
    #[case(json!({"schedules": [{"id": ID, "opens_at": "9am"}]}), "/schedules/0/opens_at", "not a time such as 09:30")]
    #[case(json!({"phones": [{"id": ID}]}), "/phones/0", r#""number" is missing"#)]
    #[case(json!({"phones": {}}), "/phones", "not of type array")]
    #[case(json!({"organization": {"id": ID, "name": "Trust"}}), "/organization", r#""description" is missing"#)]
    fn a_violation_says_where_and_what_without_the_value(
        #[case] more: Value,
        #[case] pointer: &str,
        #[case] message: &str,
    ) {
        let mut service = json!({"id": ID, "name": "Club", "status": "active"});
        for (name, value) in more.as_object().unwrap() {
            service[name] = value.clone();
        }
        assert_eq!(
            found(Document::Service, service),
            [(pointer.to_owned(), message.to_owned())]
        );
    }

    #[test]
    fn properties_that_the_standard_does_not_know_are_allowed() {
        let service = json!({"id": ID, "name": "Club", "status": "active", "pc_extra": {"a": 1}});
        assert_eq!(found(Document::Service, service), []);
    }

    #[test]
    fn violations_are_bounded() {
        let phones = vec![json!({}); 1000];
        let service = json!({"id": ID, "name": "Club", "status": "active", "phones": phones});
        assert_eq!(found(Document::Service, service).len(), MOST_VIOLATIONS);
    }

    #[test]
    fn a_document_that_is_no_object_is_a_violation_of_every_schema() {
        for document in Document::ALL {
            let kind = match document {
                Document::V1Vocabularies => "array",
                _ => "object",
            };
            assert_eq!(
                found(document, json!(1)),
                [(String::new(), format!("not of type {kind}"))]
            );
        }
    }
}
