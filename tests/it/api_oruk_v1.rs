//! ORUK 1.0 over real HTTP: the same listings, as those who read it expect them.

use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::oruk::schema::{Document, violations};
use waymark::oruk::{Attribute, Service, ServiceArea, TaxonomyTerm};

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::{id, service};

const LISTS: [&str; 5] = [
    "services",
    "organizations",
    "locations",
    "taxonomies",
    "reviews",
];

async fn content(hub: &TestHub, path: &str) -> Vec<Value> {
    let answer = hub.get(&format!("/oruk/v1/{path}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.json()["content"].as_array().unwrap().clone()
}

async fn ids(hub: &TestHub, path: &str) -> Vec<String> {
    let content = content(hub, path).await;
    let ids = content.iter().map(|entry| entry["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

fn services(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| id(1, *n)).collect()
}

/// A term with a name of its own in a vocabulary, on a service.
fn tagged(mut service: Service, link_type: &str, vocabulary: &str, number: u32) -> Service {
    let term = TaxonomyTerm {
        id: Some(id(20, vocabulary.len() as u32 * 100 + number)),
        name: Some(format!("{vocabulary} {number}")),
        code: Some(format!("{vocabulary}:{number}")),
        taxonomy: Some(vocabulary.to_owned()),
        ..TaxonomyTerm::default()
    };
    service.attributes.push(Attribute {
        link_type: Some(link_type.to_owned()),
        taxonomy_term_id: term.id.clone(),
        taxonomy_term: Some(term),
        ..Attribute::default()
    });
    service
}

#[tokio::test]
async fn pages_walk_every_entry_once_and_each_has_a_valid_document() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 23).await;
        for (list, item, detail, count) in [
            ("services", Document::V1ServiceItem, Document::V1Service, 23),
            (
                "organizations",
                Document::V1OrganizationItem,
                Document::V1Organization,
                2,
            ),
            (
                "locations",
                Document::V1LocationItem,
                Document::V1Location,
                20,
            ),
            ("taxonomies", Document::V1Taxonomy, Document::V1Taxonomy, 4),
            ("reviews", Document::V1Review, Document::V1Review, 0),
        ] {
            let mut walk = Vec::new();
            for number in 1.. {
                let path = format!("/oruk/v1/{list}?per_page=3&page={number}");
                let page = hub.get(&path).await.json();
                assert_eq!(violations(Document::V1Page, &page), [], "{path}");
                let entries = page["content"].as_array().unwrap();
                assert_eq!(page["totalElements"], count, "{path}");
                let pages = (count as u64).div_ceil(3).max(1);
                assert_eq!(page["totalPages"], pages, "{path}");
                assert_eq!(
                    (&page["number"], &page["size"]),
                    (&json!(number), &json!(entries.len()))
                );
                assert_eq!(page["first"], number == 1, "{path}");
                assert_eq!(page["last"], number >= pages, "{path}");
                assert_eq!(page["empty"], entries.is_empty(), "{path}");
                for entry in entries {
                    assert_eq!(violations(item, entry), [], "{path}");
                    let has_lists = entry.as_object().unwrap().values().any(Value::is_array);
                    assert!(!has_lists, "{path}: {entry}");
                    walk.push(entry["id"].as_str().unwrap().to_owned());
                }
                if entries.is_empty() {
                    break;
                }
            }
            assert_eq!(walk.len(), count, "{list}");
            assert_eq!(walk, ids(&hub, &format!("{list}?per_page=1000")).await);
            for id in &walk {
                let path = format!("/oruk/v1/{list}/{id}");
                let document = hub.get(&path).await.json();
                assert_eq!(document["id"], *id, "{path}");
                assert_eq!(violations(detail, &document), [], "{path}");
            }
            walk.sort();
            walk.dedup();
            assert_eq!(walk.len(), count, "{list} repeats an id");
        }
        let vocabularies = hub.get("/oruk/v1/vocabularies").await.json();
        assert_eq!(vocabularies, json!(["Sample services list"]));
        for path in ["/oruk/v1", "/oruk/v1/", "/oruk/v1/service_at_locations"] {
            assert_eq!(hub.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_silent_in_1_0_is_as_in_3_0() {
    let hub = TestHub::start().await;
    hub.publish([service(3)]).await;
    for list in LISTS {
        for bad in [
            "per_page=0",
            "per_page=1001",
            "per_page=x",
            "page=0",
            "page=-1",
            "page=",
        ] {
            let answer = hub.get(&format!("/oruk/v1/{list}?{bad}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{list}?{bad}");
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
        let past = hub.get(&format!("/oruk/v1/{list}?page=99")).await.json();
        assert_eq!(
            (&past["empty"], &past["content"]),
            (&json!(true), &json!([]))
        );
        for unknown in [id(99, 1).as_str(), "not-an-id", "%ff", "a%00b"] {
            let answer = hub.get(&format!("/oruk/v1/{list}/{unknown}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{list}/{unknown}");
        }
    }
    for bad in [
        "proximity=5",
        "postcode=nowhere",
        "coverage=ZZ99+9ZZ",
        "minimum_age=-1",
        "day=XX",
        "start_time=25:00",
        "day=MO&day=TU&start_time=10:00",
        "taxonomy_id=a&taxonomy_id=b&vocabulary=v",
        "taxonomy_type=colour",
        "include=secrets",
    ] {
        let answer = hub.get(&format!("/oruk/v1/services?{bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        let parameter = bad.split('=').next().unwrap();
        let named = answer.json()["parameter"].as_str().unwrap().to_owned();
        assert!(bad.contains(&named), "{bad}: {named}, not {parameter}");
    }
    let bad = hub.get("/oruk/v1/taxonomies?root_only=1").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn terms_are_asked_for_by_their_own_names_side_by_side_with_vocabularies() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let mut priced = service(5);
        let cost = tagged(service(5), "cost_option", "kinds", 9)
            .attributes
            .pop();
        priced.cost_options[0].attributes.extend(cost);
        let mut provided = service(6);
        let of_provider = tagged(service(6), "organization", "trades", 1)
            .attributes
            .pop();
        provided
            .organization
            .as_mut()
            .unwrap()
            .attributes
            .extend(of_provider);
        hub.publish([
            tagged(service(1), "service_type", "kinds", 1),
            tagged(
                tagged(service(2), "service_type", "kinds", 2),
                "need",
                "needs",
                7,
            ),
            tagged(service(4), "eligibility", "people", 1),
            priced,
            provided,
        ])
        .await;
        for (query, want) in [
            ("taxonomy_id=kinds:1", &[1][..]),
            ("taxonomy_id=kinds:1&vocabulary=kinds", &[1]),
            ("taxonomy_id=kinds:1&vocabulary=needs", &[]),
            ("vocabulary=kinds", &[1, 2, 5]),
            ("vocabulary=kinds&taxonomy_type=cost_option", &[5]),
            ("taxonomy_id=kinds:9&taxonomy_type=service", &[]),
            ("taxonomy_type=eligibility", &[4]),
            ("taxonomy_type=organization", &[6]),
            (
                "taxonomy_id=kinds:1&taxonomy_id=needs:7&vocabulary=kinds&vocabulary=needs",
                &[1, 2],
            ),
            (
                "taxonomy_id=kinds:1&taxonomy_id=needs:7&vocabulary=needs&vocabulary=needs",
                &[2],
            ),
            ("taxonomy_id=&vocabulary=", &[1, 2, 4, 5, 6]),
            ("need=needs:7", &[2]),
            ("need=needs:7&service_type=kinds:1", &[]),
            ("service_type=kinds:1&service_type=kinds:2", &[1, 2]),
            ("circumstance=none", &[]),
        ] {
            assert_eq!(
                ids(&hub, &format!("services?{query}")).await,
                services(want),
                "{query}"
            );
        }
        let item = &content(&hub, "services?include=service_taxonomys&need=needs:7").await[0];
        assert_eq!(
            item["service_taxonomys"][0]["taxonomy"],
            json!({"id": "kinds:2", "name": "kinds 2", "vocabulary": "kinds"})
        );
        for (query, want) in [
            ("vocabulary=needs", &["needs:7"][..]),
            ("text=KINDS+1", &["kinds:1"]),
            ("needs=needs:7", &["kinds:2"]),
            ("needs=needs:7&vocabulary=people", &[]),
        ] {
            assert_eq!(
                ids(&hub, &format!("taxonomies?{query}")).await,
                want,
                "{query}"
            );
        }
        let one = hub.get("/oruk/v1/taxonomies/kinds:2").await.json();
        assert_eq!(
            (&one["id"], &one["vocabulary"]),
            (&json!("kinds:2"), &json!("kinds"))
        );
        for (query, want) in [
            ("taxonomy=trades:1", 1),
            ("scheme=trades", 1),
            ("taxonomy=trades:1&scheme=kinds", 0),
        ] {
            let found = ids(&hub, &format!("organizations?{query}")).await;
            assert_eq!(found.len(), want, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn parents_and_roots_are_told_apart() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        let roots = ids(&hub, "taxonomies?root_only=true").await;
        assert_eq!(roots, [id(8, 1)]);
        let children = ids(&hub, &format!("taxonomies?parent_id={}", id(8, 1))).await;
        assert_eq!(children, [id(8, 2), id(8, 3), id(8, 4)]);
    })
    .await;
}

#[tokio::test]
async fn days_and_times_are_read_side_by_side() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let at = |n: u32, day: &str, opens: &str, closes: &str| {
            let mut service = service(n);
            service.schedules[0].byday = Some(day.to_owned());
            service.schedules[0].opens_at = Some(opens.to_owned());
            service.schedules[0].closes_at = Some(closes.to_owned());
            service
        };
        hub.publish([
            at(1, "MO", "09:00", "11:00"),
            at(2, "TU", "13:00", "15:00"),
            at(3, "TU", "19:00", "21:00"),
        ])
        .await;
        for (query, want) in [
            ("day=TU", &[2, 3][..]),
            ("day=TU&start_time=18:00", &[3]),
            ("day=MO&start_time=08:00&day=TU&start_time=18:00", &[1, 3]),
            ("day=MO&start_time=18:00&day=TU&start_time=12:00", &[2, 3]),
            ("day=MO&end_time=&day=TU&end_time=16:00", &[1, 2]),
            ("end_time=12:00&end_time=16:00", &[1, 2]),
        ] {
            assert_eq!(
                ids(&hub, &format!("services?{query}")).await,
                services(want),
                "{query}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn words_rank_places_and_areas_limit() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let mut twice = service(2);
        twice.name = Some("Chess".to_owned());
        twice.description = Some("Chess, and again chess: chess for all.".to_owned());
        let mut once = service(1);
        once.description =
            Some("Cards, draughts, dominoes, bingo and now and then a game of chess.".to_owned());
        once.service_areas = vec![ServiceArea {
            name: Some("LS1".to_owned()),
            ..ServiceArea::default()
        }];
        hub.publish([once, twice, service(3)]).await;
        assert_eq!(ids(&hub, "services?text=chess").await, services(&[2, 1]));
        assert_eq!(
            ids(&hub, "services?text=chess&per_page=1&page=2").await,
            services(&[1])
        );
        assert_eq!(
            ids(&hub, "services?text=%28%22").await.len(),
            3,
            "signs ask nothing"
        );
        let near = "services?postcode=ls14ap&proximity=50";
        assert!(ids(&hub, near).await.len() < 3);
        assert_eq!(ids(&hub, "services?postcode=LS1+4AP").await.len(), 3);
        assert_eq!(ids(&hub, "services?coverage=LS1+4AP").await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn entries_show_the_lists_that_are_asked_for() {
    let hub = TestHub::start().await;
    hub.publish([service(3)]).await;
    let full = hub
        .get(&format!("/oruk/v1/services/{}", id(1, 3)))
        .await
        .json();
    for (query, lists) in [
        ("include=contacts", &["contacts"][..]),
        (
            "include=service_at_locations&include=regular_schedules",
            &["service_at_locations", "regular_schedules"],
        ),
        (
            "include=service_taxonomies,cost_option",
            &["service_taxonomys", "cost_options"],
        ),
        ("include=reviews", &[]),
    ] {
        let item = content(&hub, &format!("services?{query}")).await.remove(0);
        for (name, value) in full.as_object().unwrap() {
            if value.is_array() {
                let want = lists.contains(&name.as_str()).then_some(value);
                assert_eq!(item.get(name), want, "{query}: {name}");
            }
        }
    }
    let phones = full["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["phones"].as_array());
    let numbers: Vec<_> = phones.flatten().map(|phone| &phone["number"]).collect();
    assert_eq!(
        numbers,
        ["01632 960001"],
        "a contact holds the service's own number"
    );
    let location = hub
        .get(&format!("/oruk/v1/locations/{}", id(11, 3)))
        .await
        .json();
    assert_eq!(location["physical_addresses"][0]["postal_code"], "LS1 4AP");
    assert_eq!(
        location["service_at_locations"][0]["service"]["id"],
        id(1, 3)
    );
    let provider = hub
        .get(&format!("/oruk/v1/organizations/{}", id(2, 1)))
        .await
        .json();
    assert_eq!(provider["services"][0]["id"], id(1, 3));
    assert_eq!(provider["url"], "https://provider.example.org/");
}

#[tokio::test]
async fn a_service_without_a_provider_is_valid_all_the_same() {
    let hub = TestHub::start().await;
    let mut alone = service(3);
    alone.organization = None;
    alone.organization_id = None;
    hub.publish([alone]).await;
    let document = hub
        .get(&format!("/oruk/v1/services/{}", id(1, 3)))
        .await
        .json();
    assert_eq!(violations(Document::V1Service, &document), []);
    assert_eq!(document["organization"]["name"], "Not stated");
}
