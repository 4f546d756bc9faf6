//! Services that come to people or are remote, and where they come to.

use serde_json::{Value, json};

use crate::support::hub::TestHub;
use crate::support::sample::id;

/// A service without a place, for the people of an area.
fn placeless(number: u32, area: Option<&str>) -> Value {
    let areas: Vec<Value> = area.iter().map(|name| json!({"name": name})).collect();
    json!({
        "id": id(1, number), "name": format!("Visitor {number}"), "status": "active",
        "description": "We come to your home.", "service_areas": areas,
    })
}

async fn hub() -> TestHub {
    let hub = TestHub::start().await;
    let mut beside = placeless(5, Some("BD1"));
    beside["service_at_locations"] = json!([{"location": {
        "location_type": "physical", "latitude": 53.796, "longitude": -1.548,
        "addresses": [{"address_1": "1 High Street", "city": "Leeds", "postal_code": "LS1 4AP", "country": "GB"}],
    }}]);
    let services = [
        placeless(1, Some("LS1, LS2")),
        placeless(2, Some("BD1")),
        placeless(3, Some("The valley")),
        placeless(4, None),
        beside,
    ];
    hub.publish(services.map(|service| serde_json::from_value(service).unwrap()))
        .await;
    hub
}

fn found(answer: &Value) -> Vec<(u64, Option<bool>)> {
    let results = answer["results"].as_array().unwrap().iter();
    let mut found: Vec<_> = results
        .map(|result| {
            let id = result["id"].as_str().unwrap();
            (
                u64::from_str_radix(&id[24..], 16).unwrap(),
                result["covers_you"].as_bool(),
            )
        })
        .collect();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn what_has_no_place_and_does_not_come_there_is_no_answer_within_a_radius() {
    let hub = hub().await;
    let yes = Some(true);
    let no = Some(false);
    let within = vec![(1, yes), (3, None), (4, None), (5, no)];
    let anywhere = vec![(1, yes), (2, no), (3, None), (4, None), (5, no)];
    let unknown_place: Vec<_> = (1..=5).map(|number| (number, None)).collect();
    for (query, want) in [
        ("postcode=LS1+4AP&radius_m=5000", &within),
        ("postcode=LS1+4&radius_m=5000", &within),
        ("postcode=LS1+4AP", &anywhere),
        // Of a bare point no postcode is known: such areas cannot be judged.
        ("lat=53.796&lon=-1.548&radius_m=5000", &unknown_place),
        ("", &unknown_place),
    ] {
        let answer = hub.get(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(found(&answer), *want, "{query}");
        assert_eq!(answer["total"], want.len(), "{query}");
        let feed = &answer["facets"]["feed"]["values"][0]["count"];
        assert_eq!(feed, want.len(), "{query}");
    }
}

#[tokio::test]
async fn a_card_says_whether_it_covers_the_area() {
    let hub = hub().await;
    let page = hub.get("/?q=&postcode=LS1+4AP&radius_m=5000").await.text;
    assert_eq!(page.matches("covers your area").count(), 1);
    assert_eq!(
        page.matches("may be only for people of another area")
            .count(),
        1
    );
}
