//! The smaller things that a store keeps.

use jiff::SignedDuration;
use waymark::domain::{
    Code, Counts, Finding, Outcome, Reason, Severity, Suspension, SuspensionState, Verdict,
    VerdictKind,
};
use waymark::store::{AttemptRow, FeedRow, Role, WatchPage, refresh_lease};

use crate::support::database::for_each_database;
use crate::support::sample;
use crate::support::scripted::feed_id;

#[tokio::test]
async fn a_lease_is_one_holders_until_it_is_given_back_or_runs_out() {
    for_each_database(async |database| {
        let (store, other) = (&database.store, database.another().await);
        let minute = SignedDuration::from_secs(60);
        let lease = store.take_lease("scan", minute).await.unwrap().unwrap();
        assert_eq!(other.take_lease("scan", minute).await.unwrap(), None);
        assert!(other.take_lease("another", minute).await.unwrap().is_some());
        database.clock.advance(SignedDuration::from_secs(50));
        assert!(store.renew_lease(&lease, minute).await.unwrap());
        database.clock.advance(SignedDuration::from_secs(50));
        assert_eq!(other.take_lease("scan", minute).await.unwrap(), None);
        database.clock.advance(SignedDuration::from_secs(11));
        let taken = other.take_lease("scan", minute).await.unwrap().unwrap();
        assert!(!store.renew_lease(&lease, minute).await.unwrap());
        store.release_lease(&lease).await.unwrap();
        assert!(
            other.renew_lease(&taken, minute).await.unwrap(),
            "only its own is released"
        );
        other.release_lease(&taken).await.unwrap();
        assert!(store.take_lease("scan", minute).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn each_slot_of_a_job_is_remembered_until_a_later_one_is_done() {
    for_each_database(async |database| {
        let store = &database.store;
        assert_eq!(store.last_slot("scan").await.unwrap(), None);
        for slot in ["2026-11-20T03:15", "2026-11-21T03:15"] {
            store.finish_slot("scan", slot).await.unwrap();
            assert_eq!(
                store.last_slot("scan").await.unwrap().as_deref(),
                Some(slot)
            );
        }
        assert_eq!(store.last_slot("refresh:ashby").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_token_opens_what_it_was_made_for_and_its_text_is_kept_nowhere() {
    for_each_database(async |database| {
        let store = &database.store;
        let feed = feed_id("ashby");
        let admin = store.create_token(Role::Admin, None).await.unwrap();
        let publisher = store
            .create_token(Role::Publisher, Some(&feed))
            .await
            .unwrap();
        assert_ne!(admin, publisher);
        assert_eq!(
            store.token(&admin).await.unwrap().unwrap().role,
            Role::Admin
        );
        let token = store.token(&publisher).await.unwrap().unwrap();
        assert_eq!((token.role, token.feed), (Role::Publisher, Some(feed)));
        for wrong in ["", "wm_", &admin[..admin.len() - 1], &admin.to_uppercase()] {
            assert_eq!(store.token(wrong).await.unwrap(), None, "{wrong}");
        }
        let pool = sqlx::AnyPool::connect(&database.url).await.unwrap();
        let (stored,): (String,) = sqlx::query_as("SELECT hash FROM tokens LIMIT 1")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert!(!stored.contains(&admin[3..]) && stored.len() == 64);
        pool.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_feed_takes_over_what_its_settings_say_now() {
    for_each_database(async |database| {
        let row = |name: &str| FeedRow {
            id: feed_id("ashby"),
            name: name.to_owned(),
            kind: "oruk-v3".to_owned(),
            address: "https://ashby.example/".to_owned(),
            licence: None,
        };
        for name in ["Ashby", "Ashby Council"] {
            database.store.put_feed(&row(name)).await.unwrap();
            assert_eq!(database.store.feeds().await.unwrap(), [row(name)]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_run_is_ended_by_the_next_one_of_its_feed_or_at_start_up_when_its_process_is_gone() {
    for_each_database(async |database| {
        let store = &database.store;
        let feed = feed_id("ashby");
        let is_running =
            async |run: &str| store.write().await.unwrap().is_running(run).await.unwrap();
        let first = store.begin_run(&feed).await.unwrap();
        let elsewhere = store.begin_run(&feed_id("bexford")).await.unwrap();
        database.clock.advance(SignedDuration::from_secs(1));
        assert!(is_running(&first).await);
        let second = store.begin_run(&feed).await.unwrap();
        assert!(
            !is_running(&first).await && is_running(&second).await && is_running(&elsewhere).await
        );

        // A start-up leaves alone whoever is at work, and ends the others.
        let length = SignedDuration::from_secs(60);
        let lease = store
            .take_lease(&refresh_lease(&feed), length)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(database.another().await.recover().await.unwrap(), 1);
        assert!(is_running(&second).await && !is_running(&elsewhere).await);
        store.release_lease(&lease).await.unwrap();
        assert_eq!(store.recover().await.unwrap(), 1);
        assert!(!is_running(&second).await);
        assert_eq!(store.recover().await.unwrap(), 0);
        let runs = store.runs(Some(&feed), 10).await.unwrap();
        assert_eq!(
            runs.iter().map(|run| run.outcome).collect::<Vec<_>>(),
            [None, None]
        );
    })
    .await;
}

#[tokio::test]
async fn a_finished_run_says_how_it_ended_and_the_newest_complete_one_is_known() {
    for_each_database(async |database| {
        let store = &database.store;
        let feed = feed_id("ashby");
        let counts = Counts {
            added: 1,
            updated: 2,
            unchanged: 3,
            removed: 4,
            failed: 5,
        };
        assert_eq!(store.last_complete(&feed).await.unwrap(), None);
        let mut complete = None;
        for (outcome, message) in [
            (Outcome::Complete, None),
            (Outcome::Incomplete, Some("page 2 could not be read")),
            (Outcome::Held, Some("too many")),
        ] {
            database.clock.advance(SignedDuration::from_secs(1));
            let run = store.begin_run(&feed).await.unwrap();
            let mut tx = store.write().await.unwrap();
            tx.finish_run(&run, outcome, counts, message).await.unwrap();
            complete = complete.or(Some(tx.now()));
            tx.commit().await.unwrap();
            let newest = store.runs(None, 1).await.unwrap().remove(0);
            assert_eq!(
                (newest.id, newest.outcome, newest.counts),
                (run, Some(outcome), counts)
            );
            assert_eq!(newest.message.as_deref(), message);
        }
        assert_eq!(store.last_complete(&feed).await.unwrap(), complete);
    })
    .await;
}

fn finding(code: &'static str, severity: Severity, record: Option<&str>) -> Finding {
    Finding {
        code: Code::stored(code.to_owned()),
        severity,
        feed: feed_id("ashby"),
        record: record.map(str::to_owned),
        pointer: Some("/name".to_owned()),
        found: None,
        advice: "Mend it.".to_owned(),
    }
}

#[tokio::test]
async fn findings_are_replaced_with_what_they_are_about_and_the_gravest_come_first() {
    for_each_database(async |database| {
        let store = &database.store;
        let feed = feed_id("ashby");
        let codes = async || -> Vec<String> {
            let findings = store.findings(&feed, 10).await.unwrap();
            findings.iter().map(|f| f.code.to_string()).collect()
        };
        let mut tx = store.write().await.unwrap();
        let of_one = [
            finding("b_info", Severity::Info, Some("1")),
            finding("a_must", Severity::Must, Some("1")),
        ];
        let of_two = [finding("c_should", Severity::Should, Some("2"))];
        tx.put_record_findings(&feed, &[("1", &of_one), ("2", &of_two)])
            .await
            .unwrap();
        tx.put_website_findings(
            &feed,
            "1",
            &[finding("website_gone", Severity::Should, Some("1"))],
        )
        .await
        .unwrap();
        tx.put_feed_findings(&feed, &[finding("page_repeated", Severity::Should, None)])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            codes().await,
            [
                "a_must",
                "c_should",
                "page_repeated",
                "website_gone",
                "b_info"
            ]
        );

        let mut tx = store.write().await.unwrap();
        tx.put_record_findings(&feed, &[("1", &[])]).await.unwrap();
        tx.put_feed_findings(&feed, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(codes().await, ["c_should", "website_gone"]);
        let mut tx = store.write().await.unwrap();
        tx.drop_findings(&feed, &["1".to_owned()]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(codes().await, ["c_should"]);
    })
    .await;
}

#[tokio::test]
async fn an_id_stays_with_who_brought_it_first() {
    for_each_database(async |database| {
        let (ashby, bexford) = (feed_id("ashby"), feed_id("bexford"));
        let claims = |source: &str| vec![("x".to_owned(), source.to_owned())];
        let mut tx = database.store.write().await.unwrap();
        let held = tx.claim("service", &ashby, &claims("1")).await.unwrap();
        assert!(held["x"].is(&ashby, "1"));
        let held = tx.claim("service", &bexford, &claims("1")).await.unwrap();
        assert!(held["x"].is(&ashby, "1") && !held["x"].is(&bexford, "1"));
        let held = tx
            .claim("organization", &bexford, &claims("1"))
            .await
            .unwrap();
        assert!(
            held["x"].is(&bexford, "1"),
            "each kind of thing has ids of its own"
        );
        tx.commit().await.unwrap();
        let held = database
            .store
            .holders("service", &["x".to_owned(), "y".to_owned()])
            .await
            .unwrap();
        assert!(held.len() == 1 && held["x"].is(&ashby, "1"));
    })
    .await;
}

#[tokio::test]
async fn suspensions_are_found_by_listing_and_by_state() {
    for_each_database(async |database| {
        let store = &database.store;
        let suspension = |n: u32, state| Suspension {
            confidence_percent: None,
            id: sample::id(20, n),
            listing: sample::listing_id(n / 2),
            state,
            reason: Reason::Gone,
            evidence: vec![],
            url: "https://services.example.org/".to_owned(),
            fetched_at: "2026-11-20T09:00:00Z".parse().unwrap(),
            since: format!("2026-11-20T09:00:0{n}Z").parse().unwrap(),
            settled_at: None,
            settled_by: None,
            comment: None,
        };
        let all: Vec<_> = (0..4)
            .map(|n| suspension(n, SuspensionState::Open))
            .collect();
        let mut settled = suspension(1, SuspensionState::Dismissed);
        settled.settled_at = Some("2026-11-20T10:00:00Z".parse().unwrap());
        settled.settled_by = Some("token".to_owned());
        settled.comment = Some("It is open.".to_owned());
        let mut tx = store.write().await.unwrap();
        for one in &all {
            tx.put_suspension(one).await.unwrap();
        }
        tx.put_suspension(&settled).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            store.suspension(&settled.id).await.unwrap(),
            Some(settled.clone())
        );
        assert_eq!(store.suspension("nothing").await.unwrap(), None);
        let open = store
            .suspensions(Some(SuspensionState::Open), 2)
            .await
            .unwrap();
        assert_eq!(open, [all[3].clone(), all[2].clone()]);
        assert_eq!(store.suspensions(None, 10).await.unwrap().len(), 4);
        let of = store.suspensions_of(sample::listing_id(0)).await.unwrap();
        assert_eq!(of, [settled, all[0].clone()]);
    })
    .await;
}

#[tokio::test]
async fn a_watched_page_and_the_attempts_on_it_are_kept_until_they_are_settled() {
    for_each_database(async |database| {
        let store = &database.store;
        let listing = sample::listing_id(1);
        let mut page = WatchPage {
            listing,
            url: "https://services.example.org/1".to_owned(),
            checked_at: Some(database.store.clock().now()),
            good_at: None,
            etag: Some("\"x\"".to_owned()),
            modified: None,
            snapshot: None,
            baseline: None,
        };
        let attempt = |second: i64, verdict: Option<VerdictKind>| AttemptRow {
            listing,
            at: database.store.clock().now() + SignedDuration::from_secs(second),
            attempt: "{}".to_owned(),
            verdict: verdict.map(|kind| Verdict {
                confidence_percent: None,
                kind,
                reason: Reason::Closed,
                fields: vec!["status".to_owned()],
                evidence: vec![],
            }),
        };
        let attempts = [
            attempt(0, None),
            attempt(1, Some(VerdictKind::Suspend)),
            attempt(2, Some(VerdictKind::None)),
        ];
        let mut tx = store.write().await.unwrap();
        tx.put_watch_page(&page).await.unwrap();
        page.snapshot = Some("abc".to_owned());
        tx.put_watch_page(&page).await.unwrap();
        for one in &attempts {
            tx.put_attempt(one).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(store.watch_page(listing).await.unwrap(), Some(page.clone()));
        assert_eq!(
            store
                .watch_pages(&[listing, sample::listing_id(2)])
                .await
                .unwrap(),
            [page]
        );
        assert_eq!(store.attempts(listing, 2).await.unwrap(), attempts[1..]);
        assert_eq!(store.unsettled(None).await.unwrap(), attempts[1..]);
        let mut tx = store.write().await.unwrap();
        tx.settle_attempt(listing, attempts[1].at).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.unsettled(Some(listing)).await.unwrap(), attempts[2..]);
        assert_eq!(
            store.unsettled(Some(sample::listing_id(2))).await.unwrap(),
            []
        );
    })
    .await;
}
