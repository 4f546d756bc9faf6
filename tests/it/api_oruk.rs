//! ORUK 3.0 over real HTTP: pages, walks, documents.

use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::domain::{ChangeReason, ListingState};

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::{id, listing_id};

/// The lists, with the kind of sample id that their entries have.
const LISTS: [&str; 5] = [
    "services",
    "organizations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
];

#[tokio::test]
async fn the_root_announces_the_version_that_checkers_understand() {
    let hub = TestHub::start().await;
    for path in ["/oruk/v3", "/oruk/v3/"] {
        let about = hub.get(path).await;
        assert_eq!(about.status, StatusCode::OK);
        assert_eq!(
            about.json(),
            json!({
                "version": "HSDS-UK-3.0",
                "profile": "https://docs.openreferraluk.org/en/latest/",
                "openapi_url": "https://hub.example/oruk/v3/openapi.json",
            })
        );
    }
}

#[tokio::test]
async fn page_numbers_and_sizes_are_taken_as_they_are_or_refused() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 60).await;
        for list in LISTS {
            for bad in [
                "per_page=0",
                "per_page=-1",
                "per_page=1001",
                "per_page=x",
                "per_page=",
                "per_page=1.5",
                "per_page=1e2",
                "page=0",
                "page=-1",
                "page=x",
                "page=",
                "page=1&page=2",
                "page=99999999999999999999",
                "format=xml",
            ] {
                let answer = hub.get(&format!("/oruk/v3/{list}?{bad}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{list}?{bad}");
                let problem = answer.json();
                assert_eq!(problem["status"], 400);
                assert_eq!(problem["parameter"], bad.split('=').next().unwrap());
            }
            for good in [
                "per_page=100",
                "per_page=1000",
                "page=1",
                "format=json",
                "format=",
                "unheard_of=1",
            ] {
                let answer = hub.get(&format!("/oruk/v3/{list}?{good}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{list}?{good}");
            }
            let past = hub
                .get(&format!("/oruk/v3/{list}?page=18446744073709551615"))
                .await;
            let past = past.json();
            assert_eq!(
                (&past["empty"], &past["contents"]),
                (&json!(true), &json!([])),
                "{list}"
            );
            assert!(past["total_items"].as_u64().unwrap() > 0, "{list}");
        }
    })
    .await;
}

#[tokio::test]
async fn envelopes_say_where_the_page_stands() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 60).await;
        let mut envelope = hub.get("/oruk/v3/services").await.json();
        assert_eq!(
            envelope["contents"].as_array().unwrap().len(),
            50,
            "the default size"
        );
        envelope["contents"] = json!([]);
        insta::assert_json_snapshot!("first_page_of_sixty", envelope);
        for (query, pages, number, size, first, last) in [
            ("per_page=60", 1, 1, 60, true, true),
            ("page=2", 2, 2, 10, false, true),
            ("page=3", 2, 3, 0, false, true),
            ("per_page=7&page=9", 9, 9, 4, false, true),
            ("per_page=7&page=8", 9, 8, 7, false, false),
        ] {
            let page = hub.get(&format!("/oruk/v3/services?{query}")).await.json();
            assert_eq!(page["total_items"], 60, "{query}");
            assert_eq!(page["total_pages"], pages, "{query}");
            assert_eq!(page["page_number"], number, "{query}");
            assert_eq!(page["size"], size, "{query}");
            assert_eq!(page["contents"].as_array().unwrap().len(), size, "{query}");
            assert_eq!(page["first_page"], first, "{query}");
            assert_eq!(page["last_page"], last, "{query}");
            assert_eq!(page["empty"], size == 0, "{query}");
        }
        let none = TestHub::start().await;
        for list in LISTS {
            let page = none.get(&format!("/oruk/v3/{list}")).await.json();
            assert_eq!(page["total_pages"], 1, "{list}");
            assert_eq!(page["empty"], true, "{list}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_page_size_walks_the_same_entries_in_the_same_order() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 60).await;
        for list in LISTS {
            let mut walks = Vec::new();
            for size in [1, 7, 50, 1000] {
                let mut walk = Vec::new();
                for page in 1.. {
                    let path = format!("/oruk/v3/{list}?per_page={size}&page={page}");
                    let ids = hub.ids(&path).await;
                    if ids.is_empty() {
                        break;
                    }
                    walk.extend(ids);
                }
                walks.push(walk);
            }
            for walk in &walks {
                assert_eq!(walk, &walks[0], "{list}");
            }
            let mut unique = walks[0].clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), walks[0].len(), "{list} repeats an id");
        }
    })
    .await;
}

#[tokio::test]
async fn list_entries_hold_no_arrays_and_what_their_address_answers_with_full() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 10).await;
        for list in LISTS {
            let entries = hub.contents(&format!("/oruk/v3/{list}")).await;
            assert!(!entries.is_empty(), "{list}");
            for entry in &entries {
                assert!(!holds_an_array(entry), "{list}: {entry}");
            }
        }
        for list in ["services", "organizations", "service_at_locations"] {
            for entry in hub.contents(&format!("/oruk/v3/{list}?full=true")).await {
                let path = format!("/oruk/v3/{list}/{}", entry["id"].as_str().unwrap());
                assert_eq!(hub.get(&path).await.json(), entry, "{path}");
            }
            let plain = hub.contents(&format!("/oruk/v3/{list}")).await;
            let said_no = hub.contents(&format!("/oruk/v3/{list}?full=false")).await;
            assert_eq!(plain, said_no, "{list}");
        }
        for flag in ["full", "minimal"] {
            for bad in ["1", "yes", "TRUE", ""] {
                let path = format!("/oruk/v3/services?{flag}={bad}");
                assert_eq!(
                    hub.get(&path).await.status,
                    StatusCode::BAD_REQUEST,
                    "{path}"
                );
            }
        }
    })
    .await;
}

fn holds_an_array(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(object) => object.values().any(holds_an_array),
        _ => false,
    }
}

#[tokio::test]
async fn details_hold_what_the_standard_nests() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        let get = async |entity: &str, kind, n| {
            let path = format!("/oruk/v3/{entity}/{}", id(kind, n));
            hub.get(&path).await.json()
        };
        insta::assert_json_snapshot!("service", get("services", 1, 3).await);
        insta::assert_json_snapshot!(
            "service_at_location",
            get("service_at_locations", 10, 3).await
        );
        insta::assert_json_snapshot!("organization", get("organizations", 2, 0).await);
        insta::assert_json_snapshot!("taxonomy_term", get("taxonomy_terms", 8, 2).await);
        insta::assert_json_snapshot!("taxonomy", get("taxonomies", 9, 1).await);
        let list = hub
            .contents("/oruk/v3/service_at_locations?per_page=1")
            .await;
        insta::assert_json_snapshot!("service_at_location_in_a_list", list);
    })
    .await;
}

#[tokio::test]
async fn minimal_pages_cover_every_service_with_id_and_last_change_alone() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 10).await;
        let mut seen = Vec::new();
        for page in 1..=4 {
            let path = format!("/oruk/v3/services?minimal=true&full=true&per_page=3&page={page}");
            for entry in hub.contents(&path).await {
                let entry = entry.as_object().unwrap().clone();
                let keys: Vec<_> = entry.keys().map(String::as_str).collect();
                assert_eq!(keys, ["id", "last_modified"]);
                seen.push(entry["id"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(seen, hub.ids("/oruk/v3/services").await);
    })
    .await;
}

#[tokio::test]
async fn organizations_carry_their_services_in_short_or_in_full() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 5).await;
        let path = format!("/oruk/v3/organizations/{}", id(2, 1));
        for (query, full) in [
            ("", false),
            ("?full_service=false", false),
            ("?full_service=true", true),
        ] {
            let organization = hub.get(&format!("{path}{query}")).await.json();
            let services = organization["services"].as_array().unwrap();
            assert_eq!(services.len(), 3, "services 1, 3 and 5");
            for service in services {
                assert!(service["organization"].is_null());
                assert_eq!(service["organization_id"], id(2, 1));
                assert_eq!(service["schedules"].is_array(), full, "{query}");
            }
        }
        let listed = hub
            .contents("/oruk/v3/organizations?full_service=true")
            .await;
        let shown = hub.get(&format!("{path}?full_service=true")).await.json();
        assert!(listed.contains(&shown));
        let bad = hub.get(&format!("{path}?full_service=maybe")).await;
        assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn a_suspended_listing_turns_inactive_and_a_removed_one_keeps_its_place_as_defunct() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 5).await;
        let before = hub.ids("/oruk/v3/services").await;
        let moved_at = hub.hub.clock.now();
        hub.move_to(
            listing_id(2),
            ListingState::Suspended,
            ChangeReason::Suspended,
        )
        .await;
        hub.move_to(
            listing_id(4),
            ListingState::Removed,
            ChangeReason::RemovedFromFeed,
        )
        .await;
        assert_eq!(hub.ids("/oruk/v3/services").await, before);
        for (n, status) in [(1, "active"), (2, "inactive"), (4, "defunct")] {
            let detail = hub
                .get(&format!("/oruk/v3/services/{}", id(1, n)))
                .await
                .json();
            assert_eq!(detail["status"], status, "service {n}");
            let list = hub.contents("/oruk/v3/services").await;
            let item = list.iter().find(|item| item["id"] == id(1, n)).unwrap();
            assert_eq!(item["status"], status, "service {n}");
        }
        let since = (moved_at + jiff::SignedDuration::from_secs(1)).to_string();
        let changed = hub
            .ids(&format!("/oruk/v3/services?modified_after={since}"))
            .await;
        assert_eq!(
            changed,
            [id(1, 2), id(1, 4)],
            "who asks for changes sees both"
        );
        for state in [
            ListingState::Draft,
            ListingState::PendingReview,
            ListingState::Unlisted,
        ] {
            hub.move_to(listing_id(1), state, ChangeReason::Updated)
                .await;
            let detail = hub.get(&format!("/oruk/v3/services/{}", id(1, 1))).await;
            assert_eq!(detail.status, StatusCode::NOT_FOUND, "{state:?}");
            let place = hub
                .get(&format!("/oruk/v3/service_at_locations/{}", id(10, 1)))
                .await;
            assert_eq!(place.status, StatusCode::NOT_FOUND, "{state:?}");
            assert_eq!(hub.ids("/oruk/v3/services").await, before[1..]);
        }
    })
    .await;
}
