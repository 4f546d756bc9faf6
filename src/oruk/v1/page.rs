//! The envelope of a page of version 1.0.

use serde_json::json;

use crate::oruk::page::{PageMeta, with_list};

/// A page of items that are JSON texts already. A page past the end has none.
pub fn page(meta: PageMeta, items: &[impl AsRef<str>]) -> String {
    let total_pages = meta.total_pages();
    let envelope = json!({
        "totalElements": meta.total_items,
        "totalPages": total_pages,
        "number": meta.page_number,
        "size": items.len(),
        "first": meta.page_number == 1,
        "last": meta.page_number >= total_pages,
        "empty": items.is_empty(),
    });
    with_list(&envelope.to_string(), "content", items)
}
