//! Organizations, and the terms that describe things.

use super::Kind::{Email, Many, ManyAny, Number, One, Owner, Ref, Uri};
use super::{
    ATTRIBUTES, CONTACTS, Entity, FUNDING, Field, ID, METADATA, ORGANIZATION_ID, PHONES, field,
    text,
};

pub(super) const ORGANIZATION: &[Field] = &[
    ID,
    text("name").required(),
    text("alternate_name").hsds(),
    text("description").required(),
    field("email", Email),
    field("website", Uri),
    text("tax_status").hsds(),
    text("tax_id").hsds(),
    field("year_incorporated", Number).hsds(),
    text("legal_status").hsds(),
    text("logo"),
    field("uri", Uri),
    field("parent_organization_id", Ref(Entity::Organization)),
    FUNDING.hsds(),
    CONTACTS.hsds(),
    PHONES,
    field("locations", Many(Entity::Location)).hsds(),
    field("additional_websites", ManyAny).hsds(),
    field("programs", ManyAny).hsds(),
    field(
        "organization_identifiers",
        Many(Entity::OrganizationIdentifier),
    ),
    field("services", Many(Entity::Service)),
    ATTRIBUTES,
    METADATA,
];

pub(super) const ORGANIZATION_IDENTIFIER: &[Field] = &[
    ID,
    ORGANIZATION_ID,
    text("identifier_scheme"),
    text("identifier_type").required(),
    text("identifier").required(),
    ATTRIBUTES,
    METADATA,
];

pub(super) const ATTRIBUTE: &[Field] = &[
    ID,
    field("link_id", Owner),
    field("taxonomy_term_id", Ref(Entity::TaxonomyTerm)),
    text("link_type"),
    text("link_entity").hsds(),
    text("value").hsds(),
    text("label").hsds(),
    field("taxonomy_term", One(Entity::TaxonomyTerm)),
    METADATA,
];

pub(super) const TAXONOMY: &[Field] = &[
    ID,
    text("name").required(),
    text("description").required(),
    field("uri", Uri),
    text("version"),
    field("taxonomy_terms", Many(Entity::TaxonomyTerm)),
    METADATA,
];

pub(super) const TAXONOMY_TERM: &[Field] = &[
    ID,
    text("code").hsds(),
    text("name").required(),
    text("description").required(),
    field("parent_id", Ref(Entity::TaxonomyTerm)),
    text("taxonomy"),
    field("taxonomy_detail", One(Entity::Taxonomy)).hsds(),
    text("language").hsds(),
    field("taxonomy_id", Ref(Entity::Taxonomy)),
    field("term_uri", Uri),
    text("term"),
    METADATA,
];
