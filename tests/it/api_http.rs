//! What holds for every address: CORS, HEAD, OPTIONS, wrong methods, errors, compression.

use reqwest::{Method, StatusCode};

use crate::support::hub::{Answer, TestHub};
use crate::support::sample::{id, service};

/// Every public address, with what it answers in a hub that holds sample service 3.
fn addresses() -> Vec<(String, StatusCode)> {
    let ok = StatusCode::OK;
    let mut addresses: Vec<(String, StatusCode)> = [
        "/oruk/v3",
        "/oruk/v3/openapi.json",
        "/oruk/v3/services",
        "/oruk/v3/organizations",
        "/oruk/v3/service_at_locations",
        "/oruk/v3/taxonomies",
        "/oruk/v3/taxonomy_terms",
        "/api/v1/search",
        "/api/v1/changes",
        "/healthz",
        "/readyz",
    ]
    .map(|path| (path.to_owned(), ok))
    .to_vec();
    for (kind, entity) in [
        (1, "services"),
        (2, "organizations"),
        (10, "service_at_locations"),
        (8, "taxonomy_terms"),
    ] {
        let n = if kind == 2 || kind == 8 { 1 } else { 3 };
        addresses.push((format!("/oruk/v3/{entity}/{}", id(kind, n)), ok));
        addresses.push((
            format!("/oruk/v3/{entity}/{}", id(kind, 99)),
            StatusCode::NOT_FOUND,
        ));
        addresses.push((
            format!("/oruk/v3/{entity}/not-an-id"),
            StatusCode::NOT_FOUND,
        ));
        addresses.push((format!("/oruk/v3/{entity}/%ff"), StatusCode::NOT_FOUND));
        addresses.push((
            format!("/oruk/v3/{entity}?per_page=0"),
            StatusCode::BAD_REQUEST,
        ));
    }
    for path in [
        "/oruk/v3/nothing",
        "/oruk/v9",
        "/api/v1/nothing",
        "/api/x/y/z",
    ] {
        addresses.push((path.to_owned(), StatusCode::NOT_FOUND));
    }
    addresses
}

async fn hub() -> TestHub {
    let hub = TestHub::start().await;
    hub.publish([service(3)]).await;
    hub
}

fn assert_problem(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{what}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], status.as_u16(), "{what}");
    for field in ["type", "title", "detail"] {
        assert!(
            problem[field].as_str().is_some_and(|t| !t.is_empty()),
            "{what}: {field}"
        );
    }
}

#[tokio::test]
async fn every_address_answers_with_cors_and_json_with_and_without_a_last_slash() {
    let hub = hub().await;
    for (path, status) in addresses() {
        let slashed = match path.split_once('?') {
            Some((path, query)) => format!("{path}/?{query}"),
            None => format!("{path}/"),
        };
        for path in [&path, &slashed] {
            let answer = hub.get(path).await;
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
            if status == StatusCode::OK {
                assert_eq!(answer.status, status, "{path}: {}", answer.text);
                assert_eq!(answer.header("content-type"), "application/json", "{path}");
                assert!(answer.json().is_object(), "{path}");
            } else {
                assert_problem(&answer, status, path);
            }
        }
    }
}

#[tokio::test]
async fn head_answers_as_get_does_without_a_body() {
    let hub = hub().await;
    for (path, status) in addresses() {
        let head = hub.send(Method::HEAD, &path, |r| r).await;
        assert_eq!(head.status, status, "{path}");
        assert_eq!(head.text, "", "{path}");
        assert_eq!(head.header("access-control-allow-origin"), "*", "{path}");
        let get = hub.get(&path).await;
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{path}"
        );
    }
}

/// A search may be sent as a form too; nothing else here takes more than GET.
fn takes_a_form(path: &str) -> bool {
    path.starts_with("/api/v1/search")
}

#[tokio::test]
async fn options_names_get_with_and_without_preflight_headers() {
    let hub = hub().await;
    for (path, _) in addresses() {
        for preflight in [false, true] {
            let answer = hub
                .send(Method::OPTIONS, &path, |request| match preflight {
                    true => request
                        .header("origin", "https://app.example.org")
                        .header("access-control-request-method", "GET"),
                    false => request,
                })
                .await;
            assert!(answer.status.is_success(), "{path}: {}", answer.status);
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
            let methods = answer.header("access-control-allow-methods");
            assert!(
                methods.split(',').any(|m| m.trim() == "GET"),
                "{path}: {methods}"
            );
            assert_eq!(
                methods.contains("POST"),
                takes_a_form(&path),
                "{path}: {methods}"
            );
        }
    }
}

#[tokio::test]
async fn other_methods_are_refused_and_told_which_are_allowed() {
    let hub = hub().await;
    for (path, status) in addresses() {
        if status == StatusCode::NOT_FOUND && !path.contains("not-an-id") {
            continue;
        }
        let writes = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].into_iter();
        for method in writes.filter(|method| method != Method::POST || !takes_a_form(&path)) {
            let answer = hub.send(method.clone(), &path, |r| r).await;
            assert_problem(&answer, StatusCode::METHOD_NOT_ALLOWED, &path);
            assert!(answer.header("allow").contains("GET"), "{method} {path}");
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        }
    }
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask() {
    let hub = hub().await;
    let path = "/oruk/v3/services?full=true";
    let packed = hub
        .send(Method::GET, path, |r| r.header("accept-encoding", "gzip"))
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.header("vary").contains("accept-encoding"));
    // The second time it comes from the shelf, the same for everybody.
    for coding in ["gzip", "gzip, deflate, br"] {
        let client = reqwest::Client::builder().no_gzip().no_brotli();
        let client = client.build().unwrap();
        let asked = client.get(hub.url(path)).header("accept-encoding", coding);
        let again = asked.send().await.unwrap();
        assert_eq!(again.headers()["content-encoding"], "gzip");
        let bytes = again.bytes().await.unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut text)
            .unwrap();
        assert_eq!(text, hub.get(path).await.text);
    }
    let plain = hub.get(path).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.json()["total_items"], 1);
}

#[tokio::test]
async fn a_hub_is_ready_once_its_index_has_been_level_with_the_store() {
    let hub = TestHub::start().await;
    assert_eq!(hub.get("/healthz").await.status, StatusCode::OK);
    hub.publish([service(1)]).await;
    assert_eq!(hub.get("/readyz").await.status, StatusCode::OK);
    hub.hub.store.close().await;
    let answer = hub.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["waits_for"], "database");
    assert_eq!(hub.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_failure_of_ours_is_a_problem_that_tells_nothing_of_the_inside() {
    let hub = hub().await;
    hub.hub.store.close().await;
    let answer = hub.get("/oruk/v3/services").await;
    assert_problem(&answer, StatusCode::INTERNAL_SERVER_ERROR, "closed store");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(!answer.text.contains("database"), "{}", answer.text);
    assert!(!answer.text.contains("pool"), "{}", answer.text);
}
