//! One page of a list as it came: the list, where it stood, and what stood around it.

use serde_json::{Map, Value};

use super::version::Version;

/// Names under which feeds put the list.
const LISTS: [&str; 6] = [
    "contents", "content", "items", "data", "results", "services",
];

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    /// The number that was asked for.
    pub(super) asked: u64,
    /// The name that the list stands under; `None` when it is the whole answer.
    pub(super) place: Option<String>,
    /// What stands around the list.
    pub(super) envelope: Map<String, Value>,
    pub(super) items: Vec<Value>,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// What the answer is instead, as the end of a sentence that begins with its address.
    pub(super) fn read(asked: u64, body: &[u8]) -> Result<Self, String> {
        match json(body)? {
            Value::Array(items) => Ok(Self {
                asked,
                place: None,
                envelope: Map::new(),
                items,
            }),
            Value::Object(mut envelope) => {
                let named = LISTS
                    .iter()
                    .find(|name| envelope.get(**name).is_some_and(Value::is_array));
                let name = named.ok_or("answers with JSON that has no list in it")?;
                match envelope.remove(*name) {
                    Some(Value::Array(items)) => Ok(Self {
                        asked,
                        place: Some((*name).to_owned()),
                        envelope,
                        items,
                    }),
                    _ => Err("answers with JSON that has no list in it".to_owned()),
                }
            }
            _ => Err("answers with JSON that has no list in it".to_owned()),
        }
    }

    /// Whether the list stands where its version wants it; of version 1.0 there are two readings.
    pub(super) fn is_placed(&self, version: Version) -> bool {
        match (version, self.place.as_deref()) {
            (Version::V1, Some(name)) => matches!(name, "content" | "contents"),
            (Version::V3, Some(name)) => name == "contents",
            (_, None) => false,
        }
    }

    /// A number of the envelope, also one that is written as text.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        match self.envelope.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_u64(),
        }
    }

    /// How many entries the list has: as the page states, else as many as it holds.
    pub(super) fn total(&self) -> u64 {
        let stated = ["total_items", "totalElements"]
            .iter()
            .find_map(|name| self.number(name));
        stated.unwrap_or(self.items.len() as u64)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.envelope.get(name)?.as_bool()
    }
}

/// Reads a body as JSON, whatever its bytes are.
///
/// # Errors
/// As [`Page::read`].
pub(super) fn json(body: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
    if text.trim().is_empty() {
        return Err("answers with nothing at all".to_owned());
    }
    if text.trim_start().starts_with('<') {
        return Err("answers with a web page instead of JSON".to_owned());
    }
    serde_json::from_str(&text).map_err(|error| {
        if error.is_eof() {
            "answers with JSON that breaks off in the middle".to_owned()
        } else {
            let (line, column) = (error.line(), error.column());
            format!("answers with something that is not JSON (line {line}, column {column})")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_wherever_it_stands() {
        for (body, want) in [
            (r#"[1]"#, Ok(None)),
            (r#"{"contents": [1]}"#, Ok(Some("contents"))),
            ("\u{feff}{\"data\": [1]}", Ok(Some("data"))),
            (r#"{"contents": {}}"#, Err("no list")),
            (r#"{"contents": [1"#, Err("breaks off")),
            (r#"{"contents": [1}"#, Err("not JSON")),
            (" <!doctype html>", Err("a web page")),
            (" ", Err("nothing")),
            ("7", Err("no list")),
        ] {
            let read = Page::read(1, body.as_bytes());
            match (read, want) {
                (Ok(page), Ok(place)) => assert_eq!(page.place.as_deref(), place, "{body}"),
                (Err(why), Err(part)) => assert!(why.contains(part), "{body}: {why}"),
                (read, want) => panic!("{body}: {read:?}, not {want:?}"),
            }
        }
    }
}
