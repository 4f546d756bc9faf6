//! Stored documents in the words of 1.0.

use serde_json::{Map, Value};

use super::terms::Catalogue;
use crate::oruk::v1::{downgrade, downgrade_organization};
use crate::oruk::write::one_to_one;

/// A service with all that it nests, out of its stored document.
pub(super) fn service(doc: &str, catalogue: &Catalogue) -> Result<Value, serde_json::Error> {
    let mut old = downgrade(&serde_json::from_str(doc)?);
    catalogue.rename(&mut old);
    Ok(old)
}

/// What a list shows of it: single values, the organization, and the lists that are asked for.
pub(super) fn item(service: Value, include: &[&str]) -> Value {
    let Value::Object(service) = service else {
        return service;
    };
    let members = service.into_iter().filter_map(|(name, value)| {
        let value = match include.contains(&name.as_str()) {
            true => Some(value),
            false => one_to_one(value),
        };
        Some((name, value?))
    });
    Value::Object(members.collect())
}

/// An organization with the terms on it, out of its stored document.
pub(super) fn organization(doc: &str, catalogue: &Catalogue) -> Result<Value, serde_json::Error> {
    let mut old = downgrade_organization(&serde_json::from_str(doc)?);
    catalogue.rename(&mut old);
    Ok(old)
}

/// What must be said of a service wherever it is mentioned.
pub(super) fn briefly(service: &Value) -> Value {
    let needed = ["id", "name", "organization"].into_iter();
    let members = needed.filter_map(|name| {
        let value = one_to_one(service.get(name)?.clone())?;
        Some((name.to_owned(), value))
    });
    Value::Object(Map::from_iter(members))
}
