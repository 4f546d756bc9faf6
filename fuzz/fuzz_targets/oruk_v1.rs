//! Whatever a feed by 1.0 calls a service: it is brought to 3.0 and read without a panic,
//! and reading the answer again changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use waymark::oruk::Dialect;
use waymark::oruk::read::read;
use waymark::oruk::shape::Entity;
use waymark::oruk::v1::Weekdays;

fuzz_target!(|bytes: &[u8]| {
    let Ok(raw) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let dialect = Dialect::V1(Weekdays::default());
    let reading = dialect.read(&raw);
    let again = read(Entity::Service, &reading.value);
    assert_eq!(reading.value, again.value, "read twice");
    dialect.violations(&raw);
});
