//! Draws the schema files from the tables, and keeps them as the tables say.
//!
//! After a change of the table, `WAYMARK_WRITE_SCHEMAS=1 cargo test --lib drawn` writes
//! the files anew.

mod old;

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Document;
use crate::oruk::shape::{Entity, Field, Kind};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

const HOURS: &str = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][0-2][0-9]:[0-5][0-9])?$";

/// Which fields of each entity a schema describes.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    Full,
    OneToOne,
}

fn draw(document: Document) -> (&'static str, Value) {
    match document {
        Document::Service => ("service", of(Entity::Service, Extent::Full)),
        Document::ServiceItem => ("service_item", of(Entity::Service, Extent::OneToOne)),
        Document::Organization => ("organization", of(Entity::Organization, Extent::Full)),
        Document::OrganizationItem => (
            "organization_item",
            of(Entity::Organization, Extent::OneToOne),
        ),
        Document::ServiceAtLocation => (
            "service_at_location",
            of(Entity::ServiceAtLocation, Extent::Full),
        ),
        Document::ServiceAtLocationItem => (
            "service_at_location_item",
            of(Entity::ServiceAtLocation, Extent::OneToOne),
        ),
        Document::Taxonomy => ("taxonomy", of(Entity::Taxonomy, Extent::Full)),
        Document::TaxonomyTerm => ("taxonomy_term", of(Entity::TaxonomyTerm, Extent::Full)),
        Document::Page => ("page", page()),
        Document::ApiDetails => ("api_details", api_details()),
        older => old::draw(older),
    }
}

fn of(entity: Entity, extent: Extent) -> Value {
    let mut drawing = Drawing::<Entity>::new(extent);
    drawing.define(entity);
    drawing.schema("3.0", entity.name())
}

fn reference(entity: &str) -> String {
    format!("#/$defs/{entity}")
}

/// A schema on its way, of the entities of one version.
struct Drawing<E> {
    extent: Extent,
    within: Vec<E>,
    defs: Map<String, Value>,
}

impl<E> Drawing<E> {
    fn new(extent: Extent) -> Self {
        Self {
            extent,
            within: vec![],
            defs: Map::new(),
        }
    }

    /// The schema of one entity among those that were drawn.
    fn schema(self, version: &str, entity: &str) -> Value {
        let name = entity.replace('_', " ");
        let title = match self.extent {
            Extent::Full => format!("ORUK {version} {name}, in full"),
            Extent::OneToOne => format!("ORUK {version} {name} as a list item: no nested lists"),
        };
        json!({
            "$schema": DRAFT,
            "title": title,
            "$ref": reference(entity),
            "$defs": self.defs,
        })
    }
}

impl Drawing<Entity> {
    fn define(&mut self, entity: Entity) {
        if self.defs.contains_key(entity.name()) {
            return;
        }
        self.defs.insert(entity.name().to_owned(), Value::Null);
        self.within.push(entity);
        let mut properties = Map::new();
        for field in entity.fields() {
            if let Some(mut schema) = self.field(field) {
                if !field.uk {
                    schema["$comment"] = json!("international HSDS 3.0, not in the UK profile");
                }
                properties.insert(field.name.to_owned(), schema);
            }
        }
        self.within.pop();
        let required = entity.fields().iter().filter(|field| field.required);
        let required: Vec<&str> = required.map(|field| field.name).collect();
        let schema = json!({"type": "object", "required": required, "properties": properties});
        self.defs.insert(entity.name().to_owned(), schema);
    }

    fn field(&mut self, field: &Field) -> Option<Value> {
        let text = |format: &str| json!({"type": "string", "format": format});
        let schema = match field.kind {
            Kind::Id | Kind::Ref(_) | Kind::Owner => text("uuid"),
            Kind::Text => json!({"type": "string"}),
            Kind::Uri => text("uri"),
            Kind::Email => text("email"),
            Kind::Number => json!({"type": "number"}),
            Kind::Date => text("date"),
            Kind::Time => json!({"type": "string", "pattern": HOURS}),
            Kind::Instant => text("date-time"),
            Kind::Choice(words) => json!({"type": "string", "enum": words}),
            Kind::Any => json!({"type": "object"}),
            Kind::One(nested) | Kind::Many(nested) if self.within.contains(&nested) => return None,
            Kind::One(nested) => {
                self.define(nested);
                json!({ "$ref": reference(nested.name()) })
            }
            Kind::Many(_) | Kind::ManyAny if self.extent == Extent::OneToOne => return None,
            Kind::Many(nested) => {
                self.define(nested);
                json!({"type": "array", "items": {"$ref": reference(nested.name())}})
            }
            Kind::ManyAny => json!({"type": "array"}),
        };
        Some(schema)
    }
}

fn page() -> Value {
    let count = |least: u64| json!({"type": "integer", "minimum": least});
    let flag = json!({"type": "boolean"});
    object(
        "ORUK 3.0 page, whatever its items are",
        &[
            ("total_items", count(0)),
            ("total_pages", count(0)),
            ("page_number", count(1)),
            ("size", count(0)),
            ("first_page", flag.clone()),
            ("last_page", flag.clone()),
            ("empty", flag),
            ("contents", json!({"type": "array"})),
        ],
    )
}

fn api_details() -> Value {
    let uri = json!({"type": "string", "format": "uri"});
    object(
        "ORUK 3.0 API details, the answer to GET /",
        &[
            ("version", json!({"type": "string"})),
            ("profile", uri.clone()),
            ("openapi_url", uri),
        ],
    )
}

/// An object that has all of these properties.
fn object(title: &str, properties: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "required": required,
        "properties": properties,
    })
}

#[test]
fn the_schema_files_say_what_the_table_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/oruk");
    let write = std::env::var_os("WAYMARK_WRITE_SCHEMAS").is_some();
    for document in Document::ALL {
        let (name, schema) = draw(document);
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if write {
            let file = format!("{}/{name}.json", document.version());
            fs::write(folder.join(file), &text).unwrap();
        } else {
            assert_eq!(
                document.schema(),
                text,
                "{name}.json is not as the table says"
            );
        }
    }
}
