//! Finds a field under the names that feeds give it.

use serde_json::{Map, Value};

use crate::oruk::scalar::is_absent;
use crate::oruk::shape::{Entity, Field, Kind};

/// Other names that feeds use, folded; the singular or plural of a list needs no line.
const ALIASES: [(Entity, &str, &str); 5] = [
    // The prose of the standard calls it that, in minimal items.
    (Entity::Service, "modifieddate", "last_modified"),
    (Entity::Organization, "url", "website"),
    (Entity::Location, "address", "addresses"),
    (Entity::Location, "physicaladdresses", "addresses"),
    (Entity::Address, "postcode", "postal_code"),
];

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
            .map(|(key, value)| (fold(key), key.as_str(), value))
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
        let name = fold(field.name);
        let means = |folded: &str| {
            folded == name
                || matches!(field.kind, Kind::Many(_)) && singular(folded) == singular(&name)
                || ALIASES.contains(&(self.entity, folded, field.name))
        };
        self.strangers
            .iter()
            .find(|(folded, ..)| means(folded))
            .map(|(_, key, value)| (*key, *value))
    }
}

/// `organisationId`, `Organization-ID` and `organization_id` are one name.
fn fold(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace("organisation", "organization")
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}
