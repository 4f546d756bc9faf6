//! One listing made of several records: merged, parted, decided on, and the same whatever came first.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waymark::config::Config;
use waymark::domain::{ListingId, ListingState, Refresh};
use waymark::federation::{self, Author, Decided, Word};
use waymark::store::{ListingFilter, RecordName, Role};

use crate::support::club::{club, content, reached};
use crate::support::database::{Database, for_each_database};
use crate::support::hub::TestHub;
use crate::support::scripted::{Feed, feed_id};

fn lunch_club(id: &str) -> Value {
    club(id, &reached(id))
}

/// Something else altogether.
fn choir(id: &str) -> Value {
    json!({
        "id": id, "name": "Rivelmoor Male Voice Choir", "status": "active",
        "description": "Four-part singing on Friday evenings.",
        "url": "https://choir.rivelmoor.example/", "email": "sing@rivelmoor.example",
        "organization": {"id": format!("o-{id}"), "name": "Rivelmoor Singers", "description": "A choir."},
        "phones": [{"id": format!("p-{id}"), "number": "01632 960777"}],
        "schedules": [{"id": format!("t-{id}"), "freq": "WEEKLY", "byday": "FR", "opens_at": "19:30", "closes_at": "21:30"}],
    })
}

fn matching() -> Config {
    let mut config = Config::default();
    config.federation.matching = true;
    config.federation.grace = "0s".parse().unwrap();
    config
}

async fn refresh(database: &Database, feed: &'static str, services: &[Value]) -> Refresh {
    database.clock.advance(jiff::SignedDuration::from_secs(1));
    let feed = Feed::of(feed, services).with(|feed| feed.config = matching());
    feed.refresh(database).await
}

/// Published listings that are not removed, by name, with the number of their records.
async fn listed(database: &Database) -> Vec<(ListingId, Value, usize)> {
    let page = database
        .store
        .published(&ListingFilter::default(), 0, 100)
        .await;
    let mut found = Vec::new();
    for listing in page.unwrap().items {
        if listing.state != ListingState::Removed {
            let speakers = database.store.speakers(listing.id).await.unwrap();
            found.push((
                listing.id,
                serde_json::from_str(&listing.doc).unwrap(),
                speakers.len(),
            ));
        }
    }
    found
}

async fn last_seq(database: &Database) -> i64 {
    database.store.last_seq().await.unwrap()
}

fn ann() -> Author<'static> {
    Author {
        name: "ann",
        comment: Some("I rang them."),
    }
}

const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const B: &str = "bbbbbbbb-0000-4000-8000-000000000001";
const C: &str = "cccccccc-0000-4000-8000-000000000001";

#[tokio::test]
async fn two_directories_records_of_one_club_are_one_listing_and_the_younger_id_says_where_it_went()
{
    for_each_database(async |database| {
        refresh(database, "ashby", &[lunch_club(A), choir(C)]).await;
        let mut theirs = lunch_club(B);
        theirs["phones"][0]["number"] = json!("+44 114 496 0151");
        theirs["description"] =
            json!("A hot meal in company every Tuesday, and a lift home for those who need one.");
        let second = refresh(database, "brook", &[theirs.clone()]).await;
        assert_eq!(second.counts.added, 1, "records are counted, not listings");
        let found = listed(database).await;
        let (id, club, records) = &found[0];
        assert_eq!(
            (found.len(), id.to_string(), *records),
            (2, A.to_owned(), 2)
        );
        assert!(club["description"].as_str().unwrap().contains("lift home"));
        for list in ["phones", "schedules", "service_at_locations"] {
            assert_eq!(club[list].as_array().unwrap().len(), 1, "{list}");
        }
        let gone: ListingId = B.parse().unwrap();
        assert_eq!(database.store.merged_into(gone).await.unwrap(), Some(*id));
        let changes = database.store.changes(0, 100).await.unwrap();
        let tombstone = changes.iter().find(|change| change.id == gone).unwrap();
        assert_eq!(tombstone.reason, "merged");
        assert_eq!(tombstone.merged_into.as_deref(), Some(A));
        // Nothing has changed: nothing is written, whoever comes first.
        let before = last_seq(database).await;
        refresh(database, "brook", &[theirs]).await;
        refresh(database, "ashby", &[lunch_club(A), choir(C)]).await;
        assert_eq!(last_seq(database).await, before);
    })
    .await;
}

#[tokio::test]
async fn whatever_order_feeds_come_in_the_listings_say_the_same() {
    let sources = |feed: &str| match feed {
        "ashby" => vec![lunch_club(A), choir(C)],
        "brook" => {
            let mut club = lunch_club(B);
            club["description"] =
                json!("A hot meal in company every Tuesday at noon, with a lift home.");
            club["cost_options"] = json!([{"id": "c", "option": "Meal", "amount": 4.5}]);
            vec![club]
        }
        _ => vec![lunch_club("third-1"), choir("third-2")],
    };
    let mut ends = Vec::new();
    for order in [
        ["ashby", "brook", "dale"],
        ["dale", "brook", "ashby"],
        ["brook", "dale", "ashby"],
    ] {
        let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
        for feed in order {
            refresh(&database, feed, &sources(feed)).await;
        }
        let mut end: Vec<String> = listed(&database)
            .await
            .iter()
            .map(|(_, doc, n)| format!("{n} {}", content(doc)))
            .collect();
        end.sort();
        assert_eq!(end.len(), 2, "{order:?}");
        ends.push(end);
        database.store.close().await;
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[0], ends[2]);
}

#[tokio::test]
async fn a_listing_lives_while_any_of_its_records_does_and_says_what_they_say() {
    for_each_database(async |database| {
        let mut theirs = lunch_club(B);
        theirs["fees_description"] = json!("Pay what you can.");
        refresh(database, "ashby", &[lunch_club(A), choir(C)]).await;
        refresh(database, "brook", &[theirs.clone()]).await;
        // The record that the listing began with goes: the listing stays, under its id.
        refresh(database, "ashby", &[choir(C)]).await;
        let found = listed(database).await;
        let club = found.iter().find(|(id, _, _)| id.to_string() == A).unwrap();
        assert_eq!(
            (club.2, club.1["fees_description"].as_str()),
            (1, Some("Pay what you can."))
        );
        // It comes back, and both speak again.
        refresh(database, "ashby", &[lunch_club(A), choir(C)]).await;
        assert_eq!(
            listed(database)
                .await
                .iter()
                .filter(|(_, _, n)| *n == 2)
                .count(),
            1
        );
        // Both gone: so is the listing.
        refresh(database, "ashby", &[choir(C)]).await;
        refresh(database, "brook", &[]).await;
        let found = listed(database).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.to_string(), C);
    })
    .await;
}

#[tokio::test]
async fn a_record_that_turns_into_something_else_leaves_and_has_its_own_id_again() {
    for_each_database(async |database| {
        refresh(database, "ashby", &[lunch_club(A)]).await;
        refresh(database, "brook", &[lunch_club(B)]).await;
        assert_eq!(listed(database).await.len(), 1);
        refresh(database, "brook", &[choir(B)]).await;
        let mut ids: Vec<String> = listed(database)
            .await
            .iter()
            .map(|(id, _, _)| id.to_string())
            .collect();
        ids.sort();
        assert_eq!(ids, [A, B]);
        assert_eq!(
            database
                .store
                .merged_into(B.parse().unwrap())
                .await
                .unwrap(),
            None
        );
    })
    .await;
}

async fn decide(database: &Database, word: Word, one: &str, other: &str) -> Decided {
    let both = federation::both(&database.store, one, Some(other))
        .await
        .unwrap();
    federation::decide(&database.store, &matching(), &word, both, ann())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_split_gives_both_sides_back_outlives_refreshes_and_can_be_undone() {
    for_each_database(async |database| {
        refresh(database, "ashby", &[lunch_club(A)]).await;
        let alone = listed(database).await[0].1.clone();
        refresh(database, "brook", &[lunch_club(B)]).await;
        let out = [RecordName::new(&feed_id("brook"), B)];
        let listing: ListingId = A.parse().unwrap();
        let done = federation::split(&database.store, &matching(), listing, &out, ann())
            .await
            .unwrap();
        assert_eq!(done.listings.len(), 2);
        let both = listed(database).await;
        assert_eq!(
            both.iter()
                .map(|(id, _, n)| (id.to_string(), *n))
                .collect::<Vec<_>>(),
            [(A.to_owned(), 1), (B.to_owned(), 1)]
        );
        let timeless = |document: &Value| {
            let mut document = document.clone();
            document.as_object_mut().unwrap().remove("last_modified");
            document
        };
        assert_eq!(
            timeless(&both[0].1),
            timeless(&alone),
            "as it was before the merge"
        );
        // A refresh that changes a word does not bring them together again.
        let mut changed = lunch_club(B);
        changed["description"] = json!("A hot meal in company, every Tuesday at noon.");
        refresh(database, "brook", &[changed]).await;
        assert_eq!(listed(database).await.len(), 2);
        federation::undo(&database.store, &matching(), &done.decision, ann())
            .await
            .unwrap();
        let one = listed(database).await;
        assert_eq!(
            (one.len(), one[0].0.to_string(), one[0].2),
            (1, A.to_owned(), 2)
        );
    })
    .await;
}

#[tokio::test]
async fn what_people_join_stays_joined_until_a_record_is_not_to_be_recognised() {
    for_each_database(async |database| {
        refresh(database, "ashby", &[lunch_club(A)]).await;
        refresh(database, "brook", &[choir(B)]).await;
        assert_eq!(listed(database).await.len(), 2);
        let done = decide(database, Word::Merge, A, B).await;
        assert_eq!(done.listings.len(), 1);
        let mut changed = choir(B);
        changed["description"] =
            json!("Four-part singing on Friday evenings, and on Sundays in summer.");
        refresh(database, "brook", &[changed]).await;
        assert_eq!(
            listed(database).await.len(),
            1,
            "a decision outlives a refresh"
        );
        let other = json!({"id": B, "name": "Debt advice by telephone", "status": "active",
            "organization": {"id": "o9", "name": "Money Matters North", "description": "Advice."}});
        refresh(database, "brook", &[other]).await;
        assert_eq!(listed(database).await.len(), 2);
        let decisions = database.store.decisions(false, 10).await.unwrap();
        assert!(decisions[0].is_outdated);
    })
    .await;
}

#[tokio::test]
async fn a_copy_of_what_we_publish_is_no_second_source_and_keeps_nothing_alive() {
    for_each_database(async |database| {
        refresh(database, "ashby", &[lunch_club(A)]).await;
        let published = listed(database).await[0].1.clone();
        let before = last_seq(database).await;
        let echo = refresh(database, "peer", std::slice::from_ref(&published)).await;
        assert_eq!(echo.counts.added, 1);
        assert_eq!(last_seq(database).await, before, "it changes nothing");
        let found = listed(database).await;
        assert_eq!((found.len(), found[0].2), (1, 1));
        // What its source takes out is out, although the other directory still says it.
        let mut less = lunch_club(A);
        less.as_object_mut().unwrap().remove("email");
        refresh(database, "ashby", &[less]).await;
        refresh(database, "peer", std::slice::from_ref(&published)).await;
        assert!(listed(database).await[0].1.get("email").is_none());
        refresh(database, "ashby", &[]).await;
        assert!(listed(database).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn where_a_listing_comes_from_is_told_and_its_old_addresses_lead_to_it() {
    let hub = TestHub::start_with(|config| config.federation.matching = true).await;
    let database = hub.hub.store.clone();
    for (feed, id) in [("ashby", A), ("brook", B)] {
        let mut club = lunch_club(id);
        if feed == "brook" {
            club["cost_options"] = json!([{"id": "c", "option": "Meal", "amount": 4.5}]);
        }
        let feed = Feed::of(feed, &[club]).with(|feed| feed.config = matching());
        feed.refresh_store(&database).await;
        hub.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    let told = hub
        .get(&format!("/api/v1/services/{A}/provenance"))
        .await
        .json();
    assert_eq!(told["records"].as_array().unwrap().len(), 2);
    let field = |name: &str| {
        let fields = told["fields"].as_array().unwrap().iter();
        fields
            .clone()
            .find(|field| field["field"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(field("name")["why"], "same");
    assert_eq!(field("cost_options")["why"], "only");
    assert_eq!(field("cost_options")["from"][0]["feed"], "brook");
    let document = hub.get(&format!("/oruk/v3/services/{A}")).await.text;
    assert!(
        !document.contains("brook"),
        "the standard's document stays free of it"
    );
    // The client follows: what is asked for under the younger id is the older listing.
    for path in ["/oruk/v3/services/", "/services/", "/api/v1/services/"] {
        let end = if path == "/api/v1/services/" {
            "/provenance"
        } else {
            ""
        };
        let answer = hub.get(&format!("{path}{B}{end}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text.contains(A), "{path}");
    }
    let page = hub.get(&format!("/services/{A}")).await.text;
    assert!(page.contains("Where this comes from"));
    // A person sets a field; a later word of the feed is shown, not lost.
    let token = hub.token(Role::Admin).await;
    let path = format!("/api/admin/listings/{A}/edits");
    let set = json!({"field": "name", "value": "Tuesday Lunch Club", "comment": "They renamed themselves."});
    let edit = hub
        .send(Method::POST, &path, |request| {
            request.bearer_auth(&token).json(&set)
        })
        .await;
    assert_eq!(edit.status, StatusCode::OK, "{}", edit.text);
    let mut changed = lunch_club(A);
    changed["name"] = json!("Heelwood Luncheon Club");
    changed["assured_date"] = json!("2026-11-01");
    let feed = Feed::of("ashby", &[changed]).with(|feed| feed.config = matching());
    feed.refresh_store(&database).await;
    let document = hub.get(&format!("/oruk/v3/services/{A}")).await.json();
    assert_eq!(document["name"], "Tuesday Lunch Club");
    let told = hub
        .get(&format!("/api/v1/services/{A}/provenance"))
        .await
        .json();
    let name = told["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["field"] == "name")
        .unwrap();
    assert_eq!(
        (&name["why"], &name["feed_changed"]),
        (&json!("edit"), &json!(true))
    );
    assert!(
        name["others"]
            .to_string()
            .contains("Heelwood Luncheon Club")
    );
    let undo = format!(
        "/api/admin/edits/{}/undo",
        edit.json()["id"].as_str().unwrap()
    );
    let undone = hub
        .send(Method::POST, &undo, |request| request.bearer_auth(&token))
        .await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    let document = hub.get(&format!("/oruk/v3/services/{A}")).await.json();
    assert_eq!(document["name"], "Heelwood Luncheon Club");
}
