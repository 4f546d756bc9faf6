//! One service as it came: its id and what it carries, read without touching its text.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Pulled;
use crate::oruk::Dialect;

/// Longest id that is taken, in bytes.
const MAX_ID: usize = 512;

/// One item of a list.
#[derive(Debug)]
pub(super) struct Item {
    /// The feed's own id.
    pub(super) id: Option<String>,
    /// Its text as it came.
    pub(super) raw: Box<RawValue>,
}

impl Item {
    pub(super) fn new(raw: Box<RawValue>) -> Self {
        Self {
            id: source_id(&raw),
            raw,
        }
    }

    /// What tells it apart from others: its id, or all of it.
    pub(super) fn key(&self) -> &str {
        self.id.as_deref().unwrap_or(self.raw.get())
    }

    /// As a service to hand over, of that version of the standard.
    pub(super) fn into_service(self, dialect: Dialect) -> Pulled {
        Pulled::Service {
            source_id: self.id,
            raw: self.raw,
            dialect,
        }
    }
}

/// The members of an object by name; nothing for anything that is not an object.
pub(super) fn members(raw: &RawValue) -> BTreeMap<String, &RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// The feed's own id as text: a string or a number under `id` in any case. Blank ones, very
/// long ones and those with control characters are of no use.
fn source_id(raw: &RawValue) -> Option<String> {
    let members = members(raw);
    let id = members.get("id").or_else(|| {
        let mut spelt = members.iter();
        spelt.find_map(|(name, id)| name.eq_ignore_ascii_case("id").then_some(id))
    })?;
    let text = if id.get().starts_with('"') {
        serde_json::from_str(id.get()).ok()?
    } else if id
        .get()
        .starts_with(|c: char| c == '-' || c.is_ascii_digit())
    {
        id.get().to_owned()
    } else {
        return None;
    };
    let text = text.trim();
    let usable = !text.is_empty() && text.len() <= MAX_ID && !text.contains(char::is_control);
    usable.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_whatever_a_feed_writes() {
        for (json, want) in [
            (r#"{"id": "a"}"#, Some("a")),
            (r#"{"id": " a\u00e9 "}"#, Some("aé")),
            (r#"{"id": 42}"#, Some("42")),
            (r#"{"ID": "a"}"#, Some("a")),
            (r#"{"Id": "b", "id": "a"}"#, Some("a")),
            (
                r#"{"id": 123456789012345678901234567890}"#,
                Some("123456789012345678901234567890"),
            ),
            (r#"{"id": ""}"#, None),
            (r#"{"id": "  "}"#, None),
            (r#"{"id": "a\u0000b"}"#, None),
            (r#"{"id": null}"#, None),
            (r#"{"id": true}"#, None),
            (r#"{"id": ["a"]}"#, None),
            (r#"{"name": "a"}"#, None),
            (r#"["id"]"#, None),
            ("null", None),
        ] {
            let raw = RawValue::from_string(json.to_owned()).unwrap();
            assert_eq!(source_id(&raw).as_deref(), want, "{json}");
        }
        let long = format!(r#"{{"id": "{}"}}"#, "x".repeat(MAX_ID + 1));
        assert_eq!(source_id(&RawValue::from_string(long).unwrap()), None);
    }
}
