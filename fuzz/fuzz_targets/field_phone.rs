//! A cell of telephone numbers: each that is read is one by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::phone::read;

fuzz_target!(|cell: &str| {
    let phones = read(cell).value;
    for number in phones.first.iter().chain(&phones.others) {
        assert_eq!(read(number).value.first.as_ref(), Some(number));
    }
});
