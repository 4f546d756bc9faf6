//! What feeds and files call the entities and fields of the table.

use super::{Entity, Field, Kind};

/// Other names that feeds use, folded; the singular or plural of a list needs no line.
const ALIASES: [(Entity, &str, &str); 5] = [
    // The prose of the standard calls it that, in minimal items.
    (Entity::Service, "modifieddate", "last_modified"),
    (Entity::Organization, "url", "website"),
    (Entity::Location, "address", "addresses"),
    (Entity::Location, "physicaladdresses", "addresses"),
    (Entity::Address, "postcode", "postal_code"),
];

/// `organisationId`, `Organization-ID` and `organization_id` are one name.
pub fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace("organisation", "organization")
}

/// Whether a folded name is this one, or its plural.
pub fn is_one_or_many(folded: &str, one: &str) -> bool {
    match folded.strip_prefix(one) {
        Some(ending) => matches!(ending, "" | "s" | "es"),
        None => one.strip_suffix('y') == folded.strip_suffix("ies") && folded.ends_with("ies"),
    }
}

impl Entity {
    /// The entity whose rows a table of this name holds: `services`, `Service`, `addresses`.
    pub fn of_table(name: &str) -> Option<Self> {
        let exact = Self::ALL.into_iter().find(|entity| entity.name() == name);
        exact.or_else(|| {
            let name = folded(name);
            Self::ALL
                .into_iter()
                .find(|entity| is_one_or_many(&name, &folded(entity.name())))
        })
    }

    /// The field that a column of this name holds.
    pub fn field_called(self, name: &str) -> Option<&'static Field> {
        self.field(name).or_else(|| {
            let name = folded(name);
            self.fields().iter().find(|field| self.means(&name, field))
        })
    }

    /// Whether a folded name means the field.
    pub fn means(self, name: &str, field: &Field) -> bool {
        // The table's own names are folded but for their underscores.
        let is = |name: &str, own: &str| name.chars().eq(own.chars().filter(|c| *c != '_'));
        is(name, field.name)
            || matches!(field.kind, Kind::Many(_)) && is(singular(name), singular(field.name))
            || ALIASES.contains(&(self, name, field.name))
    }
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}
