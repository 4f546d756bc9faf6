use std::collections::HashSet;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};

use super::*;
use crate::oruk::read::read;
use crate::oruk::schema::{Document, violations};
use crate::oruk::*;

/// Collects the fields that a struct asks its deserializer for.
struct Fields<'a>(&'a mut Vec<&'static str>);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("only structs are asked for"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(fields);
        Err(de::Error::custom("the fields are all that is wanted"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier
        ignored_any
    }
}

/// Calls the closure-like macro body for every entity with its struct.
macro_rules! for_every_entity {
    ($check:ident) => {
        $check::<Service>(Entity::Service);
        $check::<ServiceAtLocation>(Entity::ServiceAtLocation);
        $check::<Location>(Entity::Location);
        $check::<Address>(Entity::Address);
        $check::<Accessibility>(Entity::Accessibility);
        $check::<Schedule>(Entity::Schedule);
        $check::<Contact>(Entity::Contact);
        $check::<Phone>(Entity::Phone);
        $check::<Language>(Entity::Language);
        $check::<ServiceArea>(Entity::ServiceArea);
        $check::<CostOption>(Entity::CostOption);
        $check::<Funding>(Entity::Funding);
        $check::<Organization>(Entity::Organization);
        $check::<OrganizationIdentifier>(Entity::OrganizationIdentifier);
        $check::<Attribute>(Entity::Attribute);
        $check::<Taxonomy>(Entity::Taxonomy);
        $check::<TaxonomyTerm>(Entity::TaxonomyTerm);
    };
}

fn names(entity: Entity) -> Vec<&'static str> {
    entity.fields().iter().map(|field| field.name).collect()
}

#[test]
fn table_and_structs_have_the_same_fields_in_the_same_order() {
    fn check<T: DeserializeOwned>(entity: Entity) {
        let mut fields = Vec::new();
        assert!(T::deserialize(Fields(&mut fields)).is_err());
        assert_eq!(fields, names(entity), "{}", entity.name());
    }
    for_every_entity!(check);
}

#[test]
fn a_full_document_has_every_field_and_none_is_lost_in_the_structs() {
    fn check<T: DeserializeOwned + Serialize>(entity: Entity) {
        let document = Generator::new(7).full(entity);
        for name in names(entity) {
            assert!(document.get(name).is_some(), "{}.{name}", entity.name());
        }
        let typed: T = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(
            serde_json::to_value(typed).unwrap(),
            document,
            "{}",
            entity.name()
        );
    }
    for_every_entity!(check);
}

#[test]
fn the_reader_has_nothing_to_say_of_generated_documents() {
    let mut generator = Generator::new(1);
    for entity in Entity::ALL {
        for document in [generator.full(entity), generator.some(entity)] {
            let reading = read(entity, &document);
            assert_eq!(reading.issues, [], "{}", entity.name());
            assert_eq!(read(entity, &reading.value).value, reading.value);
            for name in document.as_object().unwrap().keys() {
                assert_eq!(
                    reading.value[name],
                    document[name],
                    "{}.{name}",
                    entity.name()
                );
            }
        }
    }
}

#[test]
fn generated_documents_are_valid() {
    let mut generator = Generator::new(2);
    for _ in 0..50 {
        for (document, entity) in [
            (Document::Service, Entity::Service),
            (Document::ServiceAtLocation, Entity::ServiceAtLocation),
            (Document::Organization, Entity::Organization),
            (Document::Taxonomy, Entity::Taxonomy),
            (Document::TaxonomyTerm, Entity::TaxonomyTerm),
        ] {
            assert_eq!(violations(document, &generator.full(entity)), []);
            assert_eq!(violations(document, &generator.some(entity)), []);
        }
    }
}

#[test]
fn a_full_document_of_version_1_has_every_field_at_every_level() {
    use crate::oruk::v1::shape::{Entity as Old, Kind as OldKind};

    /// Adds the fields of a document that are filled.
    fn collect(entity: Old, document: &Value, filled: &mut HashSet<(Old, &'static str)>) {
        for field in entity.fields() {
            let Some(value) = document.get(field.name) else {
                continue;
            };
            filled.insert((entity, field.name));
            match (field.kind, value) {
                (OldKind::One(nested), value) => collect(nested, value, filled),
                (OldKind::Many(nested), Value::Array(items)) => {
                    items.iter().for_each(|item| collect(nested, item, filled));
                }
                _ => {}
            }
        }
    }

    let mut filled = HashSet::new();
    for document in [Old::Service, Old::Organization, Old::Location, Old::Review] {
        collect(document, &Generator::new(7).v1_full(document), &mut filled);
    }
    let all = Old::ALL.into_iter();
    let all = all.flat_map(|entity| {
        entity
            .fields()
            .iter()
            .map(move |field| (entity, field.name))
    });
    let unfilled: Vec<_> = all.filter(|field| !filled.contains(field)).collect();
    assert_eq!(unfilled, []);
}

#[test]
fn generated_documents_of_version_1_are_valid() {
    use crate::oruk::v1::shape::Entity as Old;
    let mut generator = Generator::new(3);
    for _ in 0..50 {
        for (document, entity) in [
            (Document::V1Service, Old::Service),
            (Document::V1Organization, Old::Organization),
            (Document::V1Location, Old::Location),
            (Document::V1Review, Old::Review),
            (Document::V1Taxonomy, Old::Taxonomy),
        ] {
            assert_eq!(violations(document, &generator.v1_full(entity)), []);
            assert_eq!(violations(document, &generator.v1_some(entity)), []);
        }
    }
}

#[test]
fn the_seed_decides_the_documents() {
    let three = |seed| {
        let mut generator = Generator::new(seed);
        [(); 3].map(|()| generator.service())
    };
    assert_eq!(three(5), three(5));
    assert_ne!(three(5), three(6));
    assert_ne!(three(5)[0], three(5)[1]);
}
