//! How fast files become records: a data package of tables, at two sizes.
//!
//! ```text
//! cargo bench --bench import
//! ```
//!
//! Each measurement runs in a copy of this process, so that its peak memory is its own.
//! Beside each stands a baseline from the same run: the same bytes read by the bare library,
//! without asking what they mean. `WAYMARK_BENCH_ROWS` sets another size.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and ends where it cannot go on"
)]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use waymark::config::{Config, FeedConfig};
use waymark::connect::{Client, Pulled, WalkEnd, connector};
use waymark::domain::SystemClock;

// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["bare-tables", folder] => report(|| bare_tables(Path::new(folder))),
        ["package", folder] => report(|| package(Path::new(folder))),
        _ => conduct(),
    }
}

fn rows() -> usize {
    let wanted = std::env::var("WAYMARK_BENCH_ROWS").ok();
    wanted.map_or(50_000, |text| text.parse().unwrap())
}

fn conduct() {
    for services in [rows() / 5, rows()] {
        let folder = tempfile::tempdir().unwrap();
        write_package(folder.path(), services);
        println!(
            "data package: {services} services, {} rows",
            services * TABLES
        );
        compare(["bare-tables", "package"], folder.path());
    }
}

/// Rows in all tables for one service.
const TABLES: usize = 7;

/// Writes services that each have an organization, a place, hours, a price and a telephone.
fn write_package(folder: &Path, services: usize) {
    type Row = fn(usize) -> String;
    let tables: [(&str, &str, Row); TABLES] = [
        (
            "services",
            "id,organization_id,name,description,status",
            |n| {
                format!(
                    "s{n},o{},Club number {n},\"Tea, company and a walk, all year round\",active",
                    n / 3
                )
            },
        ),
        ("organizations", "id,name,description", |n| {
            format!("o{n},Trust number {n},A charity for the neighbourhood")
        }),
        ("locations", "id,name,latitude,longitude", |n| {
            format!(
                "l{n},Hall number {n},53.{:04},-1.{:04}",
                n % 10_000,
                n % 9_999
            )
        }),
        ("service_at_locations", "id,service_id,location_id", |n| {
            format!("x{n},s{n},l{}", n / 2)
        }),
        (
            "schedules",
            "id,service_id,freq,byday,opens_at,closes_at",
            |n| {
                format!(
                    "t{n},s{n},WEEKLY,TU,{:02}:00,{:02}:30",
                    8 + n % 4,
                    12 + n % 6
                )
            },
        ),
        ("cost_options", "id,service_id,amount,currency", |n| {
            format!("q{n},s{n},{}.50,GBP", n % 9)
        }),
        ("phones", "id,service_id,number", |n| {
            format!("p{n},s{n},01632 960{:03}", n % 1000)
        }),
    ];
    for (name, header, row) in tables {
        let mut text = format!("{header}\n");
        for n in 0..services {
            writeln!(text, "{}", row(n)).unwrap();
        }
        std::fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
}

/// Every cell of every table as text, and no more.
fn bare_tables(folder: &Path) -> usize {
    let mut rows = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let mut reader = csv::Reader::from_path(entry.unwrap().path()).unwrap();
        let records = reader.records().map(|record| record.unwrap());
        rows += records.filter(|record| record.len() > 1).count();
    }
    rows
}

/// The connector, down to the last document that it hands over.
fn package(folder: &Path) -> usize {
    let feed = format!(
        "id = \"bench\"\nkind = \"datapackage\"\npath = \"{}\"",
        folder.display()
    );
    let feed: FeedConfig = toml::from_str(&feed).unwrap();
    let limits = Config::default().fetch;
    let client = Client::new(&limits, Arc::new(SystemClock)).unwrap();
    let reader = connector(&feed, &client, &limits);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let services = runtime.block_on(async {
        let (sender, mut all) = tokio::sync::mpsc::channel(250);
        let take = async {
            let mut services = 0;
            while let Some(pulled) = all.recv().await {
                services += usize::from(matches!(pulled, Pulled::Service { .. }));
            }
            services
        };
        let (end, services) = tokio::join!(reader.walk(sender), take);
        assert_eq!(end, WalkEnd::Complete);
        services
    });
    services * TABLES
}

/// Runs both over the same files and says what the second costs beside the first.
fn compare(ways: [&str; 2], files: &Path) {
    let [bare, ours] = ways.map(|way| measure(way, files));
    println!(
        "  time beside the bare read {:>8.1}x   memory {:>5.1}x",
        ours.0 / bare.0,
        ours.1 / bare.1
    );
}

/// Runs one measurement in a process of its own: seconds, and peak memory in MB.
fn measure(way: &str, files: &Path) -> (f64, f64) {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).arg(way).arg(files).output().unwrap();
    assert!(
        output.status.success(),
        "{way} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = said
        .split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect();
    let [rows, seconds, memory] = figures[..] else {
        panic!("{way} said {said}");
    };
    println!(
        "  {way:<12} {seconds:>8.2} s  {:>9.0} rows/s  {memory:>6.0} MB",
        rows / seconds
    );
    (seconds, memory)
}

/// Works, and says rows, seconds and peak memory to whoever started this.
fn report(work: impl FnOnce() -> usize) {
    let start = Instant::now();
    let rows = work();
    let took: Duration = start.elapsed();
    println!("{rows} {} {}", took.as_secs_f64(), peak_memory_mb());
}

/// The most memory that this process has had, from the kernel's own account.
fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1024.0
}
