//! How fast the lists are published at the size of a large region, each as a ratio to a bare
//! route that answers a constant body of the same size, in the same run, over loopback and
//! connections that are kept. Client and server share the machine, so that a ratio of one half
//! says that our part of the work costs as much as all the rest together.
//!
//! Each kind of page is asked for in two ways: the same address again and again, which the shelf of
//! kept answers holds, and ever other ones, which it does not.
//!
//! `cargo bench --bench publish` (`WAYMARK_BENCH_LISTINGS=20000` for a quick one).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench may fail by panicking and prints what it found"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header;
use axum::routing::get;
use bytes::Bytes;
use tokio::net::TcpListener;
use waymark::config::Config;
use waymark::domain::{ChangeReason, ListingId, ListingState, Publication, SystemClock};
use waymark::hub::Hub;
use waymark::oruk::Service;
use waymark::oruk::generate::Generator;
use waymark::traffic::{Patient, Peer};

/// What is asked for, by the number of the request.
type Addresses = Box<dyn Fn(u64) -> String + Send + Sync>;

/// Requests in flight.
const CLIENTS: usize = 4;
/// How long each address is asked.
const SPAN: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    let listings = std::env::var("WAYMARK_BENCH_LISTINGS");
    let listings: u32 = listings
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(200_000);
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.database.url = format!("sqlite://{}/waymark.db", folder.path().display());
    config.data.dir = folder.path().to_owned();
    config.server.rate_limit_per_minute = 0;
    let hub = Hub::open(config, Arc::new(SystemClock)).await.unwrap();
    fill(&hub, listings).await;

    let client = reqwest::Client::builder().no_gzip().no_brotli();
    let client = client.build().unwrap();
    let base = serve(waymark::api::router(hub.clone())).await;
    let ids = ids(&client, &base).await;
    let cursors = cursors(&client, &base).await;
    let id = move |n: u64| ids[n as usize % ids.len()].clone();
    let one = id(0);
    let pages = u64::from(listings) / 50;
    println!("{listings} listings, {CLIENTS} requests in flight, {SPAN:?} each");
    println!(
        "{:<44} {:>9} {:>9} {:>9} {:>7}",
        "", "a second", "p50 ms", "p99 ms", "ratio"
    );
    let cases: Vec<(&str, Addresses)> = vec![
        (
            "list of 50, the first page",
            Box::new(|_| "/oruk/v3/services".to_owned()),
        ),
        (
            "list of 50, page after page",
            Box::new(move |n| format!("/oruk/v3/services?page={}", 1 + n % pages)),
        ),
        (
            "list of 50, pages anywhere",
            Box::new(move |n| format!("/oruk/v3/services?page={}", 1 + n * 7919 % pages)),
        ),
        (
            "detail, the same",
            Box::new(move |_| format!("/oruk/v3/services/{one}")),
        ),
        (
            "detail, any of them",
            Box::new(move |n| format!("/oruk/v3/services/{}", id(n * 7919))),
        ),
        (
            "1000 in full, the first page",
            Box::new(|_| "/oruk/v3/services?full=true&per_page=1000".to_owned()),
        ),
        (
            "1000 in full, page after page",
            Box::new(move |n| {
                let page = 1 + n % (pages / 20).max(1);
                format!("/oruk/v3/services?full=true&per_page=1000&page={page}")
            }),
        ),
        (
            "changes, the first page of 100",
            Box::new(|_| "/api/v1/changes?after=0&limit=100".to_owned()),
        ),
        (
            "changes, page after page of 100",
            Box::new(move |n| {
                let cursor = &cursors[n as usize % cursors.len()];
                format!("/api/v1/changes?after={cursor}&limit=100")
            }),
        ),
        (
            "ORUK 1.0 list of 50, page after page",
            Box::new(move |n| format!("/oruk/v1/services?page={}", 1 + n % pages)),
        ),
    ];
    for (name, path) in cases {
        let body = client
            .get(format!("{base}{}", path(0)))
            .send()
            .await
            .unwrap();
        assert!(body.status().is_success(), "{name}");
        let body = body.bytes().await.unwrap();
        let size = body.len();
        let constant = serve(constant(body)).await;
        let path: Arc<dyn Fn(u64) -> String + Send + Sync> = Arc::from(path);
        let ours = measure(&client, &base, path).await;
        let bare = measure(&client, &constant, Arc::new(|_| "/".to_owned())).await;
        println!(
            "{:<44} {:>9.0} {:>9.2} {:>9.2} {:>7.2}   (bare: {:.0} a second, p99 {:.2} ms, {} bytes)",
            name,
            ours.rate,
            ours.p50,
            ours.p99,
            ours.rate / bare.rate,
            bare.rate,
            bare.p99,
            size
        );
    }
    for path in [
        "/oruk/v3/services?format=ndjson&full=true",
        "/api/v1/services.ndjson",
    ] {
        lines(&client, &base, path).await;
    }
}

/// All ids.
async fn ids(client: &reqwest::Client, base: &str) -> Vec<String> {
    let path = format!("{base}/oruk/v3/services?minimal=true&format=ndjson");
    let text = client.get(path).send().await.unwrap().text().await.unwrap();
    let id = |line: &str| -> String {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        entry["id"].as_str().unwrap().to_owned()
    };
    text.lines().map(id).collect()
}

/// The first four hundred places of the change feed: more than the shelf holds answers to.
async fn cursors(client: &reqwest::Client, base: &str) -> Vec<String> {
    let mut cursors = vec!["0".to_owned()];
    while cursors.len() < 400 {
        let after = cursors.last().unwrap();
        let path = format!("{base}/api/v1/changes?after={after}&limit=100");
        let page = client.get(path).send().await.unwrap();
        let page: serde_json::Value = page.json().await.unwrap();
        if page["items"].as_array().unwrap().len() < 100 {
            break;
        }
        cursors.push(page["next"].as_str().unwrap().to_owned());
    }
    cursors
}

/// All listings as lines: how many a second, and what that takes.
async fn lines(client: &reqwest::Client, base: &str, path: &str) {
    let before = memory_mb("VmRSS:");
    // The kernel counts the peak anew from here.
    let counts = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let began = Instant::now();
    let mut response = client.get(format!("{base}{path}")).send().await.unwrap();
    let (mut lines, mut bytes) = (0, 0);
    while let Some(chunk) = response.chunk().await.unwrap() {
        lines += chunk.iter().filter(|byte| **byte == b'\n').count();
        bytes += chunk.len();
    }
    let took = began.elapsed().as_secs_f64();
    let peak = memory_mb("VmHWM:").filter(|_| counts);
    let shown = |mb: Option<f64>| mb.map_or("?".to_owned(), |mb| format!("{mb:.0}"));
    println!(
        "{path}: {lines} listings, {:.0} a second, {:.0} MB, {:.0} MB/s; peak memory {} MB, {} MB before",
        lines as f64 / took,
        bytes as f64 / 1e6,
        bytes as f64 / 1e6 / took,
        shown(peak),
        shown(before),
    );
}

/// A line of the kernel's account of this process, client and server together, in megabytes.
fn memory_mb(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find(|found| found.starts_with(line))?;
    let kb: f64 = found.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024.0)
}

/// Publishes made-up services, a thousand at a time.
async fn fill(hub: &Hub, listings: u32) {
    let mut generator = Generator::new(1);
    let feed: waymark::domain::FeedId = "bench".parse().unwrap();
    let began = Instant::now();
    for from in (0..listings).step_by(1000) {
        let made: Vec<Publication> = (from..listings.min(from + 1000))
            .map(|_| {
                let service: Service = generator.service();
                let id: ListingId = service.id.as_deref().unwrap().parse().unwrap();
                Publication {
                    id,
                    feed: feed.clone(),
                    state: ListingState::Listed,
                    service,
                }
            })
            .collect();
        let publications: Vec<_> = made.iter().map(|p| (p, ChangeReason::Added)).collect();
        let mut tx = hub.store.write().await.unwrap();
        tx.publish_all(&publications).await.unwrap();
        tx.commit().await.unwrap();
    }
    println!("filled in {:?}", began.elapsed());
}

async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let routes = routes.into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async move { axum::serve(Patient::new(listener), routes).await });
    base
}

fn constant(body: Bytes) -> Router {
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], body) };
    Router::new().route("/", get(answer))
}

struct Measured {
    rate: f64,
    p50: f64,
    p99: f64,
}

async fn measure(
    client: &reqwest::Client,
    base: &str,
    path: Arc<dyn Fn(u64) -> String + Send + Sync>,
) -> Measured {
    let began = Instant::now();
    let tasks = (0..CLIENTS as u64).map(|first| {
        let (client, base, path) = (client.clone(), base.to_owned(), path.clone());
        tokio::spawn(async move {
            let mut times = Vec::new();
            let mut n = first;
            while began.elapsed() < SPAN {
                let asked = Instant::now();
                let answer = client
                    .get(format!("{base}{}", path(n)))
                    .send()
                    .await
                    .unwrap();
                answer.bytes().await.unwrap();
                times.push(asked.elapsed().as_secs_f64() * 1000.0);
                n += CLIENTS as u64;
            }
            times
        })
    });
    let mut times = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        times.extend(task.await.unwrap());
    }
    let took = began.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    Measured {
        rate: times.len() as f64 / took,
        p50: at(0.5),
        p99: at(0.99),
    }
}
