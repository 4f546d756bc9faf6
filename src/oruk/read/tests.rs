use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::oruk::Status;
use crate::oruk::generate::Generator;

const SERVICE_ID: &str = "0e5a1c3a-64b5-4f0f-9f3c-2f7d0f6a1b01";

fn service(more: Value) -> Value {
    let mut service = json!({
        "id": SERVICE_ID,
        "name": "Meadow Lunch Club",
        "status": "active",
        "organization_id": "org-1",
    });
    if let (Some(all), Value::Object(more)) = (service.as_object_mut(), more) {
        all.extend(more);
    }
    service
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.issues.iter().map(|issue| issue.code).collect()
}

/// Reads a service that has `raw` at `field` and gives back what became of it.
fn read_field(field: &str, raw: Value) -> (Option<Value>, Vec<String>) {
    let reading = read(Entity::Service, &service(json!({ field: raw })));
    let codes = reading.issues.iter().map(|issue| issue.code.to_owned());
    (reading.value.get(field).cloned(), codes.collect())
}

#[rstest]
#[case(json!(null))]
#[case(json!(""))]
#[case(json!(" \u{a0} "))]
#[case(json!([]))]
#[case(json!({}))]
#[case(json!([null, ""]))]
fn what_is_empty_is_absent(#[case] empty: Value) {
    for field in [
        "description",
        "url",
        "minimum_age",
        "phones",
        "organization",
        "program",
        "metadata",
    ] {
        let (value, codes) = read_field(field, empty.clone());
        assert_eq!(value, None, "{field}");
        assert_eq!(codes, Vec::<String>::new(), "{field}");
    }
}

#[rstest]
#[case("minimum_age", json!("16"), json!(16), None)]
#[case("minimum_age", json!(-1), json!(null), Some("number_negative"))]
#[case("maximum_age", json!("many"), json!(null), Some("number_invalid"))]
#[case("organization_id", json!(42), json!("42"), None)]
#[case("fees", json!(5.5), json!("5.5"), None)]
#[case("accreditations", json!(["One", "Two"]), json!("One, Two"), None)]
#[case("interpretation_services", json!(true), json!("yes"), None)]
#[case("description", json!({"en": "x"}), json!(null), Some("wrong_type"))]
#[case("description", json!("  Soup\u{0} and\r\ncompany "), json!("Soup and\ncompany"), None)]
#[case("status", json!("Inactive"), json!("inactive"), Some("word_rewritten"))]
#[case("status", json!("unsure"), json!(null), Some("word_unknown"))]
#[case("assured_date", json!("01/05/2026"), json!("2026-05-01"), Some("date_rewritten"))]
#[case("assured_date", json!("soon"), json!(null), Some("date_invalid"))]
#[case("url", json!("www.example.org"), json!("https://www.example.org"), Some("url_rewritten"))]
#[case("url", json!("none"), json!(null), Some("url_invalid"))]
#[case("email", json!("hello(at)example.org"), json!(null), Some("email_invalid"))]
#[case("last_modified", json!("2026-05-01 10:00"), json!("2026-05-01T10:00:00.000Z"), Some("instant_rewritten"))]
#[case("languages", json!(["Urdu"]), json!([{"name": "Urdu"}]), None)]
#[case("phones", json!({"number": "0114 496 0001"}), json!([{"number": "0114 496 0001"}]), None)]
#[case("phones", json!(false), json!(null), Some("wrong_type"))]
#[case("cost_options", json!([{"amount": "£3.50"}, 7, {}]), json!([{"amount": 3.5}]), Some("wrong_type"))]
#[case("schedules", json!([{"byday": ["Monday", "Friday"]}]), json!([{"byday": "MO,FR"}]), Some("days_rewritten"))]
#[case("schedules", json!([{"opens_at": "9.30am", "closes_at": "12:00"}]), json!([{"opens_at": "09:30", "closes_at": "12:00"}]), Some("time_rewritten"))]
#[case("schedules", json!([{"freq": "DAILY", "opens_at": "09:00"}]), json!([{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "09:00"}]), Some("word_rewritten"))]
#[case("schedules", json!([{"Freq": "daily", "interval": 1}]), json!([{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "interval": 1}]), Some("word_rewritten"))]
#[case("schedules", json!([{"freq": "DAILY", "byday": "MO,TU"}]), json!([{"freq": "WEEKLY", "byday": "MO,TU"}]), Some("word_rewritten"))]
#[case("schedules", json!([{"freq": "DAILY", "interval": 2, "opens_at": "09:00"}]), json!([{"interval": 2, "opens_at": "09:00"}]), Some("word_rewritten"))]
#[case("service_areas", json!([{"extent": {"type": "Point"}}]), json!([{"extent": "{\"type\":\"Point\"}"}]), None)]
#[case("metadata", json!({"a": null, "b": {"c": ""}, "d": 1}), json!([{"d": 1}]), None)]
fn a_value_is_read_or_reported(
    #[case] field: &str,
    #[case] raw: Value,
    #[case] want: Value,
    #[case] code: Option<&str>,
) {
    let (value, codes) = read_field(field, raw);
    assert_eq!(value.unwrap_or_default(), want);
    assert_eq!(codes, Vec::from_iter(code));
}

#[rstest]
#[case(json!({"latitude": "53.38", "longitude": "-1.47"}), Some((53.38, -1.47)), None)]
#[case(json!({"latitude": 0, "longitude": 0.0}), None, Some("coordinates_zero"))]
#[case(json!({"latitude": -1.47, "longitude": 53.38}), Some((53.38, -1.47)), Some("coordinates_swapped"))]
#[case(json!({"latitude": 100, "longitude": 101}), None, Some("coordinates_invalid"))]
#[case(json!({"latitude": 48.85, "longitude": 2.35}), Some((48.85, 2.35)), Some("coordinates_abroad"))]
#[case(json!({"latitude": 53.38}), None, Some("coordinates_incomplete"))]
#[case(json!({"geometry": {"type": "Point", "coordinates": [-1.47, 53.38]}}), Some((53.38, -1.47)), None)]
fn coordinates_are_kept_swapped_or_dropped(
    #[case] location: Value,
    #[case] want: Option<(f64, f64)>,
    #[case] code: Option<&str>,
) {
    let raw = json!({"id": "l", "service_id": "s", "name": "Hall", "location": location});
    let reading = read(Entity::ServiceAtLocation, &raw);
    let degrees = |name: &str| reading.value.pointer(name).and_then(Value::as_f64);
    let got = degrees("/location/latitude").zip(degrees("/location/longitude"));
    assert_eq!(got, want);
    assert_eq!(codes(&reading), Vec::from_iter(code));
    assert!(
        reading.issues.iter().all(|issue| issue.found.is_none()),
        "coordinates are quoted"
    );
}

#[rstest]
#[case(json!({"latitude": 53.38, "longitude": -1.47}), "physical")]
#[case(json!({"addresses": [{"city": "Sheffield"}]}), "physical")]
#[case(json!({"name": "By telephone"}), "virtual")]
#[case(json!({"location_type": "POSTAL"}), "postal")]
#[case(json!({"location_type": "spaceship", "name": "x"}), "virtual")]
fn a_location_always_has_a_type(#[case] location: Value, #[case] want: &str) {
    let reading = read(Entity::Location, &location);
    assert_eq!(reading.value["location_type"], want);
}

#[test]
fn an_address_gets_a_country_code_and_a_spaced_postcode() {
    let raw = json!({"id": "a", "country": "England", "postcode": "s12hh"});
    let reading = read(Entity::Address, &raw);
    assert_eq!(
        reading.value,
        json!({"id": "a", "postal_code": "S1 2HH", "country": "GB"})
    );
    assert_eq!(codes(&reading), ["country_rewritten"]);
    let raw = json!({"id": "a", "country": "Ireland", "postal_code": "D01 F5P2"});
    let reading = read(Entity::Address, &raw);
    assert_eq!(reading.value, raw);
    assert_eq!(codes(&reading), ["postcode_unrecognized"]);
}

#[test]
fn property_names_are_found_in_any_case_and_spelling() {
    let raw = json!({
        "ID": "s", "Name": "Club", "STATUS": "active", "organisationId": "o",
        "minimumAge": 5, "costOptions": {"amount": 1}, "language": "Urdu", "pc_metadata": {"x": 1},
    });
    let reading = read(Entity::Service, &raw);
    assert_eq!(
        reading.value,
        json!({
            "id": "s", "organization_id": "o", "name": "Club", "status": "active",
            "minimum_age": 5, "languages": [{"name": "Urdu"}], "cost_options": [{"amount": 1}],
        })
    );
    assert_eq!(codes(&reading), Vec::<&str>::new());
}

#[test]
fn a_field_under_two_names_is_taken_from_either_and_given_under_both() {
    for (entity, one, other) in [
        (Entity::Service, "fees", "fees_description"),
        (Entity::Accessibility, "description", "accessibility"),
        (Entity::ServiceArea, "name", "service_area"),
        (Entity::TaxonomyTerm, "name", "term"),
    ] {
        for name in [one, other] {
            let reading = read(entity, &json!({"id": "x", name: "the text"}));
            assert_eq!(reading.value[one], "the text");
            assert_eq!(reading.value[other], "the text");
        }
    }
}

#[test]
fn the_organization_is_taken_from_its_id_or_from_what_is_nested() {
    let nested = service(
        json!({"organization_id": null, "organization": {"id": 7, "name": "Trust", "description": "We help."}}),
    );
    let reading = read_service(&nested);
    assert_eq!(reading.value.organization_id.as_deref(), Some("7"));
    assert_eq!(reading.issues, []);

    let both = service(json!({"organization": {"id": "org-2", "name": "Trust"}}));
    let reading = read_service(&both);
    assert_eq!(reading.value.organization_id.as_deref(), Some("org-2"));
    let organization = reading.value.organization.unwrap();
    assert_eq!(organization.description.as_deref(), Some("Trust"));
    let codes: Vec<_> = reading
        .issues
        .iter()
        .map(|issue| (issue.code, issue.pointer.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("organization_without_description", "/organization"),
            ("ids_disagree", "/organization_id")
        ]
    );

    let neither = service(json!({"organization_id": null}));
    assert_eq!(
        codes_of(&read_service(&neither).issues),
        ["missing_organization"]
    );
}

fn codes_of(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code).collect()
}

#[test]
fn a_service_without_a_name_is_unusable() {
    let reading = read_service(&service(json!({"name": "  "})));
    assert!(!reading.usable);
    assert_eq!(codes_of(&reading.issues), ["missing_name"]);
    assert_eq!(reading.value.id.as_deref(), Some(SERVICE_ID));

    let reading = read_service(&json!([1]));
    assert!(!reading.usable);
    assert_eq!(codes_of(&reading.issues), ["not_an_object"]);

    let reading = read_service(&service(json!({})));
    assert!(reading.usable);
    assert_eq!(reading.value.status, Some(Status::Active));
}

#[test]
fn personal_data_is_never_quoted() {
    let raw = service(json!({
        "assurer_email": "jo bloggs",
        "email": "jo bloggs",
        "contacts": [{"name": {"first": "jo"}, "email": "jo bloggs"}],
        "url": "nowhere",
    }));
    let reading = read(Entity::Service, &raw);
    let found: Vec<_> = reading
        .issues
        .iter()
        .filter_map(|issue| issue.found.as_deref())
        .collect();
    assert_eq!(found, ["nowhere"]);
    assert_eq!(reading.issues.len(), 5);
}

#[test]
fn issues_point_into_the_document_as_it_came_and_are_bounded() {
    let raw = service(
        json!({"Schedules": [{"id": 1, "opens_at": "9:00"}, {"opens_at": "x".repeat(500)}]}),
    );
    let reading = read(Entity::Service, &raw);
    assert_eq!(reading.issues[0].pointer, "/Schedules/0/opens_at");
    assert_eq!(reading.issues[0].found.as_deref(), Some("9:00"));
    assert_eq!(reading.issues[1].pointer, "/Schedules/1/opens_at");
    assert_eq!(reading.issues[1].found.as_deref().map(str::len), Some(200));

    let many: Vec<Value> = (0..1000).map(|_| json!({"amount": "x"})).collect();
    let reading = read(Entity::Service, &service(json!({ "cost_options": many })));
    assert_eq!(reading.issues.len(), MOST_ISSUES + 1);
    assert_eq!(reading.issues[MOST_ISSUES].code, "too_many_issues");
}

#[test]
fn links_back_to_an_entity_above_are_not_followed() {
    let raw = service(json!({
        "service_at_locations": [{"id": "l", "service": {"id": SERVICE_ID, "name": "again"}}],
        "organization": {"id": "org-1", "name": "Trust", "description": "We help.", "services": [{"id": SERVICE_ID}]},
    }));
    let reading = read(Entity::Service, &raw);
    assert_eq!(reading.value["service_at_locations"], json!([{"id": "l"}]));
    assert_eq!(reading.value["organization"].get("services"), None);
}

#[test]
fn every_code_is_stable_in_form_and_stands_once() {
    let mut codes: Vec<_> = issue::ALL.iter().map(|rule| rule.code).collect();
    assert!(
        codes
            .iter()
            .all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    );
    assert!(issue::ALL.iter().all(|rule| rule.advice.ends_with('.')));
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

/// JSON with the standard's property names and values that are almost right.
fn any_json() -> impl Strategy<Value = Value> {
    let names: Vec<&'static str> = Entity::ALL
        .iter()
        .flat_map(|entity| entity.fields().iter().map(|field| field.name))
        .chain(["geometry", "coordinates", "Organisation", "na\u{0}me"])
        .collect();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9:/.apm+TZ -]{1,20}".prop_map(Value::from),
        "(https?://|www\\.|mailto:)?[a-z@%#\\[\\]é{}.:/ -]{1,24}".prop_map(Value::from),
        "[A-Za-z0-9._%@<>; -]{3,24}".prop_map(Value::from),
        "[0-9+-]{0,2}(mo|tu|Friday|xx)(,| and )[0-9]?".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 96, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(names.clone()), inner), 0..8).prop_map(
                |pairs| pairs
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            ),
        ]
    })
}

/// A valid service in which up to a dozen values have been replaced by something else.
pub(in crate::oruk) fn bent_service() -> impl Strategy<Value = Value> {
    let bends = prop::collection::vec((any::<prop::sample::Index>(), any_json()), 0..12);
    (any::<u64>(), bends).prop_map(|(seed, bends)| {
        let mut service = Generator::new(seed).some(Entity::Service);
        for (at, other) in bends {
            let mut places = Vec::new();
            pointers(&service, String::new(), &mut places);
            if !places.is_empty()
                && let Some(place) = service.pointer_mut(at.get(&places).as_str())
            {
                *place = other;
            }
        }
        service
    })
}

/// Every place below a value, as JSON pointers.
fn pointers(value: &Value, here: String, all: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (at.to_string(), item))
            .collect(),
        Value::Object(object) => object
            .iter()
            .map(|(key, item)| (key.clone(), item))
            .collect(),
        _ => vec![],
    };
    for (name, item) in below {
        let place = format!("{here}/{name}");
        pointers(item, place.clone(), all);
        all.push(place);
    }
}

fn is_clean(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty() && !text.contains('\0'),
        Value::Array(items) => !items.is_empty() && items.iter().all(is_clean),
        Value::Object(object) => !object.is_empty() && object.values().all(is_clean),
        _ => true,
    }
}

proptest! {
    #[test]
    fn any_json_can_be_read_and_reading_twice_changes_nothing(raw in any_json(), at in 0..Entity::ALL.len()) {
        let entity = Entity::ALL[at];
        let once = read(entity, &raw);
        prop_assert!(once.value == json!({}) || is_clean(&once.value), "{:?}", once.value);
        let twice = read(entity, &once.value);
        prop_assert_eq!(&once.value, &twice.value);
    }

    #[test]
    fn whatever_was_read_fits_the_types(raw in any_json()) {
        prop_assert!(!unread(&read_service(&raw).issues));
        prop_assert!(!unread(&read_taxonomy(&raw).issues));
        prop_assert!(!unread(&read_taxonomy_term(&raw).issues));
    }
}

proptest! {
    // Whole documents are slow to make up; a few of them go through every field.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_bent_service_can_be_read_and_reading_twice_changes_nothing(raw in bent_service()) {
        let once = read(Entity::Service, &raw);
        prop_assert!(is_clean(&once.value), "{:?}", once.value);
        prop_assert!(once.value == read(Entity::Service, &once.value).value);
        prop_assert!(!unread(&read_service(&raw).issues));
    }
}

/// Whether a document was given up because it does not fit the structs.
fn unread(issues: &[Issue]) -> bool {
    issues
        .iter()
        .any(|issue| issue.code == "wrong_type" && issue.pointer.is_empty())
}
