//! Feeds whose answers do not come, come late, or are not what they should be.

use std::time::{Duration, Instant};

use waymark::demo::{Fault, Harm, On};
use waymark::domain::Outcome;

use crate::support::hostile::{Hostility, meet, stall};

/// Longer than any test waits.
const NEVER: Duration = Duration::from_secs(3_600);

fn on_page(page: usize, harm: Harm) -> Hostility {
    Hostility::faults([Fault::Answer(On::Page(page), harm)])
}

#[tokio::test]
async fn truncated_json_costs_its_page() {
    meet(
        || on_page(2, Harm::Half),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                .says(&["page 2 could not be read and keeps its last known state"])
                .says(&["breaks off in the middle; ask its publisher to mend it"])
                .finds("page_lost", &["page=2", "mend the page"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_web_page_with_status_200_is_no_feed() {
    meet(
        || Hostility::faults([Fault::Answer(On::Every, Harm::WebPage)]),
        |met| {
            met.ended(Outcome::Failed, [0; 5])
                .says(&["answers with a web page instead of JSON"])
                .says(&["check that the address is the feed's base address"])
                .finds("root_missing", &["answers without a version"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_web_page_in_place_of_one_page_costs_that_page() {
    meet(
        || on_page(3, Harm::WebPage),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 10, 0, 0])
                .says(&["page 3 could not be read", "a web page instead of JSON"])
                .finds("page_lost", &["a web page instead of JSON"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn every_third_request_may_fail() {
    meet(
        || Hostility::faults([Fault::Answer(On::Nth(3), Harm::Status(500))]),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_server_that_only_fails_is_left_alone() {
    meet(
        || Hostility::faults([Fault::Answer(On::Every, Harm::Status(500))]),
        |met| {
            met.ended(Outcome::Failed, [0; 5])
                .says(&["answers with status 500; its server failed: try again later"])
                .changed_nothing();
            assert!(met.requests.len() <= 4, "{:?}", met.requests);
        },
    )
    .await;
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_is_given_up() {
    meet(
        || {
            Hostility::faults([Fault::Answer(On::FromPage(2), Harm::Status(503))])
                .with(|config| config.fetch.max_wait = "20s".parse().unwrap())
        },
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 5, 0, 0])
                .says(&["page 2 and 1 more could not be read", "status 503"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_slow_first_byte_costs_its_page() {
    meet(
        || on_page(2, Harm::Slow(NEVER)),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                .says(&["page 2 could not be read", "did not answer in time"])
                .finds("page_lost", &["did not answer in time"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_slow_drip_costs_its_page() {
    meet(
        || on_page(3, Harm::Drip(Duration::from_millis(20))),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 10, 0, 0])
                .says(&["page 3 could not be read", "did not answer in time"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_connection_that_breaks_in_mid_body_costs_its_page() {
    meet(
        || on_page(1, Harm::Reset),
        |met| {
            met.ended(Outcome::Failed, [0; 5])
                .says(&["the connection broke off before the whole answer had come"])
                .changed_nothing();
        },
    )
    .await;
    meet(
        || on_page(2, Harm::Reset),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                .says(&["page 2", "the connection broke off"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_busy_server_is_given_the_time_that_it_asks_for() {
    for wait in ["1", "Sat, 21 Nov 2026 09:00:01 GMT"] {
        let begun = Instant::now();
        meet(
            || {
                // The third request is the second page.
                Hostility::faults([Fault::Answer(On::Nth(3), Harm::Busy(wait.to_owned()))])
            },
            |met| {
                met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                    .changed_nothing();
            },
        )
        .await;
        assert!(begun.elapsed() >= Duration::from_secs(1), "{wait}");
    }
}

#[tokio::test]
async fn a_busy_server_is_not_waited_for_without_end() {
    for wait in ["7200", "Sat, 21 Nov 2026 11:00:00 GMT"] {
        meet(
            || on_page(2, Harm::Busy(wait.to_owned())),
            |met| {
                met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                    .says(&["asks us to come back in 7200 seconds"])
                    .says(&["try again later, or raise fetch.max_wait"])
                    .changed_nothing();
            },
        )
        .await;
    }
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    meet(
        || {
            Hostility::faults([
                Fault::Answer(On::Every, Harm::Redirect("/round".to_owned())),
                Fault::Answer(
                    On::Path("/round".to_owned()),
                    Harm::Redirect("/about".to_owned()),
                ),
            ])
        },
        |met| {
            met.ended(Outcome::Failed, [0; 5])
                .says(&["redirects too often; give the address that it ends at"])
                .changed_nothing();
            assert!(met.requests.len() < 12, "{:?}", met.requests);
        },
    )
    .await;
}

#[tokio::test]
async fn no_redirect_leads_to_a_private_address() {
    for to in [
        "http://10.0.0.1/services",
        "http://169.254.169.254/",
        "http://[::1]/services",
    ] {
        meet(
            || on_page(2, Harm::Redirect(to.to_owned())),
            |met| {
                met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                    .says(&["leads to a private address, which is not fetched"])
                    .finds("page_lost", &["private address"])
                    .changed_nothing();
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_gzip_bomb_is_stopped_at_the_limit() {
    meet(
        || on_page(2, Harm::Bomb(8 << 20)).with(|config| config.fetch.max_feed_bytes = 200_000),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                .says(&[
                    "page 2",
                    "sends more than 200000 bytes; the feed must page its answers",
                ])
                .finds("page_lost", &["sends more than 200000 bytes"])
                .changed_nothing();
            let asked = met.requests.iter().filter(|asked| asked.contains("page=2"));
            assert_eq!(asked.count(), 1, "what is too large is not asked for again");
        },
    )
    .await;
}

#[tokio::test]
async fn a_page_without_end_is_stopped_at_the_limit() {
    meet(
        || on_page(2, Harm::Oversize(8 << 20)).with(|config| config.fetch.max_feed_bytes = 200_000),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 7, 0, 0])
                .says(&["sends more than 200000 bytes"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn json_under_a_wrong_content_type_is_read_and_mentioned() {
    meet(
        || Hostility::faults([Fault::Answer(On::Every, Harm::ContentType("text/html"))]),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .finds(
                    "content_type",
                    &["text/html", "send JSON as Content-Type: application/json"],
                )
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn bytes_that_are_not_utf8_cost_characters_and_no_service() {
    meet(
        || on_page(2, Harm::Replace(b"company", b"caf\xe9")),
        |met| {
            met.ended(Outcome::Complete, [0, 5, 7, 0, 0])
                .finds("not_utf8", &["page 2", "write UTF-8"]);
            let description = met.published(6).description.unwrap();
            assert_eq!(description, "<p>Tea &amp; caf\u{fffd}, number 6.</p>");
        },
    )
    .await;
}

#[tokio::test]
async fn a_feed_that_never_answers_delays_no_other() {
    stall(|| Fault::Answer(On::Every, Harm::Slow(NEVER))).await;
    stall(|| Fault::Answer(On::Every, Harm::Drip(Duration::from_secs(60)))).await;
}
