//! `/api/v1/search` over real HTTP.

use geo::{Distance, Geodesic, Point};
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::domain::{ChangeReason, ListingState};
use waymark::store::{FeedRow, WatchPage};

use crate::support::hub::TestHub;
use crate::support::sample::{id, listing_id, point, service};

async fn hub_of(count: u32) -> TestHub {
    let hub = TestHub::start().await;
    hub.publish((1..=count).map(service)).await;
    hub
}

fn ids(found: &Value) -> Vec<String> {
    let results = found["results"].as_array().unwrap().iter();
    results
        .map(|result| result["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_result_says_all_that_a_link_worker_asks_for() {
    let hub = hub_of(3).await;
    let feed = FeedRow {
        id: "ashby".parse().unwrap(),
        name: "Ashby Council".to_owned(),
        kind: "oruk-v3".to_owned(),
        address: "https://ashby.example.org".to_owned(),
        licence: None,
    };
    hub.hub.store.put_feed(&feed).await.unwrap();
    let mut tx = hub.hub.store.write().await.unwrap();
    let page = WatchPage {
        listing: listing_id(3),
        url: "https://services.example.org/3".to_owned(),
        checked_at: Some(tx.now()),
        good_at: Some(tx.now()),
        etag: None,
        modified: None,
        snapshot: Some("a".to_owned()),
        baseline: Some("a".to_owned()),
    };
    tx.put_watch_page(&page).await.unwrap();
    tx.commit().await.unwrap();
    let (lat, lon) = point(1);
    let path = format!("/api/v1/search?q=number+3&lat={lat}&lon={lon}&facets=false");
    let mut found = hub.get(&path).await.json();
    let metres = &mut found["results"][0]["distance_m"];
    *metres = json!(metres.as_f64().unwrap().round());
    insta::assert_json_snapshot!(found);
}

#[tokio::test]
async fn results_come_nearest_first_at_their_geodesic_distance() {
    let hub = hub_of(12).await;
    let (lat, lon) = point(1);
    let path = format!("/api/v1/search?lat={lat}&lon={lon}&sort=distance&limit=100");
    let found = hub.get(&path).await.json();
    let want: Vec<String> = (1..=12)
        .filter(|n| *n != 7)
        .chain([7])
        .map(|n| id(1, n))
        .collect();
    assert_eq!(ids(&found), want, "the helpline without a place comes last");
    assert_eq!(found["total"], 12);
    for result in found["results"].as_array().unwrap() {
        let number = want.iter().position(|id| result["id"] == **id).unwrap();
        let Some(metres) = result["distance_m"].as_f64() else {
            assert_eq!(result["id"], id(1, 7));
            continue;
        };
        let n = u32::from_str_radix(&want[number][24..], 16).unwrap();
        let there = Point::new(point(n).1, point(n).0);
        let exact = Geodesic.distance(Point::new(lon, lat), there);
        assert!((metres - exact).abs() < 1.0, "{metres} is not {exact}");
    }
    let near = hub.get(&format!("{path}&radius_m=250")).await.json();
    let want: Vec<String> = [1, 2, 3, 7].map(|n| id(1, n)).to_vec();
    assert_eq!(
        ids(&near),
        want,
        "a service without a place passes any radius"
    );
    assert_eq!(near["total"], 4);
}

#[tokio::test]
async fn the_origin_says_how_well_the_postcode_is_known() {
    let hub = hub_of(12).await;
    for (query, postcode, quality) in [
        ("postcode=ls14ap", json!("LS1 4AP"), "exact"),
        ("postcode=LS1+4ZZ", json!("LS1 4ZZ"), "sector"),
        ("postcode=LS1+9ZZ", json!("LS1 9ZZ"), "outcode"),
        ("lat=53.8&lon=-1.55", json!(null), "coordinates"),
        (
            "lat=53.8&lon=-1.55&postcode=nonsense",
            json!(null),
            "coordinates",
        ),
    ] {
        let found = hub.get(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(found["origin"]["postcode"], postcode, "{query}");
        assert_eq!(found["origin"]["quality"], quality, "{query}");
        assert!((found["origin"]["lat"].as_f64().unwrap() - 53.8).abs() < 0.05);
    }
    let nowhere = hub.get("/api/v1/search").await.json();
    assert_eq!(nowhere["origin"], json!(null));
    assert_eq!(
        nowhere["total"], 12,
        "without words or place, everything searchable"
    );
}

#[tokio::test]
async fn free_means_free_and_the_unknown_are_counted() {
    let hub = hub_of(4).await;
    let mut silent = service(20);
    silent.cost_options.clear();
    hub.publish([silent]).await;
    for (query, want, unknown) in [
        ("free=true", vec![1, 3], 1),
        ("free=false", vec![2, 4], 1),
        ("free=true&include_unknown=true", vec![1, 3, 20], 1),
    ] {
        let found = hub.get(&format!("/api/v1/search?{query}")).await.json();
        let mut numbers = ids(&found);
        numbers.sort();
        let want: Vec<String> = want.into_iter().map(|n| id(1, n)).collect();
        assert_eq!(numbers, want, "{query}");
        assert_eq!(found["unknown"]["free"], unknown, "{query}");
    }
}

#[tokio::test]
async fn a_suspended_listing_is_absent_at_once_even_before_the_index_knows() {
    let hub = hub_of(5).await;
    hub.move_to(
        listing_id(2),
        ListingState::Suspended,
        ChangeReason::Suspended,
    )
    .await;
    let found = hub.get("/api/v1/search?q=tea").await.json();
    assert!(!ids(&found).contains(&id(1, 2)));
    assert_eq!((ids(&found).len(), &found["total"]), (4, &json!(4)));
    hub.index().await;
    let found = hub.get("/api/v1/search?q=tea").await.json();
    assert_eq!((ids(&found).len(), &found["total"]), (4, &json!(4)));
    hub.move_to(listing_id(2), ListingState::Listed, ChangeReason::Restored)
        .await;
    hub.index().await;
    let found = hub.get("/api/v1/search?q=tea").await.json();
    assert!(ids(&found).contains(&id(1, 2)));
}

#[tokio::test]
async fn a_cursor_pages_through_everything_once_and_then_grows_old() {
    let hub = hub_of(12).await;
    let (lat, lon) = point(1);
    let path = format!("/api/v1/search?lat={lat}&lon={lon}&limit=5");
    let mut seen = Vec::new();
    let mut first = None;
    let mut cursor: Option<String> = None;
    loop {
        let more = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let page = hub.get(&format!("{path}{more}")).await.json();
        seen.extend(ids(&page));
        assert_eq!(page["total"], 12);
        cursor = page["cursor"].as_str().map(str::to_owned);
        first = first.or_else(|| cursor.clone());
        if cursor.is_none() {
            break;
        }
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (12, 12));

    hub.clock.advance(SignedDuration::from_mins(11));
    for stale in [first.unwrap(), "nonsense".to_owned()] {
        let answer = hub.get(&format!("{path}&cursor={stale}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{stale}");
        let problem = answer.json();
        assert_eq!(problem["type"], "/problems/cursor_invalid");
        assert!(problem["detail"].as_str().unwrap().contains("start again"));
    }
}

#[tokio::test]
async fn wrong_parameters_are_refused_and_named() {
    let hub = hub_of(1).await;
    for (query, parameter, kind) in [
        ("postcode=nonsense", "postcode", "postcode_invalid"),
        ("postcode=LS", "postcode", "postcode_invalid"),
        ("postcode=AB10+1AB", "postcode", "postcode_unknown"),
        ("lat=53.8", "lon", "parameter_invalid"),
        ("lon=-1.5", "lat", "parameter_invalid"),
        ("lat=91&lon=0", "lat", "parameter_invalid"),
        ("lat=0&lon=181", "lon", "parameter_invalid"),
        ("lat=x&lon=0", "lat", "parameter_invalid"),
        ("radius_m=500", "radius_m", "parameter_invalid"),
        ("lat=0&lon=0&radius_m=0", "radius_m", "parameter_invalid"),
        ("lat=0&lon=0&radius_m=far", "radius_m", "parameter_invalid"),
        ("sort=distance", "sort", "parameter_invalid"),
        ("sort=best", "sort", "parameter_invalid"),
        ("free=yes", "free", "parameter_invalid"),
        ("include_unknown=1", "include_unknown", "parameter_invalid"),
        ("limit=0", "limit", "parameter_invalid"),
        ("limit=101", "limit", "parameter_invalid"),
        ("q=a&q=b", "q", "parameter_invalid"),
        ("age=old", "age", "parameter_invalid"),
        ("age=7&age=131", "age", "parameter_invalid"),
        ("min_age=-1", "min_age", "parameter_invalid"),
        ("max_cost=%C2%A35", "max_cost", "parameter_invalid"),
        ("day=Funday", "day", "parameter_invalid"),
        ("start_time=noon", "start_time", "parameter_invalid"),
        ("end_time=25:00", "end_time", "parameter_invalid"),
        ("access=stairs", "access", "parameter_invalid"),
        (
            "verified_within_days=-1",
            "verified_within_days",
            "parameter_invalid",
        ),
        ("facets=some", "facets", "parameter_invalid"),
    ] {
        let answer = hub.get(&format!("/api/v1/search?{query}")).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{query}: {}",
            answer.text
        );
        let problem = answer.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{query}");
        assert_eq!(problem["parameter"], parameter, "{query}");
    }
    for odd in [
        "%00",
        "%22",
        "AND+OR+(",
        "*%3F~",
        "%F0%9F%AB%96",
        &"tea+".repeat(1_500),
    ] {
        let answer = hub.get(&format!("/api/v1/search?q={odd}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{odd}");
    }
}

#[tokio::test]
async fn what_a_form_leaves_empty_is_not_asked() {
    let hub = hub_of(4).await;
    let (lat, lon) = point(1);
    let empty = "q=&postcode=&radius_m=&free=&day=&age=&category=&language=&include_unknown=&limit=&sort=&cursor=";
    let found = hub.get(&format!("/api/v1/search?{empty}&lat=&lon=")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    assert_eq!(found.json()["total"], 4);
    let near = format!("/api/v1/search?{empty}&lat={lat}&lon={lon}");
    assert_eq!(hub.get(&near).await.json()["total"], 4);
}

#[tokio::test]
async fn a_search_may_be_sent_as_a_form_with_more_words_than_an_address_holds() {
    let hub = hub_of(4).await;
    let client = reqwest::Client::new();
    let (lat, lon) = point(1);
    let send = async |body: String| {
        let request = client.post(hub.url("/api/v1/search")).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let response = request.send().await.unwrap();
        let status = response.status();
        (status, response.json::<Value>().await.unwrap())
    };
    let query = format!("q=number+3&lat={lat}&lon={lon}&limit=2");
    let (status, found) = send(query.clone()).await;
    assert_eq!(status, StatusCode::OK);
    let asked = hub.get(&format!("/api/v1/search?{query}")).await.json();
    assert_eq!(ids(&found), ids(&asked));
    assert_eq!(found["facets"], asked["facets"]);

    let many = format!(
        "q=number+3{}&lat={lat}&lon={lon}",
        "+and+so+on".repeat(20_000)
    );
    let (status, found) = send(many).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    assert!(ids(&found).contains(&ids(&asked)[0]), "{found}");

    for (body, want, says) in [
        ("q=a&limit=0".to_owned(), StatusCode::BAD_REQUEST, "limit"),
        (
            "q=".to_owned() + &"a".repeat(2 << 20),
            StatusCode::PAYLOAD_TOO_LARGE,
            "1 MiB",
        ),
        (
            "a=1&".repeat(300),
            StatusCode::BAD_REQUEST,
            "200 parameters",
        ),
    ] {
        let (status, problem) = send(body).await;
        assert_eq!(status, want, "{problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains(says),
            "{problem}"
        );
    }
}
