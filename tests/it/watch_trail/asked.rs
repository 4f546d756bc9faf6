//! Questions and what people answer, the figures of the report, and evidence about places that
//! must stay unknown.

use super::{ask, get, id, publish, see, state, waymark};
use crate::support::database::{Database, for_each_database};
use crate::support::hub::TestHub;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waymark::domain::Clock as _;
use waymark::domain::ListingState::{Listed, Suspended};
use waymark::domain::VerdictKind;
use waymark::lifecycle::{self, Settlement};
use waymark::store::Role;

/// Three listings, each with a question.
async fn questions(database: &Database) -> Vec<String> {
    for n in 1..=3 {
        publish(&database.store, n).await;
        see(&database.store, n, VerdictKind::Flag).await;
    }
    lifecycle::act(&database.store).await.unwrap();
    let mut ids = Vec::new();
    for n in 1..=3 {
        ids.push(
            database.store.questions_of(id(n)).await.unwrap()[0]
                .id
                .clone(),
        );
    }
    ids
}

#[tokio::test]
async fn questions_are_shown_and_answered_by_command() {
    for_each_database(async |database| {
        let ids = questions(database).await;
        let (code, said) = waymark(database, &["watch", "questions"]).await;
        assert_eq!(code, 0, "{said}");
        for wanted in [ids[0].as_str(), "Club 2", "we list active", "97 %"] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        for (at, (action, says)) in [
            ("confirm", "the listing is hidden"),
            ("edit", "the listing stays as it is now"),
            ("dismiss", "counts no more"),
        ]
        .into_iter()
        .enumerate()
        {
            let words = [
                "watch",
                "answer",
                &ids[at],
                action,
                "--comment",
                "rang them",
            ];
            let (code, said) = waymark(database, &words).await;
            assert_eq!(code, 0, "{said}");
            assert!(said.contains(says), "{said}");
            let kept = database.store.question(&ids[at]).await.unwrap().unwrap();
            assert_eq!(kept.settled_by.as_deref(), Some("command line"));
            assert_eq!(kept.comment.as_deref(), Some("rang them"));
        }
        assert_eq!(state(&database.store, 1).await, Suspended);
        assert_eq!(state(&database.store, 2).await, Listed);
        let (_, said) = waymark(database, &["watch", "questions"]).await;
        assert_eq!(said, "No question waits.\n");
        let (_, said) = waymark(database, &["watch", "questions", "--all", "--json"]).await;
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["questions"].as_array().unwrap().len(), 3);
        let (code, said) = waymark(database, &["watch", "answer", &ids[0], "dismiss"]).await;
        assert!(code != 0 && said.contains("was settled already"), "{said}");
        let (code, said) = waymark(database, &["watch", "answer", "nobody", "dismiss"]).await;
        assert!(code != 0 && said.contains("there is no question"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn questions_are_shown_and_answered_by_route_as_suspensions_are() {
    for_each_database(async |database| {
        let ids = questions(database).await;
        let hub = TestHub::on(database).await;
        let (admin, reader) = (hub.token(Role::Admin).await, hub.token(Role::Reader).await);
        let open = get(&hub, &reader, "questions?state=open").await;
        assert_eq!(open["questions"].as_array().unwrap().len(), 3, "{open}");
        let one = get(&hub, &reader, &format!("questions/{}", ids[0])).await;
        assert_eq!(
            (&one["reason"], &one["confidence_percent"]),
            (&json!("closed"), &json!(97))
        );
        let answer = async |token: &str, path: String, body: Value| {
            ask(&hub, token, Method::POST, &path, &body).await
        };
        let confirm = json!({"action": "confirm", "comment": "rang\u{0} them"});
        for (token, path, body, want) in [
            (
                &reader,
                format!("questions/{}", ids[0]),
                &confirm,
                StatusCode::FORBIDDEN,
            ),
            (
                &admin,
                "questions/nobody".to_owned(),
                &confirm,
                StatusCode::NOT_FOUND,
            ),
            (
                &admin,
                format!("questions/{}", ids[0]),
                &json!({}),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                &admin,
                format!("questions/{}/burn", ids[0]),
                &json!({}),
                StatusCode::NOT_FOUND,
            ),
            (
                &admin,
                format!("questions/{}", ids[0]),
                &confirm,
                StatusCode::OK,
            ),
            (
                &admin,
                format!("questions/{}", ids[0]),
                &confirm,
                StatusCode::CONFLICT,
            ),
            (
                &admin,
                format!("questions/{}/dismiss", ids[1]),
                &json!({}),
                StatusCode::OK,
            ),
        ] {
            let answer = answer(token, path.clone(), body.clone()).await;
            assert_eq!(answer.status, want, "{path}: {}", answer.text);
        }
        let settled = get(&hub, &reader, &format!("questions/{}", ids[0])).await;
        assert_eq!(
            (&settled["state"], &settled["comment"]),
            (&json!("confirmed"), &json!("rang them"))
        );
        assert_eq!(state(&database.store, 1).await, Suspended);
        assert_eq!(state(&database.store, 2).await, Listed);
        let wrong = ask(
            &hub,
            &reader,
            Method::GET,
            "questions?state=what",
            &Value::Null,
        )
        .await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.text);
    })
    .await;
}

#[tokio::test]
async fn the_report_counts_what_was_made_confirmed_and_overturned_and_how_long_it_took() {
    for_each_database(async |database| {
        let store = &database.store;
        let hours = |hours: i64| database.clock.advance(SignedDuration::from_hours(hours));
        for n in 1..=6 {
            publish(store, n).await;
            let kind = if n == 6 {
                VerdictKind::Flag
            } else {
                VerdictKind::Suspend
            };
            see(store, n, kind).await;
        }
        lifecycle::act(store).await.unwrap();
        let of = async |n: u128| store.suspensions_of(id(n)).await.unwrap()[0].id.clone();
        let settle = async |n: u128, word| {
            lifecycle::settle(store, &of(n).await, word, "test", None)
                .await
                .unwrap();
        };
        hours(2);
        settle(1, Settlement::Confirm).await;
        settle(2, Settlement::Dismiss).await;
        hours(8);
        settle(3, Settlement::Edited).await;
        hours(90);
        see(store, 4, VerdictKind::None).await;
        see(store, 6, VerdictKind::None).await;
        lifecycle::act(store).await.unwrap();

        let report = lifecycle::report(store, None).await.unwrap();
        let all = &report.suspensions;
        assert_eq!((all.made, all.open, all.confirmed), (5, 1, 1));
        assert_eq!((all.edited, all.overturned, all.cleared), (1, 1, 1));
        assert_eq!(
            all.median_hours_to_restore,
            Some(10),
            "of 2, 10 and 100 hours"
        );
        assert_eq!(report.by_reason.keys().collect::<Vec<_>>(), [&"closed"]);
        assert_eq!((report.questions.made, report.questions.cleared), (1, 1));
        assert_eq!(report.questions.median_hours_to_restore, Some(100));

        // What is confirmed and dismissed after all was overturned, after a hundred hours.
        settle(1, Settlement::Dismiss).await;
        let all = lifecycle::report(store, None).await.unwrap().suspensions;
        assert_eq!((all.confirmed, all.overturned), (0, 2));
        assert_eq!(
            all.median_hours_to_restore,
            Some(10),
            "half of four were back within ten"
        );
        let since = database.clock.now();
        let later = lifecycle::report(store, Some(since)).await.unwrap();
        assert_eq!(later.suspensions.made, 0, "all began earlier");

        let hub = TestHub::on(database).await;
        let token = hub.token(Role::Reader).await;
        let told = get(&hub, &token, "watch/report").await;
        assert_eq!(told["suspensions"]["overturned"], 2, "{told}");
        let (_, said) = waymark(database, &["watch", "report"]).await;
        assert!(
            said.contains("5 made, 1 open, 0 confirmed, 1 put right, 2 overturned, 1 cleared"),
            "{said}"
        );
        assert!(said.contains("within 10 h"), "{said}");
    })
    .await;
}

/// What nobody may learn once the place is confidential.
const SECRETS: [&str; 4] = ["Mill Lane", "2TN", "53.38123", "-1.48654"];

#[tokio::test]
async fn evidence_says_no_more_where_a_place_is_once_the_place_is_confidential() {
    for_each_database(async |database| {
        let store = &database.store;
        for (n, kind) in [(1, VerdictKind::Suspend), (2, VerdictKind::Flag)] {
            publish(store, n).await;
            see(store, n, kind).await;
        }
        lifecycle::act(store).await.unwrap();
        let kept = async |n: u128| {
            let suspensions = store.suspensions_of(id(n)).await.unwrap();
            let questions = store.questions_of(id(n)).await.unwrap();
            let attempts = store.attempts(id(n), 10).await.unwrap();
            let verdicts: Vec<_> = attempts.into_iter().filter_map(|row| row.verdict).collect();
            serde_json::to_string(&(suspensions, questions, verdicts)).unwrap()
        };
        for n in [1, 2] {
            assert!(kept(n).await.contains("Mill Lane"), "told at first");
            lifecycle::withhold_whereabouts(store, &id(n).to_string())
                .await
                .unwrap();
            let said = kept(n).await;
            assert!(
                said.contains("closed_for_good") && said.contains("not shown"),
                "{said}"
            );
            for secret in SECRETS {
                assert!(!said.contains(secret), "{secret}: {said}");
            }
        }
        let hub = TestHub::on(database).await;
        let token = hub.token(Role::Reader).await;
        for path in ["suspensions", "questions"] {
            let said = get(&hub, &token, path).await.to_string();
            assert!(
                SECRETS.iter().all(|secret| !said.contains(secret)),
                "{said}"
            );
        }
        let page = hub.get(&format!("/services/{}", id(1))).await.text;
        assert!(page.contains("not shown"), "{page}");
        assert!(
            SECRETS.iter().all(|secret| !page.contains(secret)),
            "{page}"
        );
        let (_, said) = waymark(database, &["suspension", "list"]).await;
        assert!(
            SECRETS.iter().all(|secret| !said.contains(secret)),
            "{said}"
        );
    })
    .await;
}
