//! `format=ndjson`: all of a list, an entry a line, whatever else is asked.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::id;

const LISTS: [&str; 5] = [
    "services",
    "organizations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
];

async fn lines(hub: &TestHub, path: &str) -> Vec<Value> {
    let answer = hub.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(
        answer.header("content-type"),
        "application/x-ndjson",
        "{path}"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    assert!(
        answer.text.is_empty() || answer.text.ends_with('\n'),
        "{path}"
    );
    let lines = answer.text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn lines_are_the_entries_of_all_pages() {
    for_each_database(async |database| {
        // More than are read at once.
        let hub = TestHub::with_samples(database, 230).await;
        for list in LISTS {
            for extent in ["", "&full=true", "&minimal=true"] {
                let pages = hub
                    .contents(&format!("/oruk/v3/{list}?per_page=1000{extent}"))
                    .await;
                assert!(!pages.is_empty(), "{list}");
                let all = format!("/oruk/v3/{list}?format=ndjson{extent}");
                assert_eq!(lines(&hub, &all).await, pages, "{all}");
                let window = format!("{all}&page=7&per_page=2");
                assert_eq!(lines(&hub, &window).await, pages, "{window}");
            }
        }
        for filter in [
            format!("taxonomy_term_id={}", id(8, 1)),
            format!("organization_id={}&day=TU", id(2, 1)),
            "search=company".to_owned(),
            "postcode=LS1%204AP&proximity=900".to_owned(),
            "search=nothing+like+it".to_owned(),
        ] {
            for list in ["services", "service_at_locations"] {
                let path = format!("/oruk/v3/{list}?{filter}");
                let pages = hub.contents(&format!("{path}&per_page=1000")).await;
                let all = lines(&hub, &format!("{path}&format=ndjson")).await;
                assert_eq!(all, pages, "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_parameters_are_refused_before_the_first_line() {
    let hub = TestHub::start().await;
    for bad in [
        "page=0",
        "per_page=1001",
        "proximity=5",
        "full=maybe",
        "modified_after=soon",
    ] {
        let answer = hub
            .get(&format!("/oruk/v3/services?format=ndjson&{bad}"))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{bad}"
        );
    }
    let head = hub
        .send(Method::HEAD, "/oruk/v3/services?format=ndjson", |r| r)
        .await;
    assert_eq!(head.header("content-type"), "application/x-ndjson");
    assert_eq!(head.text, "");
    hub.hub.store.close().await;
    let broken = hub.get("/oruk/v3/services?format=ndjson").await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
}
