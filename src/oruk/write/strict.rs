//! Turns a document into what may be written of it.

use serde_json::{Map, Value};

use crate::oruk::complete::{complete, fill_from};
use crate::oruk::scalar::{Outcome, country, is_clean, is_uuid_shaped, normalize};
use crate::oruk::shape::{Entity, Field, Kind};

type Object = Map<String, Value>;

/// The document as it is written. It stays even when it lacks something required.
pub(super) fn document(entity: Entity, value: Value) -> Value {
    let object = match value {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    let mut writer = Writer { within: Vec::new() };
    Value::Object(writer.entity(entity, object))
}

struct Writer {
    within: Vec<Entity>,
}

impl Writer {
    fn entity(&mut self, entity: Entity, mut object: Object) -> Object {
        self.within.push(entity);
        for field in entity.fields().iter().filter(|field| field.is_scalar()) {
            let Some(value) = object.get_mut(field.name) else {
                continue;
            };
            match scalar(field, value.take()) {
                Some(written) => *value = written,
                None => drop(object.remove(field.name)),
            }
        }
        complete(entity, &mut object);
        match entity {
            Entity::Service => {
                object.entry("status").or_insert(Value::from("active"));
            }
            Entity::Location => complete_addresses(&mut object),
            _ => {}
        }
        let mut written = Map::new();
        for field in entity.fields() {
            if let Some(value) = object.remove(field.name)
                && let Some(value) = self.field(field, value)
            {
                written.insert(field.name.to_owned(), value);
            }
        }
        self.within.pop();
        written
    }

    fn field(&mut self, field: &Field, value: Value) -> Option<Value> {
        match field.kind {
            // What stands inside an entity of its own kind is a link back.
            Kind::One(nested) | Kind::Many(nested) if self.within.contains(&nested) => None,
            Kind::One(nested) => self.nested(nested, value),
            Kind::Many(nested) => many(value, |item| self.nested(nested, item)),
            Kind::ManyAny => many(value, |item| without_people(field, item)),
            _ => Some(value),
        }
    }

    /// A nested entity, unless it lacks something that the standard requires.
    fn nested(&mut self, entity: Entity, value: Value) -> Option<Value> {
        let Value::Object(object) = value else {
            return None;
        };
        let object = self.entity(entity, object);
        let whole = entity
            .fields()
            .iter()
            .all(|field| !field.required || object.contains_key(field.name));
        whole.then_some(Value::Object(object))
    }
}

fn many(value: Value, write: impl FnMut(Value) -> Option<Value>) -> Option<Value> {
    let Value::Array(items) = value else {
        return None;
    };
    let items: Vec<Value> = items.into_iter().filter_map(write).collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

/// A single value in the standard's form, if it is to be published at all.
fn scalar(field: &Field, raw: Value) -> Option<Value> {
    if field.withheld {
        return None;
    }
    // Most values are texts that need nothing.
    if field.kind == Kind::Text && raw.as_str().is_some_and(is_clean) {
        return Some(raw);
    }
    let (Outcome::Fine(value) | Outcome::Mended(value, _)) = normalize(field.kind, &raw) else {
        return None;
    };
    match field.kind {
        Kind::Id | Kind::Ref(_) | Kind::Owner => {
            Some(value).filter(|id| id.as_str().is_some_and(is_uuid_shaped))
        }
        Kind::Number => Some(whole(value)),
        _ => Some(value),
    }
}

/// `12` rather than `12.0`.
fn whole(number: Value) -> Value {
    match number.as_f64() {
        // Every whole number up to 2^53 is exact in both forms.
        Some(float) if float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 => {
            Value::from(float as i64)
        }
        _ => number,
    }
}

/// Completes addresses from what stands beside: the standard requires six fields, and
/// an address that still lacks one is left out.
fn complete_addresses(location: &mut Object) {
    let place = location.get("name").cloned();
    let addresses = location.get_mut("addresses").and_then(Value::as_array_mut);
    for address in addresses
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        fill_from(address, "city", "region");
        fill_from(address, "city", "state_province");
        fill_from(address, "state_province", "region");
        fill_from(address, "state_province", "city");
        if !address.contains_key("address_1") {
            let line = address.remove("address_2").or_else(|| place.clone());
            // The town alone says where it is: better than to lose the postcode.
            if let Some(line) = line.or_else(|| address.get("city").cloned()) {
                address.insert("address_1".to_owned(), line);
            }
        }
        let code = address
            .get("country")
            .and_then(Value::as_str)
            .and_then(country);
        if let Some(code) = code {
            address.insert("country".to_owned(), Value::from(code));
        }
        address.entry("country").or_insert(Value::from("GB"));
        address
            .entry("address_type")
            .or_insert(Value::from("physical"));
    }
}

/// Who changed a record is nobody else's business.
fn without_people(field: &Field, mut item: Value) -> Option<Value> {
    if field.name == "metadata"
        && let Some(entry) = item.as_object_mut()
    {
        entry.remove("updated_by");
    }
    let empty = item.as_object().is_some_and(Map::is_empty);
    (!empty).then_some(item)
}
