//! How fast postcodes are loaded and looked up, over a made-up Code-Point Open of 1,800,000 rows.
//!
//! Two baselines are measured in the same run: for loading, reading the same table and parsing its
//! numbers with nothing made of them; for a lookup, a `HashMap` from text to point. A ratio of 2
//! means twice as slow as the baseline. The peak memory of the process is printed after loading,
//! before the baseline's map is built.
//!
//! `cargo bench --bench gazetteer`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

mod memory;
mod postcodes;

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use waymark::config::Config;
use waymark::domain::{NoProgress, Postcode, SystemClock};
use waymark::gazetteer::{Gazetteer, Shelf};

const LOOKUPS: usize = 2_000_000;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let tables = folder.path().join("codepo_gb/Data/CSV");
    let postcodes = postcodes::write(&tables);
    println!("{} postcodes", postcodes.len());

    let mut config = Config::default();
    config.data.dir = folder.path().join("data");
    let began = Instant::now();
    let shelf = Shelf::of(&config);
    let path = folder.path().join("codepo_gb");
    let contents = shelf
        .load(&path, &(Arc::new(SystemClock) as _), &NoProgress)
        .unwrap();
    let loading = began.elapsed();
    assert_eq!(contents.live, postcodes.len() as u64);
    let parsing = time(|| parse(&tables));
    println!(
        "load: {loading:.1?} (parsing alone {parsing:.1?}, ratio {:.2})",
        ratio(loading, parsing)
    );
    println!(
        "peak memory after loading: {:.0} MB",
        memory::peak_memory_mb()
    );

    let began = Instant::now();
    let gazetteer = Gazetteer::open(&config).await.unwrap();
    println!("taken up by a hub in {:.1?}", began.elapsed());
    let packed: u64 = fs::read_dir(config.data.dir.join("gazetteer"))
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    println!("held: {:.1} MB", packed as f64 / 1e6);

    let asked: Vec<Postcode> = (0..LOOKUPS)
        .map(|step| {
            postcodes[step.wrapping_mul(1_000_003) % postcodes.len()]
                .parse()
                .unwrap()
        })
        .collect();
    let lookups = time(|| {
        asked
            .iter()
            .filter(|one| gazetteer.locate(one).is_some())
            .count()
    });
    let map: HashMap<&str, (f64, f64)> = postcodes
        .iter()
        .map(|text| (text.as_str(), (53.0, -1.5)))
        .collect();
    let baseline = time(|| {
        asked
            .iter()
            .filter(|one| map.contains_key(one.as_str()))
            .count()
    });
    println!(
        "lookup: {:.0} ns (a map from text {:.0} ns, ratio {:.2})",
        nanos(lookups),
        nanos(baseline),
        ratio(lookups, baseline)
    );
}

/// Reads every table and parses its numbers.
fn parse(tables: &Path) -> u64 {
    let mut sum = 0;
    for entry in fs::read_dir(tables).unwrap() {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(entry.unwrap().path())
            .unwrap();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).unwrap() {
            sum += record[2].parse::<u64>().unwrap() + record[3].parse::<u64>().unwrap();
        }
    }
    sum
}

fn time<T>(work: impl Fn() -> T) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}

fn nanos(all: Duration) -> f64 {
    all.as_nanos() as f64 / LOOKUPS as f64
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
