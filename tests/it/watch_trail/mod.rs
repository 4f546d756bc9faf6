//! What is kept of people's decisions on the watch, by command and by route, on both
//! databases: questions, stopped scans, the figures of the report, and evidence about places
//! that must stay unknown.

mod asked;

use crate::support::database::{Database, for_each_database};
use crate::support::hub::{Answer, TestHub};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waymark::domain::ListingState::{Listed, Suspended};
use waymark::domain::{
    BrakeAct, ChangeReason, Evidence, ListingId, ListingState, Publication, Reason, Verdict,
    VerdictKind,
};
use waymark::lifecycle::{self};
use waymark::store::{AttemptRow, Role, Store, WatchPage};

fn id(n: u128) -> ListingId {
    ListingId(uuid::Uuid::from_u128(n))
}

/// A club with a place of its own.
fn service(n: u128) -> Value {
    let of = |kind: u128| uuid::Uuid::from_u128(kind * 1_000 + n).to_string();
    json!({
        "id": id(n).to_string(), "name": format!("Club {n}"), "status": "active",
        "url": format!("https://club{n}.example/"),
        "service_at_locations": [{"id": of(1), "location": {
            "id": of(2), "location_type": "physical", "name": "Rowan House",
            "latitude": 53.381_234, "longitude": -1.486_543,
            "addresses": [{"id": of(3), "address_1": "12 Mill Lane", "city": "Ashby",
                "state_province": "Ashbyshire", "postal_code": "S10 2TN", "country": "GB",
                "address_type": "physical"}],
        }}],
    })
}

async fn publish(store: &Store, n: u128) {
    let publication = Publication {
        id: id(n),
        feed: "ashby".parse().unwrap(),
        state: ListingState::Listed,
        service: serde_json::from_value(service(n)).unwrap(),
    };
    let mut tx = store.write().await.unwrap();
    tx.publish(&publication, ChangeReason::Added).await.unwrap();
    tx.put_watch_page(&WatchPage {
        listing: id(n),
        url: format!("https://club{n}.example/"),
        checked_at: None,
        good_at: None,
        etag: None,
        modified: None,
        snapshot: None,
        baseline: None,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Lets the watch see something about a listing, without acting on it.
async fn see(store: &Store, n: u128, kind: VerdictKind) {
    let found = format!("We have left 12 Mill Lane, S10 2TN (53.38123, -1.48654), says club {n}.");
    let evidence = Evidence {
        field: "status".to_owned(),
        listed: Some("active".to_owned()),
        found: Some(found.clone()),
        snippet: Some(found),
        rule: "closed_for_good".to_owned(),
    };
    let seen = kind != VerdictKind::None;
    let mut tx = store.write().await.unwrap();
    tx.put_attempt(&AttemptRow {
        listing: id(n),
        at: tx.now(),
        attempt: "{}".to_owned(),
        verdict: Some(Verdict {
            kind,
            reason: if seen { Reason::Closed } else { Reason::Noise },
            fields: if seen {
                vec!["status".to_owned()]
            } else {
                Vec::new()
            },
            evidence: if seen { vec![evidence] } else { Vec::new() },
            confidence_percent: Some(97),
        }),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn state(store: &Store, n: u128) -> ListingState {
    store.listing(id(n)).await.unwrap().unwrap().state
}

/// Forty watched listings, of which a scan would hide six.
async fn stopped_scan(database: &Database) {
    for n in 1..=40 {
        publish(&database.store, n).await;
    }
    for n in 1..=6 {
        see(&database.store, n, VerdictKind::Suspend).await;
    }
    let done = lifecycle::act_with_brake(&database.store, 0.05)
        .await
        .unwrap();
    assert_eq!(done.held.len(), 1);
}

/// The program on this database.
async fn waymark(database: &Database, arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("config.toml");
    let text = format!(
        "[database]\nurl = \"{}\"\n[data]\ndir = {:?}\n",
        database.url,
        folder.path().join("data")
    );
    std::fs::write(&settings, text).unwrap();
    let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
    let run = move || {
        std::process::Command::new(env!("CARGO_BIN_EXE_waymark"))
            .args(&arguments)
            .arg("--config")
            .arg(&settings)
            .output()
            .unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().unwrap(), said)
}

async fn ask(hub: &TestHub, token: &str, method: Method, path: &str, body: &Value) -> Answer {
    hub.send(method, &format!("/api/admin/{path}"), |request| {
        let request = request.bearer_auth(token);
        if body.is_null() {
            request
        } else {
            request.json(body)
        }
    })
    .await
}

async fn get(hub: &TestHub, token: &str, path: &str) -> Value {
    let answer = ask(hub, token, Method::GET, path, &Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_stopped_scan_and_what_is_decided_on_it_are_kept_in_a_trail() {
    for_each_database(async |database| {
        let store = &database.store;
        stopped_scan(database).await;
        lifecycle::act_with_brake(store, 0.05).await.unwrap();
        let trail = store.brake_events(None, 10).await.unwrap();
        assert_eq!(trail.len(), 1, "the same stop is noted once: {trail:?}");
        database.clock.advance(SignedDuration::from_secs(1));
        see(store, 7, VerdictKind::Suspend).await;
        lifecycle::act_with_brake(store, 0.05).await.unwrap();
        database.clock.advance(SignedDuration::from_secs(1));
        let feed = "ashby".parse().unwrap();
        lifecycle::reject(store, &feed, "command line", Some("a test page"))
            .await
            .unwrap();
        // With nothing that waits there is nothing to decide.
        lifecycle::release(store, &feed, "command line", None)
            .await
            .unwrap();
        let trail = store.brake_events(Some(&feed), 10).await.unwrap();
        let told: Vec<_> = trail
            .iter()
            .map(|event| {
                (
                    event.what,
                    event.author.as_str(),
                    event.listings,
                    event.watched,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (BrakeAct::Rejected, "command line", 7, 40),
                (BrakeAct::Held, "watch", 7, 40),
                (BrakeAct::Held, "watch", 6, 40),
            ]
        );
        assert_eq!(trail[0].comment.as_deref(), Some("a test page"));
        let other = "burton".parse().unwrap();
        assert!(
            store
                .brake_events(Some(&other), 10)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_stopped_scan_is_shown_released_and_rejected_by_command() {
    for_each_database(async |database| {
        stopped_scan(database).await;
        let (code, said) = waymark(database, &["watch", "held"]).await;
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains("6 of the 40 watched listings of feed ashby"),
            "{said}"
        );
        let (code, said) =
            waymark(database, &["watch", "reject", "ashby", "--comment", "ours"]).await;
        assert_eq!(
            (code, said.as_str()),
            (0, "6 listings of feed ashby stay as they are\n")
        );
        assert_eq!(state(&database.store, 1).await, Listed);
        let (code, said) = waymark(database, &["watch", "held"]).await;
        assert_eq!(
            (code, said.as_str()),
            (0, "No scan waits for a decision.\n")
        );

        database.clock.advance(SignedDuration::from_secs(60));
        for n in 1..=6 {
            see(&database.store, n, VerdictKind::Suspend).await;
        }
        lifecycle::act_with_brake(&database.store, 0.05)
            .await
            .unwrap();
        let (code, said) = waymark(database, &["watch", "release", "ashby"]).await;
        assert_eq!(code, 0, "{said}");
        assert!(
            said.starts_with("6 listings of feed ashby are suspended"),
            "{said}"
        );
        assert_eq!(state(&database.store, 1).await, Suspended);
        let (_, said) = waymark(database, &["watch", "held", "--all"]).await;
        let lines = |word: &str| said.lines().filter(|line| line.contains(word)).count();
        assert_eq!(
            (lines("held  "), lines("released"), lines("rejected")),
            (2, 1, 1),
            "{said}"
        );
        assert!(said.contains("by command line  ours"), "{said}");
        let (_, said) = waymark(database, &["watch", "held", "--all", "--json"]).await;
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["held"], json!([]));
        assert_eq!(said["decisions"].as_array().unwrap().len(), 4);
        let (_, said) = waymark(database, &["suspension", "list"]).await;
        assert!(said.contains("was right in 97 % of test cases"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn a_stopped_scan_is_shown_released_and_rejected_by_route() {
    for_each_database(async |database| {
        stopped_scan(database).await;
        let hub = TestHub::on(database).await;
        // The hub has a clock of its own.
        hub.clock.advance(SignedDuration::from_secs(1));
        let (admin, reader) = (hub.token(Role::Admin).await, hub.token(Role::Reader).await);
        let held = get(&hub, &reader, "watch/held").await;
        assert_eq!(held["held"][0]["would_suspend"], 6, "{held}");
        let path = "watch/held/ashby";
        for (token, body, want) in [
            (&reader, json!({"action": "reject"}), StatusCode::FORBIDDEN),
            (
                &admin,
                json!({"action": "burn"}),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                &admin,
                json!({"action": "reject", "comment": "ours\u{0}"}),
                StatusCode::OK,
            ),
        ] {
            let answer = ask(&hub, token, Method::POST, path, &body).await;
            assert_eq!(answer.status, want, "{}", answer.text);
        }
        assert_eq!(state(&database.store, 1).await, Listed);
        assert_eq!(get(&hub, &reader, "watch/held").await["held"], json!([]));
        hub.clock.advance(SignedDuration::from_secs(60));
        database.clock.advance(SignedDuration::from_secs(60));
        for n in 1..=6 {
            see(&database.store, n, VerdictKind::Suspend).await;
        }
        let body = json!({"action": "release"});
        let done = ask(&hub, &admin, Method::POST, path, &body).await.json();
        assert_eq!(done["suspended"], 6, "{done}");
        let trail = get(&hub, &reader, "watch/decisions").await;
        let told: Vec<_> = trail["decisions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| (event["what"].as_str().unwrap(), event["comment"].as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("released", None),
                ("rejected", Some("ours")),
                ("held", None)
            ]
        );
        let by = trail["decisions"][0]["author"].as_str().unwrap();
        assert!(by.starts_with("token:") && !by.contains(&admin), "{by}");
        let open = get(&hub, &reader, "suspensions?state=open").await;
        assert_eq!(open["suspensions"][0]["confidence_percent"], 97, "{open}");
    })
    .await;
}
