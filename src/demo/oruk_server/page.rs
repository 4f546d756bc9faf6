//! One page of a list: which entries, and the envelope around them.

use std::fmt::Write;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Version;
use super::dataset::Entry;
use super::fault::Paging;

/// The query of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// From 1.
    pub(super) page: Option<usize>,
    pub(super) per_page: Option<usize>,
    pub(super) full: bool,
    pub(super) minimal: bool,
    pub(super) modified_after: Option<String>,
}

/// How a list is cut and shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'a> {
    /// Whose names the envelope has.
    pub(super) version: Version,
    /// Largest page.
    pub(super) cap: usize,
    /// Whether `full=true` is honoured.
    pub(super) honour_full: bool,
    /// Whether `modified_after` is heeded.
    pub(super) modified_after: bool,
    /// What goes wrong.
    pub(super) faults: &'a [Paging],
}

impl Cut<'_> {
    fn has(self, fault: &Paging) -> bool {
        self.faults.contains(fault)
    }
}

/// The body of a page, JSON text.
pub(super) fn render(entries: &[Entry], query: &ListQuery, cut: Cut<'_>) -> String {
    let asked = query.page.unwrap_or(1);
    let since = query.modified_after.as_ref().filter(|_| cut.modified_after);
    // Dates of one form sort as texts do.
    let is_newer = |entry: &&Entry| since.is_none_or(|since| entry.modified > *since);
    let entries: Vec<&Entry> = entries.iter().filter(is_newer).collect();
    let per_page = query.per_page.unwrap_or(50).clamp(1, cut.cap.max(1));
    let pages = entries.len().div_ceil(per_page);
    // The place in the list, from 0.
    let index = if cut.has(&Paging::IgnoresPage) {
        0
    } else if cut.has(&Paging::FromZero) {
        asked
    } else if cut.has(&Paging::LastPageAgain) {
        asked.saturating_sub(1).min(pages.saturating_sub(1))
    } else {
        asked.saturating_sub(1)
    };
    let from = index.saturating_mul(per_page).min(entries.len());
    let to = (from + per_page).min(entries.len());
    let made_up: Vec<Entry>;
    let made_up_too: Vec<&Entry>;
    let (shown, last) = if cut.has(&Paging::Endless) {
        made_up = (0..per_page).map(|n| invented(asked, n)).collect();
        made_up_too = made_up.iter().collect();
        (&made_up_too[..], false)
    } else {
        (&entries[from..to], index + 1 >= pages)
    };
    let texts = shown.iter().map(|entry| text(entry, query, cut));
    let contents: Vec<&str> = texts.collect();
    let contents = format!("[{}]", contents.join(","));
    if cut.has(&Paging::BareArray) {
        return contents;
    }
    let mut head = Map::new();
    head.insert("total_items".into(), json!(entries.len()));
    head.insert("total_pages".into(), json!(pages));
    head.insert("page_number".into(), json!(asked));
    head.insert("size".into(), json!(shown.len()));
    head.insert("first_page".into(), json!(index == 0));
    head.insert("last_page".into(), json!(last));
    head.insert("empty".into(), json!(shown.is_empty()));
    let mut list = match cut.version {
        Version::V3 => "contents",
        Version::V1 => "content",
    };
    for fault in cut.faults {
        spoil(&mut head, fault);
        if let Paging::Under(key) = fault {
            list = key;
        }
    }
    if cut.version == Version::V1 {
        head = head
            .into_iter()
            .map(|(name, value)| (old_name(name), value))
            .collect();
    }
    with_list(&head, list, &contents)
}

/// What version 1.0 calls a part of the envelope.
fn old_name(name: String) -> String {
    let old = match name.as_str() {
        "total_items" => "totalElements",
        "total_pages" => "totalPages",
        "page_number" => "number",
        "first_page" => "first",
        "last_page" => "last",
        _ => return name,
    };
    old.to_owned()
}

fn spoil(head: &mut Map<String, Value>, fault: &Paging) {
    match fault {
        Paging::NoEnvelope => head.clear(),
        Paging::TextTotals => {
            for key in ["total_items", "total_pages"] {
                if let Some(value) = head.get_mut(key) {
                    *value = json!(value.to_string());
                }
            }
        }
        Paging::WrongTotal(total) => {
            head.insert("total_items".into(), json!(total));
        }
        Paging::NumberFromZero => {
            if let Some(number) = head.get_mut("page_number") {
                *number = json!(number.as_u64().unwrap_or_default().saturating_sub(1));
            }
        }
        Paging::NoTotals => {
            head.retain(|name, _| !name.starts_with("total_"));
        }
        Paging::NeverLast => {
            head.insert("last_page".into(), json!(false));
        }
        Paging::AlwaysLast => {
            head.insert("last_page".into(), json!(true));
        }
        _ => {}
    }
}

/// The envelope with its list, without parsing what is a text already.
fn with_list(head: &Map<String, Value>, key: &str, contents: &str) -> String {
    let mut text = String::with_capacity(contents.len() + 256);
    text.push('{');
    for (name, value) in head {
        // Writing to a String cannot fail.
        let _ = write!(text, "{}:{value},", json!(name));
    }
    let _ = write!(text, "{}:{contents}}}", json!(key));
    text
}

fn text<'a>(entry: &'a Entry, query: &ListQuery, cut: Cut<'_>) -> &'a str {
    if query.minimal {
        &entry.minimal
    } else if query.full && cut.honour_full && cut.version == Version::V3 {
        &entry.full
    } else {
        &entry.item
    }
}

fn invented(page: usize, place: usize) -> Entry {
    Entry::new(&json!({
        "id": format!("made-up-{page}-{place}"),
        "name": "Made-up service",
        "status": "active",
        "languages": [{"id": format!("made-up-language-{page}-{place}"), "name": "English"}],
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: usize, faults: &[Paging]) -> Value {
        let entries: Vec<_> = (1..=5).map(|n| Entry::new(&json!({"id": n}))).collect();
        let query = ListQuery {
            page: Some(page),
            per_page: Some(9),
            ..ListQuery::default()
        };
        let cut = Cut {
            version: Version::V3,
            cap: 2,
            honour_full: true,
            modified_after: true,
            faults,
        };
        serde_json::from_str(&render(&entries, &query, cut)).unwrap()
    }

    #[test]
    fn pages_follow_the_standard() {
        assert_eq!(
            shown(3, &[]),
            json!({"total_items": 5, "total_pages": 3, "page_number": 3, "size": 1,
                "first_page": false, "last_page": true, "empty": false, "contents": [{"id": 5}]})
        );
        assert_eq!(
            shown(4, &[]),
            json!({"total_items": 5, "total_pages": 3, "page_number": 4, "size": 0,
                "first_page": false, "last_page": true, "empty": true, "contents": []})
        );
    }

    #[test]
    fn each_way_to_misbehave_does() {
        let ids = |page, fault| -> Vec<i64> {
            let page = shown(page, &[fault]);
            let list = page.get("contents").unwrap_or(&page).as_array().unwrap();
            list.iter()
                .map(|item| item["id"].as_i64().unwrap())
                .collect()
        };
        assert_eq!(ids(3, Paging::IgnoresPage), [1, 2]);
        assert_eq!(ids(1, Paging::FromZero), [3, 4]);
        assert_eq!(ids(9, Paging::LastPageAgain), [5]);
        assert_eq!(ids(1, Paging::BareArray), [1, 2]);
        assert_eq!(
            shown(1, &[Paging::NoEnvelope]),
            json!({"contents": [{"id": 1}, {"id": 2}]})
        );
        assert_eq!(shown(1, &[Paging::TextTotals])["total_items"], "5");
        assert_eq!(shown(1, &[Paging::WrongTotal(9)])["total_items"], 9);
        assert_eq!(shown(3, &[Paging::NeverLast])["last_page"], false);
        assert_eq!(shown(1, &[Paging::Under("data")])["data"][0]["id"], 1);
        assert_eq!(
            shown(70, &[Paging::Endless])["contents"][1]["id"],
            "made-up-70-1"
        );
    }
}
