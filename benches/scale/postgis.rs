//! The same work in PostgreSQL: tsvector for words, PostGIS for places. Where no server with
//! PostGIS is given, it says so and is left out.

use std::path::Path;

use sqlx::postgres::PgPool;
use waymark::demo::synthetic;
use waymark::domain::service_places;
use waymark::oruk::Service;
use waymark::search::Origin;

use crate::made::named;
use crate::ours::{Answers, places};
use crate::questions::{FAR_M, NEAR_M, SAID, THEIR_LAY_RUNS, THEIR_RUNS, Truth, WORDS, start};
use crate::sqlite::first_page;
use crate::{Spread, listings};

const SCHEMA: &str = "waymark_bench_scale";
const BATCH: usize = 1_000;

const WITH_WORDS: &str = "SELECT min(ST_Distance(s.point, o.point)) AS metres
    FROM (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography AS point) o, spots s
    WHERE ST_DWithin(s.point, o.point, $3)
      AND s.listing IN (SELECT number FROM listings WHERE words @@ to_tsquery('english', $4))
    GROUP BY s.listing ORDER BY metres";

const PLACELESS: &str =
    "SELECT count(*) FROM listings WHERE placeless AND words @@ to_tsquery('english', $1)";

const WITHOUT_WORDS: &str = "SELECT min(ST_Distance(s.point, o.point)) AS metres
    FROM (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography AS point) o, spots s
    WHERE ST_DWithin(s.point, o.point, $3) GROUP BY s.listing ORDER BY metres";

const LAY: &str = "SELECT ts_rank(l.words, q.words)::float8 / (1 + min(ST_Distance(s.point, o.point)) / 5000) AS score
    FROM (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography AS point) o,
         (SELECT to_tsquery('english', $4) AS words) q, listings l JOIN spots s ON s.listing = l.number
    WHERE l.words @@ q.words AND ST_DWithin(s.point, o.point, $3)
    GROUP BY l.number, l.words, q.words ORDER BY score DESC LIMIT 20";

/// A server with the listings in a schema of their own, which is dropped at the end.
pub(crate) struct PostGis {
    pool: PgPool,
    places: Vec<Origin>,
}

impl PostGis {
    pub(crate) async fn open(folder: &Path) -> Option<Self> {
        let Ok(url) = std::env::var("WAYMARK_TEST_POSTGRES_URL") else {
            println!("PostgreSQL + PostGIS: left out, for WAYMARK_TEST_POSTGRES_URL is not set");
            return None;
        };
        // One connection: the search path below is its own.
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1);
        let pool = pool
            .idle_timeout(None)
            .max_lifetime(None)
            .connect(&url)
            .await
            .unwrap();
        if let Err(error) = execute(&pool, "CREATE EXTENSION IF NOT EXISTS postgis").await {
            println!("PostgreSQL + PostGIS: left out, for the server has no PostGIS ({error})");
            return None;
        }
        for statement in [
            &format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"),
            &format!("CREATE SCHEMA {SCHEMA}"),
            &format!("SET search_path TO {SCHEMA}, public"),
            "CREATE UNLOGGED TABLE listings (number BIGINT PRIMARY KEY, placeless BOOLEAN NOT NULL, words TSVECTOR NOT NULL)",
            "CREATE UNLOGGED TABLE spots (listing BIGINT NOT NULL, point GEOGRAPHY(Point) NOT NULL)",
        ] {
            execute(&pool, statement).await.unwrap();
        }
        let this = Self {
            pool,
            places: places(folder).await,
        };
        this.fill().await;
        for statement in [
            "CREATE INDEX ON listings USING gin (words)",
            "CREATE INDEX ON spots USING gist (point)",
            "CREATE INDEX ON spots (listing)",
            "VACUUM ANALYZE listings",
            "VACUUM ANALYZE spots",
        ] {
            execute(&this.pool, statement).await.unwrap();
        }
        Some(this)
    }

    async fn fill(&self) {
        let documents = synthetic::services(listings(), crate::made::SEED);
        let mut services = documents.enumerate().map(|(number, document)| {
            let service: Service = serde_json::from_value(document).unwrap();
            (number as i64, named(service, number))
        });
        loop {
            let batch: Vec<(i64, Service)> = services.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return;
            }
            self.insert(&batch).await;
        }
    }

    async fn insert(&self, batch: &[(i64, Service)]) {
        let (mut numbers, mut placeless, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut of, mut lats, mut lons) = (Vec::new(), Vec::new(), Vec::new());
        for (number, service) in batch {
            let points = service_places(service)
                .into_iter()
                .filter_map(|place| place.point);
            let before = of.len();
            for (lat, lon) in points {
                of.push(*number);
                lats.push(lat);
                lons.push(lon);
            }
            numbers.push(*number);
            placeless.push(of.len() == before);
            texts.push(crate::made::text(service));
        }
        let insert = "INSERT INTO listings SELECT n, p, to_tsvector('english', t) FROM unnest($1::bigint[], $2::boolean[], $3::text[]) AS x (n, p, t)";
        let listings = sqlx::query(insert)
            .bind(&numbers)
            .bind(&placeless)
            .bind(&texts);
        listings.execute(&self.pool).await.unwrap();
        let insert = "INSERT INTO spots SELECT n, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography FROM unnest($1::bigint[], $2::float8[], $3::float8[]) AS x (n, lat, lon)";
        let spots = sqlx::query(insert).bind(&of).bind(&lats).bind(&lons);
        spots.execute(&self.pool).await.unwrap();
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
        execute(&self.pool, &format!("DROP SCHEMA {SCHEMA} CASCADE"))
            .await
            .unwrap();
        Answers {
            words: (words, of_words),
            near: (near, of_near),
            lay,
        }
    }

    fn origin(&self, step: usize) -> Origin {
        self.places[start(step, self.places.len())]
    }

    async fn words(&self, step: usize) -> (u64, Vec<i64>) {
        let word = WORDS[step % WORDS.len()];
        let metres = self.metres(WITH_WORDS, step, Some(word)).await;
        let placeless = sqlx::query_scalar(PLACELESS).bind(word);
        let placeless: i64 = placeless.fetch_one(&self.pool).await.unwrap();
        (metres.len() as u64 + placeless as u64, first_page(&metres))
    }

    async fn near(&self, step: usize) -> (u64, Vec<i64>) {
        let metres = self.metres(WITHOUT_WORDS, step, None).await;
        (metres.len() as u64, first_page(&metres))
    }

    async fn metres(&self, query: &'static str, step: usize, word: Option<&str>) -> Vec<f64> {
        let origin = self.origin(step);
        let query = sqlx::query_scalar(query)
            .bind(origin.lon)
            .bind(origin.lat)
            .bind(NEAR_M);
        let query = match word {
            Some(word) => query.bind(word),
            None => query,
        };
        query.fetch_all(&self.pool).await.unwrap()
    }

    async fn lay(&self, step: usize) -> usize {
        let origin = self.origin(step);
        let words = SAID[step % SAID.len()].1.replace(" OR ", " | ");
        let scores: Vec<f64> = sqlx::query_scalar(LAY)
            .bind(origin.lon)
            .bind(origin.lat)
            .bind(FAR_M)
            .bind(words)
            .fetch_all(&self.pool)
            .await
            .unwrap();
        scores.len()
    }
}

async fn execute(pool: &PgPool, statement: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()))
        .execute(pool)
        .await
        .map(drop)
}
