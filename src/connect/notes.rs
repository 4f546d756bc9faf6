//! What a connector tells the publisher about the feed as a whole.

use super::Pulled;
use crate::domain::{Code, codes};
use crate::oruk::Dialect;

fn note(code: Code, found: impl Into<String>, advice: &str) -> Pulled {
    Pulled::Note {
        code,
        found: found.into(),
        advice: advice.to_owned(),
    }
}

/// `GET /` has no answer of the standard's shape.
pub(super) fn root_missing(found: impl Into<String>) -> Pulled {
    note(
        codes::ROOT_MISSING,
        found,
        "answer GET / with version, profile and openapi_url; checkers choose their rules by it",
    )
}

/// `GET /` announces another version than 3.
pub(super) fn version_unexpected(found: impl Into<String>) -> Pulled {
    note(
        codes::VERSION_UNEXPECTED,
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
        codes::TOTALS_UNCLEAR,
        format!("{items} or {pages} is missing or not a number"),
        &format!("write {items}, {pages} and {last} on every page, as numbers and true or false"),
    )
}

/// A page came again under another number.
pub(super) fn page_repeated(page: u64) -> Pulled {
    note(
        codes::PAGE_REPEATED,
        format!("page {page} brings nothing that earlier pages did not"),
        "answer a page past the end with an empty list, and each other page with its own services",
    )
}

/// The first page is number 0.
pub(super) fn pages_from_zero() -> Pulled {
    note(
        codes::PAGES_FROM_ZERO,
        "page=0 holds services that no other page has",
        "number the pages from 1",
    )
}

/// A page could not be read.
pub(super) fn page_lost(why: impl Into<String>) -> Pulled {
    note(
        codes::PAGE_LOST,
        why,
        "mend the page; its services keep their last known state until then",
    )
}

/// The same id stands for several services.
pub(super) fn duplicate_id(count: u64, example: &str) -> Pulled {
    note(
        codes::DUPLICATE_ID,
        format!("{count} services have an id that came before, for example {example}"),
        "give each service an id of its own; of those with one id the last counts",
    )
}

/// A service changed although the feed said that it had not.
pub(super) fn change_unannounced(what: &str) -> Pulled {
    note(
        codes::CHANGE_UNANNOUNCED,
        format!("{what} has changed, and neither its last_modified nor its ETag has"),
        "move last_modified whenever anything in a service changes, nested things too; until \
         then everything is fetched at each refresh",
    )
}

/// Bytes that are not UTF-8.
pub(super) fn not_utf8(place: impl Into<String>) -> Pulled {
    note(
        codes::NOT_UTF8,
        place,
        "write UTF-8; characters that could not be read were replaced",
    )
}

/// JSON under another content type.
pub(super) fn content_type(found: impl Into<String>) -> Pulled {
    note(
        codes::CONTENT_TYPE,
        found,
        "send JSON as Content-Type: application/json",
    )
}

/// Taxonomies or terms could not be read to their end.
pub(super) fn vocabulary_unread(why: impl Into<String>) -> Pulled {
    note(
        codes::VOCABULARY_UNREAD,
        why,
        "mend the list; services keep the terms that they carry themselves",
    )
}

/// A line of a file that is no service.
pub(super) fn line_damaged(found: impl Into<String>) -> Pulled {
    note(
        codes::LINE_DAMAGED,
        found,
        "write one whole JSON object on each line",
    )
}

/// A data package without `datapackage.json`.
pub(super) fn descriptor_missing() -> Pulled {
    note(
        codes::DESCRIPTOR_MISSING,
        "there is no datapackage.json; tables were known by the names of their files",
        "add a datapackage.json that names each file",
    )
}

/// A `datapackage.json` that cannot be used.
pub(super) fn descriptor_unread(file: impl Into<String>) -> Pulled {
    note(
        codes::DESCRIPTOR_UNREAD,
        file,
        "write it as a JSON object with a list of resources; tables were known by the names of \
         their files",
    )
}

/// Files that a data package names and does not hold.
pub(super) fn table_missing(found: String) -> Pulled {
    note(
        codes::TABLE_MISSING,
        found,
        "add the files, or take them out of datapackage.json",
    )
}

/// Files whose content the standard does not know.
pub(super) fn table_unknown(found: String) -> Pulled {
    note(
        codes::TABLE_UNKNOWN,
        found,
        "name each table as HSDS 3 does; these were not read",
    )
}

/// A resource that is not read for what it is.
pub(super) fn table_refused(found: String) -> Pulled {
    note(
        codes::TABLE_REFUSED,
        found,
        "put each table into a CSV file beside datapackage.json and give its plain name as path",
    )
}

/// A file that a data package holds and does not name.
pub(super) fn table_unlisted(file: impl Into<String>) -> Pulled {
    note(
        codes::TABLE_UNLISTED,
        file,
        "name it in datapackage.json; it was read all the same",
    )
}

/// Columns that the standard does not know.
pub(super) fn column_unknown(found: String) -> Pulled {
    note(
        codes::COLUMN_UNKNOWN,
        found,
        "name each column as HSDS 3 does, once; what stands in these was not read",
    )
}

/// Rows whose cells cannot be told apart.
pub(super) fn row_damaged(found: String) -> Pulled {
    note(
        codes::ROW_DAMAGED,
        found,
        "give the row as many cells as the header, with quotation marks around text that holds \
         separators; the row was left out",
    )
}

/// Rows with fewer cells than the header.
pub(super) fn row_short(found: String) -> Pulled {
    note(
        codes::ROW_SHORT,
        found,
        "give the row as many cells as the header; those that lack were taken for blank",
    )
}

/// Rows that belong to nothing.
pub(super) fn row_orphaned(found: String) -> Pulled {
    note(
        codes::ROW_ORPHANED,
        found,
        "write the id of the service, organization or place that it belongs to; the row was \
         left out",
    )
}

/// Rows that name something that is not there.
pub(super) fn row_dangling(found: String) -> Pulled {
    note(
        codes::ROW_DANGLING,
        found,
        "the row names an organization, place or term that the package does not hold: add it, \
         or mend the id",
    )
}

/// Rows with an id that came before.
pub(super) fn row_id_repeated(found: String) -> Pulled {
    note(
        codes::ROW_ID_REPEATED,
        found,
        "give each row an id of its own; where an id is asked for, the last row with it counts",
    )
}

/// Rows of which too many belong to one thing.
pub(super) fn row_crowded(found: String) -> Pulled {
    note(
        codes::ROW_CROWDED,
        found,
        "no more than a thousand rows of a table may belong to one thing; the others were left out",
    )
}
