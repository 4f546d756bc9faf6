//! Much of everything, with the default settings: a full sync, readers that stop reading, and
//! exports of a large directory. The real program, by the kernel's account of its memory.

#![cfg(target_os = "linux")]

use std::collections::HashSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::database::Database;
use crate::support::many::publish;
use crate::support::serving::{Program, Serving};

/// Services of the sync.
const SYNCED: u32 = 20_000;
/// Listings of the exports.
const EXPORTED: u32 = 50_000;
/// What an export may ever hold, in kilobytes: 70 MB that any takes, and 128 that eight connections
/// to the database keep of what they have read. The lines alone are 80 MB.
const MOST_KB: u64 = 215_000;
/// Readers that stop.
const STOPPED: usize = 20;

async fn get(serving: &Serving, path: &str) -> reqwest::Response {
    let answer = reqwest::get(serving.url.join(path).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    assert!(
        answer.headers().contains_key("ratelimit-remaining"),
        "{path}"
    );
    answer
}

/// Asks for something, reads the beginning of it, and then nothing more.
async fn stop_reading(serving: &Serving, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    // What the kernel holds for us is small, so that the hub has to hold the rest, or not.
    socket.set_recv_buffer_size(4096).unwrap();
    let address = serving.url.socket_addrs(|| None).unwrap()[0];
    let mut stream = socket.connect(address).await.unwrap();
    let ask = format!("GET /{path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut first = [0; 1024];
    stream.read_exact(&mut first).await.unwrap();
    let first = String::from_utf8_lossy(&first);
    assert!(first.starts_with("HTTP/1.1 200"), "{path}: {first}");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_directory_is_synced_and_exported_with_the_defaults_and_in_little_memory() {
    let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
    let program = Program::new(&database.url, "");
    publish(&database.store, 1..=SYNCED, |_| ()).await;
    sync_while_others_have_stopped_reading(&program).await;
    publish(&database.store, SYNCED + 1..=EXPORTED, |_| ()).await;
    for format in ["ndjson", "csv", "datapackage", "xlsx"] {
        let file = program.path(format);
        let (peak, took) = peak_of(&program, format, &file).await;
        println!("{format}: {peak} kB for {EXPORTED}, in {took:.1?}");
        assert!(peak < MOST_KB, "{format}: {peak} kB");
        let length = std::fs::metadata(&file).unwrap().len();
        assert!(length > 1_000_000, "{format}: {length} bytes");
    }
}

async fn sync_while_others_have_stopped_reading(program: &Program) {
    let serving = program.serve().await;
    let ready = Instant::now();
    while reqwest::get(serving.url.join("readyz").unwrap())
        .await
        .unwrap()
        .status()
        != 200
    {
        assert!(ready.elapsed() < Duration::from_secs(300), "not ready");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let before = resident_kb(&serving);
    let mut stopped = Vec::new();
    for n in 0..STOPPED {
        let path = [
            "oruk/v3/services?format=ndjson&full=true",
            "api/v1/services.ndjson",
            "api/v1/export/csv",
            "oruk/v3/services?per_page=1000&full=true",
        ][n % 4];
        stopped.push(stop_reading(&serving, path).await);
    }
    // All of this comes from one address, and is one client.
    let mut walked = HashSet::new();
    for page in 1.. {
        let path = format!("oruk/v3/services?full=true&per_page=100&page={page}");
        let answer: Value = get(&serving, &path).await.json().await.unwrap();
        for service in answer["contents"].as_array().unwrap() {
            assert!(walked.insert(service["id"].as_str().unwrap().to_owned()));
        }
        if answer["last_page"] == true {
            break;
        }
    }
    assert_eq!(walked.len(), SYNCED as usize);
    let (mut followed, mut cursor) = (0, "0".to_owned());
    loop {
        let path = format!("api/v1/changes?limit=500&after={cursor}");
        let page: Value = get(&serving, &path).await.json().await.unwrap();
        let items = page["items"].as_array().unwrap().len();
        if items == 0 {
            break;
        }
        followed += items;
        page["next"].as_str().unwrap().clone_into(&mut cursor);
    }
    assert_eq!(followed, SYNCED as usize);
    for path in ["api/v1/services.ndjson", "oruk/v3/services?format=ndjson"] {
        let lines = get(&serving, path).await.text().await.unwrap();
        assert_eq!(lines.lines().count(), SYNCED as usize, "{path}");
    }
    let grown = resident_kb(&serving).saturating_sub(before);
    println!("{STOPPED} readers stopped; {grown} kB more than before");
    // The whole list is some fifty megabytes; the shelf of answers may hold 64.
    // What connections to the database keep is a hundred more. Readers that held their answers would
    // take six hundred.
    assert!(grown < 300_000, "{grown} kB for {STOPPED} readers");
    drop(stopped);
}

/// The most that a command held, in kilobytes, and how long it took.
async fn peak_of(program: &Program, format: &str, out: &std::path::Path) -> (u64, Duration) {
    let words = ["export", "--format", format, "--out", out.to_str().unwrap()];
    let mut command = program.command(&words);
    command.stdout(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let (mut peak, id) = (0, child.id());
    let status = loop {
        peak = memory_kb(id, "VmHWM:").unwrap_or(0).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(status.success(), "{format}");
    (peak, began.elapsed())
}

/// What a hub holds now, in kilobytes.
fn resident_kb(serving: &Serving) -> u64 {
    memory_kb(serving.child.id(), "VmRSS:").unwrap()
}

/// A line of the kernel's account of a process; `None` once it has ended.
fn memory_kb(process: u32, line: &str) -> Option<u64> {
    let status = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(status).ok()?;
    let found = status.lines().find(|found| found.starts_with(line))?;
    found.split_whitespace().nth(1)?.parse().ok()
}
