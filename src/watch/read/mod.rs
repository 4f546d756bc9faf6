//! Reads a web page: bytes -> text -> visible blocks -> facts and statements.
//!
//! Each extractor is one small file and a pure function over text: phones, e-mails,
//! postcodes, dates, statements on whether something runs. None of them knows the
//! listing; whether a fact matters is for `judge` to say. What is said to machines alone
//! ([`data`]) is kept apart from what people see.

pub mod ages;
mod blocks;
pub mod data;
pub mod dates;
mod decode;
mod depth;
pub mod emails;
mod headings;
mod hidden;
mod kind;
mod page;
pub mod phones;
mod phrases;
pub mod postcodes;
pub mod prices;
pub mod purpose;
mod region;
mod role;
pub mod standing;
pub mod status;
pub mod text;
pub mod times;
pub mod topic;

pub use kind::{PageKind, kind};
pub use page::{Block, Heading, Link, Page, Region, Shape};
pub use phrases::is_holiday;

use scraper::{Html, Selector};

pub(in crate::watch) use crate::domain::pattern;

/// A literal CSS selector.
#[expect(
    clippy::expect_used,
    reason = "literals only; the tests of their files use them"
)]
fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a literal selector")
}

/// Bytes of a page beyond which it is not read: pages of people are a hundredth of this.
const MAX_BYTES: usize = 4 << 20;

/// Reads a page as it was fetched, or its first four megabytes. `content_type` is the header, where there was one.
pub fn page(bytes: &[u8], content_type: Option<&str>) -> Page {
    let bytes = bytes.get(..MAX_BYTES).unwrap_or(bytes);
    let text = decode::text(bytes, content_type);
    let text = depth::bounded(&text);
    let html = Html::parse_document(text);
    Page {
        data: data::things(&html, text),
        ..blocks::read(&html)
    }
}
