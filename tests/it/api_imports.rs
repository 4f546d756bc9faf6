//! A data team without a shell sends a sheet, looks at it, applies it, takes it back.

use reqwest::{Method, StatusCode};
use waymark::store::Role;

use crate::support::hub::{Answer, TestHub};

const SHEET: &str = "\
Service name,Organisation,Postcode,Phone
Lunch club,Heelwood Trust,S8 0LN,1632960101
Walking group,Sheaf Striders,S1 2HE,01632 960102
";

async fn post(hub: &TestHub, token: &str, path: &str, body: &'static str) -> Answer {
    let path = format!("/api/admin/imports{path}");
    hub.send(Method::POST, &path, |r| r.bearer_auth(token).body(body))
        .await
}

#[tokio::test]
async fn a_sheet_is_shown_applied_and_taken_back_by_the_publisher_of_its_feed() {
    let hub = TestHub::start().await;
    let token = hub.token(Role::Publisher).await;
    let shown = post(&hub, &token, "?feed=ashby&file=services.csv", SHEET).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let shown = shown.json();
    assert_eq!(shown["report"]["problems"][0]["kind"], "phone_lost_zero");
    assert_eq!(shown["import"]["state"], "previewed");
    assert!(hub.contents("/oruk/v3/services").await.is_empty());

    let id = shown["import"]["id"].as_str().unwrap();
    let applied = post(&hub, &token, &format!("/{id}/apply"), "").await;
    assert_eq!(applied.status, StatusCode::OK, "{}", applied.text);
    assert_eq!(applied.json()["added"], 2);
    assert_eq!(hub.contents("/oruk/v3/services").await.len(), 2);
    let again = post(&hub, &token, &format!("/{id}/apply"), "").await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);

    let undone = post(&hub, &token, &format!("/{id}/undo"), "").await;
    assert_eq!(undone.json()["taken_out"], 2, "{}", undone.text);
    let listed = hub
        .send(Method::GET, "/api/admin/imports?feed=ashby", |r| {
            r.bearer_auth(&token)
        })
        .await;
    assert_eq!(listed.json()["imports"][0]["state"], "undone");
}

#[tokio::test]
async fn a_form_brings_the_file_with_its_name() {
    let hub = TestHub::start().await;
    let token = hub.token(Role::Publisher).await;
    let form = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(head, content)| {
            format!("--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
        });
        format!("{}--xx--\r\n", parts.collect::<String>())
    };
    let send = async |body: String| {
        let kind = "multipart/form-data; boundary=xx";
        hub.send(Method::POST, "/api/admin/imports?feed=ashby", |r| {
            r.bearer_auth(&token)
                .header("content-type", kind)
                .body(body)
        })
        .await
    };
    let whole = form(&[
        ("name=\"remark\"", "in haste"),
        ("name=\"file\"; filename=\"services.csv\"", SHEET),
    ]);
    let shown = send(whole).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.json()["report"]["file"], "services.csv");
    assert_eq!(shown.json()["report"]["records"][1]["row"], 3);
    let without = send(form(&[("name=\"remark\"", "in haste")])).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    assert!(
        without.text.contains("called \\\"file\\\""),
        "{}",
        without.text
    );
}

#[tokio::test]
async fn imports_of_other_feeds_and_unknown_ones_are_refused() {
    let hub = TestHub::start().await;
    let token = hub.token(Role::Publisher).await;
    for (path, status) in [
        ("?feed=other&file=services.csv", StatusCode::FORBIDDEN),
        ("/none/apply", StatusCode::NOT_FOUND),
        ("/none/undo", StatusCode::NOT_FOUND),
    ] {
        let answer = post(&hub, &token, path, "").await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
    let reader = hub.token(Role::Reader).await;
    let refused = post(&hub, &reader, "?feed=ashby&file=services.csv", SHEET).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
