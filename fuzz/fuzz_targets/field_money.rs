//! A cell of a price: an amount is nothing or more, and never without bound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::money::{is_free, read};

fuzz_target!(|cell: &str| {
    is_free(cell);
    if let Some(amount) = read(cell).value.amount {
        assert!(amount.is_finite() && amount >= 0.0, "{amount}");
    }
});
