//! Each filter of `/api/v1/search` in its three answers, with and without what is not stated.

use serde_json::{Value, json};
use waymark::domain::{ChangeReason, ListingState};
use waymark::oruk::{Service, TaxonomyTerm};

use crate::support::hub::TestHub;
use crate::support::sample::id;

/// A service with a place and what a test adds.
fn service(number: u32, more: &Value) -> Service {
    let mut service = json!({
        "id": id(1, number),
        "name": format!("Group {number}"),
        "status": "active",
        "service_at_locations": [{"location": {"location_type": "physical", "latitude": 53.8, "longitude": -1.55}}],
    });
    let object = service.as_object_mut().unwrap();
    object.extend(more.as_object().unwrap().clone());
    serde_json::from_value(service).unwrap()
}

async fn hub_of(services: &[Value]) -> TestHub {
    let hub = TestHub::start().await;
    hub.publish(
        (1..)
            .zip(services)
            .map(|(number, more)| service(number, more)),
    )
    .await;
    hub
}

/// Numbers of the services found, in their order.
fn numbers(found: &Value) -> Vec<u32> {
    let results = found["results"].as_array().unwrap().iter();
    let ids = results.map(|result| result["id"].as_str().unwrap());
    let mut numbers: Vec<u32> = ids
        .map(|id| u32::from_str_radix(&id[24..], 16).unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

async fn search(hub: &TestHub, query: &str) -> Value {
    let answer = hub.get(&format!("/api/v1/search?{query}")).await;
    assert!(answer.status.is_success(), "{query}: {}", answer.text);
    answer.json()
}

/// Service 1 answers yes, 2 answers no, 3 says nothing: `query` finds the first, counts the
/// last under `name`, and lets it in when asked.
async fn three_answers(query: &str, name: &str, yes: Value, no: Value) {
    let hub = hub_of(&[yes, no, json!({})]).await;
    let strict = search(&hub, query).await;
    assert_eq!(numbers(&strict), [1], "{query}");
    assert_eq!(strict["total"], 1, "{query}");
    assert_eq!(strict["unknown"], json!({name: 1, "any": 1}), "{query}");
    let open = search(&hub, &format!("{query}&include_unknown=true")).await;
    assert_eq!(numbers(&open), [1, 3], "{query}");
    assert_eq!(open["total"], 2, "{query}");
    let neither = search(&hub, "include_unknown=true").await;
    assert_eq!(neither["unknown"], json!({"any": 0}), "{query}");
    assert_eq!(neither["total"], 3, "{query}");
}

fn at_a_place(accessibility: &str) -> Value {
    json!({"service_at_locations": [{"location": {
        "location_type": "physical", "latitude": 53.8, "longitude": -1.55,
        "accessibility": [{"description": accessibility}],
    }}]})
}

fn weekly(day: &str, opens: &str, closes: &str) -> Value {
    json!({"schedules": [{"freq": "WEEKLY", "byday": day, "opens_at": opens, "closes_at": closes}]})
}

fn tagged(link_type: &str, name: &str, code: &str) -> Value {
    let term = json!({"id": id(8, name.len() as u32), "name": name, "code": code});
    json!({"attributes": [{"link_type": link_type, "taxonomy_term": term}]})
}

#[tokio::test]
async fn what_it_costs() {
    let priced = |amount: f64| json!({"cost_options": [{"amount": amount}]});
    three_answers("free=true", "free", priced(0.0), priced(3.0)).await;
    three_answers("free=false", "free", priced(3.0), priced(0.0)).await;
    three_answers("max_cost=3", "max_cost", priced(3.0), priced(3.01)).await;
    three_answers(
        "max_cost=0&max_cost=2.5",
        "max_cost",
        priced(2.5),
        priced(3.0),
    )
    .await;
    let cheapest = json!({"cost_options": [{"amount": 9.0}, {"amount": 2.0}]});
    three_answers("max_cost=2", "max_cost", cheapest, priced(9.0)).await;
}

#[tokio::test]
async fn when_it_takes_place() {
    let mornings = || weekly("MO,TH", "10:00", "12:00");
    let evenings = || weekly("FR", "19:00", "21:00");
    three_answers("day=TH", "day", mornings(), evenings()).await;
    three_answers("day=tu&day=th", "day", mornings(), evenings()).await;
    three_answers(
        "day=TH",
        "day",
        json!({"schedules": [{"freq": "MONTHLY", "byday": "2TH"}]}),
        evenings(),
    )
    .await;
    three_answers("start_time=18:00", "start_time", evenings(), mornings()).await;
    three_answers("end_time=12:00", "end_time", mornings(), evenings()).await;
}

#[tokio::test]
async fn a_schedule_counts_from_its_first_day_to_its_last() {
    // The hub's clock stands at 21 November 2026.
    let on_mondays = |more: Value| {
        let mut schedule = json!({"freq": "WEEKLY", "byday": "MO"});
        let more = more.as_object().unwrap().clone();
        schedule.as_object_mut().unwrap().extend(more);
        json!({ "schedules": [schedule] })
    };
    let hub = hub_of(&[
        on_mondays(json!({})),
        on_mondays(json!({"valid_to": "2020-01-01"})),
        on_mondays(json!({"until": "2020-01-01"})),
        on_mondays(json!({"valid_from": "2030-01-01"})),
        on_mondays(json!({"dtstart": "2026-11-23"})),
        on_mondays(json!({"valid_from": "2026-11-21", "valid_to": "2026-11-21"})),
        on_mondays(json!({"dtstart": "2026-01-05", "count": 6})),
        json!({"schedules": [
            {"freq": "WEEKLY", "byday": "MO", "valid_to": "2026-11-20"},
            {"freq": "WEEKLY", "byday": "TU", "valid_from": "2026-11-21"},
        ]}),
    ])
    .await;
    let found = search(&hub, "day=MO").await;
    assert_eq!(numbers(&found), [1, 6]);
    // Of those whose schedules have all ended or not begun, no day is known.
    assert_eq!(found["unknown"], json!({"day": 5, "any": 5}));
    assert_eq!(found["facets"]["day"]["values"][0]["count"], 2);
    assert_eq!(found["facets"]["day"]["values"][1]["count"], 1);
    assert_eq!(numbers(&search(&hub, "day=TU").await), [8]);
    // The next days come and go without a listing changing.
    hub.clock.advance(jiff::SignedDuration::from_hours(48));
    let found = search(&hub, "day=MO").await;
    assert_eq!(numbers(&found), [1, 5]);
    assert_eq!(found["unknown"], json!({"day": 5, "any": 5}));
}

#[tokio::test]
async fn a_postal_address_is_no_place() {
    let at = |kind: &str| {
        json!({"service_at_locations": [{"location": {
            "location_type": kind, "latitude": 53.81, "longitude": -1.55,
        }}]})
    };
    let hub = hub_of(&[at("physical"), at("postal"), at("virtual")]).await;
    let found = search(&hub, "lat=53.8&lon=-1.55").await;
    let metres: Vec<_> = found["results"].as_array().unwrap().iter().collect();
    let metres = metres
        .iter()
        .filter(|result| result["distance_m"].is_number());
    assert_eq!(metres.count(), 1, "{found}");
    assert_eq!(numbers(&search(&hub, "in_person=true").await), [1]);
}

#[tokio::test]
async fn a_language_is_found_by_all_its_names_and_by_the_feed_s_own() {
    let speaks = |name: &str, code: &str| json!({"languages": [{"name": name, "code": code}]});
    let hub = hub_of(&[
        speaks("Cymraeg", "cym"),
        speaks("Polski", "pol"),
        json!({"languages": [{"name": "Welsh, Polish"}]}),
    ])
    .await;
    for (asked, want) in [
        ("Cymraeg", vec![1, 3]),
        ("CYM", vec![1, 3]),
        ("cy", vec![1, 3]),
        ("welsh", vec![1, 3]),
        ("wel", vec![1, 3]),
        ("Polski", vec![2]),
        ("pol", vec![2, 3]),
        ("PL", vec![2, 3]),
        ("polish", vec![2, 3]),
        ("Welsh, Polish", vec![]),
    ] {
        let found = search(&hub, &format!("language={asked}")).await;
        assert_eq!(numbers(&found), want, "{asked}");
    }
    let facet = &search(&hub, "").await["facets"]["language"]["values"];
    assert_eq!(facet.as_array().unwrap().len(), 2, "{facet}");
}

#[tokio::test]
async fn one_schedule_meets_day_and_time_together() {
    let both = json!({"schedules": [
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00", "closes_at": "12:00"},
        {"freq": "WEEKLY", "byday": "FR", "opens_at": "19:00", "closes_at": "21:00"},
    ]});
    let timeless = json!({"schedules": [{"freq": "WEEKLY", "byday": "MO"}]});
    let hub = hub_of(&[both, timeless]).await;
    for (query, want, unknown) in [
        (
            "day=MO&end_time=12:00",
            vec![1],
            json!({"day": 0, "end_time": 1, "any": 1}),
        ),
        (
            "day=MO&start_time=18:00",
            vec![],
            json!({"day": 0, "start_time": 1, "any": 1}),
        ),
        (
            "day=FR&start_time=18:00&end_time=21:00",
            vec![1],
            json!({"day": 0, "start_time": 0, "end_time": 0, "any": 0}),
        ),
        ("day=SU", vec![], json!({"day": 0, "any": 0})),
    ] {
        let found = search(&hub, query).await;
        assert_eq!(numbers(&found), want, "{query}");
        assert_eq!(found["unknown"], unknown, "{query}");
    }
    let days = &search(&hub, "start_time=18:00").await["facets"]["day"];
    let counts: Vec<_> = days["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [0, 0, 0, 0, 1, 0, 0], "Mondays are in the morning");
    assert_eq!(days["not_stated"], 1);
}

#[tokio::test]
async fn who_may_come_by_age_and_who_does_not_say_is_let_in() {
    let aged = |min: Option<f64>, max: Option<f64>| json!({"minimum_age": min, "maximum_age": max});
    let hub = hub_of(&[
        aged(Some(18.0), None),
        aged(None, Some(11.0)),
        aged(Some(50.0), Some(65.0)),
        json!({}),
    ])
    .await;
    for (query, want) in [
        ("age=70", vec![1, 4]),
        ("age=11", vec![2, 4]),
        ("age=11.5", vec![2, 4]),
        ("age=50", vec![1, 3, 4]),
        ("age=17", vec![4]),
        ("age=7&age=60", vec![1, 2, 3, 4]),
        ("min_age=12&max_age=20", vec![1, 4]),
        ("min_age=66", vec![1, 4]),
        ("max_age=17", vec![2, 4]),
    ] {
        for more in ["", "&include_unknown=true"] {
            let found = search(&hub, &format!("{query}{more}")).await;
            assert_eq!(numbers(&found), want, "{query}{more}");
            assert_eq!(
                found["unknown"],
                json!({"age": 1, "any": 0}),
                "{query}{more}"
            );
        }
    }
}

#[tokio::test]
async fn how_people_take_part() {
    let virtual_place =
        json!({"service_at_locations": [{"location": {"location_type": "virtual"}}]});
    let attended = |how: &str| json!({"schedules": [{"freq": "WEEKLY", "byday": "MO", "attending_type": how}]});
    let placeless = |mut service: Value| {
        service["service_at_locations"] = json!([]);
        service
    };
    let hub = hub_of(&[
        attended("venue"),
        virtual_place,
        attended("hybrid"),
        placeless(attended("home")),
        placeless(json!({})),
    ])
    .await;
    let found = search(&hub, "remote=true").await;
    assert_eq!(numbers(&found), [2, 3]);
    let found = search(&hub, "remote=false").await;
    assert_eq!(
        numbers(&found),
        [1, 3],
        "what has a place, hybrids among it"
    );
    assert_eq!(
        found["unknown"],
        json!({"remote": 1, "any": 1}),
        "no place, and no word of how"
    );
    let found = search(&hub, "remote=false&include_unknown=true").await;
    assert_eq!(numbers(&found), [1, 3, 5]);
    assert_eq!(numbers(&search(&hub, "home_visit=true").await), [4]);
    let in_person = numbers(&search(&hub, "in_person=true").await);
    assert!(in_person.contains(&1) && in_person.contains(&3) && !in_person.contains(&2));
}

#[tokio::test]
async fn for_whom_it_is_and_who_gets_in() {
    let said = |words: &str| json!({"eligibility_description": words});
    let hub = hub_of(&[said("Women only."), said("Men only."), json!({})]).await;
    assert_eq!(numbers(&search(&hub, "women_only=true").await), [1]);
    assert_eq!(numbers(&search(&hub, "men_only=true").await), [2]);
    assert_eq!(
        numbers(&search(&hub, "women_only=true&men_only=true").await),
        [0; 0]
    );
    three_answers(
        "accessible=true",
        "accessible",
        at_a_place("Wheelchair accessible"),
        at_a_place("Not wheelchair accessible"),
    )
    .await;
    for asked in ["Beekeepers", "BEEKEEPERS", "bees:1", &id(8, 10)] {
        three_answers(
            &format!("audience={asked}"),
            "audience",
            tagged("eligibility", "Beekeepers", "bees:1"),
            tagged("eligibility", "Bell ringers", "bells:1"),
        )
        .await;
    }
    let speaks = |name: &str, code: &str| json!({"languages": [{"name": name, "code": code}]});
    for asked in ["cy", "CY", "Welsh", "welsh", "WELSH&language=Urdu"] {
        let query = format!("language={asked}");
        three_answers(
            &query,
            "language",
            speaks("Welsh", "cy"),
            speaks("Polish", "pl"),
        )
        .await;
    }
}

#[tokio::test]
async fn a_full_service_has_no_places_whatever_its_words_say() {
    let hub = hub_of(&[
        json!({"wait_time": "No waiting list."}),
        json!({"wait_time": "No waiting list."}),
    ])
    .await;
    let full = service(2, &json!({"wait_time": "No waiting list."}));
    hub.put(full, ListingState::Frozen, ChangeReason::Updated)
        .await;
    hub.index().await;
    assert_eq!(numbers(&search(&hub, "has_places=true").await), [1]);
    assert_eq!(numbers(&search(&hub, "has_places=false").await), [2]);
}

#[tokio::test]
async fn a_category_brings_what_is_narrower_and_follows_terms_that_move() {
    let term = |number: u32, parent: Option<u32>| -> TaxonomyTerm {
        serde_json::from_value(json!({
            "id": id(8, number), "name": format!("Kind {number}"), "code": format!("kinds:{number}"),
            "parent_id": parent.map(|parent| id(8, parent)),
        }))
        .unwrap()
    };
    let of_kind = |number: u32, parent: Option<u32>| json!({"attributes": [{"link_type": "service_type", "taxonomy_term": term(number, parent)}]});
    let hub = hub_of(&[
        of_kind(1, None),
        of_kind(2, Some(1)),
        of_kind(3, Some(2)),
        of_kind(4, None),
        json!({}),
    ])
    .await;
    for asked in ["Kind 1", "kind%201", "KINDS:1", &id(8, 1)] {
        let found = search(&hub, &format!("category={asked}")).await;
        assert_eq!(numbers(&found), [1, 2, 3], "{asked}");
        assert_eq!(found["unknown"]["category"], 1, "{asked}");
    }
    assert_eq!(
        numbers(&search(&hub, "category=Kind+3&category=Kind+4").await),
        [3, 4]
    );
    assert_eq!(
        numbers(&search(&hub, &format!("taxonomy_term_id={}", id(8, 1))).await),
        [1]
    );
    let facet = |found: &Value| -> Vec<(String, u64)> {
        let values = found["facets"]["category"]["values"]
            .as_array()
            .unwrap()
            .clone();
        let pair = |value: &Value| {
            (
                value["label"].as_str().unwrap().to_owned(),
                value["count"].as_u64().unwrap(),
            )
        };
        values.iter().map(pair).collect()
    };
    let kinds = |counts: &[(u32, u64)]| -> Vec<(String, u64)> {
        counts
            .iter()
            .map(|(kind, count)| (format!("Kind {kind}"), *count))
            .collect()
    };
    let found = search(&hub, "category=Kind+4").await;
    assert_eq!(
        facet(&found),
        kinds(&[(1, 3), (2, 2), (3, 1), (4, 1)]),
        "a facet leaves its own filter out"
    );

    // The feed's own list moves the fourth below the third: no listing changes.
    let mut tx = hub.hub.store.write().await.unwrap();
    let terms = [
        term(1, None),
        term(2, Some(1)),
        term(3, Some(2)),
        term(4, Some(3)),
    ];
    tx.put_terms(&"ashby".parse().unwrap(), &terms)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    hub.index().await;
    let found = search(&hub, "category=Kind+1").await;
    assert_eq!(numbers(&found), [1, 2, 3, 4]);
    assert_eq!(facet(&found), kinds(&[(1, 4), (2, 3), (3, 2), (4, 1)]));
}

#[tokio::test]
async fn who_lists_and_provides_it_and_when_it_was_confirmed() {
    let by = |number: u32| json!({"organization_id": id(2, number), "organization": {"id": id(2, number), "name": format!("Trust {number}")}});
    let hub = hub_of(&[by(1), by(2), json!({})]).await;
    let found = search(&hub, &format!("organization_id={}", id(2, 2))).await;
    assert_eq!(
        (numbers(&found), &found["unknown"]["organization_id"]),
        (vec![2], &json!(1))
    );
    assert_eq!(
        found["facets"]["organization_id"]["values"][0]["label"],
        "Trust 1"
    );
    assert_eq!(numbers(&search(&hub, "feed=ashby").await), [1, 2, 3]);
    assert_eq!(numbers(&search(&hub, "feed=elsewhere").await), [0; 0]);
    // The hub's clock stands at 21 November 2026.
    let assured = |date: &str| json!({"assured_date": date});
    three_answers(
        "verified_within_days=30",
        "verified_within_days",
        assured("2026-10-22"),
        assured("2026-10-21"),
    )
    .await;
    three_answers(
        "verified_within_days=0",
        "verified_within_days",
        assured("2026-11-21"),
        assured("2026-11-20"),
    )
    .await;
}

#[tokio::test]
async fn who_leaves_two_filters_open_is_counted_under_both_and_once_in_all() {
    let free = json!({"cost_options": [{"amount": 0.0}]});
    let dear = json!({"cost_options": [{"amount": 9.0}]});
    let hub = hub_of(&[json!({}), free, dear, at_a_place("Wheelchair accessible")]).await;
    let found = search(&hub, "free=true&accessible=true").await;
    assert_eq!(numbers(&found), [0; 0]);
    assert_eq!(
        found["unknown"],
        json!({"free": 2, "accessible": 2, "any": 3})
    );
    let found = search(&hub, "free=true&accessible=true&include_unknown=true").await;
    assert_eq!(numbers(&found), [1, 2, 4], "and no more than that");
}

#[tokio::test]
async fn facets_can_be_left_out() {
    let hub = hub_of(&[json!({})]).await;
    assert_eq!(search(&hub, "facets=false").await["facets"], json!({}));
    assert_eq!(
        search(&hub, "").await["facets"]["feed"]["values"][0]["count"],
        1
    );
}
