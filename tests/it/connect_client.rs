//! The HTTP client against real servers.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use jiff::Timestamp;
use url::Url;
use waymark::config::FetchConfig;
use waymark::connect::{Client, FetchError, Request};
use waymark::domain::TestClock;

use crate::support::site::{Site, closed_port};

fn config() -> FetchConfig {
    FetchConfig {
        per_host_per_second: 0.0,
        ..FetchConfig::default()
    }
}

fn client(config: &FetchConfig) -> Client {
    let clock = TestClock::at("2026-03-04T10:00:00Z".parse::<Timestamp>().unwrap());
    Client::new(config, Arc::new(clock)).unwrap()
}

fn request(url: Url) -> Request {
    Request {
        url,
        accept: "text/html",
        max_bytes: 10_000,
        etag: None,
        modified: None,
    }
}

#[tokio::test]
async fn any_status_is_a_response_with_its_headers_and_body() {
    let site = Site::start(Router::new().route(
        "/busy",
        get(|| async {
            let headers = [
                (header::RETRY_AFTER, "Wed, 04 Mar 2026 10:00:07 GMT"),
                (header::ETAG, "\"a\""),
                (header::LAST_MODIFIED, "Tue, 03 Mar 2026 10:00:00 GMT"),
            ];
            (StatusCode::SERVICE_UNAVAILABLE, headers, "busy")
        }),
    ))
    .await;
    let answer = client(&config())
        .get(&request(site.url("busy")))
        .await
        .unwrap();
    assert_eq!((answer.status, &answer.body[..]), (503, &b"busy"[..]));
    assert_eq!(answer.retry_after, Some(7));
    assert_eq!(answer.etag.as_deref(), Some("\"a\""));
    assert_eq!(
        answer.modified.as_deref(),
        Some("Tue, 03 Mar 2026 10:00:00 GMT")
    );
    assert_eq!(
        answer.content_type.as_deref(),
        Some("text/plain; charset=utf-8")
    );
}

#[tokio::test]
async fn it_says_who_it_is_and_asks_conditionally_and_keeps_no_cookies() {
    let site = Site::start(Router::new().route(
        "/",
        get(|headers: HeaderMap| async move {
            let shown: Vec<_> = [
                "user-agent",
                "accept",
                "if-none-match",
                "if-modified-since",
                "cookie",
            ]
            .map(|name| {
                headers
                    .get(name)
                    .map_or("-", |v| v.to_str().unwrap())
                    .to_owned()
            })
            .into();
            ([(header::SET_COOKIE, "session=1")], shown.join(" | "))
        }),
    ))
    .await;
    let config = FetchConfig {
        user_agent: "tester".into(),
        ..config()
    };
    let client = client(&config);
    let asked = Request {
        etag: Some("\"v1\"".into()),
        modified: Some("Tue, 03 Mar 2026 10:00:00 GMT".into()),
        ..request(site.url(""))
    };
    for _ in 0..2 {
        let answer = client.get(&asked).await.unwrap();
        assert_eq!(
            std::str::from_utf8(&answer.body).unwrap(),
            "tester | text/html | \"v1\" | Tue, 03 Mar 2026 10:00:00 GMT | -"
        );
    }
}

#[tokio::test]
async fn redirects_are_followed_and_recorded() {
    let site = Site::start(
        Router::new()
            .route("/a", get(|| async { Redirect::permanent("/b#part") }))
            .route("/b", get(|| async { Redirect::temporary("c?x=1") }))
            .route("/c", get(|| async { "there" })),
    )
    .await;
    let answer = client(&config())
        .get(&request(site.url("a")))
        .await
        .unwrap();
    assert_eq!(
        answer.redirects,
        [(308, site.url("b")), (307, site.url("c?x=1"))]
    );
    assert_eq!(answer.final_url, site.url("c?x=1"));
    assert_eq!(&answer.body[..], b"there");
}

#[tokio::test]
async fn circles_and_long_chains_end() {
    let hops = Arc::new(AtomicUsize::new(0));
    let count = hops.clone();
    let site = Site::start(
        Router::new()
            .route("/a", get(|| async { Redirect::temporary("/b") }))
            .route("/b", get(|| async { Redirect::temporary("/a") }))
            .fallback(move || {
                let hop = count.fetch_add(1, Ordering::SeqCst);
                async move { Redirect::temporary(&format!("/hop{hop}")) }
            }),
    )
    .await;
    let client = client(&config());
    for start in ["a", "chain"] {
        let url = site.url(start);
        let end = client.get(&request(url.clone())).await;
        assert_eq!(end, Err(FetchError::Redirects { url }));
    }
    assert_eq!(
        hops.load(Ordering::SeqCst),
        6,
        "five redirects and then no more"
    );
}

#[tokio::test]
async fn no_redirect_and_no_name_leads_into_a_private_network() {
    let site = Site::start(
        Router::new()
            .route(
                "/in",
                get(|| async { Redirect::temporary("http://10.0.0.1/admin") }),
            )
            .route(
                "/meta",
                get(|| async { Redirect::temporary("http://169.254.169.254/") }),
            )
            .route(
                "/file",
                get(|| async { Redirect::temporary("file:///etc/hostname") }),
            ),
    )
    .await;
    let local = client(&config());
    let port = site.url("").port().unwrap();
    for (from, to) in [
        (site.url("in"), "http://10.0.0.1/admin".to_owned()),
        (site.url("meta"), "http://169.254.169.254/".to_owned()),
        (site.url("file"), "file:///etc/hostname".to_owned()),
        (
            Url::parse(&format!("http://someone:secret@[::1]:{port}/")).unwrap(),
            format!("http://[::1]:{port}/"),
        ),
    ] {
        let end = local.get(&request(from)).await;
        let url = Url::parse(&to).unwrap();
        assert_eq!(end, Err(FetchError::Forbidden { url }));
    }
    let closed = FetchConfig {
        allow_hosts: Vec::new(),
        ..config()
    };
    let localhost = Url::parse(&format!("http://localhost:{port}/")).unwrap();
    for url in [site.url("in"), localhost] {
        let end = client(&closed).get(&request(url.clone())).await;
        assert_eq!(end, Err(FetchError::Forbidden { url }));
    }
}

#[tokio::test]
async fn localhost_goes_with_the_loopback_address_on_the_allow_list() {
    let site = Site::start(Router::new().route("/", get(|| async { "hello" }))).await;
    let port = site.url("").port().unwrap();
    let url = Url::parse(&format!("http://localhost:{port}/")).unwrap();
    let response = client(&config()).get(&request(url)).await.unwrap();
    assert_eq!(&response.body[..], b"hello");
}

#[tokio::test]
async fn a_name_on_the_allow_list_is_fetched() {
    let site = Site::start(Router::new().route("/", get(|| async { "hello" }))).await;
    let config = FetchConfig {
        allow_hosts: vec!["LOCALHOST".into()],
        ..config()
    };
    let url = format!("http://localhost:{}/", site.url("").port().unwrap());
    let answer = client(&config)
        .get(&request(Url::parse(&url).unwrap()))
        .await;
    assert_eq!(answer.unwrap().status, 200);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_packed_or_not() {
    let big = || async { " ".repeat(10_001) };
    let fits = || async { " ".repeat(10_000) };
    let dripping = || async {
        let chunk = Ok::<_, Infallible>(Bytes::from_static(&[b' '; 4_000]));
        Body::from_stream(futures::stream::repeat(chunk)).into_response()
    };
    let site = Site::start(
        Router::new()
            .route("/packed", get(big))
            .layer(tower_http::compression::CompressionLayer::new())
            .route("/big", get(big))
            .route("/fits", get(fits))
            .route("/endless", get(dripping)),
    )
    .await;
    let client = client(&config());
    for path in ["packed", "big", "endless"] {
        let url = site.url(path);
        let end = client.get(&request(url.clone())).await;
        assert_eq!(
            end,
            Err(FetchError::TooLarge { url, limit: 10_000 }),
            "{path}"
        );
    }
    let answer = client.get(&request(site.url("fits"))).await.unwrap();
    assert_eq!(answer.body.len(), 10_000);
}

#[tokio::test]
async fn the_time_limit_spans_redirects_and_body() {
    let pause = || tokio::time::sleep(Duration::from_millis(120));
    let site = Site::start(
        Router::new()
            .route("/late", get(move || async move { pause().await }))
            .route(
                "/drip",
                get(move || async move {
                    let drops = futures::stream::unfold((), move |()| async move {
                        pause().await;
                        Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
                    });
                    Body::from_stream(drops)
                }),
            )
            .route(
                "/hop",
                get(move || async move {
                    pause().await;
                    Redirect::temporary("/late")
                }),
            ),
    )
    .await;
    let config = FetchConfig {
        timeout: "200ms".parse().unwrap(),
        ..config()
    };
    let client = client(&config);
    for (from, at) in [("drip", "drip"), ("hop", "late")] {
        let end = client.get(&request(site.url(from))).await;
        assert_eq!(
            end,
            Err(FetchError::Timeout { url: site.url(at) }),
            "{from}"
        );
    }
    assert!(client.get(&request(site.url("late"))).await.is_ok());
}

#[tokio::test]
async fn broken_connections_say_how_they_broke() {
    let half = || async {
        let parts = [
            Ok(Bytes::from_static(b"half")),
            Err(std::io::Error::other("cut")),
        ];
        Body::from_stream(futures::stream::iter(parts))
    };
    let garbled = || async { ([(header::CONTENT_ENCODING, "gzip")], "not gzip at all") };
    let site = Site::start(
        Router::new()
            .route("/half", get(half))
            .route("/garbled", get(garbled)),
    )
    .await;
    let client = client(&config());
    let nobody = closed_port().await;
    for (url, why) in [
        (nobody, "the connection was refused"),
        (
            site.url("half"),
            "the connection broke off before the whole answer had come",
        ),
        (
            site.url("garbled"),
            "its compressed answer is damaged or broke off",
        ),
    ] {
        let end = client.get(&request(url.clone())).await;
        let why = why.to_owned();
        assert_eq!(end, Err(FetchError::Connect { url, why }));
    }
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_told_from_a_name_service_that_fails() {
    // RFC 6761: no name under .invalid exists, and no name server is asked.
    let url = Url::parse("http://nobody.invalid/").unwrap();
    let end = client(&config()).get(&request(url.clone())).await;
    assert_eq!(
        end,
        Err(FetchError::Dns {
            url,
            nxdomain: true
        })
    );
}

#[tokio::test]
async fn a_server_without_tls_is_no_safe_connection() {
    let site = Site::start(Router::new()).await;
    let mut url = site.url("");
    url.set_scheme("https").unwrap();
    let end = client(&config()).get(&request(url)).await;
    assert!(matches!(end, Err(FetchError::Tls { .. })), "{end:?}");
}

#[tokio::test]
async fn one_host_is_asked_one_thing_at_a_time() {
    let now = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (busy, peak) = (now.clone(), most.clone());
    let site = Site::start(Router::new().route(
        "/",
        get(move || {
            let (busy, peak) = (busy.clone(), peak.clone());
            async move {
                peak.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(5)).await;
                busy.fetch_sub(1, Ordering::SeqCst);
            }
        }),
    ))
    .await;
    let client = client(&config());
    let request = request(site.url(""));
    let all = futures::future::join_all((0..6).map(|_| client.get(&request))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(most.load(Ordering::SeqCst), 1);
}
