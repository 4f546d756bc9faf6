//! The operator's routes: tokens, roles, and what they show.

use reqwest::{Method, StatusCode};
use serde_json::json;
use waymark::store::Role;

use crate::support::hub::{Answer, TestHub};
use crate::support::sample::{id, service};

async fn as_role(hub: &TestHub, role: Role, method: Method, path: &str) -> Answer {
    let token = hub.token(role).await;
    hub.send(method, path, |r| r.bearer_auth(token)).await
}

#[tokio::test]
async fn without_a_known_token_nothing_is_shown() {
    let hub = TestHub::start().await;
    for path in [
        "feeds",
        "refreshes",
        "findings?feed=ashby",
        "suspensions",
        "suspensions/1",
        "listings/1",
    ] {
        for header in [
            None,
            Some("Bearer wm_wrong"),
            Some("Bearer "),
            Some("Basic eDp5"),
        ] {
            let answer = hub
                .send(
                    Method::GET,
                    &format!("/api/admin/{path}"),
                    |r| match header {
                        Some(value) => r.header("authorization", value),
                        None => r,
                    },
                )
                .await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path} {header:?}");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(!answer.text.contains("wm_wrong"));
        }
    }
}

#[tokio::test]
async fn each_role_sees_and_does_what_it_may() {
    let hub = TestHub::start().await;
    hub.publish([service(1)]).await;
    let listing = format!("listings/{}", id(1, 1));
    let (yes, no) = (StatusCode::OK, StatusCode::FORBIDDEN);
    for (path, admin, reader, publisher) in [
        ("feeds", yes, yes, yes),
        ("refreshes", yes, yes, yes),
        ("refreshes?feed=ashby", yes, yes, yes),
        ("refreshes?feed=brook", yes, yes, no),
        ("findings?feed=ashby", yes, yes, yes),
        ("findings?feed=brook", yes, yes, no),
        ("suspensions", yes, yes, no),
        (listing.as_str(), yes, yes, no),
    ] {
        let path = format!("/api/admin/{path}");
        for (role, want) in [
            (Role::Admin, admin),
            (Role::Reader, reader),
            (Role::Publisher, publisher),
        ] {
            let answer = as_role(&hub, role, Method::GET, &path).await;
            assert_eq!(answer.status, want, "{role:?} {path}: {}", answer.text);
        }
    }
    for role in [Role::Reader, Role::Publisher] {
        let answer = as_role(&hub, role, Method::POST, "/api/admin/tokens").await;
        assert_eq!(answer.status, no, "{role:?}");
    }
    let path = "/api/admin/feeds/brook/refresh";
    for role in [Role::Reader, Role::Publisher] {
        let answer = as_role(&hub, role, Method::POST, path).await;
        assert_eq!(answer.status, no, "{role:?}");
    }
    let answer = as_role(&hub, Role::Admin, Method::POST, path).await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "a feed that nobody knows"
    );
}

#[tokio::test]
async fn a_listing_is_shown_with_its_state_records_and_suspensions() {
    let hub = TestHub::start().await;
    hub.publish([service(1)]).await;
    let path = format!("/api/admin/listings/{}", id(1, 1));
    let answer = as_role(&hub, Role::Admin, Method::GET, &path).await;
    insta::assert_json_snapshot!(answer.json());
    for unknown in [id(1, 2), "x".to_owned()] {
        let path = format!("/api/admin/listings/{unknown}");
        let answer = as_role(&hub, Role::Admin, Method::GET, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn an_admin_makes_tokens_that_work_and_bad_wishes_are_told_plainly() {
    let hub = TestHub::start_with(|config| {
        config.feeds = toml::from_str::<waymark::config::Config>(
            "[[feeds]]\nid = \"ashby\"\nkind = \"file\"\npath = \"ashby.json\"\n",
        )
        .unwrap()
        .feeds;
    })
    .await;
    let admin = hub.token(Role::Admin).await;
    let post = async |body: &str| {
        let (body, admin) = (body.to_owned(), admin.clone());
        hub.send(Method::POST, "/api/admin/tokens", |r| {
            r.bearer_auth(admin)
                .header("content-type", "application/json")
                .body(body)
        })
        .await
    };
    let made = post(r#"{"role": "publisher", "feed": "ashby"}"#).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let made = made.json();
    assert_eq!(
        (&made["role"], &made["feed"]),
        (&json!("publisher"), &json!("ashby"))
    );
    let token = made["token"].as_str().unwrap().to_owned();
    let seen = hub
        .send(Method::GET, "/api/admin/feeds", |r| r.bearer_auth(token))
        .await;
    assert_eq!(seen.json()["feeds"][0]["id"], "ashby");

    for (body, want) in [
        ("", StatusCode::BAD_REQUEST),
        ("{", StatusCode::BAD_REQUEST),
        ("[]", StatusCode::UNPROCESSABLE_ENTITY),
        ("{}", StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"role": "king"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (
            r#"{"role": "admin", "rank": 1}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            r#"{"role": "admin", "feed": "ashby"}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (r#"{"role": "publisher"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (
            r#"{"role": "publisher", "feed": "brook"}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            r#"{"role": "publisher", "feed": "NO!"}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let answer = post(body).await;
        assert_eq!(answer.status, want, "{body}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let large = format!(r#"{{"role": "{}"}}"#, "x".repeat(70_000));
    assert_eq!(post(&large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn wrong_parameters_of_lists_are_told_plainly() {
    let hub = TestHub::start().await;
    for path in [
        "refreshes?limit=0",
        "refreshes?feed=NO!",
        "findings",
        "findings?feed=ashby&limit=x",
        "suspensions?state=sleeping",
    ] {
        let path = format!("/api/admin/{path}");
        let answer = as_role(&hub, Role::Admin, Method::GET, &path).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{path}: {}",
            answer.text
        );
    }
}
