//! The sample websites over HTTP.

use std::sync::Arc;

use tokio::net::TcpListener;
use url::Url;
use waymark::config::FetchConfig;
use waymark::connect::{Client, Request, Response};
use waymark::demo::samples::State;
use waymark::demo::sites::SiteServer;
use waymark::domain::SystemClock;

async fn sites() -> SiteServer {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    SiteServer::start(listener, State::Before).unwrap()
}

async fn get(sites: &SiteServer, path: &str, etag: Option<String>) -> Response {
    let config = FetchConfig {
        per_host_per_second: 0.0,
        ..FetchConfig::default()
    };
    let request = Request {
        url: Url::parse(&sites.url()).unwrap().join(path).unwrap(),
        accept: "text/html",
        max_bytes: 100_000,
        etag,
        modified: None,
    };
    let client = Client::new(&config, Arc::new(SystemClock)).unwrap();
    client.get(&request).await.unwrap()
}

#[tokio::test]
async fn a_page_is_sent_again_only_when_it_has_changed() {
    let sites = sites().await;
    let path = "larkhillcentre.example/lunch-club";
    let first = get(&sites, path, None).await;
    assert_eq!(first.status, 200);
    assert!(first.content_type.unwrap().starts_with("text/html"));
    assert_eq!(get(&sites, path, first.etag.clone()).await.status, 304);
    sites.change();
    let second = get(&sites, path, first.etag).await;
    assert_eq!(second.status, 200);
    assert_ne!(second.body, first.body);
}

#[tokio::test]
async fn each_address_answers_as_a_website_does() {
    let sites = sites().await;
    for (path, before, after) in [
        ("robots.txt", 200, 200),
        ("dronleyhub.example/", 200, 200),
        ("dronleyhub.example/style.css", 200, 200),
        ("dronleyhub.example/crafternoon", 200, 410),
        ("eckstonefoodshare.example/pantry", 200, 404),
        ("dronleyhub.example/no-such-page", 404, 404),
        ("no-such-site.example/", 404, 404),
        ("dronleyhub.example/..%2f..%2fholmemoor.json", 404, 404),
    ] {
        assert_eq!(get(&sites, path, None).await.status, before, "{path}");
        let changed = self::sites().await;
        changed.change();
        assert_eq!(get(&changed, path, None).await.status, after, "{path}");
    }
}
