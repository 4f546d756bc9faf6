//! How often a client may ask, whoever brings its requests.

use reqwest::{Method, StatusCode};
use waymark::config::Config;

use crate::support::hub::{Answer, TestHub};
use crate::support::sample::{id, service};

async fn limited(per_minute: u32, trusted: &[&str]) -> TestHub {
    let trusted: Vec<_> = trusted.iter().map(|a| a.parse().unwrap()).collect();
    let hub = TestHub::start_with(|config| {
        config.server.rate_limit_per_minute = per_minute;
        config.server.trusted_proxies = trusted;
    })
    .await;
    hub.publish([service(1)]).await;
    hub
}

async fn ask(hub: &TestHub, path: &str, client: &str) -> Answer {
    let client = client.to_owned();
    hub.send(Method::GET, path, |request| {
        request.header("x-forwarded-for", client)
    })
    .await
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let exposed = answer.header("access-control-expose-headers");
    assert!(exposed.contains("retry-after"), "{exposed}");
    assert_eq!(answer.header("ratelimit-remaining"), "0");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let problem = answer.json();
    assert_eq!(problem["status"], 429);
    assert_eq!(problem["type"], "/problems/too_many_requests");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains(&wait.to_string())
    );
}

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait() {
    let hub = limited(5, &[]).await;
    for (left, path) in [
        (4, "/oruk/v3/services".to_owned()),
        (3, "/oruk/v1/services".to_owned()),
        (2, "/oruk/v3/nothing".to_owned()),
        (1, "/api/v1/changes".to_owned()),
        (0, format!("/services/{}", id(1, 1))),
    ] {
        let answer = hub.get(&path).await;
        assert_eq!(answer.header("ratelimit-limit"), "5", "{path}");
        assert_eq!(answer.header("ratelimit-policy"), "5;w=60", "{path}");
        assert_eq!(
            answer.header("ratelimit-remaining"),
            left.to_string(),
            "{path}"
        );
        assert_eq!(answer.header("retry-after"), "", "{path}");
    }
    for path in [
        "/oruk/v3/services",
        "/oruk/v1/services",
        "/api/v1/search",
        "/api/admin/feeds",
    ] {
        assert_refused(&hub.get(path).await);
    }
    let page = hub.get("/").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_ne!(page.header("retry-after"), "");
    assert_eq!(
        hub.get("/healthz").await.status,
        StatusCode::OK,
        "never counted"
    );
}

#[tokio::test]
async fn a_large_page_counts_for_more() {
    let hub = limited(20, &[]).await;
    let answer = hub.get("/oruk/v3/services?per_page=1000").await;
    assert_eq!(answer.header("ratelimit-remaining"), "9");
    let lines = hub.get("/oruk/v3/services?format=ndjson").await;
    assert_refused(&lines);
}

#[tokio::test]
async fn clients_behind_a_trusted_proxy_are_told_apart_and_others_cannot_pretend() {
    let hub = limited(2, &["127.0.0.1"]).await;
    for client in ["198.51.100.1", "198.51.100.2", "6.6.6.6, 198.51.100.3"] {
        for left in ["1", "0"] {
            let answer = ask(&hub, "/oruk/v3", client).await;
            assert_eq!(answer.header("ratelimit-remaining"), left, "{client}");
        }
        assert_refused(&ask(&hub, "/oruk/v3", client).await);
    }
    assert_refused(&ask(&hub, "/oruk/v3", "7.7.7.7, 198.51.100.3").await);

    let open = limited(2, &[]).await;
    ask(&open, "/oruk/v3", "198.51.100.1").await;
    ask(&open, "/oruk/v3", "198.51.100.2").await;
    assert_refused(&ask(&open, "/oruk/v3", "198.51.100.3").await);
}

#[tokio::test]
async fn by_default_a_full_sync_of_20_000_services_is_never_stopped() {
    let limit = Config::default().server.rate_limit_per_minute;
    let limiter = waymark::traffic::Limiter::new(limit).unwrap();
    let client = [192, 0, 2, 1].into();
    // Page by page, and each service by itself, as fast as they come.
    for _ in 0..20_000 / 50 + 20_000 {
        assert_eq!(limiter.take(client, 1).retry_after, None);
    }
}

#[tokio::test]
async fn without_a_limit_nothing_is_said_of_one() {
    let hub = limited(0, &[]).await;
    let answer = hub.get("/oruk/v3/services").await;
    assert_eq!(answer.header("ratelimit-limit"), "");
}

#[tokio::test]
async fn the_address_of_every_problem_has_a_page() {
    let hub = TestHub::start().await;
    for problem in waymark::domain::Problem::ALL {
        let page = hub.get(&format!("/problems/{}", problem.code)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", problem.code);
        assert!(page.text.contains(problem.title), "{}", problem.code);
    }
    let all = hub.get("/problems").await;
    assert!(all.text.contains("/problems/parameter_invalid"));
    assert_eq!(
        hub.get("/problems/none").await.status,
        StatusCode::NOT_FOUND
    );
}
