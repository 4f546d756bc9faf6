//! Finds a field under the names that feeds give it.

use serde_json::{Map, Value};

use crate::oruk::scalar::is_absent;
use crate::oruk::shape::{Entity, Field, folded};

/// The properties of one object.
pub(super) struct Lookup<'a> {
    entity: Entity,
    raw: &'a Map<String, Value>,
    /// Properties that are not fields by their exact name, with folded names.
    strangers: Vec<(String, &'a str, &'a Value)>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(entity: Entity, raw: &'a Map<String, Value>) -> Self {
        let strangers = raw
            .iter()
            .filter(|(key, value)| entity.field(key).is_none() && !is_absent(value))
            .map(|(key, value)| (folded(key), key.as_str(), value))
            .collect();
        Self {
            entity,
            raw,
            strangers,
        }
    }

    /// The field's property: by its exact name first, then by case, spelling or alias.
    pub(super) fn find(&self, field: &'a Field) -> Option<(&'a str, &'a Value)> {
        let exact = self.raw.get(field.name).map(|value| (field.name, value));
        if self.strangers.is_empty() || exact.is_some_and(|(_, value)| !is_absent(value)) {
            return exact;
        }
        self.strangers
            .iter()
            .find(|(name, ..)| self.entity.means(name, field))
            .map(|(_, key, value)| (*key, *value))
    }
}
