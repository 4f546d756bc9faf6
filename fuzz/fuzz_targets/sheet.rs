//! Whatever a file is: reading it as a sheet ends, with a report that can be written down.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use waymark::domain::FeedId;
use waymark::sheet::field::postcode::NoBook;
use waymark::sheet::{Limits, Profile, Surroundings, read};

static FEED: LazyLock<FeedId> = LazyLock::new(|| "fuzz".parse().unwrap());
static PROFILE: LazyLock<Profile> = LazyLock::new(Profile::default);

fuzz_target!(|bytes: &[u8]| {
    let with = Surroundings {
        feed: &FEED,
        profile: &PROFILE,
        postcodes: &NoBook,
        limits: Limits::default(),
    };
    let import = read("sheet", bytes, &with);
    serde_json::to_string(&import).unwrap();
});
