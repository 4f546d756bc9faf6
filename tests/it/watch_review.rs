//! What people do about the watch: its questions, the brake, what it learns on a site, and
//! the other pages of a site that it reads.

use jiff::SignedDuration;
use serde_json::json;
use waymark::domain::ListingState::{Listed, Suspended};
use waymark::domain::{
    ChangeReason, Evidence, ListingId, ListingState, Publication, Reason, Suspension,
    SuspensionState, Verdict, VerdictKind,
};
use waymark::lifecycle::{self, SettleError, Settlement};
use waymark::store::{AttemptRow, Store, WatchPage};

use crate::support::database::for_each_database;
use crate::support::watched::{OTHER_PHONE, PAGE, Watched};

/// The page of the club without a number, and with a link to where it may be.
const NO_PHONE: &str = "<title>Ashby Lunch Club</title><main><h1>Ashby Lunch Club</h1>\
    <p>A hot meal and good company each Tuesday, for older people of Ashby and around.</p>\
    <p><a href=\"/contact-us\">Contact</a> <a href=\"https://elsewhere.example/contact\">Contact</a></p></main>";

async fn open_question(watched: &Watched) -> Option<Suspension> {
    let questions = watched.store.questions_of(watched.listing).await.unwrap();
    questions
        .into_iter()
        .find(|question| question.state == SuspensionState::Open)
}

#[tokio::test]
async fn a_doubt_becomes_one_question_that_a_later_look_clears() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(200, NO_PHONE);
    watched.look().await;
    let first = open_question(&watched).await.unwrap();
    assert_eq!(first.reason, Reason::PhoneChanged);
    assert_eq!(first.evidence[0].listed.as_deref(), Some("01632 960123"));
    watched.look().await;
    let second = open_question(&watched).await.unwrap();
    assert_eq!(second.id, first.id, "the same question");
    assert_eq!(watched.state().await, Listed);
    watched.site.show(200, PAGE);
    watched.look().await;
    assert!(open_question(&watched).await.is_none());
    let all = watched.store.questions_of(watched.listing).await.unwrap();
    assert_eq!(all[0].state, SuspensionState::Cleared);
}

#[tokio::test]
async fn a_question_that_is_confirmed_hides_the_listing_on_its_evidence() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(200, NO_PHONE);
    watched.look().await;
    let id = open_question(&watched).await.unwrap().id;
    let answered = lifecycle::answer(
        &watched.store,
        &id,
        Settlement::Confirm,
        "test",
        Some("rang them"),
    )
    .await
    .unwrap();
    assert_eq!(answered.state, SuspensionState::Confirmed);
    assert_eq!(watched.state().await, Suspended);
    let suspension = &watched.suspensions().await[0];
    assert_eq!(suspension.state, SuspensionState::Confirmed);
    assert_eq!(suspension.evidence, answered.evidence);
    let again = lifecycle::answer(&watched.store, &id, Settlement::Dismiss, "test", None).await;
    assert!(matches!(again, Err(SettleError::Settled { .. })));
    let none = lifecycle::answer(&watched.store, "x", Settlement::Dismiss, "test", None).await;
    assert!(
        none.unwrap_err()
            .to_string()
            .contains("waymark watch questions")
    );
}

#[tokio::test]
async fn a_question_that_is_dismissed_is_not_asked_again_and_an_edit_may_be() {
    for (settlement, asks_again) in [(Settlement::Dismiss, false), (Settlement::Edited, true)] {
        let watched = Watched::on_sqlite().await;
        watched.look().await;
        watched.site.show(200, NO_PHONE);
        watched.look().await;
        let id = open_question(&watched).await.unwrap().id;
        lifecycle::answer(&watched.store, &id, settlement, "test", None)
            .await
            .unwrap();
        assert_eq!(watched.state().await, Listed);
        watched.look().await;
        assert_eq!(
            open_question(&watched).await.is_some(),
            asks_again,
            "{settlement:?}"
        );
    }
}

#[tokio::test]
async fn what_is_dismissed_for_one_listing_counts_no_more_on_the_whole_site() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(200, OTHER_PHONE);
    watched.look().await;
    let id = watched.suspensions().await[0].id.clone();
    lifecycle::settle(&watched.store, &id, Settlement::Dismiss, "test", None)
        .await
        .unwrap();
    // The same number on the same site, seen for another listing.
    let host = watched.site.url("club").host_str().unwrap().to_owned();
    let ignored = watched.store.ignored_on(&host).await.unwrap();
    let seen = |found: &str| Evidence {
        field: "phone".to_owned(),
        listed: Some("01632 960777".to_owned()),
        found: Some(found.to_owned()),
        snippet: None,
        rule: "phone_replaced".to_owned(),
    };
    assert!(ignored.covers(&seen("01632 960456")));
    assert!(!ignored.covers(&seen("01632 960457")));
    let elsewhere = watched.store.ignored_on("other.example").await.unwrap();
    assert!(!elsewhere.covers(&seen("01632 960456")));
}

#[tokio::test]
async fn a_contact_page_bears_out_what_the_listed_page_leaves_out() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched
        .site
        .show_at("contact-us", "<h1>Contact</h1><p>Ring (01632) 960 123.</p>");
    watched.site.show(200, NO_PHONE);
    let verdict = watched.look().await;
    assert_eq!(verdict.kind, VerdictKind::None, "{verdict:?}");
    let asked = watched.site.asked();
    assert_eq!(
        asked.iter().filter(|path| *path == "/contact-us").count(),
        1
    );
}

/// Listings of one feed, each watched, each with a verdict that waits.
async fn seen(store: &Store, count: u128, suspend: u128) -> Vec<ListingId> {
    let mut ids = Vec::new();
    for n in 1..=count {
        let id = ListingId(uuid::Uuid::from_u128(n));
        let service = serde_json::from_value(json!({
            "id": id.to_string(), "name": format!("Club {n}"), "status": "active",
            "url": format!("https://club{n}.example/"),
        }))
        .unwrap();
        let publication = Publication {
            id,
            feed: "ashby".parse().unwrap(),
            state: ListingState::Listed,
            service,
        };
        let mut tx = store.write().await.unwrap();
        tx.publish(&publication, ChangeReason::Added).await.unwrap();
        let at = tx.now();
        tx.put_watch_page(&WatchPage {
            listing: id,
            url: format!("https://club{n}.example/"),
            checked_at: Some(at),
            good_at: Some(at),
            etag: None,
            modified: None,
            snapshot: None,
            baseline: None,
        })
        .await
        .unwrap();
        tx.put_attempt(&AttemptRow {
            listing: id,
            at,
            attempt: "{}".to_owned(),
            verdict: Some(verdict(n <= suspend)),
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        ids.push(id);
    }
    ids
}

fn verdict(suspends: bool) -> Verdict {
    let evidence = Evidence {
        field: "status".to_owned(),
        listed: Some("active".to_owned()),
        found: Some("We have closed.".to_owned()),
        snippet: None,
        rule: "closed_for_good".to_owned(),
    };
    match suspends {
        true => Verdict {
            confidence_percent: None,
            kind: VerdictKind::Suspend,
            reason: Reason::Closed,
            fields: vec!["status".to_owned()],
            evidence: vec![evidence],
        },
        false => Verdict {
            confidence_percent: None,
            kind: VerdictKind::None,
            reason: Reason::Noise,
            fields: Vec::new(),
            evidence: Vec::new(),
        },
    }
}

async fn hidden(store: &Store, ids: &[ListingId]) -> usize {
    let listings = store.listings_by_id(ids).await.unwrap();
    let is_hidden = |listing: &&waymark::domain::Listing| listing.state == Suspended;
    listings.iter().filter(is_hidden).count()
}

#[tokio::test]
async fn a_scan_that_would_hide_too_much_of_a_feed_stops_and_asks() {
    for_each_database(async |database| {
        let store = &database.store;
        let ids = seen(store, 40, 6).await;
        let done = lifecycle::act_with_brake(store, 0.05).await.unwrap();
        assert_eq!(hidden(store, &ids).await, 0);
        assert_eq!(
            (
                done.held.len(),
                done.held[0].would_suspend,
                done.held[0].watched
            ),
            (1, 6, 40)
        );
        assert_eq!(
            lifecycle::held(store, 0.05).await.unwrap(),
            done.held,
            "it goes on waiting"
        );

        // One listing that a person asks for is never held.
        lifecycle::act_on(store, ids[0]).await.unwrap();
        assert_eq!(hidden(store, &ids).await, 1);

        let feed = "ashby".parse().unwrap();
        let released = lifecycle::release(store, &feed, "test", None)
            .await
            .unwrap();
        assert_eq!(released.suspended, 5);
        assert_eq!(hidden(store, &ids).await, 6);
        assert!(lifecycle::held(store, 0.05).await.unwrap().is_empty());
        let report = lifecycle::report(store, None).await.unwrap();
        assert_eq!((report.suspensions.made, report.suspensions.open), (6, 6));
        assert_eq!(report.by_reason["closed"].made, 6);
    })
    .await;
}

#[tokio::test]
async fn a_stopped_scan_that_is_rejected_hides_nothing_and_a_small_one_is_not_stopped() {
    for_each_database(async |database| {
        let store = &database.store;
        let ids = seen(store, 40, 6).await;
        lifecycle::act_with_brake(store, 0.05).await.unwrap();
        let feed = "ashby".parse().unwrap();
        assert_eq!(
            lifecycle::reject(store, &feed, "test", Some("ours"))
                .await
                .unwrap(),
            6
        );
        let done = lifecycle::act_with_brake(store, 0.05).await.unwrap();
        assert!(done.held.is_empty());
        assert_eq!(hidden(store, &ids).await, 0);

        database.clock.advance(SignedDuration::from_secs(60));
        let ids = seen(store, 40, 4).await;
        let done = lifecycle::act_with_brake(store, 0.05).await.unwrap();
        assert!(done.held.is_empty(), "four are never too many");
        assert_eq!(hidden(store, &ids).await, 4);
    })
    .await;
}
