//! The `oruk-v1` connector, and `auto`, against real servers.

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};
use waymark::config::{FeedConfig, FeedKind};
use waymark::connect::{Pulled, WalkEnd};
use waymark::demo::{Dataset, Fault, Harm, On, OrukServer, Paging, ServerOptions, Version};
use waymark::oruk::Dialect;
use waymark::oruk::v1::Weekdays;

use crate::support::feed::{Walked, council, file_feed, http_feed, quick, services, walk};
use crate::support::site::{Site, closed_port};

/// A council with so many services by version 1.0, and two vocabularies.
fn old_council(count: usize) -> Dataset {
    let term = |n: usize, list: &str| json!({"id": format!("{list}:{n}"), "name": format!("Kind {n}"), "vocabulary": list});
    let mut terms: Vec<Value> = (1..=7).map(|n| term(n, "esdServiceTypes")).collect();
    terms.push(term(1, "sheafdaleKinds"));
    Dataset {
        services: (1..=count)
            .map(|n| {
                json!({
                    "id": n, "name": format!("Club {n}"), "status": "active",
                    "organization": {"id": "o1", "name": "Sample Town Council"},
                    "regular_schedules": [{"id": n, "weekday": 1, "opens_at": "10:00"}],
                })
            })
            .collect(),
        taxonomy_terms: terms,
        ..Dataset::default()
    }
}

async fn serve(data: &Dataset, version: Version) -> OrukServer {
    let options = ServerOptions {
        version,
        ..ServerOptions::default()
    };
    OrukServer::start_with(data, options).await.unwrap()
}

fn feed(kind: FeedKind, url: url::Url) -> FeedConfig {
    FeedConfig {
        kind,
        ..http_feed(url)
    }
}

async fn pull(count: usize, faults: Vec<Fault>) -> (Walked, OrukServer) {
    let server = serve(&old_council(count), Version::V1).await;
    server.set_faults(faults);
    let walked = walk(&feed(FeedKind::OrukV1, server.url()), &quick()).await;
    (walked, server)
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|n| n.to_string()).collect()
}

#[tokio::test]
async fn a_feed_of_version_1_comes_in_its_own_words() {
    let (walked, server) = pull(12, vec![]).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), names(12));
    assert_eq!(walked.texts()[11], old_council(12).services[11].to_string());
    assert!(walked.codes().is_empty(), "{:?}", walked.codes());
    for pulled in &walked.pulled {
        if let Pulled::Service { dialect, .. } = pulled {
            assert_eq!(*dialect, Dialect::V1(Weekdays::Monday1));
        }
    }
    let asked = server.requests();
    // List items have no lists, so each service is asked for; nothing of 3.0 is.
    assert_eq!(asked[0], "/services?page=1&per_page=10");
    assert!(asked.contains(&"/services/12".to_owned()), "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|path| path != "/" && !path.contains("taxonomy_terms")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn terms_come_with_the_vocabularies_that_they_name() {
    let (walked, _server) = pull(1, vec![]).await;
    let mut taxonomies: Vec<Value> = Vec::new();
    let mut terms: Vec<Value> = Vec::new();
    for pulled in &walked.pulled {
        match pulled {
            Pulled::Taxonomy(raw) => taxonomies.push(serde_json::from_str(raw.get()).unwrap()),
            Pulled::TaxonomyTerm(raw) => terms.push(serde_json::from_str(raw.get()).unwrap()),
            _ => {}
        }
    }
    let names: Vec<_> = taxonomies
        .iter()
        .map(|taxonomy| &taxonomy["name"])
        .collect();
    assert_eq!(names, ["esdServiceTypes", "sheafdaleKinds"]);
    assert_eq!(terms.len(), 8);
    assert_eq!(terms[1]["term_uri"], "http://id.esd.org.uk/service/2");
    assert_eq!(terms[7]["taxonomy_id"], "sheafdaleKinds");
}

#[tokio::test]
async fn every_kind_of_page_is_walked_to_its_end() {
    let complete = || WalkEnd::Complete;
    for (paging, codes) in [
        (vec![], vec![]),
        (vec![Paging::Under("contents")], vec![]),
        (vec![Paging::NumberFromZero], vec![]),
        (vec![Paging::FromZero], vec!["pages_from_zero"]),
        (
            vec![Paging::FromZero, Paging::NoTotals],
            vec!["totals_unclear", "pages_from_zero"],
        ),
        (vec![Paging::TextTotals], vec!["totals_unclear"]),
        (vec![Paging::NoTotals], vec!["totals_unclear"]),
        (vec![Paging::NoEnvelope], vec!["totals_unclear"]),
        (vec![Paging::BareArray], vec!["totals_unclear"]),
        (
            vec![Paging::BareArray, Paging::FromZero],
            vec!["totals_unclear", "pages_from_zero"],
        ),
        (
            vec![Paging::LastPageAgain, Paging::NeverLast],
            vec!["page_repeated"],
        ),
    ] {
        let faults = paging.iter().cloned().map(Fault::Paging).collect();
        let (walked, _server) = pull(25, faults).await;
        assert_eq!(walked.end, complete(), "{paging:?}");
        let mut ids: Vec<u32> = walked.ids().iter().map(|id| id.parse().unwrap()).collect();
        ids.sort_unstable();
        assert!(ids.into_iter().eq(1..=25), "{paging:?}");
        assert_eq!(walked.codes(), codes, "{paging:?}");
    }
}

#[tokio::test]
async fn a_detail_that_is_missing_costs_one_service() {
    let gone = Fault::Answer(On::Path("/services/5".into()), Harm::Status(404));
    let (walked, _server) = pull(12, vec![gone]).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids().len(), 11);
    assert_eq!(walked.unread().len(), 1);
}

/// What came of a walk: how many services, and of which version.
fn spoken(walked: &Walked) -> (usize, Option<Dialect>) {
    let dialect = walked.pulled.iter().find_map(|pulled| match pulled {
        Pulled::Service { dialect, .. } => Some(*dialect),
        _ => None,
    });
    (walked.ids().len(), dialect)
}

#[tokio::test]
async fn auto_finds_what_an_address_speaks() {
    let old = serve(&old_council(3), Version::V1).await;
    let new = serve(&council(3), Version::V3).await;
    let rootless = ServerOptions {
        root: false,
        ..ServerOptions::default()
    };
    let rootless = OrukServer::start_with(&council(3), rootless).await.unwrap();
    let v1 = Some(Dialect::V1(Weekdays::Monday1));
    let v3 = Some(Dialect::V3);
    for (url, want) in [
        (old.url(), v1),
        (old.url().join("services").unwrap(), v1),
        (old.url().join("services?page=2&per_page=1").unwrap(), v1),
        (new.url(), v3),
        (new.url().join("services").unwrap(), v3),
        (rootless.url(), v3),
    ] {
        let walked = walk(&feed(FeedKind::Auto, url.clone()), &quick()).await;
        assert_eq!(walked.end, WalkEnd::Complete, "{url}");
        assert_eq!(spoken(&walked), (3, want), "{url}");
    }
}

/// A website with this text at this path.
async fn site(path: &'static str, text: String) -> Site {
    Site::start(Router::new().route(path, get(|| async { text }))).await
}

#[tokio::test]
async fn auto_finds_feeds_below_the_usual_stubs_and_files() {
    let page = |names: [&str; 2]| {
        let [total, list] = names;
        json!({total: 3, "totalPages": 1, "total_pages": 1, "last": true, "last_page": true, list: services(3)}).to_string()
    };
    let new = site("/v3/services", page(["total_items", "contents"])).await;
    let old = site("/api/v1/services", page(["totalElements", "content"])).await;
    let array = site("/export/all.json", json!(services(3)).to_string()).await;
    let lines = services(3)
        .iter()
        .map(|service| format!("{service}\n"))
        .collect();
    let lines = site("/open-data", lines).await;
    for (site, path, want) in [
        (&new, "/", Dialect::V3),
        (&old, "/", Dialect::V1(Weekdays::Monday1)),
        (&array, "/export/all.json", Dialect::V3),
        (&lines, "/open-data", Dialect::V3),
    ] {
        let url = site.url(path);
        let walked = walk(&feed(FeedKind::Auto, url.clone()), &quick()).await;
        assert_eq!(walked.end, WalkEnd::Complete, "{url}");
        assert_eq!(spoken(&walked), (3, Some(want)), "{url}");
    }
}

#[tokio::test]
async fn auto_says_plainly_when_it_finds_nothing() {
    let page = site("/", "<!doctype html><title>Welcome</title>".to_owned()).await;
    let package = json!({"name": "council", "resources": [{"path": "services.csv"}]});
    let package = site("/datapackage.json", package.to_string()).await;
    let dead = closed_port().await;
    for (url, parts) in [
        (
            page.url("/"),
            vec!["a web page", "services", "base address of the feed"],
        ),
        (
            page.url("/nothing"),
            vec!["status 404", "base address of the feed"],
        ),
        (
            package.url("/datapackage.json"),
            vec!["holds no table of services"],
        ),
        (dead, vec!["127.0.0.1"]),
    ] {
        let walked = walk(&feed(FeedKind::Auto, url.clone()), &quick()).await;
        let WalkEnd::Failed(why) = &walked.end else {
            panic!("{url}: {:?}", walked.end);
        };
        assert!(parts.iter().all(|part| why.contains(part)), "{why}");
        assert!(walked.pulled.is_empty(), "{url}");
    }
}

#[tokio::test]
async fn a_feed_without_a_place_says_so() {
    for kind in [FeedKind::OrukV1, FeedKind::Auto] {
        let lost = FeedConfig {
            kind,
            path: None,
            ..file_feed(std::path::Path::new("nowhere"))
        };
        let walked = walk(&lost, &quick()).await;
        assert_eq!(
            walked.end,
            WalkEnd::Failed("the feed's settings lack url; add it".to_owned())
        );
    }
}
