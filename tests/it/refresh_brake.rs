//! The brake: who sees what would go, and what a release or a rejection does.

use std::process::{Command, Stdio};

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waymark::config::FeedConfig;
use waymark::demo::{Dataset, OrukServer};
use waymark::domain::{ListingState, Outcome, Refresh};
use waymark::federation::reject;
use waymark::store::{ChangeState, Role};

use crate::support::database::{Database, for_each_database};
use crate::support::hub::TestHub;
use crate::support::sample;
use crate::support::scripted::{Feed, feed_id};

fn services(range: std::ops::RangeInclusive<u32>) -> Vec<Value> {
    range
        .map(|n| serde_json::to_value(sample::service(n)).unwrap())
        .collect()
}

/// Ashby lists these; `grace` such as `7d`.
fn ashby(range: std::ops::RangeInclusive<u32>, grace: &'static str) -> Feed {
    Feed::of("ashby", &services(range))
        .with(|feed| feed.config.federation.grace = grace.parse().unwrap())
}

fn released(feed: Feed) -> Feed {
    feed.with(|feed| feed.options.release = true)
}

async fn present(database: &Database) -> u64 {
    let count = database.store.record_count(&feed_id("ashby")).await;
    count.unwrap()
}

fn doomed(refresh: &Refresh) -> Vec<&str> {
    refresh
        .would_remove
        .iter()
        .map(|doomed| doomed.name.as_str())
        .collect()
}

#[tokio::test]
async fn four_may_go_unasked_and_five_are_worth_a_question() {
    for_each_database(async |database| {
        ashby(1..=10, "0s").refresh(database).await;
        let five = ashby(6..=10, "0s").refresh(database).await;
        assert_eq!(five.outcome, Some(Outcome::Held));
        let four = ashby(5..=10, "0s").refresh(database).await;
        let want = (Some(Outcome::Complete), 4);
        assert_eq!((four.outcome, four.counts.removed), want);
    })
    .await;
}

#[tokio::test]
async fn whoever_decides_sees_by_name_what_would_go() {
    for_each_database(async |database| {
        ashby(1..=9, "0s").refresh(database).await;
        let mut planned = ashby(7..=9, "0s");
        planned.options.dry_run = true;
        let names: Vec<_> = (1..=6).map(|n| format!("Sample service {n}")).collect();
        let planned = planned.refresh(database).await;
        assert_eq!(doomed(&planned), names);
        let feed = feed_id("ashby");
        assert_eq!(database.store.held(&feed).await.unwrap(), []);

        let held = ashby(7..=9, "0s").refresh(database).await;
        assert_eq!(doomed(&held), names);
        assert_eq!(held.would_remove[0].listing, sample::listing_id(1));
        assert_eq!(held.would_remove[0].record, sample::id(1, 1));
        let waiting = database.store.held(&feed).await.unwrap();
        assert_eq!(waiting, held.would_remove);

        let mended = ashby(1..=9, "0s").refresh(database).await;
        assert_eq!(mended.outcome, Some(Outcome::Complete));
        assert_eq!(database.store.held(&feed).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn new_ids_for_old_services_are_held_too() {
    for_each_database(async |database| {
        ashby(1..=30, "0s").refresh(database).await;
        let held = ashby(101..=130, "0s").refresh(database).await;
        assert_eq!(held.outcome, Some(Outcome::Held));
        assert_eq!((held.counts.added, held.would_remove.len()), (30, 30));
        assert_eq!(present(database).await, 60);
    })
    .await;
}

#[tokio::test]
async fn after_a_rejection_the_next_complete_refresh_judges_afresh() {
    for_each_database(async |database| {
        ashby(1..=40, "2d").refresh(database).await;
        // Three are in their grace when five more vanish.
        ashby(4..=40, "2d").refresh(database).await;
        database.clock.advance(SignedDuration::from_hours(30));
        let held = ashby(9..=40, "2d").refresh(database).await;
        assert_eq!(held.outcome, Some(Outcome::Held));
        let kept = reject(&database.store, &feed_id("ashby")).await.unwrap();
        assert_eq!(kept, held.would_remove);
        let again = reject(&database.store, &feed_id("ashby")).await.unwrap();
        assert_eq!(again, [], "nothing is held any more");

        // Their grace begins anew with the next refresh that may believe their absence.
        database.clock.advance(SignedDuration::from_hours(30));
        let three = ashby(4..=40, "2d").refresh(database).await;
        let want = (Some(Outcome::Complete), 0);
        assert_eq!((three.outcome, three.counts.removed), want);
        let afresh = ashby(9..=40, "2d").refresh(database).await;
        assert_eq!(
            (afresh.outcome, doomed(&afresh).len()),
            (Some(Outcome::Held), 8)
        );
        assert_eq!(present(database).await, 40);
    })
    .await;
}

#[tokio::test]
async fn what_was_released_keeps_its_grace_and_holds_nothing_meanwhile() {
    for_each_database(async |database| {
        ashby(1..=40, "2d").refresh(database).await;
        assert_eq!(
            ashby(11..=40, "2d").refresh(database).await.outcome,
            Some(Outcome::Held)
        );
        let day = SignedDuration::from_hours(24);
        let first = released(ashby(11..=40, "2d")).refresh(database).await;
        assert_eq!(
            (first.outcome, first.counts.removed),
            (Some(Outcome::Complete), 0)
        );
        for removed in [0, 10, 0] {
            database.clock.advance(day);
            let next = ashby(11..=40, "2d").refresh(database).await;
            let want = (Some(Outcome::Complete), removed);
            assert_eq!((next.outcome, next.counts.removed), want);
        }
        // A word given once is not a word for the next time.
        ashby(1..=40, "2d").refresh(database).await;
        let next = ashby(11..=40, "2d").refresh(database).await;
        assert_eq!(next.outcome, Some(Outcome::Held));
    })
    .await;
}

#[tokio::test]
async fn a_release_covers_what_was_shown_and_no_more() {
    for_each_database(async |database| {
        ashby(1..=40, "0s").refresh(database).await;
        ashby(11..=40, "0s").refresh(database).await;
        let more = released(ashby(21..=40, "0s")).refresh(database).await;
        assert_eq!(more.outcome, Some(Outcome::Held));
        let names: Vec<_> = (11..=20).map(|n| format!("Sample service {n}")).collect();
        assert_eq!(doomed(&more), names);
        assert_eq!(present(database).await, 40);
        let all = released(ashby(21..=40, "0s")).refresh(database).await;
        assert_eq!(
            (all.outcome, all.counts.removed),
            (Some(Outcome::Complete), 20)
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_released_leaves_a_tombstone_with_its_reason_and_comes_back_under_its_id() {
    for_each_database(async |database| {
        ashby(1..=10, "0s").refresh(database).await;
        ashby(7..=10, "0s").refresh(database).await;
        released(ashby(7..=10, "0s")).refresh(database).await;
        let id = sample::listing_id(1);
        let state = async || database.store.listing(id).await.unwrap().unwrap().state;
        let last = async || {
            let changes = database.store.changes(0, 100).await.unwrap();
            let last = changes.into_iter().rfind(|change| change.id == id);
            last.map(|change| (change.state, change.reason)).unwrap()
        };
        assert_eq!(state().await, ListingState::Removed);
        let tombstone = (ChangeState::Deleted, "removed_from_feed".to_owned());
        assert_eq!(last().await, tombstone);
        ashby(1..=10, "0s").refresh(database).await;
        assert_eq!(state().await, ListingState::Listed);
        assert_eq!(last().await, (ChangeState::Updated, "revived".to_owned()));
    })
    .await;
}

/// A council over HTTP.
struct Council(OrukServer);

impl Council {
    async fn start(range: std::ops::RangeInclusive<u32>) -> Self {
        Self(OrukServer::start(&dataset(range)).await.unwrap())
    }

    fn feed(&self) -> FeedConfig {
        let url = self.0.url();
        toml::from_str(&format!(
            "id = \"ashby\"\nkind = \"oruk-v3\"\nurl = \"{url}\""
        ))
        .unwrap()
    }
}

fn dataset(range: std::ops::RangeInclusive<u32>) -> Dataset {
    Dataset {
        services: services(range),
        ..Dataset::default()
    }
}

#[tokio::test]
async fn an_operator_looks_rejects_and_releases_by_http() {
    for_each_database(async |database| {
        let council = Council::start(1..=10).await;
        let (feed, url) = (council.feed(), database.url.clone());
        let hub = TestHub::start_with(|config| {
            config.database.url = url;
            config.feeds = vec![feed];
            config.fetch.per_host_per_second = 0.0;
            config.federation.grace = "0s".parse().unwrap();
        })
        .await;
        let (admin, publisher) = (
            hub.token(Role::Admin).await,
            hub.token(Role::Publisher).await,
        );
        let ask = async |token: &str, method: Method, path: &str, body: Value| {
            let path = format!("/api/admin/feeds{path}");
            hub.send(method.clone(), &path, |request| {
                let request = request.bearer_auth(token);
                match method {
                    Method::POST => request
                        .header("content-type", "application/json")
                        .body(body.to_string()),
                    _ => request,
                }
            })
            .await
        };
        let refresh = "/ashby/refresh";
        ask(&admin, Method::POST, refresh, json!({})).await;
        council.0.set(&dataset(7..=10));
        let held = ask(&publisher, Method::POST, refresh, json!({})).await;
        assert_eq!(held.json()["outcome"], "held", "{}", held.text);
        let waiting = ask(&publisher, Method::GET, "/ashby/held", Value::Null).await;
        assert_eq!(waiting.json()["total"], 6);
        assert_eq!(waiting.json()["would_remove"], held.json()["would_remove"]);
        assert_eq!(
            waiting.json()["would_remove"][0],
            json!({"record": sample::id(1, 1), "listing": sample::id(1, 1), "name": "Sample service 1"})
        );
        let feeds = ask(&admin, Method::GET, "", Value::Null).await;
        assert_eq!(feeds.json()["feeds"][0]["held"], 6);
        for (path, body) in [(refresh, json!({"release": true})), ("/ashby/reject", json!({}))] {
            let answer = ask(&publisher, Method::POST, path, body).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "only an admin decides");
        }
        let rejected = ask(&admin, Method::POST, "/ashby/reject", json!({})).await;
        assert_eq!(rejected.json()["kept"].as_array().unwrap().len(), 6);
        let nothing = ask(&admin, Method::POST, "/ashby/reject", json!({})).await;
        assert_eq!(nothing.status, StatusCode::CONFLICT);
        assert!(nothing.text.contains("there is nothing to reject"), "{}", nothing.text);
        let afresh = ask(&admin, Method::POST, refresh, json!({})).await;
        assert_eq!(afresh.json()["outcome"], "held");
        let done = ask(&admin, Method::POST, refresh, json!({"release": true})).await;
        assert_eq!(done.json()["outcome"], "complete", "{}", done.text);
        assert_eq!(done.json()["removed"], 6);
    })
    .await;
}

#[tokio::test]
async fn an_operator_looks_rejects_and_releases_on_the_command_line() {
    for_each_database(async |database| {
        let council = Council::start(1..=40).await;
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "[database]\nurl = {url:?}\n[data]\ndir = {dir:?}\n[federation]\ngrace = \"0s\"\n\
             [[feeds]]\nid = \"ashby\"\nkind = \"oruk-v3\"\nurl = \"{feed}\"\n",
            url = database.url,
            dir = folder.path(),
            feed = council.0.url(),
        );
        let file = folder.path().join("config.toml");
        std::fs::write(&file, settings).unwrap();
        let waymark = async |arguments: &[&str]| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_waymark"));
            program
                .args(arguments)
                .arg("--config")
                .arg(&file)
                .stdin(Stdio::null());
            let ended = tokio::task::spawn_blocking(move || program.output().unwrap());
            let ended = ended.await.unwrap();
            let said = |bytes| String::from_utf8(bytes).unwrap();
            (ended.status.code(), said(ended.stdout), said(ended.stderr))
        };
        waymark(&["refresh"]).await;
        council.0.set(&dataset(26..=40));
        let (code, said, complaint) = waymark(&["refresh"]).await;
        assert_eq!(code, Some(1), "{said}{complaint}");
        for part in [
            "ashby: held: 0 added",
            "25 of 40 records",
            "--release ashby",
            "--reject ashby",
            &format!("would remove: Sample service 1 ({})", sample::id(1, 1)),
            "would remove: 5 more",
        ] {
            assert!(said.contains(part), "{part}: {said}{complaint}");
        }
        let (_, said, _) = waymark(&["refresh", "--json"]).await;
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            said["feeds"][0]["would_remove"].as_array().unwrap().len(),
            25
        );

        let (code, said, _) = waymark(&["refresh", "--reject", "ashby"]).await;
        assert_eq!(code, Some(0));
        assert!(
            said.starts_with("ashby: rejected: 25 records stay"),
            "{said}"
        );
        let (code, _, complaint) = waymark(&["refresh", "--reject", "ashby"]).await;
        assert_eq!(code, Some(1));
        assert!(
            complaint.contains("no refresh of feed ashby is held"),
            "{complaint}"
        );
        assert_eq!(waymark(&["refresh"]).await.0, Some(1), "judged afresh");
        let (code, said, _) = waymark(&["refresh", "--release", "ashby"]).await;
        assert_eq!(code, Some(0));
        assert!(said.contains("25 removed"), "{said}");
        let (code, ..) = waymark(&["refresh", "--release", "ashby", "--reject", "ashby"]).await;
        assert_eq!(code, Some(2), "one or the other");
    })
    .await;
}
