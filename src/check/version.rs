//! What each version of the standard calls things, and which endpoints it has.

use serde_json::Value;

use crate::oruk::Dialect;
use crate::oruk::schema::Document;
use crate::oruk::v1::{Weekdays, has_old_name};

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0.
    V3,
    /// 1.0.
    V1,
}

/// What the fields of a page are called.
#[derive(Debug)]
pub(super) struct PageNames {
    pub(super) list: &'static str,
    pub(super) total_items: &'static str,
    pub(super) total_pages: &'static str,
    pub(super) number: &'static str,
    pub(super) size: &'static str,
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) empty: &'static str,
}

/// A list that the standard recommends, and what stands in it.
#[derive(Debug)]
pub(super) struct List {
    pub(super) path: &'static str,
    pub(super) item: Document,
    pub(super) detail: Document,
}

const V3_NAMES: PageNames = PageNames {
    list: "contents",
    total_items: "total_items",
    total_pages: "total_pages",
    number: "page_number",
    size: "size",
    first: "first_page",
    last: "last_page",
    empty: "empty",
};

const V1_NAMES: PageNames = PageNames {
    list: "content",
    total_items: "totalElements",
    total_pages: "totalPages",
    number: "number",
    size: "size",
    first: "first",
    last: "last",
    empty: "empty",
};

const fn list(path: &'static str, item: Document, detail: Document) -> List {
    List { path, item, detail }
}

const V3_LISTS: &[List] = &[
    list(
        "organizations",
        Document::OrganizationItem,
        Document::Organization,
    ),
    list(
        "service_at_locations",
        Document::ServiceAtLocationItem,
        Document::ServiceAtLocation,
    ),
    list("taxonomies", Document::Taxonomy, Document::Taxonomy),
    list(
        "taxonomy_terms",
        Document::TaxonomyTerm,
        Document::TaxonomyTerm,
    ),
];

const V1_LISTS: &[List] = &[
    list(
        "organizations",
        Document::V1OrganizationItem,
        Document::V1Organization,
    ),
    list("locations", Document::V1LocationItem, Document::V1Location),
    list("taxonomies", Document::V1Taxonomy, Document::V1Taxonomy),
    list("reviews", Document::V1Review, Document::V1Review),
];

impl Version {
    /// The version by its number.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "3.0" | "3" => Some(Self::V3),
            "1.0" | "1" => Some(Self::V1),
            _ => None,
        }
    }

    /// Its number.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V3 => "3.0",
            Self::V1 => "1.0",
        }
    }

    /// What an announcement such as `HSDS-UK-3.0` means; `None` when it has no number.
    pub(super) fn announced(text: &str) -> Option<Self> {
        let number = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        match number.split('.').next() {
            Some("3") => Some(Self::V3),
            Some("1" | "2") => Some(Self::V1),
            _ => None,
        }
    }

    /// What a page or a service looks like.
    pub(super) fn of(document: &Value) -> Self {
        let is_old = |value: &Value| has_old_name(|name| value.get(name).is_some());
        let items = ["content", "contents"]
            .iter()
            .find_map(|name| document.get(name)?.as_array());
        let mut items = items.into_iter().flatten();
        if is_old(document) || items.any(is_old) {
            Self::V1
        } else {
            Self::V3
        }
    }

    pub(super) fn names(self) -> &'static PageNames {
        match self {
            Self::V3 => &V3_NAMES,
            Self::V1 => &V1_NAMES,
        }
    }

    /// The recommended lists.
    pub(super) fn lists(self) -> &'static [List] {
        match self {
            Self::V3 => V3_LISTS,
            Self::V1 => V1_LISTS,
        }
    }

    /// The list of services.
    pub(super) fn services(self) -> List {
        match self {
            Self::V3 => list("services", Document::ServiceItem, Document::Service),
            Self::V1 => list("services", Document::V1ServiceItem, Document::V1Service),
        }
    }

    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::V3 => Dialect::V3,
            Self::V1 => Dialect::V1(Weekdays::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn versions_are_told_by_announcement_and_by_look() {
        for (text, want) in [
            ("HSDS-UK-3.0", Some(Version::V3)),
            ("3.1.1", Some(Version::V3)),
            ("V1.0-UK", Some(Version::V1)),
            ("v2", Some(Version::V1)),
            ("30", None),
            ("newest", None),
        ] {
            assert_eq!(Version::announced(text), want, "{text}");
        }
        for (document, want) in [
            (json!({"totalElements": 1, "content": []}), Version::V1),
            (json!({"content": [{"regular_schedules": []}]}), Version::V1),
            (json!({"service_taxonomys": []}), Version::V1),
            (
                json!({"total_items": 1, "contents": [{"id": "1"}]}),
                Version::V3,
            ),
            (json!([]), Version::V3),
        ] {
            assert_eq!(Version::of(&document), want, "{document}");
        }
    }
}
