//! Where a sensitive location is stays unknown to those who take everything away: by file in each
//! form, by webhook, by ORUK 1.0, by the change feed, and to those who ask where a value comes from.

use std::io::{Cursor, Read};

use calamine::Reader;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::domain::Scope;
use waymark::notify::Turn;

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::receiver::Receiver;
use crate::support::scripted::Feed;

/// What must not be found anywhere.
const SECRETS: [&str; 7] = [
    "53.38123",
    "-1.48654",
    "S10 2TN",
    "S102TN",
    "2TN",
    "Mill Lane",
    "Rowan House",
];
const HOUSE: &str = "9c6d1e2a-0000-4000-8000-0000000000a1";
const STAY: &str = "9c6d1e2a-0000-4000-8000-000000000001";
const TALK: &str = "9c6d1e2a-0000-4000-8000-000000000002";

/// A refuge, and another service in the same house that says nothing of it.
fn services() -> [Value; 2] {
    let house = json!({
        "id": HOUSE,
        "location_type": "physical",
        "name": "Rowan House",
        "latitude": 53.381_234,
        "longitude": -1.486_543,
        "addresses": [{
            "id": "9c6d1e2a-0000-4000-8000-0000000000b1",
            "address_1": "Rowan House, 12 Mill Lane", "city": "Ashby",
            "state_province": "Ashbyshire", "postal_code": "S10 2TN",
            "country": "GB", "address_type": "physical",
        }],
    });
    let service = |id: &str, n: u32, name: &str, about: &str| {
        json!({
            "id": id, "name": name, "description": about, "status": "active",
            "organization": {"id": "9c6d1e2a-0000-4000-8000-0000000000c1", "name": "Ashby Safe Homes",
                "description": "Homes for people who had to leave theirs."},
            "service_at_locations": [
                {"id": format!("9c6d1e2a-0000-4000-8000-0000000000d{n}"), "location": house},
            ],
        })
    };
    let mut both = [
        service(
            STAY,
            1,
            "A place to stay",
            "A women's refuge at 12 Mill Lane, S10 2TN.",
        ),
        service(
            TALK,
            2,
            "Somebody to talk to",
            "Ask for the blue door in Mill Lane.",
        ),
    ];
    both[0]["service_at_locations"][0]["location"]["confidential"] = json!(true);
    both
}

fn assert_silent(what: &str, text: &str) {
    assert!(
        text.contains("A place to stay"),
        "{what} tells of it: {text}"
    );
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} gives away {secret}: {text}");
    }
}

async fn file(hub: &TestHub, format: &str, query: &str) -> Vec<u8> {
    let path = format!("/api/v1/export/{format}{query}");
    let answer = reqwest::get(hub.url(&path)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

/// All that a workbook shows.
fn cells(workbook: Vec<u8>) -> String {
    let mut book = calamine::Xlsx::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    for (name, sheet) in book.worksheets() {
        text.push_str(&name);
        for (_, _, cell) in sheet.used_cells() {
            text.push('\n');
            text.push_str(&cell.to_string());
        }
    }
    text
}

/// All that the files of a zip hold.
fn contents(zip: Vec<u8>) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut text = String::new();
    for at in 0..zip.len() {
        zip.by_index(at).unwrap().read_to_string(&mut text).unwrap();
    }
    text
}

#[tokio::test]
async fn nothing_that_is_taken_away_says_where_it_is() {
    for_each_database(async |database| {
        Feed::of("ashby", &services()).refresh(database).await;
        let hub = TestHub::on(database).await;
        for query in [
            "",
            "?q=place+to+stay",
            "?lat=53.38&lon=-1.48&radius_m=50000",
        ] {
            for format in ["ndjson", "csv"] {
                let text = String::from_utf8(file(&hub, format, query).await).unwrap();
                assert_silent(&format!("{format}{query}"), &text);
            }
            let workbook = cells(file(&hub, "xlsx", query).await);
            assert_silent(&format!("xlsx{query}"), &workbook);
            let package = contents(file(&hub, "datapackage", query).await);
            assert_silent(&format!("datapackage{query}"), &package);
        }
        for path in [
            "/api/v1/services.ndjson",
            "/api/v1/changes?after=0",
            "/oruk/v3/services?format=ndjson&full=true",
            "/oruk/v3/service_at_locations?format=ndjson&full=true",
            "/oruk/v3/organizations?full_service=true",
            "/oruk/v1/services",
            "/oruk/v1/services?include=service_at_locations,contacts",
            &format!("/oruk/v1/services/{STAY}"),
            "/oruk/v1/services?text=stay",
        ] {
            let answer = hub.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            assert_silent(path, &answer.text);
        }
        for path in [
            format!("/oruk/v1/services/{TALK}"),
            "/oruk/v1/locations".to_owned(),
            format!("/api/v1/services/{TALK}/provenance"),
            format!("/api/v1/services/{STAY}/provenance"),
            format!("/oruk/v3/services/{TALK}"),
        ] {
            let answer = hub.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            for secret in SECRETS {
                assert!(
                    !answer.text.contains(secret),
                    "{path} {secret}: {}",
                    answer.text
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_subscriber_is_told_where_it_is_nor_finds_it_by_a_circle() {
    for_each_database(async |database| {
        Feed::of("ashby", &services()).refresh(database).await;
        let url = database.url.clone();
        let hub = TestHub::start_with(|config| {
            config.database.url = url;
            config.fetch.per_host_per_second = 0.0;
        })
        .await;
        let (all, near) = (Receiver::start().await, Receiver::start().await);
        let circle = Scope::Circle {
            lat: 53.381_234,
            lon: -1.486_543,
            radius_m: 100.0,
        };
        for (receiver, scope) in [(&all, Scope::All), (&near, circle)] {
            let works = hub.hub.works();
            let notifier = works.notifier();
            let (id, _) = notifier
                .subscribe(&receiver.url(), scope, None)
                .await
                .unwrap();
            assert_eq!(hub.hub.works().deliver(&id).await.unwrap(), Turn::Level);
        }
        let body = String::from_utf8(all.sent()[0].body.clone()).unwrap();
        assert_silent("a delivery", &body);
        assert!(near.sent().is_empty(), "its coordinates decide nothing");
    })
    .await;
}

#[tokio::test]
async fn of_two_directories_that_list_it_neither_says_where_it_is_by_what_lost() {
    for_each_database(async |database| {
        let matching = |feed: &mut Feed| feed.config.federation.matching = true;
        Feed::of("ashby", &services())
            .with(matching)
            .refresh(database)
            .await;
        // The other one says it in other words, under ids of its own, and calls it nothing.
        let mut theirs = services()[0].clone();
        theirs["id"] = json!("9c6d1e2a-0000-4000-8000-0000000000f1");
        theirs["description"] = json!("Rooms for women, at Rowan House in Mill Lane.");
        let place = &mut theirs["service_at_locations"][0];
        place["id"] = json!("9c6d1e2a-0000-4000-8000-0000000000f2");
        place["location"]["id"] = json!("9c6d1e2a-0000-4000-8000-0000000000f3");
        place["location"]
            .as_object_mut()
            .unwrap()
            .remove("confidential");
        Feed::of("brook", &[theirs])
            .with(matching)
            .refresh(database)
            .await;
        let url = database.url.clone();
        let hub = TestHub::start_with(|config| {
            config.database.url = url;
            config.federation.matching = true;
        })
        .await;
        let told = hub
            .get(&format!("/api/v1/services/{STAY}/provenance"))
            .await;
        let records = told.json()["records"].as_array().unwrap().len();
        assert_eq!(records, 2, "they are one listing: {}", told.text);
        for path in [
            format!("/api/v1/services/{STAY}/provenance"),
            format!("/oruk/v3/services/{STAY}"),
            format!("/oruk/v1/services/{STAY}"),
            format!("/services/{STAY}"),
            "/api/v1/services.ndjson".to_owned(),
            "/api/v1/changes".to_owned(),
        ] {
            let answer = hub.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            for secret in SECRETS {
                assert!(
                    !answer.text.contains(secret),
                    "{path} {secret}: {}",
                    answer.text
                );
            }
        }
    })
    .await;
}
