//! The page of one listing, in every state that it can be in.

use reqwest::StatusCode;
use serde_json::json;
use waymark::domain::{
    Evidence, ListingState, Reason, Suspension, SuspensionState, Verdict, VerdictKind,
};
use waymark::store::AttemptRow;

use crate::support::hub::{Answer, TestHub};
use crate::support::pages::{TEA, tea_and_chat};

async fn page(state: ListingState, service: serde_json::Value) -> Answer {
    let hub = TestHub::start_with_directory().await;
    hub.show(state, service).await;
    hub.get(&format!("/services/{TEA}")).await
}

/// Notes that the phone number was contradicted.
async fn suspend(hub: &TestHub, state: SuspensionState) {
    let suspension = Suspension {
        confidence_percent: None,
        id: "11111111-6f0e-4d43-8d0a-0c7f5c2e9a11".to_owned(),
        listing: TEA.parse().unwrap(),
        state,
        reason: Reason::PhoneChanged,
        evidence: vec![Evidence {
            field: "phone".to_owned(),
            listed: Some("01632 960001".to_owned()),
            found: Some("01632 960777".to_owned()),
            snippet: Some("Our new number is <b>01632 960777</b>".to_owned()),
            rule: "phone_replaced".to_owned(),
        }],
        url: "https://tea.example.org/".to_owned(),
        fetched_at: "2026-11-20T03:00:00Z".parse().unwrap(),
        since: "2026-11-20T03:00:05Z".parse().unwrap(),
        settled_at: None,
        settled_by: None,
        comment: None,
    };
    let mut tx = hub.hub.store.write().await.unwrap();
    tx.put_suspension(&suspension).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_listing_says_what_a_link_worker_needs() {
    let page = page(ListingState::Listed, tea_and_chat()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Tea and Chat"]);
    let text = page.words();
    for part in [
        "Ashby Neighbours",
        "A warm room and a cup of tea.",
        "Tuesday, 10:00 to 12:00",
        "2 Mill Lane",
        "AB1 2DE",
        "Step-free entrance",
        "Cost Free",
        "18 and over",
        "Ring the coordinator.",
        "3 October 2026, by Ashby directory",
        "Licence licence.example.org/open",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    let links = page.attributes("main a", "href");
    for link in [
        "tel:+44-1632-960001",
        "mailto:hello@tea.example.org",
        "https://tea.example.org/",
    ] {
        assert!(
            links.iter().any(|href| href == link),
            "{link} is not in {links:?}"
        );
    }
    assert!(page.attributes("meta[name=robots]", "content").is_empty());
}

#[tokio::test]
async fn a_listing_that_states_little_says_what_is_not_stated() {
    let page = page(ListingState::Listed, json!({"id": TEA, "name": "Bare"})).await;
    let text = page.words();
    for part in [
        "Times not stated",
        "No fixed place stated",
        "Cost not stated",
        "No contact details stated",
        "Never checked, as far as we know",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
}

#[tokio::test]
async fn hostile_text_is_shown_as_text_or_not_at_all() {
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let page = page(
        ListingState::Listed,
        json!({
            "id": TEA, "name": hostile, "alternate_name": hostile, "description": hostile, "alert": hostile,
            "url": "javascript:alert(3)", "email": "a@b.example\" onclick=\"alert(4)",
            "phones": [{"number": hostile, "description": hostile}],
            "fees": hostile, "application_process": hostile, "eligibility_description": hostile,
            "organization": {"name": hostile, "description": hostile, "website": "data:text/html,x"},
            "contacts": [{"name": hostile, "email": hostile}],
            "service_at_locations": [{"location": {"name": hostile, "location_type": "physical",
                "url": "javascript:alert(5)", "addresses": [{"address_1": hostile, "city": hostile, "state_province": hostile,
                    "postal_code": "AB1 2DE", "country": "GB", "address_type": "physical"}]}}],
        }),
    )
    .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.texts("script, img, [onclick], [onerror]").is_empty());
    assert!(!page.text.contains("<script"));
    for href in page.attributes("a", "href") {
        let safe = ["/", "#", "https:", "http:", "mailto:", "tel:"];
        assert!(safe.iter().any(|start| href.starts_with(start)), "{href}");
    }
}

#[tokio::test]
async fn a_suspended_listing_shows_the_evidence_and_stays_out_of_search_engines() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Suspended, tea_and_chat()).await;
    for (state, next) in [
        (SuspensionState::Open, "A person will look at this."),
        (SuspensionState::Confirmed, "A person has looked and agrees"),
    ] {
        suspend(&hub, state).await;
        let page = hub.get(&format!("/services/{TEA}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(page.header("x-robots-tag"), "noindex");
        let banner = page.texts(".note.stop").concat();
        for part in [
            "The provider’s own page gives another telephone number.",
            "20 November 2026",
            "We list 01632 960001",
            "We found 01632 960777",
            "Our new number is <b>01632 960777</b>",
            "Our rule phone replaced",
            next,
        ] {
            assert!(banner.contains(part), "{part:?} is not in {banner}");
        }
        let links = page.attributes(".note.stop a", "href");
        assert_eq!(links, ["https://tea.example.org/"]);
    }
}

#[tokio::test]
async fn a_removed_listing_is_gone_and_the_page_says_since_when() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Removed, tea_and_chat()).await;
    let path = format!("/services/{TEA}");
    let page = hub.get(&path).await;
    assert_eq!(page.status, StatusCode::GONE);
    let text = page.words();
    assert!(
        text.contains(
            "“Tea and Chat” was removed on 21 November 2026: Ashby directory no longer lists it."
        ),
        "{text}"
    );
    assert_eq!(page.attributes("main form", "action"), ["/#results"]);

    let mut tx = hub.hub.store.write().await.unwrap();
    tx.erase_removed("2026-12-01T00:00:00Z".parse().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let erased = hub.get(&path).await;
    assert_eq!(erased.status, StatusCode::GONE);
    assert!(!erased.words().contains("Tea and Chat"));
}

#[tokio::test]
async fn what_is_not_open_to_everyone_is_not_there() {
    for state in [
        ListingState::Draft,
        ListingState::PendingReview,
        ListingState::Unlisted,
    ] {
        let page = page(state, tea_and_chat()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{state:?}");
        assert!(!page.words().contains("Tea and Chat"), "{state:?}");
    }
}

#[tokio::test]
async fn a_service_that_does_not_run_or_is_full_says_so() {
    let mut closed = tea_and_chat();
    closed["status"] = json!("temporarily closed");
    let page_of_closed = page(ListingState::Listed, closed).await;
    assert!(page_of_closed.words().contains("closed for a while"));
    assert_eq!(page_of_closed.header("x-robots-tag"), "noindex");
    let full = page(ListingState::Frozen, tea_and_chat()).await;
    assert!(full.words().contains("Full at present"));
}

#[tokio::test]
async fn a_website_that_was_read_counts_as_a_check() {
    let hub = TestHub::start_with_directory().await;
    let mut old = tea_and_chat();
    old["assured_date"] = json!("2025-01-15");
    hub.show(ListingState::Listed, old).await;
    let path = format!("/services/{TEA}");
    let before = hub.get(&path).await.words();
    assert!(
        before.contains("15 January 2025, by Ashby directory"),
        "{before}"
    );
    assert!(
        before.contains("Not checked for more than 3 months"),
        "{before}"
    );
    hub.read_website(
        TEA.parse().unwrap(),
        "2026-11-20T03:00:00Z".parse().unwrap(),
    )
    .await;
    let after = hub.get(&path).await.words();
    assert!(after.contains("20 November 2026, by us"), "{after}");
    assert!(!after.contains("Not checked for more than"), "{after}");
}

#[tokio::test]
async fn a_doubt_that_a_website_raises_is_told_until_a_later_look_settles_it() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Listed, tea_and_chat()).await;
    let doubt = "The provider’s website raises a question about: days and times.";
    for (at, kind, reason, told) in [
        (
            "2026-11-18T03:00:00Z",
            VerdictKind::Flag,
            Reason::HoursChanged,
            true,
        ),
        (
            "2026-11-19T03:00:00Z",
            VerdictKind::None,
            Reason::Transient,
            true,
        ),
        (
            "2026-11-20T03:00:00Z",
            VerdictKind::None,
            Reason::Noise,
            false,
        ),
    ] {
        let attempt = AttemptRow {
            listing: TEA.parse().unwrap(),
            at: at.parse().unwrap(),
            attempt: "{}".to_owned(),
            verdict: Some(Verdict {
                confidence_percent: None,
                kind,
                reason,
                fields: vec!["hours".to_owned()],
                evidence: vec![],
            }),
        };
        let mut tx = hub.hub.store.write().await.unwrap();
        tx.put_attempt(&attempt).await.unwrap();
        tx.commit().await.unwrap();
        let page = hub.get(&format!("/services/{TEA}")).await;
        assert_eq!(page.words().contains(doubt), told, "{at}");
    }
}
