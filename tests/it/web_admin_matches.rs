//! Officers decide on pages what is one service: merge, keep apart, split, and take it back.

use jiff::SignedDuration;
use reqwest::StatusCode;
use waymark::config::Config;
use waymark::store::Role;

use crate::support::asked::{A, B, LIST, asking, both, club, forms, hub_on, merged_into};
use crate::support::database::{Database, for_each_database};
use crate::support::officer::Browser;

#[tokio::test]
async fn a_question_shows_both_sides_and_a_merge_can_be_taken_back() {
    for_each_database(async |database| {
        let hub = hub_on(database, asking, &both()).await;
        let mut browser = Browser::signed_in(&hub, Role::Admin).await;
        let list = browser.get(LIST).await;
        assert!(list.words().contains("1 pair waits"), "{}", list.words());
        let sides = list.texts(".side");
        assert_eq!(sides.len(), 2, "{}", list.text);
        for (side, name, feed) in [
            (&sides[0], "Heelwood Lunch Club", "ashby"),
            (&sides[1], "Heelwood Luncheon Club", "brook"),
        ] {
            for part in [
                name,
                &format!("Listed by {feed}, as record"),
                "Provider Heelwood Community Trust",
                "1 Mill Lane, Sheafdale, S8 0LN",
                "0114 496 0151",
                "lunch@heelwood-lunch.example",
                "Tuesday, 12:00 to 14:00",
                "A hot meal in company every Tuesday.",
            ] {
                assert!(side.contains(part), "{part:?} is not in {side}");
            }
            let about = side.split("About it ").nth(1).unwrap();
            let about = about.split('…').next().unwrap();
            assert!((250..300).contains(&about.chars().count()), "{about}");
        }
        let words = list.words();
        for part in ["Very likely one service (", "Speaks for one service", "Speaks against", "counts"] {
            assert!(words.contains(part), "{part:?} is not in {words}");
        }
        let links = list.attributes(".side a", "href");
        for link in [
            format!("/services/{A}"),
            format!("/services/{B}"),
            format!("/admin/listings/{A}/records"),
        ] {
            assert!(links.contains(&link), "{link} is not in {links:?}");
        }
        let [question] = forms(&list).try_into().unwrap();
        let alone = browser.get(&question).await;
        assert_eq!(alone.texts("h1"), ["“Heelwood Lunch Club” and “Heelwood Luncheon Club”"]);
        assert_eq!(forms(&alone), std::slice::from_ref(&question));

        hub.clock.advance(SignedDuration::from_secs(1));
        let fields = [("action", "merge"), ("comment", " I rang them.\0 "), ("page", "3")];
        let answer = browser.post(&question, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let to = answer.header("location").to_owned();
        assert!(to.starts_with("/admin/matches?page=3&done="), "{to}");
        let list = browser.get(&to).await;
        let said = list.texts("[role=status]").concat();
        assert_eq!(
            said,
            "Decided: “Heelwood Lunch Club” (ashby) and “Heelwood Luncheon Club” (brook) are one service. They are one listing now."
        );
        assert_eq!(merged_into(&hub, B).await.as_deref(), Some(A));
        let words = list.words();
        assert!(words.contains("Nothing is in question."), "{words}");
        assert!(words.contains("By you, 21 November 2026. “I rang them.”"), "{words}");
        // The question is none any more: whoever comes second is told so.
        let late = browser.post(&question, &[("action", "apart")]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND);
        assert_eq!(late.texts("h1"), ["This is settled"]);

        hub.clock.advance(SignedDuration::from_secs(1));
        let [decision] = forms(&list).try_into().unwrap();
        let list = browser.decide(&decision, &[("action", "undo")]).await;
        let said = list.texts("[role=status]").concat();
        assert!(said.starts_with("Taken back: what was decided on “Heelwood"), "{said}");
        assert!(said.ends_with("They are 2 listings now."), "{said}");
        assert_eq!(merged_into(&hub, B).await, None);
        assert_eq!(forms(&list), [question], "it is in question again");
        let told = browser.get(&decision).await;
        assert!(told.words().contains("It was taken back."), "{}", told.words());
        let twice = browser.post(&decision, &[("action", "undo")]).await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_apart_is_asked_no_more_until_that_is_taken_back() {
    for_each_database(async |database| {
        let hub = hub_on(database, asking, &both()).await;
        let mut browser = Browser::signed_in(&hub, Role::Admin).await;
        let [question] = forms(&browser.get(LIST).await).try_into().unwrap();
        let fields = [("action", "apart"), ("comment", "Two sittings.")];
        let list = browser.decide(&question, &fields).await;
        let said = list.texts("[role=status]").concat();
        assert!(
            said.ends_with("are kept apart. They are 2 listings now."),
            "{said}"
        );
        assert!(list.words().contains("Nothing is in question."));
        let decided = hub.hub.store.decisions(false, 10).await.unwrap();
        assert_eq!((decided.len(), decided[0].ruling.as_str()), (1, "apart"));
        assert!(decided[0].author.starts_with("token:"), "{decided:?}");
        // Another officer sees who it was, and may take it back.
        let mut other = Browser::signed_in(&hub, Role::Admin).await;
        let list = other.get(LIST).await;
        let author = decided[0].author.trim_start_matches("token:");
        let by = format!("By the holder of token {author}");
        assert!(list.words().contains(&by), "{}", list.words());
        let [decision] = forms(&list).try_into().unwrap();
        let list = other.decide(&decision, &[("action", "undo")]).await;
        assert_eq!(forms(&list), [question]);
    })
    .await;
}

#[tokio::test]
async fn records_of_a_listing_are_parted_and_come_together_again() {
    for_each_database(async |database| {
        let alike = [
            ("ashby", vec![club(A, "Heelwood Lunch Club")]),
            ("brook", vec![club(B, "Heelwood Lunch Club")]),
        ];
        let hub = hub_on(database, |_| {}, &alike).await;
        assert_eq!(merged_into(&hub, B).await.as_deref(), Some(A));
        let mut browser = Browser::signed_in(&hub, Role::Admin).await;
        // The way there is the address of its page; that of the younger listing leads on.
        let path = format!("/admin/listings?of=https://hub.example/services/{B}");
        let to = browser.get(&path).await.header("location").to_owned();
        assert_eq!(to, format!("/admin/listings/{B}/records"));
        let to = browser.get(&to).await.header("location").to_owned();
        assert_eq!(to, format!("/admin/listings/{A}/records"));
        let page = browser.get(&to).await;
        let records = page.attributes("input[name=record]", "value");
        assert_eq!(records, [format!("ashby/{A}"), format!("brook/{B}")]);
        assert!(page.words().contains("made of 2 records"));
        for (record, status) in [
            (None, StatusCode::BAD_REQUEST),
            (Some("nonsense"), StatusCode::CONFLICT),
            (Some("brook/unknown"), StatusCode::CONFLICT),
        ] {
            let fields: Vec<_> = record.iter().map(|record| ("record", *record)).collect();
            let answer = browser.post(&to, &fields).await;
            assert_eq!(answer.status, status, "{record:?}: {}", answer.text);
        }
        let all: Vec<_> = records.iter().map(|r| ("record", r.as_str())).collect();
        let answer = browser.post(&to, &all).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "all of them");
        assert!(hub.hub.store.decisions(true, 10).await.unwrap().is_empty());

        let fields = [("record", records[1].as_str()), ("comment", "Two clubs.")];
        let list = browser.decide(&to, &fields).await;
        let said = list.texts("[role=status]").concat();
        assert!(
            said.ends_with("are kept apart. They are 2 listings now."),
            "{said}"
        );
        assert_eq!(merged_into(&hub, B).await, None);
        let page = browser.get(&to).await;
        assert!(page.words().contains("there is nothing to part"));
        assert!(page.attributes("input[name=record]", "value").is_empty());

        let [decision] = forms(&list).try_into().unwrap();
        let list = browser.decide(&decision, &[("action", "undo")]).await;
        let said = list.texts("[role=status]").concat();
        assert!(said.ends_with("They are one listing now."), "{said}");
        assert_eq!(merged_into(&hub, B).await.as_deref(), Some(A));
    })
    .await;
}

#[tokio::test]
async fn a_reader_sees_everything_and_decides_nothing() {
    let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
    let hub = hub_on(&database, asking, &both()).await;
    let mut admin = Browser::signed_in(&hub, Role::Admin).await;
    let [question] = forms(&admin.get(LIST).await).try_into().unwrap();
    let mut reader = Browser::signed_in(&hub, Role::Reader).await;
    let list = reader.get(LIST).await;
    assert_eq!(list.texts(".side").len(), 2);
    assert!(forms(&list).is_empty() && list.texts("button[name]").is_empty());
    let records = reader.get(&format!("/admin/listings/{A}/records")).await;
    assert_eq!(records.status, StatusCode::OK);
    assert!(!records.text.contains("Split"));
    for path in [question.clone(), format!("/admin/listings/{A}/records")] {
        let answer = reader.post(&path, &[("action", "merge")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(answer.texts("h1"), ["You may look, not decide"]);
    }
    admin.decide(&question, &[("action", "merge")]).await;
    let list = reader.get(LIST).await;
    assert!(list.words().contains("By the holder of token"));
    assert!(forms(&list).is_empty());
}

#[tokio::test]
async fn where_matching_is_switched_off_a_page_says_so() {
    let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
    let hub = hub_on(&database, asking, &both()).await;
    let [question] = forms(&Browser::signed_in(&hub, Role::Admin).await.get(LIST).await)
        .try_into()
        .unwrap();
    let off = |config: &mut Config| config.federation.matching = false;
    let hub = hub_on(&database, off, &[]).await;
    let mut browser = Browser::signed_in(&hub, Role::Admin).await;
    let answer = browser.post(&question, &[("action", "merge")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
    assert_eq!(answer.texts("h1"), ["Matching is switched off"]);
}
