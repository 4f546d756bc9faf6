//! A cell of a date: what is read is read again from its standard form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::date::{DateStyle, read};

fuzz_target!(|cell: &str| {
    for (day_first, since_1904) in [(true, false), (false, false), (true, true)] {
        let style = DateStyle {
            day_first,
            since_1904,
        };
        if let Some(date) = read(cell, style) {
            assert_eq!(read(&date.to_string(), style), Some(date));
        }
    }
});
