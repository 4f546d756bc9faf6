//! Publishes the listings, builds the index, and writes the same listings for the engines
//! beside us.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sqlx::{Connection, SqliteConnection};
use waymark::config::Config;
use waymark::demo::synthetic;
use waymark::domain::{
    ChangeReason, FeedId, ListingState, NoProgress, Publication, SystemClock, is_free,
    service_places,
};
use waymark::gazetteer::{Gazetteer, Shelf};
use waymark::oruk::Service;
use waymark::search::{SearchIndex, Thesaurus};
use waymark::store::Store;

use crate::memory::peak_memory_mb;
use crate::{postcodes, questions};

/// What the listings are made of.
pub(crate) const SEED: u64 = 2026;
const BATCH: usize = 1_000;

/// The settings of a hub in `folder`.
pub(crate) fn config(folder: &Path) -> Config {
    let mut config = Config::default();
    config.data.dir = folder.join("hub");
    config.database.url = format!("sqlite://{}", folder.join("waymark.db").display());
    config
}

/// Fills `folder`.
pub(crate) async fn make(folder: &Path, count: usize) {
    let config = config(folder);
    let clock = Arc::new(SystemClock);
    let tables = folder.join("codepo_gb");
    let postcodes = postcodes::write(&tables);
    let shelf = Shelf::of(&config);
    shelf
        .load(&tables, &(clock.clone() as _), &NoProgress)
        .unwrap();

    let began = Instant::now();
    let store = Store::open(&config.database.url, clock).await.unwrap();
    let mut beside = Beside::new(folder).await;
    let feed: FeedId = "synthetic".parse().unwrap();
    let mut number = 0;
    let mut documents = synthetic::services(count, SEED);
    loop {
        let batch: Vec<Service> = documents
            .by_ref()
            .take(BATCH)
            .map(|document| serde_json::from_value(document).unwrap())
            .enumerate()
            .map(|(at, service)| named(service, number + at))
            .collect();
        if batch.is_empty() {
            break;
        }
        publish(&store, &feed, &batch).await;
        beside.add(&batch, number).await;
        number += batch.len();
    }
    beside.end().await;
    println!(
        "published {number} listings in {:.0?}, beside {} postcodes",
        began.elapsed(),
        postcodes.len()
    );
    build(&config, &store).await;
    store.close().await;
}

/// The service with the made-up word that its number gives it.
pub(crate) fn named(mut service: Service, number: usize) -> Service {
    if let (Some(word), Some(name)) = (questions::word_of(number), &mut service.name) {
        name.push(' ');
        name.push_str(word);
    }
    service
}

pub(crate) async fn publish(store: &Store, feed: &FeedId, batch: &[Service]) {
    let mut tx = store.write().await.unwrap();
    let publications: Vec<Publication> = batch
        .iter()
        .map(|service| Publication {
            id: service.id.as_deref().unwrap().parse().unwrap(),
            feed: feed.clone(),
            state: ListingState::Listed,
            service: service.clone(),
        })
        .collect();
    let all: Vec<_> = publications
        .iter()
        .map(|publication| (publication, ChangeReason::Added))
        .collect();
    tx.publish_all(&all).await.unwrap();
    tx.commit().await.unwrap();
}

async fn build(config: &Config, store: &Store) {
    let began = Instant::now();
    let gazetteer = Arc::new(Gazetteer::open(config).await.unwrap());
    let index = SearchIndex::open(&config.data.dir, store, gazetteer, Thesaurus::built_in())
        .await
        .unwrap();
    let took = began.elapsed();
    drop(index);
    println!(
        "built the index in {took:.0?}: {:.0} MB on disk, {:.0} MB of memory at most",
        index_mb(&config.data.dir),
        peak_memory_mb()
    );
}

/// The size of the search index in a data folder.
fn index_mb(data: &Path) -> f64 {
    let entries = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap());
    let is_index = |name: &str| name.starts_with("search");
    let index = entries.filter(|entry| is_index(&entry.file_name().to_string_lossy()));
    // Beside the folder stands the file by which its one writer is known.
    let folders = index.filter(|entry| entry.path().is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).unwrap());
    let bytes: u64 = files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    bytes as f64 / 1e6
}

/// The same listings for FTS5 and R*Tree, with what a search needs and no more.
struct Beside(SqliteConnection);

impl Beside {
    async fn new(folder: &Path) -> Self {
        let url = format!("sqlite://{}?mode=rwc", folder.join("beside.db").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        for statement in [
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE VIRTUAL TABLE words USING fts5(name, organization, terms, description, content='', tokenize='porter unicode61')",
            "CREATE VIRTUAL TABLE spots USING rtree(id, south, north, west, east, +listing INTEGER, +lat REAL, +lon REAL)",
            "CREATE TABLE listings (number INTEGER PRIMARY KEY, placeless INTEGER NOT NULL, free INTEGER, accessible INTEGER, days INTEGER NOT NULL, term TEXT NOT NULL)",
            "CREATE INDEX placeless ON listings (number) WHERE placeless = 1",
            "BEGIN",
        ] {
            sqlx::raw_sql(statement)
                .execute(&mut connection)
                .await
                .unwrap();
        }
        Self(connection)
    }

    async fn add(&mut self, batch: &[Service], first: usize) {
        for (service, number) in batch.iter().zip(first as i64..) {
            self.words(service, number).await;
            let points: Vec<(f64, f64)> = service_places(service)
                .into_iter()
                .filter_map(|place| place.point)
                .collect();
            for ((lat, lon), at) in points.iter().zip(number * 8..) {
                let insert = "INSERT INTO spots VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
                let spot = sqlx::query(insert).bind(at);
                let spot = spot.bind(lat).bind(lat).bind(lon).bind(lon);
                let spot = spot.bind(number).bind(lat).bind(lon);
                spot.execute(&mut self.0).await.unwrap();
            }
            self.traits(service, number, points.is_empty()).await;
        }
    }

    async fn words(&mut self, service: &Service, number: i64) {
        let insert = "INSERT INTO words (rowid, name, organization, terms, description) VALUES (?, ?, ?, ?, ?)";
        let organization = service.organization.as_ref();
        sqlx::query(insert)
            .bind(number)
            .bind(&service.name)
            .bind(organization.and_then(|organization| organization.name.as_ref()))
            .bind(terms(service).join(" "))
            .bind(&service.description)
            .execute(&mut self.0)
            .await
            .unwrap();
    }

    async fn traits(&mut self, service: &Service, number: i64, is_placeless: bool) {
        let days = service.schedules.iter().filter_map(|schedule| {
            let day = schedule.byday.as_deref()?;
            questions::DAYS.iter().position(|name| *name == day)
        });
        sqlx::query("INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?)")
            .bind(number)
            .bind(is_placeless)
            .bind(is_free(service))
            .bind(!is_placeless)
            .bind(days.fold(0_i64, |days, day| days | 1 << day))
            .bind(terms(service).first().copied().unwrap_or_default())
            .execute(&mut self.0)
            .await
            .unwrap();
    }

    async fn end(mut self) {
        for statement in [
            "COMMIT",
            "INSERT INTO words (words) VALUES ('optimize')",
            "ANALYZE",
        ] {
            sqlx::raw_sql(statement).execute(&mut self.0).await.unwrap();
        }
        self.0.close().await.unwrap();
    }
}

/// All that is searched for words.
pub(crate) fn text(service: &Service) -> String {
    let organization = service.organization.as_ref();
    let parts = [
        service.name.as_deref(),
        organization.and_then(|organization| organization.name.as_deref()),
        service.description.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().chain(terms(service)).collect();
    parts.join(" ")
}

fn terms(service: &Service) -> Vec<&str> {
    let terms = service
        .attributes
        .iter()
        .filter_map(|a| a.taxonomy_term.as_ref());
    terms.filter_map(|term| term.name.as_deref()).collect()
}
