//! Services, their hours, areas and prices.

use super::Kind::{Any, Choice, Date, Email, Instant, Many, ManyAny, Number, One, Time, Uri};
use super::{
    ATTRIBUTES, CONTACTS, Entity, FUNDING, Field, ID, LANGUAGES, LOCATION_ID, METADATA,
    ORGANIZATION_ID, PHONES, SCHEDULES, SERVICE_AT_LOCATION_ID, SERVICE_ID, field, text,
};

pub(super) const SERVICE: &[Field] = &[
    ID,
    ORGANIZATION_ID,
    // A reference, but programs are kept as they came and so are their ids.
    text("program_id").hsds(),
    text("name").required(),
    text("alternate_name").hsds(),
    text("description"),
    field("url", Uri),
    field("email", Email),
    field(
        "status",
        Choice(&["active", "inactive", "defunct", "temporarily closed"]),
    )
    .required(),
    text("interpretation_services").hsds(),
    text("application_process").hsds(),
    text("fees"),
    text("fees_description").hsds(),
    text("wait_time").hsds(),
    text("accreditations"),
    text("eligibility_description").hsds(),
    field("minimum_age", Number),
    field("maximum_age", Number),
    field("assured_date", Date),
    field("assurer_email", Email).withheld(),
    text("licenses").hsds(),
    text("alert"),
    field("last_modified", Instant),
    PHONES,
    SCHEDULES,
    field("service_areas", Many(Entity::ServiceArea)),
    field("service_at_locations", Many(Entity::ServiceAtLocation)),
    LANGUAGES,
    field("organization", One(Entity::Organization)),
    FUNDING,
    field("cost_options", Many(Entity::CostOption)),
    field("program", Any).hsds(),
    field("required_documents", ManyAny).hsds(),
    field("capacities", ManyAny).hsds(),
    field("additional_urls", ManyAny).hsds(),
    CONTACTS,
    ATTRIBUTES,
    METADATA,
];

pub(super) const SCHEDULE: &[Field] = &[
    ID,
    SERVICE_ID,
    LOCATION_ID.hsds(),
    SERVICE_AT_LOCATION_ID,
    field("valid_from", Date),
    field("valid_to", Date),
    field("dtstart", Date),
    field("timezone", Number).hsds(),
    field("until", Date).hsds(),
    field("count", Number).hsds(),
    text("wkst").hsds(),
    field("freq", Choice(&["WEEKLY", "MONTHLY"])),
    field("interval", Number),
    text("byday"),
    text("byweekno").hsds(),
    text("bymonthday"),
    text("byyearday").hsds(),
    text("description"),
    field("opens_at", Time),
    field("closes_at", Time),
    field("schedule_link", Uri),
    text("attending_type"),
    text("notes"),
    ATTRIBUTES.hsds(),
    METADATA,
];

pub(super) const SERVICE_AREA: &[Field] = &[
    ID,
    SERVICE_ID,
    SERVICE_AT_LOCATION_ID.hsds(),
    text("name"),
    text("service_area"),
    text("description").hsds(),
    text("extent"),
    text("extent_type"),
    // Text in the official schema: feeds put bare area codes here.
    text("uri"),
    ATTRIBUTES.hsds(),
    METADATA,
];

pub(super) const COST_OPTION: &[Field] = &[
    ID,
    SERVICE_ID,
    field("valid_from", Date),
    field("valid_to", Date),
    text("option"),
    text("currency").hsds(),
    field("amount", Number),
    text("amount_description"),
    ATTRIBUTES.hsds(),
    METADATA,
];

pub(super) const FUNDING_ENTRY: &[Field] = &[
    ID,
    ORGANIZATION_ID.hsds(),
    SERVICE_ID,
    text("source"),
    ATTRIBUTES.hsds(),
    METADATA,
];
