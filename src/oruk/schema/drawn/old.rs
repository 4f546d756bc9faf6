//! The schemas of version 1.0, from its own table.

use serde_json::{Map, Value, json};

use super::super::Document;
use super::{DRAFT, Drawing, Extent, HOURS, object, reference};
use crate::oruk::v1::shape::{Entity, Field, Kind};

pub(super) fn draw(document: Document) -> (&'static str, Value) {
    match document {
        Document::V1Service => ("service", of(Entity::Service, Extent::Full)),
        Document::V1ServiceItem => ("service_item", of(Entity::Service, Extent::OneToOne)),
        Document::V1Organization => ("organization", of(Entity::Organization, Extent::Full)),
        Document::V1OrganizationItem => (
            "organization_item",
            of(Entity::Organization, Extent::OneToOne),
        ),
        Document::V1Location => ("location", of(Entity::Location, Extent::Full)),
        Document::V1LocationItem => ("location_item", of(Entity::Location, Extent::OneToOne)),
        Document::V1Review => ("review", of(Entity::Review, Extent::OneToOne)),
        Document::V1Taxonomy => ("taxonomy", of(Entity::Taxonomy, Extent::Full)),
        Document::V1Page => ("page", page()),
        Document::V1Vocabularies => ("vocabularies", vocabularies()),
        other => unreachable!("{other:?} is of another version"),
    }
}

fn of(entity: Entity, extent: Extent) -> Value {
    let mut drawing = Drawing::<Entity>::new(extent);
    drawing.define(entity);
    drawing.schema("1.0", entity.name())
}

impl Drawing<Entity> {
    fn define(&mut self, entity: Entity) {
        if self.defs.contains_key(entity.name()) {
            return;
        }
        self.defs.insert(entity.name().to_owned(), Value::Null);
        self.within.push(entity);
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in entity.fields() {
            // A link back to what holds the entity is left out, required or not.
            let Some(schema) = self.field(field) else {
                continue;
            };
            properties.insert(field.name.to_owned(), schema);
            if field.required {
                required.push(field.name);
            }
        }
        self.within.pop();
        let schema = json!({"type": "object", "required": required, "properties": properties});
        self.defs.insert(entity.name().to_owned(), schema);
    }

    fn field(&mut self, field: &Field) -> Option<Value> {
        let kind = match field.nullable {
            true => json!(["string", "null"]),
            false => json!("string"),
        };
        let text = |format: &str| json!({"type": kind, "format": format});
        let schema = match field.kind {
            Kind::Id | Kind::Text => json!({"type": kind}),
            Kind::Uuid => text("uuid"),
            Kind::Uri => text("uri"),
            Kind::Email => text("email"),
            Kind::Number => json!({"type": "number"}),
            Kind::Whole => json!({"type": "integer"}),
            Kind::Flag => json!({"type": "boolean"}),
            Kind::Date => text("date"),
            Kind::Time => json!({"type": kind, "pattern": HOURS}),
            Kind::Choice(words) => {
                let words = words.iter().copied().map(Value::from);
                let nothing = field.nullable.then_some(Value::Null);
                json!({"enum": words.chain(nothing).collect::<Vec<_>>()})
            }
            Kind::One(nested) | Kind::Many(nested) if self.within.contains(&nested) => return None,
            Kind::One(nested) => {
                self.define(nested);
                json!({ "$ref": reference(nested.name()) })
            }
            Kind::Many(_) if self.extent == Extent::OneToOne => return None,
            Kind::Many(nested) => {
                self.define(nested);
                json!({"type": "array", "items": {"$ref": reference(nested.name())}})
            }
        };
        Some(schema)
    }
}

fn page() -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    let flag = json!({"type": "boolean"});
    let mut page = object(
        "ORUK 1.0 page, whatever its items are",
        &[
            ("totalElements", count.clone()),
            ("totalPages", count.clone()),
            ("number", count.clone()),
            ("size", count),
            ("first", flag.clone()),
            ("last", flag.clone()),
            ("content", json!({"type": "array"})),
        ],
    );
    // The older documentation does not have it.
    page["properties"]["empty"] = flag;
    page
}

fn vocabularies() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "ORUK 1.0 vocabularies, by their names",
        "type": "array",
        "items": {"type": "string"},
    })
}
