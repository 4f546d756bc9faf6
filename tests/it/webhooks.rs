//! Subscribers are told of changes: signed, in order, at least once, and nothing is ever lost.

use axum::http::StatusCode;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use waymark::domain::{ChangeReason, ListingState, Scope};
use waymark::notify::{Turn, signature};
use waymark::store::Role;

use crate::support::database::for_each_database;
use crate::support::following::{assert_equal, published};
use crate::support::hub::TestHub;
use crate::support::receiver::{Receiver, Sent};
use crate::support::sample::{listing_id, point, service};

/// What it was sent, taken or not.
fn bodies(receiver: &Receiver) -> Vec<Value> {
    receiver.sent().iter().map(Sent::json).collect()
}

async fn subscribe(hub: &TestHub, receiver: &Receiver, scope: Scope) -> (String, String) {
    let url = receiver.url();
    let works = hub.hub.works();
    works.notifier().subscribe(&url, scope, None).await.unwrap()
}

async fn deliver(hub: &TestHub, id: &str) -> Turn {
    hub.hub.works().deliver(id).await.unwrap()
}

async fn remove(hub: &TestHub, n: u32) {
    let reason = ChangeReason::RemovedFromFeed;
    hub.move_to(listing_id(n), ListingState::Removed, reason)
        .await;
}

fn quick(config: &mut waymark::config::Config) {
    config.fetch.per_host_per_second = 0.0;
}

#[tokio::test]
async fn a_subscriber_is_told_everything_signed_and_in_order() {
    for_each_database(async |database| {
        let url = database.url.clone();
        let hub = TestHub::start_with(|config| {
            quick(config);
            config.database.url = url;
        })
        .await;
        hub.publish((1..=230).map(service)).await;
        let receiver = Receiver::start().await;
        let (id, secret) = subscribe(&hub, &receiver, Scope::All).await;
        assert_eq!(
            hub.hub.store.due_webhooks().await.unwrap(),
            std::slice::from_ref(&id)
        );
        assert_eq!(deliver(&hub, &id).await, Turn::Level);
        assert_eq!(bodies(&receiver).len(), 3);
        assert!(hub.hub.store.due_webhooks().await.unwrap().is_empty());

        remove(&hub, 3).await;
        let suspended = ListingState::Suspended;
        hub.move_to(listing_id(4), suspended, ChangeReason::Suspended)
            .await;
        assert_eq!(deliver(&hub, &id).await, Turn::Level);
        assert_equal(&receiver.copy(), &published(&hub).await);
        let seqs: Vec<i64> = bodies(&receiver)
            .iter()
            .flat_map(|body| body["items"].as_array().unwrap().clone())
            .map(|item| item["seq"].as_i64().unwrap())
            .collect();
        assert!(seqs.is_sorted());

        for sent in receiver.sent() {
            let (said, body) = (&sent.signature, &sent.body);
            let at = said.strip_prefix("t=").unwrap().split(',').next().unwrap();
            assert_eq!(*said, signature(&secret, at.parse().unwrap(), body));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_taken_comes_again_and_a_dead_receiver_is_paused() {
    for_each_database(async |database| {
        let url = database.url.clone();
        let hub = TestHub::start_with(|config| {
            quick(config);
            config.database.url = url;
        })
        .await;
        hub.publish((1..=5).map(service)).await;
        let receiver = Receiver::start().await;
        let (id, _) = subscribe(&hub, &receiver, Scope::All).await;
        let standing = async || hub.hub.store.webhooks().await.unwrap().remove(0);
        for (failures, status) in [(1, 500), (2, 302), (3, 404)] {
            receiver.answer(status);
            assert_eq!(deliver(&hub, &id).await, Turn::Failed);
            assert_eq!(standing().await.failures, failures);
            assert!(
                hub.hub.store.due_webhooks().await.unwrap().is_empty(),
                "waits"
            );
            hub.clock.advance(SignedDuration::from_mins(2));
            assert_eq!(
                hub.hub.store.due_webhooks().await.unwrap(),
                std::slice::from_ref(&id)
            );
        }
        // The same delivery each time, by its id.
        let ids: Vec<Value> = bodies(&receiver)
            .iter()
            .map(|b| b["delivery"].clone())
            .collect();
        assert!(ids.iter().all(|id| *id == ids[0]));

        hub.clock.advance(SignedDuration::from_hours(24 * 3));
        assert_eq!(deliver(&hub, &id).await, Turn::Paused);
        let paused = standing().await;
        assert!(paused.paused && paused.why.unwrap().contains("resume"));
        assert!(hub.hub.store.due_webhooks().await.unwrap().is_empty());

        remove(&hub, 1).await;
        receiver.answer(204);
        let admin = hub.token(Role::Admin).await;
        let path = format!("/api/admin/webhooks/{id}/resume");
        let resumed = hub
            .send(Method::POST, &path, |request| request.bearer_auth(&admin))
            .await;
        assert_eq!(resumed.status, StatusCode::NO_CONTENT);
        assert_eq!(deliver(&hub, &id).await, Turn::Level);
        assert_equal(&receiver.copy(), &published(&hub).await);
        assert_eq!(standing().await.failures, 0);
    })
    .await;
}

#[tokio::test]
async fn a_part_is_told_what_comes_into_it_and_what_leaves_it() {
    for_each_database(async |database| {
        let url = database.url.clone();
        let hub = TestHub::start_with(|config| {
            quick(config);
            config.database.url = url;
        })
        .await;
        hub.publish((1..=40).map(service)).await;
        let (lat, lon) = point(10);
        let circle = Scope::Circle {
            lat,
            lon,
            radius_m: 350.0,
        };
        let district = Scope::District {
            district: "ls1".to_owned(),
        };
        let (near, leeds) = (Receiver::start().await, Receiver::start().await);
        let (near_id, _) = subscribe(&hub, &near, circle).await;
        let (leeds_id, _) = subscribe(&hub, &leeds, district).await;
        deliver(&hub, &near_id).await;
        deliver(&hub, &leeds_id).await;
        // Seven stand within 350 m of the tenth; every seventh has no place.
        let numbers = |receiver: &Receiver| receiver.copy().len();
        assert_eq!((numbers(&near), numbers(&leeds)), (6, 35));

        // One moves away, another moves in, one goes, one that was never theirs goes too.
        for (n, to) in [(10, 40), (30, 9)] {
            let mut moved = service(n);
            let location = moved.service_at_locations[0].location.as_mut().unwrap();
            (location.latitude, location.longitude) = (Some(point(to).0), Some(point(to).1));
            location.addresses[0].postal_code =
                Some(if n == 10 { "S10 2TN" } else { "LS1 4AP" }.to_owned());
            hub.put(moved, ListingState::Listed, ChangeReason::Updated)
                .await;
        }
        remove(&hub, 11).await;
        remove(&hub, 36).await;
        let before = bodies(&near).len();
        deliver(&hub, &near_id).await;
        deliver(&hub, &leeds_id).await;
        let last = &bodies(&near)[before..];
        let told = last[0]["items"].as_array().unwrap();
        assert_eq!((last.len(), told.len()), (1, 3));
        assert_eq!(told[0]["state"], "deleted");
        assert_eq!(told[0]["reason"], "left_scope");
        let copy = near.copy();
        let ids = [8, 9, 12, 13, 30].map(|n| listing_id(n).to_string());
        assert_eq!(copy.keys().cloned().collect::<Vec<_>>(), ids);
        assert_eq!(numbers(&leeds), 32);
    })
    .await;
}

#[tokio::test]
async fn an_operator_manages_subscriptions_and_private_addresses_are_refused() {
    let hub = TestHub::start_with(quick).await;
    let (admin, reader) = (hub.token(Role::Admin).await, hub.token(Role::Reader).await);
    let ask = async |token: &str, method: Method, path: &str, body: Value| {
        let path = format!("/api/admin/webhooks{path}");
        hub.send(method, &path, |request| {
            let request = request.bearer_auth(token);
            match body {
                Value::Null => request,
                body => request
                    .header("content-type", "application/json")
                    .body(body.to_string()),
            }
        })
        .await
    };
    let good = json!({"url": "https://receiver.example.org/hook", "scope": {"of": "district", "district": "s10"}});
    let made = ask(&admin, Method::POST, "", good.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("whsec_") && secret.len() > 40);
    for (token, body, status) in [
        (&reader, good.clone(), 403),
        (&admin, json!({"url": "http://10.0.0.1/hook"}), 422),
        (&admin, json!({"url": "ftp://receiver.example.org/"}), 422),
        (&admin, json!({"url": "nowhere"}), 422),
        (
            &admin,
            json!({"url": "https://a.example", "scope": {"of": "district", "district": "S10 2TN"}}),
            422,
        ),
        (
            &admin,
            json!({"url": "https://a.example", "scope": {"of": "circle", "lat": 91, "lon": 0, "radius_m": 5}}),
            422,
        ),
        (
            &admin,
            json!({"url": "https://a.example", "after": "x"}),
            400,
        ),
    ] {
        let answer = ask(token, Method::POST, "", body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text);
    }
    let listed = ask(&admin, Method::GET, "", Value::Null).await;
    assert_eq!(listed.json()["webhooks"].as_array().unwrap().len(), 1);
    assert_eq!(listed.json()["webhooks"][0]["scope"]["district"], "S10");
    assert!(!listed.text.contains(&secret), "shown once");
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let subscription = hub.hub.store.subscription(&id).await.unwrap().unwrap();
    assert!(!format!("{subscription:?}").contains(&secret));
    for (action, status) in [
        ("pause", 204),
        ("resume", 204),
        ("forget", 404),
        ("remove", 204),
        ("remove", 404),
    ] {
        let path = format!("/{id}/{action}");
        let answer = ask(&admin, Method::POST, &path, Value::Null).await;
        assert_eq!(answer.status.as_u16(), status, "{action}");
    }
}
