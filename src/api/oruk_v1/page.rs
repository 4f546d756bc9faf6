//! A page in the envelope of 1.0.

use crate::api::lists::Window;
use crate::api::{Document, Holds};
use crate::oruk::page::PageMeta;
use crate::oruk::v1;

/// The entries of a page, of so many in all.
pub(super) fn page(window: Window, items: &[String], total: u64, holds: Option<Holds>) -> Document {
    let meta = PageMeta {
        total_items: total,
        page_number: window.number,
        per_page: window.size,
    };
    Document::of(v1::page(meta, items)).holding(holds)
}
