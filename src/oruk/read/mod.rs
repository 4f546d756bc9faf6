//! The tolerant reader: whatever a feed sends -> the standard's fields in its forms.
//!
//! JSON -> [`lookup`] finds each field of the [table](super::shape) under the names that
//! feeds use -> its value is normalised -> [`rules`] mend what needs several fields ->
//! [`Reading`]: the cleaned document and an [`Issue`] for everything lost or guessed.
//!
//! It never fails and never panics: bad JSON of any shape ends as an empty, unusable
//! document with issues. What it cannot use costs that value, nothing else. Reading its
//! own answer again changes nothing.

mod lookup;
mod rules;

use std::fmt::Write;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::issue::{self, Issue, Rule};
use super::scalar::{Outcome, clean_text, is_absent, normalize};
use super::shape::{Entity, Field, Kind};
use super::{Service, Taxonomy, TaxonomyTerm};
use lookup::Lookup;

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<T = Value> {
    /// The document: known fields only, each in the standard's form.
    pub value: T,
    /// Everything that was lost or guessed, at most a hundred, in the document's order.
    pub issues: Vec<Issue>,
    /// Whether it can be used at all: an object, with a name where the entity needs one.
    pub usable: bool,
}

/// Reads an entity of any kind. Ids stay as they came.
pub fn read(entity: Entity, raw: &Value) -> Reading {
    let mut reader = Reader::default();
    let object = match raw {
        Value::Object(object) => reader.entity(entity, object),
        _ => {
            reader.note(issue::NOT_AN_OBJECT, None);
            Map::new()
        }
    };
    let needs_name = entity.field("name").is_some_and(|name| name.required);
    Reading {
        usable: !object.is_empty() && (!needs_name || object.contains_key("name")),
        value: Value::Object(object),
        issues: reader.issues,
    }
}

/// Reads a service.
pub fn read_service(raw: &Value) -> Reading<Service> {
    typed(Entity::Service, raw)
}

/// Reads a taxonomy.
pub fn read_taxonomy(raw: &Value) -> Reading<Taxonomy> {
    typed(Entity::Taxonomy, raw)
}

/// Reads a taxonomy term.
pub fn read_taxonomy_term(raw: &Value) -> Reading<TaxonomyTerm> {
    typed(Entity::TaxonomyTerm, raw)
}

fn typed<T: DeserializeOwned + Default>(entity: Entity, raw: &Value) -> Reading<T> {
    let Reading {
        value,
        mut issues,
        usable,
    } = read(entity, raw);
    match serde_json::from_value(value) {
        Ok(value) => Reading {
            value,
            issues,
            usable,
        },
        // Table and structs agree, so this is out of reach; a lost record beats a panic.
        Err(_) => {
            issues.push(Issue::new(issue::WRONG_TYPE, "", None));
            Reading {
                value: T::default(),
                issues,
                usable: false,
            }
        }
    }
}

/// More issues than this tell a publisher nothing new.
const MOST_ISSUES: usize = 100;

/// Objects that are kept as they came may nest this deep.
const DEEPEST_ANY: usize = 16;

#[derive(Default)]
struct Reader {
    issues: Vec<Issue>,
    pointer: String,
    within: Vec<Entity>,
}

impl Reader {
    fn entity(&mut self, entity: Entity, raw: &Map<String, Value>) -> Map<String, Value> {
        self.within.push(entity);
        let lookup = Lookup::new(entity, raw);
        let mut object = Map::new();
        for field in entity.fields() {
            if let Some((key, value)) = lookup.find(field) {
                let read = self.below(key, |reader| reader.field(field, value));
                if let Some(value) = read {
                    object.insert(field.name.to_owned(), value);
                }
            }
        }
        rules::mend(self, entity, raw, &mut object);
        self.within.pop();
        object
    }

    fn field(&mut self, field: &Field, raw: &Value) -> Option<Value> {
        match field.kind {
            // An entity inside one of its own kind is a link back, and would never end.
            Kind::One(nested) | Kind::Many(nested) if self.within.contains(&nested) => None,
            Kind::One(nested) => self.one(nested, raw),
            Kind::Many(nested) => self.many(nested, raw),
            Kind::Any => as_it_came(raw, DEEPEST_ANY).filter(Value::is_object),
            Kind::ManyAny => self.many_any(raw),
            kind => self.scalar(field, kind, raw),
        }
    }

    fn scalar(&mut self, field: &Field, kind: Kind, raw: &Value) -> Option<Value> {
        if field.name == "extent" && raw.is_object() {
            // Geometry is asked for as text; many send it as the object that it is.
            return as_it_came(raw, DEEPEST_ANY).map(|shape| Value::String(shape.to_string()));
        }
        let found = if field.personal { None } else { Some(raw) };
        match normalize(kind, raw) {
            Outcome::Absent => None,
            Outcome::Fine(value) => Some(value),
            Outcome::Mended(value, rule) => {
                self.note(rule, found);
                Some(value)
            }
            Outcome::Bad(rule) => {
                self.note(rule, found);
                None
            }
        }
    }

    fn one(&mut self, entity: Entity, raw: &Value) -> Option<Value> {
        let Value::Array(items) = raw else {
            return self.nested(entity, raw);
        };
        let mut there = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !is_absent(item));
        let (at, first) = there.next()?;
        if there.next().is_some() {
            self.note(issue::ITEMS_IGNORED, None);
        }
        self.at(at, |reader| reader.nested(entity, first))
    }

    fn many(&mut self, entity: Entity, raw: &Value) -> Option<Value> {
        let items: Vec<Value> = match raw {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| self.at(at, |reader| reader.nested(entity, item)))
                .collect(),
            other => self.nested(entity, other).into_iter().collect(),
        };
        (!items.is_empty()).then_some(Value::Array(items))
    }

    /// An object, or the text that stands for one.
    fn nested(&mut self, entity: Entity, raw: &Value) -> Option<Value> {
        if let Value::Object(object) = raw {
            let object = if object.is_empty() {
                Map::new()
            } else {
                self.entity(entity, object)
            };
            return (!object.is_empty()).then_some(Value::Object(object));
        }
        let text = match normalize(Kind::Text, raw) {
            Outcome::Absent => return None,
            Outcome::Fine(text) if !raw.is_boolean() && !raw.is_array() => Some(text),
            _ => None,
        };
        let (Some(text), Some(name)) = (text, entity.telling_field()) else {
            self.note(issue::WRONG_TYPE, None);
            return None;
        };
        let object = Map::from_iter([(name.to_owned(), text)]);
        Some(Value::Object(self.entity(entity, &object)))
    }

    fn many_any(&mut self, raw: &Value) -> Option<Value> {
        let items = match raw {
            Value::Array(items) => items
                .iter()
                .filter_map(|item| as_it_came(item, DEEPEST_ANY))
                .collect(),
            other => Vec::from_iter(as_it_came(other, DEEPEST_ANY)),
        };
        (!items.is_empty()).then_some(Value::Array(items))
    }

    /// Notes an issue at the place that is being read.
    fn note(&mut self, rule: &Rule, found: Option<&Value>) {
        match self.issues.len() {
            0..MOST_ISSUES => {
                let found = found.and_then(quoted);
                self.issues
                    .push(Issue::new(rule, &self.pointer, found.as_deref()));
            }
            MOST_ISSUES => self
                .issues
                .push(Issue::new(issue::TOO_MANY_ISSUES, "", None)),
            _ => {}
        }
    }

    /// Reads what is under a property of the place that is being read.
    fn below<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let above = self.pointer.len();
        self.pointer.push('/');
        if key.contains(['~', '/']) {
            self.pointer
                .push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(key);
        }
        let result = read(self);
        self.pointer.truncate(above);
        result
    }

    fn at<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let above = self.pointer.len();
        // Writing to a String cannot fail.
        let _ = write!(self.pointer, "/{index}");
        let result = read(self);
        self.pointer.truncate(above);
        result
    }
}

/// A value in words for an issue; objects and lists could hide anything, so they are
/// not quoted.
fn quoted(raw: &Value) -> Option<String> {
    match raw {
        Value::String(text) => Some(clean_text(text)),
        Value::Number(_) | Value::Bool(_) => Some(raw.to_string()),
        _ => None,
    }
}

/// Keeps a value of no known shape, without what is absent in it.
fn as_it_came(raw: &Value, depth: usize) -> Option<Value> {
    match raw {
        Value::Null => None,
        Value::String(text) => Some(clean_text(text))
            .filter(|text| !text.is_empty())
            .map(Value::String),
        Value::Array(_) | Value::Object(_) if depth == 0 => None,
        Value::Array(items) => {
            let items: Vec<Value> = items
                .iter()
                .filter_map(|item| as_it_came(item, depth - 1))
                .collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(object) => {
            let object: Map<String, Value> = object
                .iter()
                .filter_map(|(key, value)| Some((clean_text(key), as_it_came(value, depth - 1)?)))
                .collect();
            (!object.is_empty()).then_some(Value::Object(object))
        }
        plain => Some(plain.clone()),
    }
}

#[cfg(test)]
pub(super) mod tests;
