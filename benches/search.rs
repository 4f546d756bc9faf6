//! How fast a search is, over 20,000 synthetic listings on SQLite.
//!
//! Prints p50 and p99 of three kinds of search and of names to offer, each as a ratio to a
//! baseline measured in the same run: a plain scan that computes the geodesic distance to
//! every place, keeps what lies within the radius and sorts it. A ratio of 0.05 means twenty
//! times faster.
//!
//! `cargo bench --bench search`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use geo::{Distance, Geodesic, Point};
use waymark::demo::synthetic;
use waymark::domain::{
    ChangeReason, FeedId, ListingState, Publication, SystemClock, service_places,
};
use waymark::gazetteer::Gazetteer;
use waymark::oruk::Service;
use waymark::search::{Origin, SearchIndex, SearchRequest, Sort, Thesaurus};
use waymark::store::Store;

const LISTINGS: usize = 20_000;
const SEED: u64 = 2026;
const SEARCHES: usize = 1_000;
const SCANS: usize = 40;
const WORDS: [&str; 6] = [
    "yoga",
    "lunch club",
    "debt advice",
    "carers",
    "singing women",
    "repair",
];

const BEGINNINGS: [&str; 6] = ["a", "s", "le", "tru", "aire", "debt"];

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", data.path().join("waymark.db").display());
    let store = Store::open(&url, Arc::new(SystemClock)).await.unwrap();
    let places = publish(&store).await;
    let index = build(data.path(), &store).await;

    let baseline = percentiles(SCANS, |step| {
        std::hint::black_box(scan(&places, origin(&places, step), 5_000.0));
    });
    println!(
        "\n{:<40} {:>9} {:>9} {:>8} {:>8}",
        "", "p50", "p99", "p50 / b", "p99 / b"
    );
    report("baseline: geodesic scan of every place", baseline, baseline);
    for (name, has_words, radius_m, sort) in [
        ("a: words, 5 km, by distance", true, 5_000.0, Sort::Distance),
        (
            "b: no words, 5 km, by distance",
            false,
            5_000.0,
            Sort::Distance,
        ),
        (
            "c: words, 50 km, by relevance",
            true,
            50_000.0,
            Sort::Relevance,
        ),
    ] {
        let mut hits = 0;
        let measured = percentiles(SEARCHES, |step| {
            let at = origin(&places, step);
            let request = SearchRequest {
                q: has_words.then(|| WORDS[step % WORDS.len()].to_owned()),
                origin: Some(Origin {
                    lat: at.y(),
                    lon: at.x(),
                }),
                radius_m: Some(radius_m),
                sort,
                ..SearchRequest::default()
            };
            hits += index.search(&request).unwrap().total;
        });
        report(name, measured, baseline);
        println!(
            "{:<40} {:>9}",
            "   matches a search, on average",
            hits / SEARCHES as u64
        );
    }
    let measured = percentiles(SEARCHES, |step| {
        let typed = BEGINNINGS[step % BEGINNINGS.len()];
        std::hint::black_box(index.suggest(typed, 10));
    });
    report(
        "d: names to offer for one to four letters",
        measured,
        baseline,
    );
}

/// Publishes the listings and returns every place, a listing's places together.
async fn publish(store: &Store) -> Vec<Vec<Point>> {
    let started = Instant::now();
    let feed: FeedId = "synthetic".parse().unwrap();
    let services: Vec<Service> = synthetic::services(LISTINGS, SEED)
        .map(|document| serde_json::from_value(document).unwrap())
        .collect();
    for batch in services.chunks(500) {
        let mut tx = store.write().await.unwrap();
        for service in batch {
            let publication = Publication {
                id: service.id.as_deref().unwrap().parse().unwrap(),
                feed: feed.clone(),
                state: ListingState::Listed,
                service: service.clone(),
            };
            tx.publish(&publication, ChangeReason::Added).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    println!("published {LISTINGS} listings in {:.1?}", started.elapsed());
    let points = |service| {
        service_places(service)
            .into_iter()
            .filter_map(|place| place.point)
    };
    services
        .iter()
        .map(|service| {
            points(service)
                .map(|(lat, lon)| Point::new(lon, lat))
                .collect()
        })
        .collect()
}

async fn build(data: &Path, store: &Store) -> SearchIndex {
    let started = Instant::now();
    let gazetteer = Arc::new(Gazetteer::default());
    let index = SearchIndex::open(data, store, gazetteer, Thesaurus::built_in())
        .await
        .unwrap();
    println!("built the index in {:.1?}", started.elapsed());
    index
}

/// Where search `step` starts: at the place of some listing.
fn origin(places: &[Vec<Point>], step: usize) -> Point {
    // A stride that shares no factor with the number of listings visits all over.
    (0..)
        .find_map(|skip| {
            places[(step * 7_919 + skip) % places.len()]
                .first()
                .copied()
        })
        .unwrap()
}

/// Listings within the radius, nearest first, without any index.
fn scan(places: &[Vec<Point>], origin: Point, radius_m: f64) -> Vec<(f64, usize)> {
    let nearest = |points: &Vec<Point>| {
        let distances = points.iter().map(|point| Geodesic.distance(origin, *point));
        distances.min_by(f64::total_cmp)
    };
    let mut near: Vec<(f64, usize)> = (0..)
        .zip(places)
        .filter_map(|(listing, points)| Some((nearest(points)?, listing)))
        .filter(|(metres, _)| *metres <= radius_m)
        .collect();
    near.sort_by(|one, other| one.0.total_cmp(&other.0));
    near
}

/// The median and the 99th percentile of so many runs, after a tenth as many to warm up.
fn percentiles(runs: usize, mut run: impl FnMut(usize)) -> (Duration, Duration) {
    (0..runs / 10).for_each(&mut run);
    let mut times: Vec<Duration> = (0..runs)
        .map(|step| {
            let started = Instant::now();
            run(step);
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[runs / 2], times[runs * 99 / 100])
}

fn report(name: &str, (p50, p99): (Duration, Duration), baseline: (Duration, Duration)) {
    let ratio = |time: Duration, base: Duration| time.as_secs_f64() / base.as_secs_f64();
    println!(
        "{name:<40} {:>6.2} ms {:>6.2} ms {:>8.3} {:>8.3}",
        p50.as_secs_f64() * 1e3,
        p99.as_secs_f64() * 1e3,
        ratio(p50, baseline.0),
        ratio(p99, baseline.1),
    );
}
