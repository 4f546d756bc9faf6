//! The invented words: fictional names, `example.org` hosts and telephone numbers that
//! Ofcom keeps free for drama.

use super::Generator;
use crate::oruk::shape::Entity;

/// A town with its postcode area, so that postcodes and coordinates agree.
#[derive(Debug)]
pub(super) struct Town {
    pub(super) name: &'static str,
    pub(super) county: &'static str,
    pub(super) region: &'static str,
    pub(super) area: &'static str,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

pub(super) const TOWNS: &[Town] = &[
    town(
        "Sheffield",
        "South Yorkshire",
        "Yorkshire and the Humber",
        "S",
        53.3811,
        -1.4701,
    ),
    town(
        "Leeds",
        "West Yorkshire",
        "Yorkshire and the Humber",
        "LS",
        53.7974,
        -1.5438,
    ),
    town(
        "Hull",
        "East Riding of Yorkshire",
        "Yorkshire and the Humber",
        "HU",
        53.7443,
        -0.3325,
    ),
    town("Bristol", "Bristol", "South West", "BS", 51.4545, -2.5879),
    town("Exeter", "Devon", "South West", "EX", 50.7236, -3.5275),
    town(
        "Norwich",
        "Norfolk",
        "East of England",
        "NR",
        52.6309,
        1.2974,
    ),
    town("Swansea", "West Glamorgan", "Wales", "SA", 51.6214, -3.9436),
    town("Dundee", "Angus", "Scotland", "DD", 56.462, -2.9707),
];

const fn town(
    name: &'static str,
    county: &'static str,
    region: &'static str,
    area: &'static str,
    latitude: f64,
    longitude: f64,
) -> Town {
    Town {
        name,
        county,
        region,
        area,
        latitude,
        longitude,
    }
}

pub(super) const HOSTS: &[&str] = &[
    "meadow", "harbour", "lantern", "orchard", "bridge", "kestrel",
];
pub(super) const DESKS: &[&str] = &["hello", "office", "bookings", "enquiries"];

const FIRST: &[&str] = &[
    "Meadow", "Harbour", "Lantern", "Orchard", "Bridge", "Kestrel", "Willow", "Beacon",
];
const WHAT: &[&str] = &[
    "lunch club",
    "carers' group",
    "debt advice",
    "chair yoga",
    "warm space",
    "befriending",
    "toddler play",
    "bereavement café",
    "memory singing",
    "job club",
    "walking group",
    "food pantry",
];
const WHO: &[&str] = &[
    "Trust",
    "Association",
    "Centre",
    "Community Partnership",
    "Project",
];
const PEOPLE: &[&str] = &[
    "Front desk",
    "Duty worker",
    "Group leader",
    "Volunteer coordinator",
];
const STREETS: &[&str] = &[
    "Chapel Street",
    "Mill Lane",
    "Station Road",
    "Orchard Close",
    "High Street",
];
const SENTENCES: &[&str] = &[
    "Open to everybody who lives nearby.",
    "Call first, so that we keep a place for you.",
    "Tea, company and a hot meal.",
    "Step-free from the car park; there is a hearing loop.",
    "We meet in term time.",
    "Bring a friend or come alone.",
];
const TOPICS: &[&str] = &["Food", "Money", "Loneliness", "Exercise", "Caring", "Work"];
const TONGUES: &[(&str, &str)] = &[
    ("English", "en"),
    ("Welsh", "cy"),
    ("Urdu", "ur"),
    ("Polish", "pl"),
];
const NUMBERS: &[&str] = &[
    "01632 960",
    "0114 496 0",
    "0117 496 0",
    "020 7946 0",
    "07700 900",
];

/// A text that fits the field.
pub(super) fn text(from: &mut Generator, entity: Entity, field: &str) -> String {
    let town = from.town;
    match (entity, field) {
        (Entity::Service, "name") => format!("{} {}", from.pick(FIRST), from.pick(WHAT)),
        (Entity::Organization, "name") => format!("{} {}", from.pick(FIRST), from.pick(WHO)),
        (Entity::Location, "name") => format!("{} Hall", from.pick(FIRST)),
        (Entity::Contact, "name") => (*from.pick(PEOPLE)).to_owned(),
        (Entity::Language, "name") => from.pick(TONGUES).0.to_owned(),
        (Entity::Language | Entity::TaxonomyTerm, "language" | "code") => {
            from.pick(TONGUES).1.to_owned()
        }
        (Entity::ServiceArea, "name" | "service_area") => town.name.to_owned(),
        (Entity::Taxonomy | Entity::TaxonomyTerm, "name" | "term") => {
            (*from.pick(TOPICS)).to_owned()
        }
        (Entity::OrganizationIdentifier, "identifier_scheme") => "GB-CHC".to_owned(),
        (Entity::OrganizationIdentifier, "identifier_type") => "Charity number".to_owned(),
        (_, "identifier" | "tax_id" | "external_identifier") => {
            format!("{}", 1_000_000 + from.below(9_000_000))
        }
        (_, "external_identifier_type") => "UPRN".to_owned(),
        (_, "number") => format!("{}{:03}", from.pick(NUMBERS), from.below(1000)),
        (_, "address_1") => format!("{} {}", 1 + from.below(200), from.pick(STREETS)),
        (_, "address_2") => format!("{} Quarter", from.pick(FIRST)),
        (_, "city") => town.name.to_owned(),
        (_, "state_province") => town.county.to_owned(),
        (_, "region") => town.region.to_owned(),
        (_, "postal_code") => postcode(from),
        (_, "country") => "GB".to_owned(),
        (_, "currency") => "GBP".to_owned(),
        (_, "byday") => "MO,TH".to_owned(),
        (_, "wkst") => "MO".to_owned(),
        (_, "bymonthday" | "byyearday" | "byweekno") => "1,15".to_owned(),
        (_, "extent") => format!(
            "{{\"type\":\"Point\",\"coordinates\":[{},{}]}}",
            town.longitude, town.latitude
        ),
        (_, "extent_type") => "geojson".to_owned(),
        (Entity::Phone, "type") => "voice".to_owned(),
        (_, "link_type") => "need".to_owned(),
        (_, "link_entity") => "service".to_owned(),
        (_, "taxonomy") => "Everyday needs".to_owned(),
        (_, "version") => format!("{}.0", 1 + from.below(5)),
        (_, "logo") => format!("https://{}.example.org/logo.png", from.pick(HOSTS)),
        (_, "attention" | "title" | "department") => (*from.pick(PEOPLE)).to_owned(),
        _ => (*from.pick(SENTENCES)).to_owned(),
    }
}

fn postcode(from: &mut Generator) -> String {
    const INWARD: &[&str] = &["AA", "AB", "BD", "EF", "HJ", "LN", "PQ", "RS", "TU", "XY"];
    format!(
        "{}{} {}{}",
        from.town.area,
        1 + from.below(20),
        1 + from.below(9),
        from.pick(INWARD)
    )
}
