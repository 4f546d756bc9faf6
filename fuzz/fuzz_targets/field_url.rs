//! A cell of a web address: what is read is an address, and is read again as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waymark::sheet::field::url::read;

fuzz_target!(|cell: &str| {
    if let Some(url) = read(cell).value {
        assert!(url::Url::parse(&url).is_ok(), "{url}");
        assert_eq!(read(&url).value.as_ref(), Some(&url));
    }
});
