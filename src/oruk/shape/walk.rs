//! Walks a document along the table.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::{Entity, Kind};

/// An entity above the one visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestor {
    /// What it is.
    pub entity: Entity,
    /// Its id as it stands once it has been visited itself.
    pub id: Option<String>,
}

/// Where in a document an entity stands.
#[derive(Debug)]
pub struct Spot<'a> {
    /// What it is.
    pub entity: Entity,
    /// The parent's property that holds it; empty for the document itself.
    pub property: &'static str,
    /// The entities above it, the document first, the parent last.
    pub ancestors: &'a [Ancestor],
    /// JSON pointer to it; empty for the document itself.
    pub pointer: &'a str,
}

impl Spot<'_> {
    /// The entity it is nested in.
    pub fn parent(&self) -> Option<&Ancestor> {
        self.ancestors.last()
    }

    /// The closest entity of that kind above it.
    pub fn nearest(&self, entity: Entity) -> Option<&Ancestor> {
        self.ancestors.iter().rev().find(|a| a.entity == entity)
    }
}

/// Calls `visit` for the document and for every entity nested in it, parents first, so
/// that an id set on a parent is seen by its children through [`Spot::ancestors`].
///
/// `document` is expected in the form that the reader gives: a list is an array, a
/// nested entity an object; anything else is passed over.
pub fn visit_entities_mut(
    entity: Entity,
    document: &mut Value,
    visit: &mut dyn FnMut(&Spot<'_>, &mut Map<String, Value>),
) {
    let mut walk = Walk {
        ancestors: Vec::new(),
        pointer: String::new(),
        visit,
    };
    walk.object(entity, "", document);
}

struct Walk<'v> {
    ancestors: Vec<Ancestor>,
    pointer: String,
    visit: &'v mut dyn FnMut(&Spot<'_>, &mut Map<String, Value>),
}

impl Walk<'_> {
    fn object(&mut self, entity: Entity, property: &'static str, value: &mut Value) {
        let Some(object) = value.as_object_mut() else {
            return;
        };
        let spot = Spot {
            entity,
            property,
            ancestors: &self.ancestors,
            pointer: &self.pointer,
        };
        (self.visit)(&spot, object);
        let id = object.get("id").and_then(Value::as_str).map(str::to_owned);
        self.ancestors.push(Ancestor { entity, id });
        for field in entity.fields() {
            let Some(value) = object.get_mut(field.name) else {
                continue;
            };
            let above = self.pointer.len();
            // Writing to a String cannot fail.
            let _ = write!(self.pointer, "/{}", field.name);
            match field.kind {
                Kind::One(nested) => self.object(nested, field.name, value),
                Kind::Many(nested) => self.list(nested, field.name, value),
                _ => {}
            }
            self.pointer.truncate(above);
        }
        self.ancestors.pop();
    }

    fn list(&mut self, entity: Entity, property: &'static str, value: &mut Value) {
        let above = self.pointer.len();
        for (index, item) in value.as_array_mut().into_iter().flatten().enumerate() {
            let _ = write!(self.pointer, "/{index}");
            self.object(entity, property, item);
            self.pointer.truncate(above);
        }
    }
}
