//! The standard as one table: every entity, every field.
//!
//! [`Entity::fields`] lists what STANDARD calls properties, in the order of the structs
//! of [`model`](super::model); reader, writer, id assignment, schemas, generator and
//! tests all walk this one table, so a field is added in two places: struct and table.
//!
//! "UK" fields belong to the UK profile of HSDS 3.0; the others are international
//! HSDS fields, of 3.0 and 3.1, that the profile leaves out and a hub must not lose.

mod names;
mod place;
mod service;
mod vocabulary;
mod walk;

pub use names::{folded, is_one_or_many};
pub use walk::{Ancestor, Spot, visit_entities_mut};

/// One kind of object of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the standard's own")]
pub enum Entity {
    Service,
    ServiceAtLocation,
    Location,
    Address,
    Accessibility,
    Schedule,
    Contact,
    Phone,
    Language,
    ServiceArea,
    CostOption,
    Funding,
    Organization,
    OrganizationIdentifier,
    Attribute,
    Taxonomy,
    TaxonomyTerm,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The entity's own identifier.
    Id,
    /// The identifier of another entity.
    Ref(Entity),
    /// The identifier of whatever the entity hangs on (`attribute.link_id`).
    Owner,
    /// Free text.
    Text,
    /// An absolute URI.
    Uri,
    /// An e-mail address.
    Email,
    /// A JSON number.
    Number,
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM` or `HH:MM:SS`, Europe/London wall time.
    Time,
    /// An RFC 3339 instant, written in UTC with milliseconds.
    Instant,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One nested entity.
    One(Entity),
    /// A list of nested entities.
    Many(Entity),
    /// One object that is kept as it came.
    Any,
    /// A list of objects that are kept as they came.
    ManyAny,
}

/// One property of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the UK profile has it; otherwise it is international HSDS, 3.0 or 3.1.
    pub uk: bool,
    /// Whether the standard requires it wherever the entity stands.
    pub required: bool,
    /// Whether its value may be about a person: never quoted in findings or logs.
    pub personal: bool,
    /// Whether it is kept for our own use and never written.
    pub withheld: bool,
}

impl Field {
    /// Whether it is a single value rather than an object or a list.
    pub fn is_scalar(&self) -> bool {
        !matches!(
            self.kind,
            Kind::One(_) | Kind::Many(_) | Kind::Any | Kind::ManyAny
        )
    }

    /// The field that repeats the id of the object nested in this one: `location_id`
    /// stands beside `location`.
    pub fn id_beside(&self) -> Option<&'static str> {
        match (self.kind, self.name) {
            (Kind::One(_), "organization") => Some("organization_id"),
            (Kind::One(_), "service") => Some("service_id"),
            (Kind::One(_), "location") => Some("location_id"),
            (Kind::One(_), "taxonomy_term") => Some("taxonomy_term_id"),
            (Kind::One(_), "taxonomy_detail") => Some("taxonomy_id"),
            _ => None,
        }
    }

    const fn hsds(self) -> Self {
        Self { uk: false, ..self }
    }

    const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    const fn personal(self) -> Self {
        Self {
            personal: true,
            ..self
        }
    }

    const fn withheld(self) -> Self {
        Self {
            withheld: true,
            ..self
        }
    }
}

/// A field of the UK profile that is not required: where each line of the table starts.
const fn field(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        uk: true,
        required: false,
        personal: matches!(kind, Kind::Email),
        withheld: false,
    }
}

const fn text(name: &'static str) -> Field {
    field(name, Kind::Text)
}

const ID: Field = field("id", Kind::Id).required();
const ATTRIBUTES: Field = field("attributes", Kind::Many(Entity::Attribute));
const METADATA: Field = field("metadata", Kind::ManyAny).hsds();
const ORGANIZATION_ID: Field = field("organization_id", Kind::Ref(Entity::Organization));
const SERVICE_ID: Field = field("service_id", Kind::Ref(Entity::Service));
const LOCATION_ID: Field = field("location_id", Kind::Ref(Entity::Location));
const SERVICE_AT_LOCATION_ID: Field = field(
    "service_at_location_id",
    Kind::Ref(Entity::ServiceAtLocation),
);
const CONTACTS: Field = field("contacts", Kind::Many(Entity::Contact));
const PHONES: Field = field("phones", Kind::Many(Entity::Phone)).hsds();
const LANGUAGES: Field = field("languages", Kind::Many(Entity::Language));
const SCHEDULES: Field = field("schedules", Kind::Many(Entity::Schedule));
const FUNDING: Field = field("funding", Kind::Many(Entity::Funding));

impl Entity {
    /// Every entity.
    pub const ALL: [Self; 17] = [
        Self::Service,
        Self::ServiceAtLocation,
        Self::Location,
        Self::Address,
        Self::Accessibility,
        Self::Schedule,
        Self::Contact,
        Self::Phone,
        Self::Language,
        Self::ServiceArea,
        Self::CostOption,
        Self::Funding,
        Self::Organization,
        Self::OrganizationIdentifier,
        Self::Attribute,
        Self::Taxonomy,
        Self::TaxonomyTerm,
    ];

    /// The standard's name: `service_at_location`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::ServiceAtLocation => "service_at_location",
            Self::Location => "location",
            Self::Address => "address",
            Self::Accessibility => "accessibility",
            Self::Schedule => "schedule",
            Self::Contact => "contact",
            Self::Phone => "phone",
            Self::Language => "language",
            Self::ServiceArea => "service_area",
            Self::CostOption => "cost_option",
            Self::Funding => "funding",
            Self::Organization => "organization",
            Self::OrganizationIdentifier => "organization_identifier",
            Self::Attribute => "attribute",
            Self::Taxonomy => "taxonomy",
            Self::TaxonomyTerm => "taxonomy_term",
        }
    }

    /// The field by which it names the `owner` that lists such entities; `None` where that
    /// lists none.
    pub fn names_owner_by(self, owner: Self) -> Option<&'static str> {
        let lists = |field: &&Field| field.kind == Kind::Many(self);
        owner.fields().iter().find(lists)?;
        let refers = |field: &&Field| field.kind == Kind::Ref(owner);
        self.fields().iter().find(refers).map(|field| field.name)
    }

    /// Its fields, in the order in which they are written.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Service => service::SERVICE,
            Self::ServiceAtLocation => place::SERVICE_AT_LOCATION,
            Self::Location => place::LOCATION,
            Self::Address => place::ADDRESS,
            Self::Accessibility => place::ACCESSIBILITY,
            Self::Schedule => service::SCHEDULE,
            Self::Contact => place::CONTACT,
            Self::Phone => place::PHONE,
            Self::Language => place::LANGUAGE,
            Self::ServiceArea => service::SERVICE_AREA,
            Self::CostOption => service::COST_OPTION,
            Self::Funding => service::FUNDING_ENTRY,
            Self::Organization => vocabulary::ORGANIZATION,
            Self::OrganizationIdentifier => vocabulary::ORGANIZATION_IDENTIFIER,
            Self::Attribute => vocabulary::ATTRIBUTE,
            Self::Taxonomy => vocabulary::TAXONOMY,
            Self::TaxonomyTerm => vocabulary::TAXONOMY_TERM,
        }
    }

    /// The field of that name.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Two fields that say the same under a present and an old (or a UK and an
    /// international) name: read either, write both.
    pub fn twins(self) -> Option<[&'static str; 2]> {
        match self {
            Self::Service => Some(["fees", "fees_description"]),
            Self::Accessibility => Some(["description", "accessibility"]),
            Self::ServiceArea => Some(["name", "service_area"]),
            Self::TaxonomyTerm => Some(["name", "term"]),
            _ => None,
        }
    }

    /// The field that a bare text in place of the object means: `"languages": ["Urdu"]`.
    pub fn telling_field(self) -> Option<&'static str> {
        match self {
            Self::Accessibility => Some("description"),
            Self::Funding => Some("source"),
            Self::Phone => Some("number"),
            Self::Location
            | Self::Contact
            | Self::Language
            | Self::ServiceArea
            | Self::Organization
            | Self::Taxonomy
            | Self::TaxonomyTerm => Some("name"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
