//! A cell of several values: none of them is blank.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::list::read;

fuzz_target!(|cell: &str| {
    for separators in [vec![], vec![";".to_owned(), " and ".to_owned()]] {
        for word in read(cell, &separators) {
            assert!(!word.trim().is_empty());
        }
    }
});
