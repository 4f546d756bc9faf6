//! How fast records of one service are found: 514 records, 100,000 and the way there, and one
//! changed record among them.
//!
//! ```text
//! cargo bench --bench matching
//! ```
//!
//! The records are those of a made-up country, every third of which a second directory lists
//! too, in other words and with gaps. Each measurement runs in a copy of this process, so that
//! its peak memory is its own. Beside them stands what comparing every pair takes in the same
//! run, and beside the large ones what it takes to read the same documents and do nothing.
//! `WAYMARK_BENCH_RECORDS` sets another largest size.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and ends where it cannot go on"
)]

mod memory;

use std::collections::{HashMap, HashSet};
use std::process::Command;
use std::time::Instant;

use memory::peak_memory_mb;
use serde_json::{Value, json};
use waymark::demo::synthetic;
use waymark::federation::matching::{
    Member, Profile, Thresholds, Verdict, candidates, cluster, compare,
};
use waymark::oruk::read::read_service;

// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the records are made of.
const SEED: u64 = 2026;

/// The size of the issue's small set.
const SMALL: usize = 514;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["read", count] => report(|| read(number(count))),
        ["match", count] => report(|| matched(number(count))),
        ["every-pair", count] => report(|| every_pair(number(count))),
        _ => conduct(),
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap()
}

fn conduct() {
    let most = std::env::var("WAYMARK_BENCH_RECORDS").map_or(100_000, |text| number(&text));
    println!("{SMALL} records");
    let every = measure("every-pair", SMALL);
    let ours = measure("match", SMALL);
    println!("  beside every pair {:>8.3}x", ours / every);
    let mut before: Option<f64> = None;
    for count in [most / 4, most / 2, most] {
        println!("{count} records");
        let read = measure("read", count);
        let ours = measure("match", count);
        print!("  beside the bare read {:>5.2}x", ours / read);
        if let Some(before) = before {
            print!("   twice the records {:>5.2}x", ours / before);
        }
        println!();
        before = Some(ours);
    }
    one_changed(most);
}

/// Records under their keys, as two directories have them.
fn documents(count: usize) -> impl Iterator<Item = (String, Value)> {
    let country = synthetic::services(count - count / 4, SEED);
    let twice = country.enumerate().flat_map(|(at, service)| {
        let again = (at % 3 == 0).then(|| (format!("b/{at}"), again(&service, at)));
        std::iter::once((format!("a/{at}"), service)).chain(again)
    });
    twice.take(count)
}

/// The same service as another directory may list it.
fn again(service: &Value, at: usize) -> Value {
    let mut again = service.clone();
    let name = service["name"].as_str().unwrap_or_default();
    again["name"] = match at % 4 {
        0 => name.to_uppercase(),
        1 => format!("The {name}"),
        2 => format!("{name} (weekly)"),
        _ => name.to_owned(),
    }
    .into();
    let fields = again.as_object_mut().unwrap();
    if at.is_multiple_of(2) {
        fields.remove("email");
        fields.remove("phones");
    }
    if at.is_multiple_of(5) {
        fields.insert("description".to_owned(), json!("See our website."));
    }
    again
}

fn profiles(count: usize) -> (Vec<String>, Vec<Profile>) {
    let read = |(key, service): (String, Value)| {
        let profile = Profile::of(&read_service(&service).value).listed_in(&key[..1]);
        (key, profile)
    };
    documents(count).map(read).unzip()
}

fn members<'a>(keys: &'a [String], profiles: &'a [Profile]) -> Vec<Member<'a>> {
    let both = keys.iter().zip(profiles);
    both.map(|(key, profile)| Member { key, profile }).collect()
}

/// The documents read as ever, and nothing done with them.
fn read(count: usize) -> usize {
    let usable = documents(count).filter(|(_, service)| read_service(service).usable);
    usable.count()
}

fn matched(count: usize) -> usize {
    let (keys, profiles) = profiles(count);
    let pairs = candidates(&profiles);
    let found = cluster(
        &members(&keys, &profiles),
        &pairs,
        &[],
        Thresholds::default(),
    );
    assert!(found.clusters.len() < count, "nothing was merged");
    count
}

/// Without keys: each with each.
fn every_pair(count: usize) -> usize {
    let (keys, profiles) = profiles(count);
    let mut pairs = Vec::new();
    for (at, a) in profiles.iter().enumerate() {
        for (other, b) in profiles.iter().enumerate().skip(at + 1) {
            if compare(a, b, Thresholds::default()).verdict != Verdict::Apart {
                pairs.push((at, other));
            }
        }
    }
    cluster(
        &members(&keys, &profiles),
        &pairs,
        &[],
        Thresholds::default(),
    );
    count
}

/// One record changes: read, looked up by its keys, compared with whom it meets, and clustered
/// anew with all that hangs together with it.
fn one_changed(count: usize) {
    let (keys, profiles) = profiles(count);
    let mut book: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, profile) in profiles.iter().enumerate() {
        for key in profile.keys() {
            book.entry(key).or_default().push(at);
        }
    }
    let changed: Vec<(usize, Value)> = documents(count)
        .map(|(_, service)| service)
        .enumerate()
        .step_by((count / 200).max(1))
        .collect();
    let mut times: Vec<f64> = changed
        .iter()
        .map(|(at, service)| {
            let began = Instant::now();
            let profile = Profile::of(&read_service(service).value).listed_in(&keys[*at][..1]);
            assert!(
                !around(&profile, &profiles, &book).is_empty(),
                "{} meets itself",
                keys[*at]
            );
            began.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (middle, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("one changed record of {count}: {middle:.2} ms, at worst {worst:.2} ms");
}

/// The records that a record is clustered with: those it might be, those they might be, and so on.
fn around(
    profile: &Profile,
    all: &[Profile],
    book: &HashMap<String, Vec<usize>>,
) -> HashSet<usize> {
    let mut found: HashSet<usize> = HashSet::new();
    let mut open = vec![profile.clone()];
    while let Some(profile) = open.pop() {
        let met: HashSet<usize> = profile
            .keys()
            .iter()
            .flat_map(|key| &book[key])
            .copied()
            .collect();
        for other in met {
            let is_merge =
                || compare(&profile, &all[other], Thresholds::default()).verdict == Verdict::Merge;
            if !found.contains(&other) && is_merge() {
                found.insert(other);
                open.push(all[other].clone());
            }
        }
    }
    found
}

/// Runs one measurement in a process of its own: seconds.
fn measure(way: &str, count: usize) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args([way, &count.to_string()])
        .output()
        .unwrap();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{way} failed: {failed}");
    let said = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = said
        .split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect();
    let [seconds, memory] = figures[..] else {
        panic!("{way} said {said}");
    };
    println!("  {way:<10} {seconds:>8.3} s  {memory:>6.0} MB");
    seconds
}

/// Works, and says seconds and peak memory to whoever started this.
fn report(work: impl FnOnce() -> usize) {
    let start = Instant::now();
    assert!(work() > 0, "there were no records");
    println!("{} {}", start.elapsed().as_secs_f64(), peak_memory_mb());
}
