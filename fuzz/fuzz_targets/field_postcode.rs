//! A cell with a postcode: what is read is read again from its normal form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::postcode::{NoBook, read, split};

fuzz_target!(|cell: &str| {
    for postcode in [read(cell, &NoBook).value, split(cell, &NoBook).0.value]
        .into_iter()
        .flatten()
    {
        let again = read(&postcode.to_string(), &NoBook);
        assert_eq!(again.value, Some(postcode));
    }
});
