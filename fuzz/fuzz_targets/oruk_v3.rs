//! Whatever a feed calls a service: the reader never panics, reading its own answer again
//! changes nothing, and what is written passes the strict writer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use waymark::oruk::read::read;
use waymark::oruk::shape::Entity;

fuzz_target!(|bytes: &[u8]| {
    let Ok(raw) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    for entity in [Entity::Service, Entity::Taxonomy, Entity::TaxonomyTerm] {
        let once = read(entity, &raw);
        let twice = read(entity, &once.value);
        assert_eq!(once.value, twice.value, "{entity:?} read twice");
    }
});
