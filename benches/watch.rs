//! How fast watched pages are judged, on one core, and how fast a scan is.
//!
//! Prints the pages of 60 kB that are read and judged a second, with the page before read
//! each time as a scan does it, the peak memory of that, and the time of a scan of 2,000
//! websites on loopback under the usual limits.
//!
//! `cargo bench --bench watch`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use jiff::Timestamp;
use serde_json::json;
use waymark::config::{Config, WatchPolicy};
use waymark::domain::{
    ChangeReason, ListingId, ListingState, NoProgress, Publication, SystemClock,
};
use waymark::oruk::Service;
use waymark::watch::attempt::{Attempt, Outcome};
use waymark::watch::judge::{Before, Case, Look};
use waymark::watch::{judge, read};
use waymark::works::Works;

// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SITES: u32 = 2_000;
const PAGE_BYTES: usize = 60 << 10;

fn main() {
    pages();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(scan());
}

/// A page of a page builder: much dressing, some thirty paragraphs, the facts.
fn page(phone: &str) -> String {
    let mut html = String::from(
        "<!doctype html><html><head><meta charset='utf-8'><title>Ashby Lunch Club</title>\
         <style>.x{display:none}</style></head><body><header><nav><ul>",
    );
    for item in 0..20 {
        html.push_str(&format!("<li><a href='/{item}'>Menu {item}</a></li>"));
    }
    html.push_str("</ul></nav></header><main><h1>Ashby Lunch Club</h1><h2>When</h2><p>Tuesdays, 12 noon to 2pm</p>\
        <h2>Where</h2><p>Village Hall, 3 Church Lane, Ashby ZE2 9AA</p><h2>Cost</h2><p>£4.50</p>");
    html.push_str(&format!(
        "<h2>Contact</h2><p>Call {phone} or write to cook@ashby.example</p>"
    ));
    let mut paragraph = 0;
    while html.len() < PAGE_BYTES - 200 {
        paragraph += 1;
        html.push_str(&format!(
            "<div class='elementor-element elementor-element-{paragraph}'><div class='elementor-widget-container'>\
             <h3>News {paragraph}</h3><p>In week {paragraph} the choir sang for its supper and {paragraph} people came. \
             The garden gate was painted by volunteers on Monday from 10am to 3pm.</p></div></div>"
        ));
    }
    html.push_str("</main><footer><p>Office 01632 960500</p></footer></body></html>");
    html
}

fn service(url: &str) -> Service {
    serde_json::from_value(json!({
        "id": uuid::Uuid::new_v4().to_string(), "name": "Ashby Lunch Club", "status": "active", "url": url,
        "email": "cook@ashby.example",
        "phones": [{"id": uuid::Uuid::new_v4().to_string(), "number": "01632 960123"}],
        "schedules": [{"id": uuid::Uuid::new_v4().to_string(), "freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "14:00"}],
    }))
    .unwrap()
}

fn pages() {
    let at: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
    let (before, after) = (page("01632 960123"), page("01632 960456"));
    let service = service("https://ashby.example/");
    let started = Instant::now();
    let mut judged = 0_u32;
    while started.elapsed() < Duration::from_secs(10) {
        let attempt = Attempt {
            status: Some(200),
            ..Attempt::new(at, Outcome::Http)
        };
        let case = Case {
            service: service.clone(),
            url: "https://ashby.example/".parse().unwrap(),
            now: at,
            policy: WatchPolicy::Proportionate,
            before: Some(Before {
                page: Arc::new(read::page(before.as_bytes(), None)),
                at,
                final_url: None,
            }),
            looks: vec![Look {
                attempt,
                page: Some(Arc::new(read::page(after.as_bytes(), None))),
                verdict: None,
            }],
            support: Vec::new(),
        };
        std::hint::black_box(judge(&case));
        judged += 1;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{:.0} pages of {} kB judged a second on one core, the page before read each time; peak memory {}",
        f64::from(judged) / seconds,
        after.len() >> 10,
        peak_memory()
    );
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

/// The address of one website: each has a host of its own, as the limits count them.
fn host(site: u32) -> Ipv4Addr {
    let [_, _, high, low] = site.to_be_bytes();
    Ipv4Addr::new(127, 1, high, low.max(1))
}

async fn scan() {
    let html = page("01632 960123");
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))
        .await
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    let routes = Router::new()
        .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\n" }))
        .route("/club", get(move || async move { Html(html) }));
    tokio::spawn(async move { axum::serve(listener, routes).await });

    let data = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.data.dir = data.path().to_owned();
    config.database.url = format!("sqlite://{}", data.path().join("waymark.db").display());
    config.fetch.allow_hosts = (0..SITES).map(|site| host(site).to_string()).collect();
    let works = Works::open(config, Arc::new(SystemClock)).await.unwrap();
    let mut tx = works.store.write().await.unwrap();
    for site in 0..SITES {
        let service = service(&format!("http://{}:{port}/club", host(site)));
        let publication = Publication {
            id: ListingId(uuid::Uuid::new_v4()),
            feed: "bench".parse().unwrap(),
            state: ListingState::Listed,
            service,
        };
        tx.publish(&publication, ChangeReason::Added).await.unwrap();
    }
    tx.commit().await.unwrap();
    let started = Instant::now();
    let done = works.scan_due(&NoProgress).await.unwrap();
    println!(
        "{} websites scanned in {:.1} s ({} unreadable); peak memory {}",
        done.checked,
        started.elapsed().as_secs_f64(),
        done.unreadable,
        peak_memory()
    );
}
