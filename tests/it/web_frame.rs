//! What holds for every page: safety headers, labels, outline, caching, a way on.

use jiff::SignedDuration;
use reqwest::{Method, RequestBuilder, StatusCode};
use waymark::domain::ListingState;

use crate::support::hub::{Answer, TestHub};
use crate::support::pages::{TEA, tea_and_chat};

/// One of each kind of page.
const PATHS: [&str; 8] = [
    "/",
    "/?q=",
    "/?q=nothing+like+it&postcode=AB1+2DE&radius_m=1000&free=true",
    "/?postcode=nonsense",
    "/services/5a3b1f6e-6f0e-4d43-8d0a-0c7f5c2e9a11",
    "/services/00000000-0000-4000-8000-000000000000",
    "/about",
    "/no/such/page",
];

async fn each_page() -> Vec<(&'static str, Answer)> {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Listed, tea_and_chat()).await;
    let mut all = Vec::new();
    for path in PATHS {
        all.push((path, hub.get(path).await));
    }
    all
}

#[tokio::test]
async fn every_page_forbids_scripts_frames_and_referrers() {
    for (path, page) in each_page().await {
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("cache-control"), "private, no-cache", "{path}");
        assert!(page.texts("script, style, iframe").is_empty(), "{path}");
        assert!(
            page.texts("[style], [onclick], [onload]").is_empty(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn every_page_has_one_first_heading_and_no_gap_in_its_outline() {
    for (path, page) in each_page().await {
        let mut before = 0;
        let levels: Vec<usize> = scraper::Html::parse_document(&page.text)
            .select(&scraper::Selector::parse("h1, h2, h3, h4, h5, h6").unwrap())
            .map(|heading| heading.value().name()[1..].parse().unwrap())
            .collect();
        assert_eq!(
            levels.iter().filter(|level| **level == 1).count(),
            1,
            "{path}"
        );
        for level in levels {
            assert!(
                level <= before + 1,
                "{path}: h{before} is followed by h{level}"
            );
            before = level;
        }
    }
}

#[tokio::test]
async fn every_page_can_be_used_by_keyboard_and_screen_reader() {
    for (path, page) in each_page().await {
        assert_eq!(page.attributes("html", "lang"), ["en-GB"], "{path}");
        assert_eq!(page.attributes("a.skip", "href"), ["#main"], "{path}");
        assert_eq!(page.attributes("main", "id"), ["main"], "{path}");
        for landmark in ["header", "nav[aria-label]", "footer"] {
            assert_eq!(page.texts(landmark).len(), 1, "{path}: {landmark}");
        }
        assert!(!page.texts("title").concat().starts_with(" –"), "{path}");
        let labelled = page.attributes("label", "for");
        for field in page.attributes("input, select, textarea", "id") {
            assert!(labelled.contains(&field), "{path}: {field:?} has no label");
        }
        let ids = page.attributes("[id]", "id");
        let described =
            page.attributes("[aria-describedby], [aria-labelledby]", "aria-describedby");
        for id in described.iter().filter(|id| !id.is_empty()) {
            assert!(ids.contains(id), "{path}: nothing has the id {id}");
        }
        let mut distinct = ids.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), ids.len(), "{path}: an id is used twice");
    }
}

#[tokio::test]
async fn an_address_that_we_do_not_know_leads_on_to_a_search() {
    let hub = TestHub::start_with_directory().await;
    for path in ["/no/such/page", "/services/not-an-id", "/assets/none.css"] {
        let page = hub.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            page.attributes("main form", "action"),
            ["/#results"],
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_are_read_not_written_to() {
    let hub = TestHub::start_with_directory().await;
    let answer = hub.send(Method::POST, "/", |request| request).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("GET"), "{answer:?}");
}

#[tokio::test]
async fn the_style_sheet_is_kept_until_its_content_changes() {
    let hub = TestHub::start_with_directory().await;
    let address = hub
        .get("/")
        .await
        .attributes("link[rel=stylesheet]", "href");
    let sheet = hub.get(&address[0]).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(address[0].contains("?v="), "{address:?}");
    assert!(sheet.text.contains("prefers-color-scheme: dark"));
    assert!(sheet.text.contains("@media print"));
}

#[tokio::test]
async fn a_page_that_did_not_change_is_not_sent_again_and_one_that_did_is() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Listed, tea_and_chat()).await;
    let path = format!("/services/{TEA}");
    let first = hub.get(&path).await;
    assert_eq!(
        first.header("last-modified"),
        "Sat, 21 Nov 2026 09:00:01 GMT"
    );
    let tag = first.header("etag");
    let head = hub.send(Method::HEAD, &path, |request| request).await;
    assert_eq!(head.header("etag"), tag);
    let unless_known = |request: RequestBuilder| request.header("if-none-match", tag);
    let again = hub.send(Method::GET, &path, unless_known).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.text.is_empty());
    assert_eq!(again.header("etag"), tag);
    // Nothing was written, but the last check has grown too old, and the page says so.
    hub.clock.advance(SignedDuration::from_hours(24 * 60));
    let later = hub.send(Method::GET, &path, unless_known).await;
    assert_eq!(later.status, StatusCode::OK);
    assert!(later.words().contains("Not checked for more than 3 months"));
}

#[tokio::test]
async fn the_about_page_names_each_directory_and_its_licence() {
    let hub = TestHub::start_with_directory().await;
    let page = hub.get("/about").await;
    let text = page.words();
    assert!(
        text.contains("Ashby directory (licence: licence.example.org/open)"),
        "{text}"
    );
    assert!(text.contains("newer than 3 months"), "{text}");
}
