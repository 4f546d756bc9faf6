//! A cell of words: what is read is read again as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::text::{is_formula, read};

fuzz_target!(|cell: &str| {
    is_formula(cell);
    if let Some(text) = read(cell).value {
        assert!(!text.trim().is_empty());
        assert_eq!(read(&text).value.as_ref(), Some(&text));
    }
});
