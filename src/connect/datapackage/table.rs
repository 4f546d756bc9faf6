//! The tables of a package, and by which columns their rows hang together.
//!
//! What [`Entity`] has as fields is read from the one table of the standard; the tables
//! here besides are those of HSDS that a service holds as they came.

use crate::oruk::shape::{Entity, Field, folded, is_one_or_many};

/// One table of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Table {
    /// Rows that become entities.
    Of(Entity),
    /// Rows that are kept as they came.
    Plain(Plain),
}

/// A table whose rows are kept as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Plain {
    Program,
    RequiredDocument,
    Metadata,
    ServiceCapacity,
    Unit,
    Url,
    /// Says how the package was made: nothing of a service.
    MetaTableDescription,
}

const PLAIN: [(Plain, &str); 7] = [
    (Plain::Program, "program"),
    (Plain::RequiredDocument, "required_document"),
    (Plain::Metadata, "metadata"),
    (Plain::ServiceCapacity, "service_capacity"),
    (Plain::Unit, "unit"),
    (Plain::Url, "url"),
    (Plain::MetaTableDescription, "meta_table_description"),
];

/// Whose rows a row is looked for first when it names several: what belongs to a contact
/// says so, and what holds for one service must not be told of a place that others share.
const CLOSEST_FIRST: [Entity; 6] = [
    Entity::Contact,
    Entity::Phone,
    Entity::Service,
    Entity::ServiceAtLocation,
    Entity::Location,
    Entity::Organization,
];

/// How a row says what it hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// By a column that holds the id of such an entity.
    By(&'static str, Entity),
    /// By an id in the first column, and the name of a table in one of the others.
    Any(&'static str, &'static [&'static str]),
}

impl Table {
    /// The table that a file or resource of this name holds.
    pub(super) fn called(name: &str) -> Option<Self> {
        let name = name.rsplit('/').next().unwrap_or(name);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is = |one: &str| is_one_or_many(&folded(stem), &folded(one));
        let plain = PLAIN.iter().find(|(_, one)| is(one));
        Entity::of_table(stem)
            .map(Self::Of)
            .or(plain.map(|(plain, _)| Self::Plain(*plain)))
    }

    /// The field of the standard that a column holds.
    pub(super) fn field(self, column: &str) -> Option<&'static Field> {
        match self {
            Self::Of(entity) => entity.field_called(column),
            Self::Plain(_) => None,
        }
    }

    /// What its rows hang on, the closest first; empty for those that stand by themselves.
    pub(super) fn owners(self) -> Vec<Owner> {
        match self {
            Self::Of(Entity::Attribute) => {
                vec![Owner::Any("link_id", &["link_entity", "link_type"])]
            }
            // Services and terms are handed over one by one: nothing lists them.
            Self::Of(Entity::Service | Entity::TaxonomyTerm) => Vec::new(),
            Self::Of(entity) => CLOSEST_FIRST
                .into_iter()
                .filter_map(|owner| Some(Owner::By(entity.names_owner_by(owner)?, owner)))
                .collect(),
            Self::Plain(Plain::Metadata) => vec![Owner::Any("resource_id", &["resource_type"])],
            Self::Plain(Plain::RequiredDocument | Plain::ServiceCapacity) => {
                vec![Owner::By("service_id", Entity::Service)]
            }
            Self::Plain(Plain::Program) => vec![Owner::By("organization_id", Entity::Organization)],
            Self::Plain(Plain::Url) => vec![
                Owner::By("service_id", Entity::Service),
                Owner::By("organization_id", Entity::Organization),
            ],
            Self::Plain(Plain::Unit | Plain::MetaTableDescription) => Vec::new(),
        }
    }

    /// Whether a row that hangs on nothing has a meaning of its own.
    pub(super) fn stands_alone(self) -> bool {
        matches!(
            self,
            Self::Of(
                Entity::Service
                    | Entity::Organization
                    | Entity::Location
                    | Entity::Taxonomy
                    | Entity::TaxonomyTerm
            ) | Self::Plain(Plain::Program | Plain::Unit | Plain::MetaTableDescription)
        )
    }
}

/// The table whose rows a list holds that the standard keeps as they came.
pub(super) fn plain_list(field: &Field) -> Option<Plain> {
    match field.name {
        "metadata" => Some(Plain::Metadata),
        "required_documents" => Some(Plain::RequiredDocument),
        "programs" => Some(Plain::Program),
        "capacities" => Some(Plain::ServiceCapacity),
        "additional_urls" | "additional_websites" => Some(Plain::Url),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::shape::Kind;

    #[test]
    fn every_list_of_the_standard_is_filled_from_some_table() {
        for owner in Entity::ALL {
            for field in owner.fields() {
                let (table, by_any) = match field.kind {
                    Kind::Many(Entity::Service | Entity::TaxonomyTerm) => continue,
                    Kind::Many(nested) => (Table::Of(nested), nested == Entity::Attribute),
                    Kind::ManyAny => {
                        let plain = plain_list(field).expect(field.name);
                        (Table::Plain(plain), plain == Plain::Metadata)
                    }
                    _ => continue,
                };
                let names_it = |one: &Owner| matches!(one, Owner::By(_, to) if *to == owner);
                assert!(
                    by_any || table.owners().iter().any(names_it),
                    "{}.{}",
                    owner.name(),
                    field.name
                );
            }
        }
    }

    #[test]
    fn files_are_known_by_their_names() {
        for (name, want) in [
            ("services.csv", Some(Table::Of(Entity::Service))),
            ("data/Phones.CSV", Some(Table::Of(Entity::Phone))),
            (
                "required_documents",
                Some(Table::Plain(Plain::RequiredDocument)),
            ),
            ("metadata.csv", Some(Table::Plain(Plain::Metadata))),
            (
                "service_capacities.csv",
                Some(Table::Plain(Plain::ServiceCapacity)),
            ),
            ("urls.csv", Some(Table::Plain(Plain::Url))),
            ("notes.csv", None),
        ] {
            assert_eq!(Table::called(name), want, "{name}");
        }
    }

    #[test]
    fn what_a_row_hangs_on_is_asked_from_the_closest_outwards() {
        let asked = |entity| {
            let owners = Table::Of(entity).owners();
            let name = |owner| match owner {
                Owner::By(column, _) | Owner::Any(column, _) => column,
            };
            owners.into_iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(
            asked(Entity::Phone),
            [
                "contact_id",
                "service_id",
                "service_at_location_id",
                "location_id",
                "organization_id"
            ]
        );
        assert_eq!(asked(Entity::Attribute), ["link_id"]);
        assert_eq!(asked(Entity::Accessibility), ["location_id"]);
    }
}
