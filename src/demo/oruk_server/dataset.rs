//! What a council publishes, and the texts that are served for it.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{ServerOptions, Version, old};

/// What a council publishes: full documents, as `/{id}` answers them. Nothing of it need be
/// valid: ids may be missing, doubled or of any type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Dataset {
    /// Services with everything nested in them.
    pub services: Vec<Value>,
    /// Taxonomies.
    pub taxonomies: Vec<Value>,
    /// Their terms.
    pub taxonomy_terms: Vec<Value>,
}

/// One document as the texts that answers are made of, so that serving costs no work.
#[derive(Debug)]
pub(super) struct Entry {
    /// As it stands in a path.
    pub(super) id: String,
    /// When it says that it changed.
    pub(super) modified: String,
    /// With everything nested.
    pub(super) full: String,
    /// One-to-one fields only.
    pub(super) item: String,
    /// Id and date of change only.
    pub(super) minimal: String,
}

/// A dataset as it is served.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// By the last word of their address.
    pub(super) lists: HashMap<&'static str, Vec<Entry>>,
    /// Names, as a JSON array: version 1.0 alone has this.
    pub(super) vocabularies: Option<String>,
}

impl Prepared {
    pub(super) fn new(data: &Dataset, options: &ServerOptions) -> Self {
        let entries = |documents: &[Value]| documents.iter().map(Entry::new).collect();
        let mut lists = HashMap::from([("services", entries(&data.services))]);
        let is_old = options.version == Version::V1;
        if options.taxonomies && is_old {
            lists.insert("taxonomies", entries(&data.taxonomy_terms));
        } else if options.taxonomies {
            lists.insert("taxonomies", entries(&data.taxonomies));
            lists.insert("taxonomy_terms", entries(&data.taxonomy_terms));
        }
        let mut vocabularies = None;
        if is_old {
            lists.extend(old::parts(data));
            vocabularies = Some(old::vocabularies(data));
        }
        Self {
            lists,
            vocabularies,
        }
    }
}

impl Entry {
    pub(super) fn new(document: &Value) -> Self {
        let id = match document.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(id) => id.to_string(),
            None => String::new(),
        };
        let minimal: Map<String, Value> = ["id", "last_modified"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), document.get(key)?.clone())))
            .collect();
        let modified = document["last_modified"].as_str().unwrap_or_default();
        Self {
            id,
            modified: modified.to_owned(),
            full: document.to_string(),
            item: one_to_one(document).to_string(),
            minimal: Value::Object(minimal).to_string(),
        }
    }
}

/// The list item of a document: scalars and single nested objects, no arrays at any depth.
fn one_to_one(document: &Value) -> Value {
    match document {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_array())
            .map(|(key, value)| (key.clone(), one_to_one(value)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_item_has_single_objects_and_no_arrays() {
        let entry = Entry::new(&json!({
            "id": 7, "name": "Lunch club", "last_modified": "2026-01-02T03:04:05Z",
            "schedules": [{"id": "s"}], "languages": [],
            "organization": {"id": "o", "attributes": [{"id": "a"}]},
        }));
        assert_eq!(entry.id, "7");
        assert_eq!(
            entry.item,
            r#"{"id":7,"name":"Lunch club","last_modified":"2026-01-02T03:04:05Z","organization":{"id":"o"}}"#
        );
        assert_eq!(
            entry.minimal,
            r#"{"id":7,"last_modified":"2026-01-02T03:04:05Z"}"#
        );
    }
}
