//! A cell of ages: a bound is a number of years, and the lower one comes first.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::age::{bound, read};

fuzz_target!(|cell: &str| {
    let ages = read(cell).value;
    for years in [ages.min, ages.max, bound(cell).value]
        .into_iter()
        .flatten()
    {
        assert!((0.0..=150.0).contains(&years), "{years} years");
    }
    if let (Some(min), Some(max)) = (ages.min, ages.max) {
        assert!(min <= max, "{min} to {max}");
    }
});
