//! What an operator does by HTTP: pull a feed, settle a suspension.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waymark::config::{Config, FeedConfig};
use waymark::demo::samples::COUNCILS;
use waymark::demo::{Fault, Harm, On, OrukServer};
use waymark::domain::{Evidence, Reason, Verdict, VerdictKind};
use waymark::lifecycle;
use waymark::store::{AttemptRow, Role, WatchPage};

use crate::support::hub::{Answer, TestHub};
use crate::support::official::{self, Official};
use crate::support::sample::{id, listing_id, service};

/// The settings of a feed at this address.
fn feed(id: &str, url: &url::Url) -> FeedConfig {
    let text = format!("[[feeds]]\nid = \"{id}\"\nkind = \"oruk-v3\"\nurl = \"{url}\"\n");
    toml::from_str::<Config>(&text).unwrap().feeds.remove(0)
}

/// A hub with one sample council as its feed.
async fn hub_with_council() -> (TestHub, OrukServer) {
    let council = COUNCILS[0];
    let data = council.dataset("https://sites.example/");
    let server = OrukServer::start(&data).await.unwrap();
    let hub = TestHub::start_with(|config| {
        config.feeds = vec![feed(council.id, &server.url())];
        config.fetch.per_host_per_second = 0.0;
    })
    .await;
    (hub, server)
}

async fn ask(hub: &TestHub, token: &str, method: Method, path: &str, body: &Value) -> Answer {
    let path = format!("/api/admin/{path}");
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
}

#[tokio::test]
async fn a_refresh_by_the_operator_shows_everywhere_and_every_body_is_official() {
    let (hub, _server) = hub_with_council().await;
    let token = hub.token(Role::Admin).await;
    let path = format!("feeds/{}/refresh", COUNCILS[0].id);
    let trial = ask(&hub, &token, Method::POST, &path, &json!({"dry_run": true})).await;
    assert_eq!(trial.status, StatusCode::OK, "{}", trial.text);
    assert!(hub.contents("/oruk/v3/services").await.is_empty());

    let done = ask(&hub, &token, Method::POST, &path, &json!({}))
        .await
        .json();
    assert_eq!(done["outcome"], "complete");
    let added = done["added"].as_u64().unwrap();
    assert_eq!(added, trial.json()["added"].as_u64().unwrap());
    hub.index().await;
    for list in ["/oruk/v3/services", "/oruk/v3/services?minimal=true"] {
        assert_eq!(hub.get(list).await.json()["total_items"], added, "{list}");
    }
    assert!(
        hub.get("/api/v1/search").await.json()["total"]
            .as_u64()
            .unwrap()
            > 100
    );
    official::check_every_body(&hub, Official::at_hand()).await;

    hub.clock.advance(SignedDuration::from_hours(1));

    let again = ask(&hub, &token, Method::POST, &path, &json!({"full": true}))
        .await
        .json();
    assert_eq!(
        (&again["updated"], &again["unchanged"]),
        (&json!(0), &json!(added))
    );
    let feeds = ask(&hub, &token, Method::GET, "feeds", &Value::Null)
        .await
        .json();
    assert_eq!(feeds["feeds"][0]["records"], added);
    assert_eq!(feeds["feeds"][0]["newest"]["unchanged"], added);
    let runs = ask(
        &hub,
        &token,
        Method::GET,
        "refreshes?limit=10",
        &Value::Null,
    )
    .await
    .json();
    let runs = runs["refreshes"].as_array().unwrap();
    assert!(runs.iter().any(|run| run["id"] == done["id"]), "{runs:#?}");
}

#[tokio::test]
async fn a_feed_that_cannot_be_read_is_an_outcome_and_a_wrong_wish_a_problem() {
    let (hub, server) = hub_with_council().await;
    let token = hub.token(Role::Admin).await;
    let path = format!("feeds/{}/refresh", COUNCILS[0].id);
    for (body, want) in [
        (json!({"dry_runs": true}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"dry_run": "yes"}), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = ask(&hub, &token, Method::POST, &path, &body).await;
        assert_eq!(answer.status, want, "{body}");
    }
    server.set_faults(vec![Fault::Answer(On::Every, Harm::Status(500))]);
    let failed = ask(&hub, &token, Method::POST, &path, &json!({})).await;
    assert_eq!(failed.status, StatusCode::OK, "{}", failed.text);
    assert_eq!(failed.json()["outcome"], "failed");
    assert!(failed.json()["message"].is_string());
}

/// Lets the watch find that a listing's telephone number has changed.
async fn contradict(hub: &TestHub, n: u32) {
    let url = format!("https://services.example.org/{n}");
    let mut tx = hub.hub.store.write().await.unwrap();
    let at = tx.now();
    let page = WatchPage {
        listing: listing_id(n),
        url,
        checked_at: Some(at),
        good_at: Some(at),
        etag: None,
        modified: None,
        snapshot: Some("new".to_owned()),
        baseline: Some("old".to_owned()),
    };
    tx.put_watch_page(&page).await.unwrap();
    let evidence = Evidence {
        field: "phone".to_owned(),
        listed: Some("01632 960001".to_owned()),
        found: Some("01632 960999".to_owned()),
        snippet: Some("Ring us on 01632 960999.".to_owned()),
        rule: "phone_replaced".to_owned(),
    };
    let attempt = AttemptRow {
        listing: listing_id(n),
        at,
        attempt: "{}".to_owned(),
        verdict: Some(Verdict {
            confidence_percent: None,
            kind: VerdictKind::Suspend,
            reason: Reason::PhoneChanged,
            fields: vec!["phone".to_owned()],
            evidence: vec![evidence],
        }),
    };
    tx.put_attempt(&attempt).await.unwrap();
    tx.commit().await.unwrap();
    lifecycle::act(&hub.hub.store).await.unwrap();
    hub.clock.advance(SignedDuration::from_mins(1));
}

async fn status(hub: &TestHub, n: u32) -> Value {
    let detail = hub.get(&format!("/oruk/v3/services/{}", id(1, n))).await;
    detail.json()["status"].clone()
}

#[tokio::test]
async fn a_suspension_is_shown_with_its_evidence_and_settled_by_a_person() {
    let hub = TestHub::start().await;
    hub.publish((1..=3).map(service)).await;
    for n in [1, 2, 3] {
        contradict(&hub, n).await;
        assert_eq!(status(&hub, n).await, "inactive");
    }
    let token = hub.token(Role::Admin).await;
    let open = ask(
        &hub,
        &token,
        Method::GET,
        "suspensions?state=open",
        &Value::Null,
    )
    .await
    .json();
    let mut open = open["suspensions"].as_array().unwrap().clone();
    assert_eq!(open.len(), 3);
    // The newest comes first; the ids are random.
    open.reverse();
    let ids: Vec<String> = open
        .iter()
        .map(|suspension| suspension["id"].as_str().unwrap().to_owned())
        .collect();
    let mut shown = ask(
        &hub,
        &token,
        Method::GET,
        &format!("suspensions/{}", ids[0]),
        &Value::Null,
    )
    .await
    .json();
    assert_eq!(shown, open[0]);
    shown["id"] = json!("…");
    insta::assert_json_snapshot!("an_open_suspension", shown);

    let comment = json!({"comment": "Rang\0 them"});
    let action = json!({"action": "dismiss", "comment": "Rang them"});
    for (path, body, state, becomes) in [
        (
            format!("suspensions/{}/confirm", ids[0]),
            &comment,
            "confirmed",
            "inactive",
        ),
        (
            format!("suspensions/{}/dismiss", ids[1]),
            &comment,
            "dismissed",
            "active",
        ),
        (
            format!("suspensions/{}", ids[2]),
            &action,
            "dismissed",
            "active",
        ),
    ] {
        let settled = ask(&hub, &token, Method::POST, &path, body).await;
        assert_eq!(settled.status, StatusCode::OK, "{path}: {}", settled.text);
        let settled = settled.json();
        assert_eq!(settled["state"], state, "{path}");
        assert_eq!(settled["comment"], "Rang them", "{path}");
        let by = settled["settled_by"].as_str().unwrap();
        assert!(by.starts_with("token:") && !by.contains(&token), "{by}");
        let n = settled["listing"].as_str().unwrap()[24..].parse().unwrap();
        assert_eq!(status(&hub, n).await, becomes, "{path}");
    }
    hub.index().await;
    assert_eq!(hub.get("/api/v1/search").await.json()["total"], 2);
    for (path, body, want) in [
        (
            format!("suspensions/{}/confirm", ids[1]),
            json!({}),
            StatusCode::CONFLICT,
        ),
        (
            format!("suspensions/{}", ids[0]),
            json!({"action": "burn"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            format!("suspensions/{}", ids[0]),
            json!({}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            format!("suspensions/{}/burn", ids[0]),
            json!({}),
            StatusCode::NOT_FOUND,
        ),
        (
            "suspensions/nobody/confirm".to_owned(),
            json!({}),
            StatusCode::NOT_FOUND,
        ),
        (
            "suspensions/%00/dismiss".to_owned(),
            json!({}),
            StatusCode::NOT_FOUND,
        ),
    ] {
        let answer = ask(&hub, &token, Method::POST, &path, &body).await;
        assert_eq!(answer.status, want, "{path}: {}", answer.text);
    }
    let reader = hub.token(Role::Reader).await;
    let path = format!("suspensions/{}/dismiss", ids[0]);
    let answer = ask(&hub, &reader, Method::POST, &path, &json!({})).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
