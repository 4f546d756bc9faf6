//! What follows from a verdict, and a person's word on it, on both databases.

use jiff::Timestamp;
use waymark::domain::ListingState::{Listed, Suspended};
use waymark::domain::{
    Evidence, FeedId, ListingState, Reason, SuspensionState, Verdict, VerdictKind,
};
use waymark::lifecycle::{self, Acted, SettleError, Settlement};
use waymark::store::{AttemptRow, ChangeState, Packed, Staged, StagedContent};

use crate::support::database::for_each_database;
use crate::support::watched::{CLOSED, OTHER_PHONE, Watched};

fn verdict(kind: VerdictKind, reason: Reason, found: &str) -> Verdict {
    Verdict {
        confidence_percent: None,
        kind,
        reason,
        fields: vec!["status".to_owned()],
        evidence: vec![Evidence {
            field: "status".to_owned(),
            listed: Some("active".to_owned()),
            found: Some(found.to_owned()),
            snippet: Some(found.to_owned()),
            rule: "closed_for_good".to_owned(),
        }],
    }
}

/// Leaves a verdict as the watch does.
async fn leave(watched: &Watched, verdict: Verdict) -> Timestamp {
    watched.clock.advance(jiff::SignedDuration::from_secs(60));
    let mut tx = watched.store.write().await.unwrap();
    let at = tx.now();
    let row = AttemptRow {
        listing: watched.listing,
        at,
        attempt: "{}".to_owned(),
        verdict: Some(verdict),
    };
    tx.put_attempt(&row).await.unwrap();
    tx.commit().await.unwrap();
    at
}

async fn leave_and_act(watched: &Watched, kind: VerdictKind, reason: Reason, found: &str) -> Acted {
    leave(watched, verdict(kind, reason, found)).await;
    lifecycle::act(&watched.store).await.unwrap()
}

#[tokio::test]
async fn a_dismissed_listing_is_back_at_once_and_the_same_evidence_does_not_hide_it_again() {
    let watched = Watched::on_sqlite().await;
    watched.look().await;
    watched.site.show(200, CLOSED);
    watched.look().await;
    let id = watched.suspensions().await[0].id.clone();
    let settled = lifecycle::settle(
        &watched.store,
        &id,
        Settlement::Dismiss,
        "command",
        Some("A joke"),
    )
    .await
    .unwrap();
    assert_eq!(settled.state, SuspensionState::Dismissed);
    assert_eq!(settled.settled_by.as_deref(), Some("command"));
    assert_eq!(settled.comment.as_deref(), Some("A joke"));
    assert_eq!(watched.state().await, Listed);
    watched.look().await;
    assert_eq!(
        watched.state().await,
        Listed,
        "the same page says nothing new"
    );
    watched.site.show(200, OTHER_PHONE);
    watched.look().await;
    assert_eq!(
        watched.state().await,
        Suspended,
        "another contradiction does"
    );
}

#[tokio::test]
async fn a_verdict_is_acted_on_once() {
    for_each_database(async |database| {
        let watched = Watched::start(database.store.clone(), database.clock.clone()).await;
        let acted = leave_and_act(&watched, VerdictKind::Suspend, Reason::Closed, "closed").await;
        assert_eq!((acted.suspended, acted.flagged, acted.cleared), (1, 0, 0));
        assert_eq!(watched.state().await, Suspended);
        let again = lifecycle::act(&watched.store).await.unwrap();
        assert_eq!(again, Acted::default(), "nothing waits any more");
        let changes = watched.store.changes(0, 10).await.unwrap();
        let last = changes.last().unwrap();
        assert_eq!(
            (last.state, last.reason.as_str()),
            (ChangeState::Suspended, "suspended")
        );
    })
    .await;
}

#[tokio::test]
async fn newer_evidence_updates_the_suspension_that_is_open() {
    for_each_database(async |database| {
        let watched = Watched::start(database.store.clone(), database.clock.clone()).await;
        leave_and_act(
            &watched,
            VerdictKind::Suspend,
            Reason::Closed,
            "closing day",
        )
        .await;
        let first = watched.suspensions().await;
        let acted = leave_and_act(&watched, VerdictKind::Suspend, Reason::Gone, "410").await;
        assert_eq!(acted.suspended, 0, "it was hidden already");
        let second = watched.suspensions().await;
        assert_eq!(second.len(), 1);
        assert_eq!(
            (&second[0].id, second[0].since),
            (&first[0].id, first[0].since)
        );
        assert_eq!(second[0].reason, Reason::Gone);
        assert!(second[0].fetched_at > first[0].fetched_at);
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_suspension_waits_for_a_person_and_can_still_be_dismissed() {
    for_each_database(async |database| {
        let watched = Watched::start(database.store.clone(), database.clock.clone()).await;
        leave_and_act(&watched, VerdictKind::Suspend, Reason::Closed, "closed").await;
        let id = watched.suspensions().await[0].id.clone();
        let confirm = async || {
            lifecycle::settle(&watched.store, &id, Settlement::Confirm, "token 1", None).await
        };
        assert_eq!(confirm().await.unwrap().state, SuspensionState::Confirmed);
        assert_eq!(watched.state().await, Suspended);
        let again = confirm().await.unwrap_err();
        assert!(matches!(again, SettleError::Settled { .. }));
        assert!(again.to_string().contains("it is confirmed"), "{again}");
        let acted = leave_and_act(&watched, VerdictKind::None, Reason::Noise, "").await;
        assert_eq!(acted.cleared, 0, "a person's word stands");
        assert_eq!(watched.state().await, Suspended);
        lifecycle::settle(&watched.store, &id, Settlement::Dismiss, "token 1", None)
            .await
            .unwrap();
        assert_eq!(watched.state().await, Listed);
    })
    .await;
}

#[tokio::test]
async fn a_clean_look_clears_and_a_failed_one_does_not() {
    for_each_database(async |database| {
        let watched = Watched::start(database.store.clone(), database.clock.clone()).await;
        leave_and_act(&watched, VerdictKind::Suspend, Reason::Closed, "closed").await;
        let acted = leave_and_act(&watched, VerdictKind::None, Reason::Transient, "").await;
        assert_eq!(acted, Acted::default());
        assert_eq!(watched.state().await, Suspended);
        let acted = leave_and_act(&watched, VerdictKind::None, Reason::UnrelatedEdit, "").await;
        assert_eq!(acted.cleared, 1);
        assert_eq!(watched.state().await, Listed);
        let changes = watched.store.changes(0, 10).await.unwrap();
        assert_eq!(changes.last().unwrap().reason, "restored");
    })
    .await;
}

#[tokio::test]
async fn of_several_verdicts_that_wait_the_newest_that_saw_the_page_counts() {
    let watched = Watched::on_sqlite().await;
    leave(&watched, verdict(VerdictKind::None, Reason::Noise, "")).await;
    leave(
        &watched,
        verdict(VerdictKind::Suspend, Reason::Closed, "closed"),
    )
    .await;
    leave(&watched, verdict(VerdictKind::None, Reason::Transient, "")).await;
    let acted = lifecycle::act(&watched.store).await.unwrap();
    assert_eq!(acted.suspended, 1);
    assert!(watched.store.unsettled(None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_removed_listing_is_left_alone() {
    let watched = Watched::on_sqlite().await;
    watched.put(ListingState::Removed).await;
    let acted = leave_and_act(&watched, VerdictKind::Suspend, Reason::Closed, "closed").await;
    assert_eq!(acted, Acted::default());
    assert_eq!(watched.state().await, ListingState::Removed);
    assert!(watched.suspensions().await.is_empty());
}

#[tokio::test]
async fn a_doubt_becomes_a_question_on_the_record_and_outlives_a_refresh() {
    for_each_database(async |database| {
        let watched = Watched::start(database.store.clone(), database.clock.clone()).await;
        let feed: FeedId = "ashby".parse().unwrap();
        add_record(&watched, &feed).await;
        let acted = leave_and_act(&watched, VerdictKind::Flag, Reason::Closed, "may close").await;
        assert_eq!(acted.flagged, 1);
        assert_eq!(watched.state().await, Listed);
        let mut tx = watched.store.write().await.unwrap();
        tx.put_record_findings(&feed, &[("club-1", &[])])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let findings = watched.store.findings(&feed, 10).await.unwrap();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code.as_str(), "website_closed");
        assert_eq!(findings[0].record.as_deref(), Some("club-1"));
        assert_eq!(findings[0].found.as_deref(), Some("may close"));
        leave_and_act(&watched, VerdictKind::None, Reason::Noise, "").await;
        assert!(watched.store.findings(&feed, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_unknown_suspension_is_said_to_be_one() {
    let watched = Watched::on_sqlite().await;
    let error = lifecycle::settle(
        &watched.store,
        "no-such",
        Settlement::Dismiss,
        "command",
        None,
    )
    .await
    .unwrap_err();
    assert!(matches!(error, SettleError::Unknown(_)));
    assert!(
        error.to_string().contains("waymark suspension list"),
        "{error}"
    );
}

/// Stores the club's record as a refresh does.
async fn add_record(watched: &Watched, feed: &FeedId) {
    let content = StagedContent {
        made_of: Vec::new(),
        listing: watched.listing,
        raw: Packed::of("{}").unwrap(),
        doc: Packed::of("{}").unwrap(),
    };
    let staged = Staged {
        source_id: "club-1".to_owned(),
        position: 1,
        raw_hash: "0".to_owned(),
        content: Some(content),
        findings: Vec::new(),
    };
    let mut tx = watched.store.write().await.unwrap();
    tx.stage("run", &[staged]).await.unwrap();
    tx.put_staged_records(feed, "run", 0, 1).await.unwrap();
    tx.commit().await.unwrap();
}
