//! Ids and references of a merged document: everything points at what stands in it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::Object;
use super::meaning::text;
use crate::domain::ListingId;
use crate::oruk::shape::{Entity, Kind, visit_entities_mut};

/// Gives everything that has another id now that id, wherever it is mentioned.
pub(super) fn rename(document: &mut Object, renamed: &HashMap<String, String>) {
    if renamed.is_empty() {
        return;
    }
    walk(document, |entity, object| {
        for field in entity.fields() {
            if matches!(field.kind, Kind::Id | Kind::Ref(_) | Kind::Owner)
                && let Some(id) = text(object, field.name).and_then(|id| renamed.get(id))
            {
                object.insert(field.name.to_owned(), Value::from(id.clone()));
            }
        }
    });
}

/// Gives ids of their own to parts that bear one that another part of their kind bears too: two
/// directories that copied from one another may have changed what they copied. The first keeps it.
pub(super) fn tell_apart(document: &mut Object, listing: ListingId) {
    let mut borne: HashMap<(Entity, String), u32> = HashMap::new();
    walk(document, |entity, object| {
        if is_shared(entity) {
            return;
        }
        let Some(id) = text(object, "id").map(str::to_owned) else {
            return;
        };
        let before = borne.entry((entity, id.clone())).or_default();
        if *before > 0 {
            let name = format!("{} {id} {before}", entity.name());
            let own = Uuid::new_v5(&listing.0, name.as_bytes());
            object.insert("id".to_owned(), Value::from(own.to_string()));
        }
        *before += 1;
    });
}

/// What may stand at several places of a document and is the same thing.
fn is_shared(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Organization | Entity::Location | Entity::Taxonomy | Entity::TaxonomyTerm
    )
}

/// Puts a document under the listing's id. What one record says stays as it is; of a joined one,
/// references to places that were left out go.
pub(super) fn relink(document: &mut Object, listing: ListingId, is_joined: bool) {
    let id = listing.to_string();
    if !is_joined && text(document, "id") == Some(&id) {
        return;
    }
    let present = ids(document);
    document.insert("id".to_owned(), Value::from(id));
    let mut value = Value::Object(std::mem::take(document));
    visit_entities_mut(Entity::Service, &mut value, &mut |spot, object| {
        for field in spot.entity.fields() {
            let Some(stated) = text(object, field.name).map(str::to_owned) else {
                continue;
            };
            let right = match field.kind {
                Kind::Owner => spot.parent().and_then(|parent| parent.id.clone()),
                Kind::Ref(target) => match spot.nearest(target) {
                    Some(above) => above.id.clone(),
                    None if is_joined && is_place(target) && !present.contains(&stated) => None,
                    None => Some(stated),
                },
                _ => continue,
            };
            match right {
                Some(right) => object.insert(field.name.to_owned(), Value::from(right)),
                None => object.shift_remove(field.name),
            };
        }
        for field in spot.entity.fields() {
            if let Some(beside) = field.id_beside()
                && object.contains_key(beside)
                && let Some(id) = object.get(field.name).and_then(|nested| nested.get("id"))
            {
                let id = id.clone();
                object.insert(beside.to_owned(), id);
            }
        }
    });
    if let Value::Object(linked) = value {
        *document = linked;
    }
}

fn is_place(entity: Entity) -> bool {
    matches!(entity, Entity::Location | Entity::ServiceAtLocation)
}

fn ids(document: &mut Object) -> HashSet<String> {
    let mut found = HashSet::new();
    walk(document, |_, object| {
        found.extend(text(object, "id").map(str::to_owned));
    });
    found
}

fn walk(document: &mut Object, mut visit: impl FnMut(Entity, &mut Object)) {
    let mut value = Value::Object(std::mem::take(document));
    visit_entities_mut(Entity::Service, &mut value, &mut |spot, object| {
        visit(spot.entity, object);
    });
    if let Value::Object(object) = value {
        *document = object;
    }
}
