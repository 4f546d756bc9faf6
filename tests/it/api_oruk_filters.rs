//! The filters of the ORUK 3.0 lists.

use geo::{Distance, Geodesic, Point};
use reqwest::StatusCode;
use serde_json::json;
use waymark::oruk::{Service, ServiceArea};

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::{self, id};

fn services(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| id(1, *n)).collect()
}

fn places(numbers: &[u32]) -> Vec<String> {
    let placed = numbers.iter().filter(|n| !n.is_multiple_of(7));
    placed.map(|n| id(10, *n)).collect()
}

/// Both lists hold these services and their places, in their order.
async fn assert_found(hub: &TestHub, query: &str, want: &[u32]) {
    for (list, want) in [
        ("services", services(want)),
        ("service_at_locations", places(want)),
    ] {
        let found = hub.ids(&format!("/oruk/v3/{list}?{query}")).await;
        assert_eq!(found, want, "{list}?{query}");
    }
}

#[tokio::test]
async fn services_and_their_places_are_filtered_alike() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 12).await;
        let (term, taxonomy, even) = (id(8, 1), id(9, 1), id(2, 0));
        let (nobody, odd) = (id(2, 9), id(2, 1));
        let all: Vec<u32> = (1..=12).collect();
        for (query, want) in [
            (String::new(), &all[..]),
            (format!("taxonomy_term_id={term}"), &[3, 6, 9, 12]),
            (format!("taxonomy_id={taxonomy}"), &[3, 6, 9, 12]),
            (format!("organization_id={even}"), &[2, 4, 6, 8, 10, 12]),
            (
                format!("organization_id={even}&taxonomy_term_id={term}"),
                &[6, 12],
            ),
            (
                format!("organization_id={even}&organization_id={odd}"),
                &all,
            ),
            (format!("organization_id={nobody}"), &[]),
            ("organization_id=not-a-uuid".to_owned(), &[]),
            ("organization_id=%00".to_owned(), &all),
            ("taxonomy_term_id=%27%20OR%201%3D1".to_owned(), &[]),
            ("organization_id=".to_owned(), &all),
            ("search=number+7".to_owned(), &[7]),
            (
                format!("search=tea&organization_id={even}&taxonomy_id={taxonomy}"),
                &[6, 12],
            ),
        ] {
            assert_found(&hub, &query, want).await;
        }
    })
    .await;
}

#[tokio::test]
async fn modified_after_takes_instants_and_dates_and_includes_the_very_instant() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        // Sample services are written a second apart, from 09:00:01 on.
        for (after, want) in [
            ("2026-11-21", 3),
            ("2026-11-22", 0),
            ("2026-11-21T09:00:02Z", 2),
            ("2026-11-21T09:00:02.000Z", 2),
            ("2026-11-21T09:00:02.001Z", 1),
            ("2026-11-21T10:00:02%2B01:00", 2),
            ("2026-11-21T10:00:02+01:00", 2),
        ] {
            for list in ["services", "service_at_locations"] {
                let found = hub
                    .ids(&format!("/oruk/v3/{list}?modified_after={after}"))
                    .await;
                assert_eq!(found.len(), want, "{list} {after}");
            }
        }
        for bad in ["", "yesterday", "21/11/2026", "2026-13-01", "1732179600"] {
            let answer = hub
                .get(&format!("/oruk/v3/services?modified_after={bad}"))
                .await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_postcode_with_proximity_keeps_what_lies_within_so_many_metres() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 12).await;
        // The samples share one postcode: it is learned somewhere in their midst.
        let centre = hub.hub.gazetteer.locate(&"LS1 4AP".parse().unwrap());
        let centre = centre.map(|at| Point::new(at.lon, at.lat)).unwrap();
        let metres = |n: u32| {
            let (lat, lon) = sample::point(n);
            Geodesic.distance(centre, Point::new(lon, lat))
        };
        for reach in [metres(4) - 0.5, metres(4) + 0.5, 1.0, 5000.5] {
            let within: Vec<u32> = (1..=12_u32)
                .filter(|n| !n.is_multiple_of(7) && metres(*n) <= reach)
                .collect();
            for postcode in ["LS1%204AP", "ls14ap", "%20Ls1%20%204aP"] {
                let query = format!("postcode={postcode}&proximity={reach}");
                assert_found(&hub, &query, &within).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_postcode_alone_leaves_out_services_whose_areas_do_not_cover_it() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 12).await;
        let square = |west: f64| {
            let (west, east) = (west, west + 1.0);
            format!("{{\"type\":\"Polygon\",\"coordinates\":[[[{west},53],[{east},53],[{east},54],[{west},54],[{west},53]]]}}")
        };
        let areas = [
            (1, vec![("LS1", None)]),
            (2, vec![("BD1", None)]),
            (3, vec![("BD1", None), ("LS postcodes", None)]),
            (4, vec![("The valley", None)]),
            (5, vec![("BD1", None), ("The valley", None)]),
            (6, vec![("A square", Some(square(-2.0)))]),
            (7, vec![("A square", Some(square(0.0)))]),
        ];
        let with_areas = areas.map(|(number, areas)| {
            let mut service = sample::service(number);
            let areas = areas.into_iter().map(|(name, extent)| ServiceArea {
                name: Some(name.to_owned()),
                extent_type: extent.as_ref().map(|_| "geojson".to_owned()),
                extent,
                ..ServiceArea::default()
            });
            service.service_areas.extend(areas);
            service
        });
        hub.publish(with_areas).await;
        let numbers = [1, 3, 4, 5, 6, 8, 9, 10, 11, 12];
        for (path, want) in [
            ("services", services(&numbers)),
            ("service_at_locations", places(&numbers)),
        ] {
            let mut walked = Vec::new();
            for page in 1..=4 {
                let query = format!("/oruk/v3/{path}?postcode=ls14ap&per_page=3&page={page}");
                walked.extend(hub.ids(&query).await);
            }
            walked.sort();
            assert_eq!(walked, want, "{path}");
        }
        let near = hub.ids("/oruk/v3/services?postcode=ls14ap&proximity=100000").await;
        assert!(near.contains(&id(1, 2)), "with proximity the areas do not count");
    })
    .await;
}

/// A service with ages and a timetable of its own.
fn timed(n: u32, ages: (Option<f64>, Option<f64>), schedules: serde_json::Value) -> Service {
    Service {
        minimum_age: ages.0,
        maximum_age: ages.1,
        schedules: serde_json::from_value(schedules).unwrap(),
        ..sample::service(n)
    }
}

fn at(byday: &str, opens: &str, closes: &str) -> serde_json::Value {
    json!({"freq": "WEEKLY", "byday": byday, "opens_at": opens, "closes_at": closes})
}

#[tokio::test]
async fn ages_days_and_times_are_those_that_the_service_states() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let two = json!([at("MO", "09:00", "10:00"), at("TH,SA", "18:30", "21:00")]);
        let monthly = json!([{"freq": "MONTHLY", "byday": "2TH", "opens_at": "10:00"}]);
        hub.publish([
            timed(1, (Some(5.0), Some(11.0)), two),
            timed(2, (Some(18.0), None), monthly),
            timed(3, (None, Some(4.5)), json!([])),
            timed(4, (None, None), json!([at("MO", "10:00", "12:00")])),
        ])
        .await;
        for (query, want) in [
            ("minimum_age=5", &[1, 2][..]),
            ("minimum_age=5.5", &[2]),
            ("minimum_age=0", &[1, 2]),
            ("maximum_age=11", &[1, 3]),
            ("maximum_age=4.5", &[3]),
            ("minimum_age=5&maximum_age=11", &[1]),
            ("day=TH", &[1, 2]),
            ("day=mo", &[1, 4]),
            ("day=SA&day=2TH", &[1, 2]),
            ("day=SU", &[]),
            ("start_time=10:00", &[1, 2, 4]),
            ("start_time=18:31", &[]),
            ("end_time=12:00", &[1, 4]),
            ("end_time=10:00", &[1]),
            ("day=MO&start_time=10:00", &[4]),
            ("day=MO&start_time=09:00&end_time=10:00:00", &[1]),
            ("day=MO&end_time=21:00&minimum_age=1", &[1]),
            ("day=", &[1, 2, 3, 4]),
        ] {
            assert_found(&hub, query, want).await;
        }
        hub.publish([timed(1, (None, None), json!([]))]).await;
        let found = hub.ids("/oruk/v3/services?day=TH").await;
        assert_eq!(
            found,
            services(&[2]),
            "a timetable that is gone finds nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn listings_of_an_older_version_get_their_ages_and_times_when_the_store_is_opened() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        let pool = sqlx::AnyPool::connect(&database.url).await.unwrap();
        for forget in [
            "DELETE FROM listing_hours",
            "DELETE FROM listing_links",
            "DELETE FROM locations",
            "UPDATE service_at_locations SET location_id = NULL",
            "UPDATE clock SET published_seq = 0",
            "DELETE FROM meta WHERE key = 'lists'",
        ] {
            sqlx::query(forget).execute(&pool).await.unwrap();
        }
        pool.close().await;
        let found = async || {
            let of_v1 = async |path: &str| hub.get(path).await.json()["totalElements"].clone();
            (
                hub.ids("/oruk/v3/services?day=TU").await.len(),
                of_v1(&format!("/oruk/v1/services?taxonomy_id={}", id(8, 1))).await,
                of_v1("/oruk/v1/locations").await,
            )
        };
        assert_eq!(found().await, (0, json!(0), json!(0)));
        database.another().await.close().await;
        assert_eq!(found().await, (3, json!(1), json!(3)));
    })
    .await;
}

#[tokio::test]
async fn wrong_values_are_refused_and_named() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        for (query, parameter, kind) in [
            ("proximity=100", "proximity", "parameter_invalid"),
            (
                "postcode=LS14AP&proximity=0",
                "proximity",
                "parameter_invalid",
            ),
            (
                "postcode=LS14AP&proximity=-5",
                "proximity",
                "parameter_invalid",
            ),
            (
                "postcode=LS14AP&proximity=far",
                "proximity",
                "parameter_invalid",
            ),
            (
                "postcode=LS14AP&proximity=NaN",
                "proximity",
                "parameter_invalid",
            ),
            (
                "postcode=LS14AP&proximity=",
                "proximity",
                "parameter_invalid",
            ),
            ("postcode=nowhere", "postcode", "postcode_invalid"),
            ("postcode=LS&proximity=100", "postcode", "postcode_invalid"),
            ("postcode=AB10%201AB", "postcode", "postcode_unknown"),
            (
                "postcode=AB10%201AB&proximity=100",
                "postcode",
                "postcode_unknown",
            ),
            ("full=1", "full", "parameter_invalid"),
            ("minimum_age=old", "minimum_age", "parameter_invalid"),
            ("maximum_age=-1", "maximum_age", "parameter_invalid"),
            ("start_time=late", "start_time", "parameter_invalid"),
            ("end_time=25:00", "end_time", "parameter_invalid"),
            ("day=today", "day", "parameter_invalid"),
        ] {
            for list in ["services", "service_at_locations"] {
                let answer = hub.get(&format!("/oruk/v3/{list}?{query}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{list}?{query}");
                let problem = answer.json();
                assert_eq!(
                    problem["type"],
                    format!("/problems/{kind}"),
                    "{list}?{query}"
                );
                assert_eq!(problem["parameter"], parameter, "{list}?{query}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn words_are_searched_in_any_letter_case_and_no_character_is_an_error() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        for query in ["TEA", "tea company", "Sample"] {
            let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let found = hub.ids(&format!("/oruk/v3/services?search={query}")).await;
            assert_eq!(found.len(), 3, "{query}");
        }
        let odd = [
            "\"",
            "'",
            "(",
            ")",
            "[",
            "*",
            "?",
            "+",
            "-",
            "!",
            "^",
            "~",
            ":",
            "/",
            "\\",
            "AND",
            "OR",
            "NOT",
            "name:tea",
            "tea*",
            "%",
            "_",
            "\0",
            "ÿ",
            "🫖",
            "--",
            "; DROP TABLE listings",
        ];
        let long = "tea ".repeat(1_500);
        for text in odd.into_iter().chain([long.as_str()]) {
            let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            for list in [
                "services",
                "service_at_locations",
                "organizations",
                "taxonomies",
                "taxonomy_terms",
            ] {
                let answer = hub.get(&format!("/oruk/v3/{list}?search={query}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{list}: {text:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn organizations_taxonomies_and_terms_are_searched_and_filtered() {
    for_each_database(async |database| {
        let hub = TestHub::with_samples(database, 3).await;
        let terms =
            |numbers: &[u32]| -> Vec<String> { numbers.iter().map(|n| id(8, *n)).collect() };
        for (path, want) in [
            ("organizations?search=BROOK".to_owned(), vec![id(2, 1)]),
            ("organizations?search=%25".to_owned(), vec![]),
            ("taxonomies?search=sample".to_owned(), vec![id(9, 1)]),
            ("taxonomies?search=nothing".to_owned(), vec![]),
            (
                "taxonomy_terms?search=clubs".to_owned(),
                terms(&[1, 2, 3, 4]),
            ),
            ("taxonomy_terms?search=4".to_owned(), terms(&[4])),
            (
                format!("taxonomy_terms?taxonomy_id={}", id(9, 1)),
                terms(&[1, 2, 3, 4]),
            ),
            (format!("taxonomy_terms?taxonomy_id={}", id(9, 2)), vec![]),
            ("taxonomy_terms?top_only=true".to_owned(), terms(&[1])),
            (
                "taxonomy_terms?top_only=false".to_owned(),
                terms(&[1, 2, 3, 4]),
            ),
            (
                format!("taxonomy_terms?parent_id={}", id(8, 1)),
                terms(&[2, 3, 4]),
            ),
            (
                format!("taxonomy_terms?parent_id={}&top_only=true", id(8, 1)),
                vec![],
            ),
        ] {
            assert_eq!(hub.ids(&format!("/oruk/v3/{path}")).await, want, "{path}");
        }
        let bad = hub.get("/oruk/v3/taxonomy_terms?top_only=1").await;
        assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    })
    .await;
}
