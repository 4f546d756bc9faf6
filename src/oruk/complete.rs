//! Fills what one field of an entity says for another: shared by reader and writer.

use serde_json::{Map, Value};

use super::shape::Entity;

/// Fills twin fields, ids beside nested objects and the fallbacks that the standard's
/// required fields need. Never changes a value that is there, except that an id beside
/// a nested object follows the object.
pub(super) fn complete(entity: Entity, object: &mut Map<String, Value>) {
    if let Some([one, other]) = entity.twins() {
        fill_from(object, one, other);
        fill_from(object, other, one);
    }
    align_ids(entity, object);
    match entity {
        Entity::Organization => {
            fill_from(object, "name", "alternate_name");
            fill_from(object, "description", "name");
        }
        Entity::Taxonomy | Entity::TaxonomyTerm => fill_from(object, "description", "name"),
        Entity::OrganizationIdentifier => fill_from(object, "identifier_type", "identifier_scheme"),
        Entity::Location => {
            let kind = location_type(object);
            object.entry("location_type").or_insert(Value::from(kind));
        }
        _ => {}
    }
}

/// Copies `from` to `to` when only `from` is there.
pub(super) fn fill_from(object: &mut Map<String, Value>, to: &str, from: &str) {
    if object.contains_key(to) {
        return;
    }
    if let Some(value) = object.get(from).cloned() {
        object.insert(to.to_owned(), value);
    }
}

/// A nested object and the id beside it say the same.
fn align_ids(entity: Entity, object: &mut Map<String, Value>) {
    for field in entity.fields() {
        let Some(beside) = field.id_beside() else {
            continue;
        };
        let beside_id = object.get(beside).cloned();
        let Some(nested) = object.get_mut(field.name).and_then(Value::as_object_mut) else {
            continue;
        };
        if let Some(id) = nested.get("id").cloned() {
            object.insert(beside.to_owned(), id);
        } else if let Some(id) = beside_id {
            nested.insert("id".to_owned(), id);
        }
    }
}

/// A place with coordinates or an address is physical, any other is virtual.
fn location_type(object: &Map<String, Value>) -> &'static str {
    if object.contains_key("latitude") || object.contains_key("addresses") {
        "physical"
    } else {
        "virtual"
    }
}
