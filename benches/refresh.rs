//! How fast a feed becomes listings: 20,000 synthetic services over loopback HTTP.
//!
//! ```text
//! cargo bench --bench refresh
//! ```
//!
//! This process starts two kinds of copies of itself: one serves the feed, so that its
//! memory and its work count for nobody else, and one for each database refreshes from it
//! twice. Printed are records a second, the peak of the hub's own memory, and what an
//! unchanged second refresh costs as a share of the first. PostgreSQL is measured where
//! `WAYMARK_TEST_POSTGRES_URL` names a server; `WAYMARK_BENCH_SERVICES` sets another size.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and ends where it cannot go on"
)]

mod memory;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use memory::peak_memory_mb;
use sqlx::{Connection, Executor, PgConnection};
use waymark::config::{Config, FeedConfig};
use waymark::connect::Client;
use waymark::demo::{Dataset, OrukServer, synthetic};
use waymark::domain::{NoProgress, Outcome, Refresh, SystemClock};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::store::Store;

// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SEED: u64 = 20_261_121;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match arguments[..] {
        ["serve"] => runtime.block_on(serve()),
        ["measure", database, feed] => runtime.block_on(measure(database, feed)),
        _ => runtime.block_on(conduct()),
    }
}

fn services() -> usize {
    let wanted = std::env::var("WAYMARK_BENCH_SERVICES").ok();
    wanted.map_or(20_000, |text| text.parse().unwrap())
}

/// Starts the feed, then measures each database against it.
async fn conduct() {
    let mut server = this_program(&["serve"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut feed = String::new();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    said.read_line(&mut feed).unwrap();
    let feed = feed.trim();

    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite://{}/waymark.db", folder.path().display());
    run(&["measure", &sqlite, feed]);
    match std::env::var("WAYMARK_TEST_POSTGRES_URL") {
        Ok(postgres) => on_postgres(&postgres, feed).await,
        Err(_) => println!("PostgreSQL: not measured, WAYMARK_TEST_POSTGRES_URL is not set"),
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

async fn on_postgres(server: &str, feed: &str) {
    let name = format!("waymark_bench_{}", uuid::Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    admin.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(&name);
    run(&["measure", url.as_str(), feed]);
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    admin.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
}

fn this_program(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) {
    let status = this_program(arguments).status().unwrap();
    assert!(status.success(), "the measurement failed");
}

/// Serves the feed until whoever started this goes away.
async fn serve() {
    let data = Dataset {
        services: synthetic::services(services(), SEED).collect(),
        ..Dataset::default()
    };
    let server = OrukServer::start(&data).await.unwrap();
    drop(data);
    println!("{}", server.url());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()))
        .await
        .unwrap()
        .unwrap();
}

/// Refreshes twice and says what it cost.
async fn measure(database: &str, feed: &str) {
    let mut config = Config::default();
    config.fetch.per_host_per_second = 0.0;
    let clock = Arc::new(SystemClock);
    let store = Store::open(database, clock.clone()).await.unwrap();
    let client = Client::new(&config.fetch, clock).unwrap();
    let context = Context {
        store: &store,
        client: &client,
        config: &config,
    };
    let feed: FeedConfig = toml::from_str(&format!(
        "id = \"bench\"\nkind = \"oruk-v3\"\nurl = \"{feed}\""
    ))
    .unwrap();
    let (first, took) = timed(context, &feed).await;
    assert_eq!(first.counts.added as usize, services());
    let (second, again) = timed(context, &feed).await;
    assert_eq!(second.counts.unchanged as usize, services());
    let name = if store.is_sqlite() {
        "SQLite"
    } else {
        "PostgreSQL"
    };
    println!("{name}: {} services", services());
    println!(
        "  first refresh      {:>8.2} s  {:>6.0} records/s",
        took.as_secs_f64(),
        rate(took)
    );
    println!(
        "  unchanged refresh  {:>8.2} s  {:>6.0} records/s",
        again.as_secs_f64(),
        rate(again)
    );
    println!(
        "  second to first    {:>8.2}",
        again.as_secs_f64() / took.as_secs_f64()
    );
    println!("  peak memory        {:>8.0} MB", peak_memory_mb());
    store.close().await;
}

async fn timed(context: Context<'_>, feed: &FeedConfig) -> (Refresh, Duration) {
    let start = Instant::now();
    let done = refresh(context, feed, RefreshOptions::default(), &NoProgress)
        .await
        .unwrap();
    assert_eq!(done.outcome, Some(Outcome::Complete), "{:?}", done.message);
    (done, start.elapsed())
}

#[expect(clippy::cast_precision_loss, reason = "no benchmark has 2^53 records")]
fn rate(took: Duration) -> f64 {
    services() as f64 / took.as_secs_f64()
}
