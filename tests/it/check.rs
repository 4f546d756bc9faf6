//! `waymark check` against real servers: good ones, and every way in which one goes wrong.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use serde_json::json;
use url::Url;
use waymark::check::{Checker, Finding, Limits, Report, Version};
use waymark::connect::Client;
use waymark::demo::{self, Dataset, Fault, Harm, On, OrukServer, Paging, ServerOptions};
use waymark::domain::{Severity, SystemClock, TestClock};
use waymark::gazetteer::Gazetteer;

use crate::support::database::for_each_database;
use crate::support::feed::{council, quick};
use crate::support::hub::{START, TestHub};
use crate::support::site::{Site, closed_port};

/// What is to be checked.
enum Target<'a> {
    Feed(Url),
    File(&'a Path),
}

async fn check_as(target: Target<'_>, version: Option<Version>, limits: &Limits) -> Report {
    let fetch = quick();
    let checker = Checker {
        client: &Client::new(&fetch, Arc::new(SystemClock)).unwrap(),
        gazetteer: &Gazetteer::default(),
        clock: &TestClock::at(START.parse().unwrap()),
        version,
        limits,
    };
    match target {
        Target::Feed(url) => checker.feed(&url).await,
        Target::File(path) => checker.file(path, &fetch).await,
    }
}

async fn check(url: Url) -> Report {
    check_as(Target::Feed(url), None, &Limits::default()).await
}

fn codes(report: &Report) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// What the standard is said to forbid, in full.
fn errors(report: &Report) -> Vec<String> {
    let errors = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Must);
    errors.map(|finding| format!("{finding:?}")).collect()
}

fn sample(name: &str) -> Dataset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("feeds")
        .join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test]
async fn what_the_hub_publishes_breaks_no_rule() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 30).await;
        let report = check(hub.url("oruk/v3")).await;
        assert_eq!(errors(&report), Vec::<String>::new());
        assert!(report.valid);
        assert_eq!((report.services, report.examined), (30, 30));
        assert_eq!(report.version, "3.0");
        let of_filters = |finding: &&Finding| finding.code.as_str().starts_with("filter_");
        let filters: Vec<_> = report.findings.iter().filter(of_filters).collect();
        assert!(filters.is_empty(), "{filters:?}");
    })
    .await;
}

#[tokio::test]
async fn the_sample_councils_break_the_rules_that_they_break_on_purpose_and_no_other() {
    let on_purpose = BTreeSet::from(["null_value", "schema_broken"]);
    for (file, version, want, faults) in [
        ("sheafdale.json", demo::Version::V3, "3.0", on_purpose),
        ("rivelmoor.json", demo::Version::V1, "1.0", BTreeSet::new()),
    ] {
        let options = ServerOptions {
            version,
            root: version == demo::Version::V3,
            ..ServerOptions::default()
        };
        let server = OrukServer::start_with(&sample(file), options)
            .await
            .unwrap();
        let report = check(server.url()).await;
        let errors = report
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Must);
        let codes: BTreeSet<_> = errors.map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, faults, "{file}");
        assert_eq!(report.version, want, "{file}");
        assert!(
            report
                .scorecard
                .iter()
                .all(|measure| measure.met <= measure.of)
        );
        assert!(report.examined >= 20, "{file}: {}", report.examined);
    }
}

/// Longer than any answer is waited for.
const NEVER: Duration = Duration::from_secs(3600);

fn answer(on: On, harm: Harm) -> Fault {
    Fault::Answer(on, harm)
}

#[tokio::test]
async fn each_way_to_misbehave_has_its_code() {
    let limits = Limits {
        bytes: 1 << 20,
        ..Limits::default()
    };
    let detail = || On::Path("/services/s3".to_owned());
    let root = || On::Path("/".to_owned());
    for (fault, want) in [
        (answer(On::Every, Harm::WebPage), "not_a_feed"),
        (answer(On::Every, Harm::Status(500)), "endpoint_failing"),
        (answer(On::Every, Harm::Status(404)), "endpoint_missing"),
        (answer(On::Every, Harm::Half), "not_a_feed"),
        (answer(On::Every, Harm::Oversize(10)), "not_a_feed"),
        (answer(On::Every, Harm::Reset), "feed_unreachable"),
        (
            answer(On::Every, Harm::Redirect("/services".to_owned())),
            "feed_unreachable",
        ),
        (
            answer(On::Every, Harm::ContentType("text/html")),
            "content_type",
        ),
        (
            answer(On::Every, Harm::Replace(b"Sample", b"Caf\xe9")),
            "not_utf8",
        ),
        (answer(On::Nth(3), Harm::Status(500)), "answers_unsteady"),
        (answer(On::First(2), Harm::Busy("0".to_owned())), "too_busy"),
        (answer(On::Page(2), Harm::Half), "page_lost"),
        (answer(On::Page(2), Harm::Reset), "page_lost"),
        (
            answer(On::Lists, Harm::Replace(b"\"s2\"", b"\"s1\"")),
            "duplicate_id",
        ),
        (answer(detail(), Harm::Status(404)), "record_unread"),
        (answer(detail(), Harm::WebPage), "record_unread"),
        (
            answer(detail(), Harm::Replace(b"\"s3\"", b"\"s4\"")),
            "detail_differs",
        ),
        (answer(root(), Harm::Status(404)), "root_missing"),
        (
            answer(root(), Harm::Replace(b"HSDS-UK-3.0", b"newest")),
            "version_unexpected",
        ),
        (answer(On::Page(2), Harm::Bomb(8 << 20)), "page_lost"),
        (answer(On::Every, Harm::Bomb(8 << 20)), "feed_unreachable"),
        (answer(On::Every, Harm::Slow(NEVER)), "feed_unreachable"),
        (answer(On::Page(2), Harm::Slow(NEVER)), "page_lost"),
        (answer(On::Page(2), Harm::Drip(NEVER)), "page_lost"),
        (answer(detail(), Harm::Slow(NEVER)), "record_unread"),
        (
            answer(On::Every, Harm::Prefix(b"\xef\xbb\xbf")),
            "byte_order_mark",
        ),
        (Fault::Paging(Paging::Endless), "pages_endless"),
        (Fault::Paging(Paging::IgnoresPage), "page_repeated"),
        (Fault::Paging(Paging::LastPageAgain), "past_end_not_empty"),
        (Fault::Paging(Paging::FromZero), "pages_from_zero"),
        (Fault::Paging(Paging::NoEnvelope), "page_field_missing"),
        (Fault::Paging(Paging::BareArray), "list_misplaced"),
        (Fault::Paging(Paging::Under("data")), "list_misplaced"),
        (Fault::Paging(Paging::TextTotals), "page_field_invalid"),
        (Fault::Paging(Paging::WrongTotal(7)), "totals_wrong"),
        (Fault::Paging(Paging::WrongTotal(70)), "totals_wrong"),
        (Fault::Paging(Paging::NumberFromZero), "page_number_wrong"),
        (Fault::Paging(Paging::NoTotals), "totals_unclear"),
        (Fault::Paging(Paging::NeverLast), "page_flags_wrong"),
        (Fault::Paging(Paging::AlwaysLast), "page_flags_wrong"),
    ] {
        let server = OrukServer::start(&council(12)).await.unwrap();
        server.set_faults(vec![fault.clone()]);
        let report = check_as(Target::Feed(server.url()), None, &limits).await;
        assert!(
            codes(&report).contains(&want),
            "{fault:?}: {:?}",
            codes(&report)
        );
    }
}

#[tokio::test]
async fn the_vocabularies_of_the_old_version_are_looked_at_too() {
    let on = || On::Path("/vocabularies".to_owned());
    for (fault, want) in [
        (None, None),
        (Some(Harm::Status(404)), Some("optional_endpoint_missing")),
        (Some(Harm::Status(500)), Some("optional_endpoint_failing")),
        (Some(Harm::WebPage), Some("optional_endpoint_failing")),
        (
            Some(Harm::Replace(b"[", b"[7,")),
            Some("optional_endpoint_failing"),
        ),
    ] {
        let options = ServerOptions {
            version: demo::Version::V1,
            root: false,
            ..ServerOptions::default()
        };
        let data = sample("rivelmoor.json");
        let server = OrukServer::start_with(&data, options).await.unwrap();
        let faults = fault.clone().map(|harm| answer(on(), harm));
        server.set_faults(faults.into_iter().collect());
        let report = check(server.url()).await;
        let mut said = report.findings.iter();
        let said = said.find(|finding| finding.endpoint == "/vocabularies");
        assert_eq!(said.map(|finding| finding.code.as_str()), want, "{fault:?}");
    }
}

#[tokio::test]
async fn filters_that_change_nothing_are_named_list_by_list() {
    let server = OrukServer::start(&sample("holmemoor.json")).await.unwrap();
    let report = check(server.url()).await;
    let ignored = |endpoint: &str| {
        let mut of = report.findings.iter().filter(|f| f.endpoint == endpoint);
        of.find(|f| f.code.as_str() == "filter_ignored")
            .map(|f| f.found.clone())
    };
    let of_services = ignored("/services").unwrap();
    for said in ["search=", "start_time=23:59", "organization_id="] {
        assert!(of_services.contains(said), "{of_services}");
    }
    let of_terms = ignored("/taxonomy_terms").unwrap();
    assert!(of_terms.contains("parent_id="), "{of_terms}");
}

#[tokio::test]
async fn what_does_not_answer_or_is_no_feed_gets_one_clear_sentence() {
    let site = Site::start(Router::new().fallback(async || Html("<h1>Welcome</h1>"))).await;
    for (url, code, sentence) in [
        (
            closed_port().await,
            "feed_unreachable",
            "could not be reached",
        ),
        (
            site.url("/"),
            "not_a_feed",
            "answers with a web page instead of JSON",
        ),
    ] {
        let report = check(url).await;
        let text = report.to_text();
        assert!(!report.valid);
        assert!(codes(&report).contains(&code), "{text}");
        assert!(text.contains(sentence), "{text}");
        assert!(report.scorecard.is_empty());
    }
}

#[tokio::test]
async fn an_empty_feed_is_an_error() {
    let server = OrukServer::start(&Dataset::default()).await.unwrap();
    let report = check(server.url()).await;
    assert!(
        codes(&report).contains(&"empty_feed"),
        "{:?}",
        codes(&report)
    );
}

#[tokio::test]
async fn a_check_stops_where_it_was_told_to_and_says_so() {
    let server = OrukServer::start(&council(25)).await.unwrap();
    let limits = Limits {
        requests: 5,
        ..Limits::default()
    };
    let report = check_as(Target::Feed(server.url()), None, &limits).await;
    assert!(
        codes(&report).contains(&"check_cut_short"),
        "{:?}",
        codes(&report)
    );
    assert_eq!((report.requests, server.requests().len()), (5, 5));
}

#[tokio::test]
async fn a_file_is_checked_whatever_its_form() {
    let folder = tempfile::tempdir().unwrap();
    let id = "11111111-1111-4111-8111-111111111111";
    let service = json!({"id": id, "name": "Club", "status": "active", "fees": "",
        "organization": {"id": id, "name": "Trust", "description": "A trust."}});
    let old = json!({"id": "7", "name": "Club", "status": "active", "regular_schedules": [],
        "organization": {"id": id, "name": "Trust", "description": "A trust."}});
    for (name, text, version, want) in [
        (
            "list.json",
            json!([service, service]).to_string(),
            "3.0",
            "duplicate_id",
        ),
        (
            "named.json",
            json!({"services": [service]}).to_string(),
            "3.0",
            "empty_value",
        ),
        (
            "page.json",
            json!({"contents": [service]}).to_string(),
            "3.0",
            "empty_value",
        ),
        (
            "lines.ndjson",
            format!("{service}\n{{\"id\":\n"),
            "3.0",
            "line_damaged",
        ),
        ("one.json", service.to_string(), "3.0", "empty_value"),
        (
            "old.json",
            json!({"content": [old]}).to_string(),
            "1.0",
            "empty_value",
        ),
        (
            "half.json",
            format!("[{service},"),
            "3.0",
            "file_unreadable",
        ),
        ("none.json", "[]".to_owned(), "3.0", "empty_feed"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let report = check_as(Target::File(&path), None, &Limits::default()).await;
        assert!(
            codes(&report).contains(&want),
            "{name}: {:?}",
            codes(&report)
        );
        assert_eq!(report.version, version, "{name}");
    }
}

#[tokio::test]
async fn the_scorecard_names_what_to_mend() {
    let server = OrukServer::start(&sample("sheafdale.json")).await.unwrap();
    let report = check(server.url()).await;
    let bare = report
        .scorecard
        .iter()
        .find(|measure| measure.code.as_str() == "no_cost");
    let bare = bare.unwrap();
    assert_eq!(bare.of, report.examined);
    assert_eq!(bare.records.len(), bare.of - bare.met);
    assert!(
        bare.records
            .iter()
            .all(|record| !record.id.is_empty() && !record.name.is_empty())
    );
    let printed = serde_json::to_value(&report).unwrap();
    assert_eq!(printed["scorecard"][0]["code"], "no_description");
    assert!(
        report
            .to_html()
            .unwrap()
            .contains("How useful the data are")
    );
}
