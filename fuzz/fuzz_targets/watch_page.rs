//! Whatever a website sends, before and after (parted by the byte 255): reading and judging
//! never panic, and evidence stays short.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use waymark::config::WatchPolicy;
use waymark::oruk::Service;
use waymark::watch::attempt::{Attempt, Outcome};
use waymark::watch::judge::{Before, Case, Look};
use waymark::watch::{judge, read};

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    serde_json::from_str(
        r#"{"name":"Ashby Lunch Club","description":"A lunch club.","email":"cook@ashby.example","minimum_age":60,
            "phones":[{"number":"01632 960123"}],"cost_options":[{"amount":4.5}],
            "schedules":[{"freq":"WEEKLY","byday":"TU","opens_at":"12:00","closes_at":"14:00"}],
            "service_at_locations":[{"location":{"name":"Village Hall","addresses":[{"address_1":"3 Church Lane","postal_code":"ZE2 9AA"}]}}]}"#,
    )
    .unwrap_or_default()
});

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 255);
    let mut page = || Arc::new(read::page(parts.next().unwrap_or_default(), None));
    let (before, after) = (page(), page());
    let at = jiff::Timestamp::from_second(1_772_355_600).unwrap_or_default();
    let Ok(url) = "https://ashby.example/club".parse() else {
        return;
    };
    let verdict = judge(&Case {
        service: SERVICE.clone(),
        url,
        now: at,
        policy: WatchPolicy::Proportionate,
        before: Some(Before {
            page: before,
            at,
            final_url: None,
        }),
        looks: vec![Look {
            attempt: Attempt {
                status: Some(200),
                ..Attempt::new(at, Outcome::Http)
            },
            page: Some(after),
            verdict: None,
        }],
        support: Vec::new(),
    });
    for seen in &verdict.evidence {
        let snippet = seen.snippet.as_deref().unwrap_or_default();
        assert!(snippet.chars().count() <= 200, "{snippet}");
    }
});
