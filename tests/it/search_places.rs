//! Searches that start from the name of a place.

use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::oruk::Service;

use crate::support::directory::{With, listing, service};
use crate::support::hub::TestHub;

/// A service whose one place is in a town, below a street with a locality behind it.
fn in_town(number: u32, line: &str, town: &str, postcode: &str, lat: f64, lon: f64) -> Service {
    let mut service = service(number, "Chair yoga").at_postcode(postcode, Some((lat, lon)));
    let location = service.service_at_locations[0].location.as_mut().unwrap();
    location.addresses[0].address_1 = Some(line.to_owned());
    location.addresses[0].city = Some(town.to_owned());
    service
}

async fn hub() -> TestHub {
    let hub = TestHub::start().await;
    hub.publish([
        in_town(
            1,
            "1 Mill Lane, Heelwood",
            "Sheafdale",
            "S10 1BD",
            53.380,
            -1.500,
        ),
        in_town(
            2,
            "2 Mill Lane, Heelwood",
            "Sheafdale",
            "S10 1BF",
            53.384,
            -1.506,
        ),
        in_town(
            3,
            "3 Weir Row, Norwell",
            "Sheafdale",
            "S6 5QF",
            53.420,
            -1.520,
        ),
        in_town(
            4,
            "4 Weir Row, Norwell",
            "SHEAFDALE",
            "S6 5QF",
            53.420,
            -1.520,
        ),
        in_town(5, "The Green", "Netherton", "HD4 7AA", 53.610, -1.800),
        in_town(6, "High Street", "Netherton", "DY2 9AA", 52.490, -2.080),
    ])
    .await;
    hub
}

async fn found(hub: &TestHub, query: &str) -> Value {
    let answer = hub.get(&format!("/api/v1/search?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
    answer.json()
}

fn ids(found: &Value) -> Vec<String> {
    let results = found["results"].as_array().unwrap().iter();
    let mut ids: Vec<String> = results
        .map(|result| result["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort_unstable();
    ids
}

fn listings(numbers: &[u32]) -> Vec<String> {
    let mut ids: Vec<String> = numbers.iter().map(|n| listing(*n).to_string()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_search_starts_from_a_town_or_a_part_of_one() {
    let hub = hub().await;
    for place in [
        "Heelwood",
        "heelwood",
        "Heelwood%20town%20centre",
        "Heelwood,%20Sheafdale",
    ] {
        let found = found(&hub, &format!("place={place}&radius_m=2000")).await;
        assert_eq!(ids(&found), listings(&[1, 2]), "{place}");
        let origin = &found["origin"];
        assert_eq!(origin["quality"], "place");
        assert_eq!(origin["place"], "Heelwood");
        assert_eq!(origin["postcode"], json!(null));
        let (lat, lon) = (
            origin["lat"].as_f64().unwrap(),
            origin["lon"].as_f64().unwrap(),
        );
        assert!(
            (lat - 53.382).abs() < 0.005 && (lon + 1.503).abs() < 0.005,
            "{origin}"
        );
        assert!(origin["radius_m"].as_f64().unwrap() > 0.0);
    }
    let town = found(&hub, "place=sheafdale&radius_m=10000").await;
    assert_eq!(ids(&town), listings(&[1, 2, 3, 4]));
    let coordinates = found(&hub, "place=nowhere&lat=53.61&lon=-1.8&radius_m=500").await;
    assert_eq!(ids(&coordinates), listings(&[5]), "coordinates go first");
}

#[tokio::test]
async fn namesakes_are_asked_about_and_told_apart_by_outward_code() {
    let hub = hub().await;
    let answer = hub.get("/api/v1/search?place=netherton").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let problem = answer.json();
    assert_eq!(problem["type"], "/problems/place_ambiguous");
    assert_eq!(problem["parameter"], "place");
    let detail = problem["detail"].as_str().unwrap();
    for choice in ["Netherton HD4", "Netherton DY2"] {
        assert!(detail.contains(choice), "{detail}");
    }
    let dudley = found(&hub, "place=Netherton%20DY2&radius_m=3000").await;
    assert_eq!(ids(&dudley), listings(&[6]));
}

#[tokio::test]
async fn a_place_that_no_listing_is_in_is_unknown() {
    let hub = hub().await;
    for place in ["Atlantis", "Netherton%20S10", "%F0%9F%98%80", "12"] {
        let answer = hub.get(&format!("/api/v1/search?place={place}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{place}");
        assert_eq!(answer.json()["type"], "/problems/place_unknown", "{place}");
    }
}

#[tokio::test]
async fn the_form_takes_a_postcode_or_a_place() {
    let hub = hub().await;
    let page = hub.get("/?q=yoga&postcode=Norwell&radius_m=1000").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("2 services for “yoga” within 1 km"),
        "{}",
        page.text
    );
    assert!(page.text.contains("of Norwell"));
    assert!(page.text.contains("Norwell is an area"));
    for (typed, want) in [
        (
            "Netherton",
            "There are 2 places called Netherton: write Netherton",
        ),
        (
            "Atlantis",
            "No listed service is in a place called Atlantis",
        ),
        ("S1O%202TN", "did you mean"),
    ] {
        let page = hub.get(&format!("/?postcode={typed}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{typed}");
        assert!(page.text.contains(want), "{typed}: {}", page.text);
    }
}

#[tokio::test]
async fn the_form_offers_the_places_that_services_are_in() {
    let hub = hub().await;
    let page = hub.get("/").await.text;
    for place in ["Heelwood", "Netherton", "Norwell", "Sheafdale"] {
        assert!(
            page.contains(&format!("<option value=\"{place}\">")),
            "{place}"
        );
    }
    assert!(!page.contains("Mill Lane"), "streets are no places");
}
