use serde_json::json;

use super::*;

const SERVICE: &str = "11111111-1111-4111-8111-111111111111";

fn assigned_in(feed: &str, source_id: &str, mut document: Value) -> Value {
    let feed: FeedId = feed.parse().unwrap();
    assign(
        &mut document,
        Naming {
            feed: &feed,
            source_id,
            listing: as_uuid(source_id)
                .map_or_else(|| derived_listing(&feed, source_id), ListingId),
            lost: &HashSet::new(),
        },
    );
    document
}

fn assigned(document: Value) -> Value {
    assigned_in("ashby", SERVICE, document)
}

fn id(document: &Value, pointer: &str) -> String {
    let value = document.pointer(pointer).and_then(Value::as_str);
    let text = value.unwrap_or_else(|| panic!("no id at {pointer} of {document}"));
    assert!(as_uuid(text).is_some(), "{pointer}: {text}");
    text.to_owned()
}

#[test]
fn only_the_shape_of_a_uuid_counts_and_placeholders_are_none() {
    for good in [SERVICE, "DEF5CCD4-f121-df4d-60d2-000000000001"] {
        assert!(as_uuid(good).is_some(), "{good}");
    }
    for bad in [
        "",
        "17",
        "lunch-club",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "111111111111411181111111111111111",
        "{11111111-1111-4111-8111-11111111111}",
    ] {
        assert_eq!(as_uuid(bad), None, "{bad}");
    }
}

#[test]
fn everything_gets_a_uuid_and_references_follow() {
    let document = assigned(json!({
        "id": SERVICE, "name": "Lunch club", "organization_id": "7",
        "organization": {"id": "7", "name": "Ashby Neighbours"},
        "contacts": [{"id": "1", "service_id": SERVICE, "name": "Office",
            "phones": [{"id": "1", "contact_id": "1", "number": "01632 960001"}]}],
        "schedules": [{"id": "1", "service_at_location_id": "1", "byday": "MO"}],
        "service_at_locations": [{"id": "1", "service_id": SERVICE, "location_id": "1",
            "location": {"id": "1", "addresses": [{"id": "1", "location_id": "1", "address_1": "1 High Street"}]}}],
        "attributes": [{"id": "1", "link_id": "x", "taxonomy_term_id": "food",
            "taxonomy_term": {"id": "food", "name": "Food", "taxonomy_id": "topics"}}],
    }));
    assert_eq!(id(&document, "/id"), SERVICE);
    for (reference, target) in [
        ("/organization_id", "/organization/id"),
        ("/contacts/0/service_id", "/id"),
        ("/contacts/0/phones/0/contact_id", "/contacts/0/id"),
        (
            "/schedules/0/service_at_location_id",
            "/service_at_locations/0/id",
        ),
        ("/service_at_locations/0/service_id", "/id"),
        (
            "/service_at_locations/0/location_id",
            "/service_at_locations/0/location/id",
        ),
        (
            "/service_at_locations/0/location/addresses/0/location_id",
            "/service_at_locations/0/location/id",
        ),
        ("/attributes/0/link_id", "/id"),
        (
            "/attributes/0/taxonomy_term_id",
            "/attributes/0/taxonomy_term/id",
        ),
    ] {
        assert_eq!(
            id(&document, reference),
            id(&document, target),
            "{reference}"
        );
    }
    let all: HashSet<_> = [
        "/id",
        "/organization/id",
        "/contacts/0/id",
        "/contacts/0/phones/0/id",
        "/schedules/0/id",
        "/service_at_locations/0/id",
        "/service_at_locations/0/location/id",
        "/service_at_locations/0/location/addresses/0/id",
        "/attributes/0/id",
        "/attributes/0/taxonomy_term/id",
        "/attributes/0/taxonomy_term/taxonomy_id",
    ]
    .map(|pointer| id(&document, pointer))
    .into();
    assert_eq!(
        all.len(),
        11,
        "each kind of thing has ids of its own: {document}"
    );
}

#[test]
fn the_same_document_gets_the_same_ids_again_and_another_feed_gets_others() {
    let document = json!({"id": "5", "name": "Club", "phones": [{"id": "1", "number": "1"}],
        "organization": {"id": "7", "name": "N"},
        "service_at_locations": [{"location": {"name": "Hall"}}]});
    let one = assigned_in("ashby", "5", document.clone());
    assert_eq!(one, assigned_in("ashby", "5", document.clone()));
    let other = assigned_in("bexford", "5", document);
    for pointer in [
        "/id",
        "/phones/0/id",
        "/organization/id",
        "/service_at_locations/0/id",
        "/service_at_locations/0/location/id",
    ] {
        assert_ne!(id(&one, pointer), id(&other, pointer), "{pointer}");
    }
}

#[test]
fn children_without_ids_are_known_by_what_they_are_and_not_by_where_they_stand() {
    let phones = |numbers: &[&str]| -> Vec<(String, String)> {
        let list: Vec<_> = numbers
            .iter()
            .map(|number| json!({"number": number}))
            .collect();
        let document = assigned(json!({"id": SERVICE, "name": "Club", "phones": list}));
        (0..numbers.len())
            .map(|at| {
                (
                    document["phones"][at]["number"].to_string(),
                    id(&document, &format!("/phones/{at}/id")),
                )
            })
            .collect()
    };
    let both = phones(&["01632 960001", "01632 960002"]);
    let turned = phones(&["01632 960002", "01632 960001"]);
    let alone = phones(&["01632 960002"]);
    assert_eq!(both[0], turned[1]);
    assert_eq!(both[1], turned[0]);
    assert_eq!(both[1], alone[0]);
    let twins = phones(&["01632 960001", "01632 960001"]);
    assert_eq!(
        twins[0], both[0],
        "the first of two equals is what a single one is"
    );
    assert_ne!(twins[0].1, twins[1].1);
}

#[test]
fn a_child_without_an_id_keeps_it_through_an_edit_of_its_details() {
    let schedule = |closes: &str| {
        let document = assigned(json!({"id": SERVICE, "name": "Club",
            "schedules": [{"byday": "MO", "opens_at": "10:00", "closes_at": closes}]}));
        id(&document, "/schedules/0/id")
    };
    assert_eq!(schedule("11:00"), schedule("12:00"));
}

#[test]
fn siblings_that_share_an_id_and_differ_are_told_apart_wherever_they_stand() {
    let ids = |days: &[&str]| -> HashMap<String, String> {
        let list: Vec<_> = days
            .iter()
            .map(|day| json!({"id": "1", "byday": day}))
            .collect();
        let document = assigned(json!({"id": SERVICE, "name": "Club", "schedules": list}));
        days.iter()
            .enumerate()
            .map(|(at, day)| {
                (
                    (*day).to_owned(),
                    id(&document, &format!("/schedules/{at}/id")),
                )
            })
            .collect()
    };
    let one = ids(&["MO", "TU"]);
    assert_ne!(one["MO"], one["TU"]);
    assert_eq!(one, ids(&["TU", "MO"]));
}

#[test]
fn the_same_thing_told_twice_is_one_thing() {
    let place = |note: &str| {
        json!({"id": "L1", "name": "Hall", "description": note,
        "addresses": [{"address_1": "1 High Street", "postal_code": "AS1 1AA"}]})
    };
    let document = assigned(
        json!({"id": SERVICE, "name": "Club", "service_at_locations": [
        {"id": "a", "location": place("with stage")}, {"id": "b", "location": place("")}]}),
    );
    assert_eq!(
        id(&document, "/service_at_locations/0/location/id"),
        id(&document, "/service_at_locations/1/location/id")
    );
    assert_ne!(
        id(&document, "/service_at_locations/0/id"),
        id(&document, "/service_at_locations/1/id")
    );
}

#[test]
fn a_place_is_shared_between_services_and_counted_children_are_not() {
    let document = |source: &str| {
        assigned_in(
            "ashby",
            source,
            json!({"id": source, "name": source,
            "service_at_locations": [{"id": "1", "location": {"id": "12", "name": "Hall"}}]}),
        )
    };
    let (one, two) = (document("5"), document("6"));
    let place = "/service_at_locations/0/location/id";
    assert_eq!(id(&one, place), id(&two, place));
    assert_ne!(
        id(&one, "/service_at_locations/0/id"),
        id(&two, "/service_at_locations/0/id")
    );
}

#[test]
fn vocabularies_keep_their_ids_in_every_feed_and_organizations_unless_another_holds_them() {
    let uuid = "22222222-2222-4222-8222-222222222222";
    let document = json!({"id": SERVICE, "name": "Club", "organization_id": uuid,
        "organization": {"id": uuid, "name": "N"},
        "attributes": [{"taxonomy_term": {"id": uuid, "name": "Food", "parent_id": SERVICE}}]});
    let kept = assigned(document.clone());
    assert_eq!(id(&kept, "/organization/id"), uuid);
    assert_eq!(id(&kept, "/attributes/0/taxonomy_term/id"), uuid);
    assert_eq!(id(&kept, "/attributes/0/taxonomy_term/parent_id"), SERVICE);
    let mut lost = document.clone();
    let feed = "bexford".parse().unwrap();
    assign(
        &mut lost,
        Naming {
            feed: &feed,
            source_id: SERVICE,
            listing: ListingId(as_uuid(SERVICE).unwrap()),
            lost: &organizations(&mut document.clone()),
        },
    );
    assert_ne!(id(&lost, "/organization/id"), uuid);
    assert_eq!(id(&lost, "/organization/id"), id(&lost, "/organization_id"));
    assert_eq!(id(&lost, "/attributes/0/taxonomy_term/id"), uuid);
}

#[test]
fn a_provider_without_an_id_is_one_provider_for_all_its_services() {
    let provider = |source: &str, name: &str| {
        let document = json!({"id": source, "name": source, "organization": {"name": name}});
        id(&assigned_in("ashby", source, document), "/organization/id")
    };
    assert_eq!(
        provider("1", "Ashby  Neighbours"),
        provider("2", "ashby neighbours")
    );
    assert_ne!(
        provider("1", "Ashby Neighbours"),
        provider("1", "Brook Street Trust")
    );
}
