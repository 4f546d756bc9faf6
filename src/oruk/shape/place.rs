//! Places, and the people and desks to get in touch with.

use super::Kind::{Choice, Many, Number, One, Ref, Uri};
use super::{
    ATTRIBUTES, CONTACTS, Entity, Field, ID, LANGUAGES, LOCATION_ID, METADATA, ORGANIZATION_ID,
    PHONES, SCHEDULES, SERVICE_AT_LOCATION_ID, SERVICE_ID, field, text,
};

const PLACE_TYPES: &[&str] = &["physical", "postal", "virtual"];

pub(super) const SERVICE_AT_LOCATION: &[Field] = &[
    ID,
    SERVICE_ID,
    LOCATION_ID,
    text("description").hsds(),
    CONTACTS.hsds(),
    PHONES,
    SCHEDULES.hsds(),
    field("service_areas", Many(Entity::ServiceArea)).hsds(),
    field("location", One(Entity::Location)),
    field("service", One(Entity::Service)),
    ATTRIBUTES.hsds(),
    METADATA,
];

pub(super) const LOCATION: &[Field] = &[
    ID,
    field("location_type", Choice(PLACE_TYPES)).required(),
    field("url", Uri).hsds(),
    ORGANIZATION_ID.hsds(),
    text("name"),
    text("alternate_name").hsds(),
    text("description"),
    text("transportation").hsds(),
    field("latitude", Number).personal(),
    field("longitude", Number).personal(),
    text("external_identifier"),
    text("external_identifier_type"),
    LANGUAGES.hsds(),
    field("addresses", Many(Entity::Address)),
    CONTACTS.hsds(),
    field("accessibility", Many(Entity::Accessibility)),
    PHONES,
    SCHEDULES.hsds(),
    ATTRIBUTES,
    METADATA,
];

pub(super) const ADDRESS: &[Field] = &[
    ID,
    LOCATION_ID,
    text("attention").personal(),
    text("address_1").required(),
    text("address_2").hsds(),
    text("city").required(),
    text("region"),
    text("state_province").required(),
    text("postal_code").required(),
    text("country").required(),
    field("address_type", Choice(PLACE_TYPES)).required(),
    ATTRIBUTES,
    METADATA,
];

pub(super) const ACCESSIBILITY: &[Field] = &[
    ID,
    LOCATION_ID,
    text("description"),
    text("accessibility"),
    text("details"),
    field("url", Uri),
    ATTRIBUTES,
    METADATA,
];

pub(super) const CONTACT: &[Field] = &[
    ID,
    ORGANIZATION_ID.hsds(),
    SERVICE_ID,
    SERVICE_AT_LOCATION_ID.hsds(),
    LOCATION_ID.hsds(),
    text("name").personal(),
    text("title").personal(),
    text("department").hsds(),
    field("email", super::Kind::Email).hsds(),
    PHONES,
    ATTRIBUTES,
    METADATA,
];

pub(super) const PHONE: &[Field] = &[
    ID,
    LOCATION_ID.hsds(),
    SERVICE_ID.hsds(),
    ORGANIZATION_ID.hsds(),
    field("contact_id", Ref(Entity::Contact)),
    SERVICE_AT_LOCATION_ID.hsds(),
    text("number").required().personal(),
    field("extension", Number).hsds(),
    text("type").hsds(),
    text("description"),
    LANGUAGES,
    ATTRIBUTES.hsds(),
    METADATA,
];

pub(super) const LANGUAGE: &[Field] = &[
    ID,
    SERVICE_ID,
    LOCATION_ID.hsds(),
    field("phone_id", Ref(Entity::Phone)),
    text("name").hsds(),
    text("code").hsds(),
    text("note").hsds(),
    ATTRIBUTES.hsds(),
    METADATA,
];
