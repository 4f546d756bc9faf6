use std::collections::HashSet;

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::shape;
use super::*;
use crate::oruk::Dialect;
use crate::oruk::generate::Generator;
use crate::oruk::issue::Issue;
use crate::oruk::read::Reading;

/// Reads a service of version 1.0 that has these members besides its name.
fn read(members: Value) -> Reading {
    read_by(Weekdays::Monday1, members)
}

fn read_by(weekdays: Weekdays, members: Value) -> Reading {
    let mut service = json!({"id": "s", "name": "Club", "organization": {
        "id": "o", "name": "Trust", "description": "We help.",
    }});
    for (name, value) in members.as_object().unwrap() {
        service[name] = value.clone();
    }
    Dialect::V1(weekdays).read(&service)
}

fn said(issues: &[Issue]) -> Vec<(&str, &str)> {
    issues
        .iter()
        .map(|issue| (issue.code, issue.pointer.as_str()))
        .collect()
}

#[rstest]
// Names in any case, singular or plural.
#[case(json!({"regular_schedule": {"byday": "MO"}}), "/schedules", json!([{"byday": "MO"}]))]
#[case(json!({"regularSchedules": [{"byday": "MO"}]}), "/schedules", json!([{"byday": "MO"}]))]
#[case(json!({"EligibilityS": [{"minimum_age": 5, "maximum_age": 11}]}), "/maximum_age", json!(11))]
#[case(json!({"funding": [{"source": "Lottery"}]}), "/funding", json!([{"source": "Lottery"}]))]
#[case(json!({"fundings": [{"source": "Lottery"}]}), "/funding", json!([{"source": "Lottery"}]))]
#[case(json!({"Description": "Tea."}), "/description", json!("Tea."))]
// Weekdays.
#[case(json!({"regular_schedules": [{"weekday": 3}]}), "/schedules", json!([{"byday": "WE", "freq": "WEEKLY"}]))]
#[case(json!({"regular_schedules": [{"weekday": "0"}]}), "/schedules/0/byday", json!("SU"))]
#[case(json!({"regular_schedules": [{"weekday": 7.0}]}), "/schedules/0/byday", json!("SU"))]
#[case(json!({"regular_schedules": [{"weekday": "Friday"}]}), "/schedules/0/byday", json!("FR"))]
#[case(json!({"regular_schedules": [{"weekday": "TH"}]}), "/schedules/0/byday", json!("TH"))]
#[case(json!({"regular_schedules": [{"weekday": [1, "Tuesday"]}]}), "/schedules/0/byday", json!("MO,TU"))]
#[case(json!({"regular_schedules": [{"weekday": "1,2"}]}), "/schedules/0/byday", json!("MO,TU"))]
#[case(json!({"regular_schedules": [{"weekday": 1, "byday": "TU,TH"}]}), "/schedules", json!([{"byday": "TU,TH"}]))]
#[case(
    json!({"regular_schedules": [{"weekday": 1, "freq": "MONTHLY", "bymonthday": 15}]}),
    "/schedules", json!([{"freq": "MONTHLY", "bymonthday": "15"}])
)]
// Times of places.
#[case(
    json!({"service_at_locations": [{"id": "l", "regular_schedules": [{"byday": "MO"}]}]}),
    "/schedules", json!([{"byday": "MO", "service_at_location_id": "l"}])
)]
#[case(
    json!({"regular_schedules": [{"byday": "MO", "service_at_location": {"id": "l", "service": {}}}]}),
    "/schedules", json!([{"byday": "MO", "service_at_location_id": "l"}])
)]
// Holidays.
#[case(
    json!({"holiday_schedules": [{"closed": false, "start_date": "2026-12-24", "end_date": "2026-12-26", "opens_at": "10:00"}]}),
    "/schedules",
    json!([{"dtstart": "2026-12-24", "valid_from": "2026-12-24", "valid_to": "2026-12-26", "opens_at": "10:00", "notes": "Holiday hours"}])
)]
#[case(
    json!({"holiday_schedules": [{"closed": true, "start_date": "2026-12-24", "end_date": "2027-01-02"}]}),
    "/alert", json!("Closed 24 December 2026 to 2 January 2027.")
)]
#[case(
    json!({"alert": "New room.", "holiday_schedules": [{"closed": "true", "start_date": "25/12/2026", "end_date": "25/12/2026"}]}),
    "/alert", json!("New room. Closed 25 December 2026.")
)]
#[case(
    json!({"regular_schedules": [{"byday": "MO"}], "holiday_schedules": [
        {"closed": true, "start_date": "2026-12-25"}, {"closed": 1, "start_date": "in spring", "end_date": "2027-05-03"},
    ]}),
    "/schedules", json!([{"byday": "MO", "notes": "Closed 25 December 2026, in spring to 3 May 2027."}])
)]
// Who may come.
#[case(json!({"eligibilitys": [{"eligibility": "female", "minimum_age": 16, "maximum_age": 999}]}), "/minimum_age", json!(16))]
#[case(json!({"eligibilitys": [{"minimum_age": 0, "maximum_age": 200}]}), "/maximum_age", Value::Null)]
#[case(json!({"eligibilitys": [{"minimum_age": "5", "maximum_age": "11"}, {"minimum_age": 3, "maximum_age": 8.5}]}), "/minimum_age", json!(3))]
#[case(json!({"eligibilitys": [{"minimum_age": 5, "maximum_age": 11}, {"minimum_age": 3, "maximum_age": 130}]}), "/maximum_age", Value::Null)]
#[case(
    json!({"eligibilities": [{"eligibility": "child", "minimum_age": 5, "maximum_age": 11}, {"eligibility": "adult", "minimum_age": 18, "maximum_age": 999}]}),
    "/eligibility_description", json!("child (5 to 11); adult (18 and over)")
)]
#[case(
    json!({"eligibilitys": [{"eligibility": "female"}]}),
    "/attributes",
    json!([{"link_type": "eligibility", "taxonomy_term": {"name": "female", "term": "female", "description": "female", "taxonomy": "eligibility"}}])
)]
#[case(json!({"minimum_age": 7, "eligibilitys": [{"minimum_age": 5, "maximum_age": 11}]}), "/minimum_age", json!(7))]
// Terms.
#[case(
    json!({"service_taxonomys": [{"id": "x", "taxonomy": {"id": "esdServiceTypes:298", "name": "Carers", "vocabulary": "esdServiceTypes"}}]}),
    "/attributes",
    json!([{"id": "x", "taxonomy_term_id": "esdServiceTypes:298", "link_type": "service_type", "taxonomy_term": {
        "id": "esdServiceTypes:298", "code": "esdServiceTypes:298", "name": "Carers", "description": "Carers",
        "taxonomy": "esdServiceTypes", "taxonomy_id": "esdServiceTypes",
        "term_uri": "http://id.esd.org.uk/service/298", "term": "Carers",
    }}])
)]
#[case(json!({"taxonomies": [{"id": "t", "name": "Food"}]}), "/attributes/0/taxonomy_term/name", json!("Food"))]
#[case(json!({"service_taxonomies": [{"id": "x", "taxonomy": "t"}]}), "/attributes/0/taxonomy_term_id", json!("t"))]
#[case(
    json!({"link_taxonomies": [{"id": "x", "link_type": "need", "link_id": "s", "taxonomy": {"id": "t", "name": "Company"}}]}),
    "/attributes/0/link_type", json!("need")
)]
#[case(
    json!({"link_taxonomies": [{"link_type": "organization", "link_id": "o", "taxonomy": {"name": "Charity"}}]}),
    "/organization/attributes/0/taxonomy_term/name", json!("Charity")
)]
#[case(
    json!({"cost_options": [{"id": "c", "amount": "2"}], "link_taxonomies": [{"link_type": "cost_option", "link_id": "c", "taxonomy": {"name": "Over 60"}}]}),
    "/cost_options/0/attributes/0/taxonomy_term/name", json!("Over 60")
)]
#[case(
    json!({"cost_options": [{"id": "c"}], "link_taxonomies": [{"link_type": "cost_option", "link_id": "d", "taxonomy": {"name": "Over 60"}}]}),
    "/attributes/0/link_type", json!("cost_option")
)]
#[case(
    json!({"eligibilitys": [{"link_taxonomies": [{"id": "x", "taxonomy": {"name": "Veterans"}}]}]}),
    "/attributes/0/link_type", json!("eligibility")
)]
#[case(
    json!({"service_areas": [{"service_area": "Dale", "link_taxonomies": [{"taxonomy": {"name": "Wards"}}]}]}),
    "/service_areas/0/attributes/0/link_type", json!("service_area")
)]
// How to attend.
#[case(json!({"attending_type": "phone"}), "/schedules", json!([{"attending_type": "phone"}]))]
#[case(
    json!({"attending_type": "online", "regular_schedules": [{"byday": "MO"}]}),
    "/schedules", json!([{"byday": "MO", "attending_type": "online"}])
)]
#[case(json!({"attending_access": ["referral", "drop-in"]}), "/application_process", json!("referral, drop-in"))]
#[case(json!({"deliverable_type": "Advice, Training"}), "/attributes/1/taxonomy_term/name", json!("Training"))]
// Places.
#[case(
    json!({"service_at_locations": [{"location": {"physical_addresses": [{"address_1": "1 Mill Lane"}]}}]}),
    "/service_at_locations/0/location",
    json!({"location_type": "physical", "addresses": [{"address_1": "1 Mill Lane", "address_type": "physical"}]})
)]
#[case(
    json!({"service_at_locations": [{"location": {"latitude": "53.38", "longitude": "-1.47"}}]}),
    "/service_at_locations/0/location/latitude", json!(53.38)
)]
#[case(
    json!({"service_at_locations": {"location": {"name": "Hall", "accessibility_for_disabilities": [{"accessibility": "Ramp"}]}}}),
    "/service_at_locations/0/location/accessibility", json!([{"description": "Ramp", "accessibility": "Ramp"}])
)]
// Contacts, languages, prices, areas.
#[case(
    json!({"contacts": [{"id": "c", "phones": [{"number": "01632 960001", "language": "en, cy", "label": "Office"}]}]}),
    "/contacts/0/phones",
    json!([{"number": "01632 960001", "description": "Office", "languages": [{"code": "en"}, {"code": "cy"}]}])
)]
#[case(json!({"languages": [{"id": "l", "language": "ur"}]}), "/languages", json!([{"id": "l", "code": "ur"}]))]
#[case(json!({"languages": [{"id": "l", "language": "Urdu, PL"}]}), "/languages", json!([{"name": "Urdu"}, {"code": "pl"}]))]
#[case(json!({"languages": "en"}), "/languages", json!([{"code": "en"}]))]
#[case(json!({"cost_options": [{"amount": 3}]}), "/cost_options", json!([{"amount": 3, "currency": "GBP"}]))]
#[case(
    json!({"service_areas": [{"service_area": "Dale", "extent": {"type": "Point"}}]}),
    "/service_areas/0", json!({"name": "Dale", "service_area": "Dale", "extent": "{\"type\":\"Point\"}", "extent_type": "geojson"})
)]
// The provider.
#[case(json!({"organization": {"id": "o", "name": "T", "description": "D", "URL": "https://t.example"}}), "/organization/website", json!("https://t.example"))]
// Nothing said.
#[case(json!({"logo": null, "url": "", "attending_type": null, "eligibilitys": [], "contacts": [{}]}), "/contacts", Value::Null)]
// A feed on its way to 3.0.
#[case(
    json!({"schedules": [{"id": "a", "byday": "MO"}], "regular_schedules": [{"id": "b", "byday": "TU"}]}),
    "/schedules", json!([{"id": "a", "byday": "MO"}, {"id": "b", "byday": "TU"}])
)]
fn each_quirk_is_understood(#[case] members: Value, #[case] place: &str, #[case] want: Value) {
    let reading = read(members);
    let found = reading.value.pointer(place).cloned().unwrap_or_default();
    assert_eq!(found, want, "{}", reading.value);
}

#[rstest]
#[case(Weekdays::Monday1, "MO")]
#[case(Weekdays::Monday0, "TU")]
#[case(Weekdays::Sunday1, "SU")]
fn weekdays_are_numbered_as_the_settings_say(#[case] weekdays: Weekdays, #[case] want: &str) {
    let reading = read_by(weekdays, json!({"regular_schedules": [{"weekday": 1}]}));
    assert_eq!(reading.value["schedules"][0]["byday"], want);
}

#[test]
fn issues_point_into_the_document_as_it_came() {
    let reading = read(json!({
        "reviews": [{"id": "r", "title": "Good"}],
        "RegularSchedules": [{"weekday": 9}, {"byday": "MO", "opens_at": "soon"}],
        "service_at_locations": [{"id": "l", "location": {
            "physical_addresses": [{}, {"postal_code": "nowhere"}],
        }, "regular_schedules": [{"byday": "someday"}]}],
        "eligibilitys": [{"minimum_age": "young", "maximum_age": -1}],
        "cost_options": [{"amount": "cheap"}],
        "url": "nowhere",
    }));
    let mut found = said(&reading.issues);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            (
                "days_invalid",
                "/service_at_locations/0/regular_schedules/0/byday"
            ),
            ("number_invalid", "/cost_options/0/amount"),
            ("number_invalid", "/eligibilitys/0/minimum_age"),
            ("number_negative", "/eligibilitys/0/maximum_age"),
            (
                "postcode_unrecognized",
                "/service_at_locations/0/location/physical_addresses/1/postal_code"
            ),
            ("reviews_set_aside", "/reviews"),
            ("time_invalid", "/RegularSchedules/1/opens_at"),
            ("url_invalid", "/url"),
            ("weekday_invalid", "/RegularSchedules/0/weekday"),
        ]
    );
}

/// What has no place in 3.0 at all: links back, what stands for no thing of its own there, and
/// reviews, which an issue tells of.
fn has_no_place(place: &str) -> bool {
    let steps: Vec<_> = place
        .split('/')
        .filter(|step| step.parse::<usize>().is_err())
        .collect();
    let at = |wanted: &[&str]| steps.windows(wanted.len()).any(|window| window == wanted);
    at(&["reviews"])
        || at(&["organization", "services"])
        || at(&["eligibilitys", "id"])
        || at(&["eligibilitys", "link_taxonomies", "link_id"])
        || at(&["link_taxonomies", "link_id"])
        || at(&["regular_schedules", "weekday"])
        || at(&["regular_schedules", "service_at_location"])
            && !place.ends_with("/service_at_location/id")
        || at(&["holiday_schedules", "closed"])
}

#[test]
fn nothing_that_a_service_of_version_1_says_is_lost() {
    let full = Generator::new(9).v1_full(shape::Entity::Service);
    let mut places = Vec::new();
    texts(&full, String::new(), &mut places);
    assert!(places.len() > 80, "{} places", places.len());
    for place in places.iter().filter(|place| !has_no_place(place)) {
        let mut marked = full.clone();
        let text = marked.pointer_mut(place).unwrap();
        *text = Value::from(match text.as_str().unwrap_or_default() {
            // What has a form keeps it.
            date if date.starts_with("2026-") => "2031-07-09".to_owned(),
            time if time.len() == 5 && time.contains(':') => "07:09".to_owned(),
            uri if uri.starts_with("https://") => "https://seven.example/nine".to_owned(),
            email if email.contains('@') => "seven@nine.example".to_owned(),
            day if place.ends_with("byday") && !day.is_empty() => "SA".to_owned(),
            word if is_choice(place) => word.to_owned(),
            _ => "seven-nine".to_owned(),
        });
        let mark = marked.pointer(place).unwrap().as_str().unwrap().to_owned();
        let reading = Dialect::V1(Weekdays::Monday1).read(&marked);
        let kept = reading.value.to_string();
        assert!(kept.contains(&mark), "{place}: {mark} is not in {kept}");
    }
}

/// Whether a place has one of a few words.
fn is_choice(place: &str) -> bool {
    let name = place.rsplit('/').next().unwrap_or_default();
    let fields = shape::Entity::ALL
        .into_iter()
        .flat_map(shape::Entity::fields);
    let choices = fields.filter(|field| matches!(field.kind, shape::Kind::Choice(_)));
    choices.map(|field| field.name).any(|choice| choice == name)
}

/// The places of all texts.
fn texts(value: &Value, here: String, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                texts(value, format!("{here}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                texts(value, format!("{here}/{at}"), all);
            }
        }
        Value::String(_) => all.push(here),
        _ => {}
    }
}

/// JSON with the names of both versions and values of any kind.
fn any_json() -> impl Strategy<Value = Value> {
    let old = shape::Entity::ALL
        .into_iter()
        .flat_map(shape::Entity::fields);
    let names: HashSet<&'static str> = old
        .map(|field| field.name)
        .chain([
            "eligibilities",
            "Regular_Schedule",
            "schedules",
            "attributes",
            "alert",
            "@from",
        ])
        .collect();
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_unstable();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9,;:/ -]{1,12}".prop_map(Value::from),
        "(esdNeeds?|https?):/{0,2}[a-z0-9 ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
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

proptest! {
    #[test]
    fn any_json_can_be_read_as_a_service_or_a_term(raw in any_json()) {
        let reading = Dialect::V1(Weekdays::Sunday1).read(&raw);
        prop_assert!(!reading.value.to_string().contains(FROM) || raw.to_string().contains(FROM));
        taxonomy_term(&raw);
    }

    #[test]
    fn a_service_with_an_id_and_a_name_is_never_lost(mut raw in any_json()) {
        if let Some(members) = raw.as_object_mut() {
            members.insert("id".to_owned(), json!("s"));
            members.insert("name".to_owned(), json!("Club"));
            let reading = Dialect::V1(Weekdays::Monday1).read(&raw);
            prop_assert!(reading.usable);
            prop_assert_eq!(&reading.value["id"], "s");
            prop_assert_eq!(&reading.value["name"], "Club");
            for issue in reading.issues {
                let known = issue.pointer.is_empty() || issue.pointer.starts_with('/') || raw.to_string().contains(FROM);
                prop_assert!(known, "{}", issue.pointer);
            }
        }
    }
}
