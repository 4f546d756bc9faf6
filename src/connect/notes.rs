//! What a connector tells the publisher about the feed as a whole. Codes are a public contract.

use super::Pulled;
use crate::oruk::Dialect;

fn note(code: &'static str, found: impl Into<String>, advice: &str) -> Pulled {
    Pulled::Note {
        code,
        found: found.into(),
        advice: advice.to_owned(),
    }
}

/// `GET /` has no answer of the standard's shape.
pub(super) fn root_missing(found: impl Into<String>) -> Pulled {
    note(
        "root_missing",
        found,
        "answer GET / with version, profile and openapi_url; checkers choose their rules by it",
    )
}

/// `GET /` announces another version than 3.
pub(super) fn version_unexpected(found: impl Into<String>) -> Pulled {
    note(
        "version_unexpected",
        found,
        "write \"version\": \"HSDS-UK-3.0\" if the feed follows ORUK 3.0; it was read as such",
    )
}

/// Pages do not say how many services or pages there are, or not as numbers.
pub(super) fn totals_unclear(dialect: Dialect) -> Pulled {
    let [items, pages, last] = match dialect {
        Dialect::V3 => ["total_items", "total_pages", "last_page"],
        Dialect::V1(_) => ["totalElements", "totalPages", "last"],
    };
    note(
        "totals_unclear",
        format!("{items} or {pages} is missing or not a number"),
        &format!("write {items}, {pages} and {last} on every page, as numbers and true or false"),
    )
}

/// A page came again under another number.
pub(super) fn page_repeated(page: u64) -> Pulled {
    note(
        "page_repeated",
        format!("page {page} brings nothing that earlier pages did not"),
        "answer a page past the end with an empty list, and each other page with its own services",
    )
}

/// The first page is number 0.
pub(super) fn pages_from_zero() -> Pulled {
    note(
        "pages_from_zero",
        "page=0 holds services that no other page has",
        "number the pages from 1",
    )
}

/// A page could not be read.
pub(super) fn page_lost(why: impl Into<String>) -> Pulled {
    note(
        "page_lost",
        why,
        "mend the page; its services keep their last known state until then",
    )
}

/// The same id stands for several services.
pub(super) fn duplicate_id(count: u64, example: &str) -> Pulled {
    note(
        "duplicate_id",
        format!("{count} services have an id that came before, for example {example}"),
        "give each service an id of its own; of those with one id the last counts",
    )
}

/// Bytes that are not UTF-8.
pub(super) fn not_utf8(place: impl Into<String>) -> Pulled {
    note(
        "not_utf8",
        place,
        "write UTF-8; characters that could not be read were replaced",
    )
}

/// JSON under another content type.
pub(super) fn content_type(found: impl Into<String>) -> Pulled {
    note(
        "content_type",
        found,
        "send JSON as Content-Type: application/json",
    )
}

/// Taxonomies or terms could not be read to their end.
pub(super) fn vocabulary_unread(why: impl Into<String>) -> Pulled {
    note(
        "vocabulary_unread",
        why,
        "mend the list; services keep the terms that they carry themselves",
    )
}

/// A line of a file that is no service.
pub(super) fn line_damaged(found: impl Into<String>) -> Pulled {
    note(
        "line_damaged",
        found,
        "write one whole JSON object on each line",
    )
}
