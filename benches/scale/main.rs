//! How search grows: 1,000,000 synthetic listings and 1,800,000 postcodes, beside the same
//! work done by SQLite (FTS5 and R*Tree) and, where `WAYMARK_TEST_POSTGRES_URL` leads to a
//! server with PostGIS, by PostgreSQL.
//!
//! `made` publishes the listings and builds the index in a process of its own, so that what is
//! measured is a hub that starts with a full data folder. `ours` asks that hub, in process and
//! over HTTP; `sqlite` and `postgis` answer the same questions, and the answers must be equal.
//!
//! ```text
//! cargo bench --bench scale
//! ```
//!
//! `WAYMARK_BENCH_LISTINGS` sets another number of listings.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and ends where it cannot go on"
)]

#[path = "../memory/mod.rs"]
mod memory;
#[path = "../postcodes/mod.rs"]
mod postcodes;

mod made;
mod ours;
mod postgis;
mod questions;
mod sqlite;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["make", folder] => made::make(Path::new(folder), listings()).await,
        _ => conduct().await,
    }
}

fn listings() -> usize {
    let wanted = std::env::var("WAYMARK_BENCH_LISTINGS").ok();
    wanted.map_or(1_000_000, |text| text.parse().unwrap())
}

async fn conduct() {
    let folder = tempfile::tempdir().unwrap();
    let this = std::env::current_exe().unwrap();
    let made = Command::new(this).arg("make").arg(folder.path()).status();
    assert!(made.unwrap().success());

    let hub = ours::open(folder.path()).await;
    println!(
        "serving {} listings: {:.0} MB resident",
        listings(),
        memory::resident_memory_mb()
    );
    let answers = ours::measure(&hub).await;
    println!(
        "after the searches: {:.0} MB resident",
        memory::resident_memory_mb()
    );
    let theirs = sqlite::Sqlite::open(folder.path()).await;
    answers.compare("SQLite FTS5 + R*Tree", &theirs.measure().await);
    if let Some(theirs) = postgis::PostGis::open(folder.path()).await {
        answers.compare("PostgreSQL + PostGIS", &theirs.measure().await);
    }
    // The index has one writer.
    drop(hub);
    ours::measure_under_change(folder.path()).await;
}

/// The median and the 99th percentile of some runs.
#[derive(Debug, Clone, Copy)]
struct Spread {
    p50: Duration,
    p99: Duration,
}

impl Spread {
    /// Of so many runs, after a tenth as many to warm up.
    async fn of<F: Future<Output = ()>>(runs: usize, mut run: impl FnMut(usize) -> F) -> Self {
        for step in 0..runs / 10 {
            run(step).await;
        }
        let mut times = Vec::with_capacity(runs);
        for step in 0..runs {
            let began = Instant::now();
            run(step).await;
            times.push(began.elapsed());
        }
        times.sort_unstable();
        Self {
            p50: times[runs / 2],
            p99: times[runs * 99 / 100],
        }
    }

    fn print(self, what: &str) {
        println!(
            "{what:<52} p50 {:>9.3} ms   p99 {:>9.3} ms",
            self.p50.as_secs_f64() * 1e3,
            self.p99.as_secs_f64() * 1e3
        );
    }
}
