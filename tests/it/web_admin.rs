//! Who may open the officers' pages, how they stay signed in, and what other sites cannot do.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use waymark::store::Role;

use crate::support::database::for_each_database;
use crate::support::hub::{Answer, TestHub};
use crate::support::logged::{Logged, settings, waymark};
use crate::support::officer::Browser;

const LIST: &str = "/admin/matches";

/// That an answer leads to the form for signing in.
fn assert_led_to_the_form(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.header("location"), "/admin");
}

#[tokio::test]
async fn a_token_opens_the_pages_for_a_working_day_and_is_in_no_address() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        for role in [Role::Admin, Role::Reader] {
            let mut browser = Browser::of(&hub);
            let form = browser.get("/admin").await;
            assert_eq!(form.status, StatusCode::OK);
            assert_eq!(form.attributes("form", "action"), ["/admin/sign-in"]);
            assert_led_to_the_form(&browser.get(LIST).await);
            let token = hub.token(role).await;
            let answer = browser.sign_in(&format!(" {token}\n")).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            assert_eq!(answer.header("location"), LIST);
            assert_eq!(
                answer.header("set-cookie"),
                format!(
                    "waymark_admin={token}; Path=/admin; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"
                )
            );
            let list = browser.get(LIST).await;
            assert_eq!(list.status, StatusCode::OK, "{role:?}: {}", list.text);
            assert!(!list.text.contains(&token), "a page holds the token");
            let home = browser.get("/admin").await;
            assert_eq!(home.header("location"), LIST);

            let answer = browser.post("/admin/sign-out", &[]).await;
            assert_led_to_the_form(&answer);
            assert_eq!(
                answer.header("set-cookie"),
                "waymark_admin=; Path=/admin; Max-Age=0; HttpOnly; SameSite=Strict; Secure"
            );
            assert_led_to_the_form(&browser.get(LIST).await);
        }
    })
    .await;
}

#[tokio::test]
async fn a_hub_without_tls_of_its_own_sends_a_cookie_that_a_browser_gives_back() {
    let hub = TestHub::start_with(|config| config.server.public_url = None).await;
    let token = hub.token(Role::Admin).await;
    let answer = Browser::of(&hub).sign_in(&token).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("HttpOnly; SameSite=Strict"), "{cookie}");
}

#[tokio::test]
async fn whoever_has_no_token_that_fits_is_told_why_in_a_sentence() {
    let hub = TestHub::start().await;
    let publisher = hub.token(Role::Publisher).await;
    for (token, sentence) in [
        ("", "Paste your token first."),
        (
            "wm_wrong",
            "This token is not one of ours, or it was revoked",
        ),
        ("\0", "This token is not one of ours"),
        (publisher.as_str(), "This is a publisher's token"),
    ] {
        let mut browser = Browser::of(&hub);
        let answer = browser.sign_in(token).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token}");
        assert_eq!(answer.header("set-cookie"), "", "{token}");
        let error = answer.texts("#token-error").concat();
        assert!(error.contains(sentence), "{token}: {error}");
        assert_eq!(
            answer.attributes("#token", "aria-describedby"),
            ["token-error"]
        );
        assert!(token.is_empty() || !answer.text.contains(token));
        // The cookie alone does not help either.
        browser.cookie = Some(format!("waymark_admin={}", token.replace('\0', "")));
        assert_led_to_the_form(&browser.get(LIST).await);
    }
}

#[tokio::test]
async fn a_revoked_token_ends_what_its_holder_is_signed_in_to() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let mut browser = Browser::signed_in(&hub, Role::Admin).await;
        assert_eq!(browser.get(LIST).await.status, StatusCode::OK);
        let tokens = hub.hub.store.tokens().await.unwrap();
        let [token] = tokens.as_slice() else {
            panic!("{tokens:?}");
        };
        assert!(hub.hub.store.revoke_token(&token.id).await.unwrap());
        assert!(!hub.hub.store.revoke_token(&token.id).await.unwrap());
        assert!(hub.hub.store.tokens().await.unwrap().is_empty());
        assert_led_to_the_form(&browser.get(LIST).await);
        let answer = browser
            .post("/admin/matches/1", &[("action", "merge")])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.texts("h1"), ["You are not signed in"]);
        // Signing out still takes the cookie away.
        browser.post("/admin/sign-out", &[]).await;
        assert_eq!(browser.cookie, None);
    })
    .await;
}

#[tokio::test]
async fn nothing_below_admin_is_kept_or_indexed_whatever_is_asked() {
    let hub = TestHub::start().await;
    let mut browser = Browser::signed_in(&hub, Role::Admin).await;
    let token = browser.cookie.clone();
    let mut answers = Vec::new();
    for (path, status) in [
        (LIST, StatusCode::OK),
        ("/admin/matches/", StatusCode::OK),
        ("/admin", StatusCode::SEE_OTHER),
        ("/admin/", StatusCode::SEE_OTHER),
        ("/admin/matches/none", StatusCode::NOT_FOUND),
        ("/admin/matches/%00", StatusCode::NOT_FOUND),
        ("/admin/matches?done=%00&page=x", StatusCode::OK),
        ("/admin/listings/none/records", StatusCode::NOT_FOUND),
        ("/admin/listings?of=none", StatusCode::NOT_FOUND),
        ("/admin/none", StatusCode::NOT_FOUND),
        ("/admin/sign-in", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        answers.push((path, answer));
    }
    browser.cookie = None;
    answers.push(("/admin signed out", browser.get("/admin").await));
    answers.push(("a wrong token", browser.sign_in("wm_wrong").await));
    browser.cookie = token;
    let known = |request: reqwest::RequestBuilder| request.header("if-none-match", "*");
    answers.push(("known", hub.send(Method::GET, "/admin", known).await));
    for (path, answer) in answers {
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
        assert_eq!(answer.header("etag"), "", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
    let other = browser.get("/administration").await;
    assert_eq!(other.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn forms_of_other_sites_do_nothing() {
    let hub = TestHub::start().await;
    let theirs = Browser::signed_in(&hub, Role::Admin).await.key;
    let mut browser = Browser::signed_in(&hub, Role::Admin).await;
    let own = browser.key.clone();
    assert_ne!(own, theirs);
    assert_eq!(own.len(), 64);
    for key in ["", "0", &theirs, &own[1..]] {
        browser.key = key.to_owned();
        for path in [
            "/admin/matches/1",
            "/admin/listings/5a3b1f6e-6f0e-4d43-8d0a-0c7f5c2e9a11/records",
            "/admin/sign-out",
        ] {
            let answer = browser.post(path, &[("action", "merge")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {key}");
            assert_eq!(answer.texts("h1"), ["This form is out of date"]);
        }
    }
    browser.key = own;
    let answer = browser
        .post("/admin/matches/1", &[("action", "merge")])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "it is heard");
    let answer = browser.post("/admin/matches/1", &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "no button");
    let long = "x".repeat(70_000);
    let answer = browser
        .post("/admin/matches/1", &[("comment", &long)])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);

    let token = hub.token(Role::Admin).await;
    for (from, want) in [
        ("cross-site", StatusCode::FORBIDDEN),
        ("same-site", StatusCode::FORBIDDEN),
        ("same-origin", StatusCode::OK),
        ("none", StatusCode::OK),
    ] {
        let sign_in = |request: reqwest::RequestBuilder| {
            request
                .header("sec-fetch-site", from)
                .form(&[("token", &token)])
        };
        let answer = hub.send(Method::POST, "/admin/sign-in", sign_in).await;
        // This client follows, without the cookie: to the form.
        assert_eq!(answer.status, want, "{from}");
    }
}

#[tokio::test]
async fn guesses_at_tokens_count_like_any_request() {
    let hub = TestHub::start_with(|config| config.server.rate_limit_per_minute = 5).await;
    let mut browser = Browser::of(&hub);
    for guess in 0..5 {
        let answer = browser.sign_in(&format!("wm_{guess}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(
            answer.header("ratelimit-remaining"),
            (4 - guess).to_string()
        );
    }
    let answer = browser.sign_in("wm_5").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(answer.header("retry-after"), "");
    assert_eq!(answer.header("cache-control"), "no-store");
}

/// Runs a command and gives what it printed.
async fn run(arguments: &[&str]) -> Value {
    let mut command = waymark(arguments);
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn no_log_line_holds_a_token_and_a_command_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = settings(folder.path());
    let at = ["--json", "--config", file.as_str()];
    let made = run(&[&["token", "create", "--role", "admin"][..], &at].concat()).await;
    let token = made["token"].as_str().unwrap().to_owned();
    let start = file.clone();
    let serving = tokio::task::spawn_blocking(move || Logged::start(&start));
    let serving = serving.await.unwrap();
    // Nothing else may have chosen one yet; whoever comes second changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let http = http.build().unwrap();
    let address = |path: &str| format!("{}{path}", serving.address);
    let sign_in = async |token: &str| {
        let request = http
            .post(address("admin/sign-in"))
            .form(&[("token", token)]);
        request.send().await.unwrap()
    };
    let wrong = format!("{token}x");
    assert_eq!(sign_in(&wrong).await.status(), StatusCode::FORBIDDEN);
    let answer = sign_in(&token).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let open = async |path: &str| {
        let request = http.get(address(path)).header("cookie", &cookie);
        request.send().await.unwrap().status()
    };
    assert_eq!(open("admin/matches").await, StatusCode::OK);
    assert_eq!(open("admin/matches/none").await, StatusCode::NOT_FOUND);
    let post = http
        .post(address("admin/matches/1"))
        .header("cookie", &cookie);
    let post = post.form(&[("action", "merge"), ("key", "wrong")]);
    assert_eq!(post.send().await.unwrap().status(), StatusCode::FORBIDDEN);

    let listed = run(&[&["token", "list"][..], &at].concat()).await;
    let listed = listed["tokens"].as_array().unwrap();
    assert_eq!(
        (listed.len(), &listed[0]["role"]),
        (1, &Value::from("admin"))
    );
    let id = listed[0]["id"].as_str().unwrap();
    run(&[&["token", "revoke", id][..], &at].concat()).await;
    assert_eq!(open("admin/matches").await, StatusCode::SEE_OTHER);
    let again = waymark(&[&["token", "revoke", id][..], &at].concat()).output();
    assert_eq!(again.unwrap().status.code(), Some(1));

    let log = tokio::task::spawn_blocking(|| serving.log()).await.unwrap();
    assert!(
        log.contains("signed in") && log.contains("none of ours"),
        "{log}"
    );
    assert!(
        !log.contains(&token[3..]),
        "a token stands in the log:\n{log}"
    );
}
