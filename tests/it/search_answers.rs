//! What a search finds, how far away it says that is, and in which order.

use geo::{Destination, Distance, Geodesic, Point};
use waymark::domain::{ListingId, ListingState};
use waymark::oruk::{CostOption, Service, Status};
use waymark::search::{
    Filter, Filters, Flag, Origin, SearchAnswer, SearchIndex, SearchRequest, Sort,
};

use crate::support::directory::{Directory, With, id_of, listing, service};

const HERE: Origin = Origin {
    lat: 53.8008,
    lon: -1.5491,
};

/// A point so many metres from here.
fn away(metres: f64, bearing: f64) -> (f64, f64) {
    let point = Geodesic.destination(Point::new(HERE.lon, HERE.lat), bearing, metres);
    (point.y(), point.x())
}

fn near(radius_m: f64) -> SearchRequest {
    SearchRequest {
        origin: Some(HERE),
        radius_m: Some(radius_m),
        limit: 100,
        ..SearchRequest::default()
    }
}

fn words(text: &str) -> SearchRequest {
    SearchRequest {
        q: Some(text.to_owned()),
        limit: 100,
        ..SearchRequest::default()
    }
}

fn ids(answer: &SearchAnswer) -> Vec<ListingId> {
    answer.hits.iter().map(|hit| hit.id).collect()
}

fn found(index: &SearchIndex, request: &SearchRequest) -> Vec<ListingId> {
    let answer = index.search(request).unwrap();
    assert_eq!(answer.total, answer.hits.len() as u64);
    ids(&answer)
}

fn numbers(wanted: &[u32]) -> Vec<ListingId> {
    wanted.iter().map(|number| listing(*number)).collect()
}

#[tokio::test]
async fn distances_are_geodesic_and_order_the_answer() {
    let directory = Directory::new().await;
    let mut dice = 7_u64;
    let mut roll = || {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 11) as f64 / (1_u64 << 53) as f64
    };
    let services: Vec<Service> = (0..300)
        .map(|number| {
            let (lat, lon) = away(40_000.0 * roll(), 360.0 * roll());
            service(number, "Lunch club").at(lat, lon)
        })
        .collect();
    directory.publish(&services).await;
    let index = directory.index().await;
    for radius_m in [500.0, 3_000.0, 15_000.0, 40_000.0, 400_000.0] {
        let mut wanted: Vec<(f64, ListingId)> = services
            .iter()
            .map(|service| {
                let location = service.service_at_locations[0].location.as_ref().unwrap();
                let place = Point::new(location.longitude.unwrap(), location.latitude.unwrap());
                let metres = Geodesic.distance(Point::new(HERE.lon, HERE.lat), place);
                (metres, id_of(service))
            })
            .filter(|(metres, _)| *metres <= radius_m)
            .collect();
        wanted.sort_by(|one, other| one.partial_cmp(other).unwrap());
        let answer = index.search(&near(radius_m)).unwrap();
        assert_eq!(answer.total, wanted.len() as u64, "within {radius_m}");
        for (hit, (metres, id)) in answer.hits.iter().zip(&wanted) {
            assert_eq!(hit.id, *id, "within {radius_m}");
            assert!(
                (hit.distance_m.unwrap() - metres).abs() < 0.2,
                "within {radius_m}"
            );
        }
    }
}

#[tokio::test]
async fn a_radius_takes_in_its_edge_and_nothing_beyond() {
    let directory = Directory::new().await;
    let radii = [10.0, 999.0, 5_000.0, 48_000.0, 250_000.0];
    let mut services = Vec::new();
    for (step, radius_m) in (0..).zip(radii) {
        for bearing in [0_u32, 90, 200, 300] {
            let number = step * 1_000 + bearing;
            // Half a metre is more than the rounding of stored points.
            let (lat, lon) = away(radius_m - 0.5, f64::from(bearing));
            services.push(service(number, "inside").at(lat, lon));
            let (lat, lon) = away(radius_m + 0.5, f64::from(bearing));
            services.push(service(number + 1, "outside").at(lat, lon));
        }
    }
    directory.publish(&services).await;
    let index = directory.index().await;
    for (step, radius_m) in (0..).zip(radii) {
        let found = found(&index, &near(radius_m));
        for bearing in [0, 90, 200, 300] {
            let number = step * 1_000 + bearing;
            assert!(found.contains(&listing(number)), "{radius_m} at {bearing}");
            assert!(
                !found.contains(&listing(number + 1)),
                "{radius_m} at {bearing}"
            );
        }
    }
}

#[tokio::test]
async fn the_nearest_of_several_places_counts() {
    let directory = Directory::new().await;
    let (far, near_by, nearest) = (
        away(30_000.0, 10.0),
        away(2_000.0, 20.0),
        away(1_000.0, 190.0),
    );
    directory
        .publish(&[
            service(1, "Three places")
                .at(far.0, far.1)
                .at(nearest.0, nearest.1)
                .at(near_by.0, near_by.1),
            service(2, "One place").at(near_by.0, near_by.1),
        ])
        .await;
    let index = directory.index().await;
    let answer = index.search(&near(5_000.0)).unwrap();
    assert_eq!(ids(&answer), numbers(&[1, 2]));
    assert!((answer.hits[0].distance_m.unwrap() - 1_000.0).abs() < 0.2);
    assert_eq!(found(&index, &near(1_500.0)), numbers(&[1]));
}

#[tokio::test]
async fn services_without_a_place_pass_any_radius_and_come_last() {
    let directory = Directory::new().await;
    let (here, there) = (away(4_000.0, 0.0), away(70_000.0, 0.0));
    directory
        .publish(&[
            service(1, "Debt advice debt advice helpline").about("debt advice"),
            service(2, "Advice on anything and everything, debt too").at(here.0, here.1),
            service(3, "Debt advice").at(there.0, there.1),
            // 0/0 and impossible points are no places.
            service(4, "Debt advice by e-mail").at(0.0, 0.0),
            service(5, "Debt advice by post").at(99.999999, 0.0),
        ])
        .await;
    let index = directory.index().await;
    for sort in [Sort::Relevance, Sort::Distance] {
        let request = SearchRequest {
            q: Some("debt advice".to_owned()),
            sort,
            ..near(5_000.0)
        };
        let answer = index.search(&request).unwrap();
        assert_eq!(answer.total, 4, "{sort:?}");
        assert_eq!(answer.hits[0].id, listing(2), "{sort:?}");
        let rest = &answer.hits[1..];
        assert!(rest.iter().all(|hit| hit.distance_m.is_none()), "{sort:?}");
    }
    let answer = index
        .search(&SearchRequest {
            radius_m: None,
            ..near(0.0)
        })
        .unwrap();
    assert_eq!(ids(&answer)[..2], numbers(&[2, 3]));
    assert_eq!(answer.total, 5);
}

#[tokio::test]
async fn only_what_people_may_find_is_found() {
    let directory = Directory::new().await;
    for (number, state) in (0..).zip(ListingState::ALL) {
        let found = [service(number, "Walking group")];
        directory.publish(&found).await;
        directory.publish_as(state, &found).await;
    }
    let never_seen = service(98, "Walking group");
    directory
        .publish_as(ListingState::Removed, &[never_seen])
        .await;
    let closed = Service {
        status: Some(Status::TemporarilyClosed),
        ..service(99, "Walking group")
    };
    directory.publish(&[closed]).await;
    let index = directory.index().await;
    let mut searchable = found(&index, &words("walking"));
    let mut published = index.matching("walking").unwrap().unwrap();
    searchable.sort_unstable();
    published.sort_unstable();
    let those = |wanted: &dyn Fn(ListingState) -> bool| {
        let states = (0..).zip(ListingState::ALL);
        let mut ids: Vec<_> = states
            .filter(|(_, state)| wanted(*state))
            .map(|(number, _)| listing(number))
            .collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(searchable, those(&ListingState::is_searchable));
    let mut with_closed = those(&ListingState::is_published);
    with_closed.push(listing(99));
    with_closed.sort_unstable();
    assert_eq!(published, with_closed);
}

#[tokio::test]
async fn words_are_found_in_every_text_and_in_any_form() {
    let directory = Directory::new().await;
    directory
        .publish(&[
            service(1, "Chair yoga"),
            service(2, "Tai chi").about("<p>Gentle <b>stretch</b>ing</p><p>for carers</p>"),
            service(3, "Drop-in").term("Bereavement support"),
            service(4, "Coffee morning").at_postcode("LS13 2AB", None),
            service(5, "Women's swimming"),
        ])
        .await;
    let index = directory.index().await;
    for (text, want) in [
        ("yoga", vec![1]),
        ("YOGA chairs", vec![1]),
        ("stretching", vec![2]),
        ("carer", vec![2]),
        ("bereavement", vec![3]),
        ("leeds coffee", vec![4]),
        ("ls13", vec![4]),
        ("swim women", vec![5]),
        ("swimm", vec![5]),
        ("womens swims", vec![5]),
        ("bramley yoga", vec![1]),
        ("is there any yoga for me", vec![1]),
        ("zyx", vec![]),
        (&"x".repeat(5_000), vec![]),
    ] {
        // Others that meet the same need may follow.
        let found = found(&index, &words(text));
        assert!(found.starts_with(&numbers(&want)), "{text}: {found:?}");
        assert_eq!(found.is_empty(), want.is_empty(), "{text}");
    }
    for text in ["", " ", "?!", "\"", "\u{1f600}"] {
        assert_eq!(found(&index, &words(text)).len(), 5, "{text:?}");
        assert_eq!(index.matching(text).unwrap(), None, "{text:?}");
    }
}

#[tokio::test]
async fn the_oruk_word_search_needs_every_word() {
    let directory = Directory::new().await;
    directory
        .publish(&[
            service(1, "Chair yoga").about("For carers"),
            service(2, "Chair repair").term("Carers"),
        ])
        .await;
    let index = directory.index().await;
    for (text, want) in [
        ("chair", vec![1, 2]),
        ("CHAIR carer", vec![1, 2]),
        ("chair yoga carers", vec![1]),
        ("chair yoga carers bramley", vec![1]),
        ("chair yoga repair", vec![]),
        ("chai", vec![]),
    ] {
        let mut ids = index.matching(text).unwrap().unwrap();
        ids.sort_unstable();
        let mut want = numbers(&want);
        want.sort_unstable();
        assert_eq!(ids, want, "{text}");
    }
}

#[tokio::test]
async fn better_matches_and_nearer_places_come_first() {
    let directory = Directory::new().await;
    let (close, far) = (away(500.0, 45.0), away(9_000.0, 45.0));
    directory
        .publish(&[
            service(1, "Coffee morning")
                .about("Cake, and sometimes chess")
                .at(close.0, close.1),
            service(2, "Chess club").at(close.0, close.1),
            service(3, "Chess club").at(far.0, far.1),
        ])
        .await;
    let index = directory.index().await;
    assert_eq!(found(&index, &words("chess"))[2], listing(1));
    let request = SearchRequest {
        q: Some("chess".to_owned()),
        ..near(10_000.0)
    };
    assert_eq!(found(&index, &request)[0], listing(2));
    let request = SearchRequest {
        sort: Sort::Distance,
        ..request
    };
    assert_eq!(found(&index, &request)[2], listing(3));
}

#[tokio::test]
async fn the_last_confirmed_come_first_when_asked() {
    let directory = Directory::new().await;
    let (close, far) = (away(500.0, 45.0), away(900.0, 45.0));
    directory
        .publish(&[
            service(1, "Old").assured("2024-01-31").at(close.0, close.1),
            service(2, "Unknown").at(close.0, close.1),
            service(3, "Fresh, farther")
                .assured("2026-02-01")
                .at(far.0, far.1),
            service(4, "Fresh, nearer")
                .assured("2026-02-01")
                .at(close.0, close.1),
        ])
        .await;
    let index = directory.index().await;
    let request = SearchRequest {
        sort: Sort::Fresh,
        ..near(5_000.0)
    };
    assert_eq!(found(&index, &request), numbers(&[4, 3, 1, 2]));
}

#[tokio::test]
async fn free_has_three_answers_and_the_unknown_are_counted() {
    let directory = Directory::new().await;
    let at = away(100.0, 0.0);
    let priced = |number, amount| {
        let mut service = service(number, "Art").at(at.0, at.1);
        service.cost_options.push(CostOption {
            amount: Some(amount),
            ..CostOption::default()
        });
        service
    };
    let elsewhere = away(9_000.0, 0.0);
    directory
        .publish(&[
            priced(1, 0.0),
            priced(2, 4.5),
            service(3, "Art").at(at.0, at.1).fees("Free of charge"),
            service(4, "Art").at(at.0, at.1),
            service(5, "Art").at(at.0, at.1).fees("Ask us"),
            service(6, "Art").at(elsewhere.0, elsewhere.1),
            service(7, "Singing").at(at.0, at.1),
        ])
        .await;
    let index = directory.index().await;
    for (free, include_unknown, want, unknown) in [
        (None, false, vec![1, 2, 3, 4, 5], 0),
        (Some(true), false, vec![1, 3], 2),
        (Some(false), false, vec![2], 2),
        (Some(true), true, vec![1, 3, 4, 5], 2),
    ] {
        let request = SearchRequest {
            q: Some("art".to_owned()),
            filters: Filters {
                include_unknown,
                ..free.map_or_else(Filters::default, |free| {
                    Filters::default().with(Flag::Free, free)
                })
            },
            ..near(5_000.0)
        };
        let answer = index.search(&request).unwrap();
        let mut found = ids(&answer);
        let mut want = numbers(&want);
        found.sort_unstable();
        want.sort_unstable();
        assert_eq!(found, want, "{free:?}");
        let of_free = answer.unknown.by_filter.get(&Filter::Flag(Flag::Free));
        assert_eq!(of_free.copied(), free.map(|_| unknown), "{free:?}");
        assert_eq!(answer.unknown.any, unknown, "{free:?}");
    }
}
