//! How often a client may ask, whoever brings its requests.

use reqwest::{Method, StatusCode};
use waymark::config::Config;

use crate::support::hub::{Answer, TestHub};
use crate::support::many::publish;
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

/// Asks for something large, reads its beginning, and then nothing more.
async fn stop_reading(hub: &TestHub, path: &str) -> tokio::net::TcpStream {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address = hub.url("").socket_addrs(|| None).unwrap()[0];
    let mut stream = socket.connect(address).await.unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    stream.read_exact(&mut [0; 512]).await.unwrap();
    stream
}

#[tokio::test]
async fn who_holds_all_its_seats_waits_its_turn_and_others_are_served() {
    let hub = TestHub::start_with(|config| {
        config.server.concurrent_requests_per_client = 2;
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    publish(&hub.hub.store, 1..=2_000, |service| {
        service.description = Some("Tea and company. ".repeat(200));
    })
    .await;
    let held = stop_reading(&hub, "/oruk/v3/services?format=ndjson&full=true").await;
    let small = format!("/oruk/v3/services/{}", id(1, 2));
    // As many wait as there is room for; the next one is told at once.
    let waiting = (0..8).map(|_| hub.get(&small));
    let one_more = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let began = std::time::Instant::now();
        let refused = hub.get(&small).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.header("retry-after"), "10");
        assert_eq!(refused.header("content-type"), "application/problem+json");
        assert_eq!(refused.header("ratelimit-limit"), "30000");
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
        let other = ask(&hub, &small, "198.51.100.9").await;
        assert_eq!(other.status, StatusCode::OK, "another client has its own");
        drop(held);
    };
    let (waited, ()) = tokio::join!(futures::future::join_all(waiting), one_more);
    for answer in waited {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_client_builds_one_file_at_a_time_and_parameters_are_not_repeated_without_end() {
    let hub = TestHub::start().await;
    hub.publish((1..=3).map(service)).await;
    let builds = (0..3).map(|_| hub.get("/api/v1/export/xlsx"));
    for answer in futures::future::join_all(builds).await {
        assert_eq!(answer.status, StatusCode::OK, "one after the other");
    }
    for path in [
        "/oruk/v3/services?taxonomy_term_id=x",
        "/oruk/v3/services?day=MO",
        "/oruk/v3/organizations?organization_id=x",
        "/oruk/v1/services?taxonomy_id=x",
        "/oruk/v1/services?need=x",
        "/api/v1/search?category=x",
        "/api/v1/export/csv?audience=x",
    ] {
        let (_, parameter) = path.split_once('?').unwrap();
        for (times, status) in [(199, StatusCode::OK), (200, StatusCode::BAD_REQUEST)] {
            let long = format!("{path}{}", format!("&{parameter}").repeat(times));
            let answer = hub.get(&long).await;
            assert_eq!(
                answer.status, status,
                "{times} times {path}: {}",
                answer.text
            );
        }
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
