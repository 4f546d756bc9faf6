//! Invents documents: valid, fictional, the same for the same seed.
//!
//! table -> one value for each field -> ids made to agree. Tests use it to prove that
//! nothing is lost on the way through reader and writer, benches to have enough data.

mod v1;
mod words;

use serde_json::{Map, Value, json};
use uuid::Builder;

use super::Service;
use super::shape::{Entity, Field, Kind, visit_entities_mut};
use words::{TOWNS, Town};

/// Makes documents one after another from one seed.
#[derive(Debug, Clone)]
pub struct Generator {
    state: u64,
    town: &'static Town,
}

/// How many of the optional fields a document gets.
#[derive(Clone, Copy, PartialEq)]
enum Fill {
    Every,
    Some,
}

impl Generator {
    /// A generator whose documents depend on the seed alone.
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed,
            town: &TOWNS[0],
        }
    }

    /// A document with every field of the table filled, at every level.
    pub fn full(&mut self, entity: Entity) -> Value {
        self.document(entity, Fill::Every)
    }

    /// A document with the required fields and some of the others: about half of its own,
    /// fewer the deeper they are nested. A service always has its organization.
    pub fn some(&mut self, entity: Entity) -> Value {
        self.document(entity, Fill::Some)
    }

    /// A service with some of its fields.
    pub fn service(&mut self) -> Service {
        // Table and structs agree, so the default is out of reach.
        serde_json::from_value(self.some(Entity::Service)).unwrap_or_default()
    }

    fn document(&mut self, entity: Entity, fill: Fill) -> Value {
        let mut document = self.entity(entity, fill, &mut Vec::new());
        link(entity, &mut document);
        document
    }

    fn entity(&mut self, entity: Entity, fill: Fill, within: &mut Vec<Entity>) -> Value {
        if entity == Entity::Location {
            self.town = self.pick(TOWNS);
        }
        within.push(entity);
        let mut object = Map::new();
        for field in entity.fields() {
            let depth = within.len() as u64;
            let wanted = field.required
                || fill == Fill::Every
                || depth <= 2 && matches!(field.kind, Kind::One(_))
                || self.below(1 + depth) == 0;
            let nested = match field.kind {
                Kind::One(nested) | Kind::Many(nested) => Some(nested),
                _ => None,
            };
            // A link back to an entity above would never end.
            if wanted && !nested.is_some_and(|nested| within.contains(&nested)) {
                let value = self.field(entity, field, fill, within);
                object.insert(field.name.to_owned(), value);
            }
        }
        within.pop();
        pair_up(entity, &mut object);
        Value::Object(object)
    }

    fn field(
        &mut self,
        entity: Entity,
        field: &Field,
        fill: Fill,
        within: &mut Vec<Entity>,
    ) -> Value {
        match field.kind {
            Kind::Id | Kind::Ref(_) | Kind::Owner => Value::from(self.uuid()),
            Kind::Text => Value::from(words::text(self, entity, field.name)),
            Kind::Uri => json!(format!(
                "https://{}.example.org/{}",
                self.pick(words::HOSTS),
                self.below(1000)
            )),
            Kind::Email => json!(format!(
                "{}@{}.example.org",
                self.pick(words::DESKS),
                self.pick(words::HOSTS)
            )),
            Kind::Number => json!(self.number(field.name)),
            Kind::Date => json!(format!(
                "2026-{:02}-{:02}",
                1 + self.below(12),
                1 + self.below(28)
            )),
            Kind::Time => {
                let hour = if field.name == "closes_at" { 14 } else { 8 } + self.below(6);
                json!(format!("{hour:02}:{:02}", 15 * self.below(4)))
            }
            Kind::Instant => json!(format!(
                "2026-{:02}-{:02}T{:02}:30:00.000Z",
                1 + self.below(12),
                1 + self.below(28),
                self.below(24)
            )),
            Kind::Choice(choices) => json!(self.pick(choices)),
            Kind::One(nested) => self.entity(nested, fill, within),
            Kind::Many(nested) => {
                // Two of everything at every level would make documents of megabytes.
                let count = if within.len() > 1 {
                    1
                } else {
                    1 + self.below(2)
                };
                (0..count)
                    .map(|_| self.entity(nested, fill, within))
                    .collect()
            }
            Kind::Any => json!({"id": self.uuid(), "name": "Healthy Living"}),
            Kind::ManyAny => json!([{"id": self.uuid(), "last_action_type": "update"}]),
        }
    }

    fn number(&mut self, name: &str) -> f64 {
        match name {
            "latitude" => self.town.latitude + self.spread(),
            "longitude" => self.town.longitude + self.spread(),
            "minimum_age" => self.small(18),
            "maximum_age" => 18.0 + self.small(80),
            "amount" => self.small(2000) / 100.0,
            "year_incorporated" => 1950.0 + self.small(75),
            "extension" => 100.0 + self.small(900),
            "timezone" => 0.0,
            _ => 1.0 + self.small(4),
        }
    }

    /// Up to 0.05 degrees either way, in steps of 0.0001 (about ten metres).
    fn spread(&mut self) -> f64 {
        (self.small(1000) - 500.0) / 10_000.0
    }

    fn small(&mut self, limit: u32) -> f64 {
        f64::from(u32::try_from(self.below(u64::from(limit))).unwrap_or_default())
    }

    fn uuid(&mut self) -> String {
        let bits = u128::from(self.next()) << 64 | u128::from(self.next());
        Builder::from_random_bytes(bits.to_be_bytes())
            .into_uuid()
            .to_string()
    }

    fn pick<T>(&mut self, among: &'static [T]) -> &'static T {
        let at = self.below(among.len() as u64);
        &among[usize::try_from(at).unwrap_or_default()]
    }

    /// A number from 0 up to, not including, the limit.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// SplitMix64: passes for random, fits in three lines and has no state to set up.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Twins say the same, and a latitude is nothing without its longitude.
fn pair_up(entity: Entity, object: &mut Map<String, Value>) {
    if let Some([one, other]) = entity.twins() {
        match (object.get(one).cloned(), object.get(other).cloned()) {
            (Some(value), _) => object.insert(other.to_owned(), value),
            (None, Some(value)) => object.insert(one.to_owned(), value),
            (None, None) => None,
        };
    }
    if object.contains_key("latitude") != object.contains_key("longitude") {
        object.remove("latitude");
        object.remove("longitude");
    }
}

/// References point to the entities around them.
fn link(entity: Entity, document: &mut Value) {
    visit_entities_mut(entity, document, &mut |spot, object| {
        for field in spot.entity.fields() {
            let above = match field.kind {
                Kind::Ref(to) => spot.nearest(to),
                Kind::Owner => spot.parent(),
                _ => None,
            };
            // A parent organization or term is another one than the one above.
            let other = field.name.starts_with("parent_");
            if let Some(id) = above.and_then(|above| above.id.clone()).filter(|_| !other)
                && object.contains_key(field.name)
            {
                object.insert(field.name.to_owned(), Value::from(id));
            }
        }
        for field in spot.entity.fields() {
            let id = object
                .get(field.name)
                .and_then(|nested| nested.get("id"))
                .cloned();
            if let (Some(beside), Some(id)) = (field.id_beside(), id) {
                object.insert(beside.to_owned(), id);
            }
        }
    });
}

#[cfg(test)]
mod tests;
