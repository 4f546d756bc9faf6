use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::oruk::Service;

/// A refuge at a house in Ashby.
fn service(change: impl FnOnce(&mut Value)) -> Service {
    let mut service = json!({
        "id": "s1",
        "name": "A place to stay",
        "description": "Rooms for a while.",
        "service_at_locations": [{"id": "k1", "location": {
            "id": "l1",
            "location_type": "physical",
            "name": "Rowan House",
            "latitude": 53.381_234,
            "longitude": -1.486_543,
            "external_identifier": "100050001234",
            "addresses": [{"id": "a1", "address_1": "Rowan House, 12 Mill Lane", "city": "Ashby",
                "state_province": "Ashbyshire", "postal_code": "S10 2TN", "country": "GB"}],
        }}],
    });
    change(&mut service);
    serde_json::from_value(service).unwrap()
}

#[test]
fn a_term_a_name_or_a_sentence_marks_a_location_and_mere_mention_does_not() {
    let at = |pointer: &'static str, value: Value| {
        move |service: &mut Value| {
            let (parent, field) = pointer.rsplit_once('/').unwrap();
            service.pointer_mut(parent).unwrap()[field] = value;
        }
    };
    let location = "/service_at_locations/0/location";
    let term = |name: &str| json!([{"taxonomy_term": {"name": name}}]);
    for (pointer, value, want) in [
        ("/name", json!("Calder Women's Refuge"), true),
        ("/name", json!("Refuge accommodation for families"), true),
        ("/name", json!("Safe House Ashby"), true),
        ("/name", json!("Hedgehog Refuge"), false),
        ("/name", json!("Women's Refuge Line"), false),
        ("/name", json!("Refugee welcome drop-in"), false),
        ("/attributes", term("Refuge"), true),
        ("/attributes", term("Confidential address"), true),
        ("/attributes", term("Domestic abuse"), false),
        ("/attributes", term("Confidential counselling"), false),
        (
            "/description",
            json!("<p>Our address is kept confidential for safety.</p>"),
            true,
        ),
        (
            "/description",
            json!("The location is not disclosed."),
            true,
        ),
        (
            "/description",
            json!("We can refer you to a women's refuge. All calls are confidential."),
            false,
        ),
        (
            "/service_at_locations/0/location/name",
            json!("Undisclosed location"),
            true,
        ),
        (
            "/service_at_locations/0/location/attributes",
            term("sensitive_location"),
            true,
        ),
        (
            "/service_at_locations/0/location/attributes",
            json!([{"link_type": "confidential", "taxonomy_term": {"name": "x"}}]),
            true,
        ),
        (
            "/service_at_locations/0/location/addresses/0/address_1",
            json!("Address withheld"),
            true,
        ),
    ] {
        let service = service(at(pointer, value.clone()));
        assert_eq!(stated(&service).contains("l1"), want, "{pointer}: {value}");
    }
    assert!(stated(&service(|_| {})).is_empty(), "{location}");
}

#[test]
fn flags_of_directories_own_software_are_kept_as_a_term_of_their_location() {
    for (location, want) in [
        (json!({"mask_exact_address": true}), true),
        (json!({"Confidential": "Yes"}), true),
        (json!({"sensitive": 1}), true),
        (json!({"addresses": [{"hide_address": "true"}]}), true),
        (
            json!({"mask_exact_address": false, "sensitive": null, "confidential": "no"}),
            false,
        ),
    ] {
        let raw = json!({"service_at_locations": [{"location": {}}, {"location": location}]});
        assert_eq!(flagged(&raw), [false, want], "{location}");
    }
    assert_eq!(
        flagged(&json!({"is_sensitive": true, "service_at_locations": [{}]})),
        [true]
    );
    let mut document =
        json!({"service_at_locations": [{"location": {"id": "l1"}}, {"location": {"id": "l2"}}]});
    mark(&mut document, &[false, true]);
    let service: Service = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(
        stated(&service).into_iter().collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    document["service_at_locations"][1]["location"]["latitude"] = json!(53.0);
    let service: Service = serde_json::from_value(document).unwrap();
    assert_eq!(stated(&service).into_iter().collect::<Vec<_>>(), ["l2"]);
}

#[test]
fn nothing_that_is_left_says_where_it_is() {
    let mut refuge = service(|service| {
        service["description"] = json!(
            "Come to Rowan House,  12 Mill Lane (S10  2tn), 53.38123 north; ///tea.cup.lid. Room 12."
        );
        service["url"] = json!("https://refuge.example.org/find/S10-2TN");
        service["organization"] = json!({"description": "At 12 mill lane since 1981.",
            "website": "https://maps.example.org/@53.38120,-1.48650,17z"});
        service["metadata"] = json!([{"field_name": "address", "previous_value": "Old Mill"}]);
        service["service_at_locations"][0]["location"]["transportation"] =
            json!("Bus 52, Mill Lane");
    });
    withhold(&mut refuge, &BTreeSet::from(["l1".to_owned()])).unwrap();
    let text = serde_json::to_string(&refuge).unwrap();
    for secret in [
        "53.38",
        "1.486",
        "2TN",
        "2tn",
        "Rowan",
        "Mill",
        "mill",
        "100050001234",
        "tea.cup",
        "Bus 52",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    for kept in ["Ashby", "\"S10\"", "Room 12.", "since 1981", "Ashby (S10)"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    let location = refuge.service_at_locations[0].location.clone().unwrap();
    assert!(is_withheld(&location));
    let again = refuge.clone();
    withhold(&mut refuge, &BTreeSet::from(["l1".to_owned()])).unwrap();
    assert_eq!(refuge, again);
    assert!(
        stated(&refuge).is_empty(),
        "nothing is left to call sensitive"
    );
}

#[test]
fn other_locations_of_the_service_stay_as_they_are() {
    let mut both = service(|service| {
        let mut office = service["service_at_locations"][0].clone();
        office["location"] = json!({"id": "l2", "latitude": 53.1, "longitude": -1.2,
            "addresses": [{"address_1": "1 High Street", "postal_code": "S1 2HH"}]});
        service["service_at_locations"]
            .as_array_mut()
            .unwrap()
            .push(office);
    });
    let office = both.service_at_locations[1].clone();
    withhold(&mut both, &BTreeSet::from(["l1".to_owned()])).unwrap();
    assert_eq!(both.service_at_locations[1], office);
    assert!(is_withheld(
        both.service_at_locations[0].location.as_ref().unwrap()
    ));
}
