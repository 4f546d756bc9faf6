//! Pages: which part of a list is asked for, and the envelope around it.

use std::fmt::Write;

use crate::api::{ApiError, Document, Params};

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
        let pages = total.div_ceil(self.size).max(1);
        let length: usize = contents.iter().map(|entry| entry.as_ref().len() + 1).sum();
        let mut json = String::with_capacity(length + 200);
        // Writing to a String cannot fail.
        let _ = write!(
            json,
            r#"{{"total_items":{total},"total_pages":{pages},"page_number":{},"size":{},"first_page":{},"last_page":{},"empty":{},"contents":["#,
            self.number,
            contents.len(),
            self.number == 1,
            self.number >= pages,
            contents.is_empty(),
        );
        for (index, entry) in contents.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(entry.as_ref());
        }
        json.push_str("]}");
        Document(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn envelopes_count_pages_and_entries() {
        let entries = [r#"{"id":"a"}"#, r#"{"id":"b"}"#];
        for (number, size, contents, total, want) in [
            (1, 2, &entries[..], 5, (3, true, false, false)),
            (3, 2, &entries[..1], 5, (3, false, true, false)),
            (9, 2, &entries[..0], 5, (3, false, true, true)),
            (1, 50, &entries[..0], 0, (1, true, true, true)),
            (1, 2, &entries[..], 2, (1, true, true, false)),
        ] {
            let Document(text) = Window { number, size }.envelope(contents, total);
            let page: Value = serde_json::from_str(&text).unwrap();
            let (pages, first, last, empty) = want;
            assert_eq!(page["total_items"], total);
            assert_eq!(page["total_pages"], pages);
            assert_eq!(page["page_number"], number);
            assert_eq!(page["size"], contents.len());
            assert_eq!(page["first_page"], first);
            assert_eq!(page["last_page"], last);
            assert_eq!(page["empty"], empty);
            assert_eq!(page["contents"].as_array().unwrap().len(), contents.len());
        }
        let Document(text) = Window { number: 1, size: 2 }.envelope(&entries, 2);
        let page: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(page["contents"], json!([{"id": "a"}, {"id": "b"}]));
    }

    #[test]
    fn the_last_page_that_can_be_named_does_not_overflow() {
        let params = Params::parse("page=18446744073709551615&per_page=1000");
        assert_eq!(Window::read(&params).unwrap().skip(), u64::MAX);
    }
}
