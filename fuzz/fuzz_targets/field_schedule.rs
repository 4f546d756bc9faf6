//! A cell of days and times: what is certain is in the form of the standard.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use waymark::domain::Day;
use waymark::oruk::read::read as read_oruk;
use waymark::oruk::shape::Entity;
use waymark::sheet::field::schedule::{on_day, read, time};

fuzz_target!(|cell: &str| {
    time(cell);
    on_day(Day::Monday, cell);
    for schedule in read(cell).value.schedules() {
        let document = json!(schedule);
        let reading = read_oruk(Entity::Schedule, &document);
        assert!(
            reading
                .issues
                .iter()
                .all(|issue| issue.code == "missing_id"),
            "{document}"
        );
    }
});
