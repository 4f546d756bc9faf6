//! What stands around written documents: page envelopes, minimal items, `GET /`.
//!
//! Documents come already written, as stored, and are joined without being read again.

use jiff::Timestamp;
use serde_json::json;

use super::scalar;

/// The version that `GET /` announces. The official checker reads what follows
/// `HSDS-UK-` as a number and falls back to version 1.0 rules when it cannot.
pub const VERSION: &str = "HSDS-UK-3.0";

/// Where a page stands in its walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageMeta {
    /// All records that match.
    pub total_items: u64,
    /// This page, from 1.
    pub page_number: u64,
    /// Records asked for on a page; 0 counts as 1.
    pub per_page: u64,
}

impl PageMeta {
    /// Pages at this page size; 1 when nothing matches.
    pub fn total_pages(&self) -> u64 {
        self.total_items.div_ceil(self.per_page.max(1)).max(1)
    }
}

/// A page of items that are JSON texts already. A page past the end has none.
pub fn page(meta: PageMeta, items: &[impl AsRef<str>]) -> String {
    let total_pages = meta.total_pages();
    let envelope = json!({
        "total_items": meta.total_items,
        "total_pages": total_pages,
        "page_number": meta.page_number,
        "size": items.len(),
        "first_page": meta.page_number == 1,
        "last_page": meta.page_number >= total_pages,
        "empty": items.is_empty(),
    });
    with_list(&envelope.to_string(), "contents", items)
}

/// An organization's document with its services, each a JSON text already.
pub fn with_services(organization: &str, services: &[impl AsRef<str>]) -> String {
    if services.is_empty() {
        return organization.to_owned();
    }
    with_list(organization, "services", services)
}

/// The item of `minimal=true`: which record, and when it last changed.
pub fn minimal_item(id: &str, last_modified: Timestamp) -> String {
    json!({ "id": id, "last_modified": scalar::instant(last_modified) }).to_string()
}

/// What stands in the place of a service that is not published any more.
pub fn departed_service(id: &str, since: Timestamp) -> String {
    json!({
        "id": id,
        "name": "No longer listed",
        "status": "defunct",
        "last_modified": scalar::instant(since),
    })
    .to_string()
}

/// What stands in the place of a service at a place that is not published any more.
pub fn departed_place(id: &str, service_id: &str) -> String {
    json!({ "id": id, "service_id": service_id }).to_string()
}

/// The answer to `GET /`. Both addresses are absolute.
pub fn api_details(profile: &str, openapi_url: &str) -> String {
    json!({ "version": VERSION, "profile": profile, "openapi_url": openapi_url }).to_string()
}

/// Appends a list to a JSON object that is not empty.
pub(super) fn with_list(object: &str, name: &str, items: &[impl AsRef<str>]) -> String {
    let open = object.trim_end().strip_suffix('}').unwrap_or(object);
    let length: usize = items.iter().map(|item| item.as_ref().len() + 1).sum();
    let mut text = String::with_capacity(open.len() + name.len() + length + 8);
    text.push_str(open);
    text.push_str(",\"");
    text.push_str(name);
    text.push_str("\":[");
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(item.as_ref());
    }
    text.push_str("]}");
    text
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::Value;

    use super::*;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[rstest]
    #[case(0, 1, 50, 0, (1, true, true, true))]
    #[case(1, 1, 50, 1, (1, true, true, false))]
    #[case(100, 1, 50, 50, (2, true, false, false))]
    #[case(101, 3, 50, 1, (3, false, true, false))]
    #[case(101, 9, 50, 0, (3, false, true, true))]
    fn a_page_says_where_it_stands(
        #[case] total_items: u64,
        #[case] page_number: u64,
        #[case] per_page: u64,
        #[case] size: usize,
        #[case] (total_pages, first, last, empty): (u64, bool, bool, bool),
    ) {
        let meta = PageMeta {
            total_items,
            page_number,
            per_page,
        };
        let items = vec!["{\"id\":\"x\"}".to_owned(); size];
        let want = json!({
            "total_items": total_items, "total_pages": total_pages, "page_number": page_number,
            "size": size, "first_page": first, "last_page": last, "empty": empty,
            "contents": vec![json!({"id": "x"}); size],
        });
        assert_eq!(read(&page(meta, &items)), want);
    }

    #[test]
    fn services_are_added_to_an_organization() {
        let none: [&str; 0] = [];
        assert_eq!(with_services("{\"id\":\"o\"}", &none), "{\"id\":\"o\"}");
        let with = read(&with_services(
            "{\"id\":\"o\"}",
            &["{\"id\":\"a\"}", "{\"id\":\"b\"}"],
        ));
        assert_eq!(
            with,
            json!({"id": "o", "services": [{"id": "a"}, {"id": "b"}]})
        );
    }

    #[test]
    fn minimal_items_and_details_have_the_names_of_the_standard() {
        let at = "2026-03-01T09:30:00Z".parse().unwrap();
        let want = json!({"id": "s", "last_modified": "2026-03-01T09:30:00.000Z"});
        assert_eq!(read(&minimal_item("s", at)), want);
        let details = read(&api_details(
            "https://hub.example/profile",
            "https://hub.example/openapi.json",
        ));
        assert_eq!(details["version"], "HSDS-UK-3.0");
    }
}
