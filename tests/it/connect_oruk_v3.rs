//! The `oruk-v3` connector against a real server and every way in which one goes wrong.

use std::time::Duration;

use serde_json::json;
use waymark::config::FetchConfig;
use waymark::connect::{Pulled, WalkEnd};
use waymark::demo::{Dataset, Fault, Harm, On, OrukServer, Paging, ServerOptions};

use crate::support::feed::{Walked, council, http_feed, quick, walk};
use crate::support::site::closed_port;

/// Pulls a council of so many services that has these faults.
pub(crate) async fn pull(count: usize, faults: Vec<Fault>) -> (Walked, OrukServer) {
    let server = OrukServer::start(&council(count)).await.unwrap();
    server.set_faults(faults);
    let walked = walk(&http_feed(server.url()), &quick()).await;
    (walked, server)
}

pub(crate) fn on_page(page: usize, harm: Harm) -> Vec<Fault> {
    vec![Fault::Answer(On::Page(page), harm)]
}

pub(crate) fn names(from: usize, to: usize) -> Vec<String> {
    (from..=to).map(|n| format!("s{n}")).collect()
}

#[tokio::test]
async fn a_whole_feed_comes_in_its_order_and_its_own_words() {
    let (walked, server) = pull(25, vec![]).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), names(1, 25));
    assert_eq!(walked.texts()[24], council(25).services[24].to_string());
    let count = |wanted: fn(&Pulled) -> bool| walked.pulled.iter().filter(|p| wanted(p)).count();
    assert_eq!(count(|p| matches!(p, Pulled::Taxonomy(_))), 1);
    assert_eq!(count(|p| matches!(p, Pulled::TaxonomyTerm(_))), 12);
    assert!(walked.codes().is_empty(), "{:?}", walked.codes());
    let asked = server.requests();
    assert_eq!(
        asked[..3],
        [
            "/",
            "/services?page=1&per_page=10&full=true",
            "/services/s1"
        ]
    );
    // Two more pages of services, one of taxonomies, two of terms.
    assert_eq!(asked.len(), 3 + 2 + 1 + 2, "{asked:?}");
}

#[tokio::test]
async fn a_pasted_services_address_is_understood() {
    let server = OrukServer::start(&council(3)).await.unwrap();
    let pasted = server.url().join("services?page=1").unwrap();
    let walked = walk(&http_feed(pasted), &quick()).await;
    assert_eq!(
        (walked.end.clone(), walked.ids().len()),
        (WalkEnd::Complete, 3)
    );
}

#[tokio::test]
async fn where_full_is_ignored_each_detail_is_fetched() {
    let options = ServerOptions {
        honour_full: false,
        ..ServerOptions::default()
    };
    let server = OrukServer::start_with(&council(12), options).await.unwrap();
    server.set_faults(vec![Fault::Answer(
        On::Path("/services/s5".into()),
        Harm::Status(404),
    )]);
    let walked = walk(&http_feed(server.url()), &quick()).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids().len(), 11);
    assert!(walked.texts().iter().all(|text| text.contains("schedules")));
    let url = server.url().join("services/s5").unwrap();
    let why = format!("{url} answers with status 404; nothing is there: check the address");
    assert_eq!(walked.unread(), [("s5", why.as_str())]);
}

#[tokio::test]
async fn services_that_have_nothing_nested_are_taken_from_the_list() {
    let plain = Dataset {
        services: (1..=30)
            .map(|n| json!({"id": n, "name": "Plain"}))
            .collect(),
        ..Dataset::default()
    };
    let server = OrukServer::start(&plain).await.unwrap();
    let walked = walk(&http_feed(server.url()), &quick()).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids().len(), 30);
    let details = server
        .requests()
        .iter()
        .filter(|r| r.starts_with("/services/"))
        .count();
    assert_eq!(details, 9, "three looks a page");
}

#[tokio::test]
async fn ids_that_need_escaping_reach_their_details() {
    let odd = ["a/b", "ä ö?x=1#y", "100%", "..", "a b"];
    let data = Dataset {
        services: odd
            .iter()
            .map(|id| json!({"id": id, "name": "Odd", "languages": [{"id": "l"}]}))
            .collect(),
        ..Dataset::default()
    };
    let options = ServerOptions {
        honour_full: false,
        ..ServerOptions::default()
    };
    let server = OrukServer::start_with(&data, options).await.unwrap();
    let walked = walk(&http_feed(server.url()), &quick()).await;
    assert_eq!(walked.ids(), ["a/b", "ä ö?x=1#y", "100%", "a b"]);
    assert_eq!(
        walked.unread(),
        [("..", "its id cannot stand in an address")]
    );
}

#[tokio::test]
async fn odd_envelopes_cost_nothing() {
    for (fault, notes) in [
        (Paging::NoEnvelope, &["totals_unclear"][..]),
        (Paging::BareArray, &["totals_unclear"]),
        (Paging::TextTotals, &["totals_unclear"]),
        (Paging::NeverLast, &[]),
        (Paging::AlwaysLast, &[]),
        // Which is wrong for the one taxonomy too.
        (Paging::WrongTotal(10), &["vocabulary_unread"]),
        (Paging::Under("content"), &[]),
        (Paging::Under("Data"), &[]),
        (Paging::LastPageAgain, &[]),
        (Paging::FromZero, &["pages_from_zero"]),
    ] {
        let (walked, _server) = pull(25, vec![Fault::Paging(fault.clone())]).await;
        assert_eq!(walked.end, WalkEnd::Complete, "{fault:?}");
        let mut ids = walked.ids();
        ids.sort_by_key(|id| id[1..].parse::<u32>().unwrap());
        assert_eq!(ids, names(1, 25), "{fault:?}");
        assert_eq!(walked.codes(), notes, "{fault:?}");
    }
}

#[tokio::test]
async fn a_server_that_caps_its_pages_is_read_to_its_end() {
    let options = ServerOptions {
        cap: 4,
        ..ServerOptions::default()
    };
    let server = OrukServer::start_with(&council(25), options).await.unwrap();
    let walked = walk(&http_feed(server.url()), &quick()).await;
    assert_eq!(
        (walked.end.clone(), walked.ids().len()),
        (WalkEnd::Complete, 25)
    );
}

#[tokio::test]
async fn walks_that_go_wrong_end_and_say_what_is_missing() {
    for (faults, received, sentence) in [
        (
            vec![Fault::Paging(Paging::IgnoresPage)],
            10,
            "{list} announces 25 entries but sent 10; refresh again, and tell its publisher if it \
             stays so",
        ),
        (
            vec![
                Fault::Paging(Paging::IgnoresPage),
                Fault::Paging(Paging::BareArray),
            ],
            10,
            "page 2 of {list} brings nothing that earlier pages did not, and nothing says that all \
             had come; ask its publisher to heed page and to state last_page",
        ),
        (
            vec![Fault::Paging(Paging::WrongTotal(40))],
            25,
            "{list} announces 40 entries but sent 25; refresh again, and tell its publisher if it \
             stays so",
        ),
        (
            on_page(2, Harm::Half),
            15,
            "page 2 could not be read and keeps its last known state: \
             {list}?page=2&per_page=10&full=true answers with JSON that breaks off in the middle; \
             ask its publisher to mend it if it stays so",
        ),
        (
            on_page(2, Harm::WebPage),
            15,
            "page 2 could not be read and keeps its last known state: \
             {list}?page=2&per_page=10&full=true answers with a web page instead of JSON; check \
             that the address is the feed's base address",
        ),
        (
            on_page(3, Harm::Status(500)),
            20,
            "page 3 could not be read and keeps its last known state: \
             {list}?page=3&per_page=10&full=true answers with status 500; its server failed: try \
             again later, and tell its publisher if it stays so",
        ),
        (
            on_page(2, Harm::Reset),
            15,
            "page 2 could not be read and keeps its last known state: \
             {list}?page=2&per_page=10&full=true could not be reached: the connection broke off \
             before the whole answer had come; check the address and that its server runs",
        ),
    ] {
        let (walked, server) = pull(25, faults.clone()).await;
        let list = server.url().join("services").unwrap();
        let sentence = sentence.replace("{list}", list.as_str());
        assert_eq!(walked.end, WalkEnd::Incomplete(sentence), "{faults:?}");
        assert_eq!(walked.ids().len(), received, "{faults:?}");
    }
}

#[tokio::test]
async fn an_endless_feed_is_left() {
    let (walked, server) = pull(25, vec![Fault::Paging(Paging::Endless)]).await;
    let list = server.url().join("services").unwrap();
    let sentence = format!(
        "{list} goes on after 1060 entries without an end; ask its publisher to mend its pages"
    );
    assert_eq!(walked.end, WalkEnd::Failed(sentence));
    assert_eq!(walked.ids().len(), 1_060);
}

#[tokio::test]
async fn a_feed_of_which_nothing_can_be_read_fails_with_one_sentence() {
    let every = |harm| vec![Fault::Answer(On::Every, harm)];
    let first = "{base}services?page=1&per_page=10&full=true";
    for (faults, sentence) in [
        (
            every(Harm::WebPage),
            "{first} answers with a web page instead of JSON; check that the address is the feed's \
             base address",
        ),
        (
            every(Harm::Half),
            "{first} answers with JSON that breaks off in the middle; ask its publisher to mend it \
             if it stays so",
        ),
        (
            every(Harm::Oversize(200_000)),
            "{first} sends more than 100000 bytes; the feed must page its answers",
        ),
        (
            every(Harm::Bomb(200_000)),
            "{first} sends more than 100000 bytes; the feed must page its answers",
        ),
        (
            every(Harm::Redirect(
                "/services?page=1&per_page=10&full=true".into(),
            )),
            "{first} redirects too often; give the address that it ends at",
        ),
        (
            every(Harm::Redirect("http://10.1.2.3/".into())),
            "http://10.1.2.3/ leads to a private address, which is not fetched; add its host to \
             fetch.allow_hosts if it is yours",
        ),
        (
            every(Harm::Slow(Duration::from_secs(5))),
            "{first} did not answer in time; try again later, or raise fetch.timeout",
        ),
        (
            every(Harm::Status(503)),
            "{first} answers with status 503; its server failed: try again later, and tell its \
             publisher if it stays so",
        ),
        (
            every(Harm::Status(404)),
            "{first} answers with status 404; nothing is there: check the address",
        ),
        (
            every(Harm::Status(401)),
            "{first} answers with status 401; a feed is open to everybody: ask its publisher to \
             open it",
        ),
        (
            every(Harm::Busy("3600".into())),
            "{first} asks us to come back in 3600 seconds, which is longer than one run may wait: \
             try again later, or raise fetch.max_wait",
        ),
        (
            every(Harm::Body("{\"message\": \"hello\"}".into())),
            "{first} answers with JSON that has no list in it; check that the address is the \
             feed's base address",
        ),
    ] {
        let limits = FetchConfig {
            timeout: "80ms".parse().unwrap(),
            max_feed_bytes: 100_000,
            ..quick()
        };
        let server = OrukServer::start(&council(5)).await.unwrap();
        server.set_faults(faults.clone());
        let walked = walk(&http_feed(server.url()), &limits).await;
        let sentence = sentence
            .replace("{first}", first)
            .replace("{base}", server.url().as_str());
        assert_eq!(walked.end, WalkEnd::Failed(sentence), "{faults:?}");
        assert!(walked.ids().is_empty());
    }
}

#[tokio::test]
async fn a_feed_that_refuses_fails_with_one_sentence() {
    let nobody = closed_port().await;
    let walked = walk(&http_feed(nobody.clone()), &quick()).await;
    let sentence = format!(
        "{nobody}services?page=1&per_page=10&full=true could not be reached: the connection was \
         refused; check the address and that its server runs"
    );
    assert_eq!(walked.end, WalkEnd::Failed(sentence));
}

#[tokio::test]
async fn a_password_in_the_address_is_never_repeated() {
    for faults in [
        vec![Fault::Answer(On::Every, Harm::Status(404))],
        vec![Fault::Answer(On::Every, Harm::Busy("3600".into()))],
        vec![Fault::Answer(On::Every, Harm::Half)],
        vec![Fault::Answer(On::Page(2), Harm::Status(404))],
        vec![Fault::Paging(Paging::IgnoresPage)],
    ] {
        let server = OrukServer::start(&council(25)).await.unwrap();
        server.set_faults(faults);
        let mut url = server.url();
        url.set_username("officer").unwrap();
        url.set_password(Some("secret")).unwrap();
        let walked = walk(&http_feed(url), &quick()).await;
        assert_ne!(walked.end, WalkEnd::Complete);
        let told = format!("{:?} {:?}", walked.end, walked.pulled);
        assert!(told.contains(server.url().as_str()), "{told}");
        assert!(
            !told.contains("secret") && !told.contains("officer"),
            "{told}"
        );
    }
}
