//! Which part of a list is asked for.

use crate::api::{ApiError, Document, Params};
use crate::oruk::page::{self, PageMeta};

/// The page size when none is asked for.
const DEFAULT_SIZE: u64 = 50;
/// The largest page size.
const LARGEST_SIZE: u64 = 1000;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The page, from 1.
    number: u64,
    /// Entries a page.
    pub(super) size: u64,
}

impl Window {
    /// Reads `page` and `per_page`, and refuses any `format` but JSON.
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        if params
            .text("format")?
            .is_some_and(|format| format != "json")
        {
            return Err(ApiError::parameter("format", "only json is offered"));
        }
        Ok(Self {
            number: params.whole("page", 1..=u64::MAX)?.unwrap_or(1),
            size: params
                .whole("per_page", 1..=LARGEST_SIZE)?
                .unwrap_or(DEFAULT_SIZE),
        })
    }

    /// How many entries stand on the pages before.
    pub(super) fn skip(self) -> u64 {
        (self.number - 1).saturating_mul(self.size)
    }

    /// The page as a document: stored entries, put into their envelope as they are.
    pub(super) fn envelope(self, contents: &[impl AsRef<str>], total: u64) -> Document {
        let meta = PageMeta {
            total_items: total,
            page_number: self.number,
            per_page: self.size,
        };
        Document(page::page(meta, contents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_that_can_be_named_does_not_overflow() {
        let params = Params::parse("page=18446744073709551615&per_page=1000");
        assert_eq!(Window::read(&params).unwrap().skip(), u64::MAX);
    }
}
