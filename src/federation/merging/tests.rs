use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::oruk::generate::Generator;
use crate::oruk::schema::{Document, violations};
use crate::oruk::{Service, write};

fn source(feed: &str, trust: f64, document: Value) -> Source {
    let Value::Object(document) = document else {
        panic!("a service is an object");
    };
    Source {
        feed: feed.parse().unwrap(),
        source_id: "1".to_owned(),
        trust,
        is_home: false,
        first_seen: Timestamp::UNIX_EPOCH,
        changed_at: Timestamp::UNIX_EPOCH,
        document,
    }
}

fn listing() -> ListingId {
    "11111111-1111-4111-8111-111111111111".parse().unwrap()
}

fn merged(sources: &[Source]) -> Merged {
    merge(listing(), sources, &[]).unwrap()
}

fn origin<'a>(merged: &'a Merged, field: &str) -> &'a Origin {
    merged.origins.iter().find(|o| o.field == field).unwrap()
}

fn club(name: &str) -> Value {
    json!({
        "id": "11111111-1111-4111-8111-111111111111", "name": name, "status": "active",
        "phones": [{"id": format!("{name}-phone"), "number": "0114 496 0151"}],
        "schedules": [{"id": format!("{name}-time"), "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}],
        "service_at_locations": [{
            "id": format!("{name}-link"), "location_id": format!("{name}-hall"),
            "location": {
                "id": format!("{name}-hall"), "location_type": "physical", "name": "Heelwood Hall",
                "addresses": [{"id": format!("{name}-address"), "location_id": format!("{name}-hall"),
                    "address_1": "1 Mill Lane", "postal_code": "S8 0LN"}],
            },
        }],
    })
}

#[test]
fn each_rule_decides_in_its_turn() {
    let said = |description: &str, assured: Option<&str>| {
        let mut service = json!({"id": "x", "name": "Club", "description": description});
        if let Some(assured) = assured {
            service["assured_date"] = json!(assured);
        }
        service
    };
    let (old, new) = (Some("2026-01-01"), Some("2026-06-01"));
    for (a, b, want, why) in [
        (
            source("a", 0.5, said("short", None)),
            source("b", 0.9, said("tiny", None)),
            "tiny",
            Why::Trust,
        ),
        (
            source("a", 0.5, said("old words here", old)),
            source("b", 0.5, said("new", new)),
            "new",
            Why::Freshness,
        ),
        (
            source("a", 0.5, said("12345678", None)),
            source("b", 0.5, said("word", None)),
            "word",
            Why::Validity,
        ),
        (
            source("a", 0.5, said("short", None)),
            source("b", 0.5, said("rather longer", None)),
            "rather longer",
            Why::Completeness,
        ),
        (
            source("a", 0.5, said("alike", None)),
            source("b", 0.5, said("other", None)),
            "alike",
            Why::Order,
        ),
        (
            source("a", 0.5, said("Alike.", None)),
            source("b", 0.5, said("alike", None)),
            "Alike.",
            Why::Same,
        ),
    ] {
        let merged = merged(&[b, a]);
        assert_eq!(merged.document["description"], want);
        assert_eq!(origin(&merged, "description").why, why, "{want}");
    }
}

#[test]
fn what_more_sources_say_wins_among_equals_and_the_rest_is_kept_as_lost() {
    let said = |text: &str| json!({"id": "x", "name": "Club", "alert": text});
    let sources = [
        source("a", 0.5, said("later")),
        source("b", 0.5, said("never")),
        source("c", 0.5, said("never")),
    ];
    let merged = merged(&sources);
    let alert = origin(&merged, "alert");
    assert_eq!(
        (merged.document["alert"].as_str(), alert.why),
        (Some("never"), Why::Agreement)
    );
    let from: Vec<_> = alert.from.iter().map(|said| said.feed.as_str()).collect();
    assert_eq!(from, ["b", "c"]);
    assert_eq!(alert.others[0].value, "later");
    assert_eq!(alert.others[0].from[0].feed.as_str(), "a");
}

#[test]
fn ages_come_from_one_source_together() {
    let said = |trust: f64, minimum: Option<u8>, maximum: Option<u8>| {
        source(
            "a",
            trust,
            json!({"id": "x", "name": "Club", "minimum_age": minimum, "maximum_age": maximum}),
        )
    };
    let young = Source {
        feed: "b".parse().unwrap(),
        ..said(0.4, None, Some(25))
    };
    let mut old = said(0.5, Some(60), None);
    old.document.remove("maximum_age");
    let merged = merged(&[old, young]);
    assert_eq!(merged.document["minimum_age"], 60);
    assert!(merged.document.get("maximum_age").is_none());
}

#[test]
fn lists_are_joined_without_doubles_and_ids_stay_with_who_was_first() {
    let mut other = club("b");
    other["phones"][0]["number"] = json!("+44 (0)114 496 0151");
    other["phones"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "b-second", "number": "01632 960002"}));
    other["schedules"] = json!([
        {"id": "b-time", "byday": "TU,TH", "opens_at": "10:00", "closes_at": "12:00", "service_at_location_id": "b-link"},
    ]);
    let late = Source {
        first_seen: "2026-01-01T00:00:00Z".parse().unwrap(),
        ..source("a", 0.9, club("a"))
    };
    let merged = merged(&[late, source("b", 0.5, other)]);
    let document = &merged.document;
    let ids = |list: &str| -> Vec<String> {
        let entries = document[list].as_array().unwrap().iter();
        entries
            .map(|entry| entry["id"].as_str().unwrap().to_owned())
            .collect()
    };
    // b was seen first: what both have goes by its ids, in the words of the more trusted one.
    assert_eq!(ids("phones"), ["b-phone", "b-second"]);
    assert_eq!(document["phones"][0]["number"], "0114 496 0151");
    assert_eq!(ids("service_at_locations"), ["b-link"]);
    let place = &document["service_at_locations"][0];
    assert_eq!(place["location_id"], "b-hall");
    assert_eq!(place["location"]["id"], "b-hall");
    assert_eq!(place["location"]["addresses"][0]["location_id"], "b-hall");
    let days: Vec<_> = document["schedules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["byday"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["TU", "TH"]);
    assert_eq!(document["schedules"][1]["service_at_location_id"], "b-link");
    let phones = origin(&merged, "phones");
    assert_eq!(phones.why, Why::Joined);
    assert_eq!(phones.entries[0].from.len(), 2);
    assert_eq!(phones.entries[1].from[0].feed.as_str(), "b");
}

#[test]
fn of_two_places_for_the_same_session_the_better_sources_stands() {
    let mut moved = club("b");
    moved["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] = json!("S1 2HE");
    let sources = [source("a", 0.9, club("a")), source("b", 0.5, moved.clone())];
    let one = merged(&sources);
    assert_eq!(
        one.document["service_at_locations"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(origin(&one, "service_at_locations").others.len(), 1);
    // Another day at another place is a second place.
    moved["schedules"][0]["byday"] = json!("FR");
    let two = merged(&[source("a", 0.9, club("a")), source("b", 0.5, moved)]);
    assert_eq!(
        two.document["service_at_locations"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(two.document["schedules"].as_array().unwrap().len(), 2);
}

#[test]
fn a_price_has_one_answer_and_the_other_is_told_to_both_feeds() {
    let priced = |amount: f64| {
        let mut service = club("a");
        service["cost_options"] =
            json!([{"id": format!("p{amount}"), "option": "Per session", "amount": amount}]);
        service
    };
    let sources = [source("a", 0.9, priced(3.0)), source("b", 0.5, priced(4.0))];
    let merged = merged(&sources);
    let prices = merged.document["cost_options"].as_array().unwrap();
    assert_eq!((prices.len(), prices[0]["amount"].as_f64()), (1, Some(3.0)));
    assert_eq!(
        origin(&merged, "cost_options").others[0].value["amount"],
        4.0
    );
    let told: Vec<_> = conflicts(&sources)
        .into_iter()
        .map(|c| (c.code.as_str().to_owned(), c.feed.to_string(), c.says))
        .collect();
    let price = |feed: &str, amount: &str| {
        (
            "merge_prices_differ".to_owned(),
            feed.to_owned(),
            Some(amount.to_owned()),
        )
    };
    assert_eq!(told, [price("a", "3.00"), price("b", "4.00")]);
}

#[test]
fn sources_contradict_one_another_only_where_both_speak() {
    let other = |change: &dyn Fn(&mut Value)| {
        let mut service = club("b");
        change(&mut service);
        [source("a", 0.9, club("a")), source("b", 0.5, service)]
    };
    let codes = |sources: &[Source]| -> Vec<String> {
        let mut codes: Vec<_> = conflicts(sources)
            .iter()
            .map(|c| c.code.as_str().to_owned())
            .collect();
        codes.dedup();
        codes
    };
    assert!(codes(&other(&|_| {})).is_empty());
    assert!(
        codes(&other(&|s| {
            s.as_object_mut().unwrap().remove("phones");
        }))
        .is_empty()
    );
    for (change, want) in [
        (
            Box::new(|s: &mut Value| s["phones"][0]["number"] = json!("01632 960001"))
                as Box<dyn Fn(&mut Value)>,
            "merge_phones_differ",
        ),
        (
            Box::new(|s: &mut Value| s["schedules"][0]["opens_at"] = json!("10:30")),
            "merge_hours_differ",
        ),
        (
            Box::new(|s: &mut Value| {
                s["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] =
                    json!("S1 2HE")
            }),
            "merge_places_differ",
        ),
    ] {
        let found = conflicts(&other(&*change));
        assert_eq!(
            found.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(),
            [want, want]
        );
        assert!(want != "merge_phones_differ" || found.iter().all(|c| c.says.is_none()));
    }
}

#[test]
fn an_edit_stands_above_every_feed_and_shows_what_a_feed_says_since() {
    let edit = |before: &str| Edit {
        id: "e".to_owned(),
        field: "description".to_owned(),
        value: json!("Ours."),
        voice: EditVoice::Local,
        author: "ann".to_owned(),
        comment: None,
        at: Timestamp::UNIX_EPOCH,
        expires_at: None,
        before: json!(before),
    };
    let service = json!({"id": "x", "name": "Club", "description": "Theirs."});
    for (before, changed) in [("Theirs.", false), ("What they said then.", true)] {
        let sources = [source("a", 0.5, service.clone())];
        let merged = merge(listing(), &sources, &[edit(before)]).unwrap();
        let description = origin(&merged, "description");
        assert_eq!(merged.document["description"], "Ours.");
        assert_eq!(
            (description.why, description.feed_changed),
            (Why::Edit, changed)
        );
        assert_eq!(description.others[0].value, "Theirs.");
        assert_eq!(description.others[0].from[0].feed.as_str(), "a");
    }
    let gone = Edit {
        value: Value::Null,
        ..edit("Theirs.")
    };
    let merged = merge(listing(), &[source("a", 0.5, service)], &[gone]).unwrap();
    assert!(merged.document.get("description").is_none());
}

fn generated(seed: u64, feed: &str, trust: f64) -> Source {
    let service = Generator::new(seed).service();
    source(feed, trust, serde_json::to_value(&service).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn one_record_comes_out_as_it_went_in(seed in 0_u64..10_000) {
        let one = generated(seed, "a", 0.5);
        let id: ListingId = one.document["id"].as_str().unwrap().parse().unwrap();
        let out = merge(id, std::slice::from_ref(&one), &[]).unwrap();
        prop_assert_eq!(out.document, Value::Object(one.document));
    }

    #[test]
    fn the_order_of_sources_changes_nothing(seeds in prop::collection::vec((0_u64..10_000, 0_u8..3), 2..5), turn in 0_usize..4) {
        let mut sources: Vec<Source> = seeds
            .iter()
            .enumerate()
            .map(|(at, (seed, trust))| generated(*seed, &format!("feed{at}"), f64::from(*trust) / 2.0))
            .collect();
        let want = merged(&sources);
        let by = turn % sources.len();
        sources.rotate_left(by);
        prop_assert_eq!(&merged(&sources), &want);
        sources.reverse();
        prop_assert_eq!(&merged(&sources), &want);
        prop_assert_eq!(conflicts(&sources), { sources.rotate_left(1); conflicts(&sources) });
    }

    #[test]
    fn what_is_merged_is_valid_and_mentions_only_what_stands_in_it(a in 0_u64..10_000, b in 0_u64..10_000) {
        let both = [generated(a, "a", 0.5), generated(b, "b", 0.5)];
        let service: Service = serde_json::from_value(merged(&both).document).unwrap();
        let written: Value = serde_json::from_str(&write::detail(&service).unwrap()).unwrap();
        prop_assert_eq!(violations(Document::Service, &written), vec![]);
    }

    #[test]
    fn a_source_that_says_the_same_adds_nothing(seed in 0_u64..10_000) {
        let one = generated(seed, "a", 0.5);
        let again = Source { feed: "b".parse().unwrap(), ..one.clone() };
        let alone = Value::Object(one.document.clone());
        let id: ListingId = one.document["id"].as_str().unwrap().parse().unwrap();
        let both = merge(id, &[one, again], &[]).unwrap();
        let count = |document: &Value, list: &str| document[list].as_array().map_or(0, Vec::len);
        for list in ["phones", "contacts", "schedules", "cost_options", "attributes", "service_at_locations"] {
            prop_assert!(count(&both.document, list) <= count(&alone, list), "{}", list);
        }
        for field in ["name", "description", "url", "email", "minimum_age", "status"] {
            prop_assert_eq!(&both.document[field], &alone[field]);
        }
        prop_assert_eq!(&both.document["organization"]["name"], &alone["organization"]["name"]);
    }
}

#[test]
fn parts_that_bear_one_id_in_two_directories_have_ids_of_their_own_in_the_one_listing() {
    let with = |feed: &str, number: &str| {
        let mut club = club("Lunch");
        club["phones"] = json!([{"id": "22222222-2222-4222-8222-222222222222", "number": number}]);
        source(feed, 0.5, club)
    };
    let sources = [
        with("ashby", "0114 496 0151"),
        with("brook", "0114 496 0152"),
    ];
    let document = merged(&sources).document;
    let ids: Vec<&str> = document["phones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phone| phone["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(
        ids[0], "22222222-2222-4222-8222-222222222222",
        "the first keeps it"
    );
    assert_ne!(ids[0], ids[1]);
    assert_eq!(merged(&sources).document, document, "the same each time");
}
