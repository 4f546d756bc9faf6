//! Pages that are hard to read: bounded in time and memory, and read where they can be.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use jiff::Timestamp;
use waymark::config::WatchPolicy;
use waymark::domain::{Reason, Verdict, VerdictKind};
use waymark::oruk::Service;
use waymark::watch::attempt::{Attempt, Outcome};
use waymark::watch::judge::{Before, Case, Look};
use waymark::watch::{judge, read};

use crate::support::site::Site;

/// What any page may take, in a build without optimisation on a busy machine; each takes a
/// small part of this on its own.
const PATIENCE: Duration = Duration::from_secs(120);

fn judged(before: &[u8], after: &[u8]) -> Verdict {
    let service: Service = serde_json::from_str(
        r#"{"name":"Ashby Lunch Club","email":"cook@ashby.example","phones":[{"number":"01632 960123"}],
            "schedules":[{"freq":"WEEKLY","byday":"TU","opens_at":"12:00","closes_at":"14:00"}],
            "cost_options":[{"amount":4.5,"currency":"GBP"}]}"#,
    )
    .unwrap();
    let at: Timestamp = "2026-03-08T09:00:00Z".parse().unwrap();
    judge(&Case {
        service,
        url: "https://ashby.example/club".parse().unwrap(),
        now: at,
        policy: WatchPolicy::Proportionate,
        before: Some(Before {
            page: Arc::new(read::page(before, None)),
            at,
            final_url: None,
        }),
        looks: vec![Look {
            attempt: Attempt {
                status: Some(200),
                ..Attempt::new(at, Outcome::Http)
            },
            page: Some(Arc::new(read::page(after, None))),
            verdict: None,
        }],
        support: Vec::new(),
    })
}

const PAGE: &str = "<title>Ashby Lunch Club</title><h1>Ashby Lunch Club</h1><p>Tuesdays, 12 noon to 2pm. £4.50.</p>\
    <p>Call 01632 960123 or write to cook@ashby.example</p>";

#[test]
fn pages_that_are_meant_to_stall_a_reader_are_read_in_bounded_time() {
    let repeated = |piece: &str, times: usize| format!("{PAGE}{}", piece.repeat(times));
    for (what, page) in [
        (
            "50 MB",
            repeated("<p>A line about the garden, on Tuesday.</p>", 1_200_000),
        ),
        ("100,000 nested elements", repeated("<div>", 100_000)),
        (
            "100,000 nested spans with text",
            repeated("<span>we have ", 100_000),
        ),
        ("one long word", repeated("a", 1_000_000)),
        ("digits", repeated("0 1 ", 200_000)),
        ("at signs", repeated("a@a.", 100_000)),
        (
            "a sentence without end",
            repeated("we have closed and ", 30_000),
        ),
        (
            "sentences",
            repeated("<p>We have closed the gate.</p>", 20_000),
        ),
        ("times", repeated("10am-12pm to ", 50_000)),
        ("prices", repeated("£1-£2 ", 50_000)),
        ("open tags", repeated("<p><b><table><td>", 20_000)),
        (
            "one huge attribute",
            format!("<p title=\"{}\">{PAGE}", "x".repeat(2_000_000)),
        ),
        (
            "style sheets",
            repeated("<style>.a{display:none}</style>", 2_000),
        ),
    ] {
        let started = Instant::now();
        let verdict = judged(PAGE.as_bytes(), page.as_bytes());
        assert!(
            started.elapsed() < PATIENCE,
            "{what}: {:?}",
            started.elapsed()
        );
        assert_ne!(verdict.kind, VerdictKind::Suspend, "{what}: {verdict:?}");
    }
}

#[test]
fn other_alphabets_directions_and_charsets_are_read() {
    let arabic = "<html dir=\"rtl\" lang=\"ar\"><h1>Ashby Lunch Club</h1><p>\u{646}\u{627}\u{62f}\u{64a} \u{627}\u{644}\u{63a}\u{62f}\u{627}\u{621}: \
        \u{202a}01632 960123\u{202c} cook@ashby.example</p><p>Tuesdays, 12 noon to 2pm. £4.50.</p></html>";
    assert_eq!(
        judged(PAGE.as_bytes(), arabic.as_bytes()).kind,
        VerdictKind::None
    );
    // Windows-1252 under a header that says nothing, and under a page that calls itself UTF-8.
    let latin: Vec<u8> = format!("<meta charset=utf-8>{PAGE}")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_eq!(judged(PAGE.as_bytes(), &latin).kind, VerdictKind::None);
    let utf16: Vec<u8> = std::iter::once(0xfeff_u16)
        .chain(PAGE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(judged(PAGE.as_bytes(), &utf16).kind, VerdictKind::None);
    for bytes in [
        &b"\xff\xfe\x00"[..],
        b"\x00\x01\x02",
        b"%PDF-1.7 \xe2\xe3",
        b"",
    ] {
        judged(PAGE.as_bytes(), bytes);
    }
}

#[tokio::test]
async fn a_page_that_takes_a_minute_is_given_up_on_and_says_nothing() {
    let routes = Router::new().route(
        "/club",
        get(|| async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            PAGE
        }),
    );
    let site = Site::start(routes).await;
    let watched = crate::support::watched::Watched::patient_for("1s").await;
    watched.publish_at(site.url("club").as_str()).await;
    let started = Instant::now();
    let verdict = watched.look().await;
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(
        (verdict.kind, verdict.reason),
        (VerdictKind::None, Reason::Transient)
    );
}
