//! The same work in SQLite: FTS5 for words, R*Tree for places, the exact distance as here.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use geo::{Distance, Geodesic, Point};
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::Mutex;
use waymark::search::Origin;

use crate::Spread;
use crate::ours::{Answers, places};
use crate::questions::{FAR_M, NEAR_M, SAID, THEIR_LAY_RUNS, THEIR_RUNS, Truth, WORDS, start};

const WITH_WORDS: &str = "SELECT s.listing, s.lat, s.lon FROM spots s
    WHERE s.north >= ? AND s.south <= ? AND s.east >= ? AND s.west <= ?
      AND s.listing IN (SELECT rowid FROM words WHERE words MATCH ?)";

const PLACELESS: &str = "SELECT count(*) FROM words JOIN listings ON listings.number = words.rowid
    WHERE words MATCH ? AND placeless = 1";

const WITHOUT_WORDS: &str = "SELECT s.listing, s.lat, s.lon FROM spots s
    WHERE s.north >= ? AND s.south <= ? AND s.east >= ? AND s.west <= ?";

const LAY: &str =
    "WITH w AS MATERIALIZED (SELECT rowid AS number, rank FROM words WHERE words MATCH ?)
    SELECT s.listing, s.lat, s.lon, l.free, l.accessible, l.days, l.term, w.rank
    FROM spots s JOIN w ON w.number = s.listing JOIN listings l ON l.number = s.listing
    WHERE s.north >= ? AND s.south <= ? AND s.east >= ? AND s.west <= ?";

/// A warm connection.
pub(crate) struct Sqlite {
    connection: Arc<Mutex<SqliteConnection>>,
    places: Vec<Origin>,
}

/// South, north, west, east.
pub(crate) fn around(origin: Origin, radius_m: f64) -> [f64; 4] {
    let centre = Point::new(origin.lon, origin.lat);
    let edge =
        |bearing: f64| geo::Destination::destination(&Geodesic, centre, bearing, radius_m * 1.01);
    [
        edge(180.0).y(),
        edge(0.0).y(),
        edge(270.0).x(),
        edge(90.0).x(),
    ]
}

/// Nearest first, a listing once, within the radius.
pub(crate) fn nearest(rows: &[(i64, f64, f64)], origin: Origin, radius_m: f64) -> Vec<f64> {
    let centre = Point::new(origin.lon, origin.lat);
    let mut nearest: HashMap<i64, f64> = HashMap::new();
    for (listing, lat, lon) in rows {
        let metres = Geodesic.distance(centre, Point::new(*lon, *lat));
        if metres <= radius_m {
            let known = nearest.entry(*listing).or_insert(f64::INFINITY);
            *known = known.min(metres);
        }
    }
    let mut metres: Vec<f64> = nearest.into_values().collect();
    metres.sort_unstable_by(f64::total_cmp);
    metres
}

pub(crate) fn first_page(metres: &[f64]) -> Vec<i64> {
    metres
        .iter()
        .take(20)
        .map(|metres| metres.round() as i64)
        .collect()
}

impl Sqlite {
    pub(crate) async fn open(folder: &Path) -> Self {
        let url = format!("sqlite://{}", folder.join("beside.db").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        for pragma in [
            "PRAGMA mmap_size = 8000000000",
            "PRAGMA cache_size = -1000000",
        ] {
            sqlx::raw_sql(pragma)
                .execute(&mut connection)
                .await
                .unwrap();
        }
        Self {
            connection: Arc::new(Mutex::new(connection)),
            places: places(folder).await,
        }
    }

    fn origin(&self, step: usize) -> Origin {
        self.places[start(step, self.places.len())]
    }

    pub(crate) async fn measure(&self) -> Answers {
        let words = Spread::of(THEIR_RUNS, async |step| {
            std::hint::black_box(self.words(step).await);
        });
        let words = words.await;
        let near = Spread::of(THEIR_RUNS, async |step| {
            std::hint::black_box(self.near(step).await);
        });
        let near = near.await;
        let lay = Spread::of(THEIR_LAY_RUNS, async |step| {
            std::hint::black_box(self.lay(step).await);
        });
        let lay = lay.await;
        let (mut of_words, mut of_near) = (Truth::new(), Truth::new());
        for step in 0..THEIR_RUNS {
            of_words.push(self.words(step).await);
            of_near.push(self.near(step).await);
        }
        Answers {
            words: (words, of_words),
            near: (near, of_near),
            lay,
        }
    }

    async fn words(&self, step: usize) -> (u64, Vec<i64>) {
        let (origin, word) = (self.origin(step), WORDS[step % WORDS.len()]);
        let [south, north, west, east] = around(origin, NEAR_M);
        let mut connection = self.connection.lock().await;
        let rows: Vec<(i64, f64, f64)> = sqlx::query_as(WITH_WORDS)
            .bind(south)
            .bind(north)
            .bind(west)
            .bind(east)
            .bind(word)
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let placeless: i64 = sqlx::query_scalar(PLACELESS)
            .bind(word)
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        let metres = nearest(&rows, origin, NEAR_M);
        (metres.len() as u64 + placeless as u64, first_page(&metres))
    }

    async fn near(&self, step: usize) -> (u64, Vec<i64>) {
        let origin = self.origin(step);
        let [south, north, west, east] = around(origin, NEAR_M);
        let rows: Vec<(i64, f64, f64)> = sqlx::query_as(WITHOUT_WORDS)
            .bind(south)
            .bind(north)
            .bind(west)
            .bind(east)
            .fetch_all(&mut *self.connection.lock().await)
            .await
            .unwrap();
        let metres = nearest(&rows, origin, NEAR_M);
        (metres.len() as u64, first_page(&metres))
    }

    /// The words, three filters, four facets and the order: what matches is read once and
    /// counted here.
    async fn lay(&self, step: usize) -> usize {
        let (origin, words) = (self.origin(step), SAID[step % SAID.len()].1);
        let [south, north, west, east] = around(origin, FAR_M);
        let rows = sqlx::query(LAY)
            .bind(words)
            .bind(south)
            .bind(north)
            .bind(west)
            .bind(east)
            .fetch_all(&mut *self.connection.lock().await)
            .await
            .unwrap();
        ranked(&rows, origin, step)
    }
}

/// Counts facets and keeps the twenty best.
fn ranked(rows: &[SqliteRow], origin: Origin, step: usize) -> usize {
    let centre = Point::new(origin.lon, origin.lat);
    let mut facets: HashMap<(u8, String), u64> = HashMap::new();
    let mut best: HashMap<i64, f64> = HashMap::new();
    for row in rows {
        let metres = Geodesic.distance(centre, Point::new(row.get("lon"), row.get("lat")));
        let (free, days): (Option<i64>, i64) = (row.get("free"), row.get("days"));
        let answers = [
            free == Some(1),
            row.get::<i64, _>("accessible") == 1,
            days & 1 << (step % 7) != 0,
        ];
        if metres > FAR_M {
            continue;
        }
        // A facet counts under every filter but its own.
        for (facet, value) in [
            (0, format!("{free:?}")),
            (1, answers[1].to_string()),
            (2, days.to_string()),
        ] {
            let mut others = answers.iter().enumerate().filter(|(at, _)| *at != facet);
            if others.all(|(_, answer)| *answer) {
                *facets.entry((facet as u8, value)).or_default() += 1;
            }
        }
        if answers.iter().all(|answer| *answer) {
            *facets.entry((3, row.get("term"))).or_default() += 1;
            let score: f64 = row.get::<f64, _>("rank") / (1.0 + metres / 5_000.0);
            let known = best.entry(row.get("listing")).or_insert(0.0);
            *known = known.min(score);
        }
    }
    let mut scores: Vec<f64> = best.into_values().collect();
    scores.sort_unstable_by(f64::total_cmp);
    scores.truncate(20);
    scores.len() + facets.len()
}
