//! Documents of version 1.0, from its own table.

use serde_json::{Map, Value, json};

use super::{Fill, Generator, words};
use crate::oruk::shape;
use crate::oruk::v1::shape::{Entity, Field, Kind};

impl Generator {
    /// A document of version 1.0 with every field of its table filled, at every level.
    pub fn v1_full(&mut self, entity: Entity) -> Value {
        self.v1_entity(entity, Fill::Every, &mut Vec::new())
    }

    /// A document of version 1.0 with the required fields and about half of the others.
    pub fn v1_some(&mut self, entity: Entity) -> Value {
        self.v1_entity(entity, Fill::Some, &mut Vec::new())
    }

    fn v1_entity(&mut self, entity: Entity, fill: Fill, within: &mut Vec<Entity>) -> Value {
        within.push(entity);
        let mut object = Map::new();
        for field in entity.fields() {
            let wanted = field.required || fill == Fill::Every || self.below(2) == 0;
            let is_link_back = match field.kind {
                Kind::One(nested) | Kind::Many(nested) => within.contains(&nested),
                _ => false,
            };
            if wanted && !is_link_back {
                let value = self.v1_field(entity, field, fill, within);
                object.insert(field.name.to_owned(), value);
            }
        }
        within.pop();
        if object.contains_key("latitude") != object.contains_key("longitude") {
            object.remove("latitude");
            object.remove("longitude");
        }
        Value::Object(object)
    }

    fn v1_field(
        &mut self,
        entity: Entity,
        field: &Field,
        fill: Fill,
        within: &mut Vec<Entity>,
    ) -> Value {
        let as_in_v3 = |kind| shape::Field {
            name: field.name,
            kind,
            uk: true,
            required: false,
            personal: false,
            withheld: false,
        };
        let kind = match field.kind {
            // Terms are known by CURIEs, all else by UUIDs.
            Kind::Id if entity == Entity::Taxonomy => {
                return json!(format!("esdServiceType:{}", 1 + self.below(2000)));
            }
            Kind::Id | Kind::Uuid => shape::Kind::Id,
            Kind::Text => return json!(self.v1_text(entity, field.name)),
            Kind::Uri => shape::Kind::Uri,
            Kind::Email => shape::Kind::Email,
            Kind::Number => shape::Kind::Number,
            Kind::Whole => return json!(1 + self.below(7)),
            Kind::Flag => return json!(false),
            Kind::Date => shape::Kind::Date,
            Kind::Time => shape::Kind::Time,
            Kind::Choice(choices) => shape::Kind::Choice(choices),
            Kind::One(nested) => return self.v1_entity(nested, fill, within),
            Kind::Many(nested) => return json!([self.v1_entity(nested, fill, within)]),
        };
        // Nothing of these kinds depends on what it is nested in.
        self.field(
            shape::Entity::Service,
            &as_in_v3(kind),
            fill,
            &mut Vec::new(),
        )
    }

    fn v1_text(&mut self, entity: Entity, field: &str) -> String {
        use shape::Entity as V3;
        let entity = match entity {
            Entity::Organization => V3::Organization,
            Entity::Location => V3::Location,
            Entity::Contact => V3::Contact,
            Entity::ServiceArea => V3::ServiceArea,
            Entity::Taxonomy => V3::TaxonomyTerm,
            Entity::Language | Entity::Phone if field == "language" => V3::Language,
            _ => V3::Service,
        };
        match field {
            "vocabulary" => "esdServiceTypes".to_owned(),
            "uri" => format!("E0800{:04}", self.below(10_000)),
            _ => words::text(self, entity, field),
        }
    }
}
