use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::oruk::generate::Generator;
use crate::oruk::read::{read, read_service, tests::bent_service};
use crate::oruk::schema::{Document, violations};
use crate::oruk::shape::{Kind, visit_entities_mut};
use crate::oruk::*;

fn parsed(text: Result<String, Error>) -> Value {
    serde_json::from_str(&text.unwrap()).unwrap()
}

fn id(last: u32) -> Option<String> {
    Some(format!("0e5a1c3a-64b5-4f0f-9f3c-{last:012}"))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn organization() -> Organization {
    Organization {
        id: id(2),
        name: some("Meadow Trust"),
        website: some("https://meadow.example.org"),
        phones: vec![Phone {
            id: id(3),
            number: some("0114 496 0001"),
            ..Phone::default()
        }],
        services: vec![Service {
            id: id(9),
            ..Service::default()
        }],
        ..Organization::default()
    }
}

fn service() -> Service {
    Service {
        id: id(1),
        name: some("Lunch club"),
        fees: some("£3"),
        minimum_age: Some(18.0),
        maximum_age: Some(64.5),
        assurer_email: some("somebody@example.org"),
        organization: Some(organization()),
        service_at_locations: vec![link()],
        ..Service::default()
    }
}

fn link() -> ServiceAtLocation {
    ServiceAtLocation {
        id: id(4),
        location: Some(Location {
            id: id(5),
            name: some("Meadow Hall"),
            latitude: Some(53.38),
            longitude: Some(-1.47),
            addresses: vec![Address {
                id: id(6),
                postal_code: some("S1 2HH"),
                region: some("South Yorkshire"),
                ..Address::default()
            }],
            ..Location::default()
        }),
        service: Some(Box::new(Service {
            id: id(1),
            ..Service::default()
        })),
        ..ServiceAtLocation::default()
    }
}

#[test]
fn a_service_in_full_is_completed_and_keeps_nothing_private() {
    assert_eq!(
        parsed(detail(&service())),
        json!({
            "id": id(1), "organization_id": id(2), "name": "Lunch club", "status": "active",
            "fees": "£3", "fees_description": "£3", "minimum_age": 18, "maximum_age": 64.5,
            "service_at_locations": [{
                "id": id(4), "service_id": id(1), "location_id": id(5),
                "location": {
                    "id": id(5), "location_type": "physical", "name": "Meadow Hall",
                    "latitude": 53.38, "longitude": -1.47,
                    "addresses": [{
                        "id": id(6), "address_1": "Meadow Hall", "city": "South Yorkshire",
                        "region": "South Yorkshire", "state_province": "South Yorkshire",
                        "postal_code": "S1 2HH", "country": "GB", "address_type": "physical",
                    }],
                },
            }],
            "organization": {
                "id": id(2), "name": "Meadow Trust", "description": "Meadow Trust",
                "website": "https://meadow.example.org",
                "phones": [{"id": id(3), "number": "0114 496 0001"}],
            },
        })
    );
}

#[test]
fn list_items_hold_single_values_and_single_objects_only() {
    let organization = json!({
        "id": id(2), "name": "Meadow Trust", "description": "Meadow Trust",
        "website": "https://meadow.example.org",
    });
    let item_of_service = json!({
        "id": id(1), "organization_id": id(2), "name": "Lunch club", "status": "active",
        "fees": "£3", "fees_description": "£3", "minimum_age": 18, "maximum_age": 64.5,
        "organization": organization,
    });
    assert_eq!(parsed(item(&service())), item_of_service);
    let both = (detail(&service()).unwrap(), item(&service()).unwrap());
    assert_eq!(detail_and_item(&service()).unwrap(), both);
    assert_eq!(
        parsed(organization_item(&super::tests::organization())),
        organization
    );
    assert_eq!(
        parsed(service_at_location_item(&link(), &service())),
        json!({
            "id": id(4), "service_id": id(1), "location_id": id(5),
            "location": {
                "id": id(5), "location_type": "physical", "name": "Meadow Hall",
                "latitude": 53.38, "longitude": -1.47,
            },
            "service": item_of_service,
        })
    );
}

#[test]
fn a_place_in_full_nests_the_service_without_its_places() {
    let written = parsed(service_at_location_detail(&link(), &service()));
    assert_eq!(
        written["service"]["organization"]["phones"][0]["number"],
        "0114 496 0001"
    );
    assert_eq!(written["service"].get("service_at_locations"), None);
    assert_eq!(
        written["location"]["addresses"][0]["city"],
        "South Yorkshire"
    );
}

#[test]
fn an_organization_in_full_has_no_services_of_its_own() {
    let written = parsed(organization_detail(&organization()));
    assert_eq!(written.get("services"), None);
    assert_eq!(written["phones"][0]["number"], "0114 496 0001");
}

#[test]
fn what_lacks_something_required_is_left_out_of_its_parent() {
    let written = parsed(detail(&Service {
        phones: vec![Phone {
            id: id(3),
            ..Phone::default()
        }],
        organization: Some(Organization {
            id: id(2),
            ..Organization::default()
        }),
        attributes: vec![Attribute {
            id: id(7),
            taxonomy_term: Some(TaxonomyTerm {
                id: id(8),
                ..TaxonomyTerm::default()
            }),
            ..Attribute::default()
        }],
        contacts: vec![Contact {
            id: some("not-ours"),
            ..Contact::default()
        }],
        service_at_locations: vec![ServiceAtLocation {
            id: id(4),
            location: Some(Location {
                id: id(5),
                ..Location::default()
            }),
            ..ServiceAtLocation::default()
        }],
        ..Service {
            organization: None,
            service_at_locations: vec![],
            ..service()
        }
    }));
    assert_eq!(written["organization_id"], json!(id(2)));
    assert_eq!(
        written["attributes"],
        json!([{"id": id(7), "taxonomy_term_id": id(8)}])
    );
    for absent in ["phones", "organization", "contacts"] {
        assert_eq!(written.get(absent), None, "{absent}");
    }
    let location = &written["service_at_locations"][0]["location"];
    assert_eq!(*location, json!({"id": id(5), "location_type": "virtual"}));
}

#[test]
fn an_address_is_completed_where_that_is_honest_or_left_out() {
    let complete = |address: Value, name: Option<&str>| {
        let mut location = json!({"id": id(5), "addresses": [address]});
        if let Some(name) = name {
            location["name"] = json!(name);
        }
        let link = json!({"id": id(4), "location": location});
        let service = Service {
            service_at_locations: vec![serde_json::from_value(link).unwrap()],
            ..service()
        };
        let written = parsed(detail(&service));
        let address = written.pointer("/service_at_locations/0/location/addresses/0");
        address.cloned()
    };
    let leeds = |line: &str| {
        Some(json!({
            "id": id(6), "address_1": line, "city": "Leeds", "state_province": "Leeds",
            "postal_code": "LS1 4AP", "country": "GB", "address_type": "physical",
        }))
    };
    let partial = json!({"id": id(6), "city": "Leeds", "postal_code": "LS1 4AP"});
    assert_eq!(
        complete(partial.clone(), Some("Mill Hall")),
        leeds("Mill Hall")
    );
    assert_eq!(complete(partial.clone(), None), leeds("Leeds"));
    let mut second_line = partial;
    second_line["address_2"] = json!("2 Mill Lane");
    assert_eq!(
        complete(second_line, Some("Mill Hall")),
        leeds("2 Mill Lane")
    );
    assert_eq!(complete(json!({"id": id(6), "city": "Leeds"}), None), None);
    assert_eq!(
        complete(json!({"id": id(6), "postal_code": "LS1 4AP"}), None),
        None
    );
}

#[test]
fn values_that_are_not_in_the_standards_form_are_mended_or_left_out() {
    let written = parsed(detail(&Service {
        url: some("javascript:alert(1)"),
        email: some("nobody"),
        description: some("  "),
        assured_date: some("01/03/2026"),
        last_modified: some("2026-03-01T09:30:00Z"),
        minimum_age: Some(f64::NAN),
        maximum_age: Some(f64::INFINITY),
        program: Some(json!({"id": id(3), "attributes": [1]})),
        metadata: vec![
            json!({"updated_by": "somebody@example.org"}),
            json!({"updated_by": "x", "field_name": "url"}),
        ],
        organization: None,
        service_at_locations: vec![],
        ..service()
    }));
    for absent in ["url", "email", "description", "minimum_age", "maximum_age"] {
        assert_eq!(written.get(absent), None, "{absent}");
    }
    assert_eq!(written["assured_date"], "2026-03-01");
    assert_eq!(written["last_modified"], "2026-03-01T09:30:00.000Z");
    assert_eq!(written["program"], json!({"id": id(3), "attributes": [1]}));
    assert_eq!(written["metadata"], json!([{"field_name": "url"}]));
}

#[test]
fn objects_kept_as_they_came_lose_their_lists_in_items() {
    let program = json!({"id": id(3), "attributes": [1], "more": {"list": []}});
    let written = parsed(item(&Service {
        program: Some(program),
        ..service()
    }));
    assert_eq!(written["program"], json!({"id": id(3)}));
}

#[test]
fn nothing_but_private_data_is_lost_between_writing_and_reading() {
    let mut generator = Generator::new(11);
    for _ in 0..20 {
        let before: Service = serde_json::from_value(generator.full(Entity::Service)).unwrap();
        let after = read_service(&parsed(detail(&before)));
        assert_eq!(after.issues, []);
        assert_eq!(
            after.value,
            Service {
                assurer_email: None,
                ..before
            }
        );
    }
}

/// Gives every entity a UUID and every reference something that has the shape of one.
fn with_ids(entity: Entity, document: &mut Value) {
    let mut next = 0;
    visit_entities_mut(entity, document, &mut |spot, object| {
        for field in spot.entity.fields() {
            let there = object.contains_key(field.name);
            let is_id =
                matches!(field.kind, Kind::Ref(_) | Kind::Owner) && there || field.kind == Kind::Id;
            if is_id {
                next += 1;
                object.insert(field.name.to_owned(), json!(id(next)));
            }
        }
    });
}

proptest! {
    // Whole documents are slow to make up; a few of them go through every field.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_was_read_is_written_valid_and_the_same_again(mut raw in bent_service()) {
        raw["name"] = json!("Club");
        let mut document = read(Entity::Service, &raw).value;
        with_ids(Entity::Service, &mut document);
        let service: Service = serde_json::from_value(document).unwrap();

        let written = parsed(detail(&service));
        prop_assert_eq!(violations(Document::Service, &written), []);
        prop_assert_eq!(violations(Document::ServiceItem, &parsed(item(&service))), []);
        let again: Service = serde_json::from_value(written.clone()).unwrap();
        prop_assert!(parsed(detail(&again)) == written);

        for link in &service.service_at_locations {
            let full = parsed(service_at_location_detail(link, &service));
            prop_assert_eq!(violations(Document::ServiceAtLocation, &full), []);
            let item = parsed(service_at_location_item(link, &service));
            prop_assert_eq!(violations(Document::ServiceAtLocationItem, &item), []);
        }
        if let Some(organization) = service.organization.filter(|o| o.name.is_some()) {
            let full = parsed(organization_detail(&organization));
            prop_assert_eq!(violations(Document::Organization, &full), []);
        }
    }
}
