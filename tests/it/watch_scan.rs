//! Scanning providers' websites over real HTTP: what is asked, what is kept, what follows.

use waymark::domain::ListingState::{Listed, Suspended};
use waymark::domain::{Reason, VerdictKind};
use waymark::lifecycle;
use waymark::watch::ScanError;

use crate::support::watched::{CLOSED, OTHER_PHONE, PAGE, Watched};

#[tokio::test]
async fn a_page_that_agrees_changes_nothing_and_becomes_the_baseline() {
    let watched = Watched::on_sqlite().await;
    let verdict = watched.look().await;
    assert_eq!(
        (verdict.kind, verdict.reason),
        (VerdictKind::None, Reason::Noise)
    );
    assert_eq!(watched.state().await, Listed);
    let page = watched
        .store
        .watch_page(watched.listing)
        .await
        .unwrap()
        .unwrap();
    assert!(page.baseline.is_some());
    assert_eq!(page.baseline, page.snapshot);
    assert_eq!(watched.snapshots().len(), 1);
}

#[tokio::test]
async fn a_closure_suspends_with_the_evidence_that_the_page_gives() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.wait_days(3);
    watched.site.show(200, CLOSED);
    watched.look().await;
    assert_eq!(watched.state().await, Suspended);
    let suspensions = watched.suspensions().await;
    assert_eq!(suspensions.len(), 1);
    let suspension = &suspensions[0];
    assert_eq!(suspension.reason, Reason::Closed);
    assert_eq!(suspension.url, watched.site.url("club").as_str());
    let snippet = suspension.evidence[0].snippet.as_deref().unwrap();
    assert!(snippet.contains("has closed for good"), "{snippet}");
    let doc: serde_json::Value = serde_json::from_str(&watched.stored().await.doc).unwrap();
    assert_eq!(doc["status"], "inactive");
}

#[tokio::test]
async fn a_page_that_agrees_again_brings_the_listing_back() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(200, OTHER_PHONE);
    watched.look().await;
    assert_eq!(watched.state().await, Suspended);
    watched.site.show(503, "busy");
    watched.look().await;
    assert_eq!(watched.state().await, Suspended, "a failure clears nothing");
    watched.site.show(200, PAGE);
    watched.look().await;
    assert_eq!(watched.state().await, Listed);
    assert_eq!(watched.suspensions().await[0].state.as_str(), "cleared");
}

#[tokio::test]
async fn the_feed_that_catches_up_with_the_page_brings_the_listing_back() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(200, OTHER_PHONE);
    watched.look().await;
    assert_eq!(watched.state().await, Suspended);
    watched.publish("01632 960456", "club").await;
    watched.look().await;
    assert_eq!(watched.state().await, Listed);
}

#[tokio::test]
async fn a_404_suspends_only_when_three_looks_over_two_weeks_saw_it() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(404, "<h1>Not here</h1>");
    for _ in 0..2 {
        watched.wait_days(7);
        let verdict = watched.look().await;
        assert_eq!(
            (verdict.kind, verdict.reason),
            (VerdictKind::Flag, Reason::Gone)
        );
        assert_eq!(watched.state().await, Listed);
    }
    watched.wait_days(7);
    let verdict = watched.look().await;
    assert_eq!(
        (verdict.kind, verdict.reason),
        (VerdictKind::Suspend, Reason::Gone)
    );
    assert_eq!(watched.state().await, Suspended);
    watched.site.show(200, PAGE);
    watched.look().await;
    assert_eq!(watched.state().await, Listed);
}

#[tokio::test]
async fn a_page_not_found_under_a_good_status_is_remembered_from_look_to_look() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    for (day, body) in ["one", "two", "three"].into_iter().enumerate() {
        let page = format!("<title>Page not found</title><h1>Page not found</h1><p>{body}</p>");
        watched.site.show(200, &page);
        watched.wait_days(7);
        let verdict = watched.look().await;
        let want = if day < 2 {
            VerdictKind::Flag
        } else {
            VerdictKind::Suspend
        };
        assert_eq!(verdict.kind, want, "{body}");
    }
}

#[tokio::test]
async fn robots_txt_is_obeyed() {
    let watched = Watched::on_sqlite().await;
    watched.site.ask_robots("User-agent: *\nDisallow: /\n");
    let verdict = watched.look().await;
    assert_eq!(
        (verdict.kind, verdict.reason),
        (VerdictKind::None, Reason::Transient)
    );
    assert_eq!(watched.site.asked(), ["/robots.txt"]);
    let attempts = watched.store.attempts(watched.listing, 9).await.unwrap();
    assert!(
        attempts[0].attempt.contains(r#""outcome":"robots""#),
        "{}",
        attempts[0].attempt
    );
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.look().await;
    assert_eq!(watched.site.answered_unchanged(), 1);
    let attempts = watched.store.attempts(watched.listing, 9).await.unwrap();
    assert!(attempts[1].attempt.contains(r#""status":304"#));
    watched.site.show(200, OTHER_PHONE);
    watched.look().await;
    watched.look().await;
    assert_eq!(
        watched.site.answered_unchanged(),
        2,
        "the changed page stands as well"
    );
    assert_eq!(watched.state().await, Suspended);
}

#[tokio::test]
async fn a_redirect_is_noted_as_it_happened() {
    let watched = Watched::on_sqlite().await;
    watched.site.redirect("/lunch");
    watched.look().await;
    let attempts = watched.store.attempts(watched.listing, 9).await.unwrap();
    let attempt: serde_json::Value = serde_json::from_str(&attempts[0].attempt).unwrap();
    assert_eq!(attempt["final_url"], watched.site.url("lunch").as_str());
    assert_eq!(attempt["redirects"][0]["status"], 301);
    assert_eq!(attempt["outcome"], "http");
}

#[tokio::test]
async fn a_listing_is_looked_at_again_only_after_its_interval() {
    let watched = Watched::on_sqlite().await;
    assert_eq!(watched.scan().await, 1);
    assert_eq!(watched.scan().await, 0);
    watched.wait_days(4);
    assert_eq!(watched.scan().await, 1);
}

#[tokio::test]
async fn a_new_address_starts_a_new_history() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(404, "");
    for _ in 0..2 {
        watched.wait_days(8);
        watched.look().await;
    }
    watched.publish("01632 960123", "elsewhere").await;
    watched.wait_days(8);
    let verdict = watched.look().await;
    assert_eq!(
        verdict.kind,
        VerdictKind::Flag,
        "one look at the new address"
    );
    assert_eq!(
        watched
            .store
            .attempts(watched.listing, 9)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn another_address_does_not_bring_a_listing_back_that_its_page_still_contradicts() {
    let page = |phone: &str| {
        format!(
            "<title>Ashby Lunch Club</title><main><h1>Ashby Lunch Club</h1><p>A hot meal each \
             Tuesday.</p></main><footer><p>Ring {phone}</p></footer>"
        )
    };
    let watched = Watched::on_sqlite().await;
    watched.site.show(200, &page("01632 960123"));
    watched.look().await;
    watched.site.show(200, &page("01632 960456"));
    watched.look().await;
    assert_eq!(watched.state().await, Suspended);
    watched.publish("01632 960123", "elsewhere").await;
    watched.look().await;
    assert_eq!(watched.state().await, Suspended, "it says what it said");
    watched.site.show(200, &page("01632 960123"));
    watched.look().await;
    assert_eq!(watched.state().await, Listed, "it agrees again");
}

#[tokio::test]
async fn snapshots_that_nobody_needs_are_removed_once_they_are_old() {
    let watched = Watched::on_sqlite().await;
    // The files bear the machine's time: by a clock that is far behind they are new.
    watched.wait_days(-365 * 50);
    for round in 0..3 {
        let page = PAGE.replace("hot meal", &format!("hot meal {round}"));
        watched.site.show(200, &page);
        watched.wait_days(4);
        watched.scan().await;
    }
    assert_eq!(watched.snapshots().len(), 3);
    watched.wait_days(365 * 200);
    watched.scan().await;
    assert_eq!(watched.snapshots().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_said_plainly() {
    let watched = Watched::on_sqlite().await;
    let unknown = waymark::domain::ListingId(uuid::Uuid::from_u128(99));
    let error = watched.watcher.scan_listing(unknown).await.unwrap_err();
    assert!(matches!(error, ScanError::Unknown(_)), "{error}");
    assert!(error.to_string().contains("there is no listing"));
}

#[tokio::test]
async fn what_the_page_of_a_confidential_place_says_is_judged_and_not_kept() {
    let watched = Watched::on_sqlite().await;
    let service = serde_json::json!({
        "id": watched.listing.to_string(), "name": "Ashby Lunch Club", "status": "active",
        "url": watched.site.url("club").as_str(),
        "service_at_locations": [{"id": uuid::Uuid::from_u128(1).to_string(), "location": {
            "id": uuid::Uuid::from_u128(2).to_string(), "location_type": "physical",
            "addresses": [{"id": uuid::Uuid::from_u128(3).to_string(), "address_1": "12 Mill Lane",
                "city": "Ashby", "postal_code": "S10 2TN", "country": "GB"}]}}],
    });
    let publication = waymark::domain::Publication {
        service: serde_json::from_value(service).unwrap(),
        ..waymark::domain::Publication::from_listing(&watched.stored().await).unwrap()
    };
    let mut tx = watched.store.write().await.unwrap();
    tx.publish(&publication, waymark::domain::ChangeReason::Updated)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    lifecycle::withhold_whereabouts(&watched.store, &watched.listing.to_string())
        .await
        .unwrap();
    watched.look().await;
    let closed = CLOSED.replace(
        "closed for good",
        "closed for good at 12 Mill Lane, S10 2TN",
    );
    watched.site.show(200, &closed);
    let verdict = watched.look().await;
    assert_eq!(verdict.kind, waymark::domain::VerdictKind::Suspend);
    let suspensions = watched.suspensions().await;
    assert_eq!(suspensions.len(), 1);
    let kept = serde_json::to_string(&(suspensions, verdict)).unwrap();
    assert!(
        !kept.contains("Mill Lane") && !kept.contains("2TN"),
        "{kept}"
    );
}
