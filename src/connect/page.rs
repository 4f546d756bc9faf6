//! One page of a list, from bytes to items that keep their exact text.
//!
//! bytes -> text (no byte order mark, UTF-8 by force) -> envelope and list -> [`Page`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::client::Response;
use super::item::Item;

/// Names under which feeds put the list, lower case, without underscores.
const LISTS: [&str; 6] = [
    "contents", "content", "items", "data", "results", "services",
];

/// One page as it came.
#[derive(Debug)]
pub(super) struct Page {
    /// What it says of its place in the list.
    pub(super) envelope: Envelope,
    /// Its items.
    pub(super) items: Vec<Item>,
    /// Whether bytes that are not UTF-8 were replaced.
    pub(super) mended: bool,
    /// The content type, when it is not that of JSON.
    pub(super) odd_type: Option<String>,
}

impl Page {
    /// Whether there is nothing on it to tell its publisher, and an id on each item.
    pub(super) fn is_flawless(&self) -> bool {
        let has_ids = self.items.iter().all(|item| item.id.is_some());
        has_ids && !self.mended && self.odd_type.is_none() && self.envelope.clear
    }
}

/// What a page says of its place in the list; feeds leave things out and write numbers as text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Envelope {
    /// Items on all pages.
    pub(super) total_items: Option<u64>,
    /// Pages.
    pub(super) total_pages: Option<u64>,
    /// Whether it is the first.
    pub(super) first: Option<bool>,
    /// Whether it is the last.
    pub(super) last: Option<bool>,
    /// Whether both totals are there as numbers.
    pub(super) clear: bool,
}

/// Reads a page of a list.
///
/// # Errors
/// A sentence when there is no list in it.
pub(super) fn read(response: &Response) -> Result<Page, String> {
    let (text, mended) = text(response);
    check(response, &text)?;
    let (envelope, items): (_, Vec<Box<RawValue>>) = if text.trim_start().starts_with('[') {
        (Envelope::default(), parse(response, &text)?)
    } else {
        let members: BTreeMap<String, &RawValue> = parse(response, &text)?;
        let members: BTreeMap<String, &str> = members
            .into_iter()
            .map(|(name, raw)| (normal(&name), raw.get()))
            .collect();
        let list = LISTS.iter().find_map(|name| {
            let found = members.get(*name)?;
            found.starts_with('[').then_some(*found)
        });
        let list = list.ok_or_else(|| {
            format!(
                "{} answers with JSON that has no list in it; check that the address is the \
                 feed's base address",
                response.final_url
            )
        })?;
        (envelope(&members), parse(response, list)?)
    };
    let odd_type = response
        .content_type
        .as_ref()
        .filter(|kind| !kind.to_ascii_lowercase().contains("json"));
    Ok(Page {
        envelope,
        items: items.into_iter().map(Item::new).collect(),
        mended,
        odd_type: odd_type.cloned(),
    })
}

/// Reads a body that is one object, such as a single service.
///
/// # Errors
/// A sentence when it is something else.
pub(super) fn read_one(response: &Response) -> Result<Box<RawValue>, String> {
    let (text, _) = text(response);
    check(response, &text)?;
    let value: Box<RawValue> = parse(response, &text)?;
    if value.get().starts_with('{') {
        Ok(value)
    } else {
        Err(format!(
            "{} answers with JSON that is not one object; ask its publisher to mend it",
            response.final_url
        ))
    }
}

fn text(response: &Response) -> (String, bool) {
    let body = &response.body[..];
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (String::from_utf8_lossy(body).into_owned(), true),
    }
}

/// Names the two commonest things that are not JSON.
fn check(response: &Response, text: &str) -> Result<(), String> {
    let url = &response.final_url;
    match text.trim_start().chars().next() {
        None => Err(format!(
            "{url} answers with nothing at all; ask its publisher to mend it"
        )),
        Some('<') => Err(format!(
            "{url} answers with a web page instead of JSON; check that the address is the feed's \
             base address"
        )),
        Some(_) => Ok(()),
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(response: &Response, text: &'a str) -> Result<T, String> {
    let url = &response.final_url;
    serde_json::from_str(text).map_err(|error| {
        if error.is_eof() {
            format!(
                "{url} answers with JSON that breaks off in the middle; ask its publisher to mend \
                 it if it stays so"
            )
        } else {
            format!(
                "{url} answers with something that is not JSON (line {}, column {}); ask its \
                 publisher to mend it",
                error.line(),
                error.column()
            )
        }
    })
}

/// Whether a list of services may stand under this name.
pub(super) fn is_list_name(name: &str) -> bool {
    LISTS.contains(&normal(name).as_str())
}

/// `totalItems`, `Total_Items` and `total_items` are one.
fn normal(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

fn envelope(members: &BTreeMap<String, &str>) -> Envelope {
    let member = |names: &[&str]| names.iter().find_map(|name| members.get(*name)).copied();
    let flag = |names: &[&str]| match member(names)?.trim_matches('"') {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let items = member(&["totalitems", "totalelements", "total"]);
    let pages = member(&["totalpages"]);
    let is_number = |text: Option<&str>| text.is_some_and(|text| text.parse::<u64>().is_ok());
    Envelope {
        total_items: items.and_then(number),
        total_pages: pages.and_then(number),
        first: flag(&["firstpage", "first"]),
        last: flag(&["lastpage", "last"]),
        clear: is_number(items) && is_number(pages),
    }
}

/// `5`, `"5"`, `" 5 "` and `5.0`.
fn number(raw: &str) -> Option<u64> {
    let text = raw.trim_matches('"').trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn answer(body: &[u8]) -> Response {
        Response {
            status: 200,
            final_url: Url::parse("https://feed.example/services").unwrap(),
            redirects: Vec::new(),
            content_type: Some("application/json".into()),
            etag: None,
            modified: None,
            retry_after: None,
            headers: Box::default(),
            body: body.to_vec().into(),
        }
    }

    #[test]
    fn lists_are_found_under_every_name_and_keep_their_text() {
        for body in [
            r#"[{"id": 1.50}, {"id":  2}]"#,
            r#"{"contents": [{"id": 1.50}, {"id":  2}]}"#,
            r#"{"content": [{"id": 1.50}, {"id":  2}]}"#,
            r#"{"count": 2, "results": [{"id": 1.50}, {"id":  2}]}"#,
            r#" {"Items": [{"id": 1.50}, {"id":  2}], "data": {}}"#,
            "\u{feff}{\"data\": [{\"id\": 1.50}, {\"id\":  2}]}",
        ] {
            let page = read(&answer(body.as_bytes())).unwrap();
            let texts: Vec<_> = page.items.iter().map(|item| item.raw.get()).collect();
            assert_eq!(texts, [r#"{"id": 1.50}"#, r#"{"id":  2}"#], "{body}");
        }
    }

    #[test]
    fn totals_are_read_in_every_spelling() {
        for (body, want) in [
            (
                r#"{"total_items": 7, "total_pages": 2, "last_page": true, "first_page": false, "contents": []}"#,
                (Some(7), Some(2), Some(false), Some(true), true),
            ),
            (
                r#"{"totalElements": 7, "totalPages": 2, "last": true, "first": false, "content": []}"#,
                (Some(7), Some(2), Some(false), Some(true), true),
            ),
            (
                r#"{"total_items": "7", "total_pages": "2", "last_page": "true", "contents": []}"#,
                (Some(7), Some(2), None, Some(true), false),
            ),
            (
                r#"{"total_items": 7.0, "total_pages": null, "last_page": 1, "contents": []}"#,
                (Some(7), None, None, None, false),
            ),
            (
                r#"{"total_items": "many", "total_pages": -1, "contents": []}"#,
                (None, None, None, None, false),
            ),
        ] {
            let found = read(&answer(body.as_bytes())).unwrap().envelope;
            let found = (
                found.total_items,
                found.total_pages,
                found.first,
                found.last,
                found.clear,
            );
            assert_eq!(found, want, "{body}");
        }
    }

    #[test]
    fn what_is_no_list_gets_a_sentence() {
        for (body, part) in [
            ("", "nothing at all"),
            (" \n", "nothing at all"),
            ("<!doctype html>", "a web page instead of JSON"),
            (
                r#"{"contents": [{"id": 1}, {"i"#,
                "breaks off in the middle",
            ),
            (
                r#"{"contents": [{"id": 1}, oops]}"#,
                "not JSON (line 1, column 26)",
            ),
            (r#"{"message": "hello"}"#, "no list in it"),
            (r#"{"contents": {"id": 1}}"#, "no list in it"),
            ("42", "not JSON"),
        ] {
            let why = read(&answer(body.as_bytes())).unwrap_err();
            assert!(
                why.starts_with("https://feed.example/services answers"),
                "{why}"
            );
            assert!(why.contains(part), "{why}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_cost_characters_and_not_the_page() {
        let page = read(&answer(b"[{\"name\": \"Caf\xe9\"}]")).unwrap();
        assert!(page.mended);
        assert_eq!(page.items[0].raw.get(), "{\"name\": \"Caf\u{fffd}\"}");
    }

    #[test]
    fn nesting_of_any_depth_is_carried_along() {
        let deep = format!(
            "[{{\"id\": 1, \"x\": {}{}}}]",
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        assert_eq!(read(&answer(deep.as_bytes())).unwrap().items.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_reading_panic(body: Vec<u8>) {
            let _ = read(&answer(&body));
            let _ = read_one(&answer(&body));
        }

        #[test]
        fn whatever_stands_in_a_list_keeps_its_text(
            items in proptest::collection::vec("[a-z0-9 ]{0,9}", 0..9),
        ) {
            let items: Vec<_> = items.iter().map(|text| format!("{{\"id\":  {text:?}}}")).collect();
            let body = format!("{{\"total_items\": 3, \"contents\": [{}]}}", items.join(" , "));
            let page = read(&answer(body.as_bytes())).unwrap();
            let texts: Vec<_> = page.items.iter().map(|item| item.raw.get()).collect();
            proptest::prop_assert_eq!(texts, items);
        }
    }
}
