//! Our schemas and our writer against the official validator's schemas.
//!
//! The official files are not part of this repository. They are looked for in
//! `../shared/oruk` beside it, else in the folder `oruk` of what the environment variable
//! `WAYMARK_TEST_SHARED_DIR` names; where they are missing, these tests say so and pass.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use waymark::oruk::generate::Generator;
use waymark::oruk::page::{PageMeta, api_details, page, with_services};
use waymark::oruk::schema::{Document, violations};
use waymark::oruk::shape::{Entity, Kind};
use waymark::oruk::{Organization, Service, Taxonomy, TaxonomyTerm, write};

/// The official schema of each document, the place in its file, an official example and
/// the place in that. Items of lists are compared with what the list's schema says of its
/// items: as a whole it checks nothing of them.
const CASES: [(Document, &str, &str, &str, &str); 10] = [
    (Document::Service, "service", "", "service_full", ""),
    (
        Document::ServiceItem,
        "service_list",
        ITEMS,
        "service_list",
        FIRST,
    ),
    (
        Document::Organization,
        "organization",
        "",
        "organization_full",
        "",
    ),
    // This official schema describes one bare organization instead of a page.
    (
        Document::OrganizationItem,
        "organization_list",
        "",
        "organization_list",
        FIRST,
    ),
    (
        Document::ServiceAtLocation,
        "service_at_location",
        "",
        "service_at_location_full",
        "",
    ),
    (
        Document::ServiceAtLocationItem,
        "service_at_location_list",
        ITEMS,
        "service_at_location_list",
        FIRST,
    ),
    (Document::Taxonomy, "taxonomy", "", "taxonomy", ""),
    (
        Document::Taxonomy,
        "taxonomy_list",
        ITEMS,
        "taxonomy_list",
        FIRST,
    ),
    (
        Document::TaxonomyTerm,
        "taxonomy_term",
        "",
        "taxonomy_term",
        "",
    ),
    (
        Document::TaxonomyTerm,
        "taxonomy_term_list",
        ITEMS,
        "taxonomy_term_list",
        FIRST,
    ),
];
const ITEMS: &str = "/properties/contents/items";
const FIRST: &str = "/contents/0";

/// The folder with the official files, if it is there.
pub(crate) fn official() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let named = std::env::var_os("WAYMARK_TEST_SHARED_DIR").map(PathBuf::from);
    let found = std::iter::once(beside)
        .chain(named)
        .map(|shared| shared.join("oruk"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: the official schemas are not there (WAYMARK_TEST_SHARED_DIR)");
    }
    found
}

pub(crate) fn part(file: &Path, pointer: &str) -> Value {
    let text = fs::read_to_string(file).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    whole.pointer(pointer).unwrap().clone()
}

fn schema(official: &Path, name: &str, pointer: &str) -> Validator {
    let schema = part(
        &official.join(format!("validator-3.0/{name}.json")),
        pointer,
    );
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

fn example(official: &Path, name: &str, pointer: &str) -> Value {
    part(
        &official.join(format!("site-3.0/examples/{name}.json")),
        pointer,
    )
}

/// Every place in a document, as JSON pointers, the document itself left out.
pub(crate) fn places(value: &Value, here: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect(),
        _ => vec![],
    };
    let below = below
        .into_iter()
        .map(|(name, value)| (format!("{here}/{name}"), value));
    below
        .flat_map(|(place, value)| {
            let mut deeper = places(value, &place);
            deeper.push(place);
            deeper
        })
        .collect()
}

/// The document without what stands at a place.
pub(crate) fn without(document: &Value, place: &str) -> Value {
    let mut document = document.clone();
    let (parent, name) = place.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => drop(object.remove(name)),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => unreachable!("only objects and lists have places"),
    }
    document
}

pub(crate) fn with(document: &Value, place: &str, value: &Value) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(place).unwrap() = value.clone();
    document
}

/// What feeds put where something else is asked for.
pub(crate) fn replacements() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!("x"),
        json!("5"),
        json!(5),
        json!(-0.5),
        json!(true),
        json!([]),
        json!({}),
        json!([{}]),
        json!(["x"]),
        json!("www.example.org"),
        json!("https://example.org/a b"),
        json!("https://example.org/a"),
        json!("a@b"),
        json!("a@b.example"),
        json!("2026-03-01"),
        json!("2026-03-01T09:30:00Z"),
        json!("2026-03-01 09:30"),
        json!("09:30"),
        json!("active"),
        json!("Active"),
        json!("virtual"),
        json!("WEEKLY"),
        json!("0e5a1c3a-64b5-df0f-0f3c-2f7d0f6a1b01"),
        json!("0E5A1C3A-64B5-DF0F-0F3C-2F7D0F6A1B01"),
        json!("0e5a1c3a64b5df0f0f3c2f7d0f6a1b01"),
        json!("{0e5a1c3a-64b5-df0f-0f3c-2f7d0f6a1b01}"),
    ]
}

#[test]
fn our_schemas_agree_with_the_official_ones_on_the_examples_and_on_every_change_of_them() {
    let Some(official) = official() else {
        return;
    };
    let mut stricter = BTreeSet::new();
    let mut compared = 0;
    for (document, file, inside, example_file, at) in CASES {
        let schema = schema(&official, file, inside);
        let example = example(&official, example_file, at);
        assert!(schema.is_valid(&example), "{example_file}");
        assert_eq!(violations(document, &example), [], "{example_file}");
        for place in places(&example, "") {
            let changed = replacements()
                .into_iter()
                .map(|value| with(&example, &place, &value));
            for changed in changed.chain([without(&example, &place)]) {
                let theirs = schema.is_valid(&changed);
                let ours = violations(document, &changed);
                if theirs && !ours.is_empty() {
                    stricter.extend(place.rsplit('/').next().map(str::to_owned));
                } else {
                    let there = changed.pointer(&place);
                    assert_eq!(
                        theirs,
                        ours.is_empty(),
                        "{file}{place}: {there:?}, {ours:?}"
                    );
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "{compared} comparisons");
    assert_eq!(stricter, dates_and_times(), "where we ask for more");
}

/// The fields of the profile whose form the official schemas state in words alone.
fn dates_and_times() -> BTreeSet<String> {
    Entity::ALL
        .iter()
        .flat_map(|entity| entity.fields())
        .filter(|field| field.uk && matches!(field.kind, Kind::Date | Kind::Time))
        .map(|field| field.name.to_owned())
        .collect()
}

/// Asserts that a written document satisfies an official schema and ours.
fn assert_valid(schema: &Validator, document: Document, text: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let theirs: Vec<_> = schema
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(theirs, Vec::<String>::new(), "{document:?}");
    assert_eq!(violations(document, &value), [], "{document:?}");
}

fn typed<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[test]
fn what_we_write_of_services_satisfies_the_official_schemas() {
    let Some(official) = official() else {
        return;
    };
    let full = schema(&official, "service", "");
    let item = schema(&official, "service_list", ITEMS);
    let full_link = schema(&official, "service_at_location", "");
    let item_of_link = schema(&official, "service_at_location_list", ITEMS);
    let mut generator = Generator::new(20);
    let services = (0..40).map(|n| match n {
        0..5 => typed::<Service>(generator.full(Entity::Service)),
        _ => generator.service(),
    });
    for service in services {
        assert_valid(&full, Document::Service, &write::detail(&service).unwrap());
        assert_valid(
            &item,
            Document::ServiceItem,
            &write::item(&service).unwrap(),
        );
        for link in &service.service_at_locations {
            let text = write::service_at_location_detail(link, &service).unwrap();
            assert_valid(&full_link, Document::ServiceAtLocation, &text);
            let text = write::service_at_location_item(link, &service).unwrap();
            assert_valid(&item_of_link, Document::ServiceAtLocationItem, &text);
        }
    }
}

#[test]
fn what_we_write_of_organizations_and_taxonomies_satisfies_the_official_schemas() {
    let Some(official) = official() else {
        return;
    };
    let mut generator = Generator::new(21);
    let services = [write::item(&generator.service()).unwrap()];

    let organization: Organization = typed(generator.full(Entity::Organization));
    let text = with_services(
        &write::organization_detail(&organization).unwrap(),
        &services,
    );
    assert_valid(
        &schema(&official, "organization", ""),
        Document::Organization,
        &text,
    );
    let text = write::organization_item(&organization).unwrap();
    assert_valid(
        &schema(&official, "organization_list", ""),
        Document::OrganizationItem,
        &text,
    );

    let taxonomy: Taxonomy = typed(generator.full(Entity::Taxonomy));
    let text = write::taxonomy(&taxonomy).unwrap();
    assert_valid(
        &schema(&official, "taxonomy", ""),
        Document::Taxonomy,
        &text,
    );
    assert_valid(
        &schema(&official, "taxonomy_list", ITEMS),
        Document::Taxonomy,
        &text,
    );

    let term: TaxonomyTerm = typed(generator.full(Entity::TaxonomyTerm));
    let text = write::taxonomy_term(&term).unwrap();
    assert_valid(
        &schema(&official, "taxonomy_term", ""),
        Document::TaxonomyTerm,
        &text,
    );
    assert_valid(
        &schema(&official, "taxonomy_term_list", ITEMS),
        Document::TaxonomyTerm,
        &text,
    );
}

#[test]
fn pages_and_api_details_satisfy_the_official_schemas() {
    let Some(official) = official() else {
        return;
    };
    let mut generator = Generator::new(22);
    let items = [write::item(&generator.service()).unwrap()];
    let meta = PageMeta {
        total_items: 1,
        page_number: 1,
        per_page: 50,
    };
    let list = schema(&official, "service_list", "");
    assert_valid(&list, Document::Page, &page(meta, &items));
    let details = api_details(
        "https://hub.example/profile",
        "https://hub.example/openapi.json",
    );
    assert_valid(
        &schema(&official, "api_details", ""),
        Document::ApiDetails,
        &details,
    );
}
