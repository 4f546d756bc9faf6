//! The hub itself: in process, over HTTP, and while listings change.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::{Connection, SqliteConnection};
use tokio_util::sync::CancellationToken;
use waymark::demo::synthetic;
use waymark::domain::SystemClock;
use waymark::hub::Hub;
use waymark::oruk::Service;
use waymark::search::{Filters, Flag, Origin, SearchRequest, Sort};

use crate::made::{SEED, config, named, publish};
use crate::questions::{FAR_M, NEAR_M, RUNS, SAID, THEIR_RUNS, Truth, WORDS, start};
use crate::{Spread, listings};

/// A hub and the places that people ask from.
pub(crate) struct Asked {
    hub: Hub,
    places: Vec<Origin>,
}

/// What is compared with the engines beside us.
pub(crate) struct Answers {
    /// Words, 5 km, by distance, with the total.
    pub(crate) words: (Spread, Truth),
    /// No words, 5 km, what one can go to, by distance, with the total.
    pub(crate) near: (Spread, Truth),
    /// Lay words with slips, 50 km, three filters, all facets, by relevance.
    pub(crate) lay: Spread,
}

impl Answers {
    /// Prints how many times slower the other engine is; the answers must be equal.
    pub(crate) fn compare(&self, name: &str, theirs: &Self) {
        for (what, ours, theirs) in [
            ("words, 5 km", &self.words, &theirs.words),
            ("no words, 5 km", &self.near, &theirs.near),
        ] {
            let steps = ours.1.len().min(theirs.1.len());
            assert_eq!(ours.1[..steps], theirs.1[..steps], "{name}: {what}");
            print(name, what, ours.0, theirs.0);
        }
        print(
            name,
            "lay words, 50 km, filters, facets",
            self.lay,
            theirs.lay,
        );
    }
}

fn print(name: &str, what: &str, ours: Spread, theirs: Spread) {
    let times = |theirs: Duration, ours: Duration| theirs.as_secs_f64() / ours.as_secs_f64();
    theirs.print(&format!("{name}: {what}"));
    println!(
        "    ours is {:.1} times as fast at p50, {:.1} at p99",
        times(theirs.p50, ours.p50),
        times(theirs.p99, ours.p99)
    );
}

/// Starts the hub on a full data folder.
pub(crate) async fn open(folder: &Path) -> Asked {
    let began = Instant::now();
    let hub = Hub::open(config(folder), Arc::new(SystemClock))
        .await
        .unwrap();
    println!("the hub was ready in {:.1?}", began.elapsed());
    Asked {
        hub,
        places: places(folder).await,
    }
}

/// Places of listings all over.
pub(crate) async fn places(folder: &Path) -> Vec<Origin> {
    let url = format!("sqlite://{}", folder.join("beside.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let query = "SELECT lat, lon FROM spots WHERE listing % 101 = 0 ORDER BY id";
    let rows: Vec<(f64, f64)> = sqlx::query_as(query)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    rows.into_iter()
        .map(|(lat, lon)| Origin { lat, lon })
        .collect()
}

fn words(asked: &Asked, step: usize) -> SearchRequest {
    SearchRequest {
        q: Some(WORDS[step % WORDS.len()].to_owned()),
        origin: Some(asked.places[start(step, asked.places.len())]),
        radius_m: Some(NEAR_M),
        sort: Sort::Distance,
        ..SearchRequest::default()
    }
}

fn near(asked: &Asked, step: usize) -> SearchRequest {
    SearchRequest {
        q: None,
        filters: Filters::default().with(Flag::Remote, false),
        ..words(asked, step)
    }
}

fn lay(asked: &Asked, step: usize) -> SearchRequest {
    let filters = Filters {
        days: 1 << (step % 7),
        ..Filters::default()
    };
    SearchRequest {
        q: Some(SAID[step % SAID.len()].0.to_owned()),
        radius_m: Some(FAR_M),
        sort: Sort::Relevance,
        filters: filters.with(Flag::Free, true).with(Flag::Accessible, true),
        facets: true,
        ..words(asked, step)
    }
}

/// What people have typed when names are offered to them.
const TYPED: [&str; 8] = ["lun", "ca", "debt", "sheaf", "harbour", "a", "mem", "walk"];

/// In process, then over HTTP.
pub(crate) async fn measure(asked: &Asked) -> Answers {
    type Make = fn(&Asked, usize) -> SearchRequest;
    let search = async |make: Make| {
        let spread = Spread::of(RUNS, |step| {
            let request = make(asked, step);
            async move {
                std::hint::black_box(asked.hub.search.search(&request).unwrap());
            }
        });
        let spread = spread.await;
        let truth = (0..THEIR_RUNS).map(|step| truth(asked, &make(asked, step)));
        (spread, truth.collect::<Truth>())
    };
    let answers = Answers {
        words: search(words).await,
        near: search(near).await,
        lay: search(lay).await.0,
    };
    answers.words.0.print("words, 5 km, by distance");
    answers.near.0.print("no words, 5 km, by distance");
    answers
        .lay
        .print("lay words, 50 km, 3 filters, all facets, relevance");
    let suggest = Spread::of(RUNS, |step| async move {
        std::hint::black_box(asked.hub.search.suggest(TYPED[step % TYPED.len()], 10));
    });
    suggest.await.print("suggest");
    over_http(asked).await;
    answers
}

fn truth(asked: &Asked, request: &SearchRequest) -> (u64, Vec<i64>) {
    let answer = asked.hub.search.search(request).unwrap();
    let metres = answer.hits.iter().filter_map(|hit| hit.distance_m);
    (
        answer.total,
        metres.map(|metres| metres.round() as i64).collect(),
    )
}

async fn over_http(asked: &Asked) {
    let listener = waymark::server::bind("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let base = format!("http://{}/api/v1", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let served = tokio::spawn(waymark::server::serve(
        asked.hub.clone(),
        listener,
        stop.clone(),
    ));
    let client = reqwest::Client::new();
    let (client, base) = (&client, &base);
    let at = |step: usize| asked.places[start(step, asked.places.len())];
    let place = |step: usize| format!("lat={}&lon={}", at(step).lat, at(step).lon);
    type Address<'a> = Box<dyn Fn(usize) -> String + 'a>;
    let addresses: [(&str, Address<'_>); 4] = [
        (
            "words, 5 km, by distance",
            Box::new(|step| {
                let word = WORDS[step % WORDS.len()];
                format!(
                    "{base}/search?q={word}&{}&radius_m=5000&sort=distance",
                    place(step)
                )
            }),
        ),
        (
            "no words, 5 km, by distance",
            Box::new(|step| {
                format!(
                    "{base}/search?{}&radius_m=5000&sort=distance&remote=false",
                    place(step)
                )
            }),
        ),
        (
            "lay words, 50 km, 3 filters, all facets, relevance",
            Box::new(|step| {
                let said = SAID[step % SAID.len()].0.replace(' ', "+");
                let day = crate::questions::DAYS[step % 7];
                let filters = format!("free=true&accessible=true&day={day}");
                format!(
                    "{base}/search?q={said}&{}&radius_m=50000&{filters}",
                    place(step)
                )
            }),
        ),
        (
            "suggest",
            Box::new(|step| format!("{base}/suggest?q={}", TYPED[step % TYPED.len()])),
        ),
    ];
    for (what, address) in &addresses {
        let spread = Spread::of(RUNS, |step| {
            let url = address(step);
            async move {
                let answer = client.get(&url).send().await.unwrap();
                assert_eq!(answer.status(), 200, "{url}");
                std::hint::black_box(answer.bytes().await.unwrap());
            }
        });
        spread.await.print(&format!("HTTP: {what}"));
    }
    stop.cancel();
    // The store is closed with the server: the search goes on from the index alone.
    served.await.unwrap().unwrap();
}

/// How long changes are written while searches are measured.
const CHANGING: Duration = Duration::from_secs(20);

/// Searches while 1,000 listings a second change.
pub(crate) async fn measure_under_change(folder: &Path) {
    let asked = &open(folder).await;
    let hub = asked.hub.clone();
    let quiet = Spread::of(RUNS, |step| search_once(&hub, words(asked, step))).await;
    let writer = tokio::spawn(change(hub.clone()));
    let mut times = Vec::new();
    let mut step = 0;
    while !writer.is_finished() {
        let began = Instant::now();
        search_once(&hub, words(asked, step)).await;
        times.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(1)).await;
        step += 1;
    }
    let changed = writer.await.unwrap();
    times.sort_unstable();
    let busy = Spread {
        p50: times[times.len() / 2],
        p99: times[times.len() * 99 / 100],
    };
    quiet.print("quiet: words, 5 km");
    busy.print(&format!("while {changed} listings a second change"));
    println!(
        "    p99 is {:.1} times the quiet one",
        busy.p99.as_secs_f64() / quiet.p99.as_secs_f64()
    );
}

async fn search_once(hub: &Hub, request: SearchRequest) {
    let index = hub.search.clone();
    let search = tokio::task::spawn_blocking(move || index.search(&request).unwrap());
    std::hint::black_box(search.await.unwrap());
}

/// Publishes a thousand listings a second with other words. Returns how many a second it was.
async fn change(hub: Hub) -> u64 {
    let feed = "synthetic".parse().unwrap();
    let began = Instant::now();
    let mut changed = 0;
    let documents = synthetic::services(listings(), SEED).enumerate();
    let mut services = documents.map(|(number, document)| {
        let mut service: Service = serde_json::from_value(document).unwrap();
        service.description = Some("It has moved on and says something else.".to_owned());
        named(service, number)
    });
    while began.elapsed() < CHANGING {
        let batch: Vec<Service> = services.by_ref().take(500).collect();
        publish(&hub.store, &feed, &batch).await;
        hub.search.catch_up(&hub.store).await.unwrap();
        changed += batch.len() as u64;
        let due = Duration::from_millis(changed);
        tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
    }
    changed / began.elapsed().as_secs()
}
