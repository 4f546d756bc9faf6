//! A cell of e-mail addresses: each that is read is one by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::email::read;

fuzz_target!(|cell: &str| {
    let emails = read(cell).value;
    for email in emails.first.iter().chain(&emails.others) {
        assert_eq!(read(email).value.first.as_ref(), Some(email));
    }
});
