//! Version 1.0 as one table: every entity, every field.
//!
//! Schemas, generator and tests walk it. What each field becomes in 3.0 stands at the head of
//! [`upgrade`](super::upgrade()).

/// One kind of object of version 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the standard's own")]
pub enum Entity {
    Service,
    Organization,
    Location,
    ServiceAtLocation,
    PhysicalAddress,
    Accessibility,
    Contact,
    Phone,
    RegularSchedule,
    HolidaySchedule,
    Eligibility,
    CostOption,
    ServiceArea,
    Funding,
    Language,
    Review,
    ServiceTaxonomy,
    LinkTaxonomy,
    Taxonomy,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier of any form.
    Id,
    /// An identifier that must be a UUID.
    Uuid,
    /// Free text.
    Text,
    /// An absolute URI.
    Uri,
    /// An e-mail address.
    Email,
    /// A JSON number.
    Number,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Flag,
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM` or `HH:MM:SS`.
    Time,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One nested entity.
    One(Entity),
    /// A list of nested entities.
    Many(Entity),
}

/// One property of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the standard requires it wherever the entity stands.
    pub required: bool,
    /// Whether `null` may stand for nothing, as in the official schemas for real feeds.
    pub nullable: bool,
}

impl Field {
    const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    const fn nullable(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: false,
        nullable: false,
    }
}

const fn text(name: &'static str) -> Field {
    field(name, Kind::Text)
}

const ID: Field = field("id", Kind::Id).required();
const NAME: Field = text("name").required();
const URL: Field = field("url", Kind::Uri);
const EMAIL: Field = field("email", Kind::Email);
const OPENS_AT: Field = field("opens_at", Kind::Time);
const CLOSES_AT: Field = field("closes_at", Kind::Time);
const VALID_FROM: Field = field("valid_from", Kind::Date);
const VALID_TO: Field = field("valid_to", Kind::Date);
const SERVICE: Field = field("service", Kind::One(Entity::Service));
const PLACES: Field = field(
    "service_at_locations",
    Kind::Many(Entity::ServiceAtLocation),
);
const TIMES: Field = field("regular_schedules", Kind::Many(Entity::RegularSchedule));
const HOLIDAYS: Field = field("holiday_schedules", Kind::Many(Entity::HolidaySchedule));
const REVIEWS: Field = field("reviews", Kind::Many(Entity::Review));
const LINKS: Field = field("link_taxonomies", Kind::Many(Entity::LinkTaxonomy));
const TAXONOMY: Field = field("taxonomy", Kind::One(Entity::Taxonomy)).required();

/// Words of `service.deliverable_type`.
pub const DELIVERABLES: &[&str] = &[
    "Advice",
    "Assessment",
    "Counselling",
    "Equipment",
    "Financial Support",
    "Information",
    "Permission",
    "Training",
];
/// Words of `service.attending_type`.
pub const ATTENDING: &[&str] = &["phone", "online", "venue", "home visit"];
/// Words of `service.attending_access`.
pub const ACCESS: &[&str] = &["referral", "appointment", "membership", "drop-in"];
/// Words of `eligibility.eligibility`.
pub const ELIGIBLE: &[&str] = &[
    "adult",
    "child",
    "teen",
    "family",
    "female",
    "male",
    "Transgender",
    "Transgender - M to F",
    "Transgender - F to M",
];
const STATUS: &[&str] = &["active", "inactive", "defunct", "temporarily closed"];
const LINKED: &[&str] = &["organization", "eligibility", "cost_option", "service_area"];

impl Entity {
    /// Every entity.
    pub const ALL: [Self; 19] = [
        Self::Service,
        Self::Organization,
        Self::Location,
        Self::ServiceAtLocation,
        Self::PhysicalAddress,
        Self::Accessibility,
        Self::Contact,
        Self::Phone,
        Self::RegularSchedule,
        Self::HolidaySchedule,
        Self::Eligibility,
        Self::CostOption,
        Self::ServiceArea,
        Self::Funding,
        Self::Language,
        Self::Review,
        Self::ServiceTaxonomy,
        Self::LinkTaxonomy,
        Self::Taxonomy,
    ];

    /// The standard's name: `service_at_location`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Organization => "organization",
            Self::Location => "location",
            Self::ServiceAtLocation => "service_at_location",
            Self::PhysicalAddress => "physical_address",
            Self::Accessibility => "accessibility_for_disabilities",
            Self::Contact => "contact",
            Self::Phone => "phone",
            Self::RegularSchedule => "regular_schedule",
            Self::HolidaySchedule => "holiday_schedule",
            Self::Eligibility => "eligibility",
            Self::CostOption => "cost_option",
            Self::ServiceArea => "service_area",
            Self::Funding => "funding",
            Self::Language => "language",
            Self::Review => "review",
            Self::ServiceTaxonomy => "service_taxonomy",
            Self::LinkTaxonomy => "link_taxonomy",
            Self::Taxonomy => "taxonomy",
        }
    }

    /// Its fields.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Service => SERVICE_FIELDS,
            Self::Organization => ORGANIZATION_FIELDS,
            Self::Location => LOCATION_FIELDS,
            Self::ServiceAtLocation => PLACE_FIELDS,
            Self::PhysicalAddress => ADDRESS_FIELDS,
            Self::Accessibility => ACCESSIBILITY_FIELDS,
            Self::Contact => CONTACT_FIELDS,
            Self::Phone => PHONE_FIELDS,
            Self::RegularSchedule => REGULAR_FIELDS,
            Self::HolidaySchedule => HOLIDAY_FIELDS,
            Self::Eligibility => ELIGIBILITY_FIELDS,
            Self::CostOption => COST_FIELDS,
            Self::ServiceArea => AREA_FIELDS,
            Self::Funding => FUNDING_FIELDS,
            Self::Language => LANGUAGE_FIELDS,
            Self::Review => REVIEW_FIELDS,
            Self::ServiceTaxonomy => SERVICE_TAXONOMY_FIELDS,
            Self::LinkTaxonomy => LINK_FIELDS,
            Self::Taxonomy => TAXONOMY_FIELDS,
        }
    }
}

const SERVICE_FIELDS: &[Field] = &[
    ID,
    NAME,
    field("organization", Kind::One(Entity::Organization)).required(),
    text("description"),
    URL.nullable(),
    EMAIL,
    field("status", Kind::Choice(STATUS)),
    text("fees"),
    text("accreditations").nullable(),
    field("deliverable_type", Kind::Choice(DELIVERABLES)).nullable(),
    field("assured_date", Kind::Date),
    field("attending_type", Kind::Choice(ATTENDING)).nullable(),
    field("attending_access", Kind::Choice(ACCESS)).nullable(),
    field("service_taxonomys", Kind::Many(Entity::ServiceTaxonomy)),
    PLACES,
    field("contacts", Kind::Many(Entity::Contact)),
    TIMES,
    HOLIDAYS,
    field("fundings", Kind::Many(Entity::Funding)),
    field("eligibilitys", Kind::Many(Entity::Eligibility)),
    field("service_areas", Kind::Many(Entity::ServiceArea)),
    field("languages", Kind::Many(Entity::Language)),
    field("cost_options", Kind::Many(Entity::CostOption)),
    REVIEWS,
    LINKS,
];

const ORGANIZATION_FIELDS: &[Field] = &[
    field("id", Kind::Uuid).required(),
    NAME,
    text("description").required(),
    EMAIL,
    URL,
    text("logo").nullable(),
    field("uri", Kind::Uri).nullable(),
    field("services", Kind::Many(Entity::Service)),
    REVIEWS,
    LINKS,
];

const LOCATION_FIELDS: &[Field] = &[
    ID,
    text("name"),
    text("description"),
    field("latitude", Kind::Number),
    field("longitude", Kind::Number),
    PLACES,
    field("physical_addresses", Kind::Many(Entity::PhysicalAddress)),
    field(
        "accessibility_for_disabilities",
        Kind::Many(Entity::Accessibility),
    ),
];

const PLACE_FIELDS: &[Field] = &[
    ID,
    field("location", Kind::One(Entity::Location)).required(),
    SERVICE.required(),
    TIMES,
    HOLIDAYS,
];

const ADDRESS_FIELDS: &[Field] = &[
    ID,
    text("address_1"),
    text("city").required(),
    text("state_province").required(),
    text("postal_code").required(),
    text("country").required(),
];

const CONTACT_FIELDS: &[Field] = &[
    ID,
    text("name"),
    text("title"),
    field("phones", Kind::Many(Entity::Phone)),
];

const PHONE_FIELDS: &[Field] = &[
    ID,
    text("number").required(),
    field("contact_id", Kind::Id),
    text("language"),
];

const REGULAR_FIELDS: &[Field] = &[
    ID,
    field("weekday", Kind::Whole),
    OPENS_AT,
    CLOSES_AT,
    VALID_FROM,
    VALID_TO,
    field("dtstart", Kind::Date),
    field("freq", Kind::Choice(&["WEEKLY", "MONTHLY"])),
    field("interval", Kind::Number),
    text("byday"),
    text("bymonthday"),
    text("description"),
    field("service_at_location", Kind::One(Entity::ServiceAtLocation)),
];

const HOLIDAY_FIELDS: &[Field] = &[
    ID,
    field("closed", Kind::Flag).required(),
    OPENS_AT,
    CLOSES_AT,
    field("start_date", Kind::Date).required(),
    field("end_date", Kind::Date).required(),
];

const ELIGIBILITY_FIELDS: &[Field] = &[
    ID,
    field("eligibility", Kind::Choice(ELIGIBLE)),
    field("minimum_age", Kind::Number).required(),
    field("maximum_age", Kind::Number).required(),
    LINKS,
];

const COST_FIELDS: &[Field] = &[
    ID,
    VALID_FROM,
    VALID_TO,
    text("option"),
    field("amount", Kind::Number),
    text("amount_description"),
    LINKS,
];

const AREA_FIELDS: &[Field] = &[ID, text("service_area"), text("extent"), text("uri"), LINKS];

const REVIEW_FIELDS: &[Field] = &[
    ID,
    SERVICE.required(),
    field("organization", Kind::One(Entity::Organization)),
    text("title"),
    text("description"),
    field("date", Kind::Date),
    text("score"),
    text("url"),
    text("widget"),
];

const LINK_FIELDS: &[Field] = &[
    ID,
    field("link_type", Kind::Choice(LINKED)).required(),
    field("link_id", Kind::Id).required(),
    TAXONOMY,
];

const TAXONOMY_FIELDS: &[Field] = &[ID, NAME, field("parent_id", Kind::Id), text("vocabulary")];

const ACCESSIBILITY_FIELDS: &[Field] = &[ID, text("accessibility")];

const FUNDING_FIELDS: &[Field] = &[ID, text("source")];

const LANGUAGE_FIELDS: &[Field] = &[ID, text("language")];

const SERVICE_TAXONOMY_FIELDS: &[Field] = &[ID, TAXONOMY];
