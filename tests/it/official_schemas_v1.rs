//! Our schemas of version 1.0 against the official ones, where these are there: on invented
//! documents and on every change of them.

use std::collections::BTreeSet;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use waymark::oruk::generate::Generator;
use waymark::oruk::schema::{Document, violations};
use waymark::oruk::v1::shape::Entity;

use crate::official_schemas::{official, part, places, replacements, with, without};

/// Ours, whose documents it describes, the official file and the place in it. The pages of
/// the official lists say nothing of their items as a whole, so items are compared.
const CASES: [(Document, Entity, &str, &str); 9] = [
    (Document::V1Service, Entity::Service, "service", ""),
    (
        Document::V1ServiceItem,
        Entity::Service,
        "service_list",
        ITEMS,
    ),
    (
        Document::V1Organization,
        Entity::Organization,
        "organization",
        "",
    ),
    (
        Document::V1OrganizationItem,
        Entity::Organization,
        "organization_list",
        ITEMS,
    ),
    (Document::V1Location, Entity::Location, "location", ""),
    (
        Document::V1LocationItem,
        Entity::Location,
        "location_list",
        ITEMS,
    ),
    (Document::V1Review, Entity::Review, "review", ""),
    (Document::V1Taxonomy, Entity::Taxonomy, "taxonomy", ""),
    (
        Document::V1Taxonomy,
        Entity::Taxonomy,
        "taxonomy_list",
        ITEMS,
    ),
];
const ITEMS: &str = "/properties/content/items";

/// Where ours asks for more: forms that the official schemas state in words alone, addresses
/// that may be empty there, and an id that may have something around its UUID.
const STRICTER: [&str; 3] = ["assured_date", "id", "url"];

/// Where ours asks for less: an address needs no scheme of the web, a UUID no small letters,
/// a term's name may be blank, and `null` may stand for nothing in every document, where
/// official ones allow it in the service alone.
const LOOSER: [&str; 9] = [
    "accreditations",
    "attending_access",
    "attending_type",
    "deliverable_type",
    "id",
    "logo",
    "name",
    "uri",
    "url",
];

/// The official schema, if it is there.
fn schema(name: &str, pointer: &str) -> Option<Value> {
    let file = official()?.join(format!("validator-1.0/{name}.json"));
    Some(part(&file, pointer))
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(Draft::Draft7)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// The document without what a schema does not describe: nested lists, most often.
fn described(document: &Value, schema: &Value) -> Value {
    match (document, &schema["properties"], &schema["items"]) {
        (Value::Object(members), Value::Object(properties), _) => members
            .iter()
            .filter_map(|(name, value)| {
                let described = described(value, properties.get(name)?);
                Some((name.clone(), described))
            })
            .collect(),
        (Value::Array(items), _, schema) => {
            items.iter().map(|item| described(item, schema)).collect()
        }
        _ => document.clone(),
    }
}

#[test]
fn our_schemas_of_version_1_agree_with_the_official_ones_on_every_change_of_a_document() {
    let (mut stricter, mut looser) = (BTreeSet::new(), BTreeSet::new());
    let mut compared = 0;
    for (document, entity, file, inside) in CASES {
        let Some(schema) = schema(file, inside) else {
            return;
        };
        let example = described(&Generator::new(30).v1_full(entity), &schema);
        let schema = validator(&schema);
        assert!(schema.is_valid(&example), "{file}");
        assert_eq!(violations(document, &example), [], "{file}");
        // A link back to what holds a thing is nobody's business in a list of such things.
        let is_link_back = |place: &String| place.contains("/0/service");
        for place in places(&example, "")
            .into_iter()
            .filter(|place| !is_link_back(place))
        {
            let name = place.rsplit('/').next().unwrap_or_default().to_owned();
            let changed = replacements()
                .into_iter()
                .map(|value| with(&example, &place, &value));
            for changed in changed.chain([without(&example, &place)]) {
                match (
                    schema.is_valid(&changed),
                    violations(document, &changed).is_empty(),
                ) {
                    (true, false) => stricter.insert(name.clone()),
                    (false, true) => looser.insert(name.clone()),
                    _ => false,
                };
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared} comparisons");
    assert_eq!(Vec::from_iter(stricter), STRICTER, "where we ask for more");
    assert_eq!(Vec::from_iter(looser), LOOSER, "where we ask for less");
}

#[test]
fn pages_of_version_1_have_the_fields_that_the_official_page_has() {
    let page = json!({
        "totalElements": 1, "totalPages": 1, "number": 1, "size": 1,
        "first": true, "last": true, "empty": false, "content": [{"id": "a"}],
    });
    assert_eq!(violations(Document::V1Page, &page), []);
    let Some(folder) = official() else { return };
    let theirs = part(
        &folder.join("site-1.0/openapi.json"),
        "/components/schemas/page/properties",
    );
    let without_list = page
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| *name != "content");
    let theirs: BTreeSet<_> = theirs.as_object().unwrap().keys().collect();
    assert_eq!(without_list.collect::<BTreeSet<_>>(), theirs);
}
