//! The same test on SQLite and on PostgreSQL, each time in a database of its own.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use sqlx::{Connection, Executor, PgConnection};
use url::Url;
use waymark::domain::{SharedClock, TestClock};
use waymark::store::Store;

use super::hub::START;

/// Names the server on which PostgreSQL tests make their databases.
const POSTGRES: &str = "WAYMARK_TEST_POSTGRES_URL";

/// A database that is empty at first and gone after the test.
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) clock: TestClock,
    /// What `database.url` says.
    pub(crate) url: String,
    _folder: tempfile::TempDir,
}

impl Database {
    /// A SQLite file in this folder.
    pub(crate) async fn sqlite(folder: tempfile::TempDir) -> Self {
        let url = format!("sqlite://{}/waymark.db", folder.path().display());
        Self::open(url, folder).await
    }

    async fn open(url: String, folder: tempfile::TempDir) -> Self {
        let clock = TestClock::at(START.parse().unwrap());
        let shared: SharedClock = Arc::new(clock.clone());
        Self {
            store: Store::open(&url, shared).await.unwrap(),
            clock,
            url,
            _folder: folder,
        }
    }

    /// A second store on the same database, as another process has one.
    pub(crate) async fn another(&self) -> Store {
        let clock: SharedClock = Arc::new(self.clock.clone());
        Store::open(&self.url, clock).await.unwrap()
    }
}

/// Runs a test on SQLite, and on PostgreSQL where the environment names a server.
pub(crate) async fn for_each_database(test: impl AsyncFn(&Database)) {
    let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
    test(&database).await;
    database.store.close().await;

    let Ok(server) = std::env::var(POSTGRES) else {
        println!("skipped on PostgreSQL: {POSTGRES} is not set");
        return;
    };
    let name = format!("waymark_test_{}", uuid::Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    admin.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    let mut url = Url::parse(&server).unwrap();
    url.set_path(&name);
    let database = Database::open(url.into(), tempfile::tempdir().unwrap()).await;
    let outcome = AssertUnwindSafe(test(&database)).catch_unwind().await;
    database.store.close().await;
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    admin.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}
