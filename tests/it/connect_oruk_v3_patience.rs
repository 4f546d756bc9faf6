//! What the `oruk-v3` connector bears with, waits for and gives up on.

use std::time::Duration;

use serde_json::json;
use waymark::config::FetchConfig;
use waymark::connect::WalkEnd;
use waymark::demo::{Dataset, Fault, Harm, On, OrukServer};

use crate::connect_oruk_v3::{names, on_page, pull};
use crate::support::feed::{council, http_feed, quick, walk};

#[tokio::test]
async fn failures_that_pass_are_not_noticed() {
    for faults in [
        vec![Fault::Answer(On::Nth(3), Harm::Status(500))],
        vec![Fault::Answer(On::Nth(4), Harm::Half)],
        vec![Fault::Answer(On::First(3), Harm::Busy("0".into()))],
        vec![Fault::Answer(
            On::First(3),
            Harm::Busy("Wed, 04 Mar 2020 10:00:00 GMT".into()),
        )],
        vec![Fault::Answer(On::First(2), Harm::Reset)],
    ] {
        let (walked, _server) = pull(45, faults.clone()).await;
        assert_eq!(walked.end, WalkEnd::Complete, "{faults:?}");
        assert_eq!(walked.ids(), names(1, 45), "{faults:?}");
    }
}

#[tokio::test]
async fn a_busy_server_is_given_the_time_it_asks_for() {
    let begun = std::time::Instant::now();
    let faults = vec![Fault::Answer(On::First(2), Harm::Busy("1".into()))];
    let (walked, _server) = pull(5, faults).await;
    assert_eq!(
        (walked.end.clone(), walked.ids().len()),
        (WalkEnd::Complete, 5)
    );
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn one_run_waits_no_longer_than_it_may_in_all() {
    let limits = FetchConfig {
        max_wait: "350ms".parse().unwrap(),
        ..quick()
    };
    let server = OrukServer::start(&council(45)).await.unwrap();
    server.set_faults(on_page(1, Harm::Status(500)));
    let walked = walk(&http_feed(server.url()), &limits).await;
    assert!(matches!(walked.end, WalkEnd::Failed(_)));
    let tries = |page: u32| {
        let start = format!("/services?page={page}&");
        let asked = server.requests();
        asked.iter().filter(|r| r.starts_with(&start)).count()
    };
    assert_eq!(tries(1), 3, "100 and 200 ms are within the limit");

    server.set_faults(vec![Fault::Answer(On::FromPage(2), Harm::Status(500))]);
    let walked = walk(&http_feed(server.url()), &limits).await;
    assert!(matches!(walked.end, WalkEnd::Incomplete(_)));
    assert_eq!([tries(2), tries(3), tries(4)], [3, 1, 1]);
}

#[tokio::test]
async fn five_dead_requests_in_a_row_end_the_walk() {
    let faults = vec![Fault::Answer(On::FromPage(3), Harm::Status(502))];
    let (walked, server) = pull(200, faults).await;
    let sentence = format!(
        "gave up after several failed requests in a row, the last of them: \
         {}services?page=7&per_page=10&full=true answers with status 502; its server failed: try \
         again later, and tell its publisher if it stays so",
        server.url()
    );
    assert_eq!(walked.end, WalkEnd::Incomplete(sentence));
    assert_eq!(walked.ids(), names(1, 20));
}

#[tokio::test]
async fn doubled_missing_and_odd_ids_come_as_they_are() {
    let data = Dataset {
        services: vec![
            json!({"id": "a", "name": "One", "languages": [{"id": "l"}]}),
            json!({"id": "a", "name": "Two"}),
            json!({"name": "Nobody"}),
            json!({"id": 7, "name": "Seven"}),
            json!({"id": null, "name": "Null"}),
            json!("not an object"),
        ],
        ..Dataset::default()
    };
    let server = OrukServer::start(&data).await.unwrap();
    let walked = walk(&http_feed(server.url()), &quick()).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), ["a", "a", "-", "7", "-", "-"]);
    assert_eq!(walked.codes(), ["duplicate_id"]);
}

#[tokio::test]
async fn small_sins_are_noted_and_forgiven() {
    for (faults, code) in [
        (on_page(1, Harm::ContentType("text/html")), "content_type"),
        (on_page(1, Harm::Prefix(b"\xef\xbb\xbf")), ""),
        (
            on_page(
                1,
                Harm::Body(
                    b"[{\"id\": \"s1\", \"name\": \"Caf\xe9\"}]"
                        .as_slice()
                        .into(),
                ),
            ),
            "not_utf8",
        ),
        (
            vec![Fault::Answer(On::Path("/".into()), Harm::Status(404))],
            "root_missing",
        ),
        (
            vec![Fault::Answer(On::Path("/".into()), Harm::WebPage)],
            "root_missing",
        ),
        (
            vec![Fault::Answer(
                On::Path("/".into()),
                Harm::Body("{\"version\": \"HSDS-UK-1.0\"}".into()),
            )],
            "version_unexpected",
        ),
        (
            vec![Fault::Answer(On::Path("/taxonomies".into()), Harm::WebPage)],
            "vocabulary_unread",
        ),
        (
            vec![Fault::Answer(
                On::Path("/taxonomy_terms".into()),
                Harm::Status(404),
            )],
            "",
        ),
    ] {
        let (walked, _server) = pull(1, faults.clone()).await;
        assert_eq!(walked.end, WalkEnd::Complete, "{faults:?}");
        assert_eq!(walked.ids(), ["s1"], "{faults:?}");
        let codes = walked.codes();
        assert!(
            code.is_empty() || codes.contains(&code),
            "{faults:?} {codes:?}"
        );
    }
}

#[tokio::test]
async fn an_empty_feed_is_complete() {
    let (walked, _server) = pull(0, vec![]).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert!(walked.ids().is_empty());
}

#[tokio::test]
async fn a_receiver_that_goes_away_ends_the_walk() {
    let server = OrukServer::start(&council(500)).await.unwrap();
    let limits = quick();
    let clock = std::sync::Arc::new(waymark::domain::SystemClock);
    let client = waymark::connect::Client::new(&limits, clock).unwrap();
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    drop(receiver);
    let connector = waymark::connect::connector(&http_feed(server.url()), &client, &limits);
    let sentence = "the refresh was stopped before the feed was read".to_owned();
    assert_eq!(connector.walk(sender).await, WalkEnd::Incomplete(sentence));
    assert!(server.requests().len() < 6, "{:?}", server.requests());
}
