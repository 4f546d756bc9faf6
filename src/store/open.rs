//! Opening a store: connect, migrate, and say plainly what is wrong if that fails.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection};
use tokio::sync::Mutex;

use super::counted::Counted;
use super::recent::Recent;
use super::{Result, StoreError};
use crate::domain::SharedClock;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");
static DRIVERS: Once = Once::new();

/// Why a store could not be opened, each in one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of no database that we speak to.
    #[error("database.url must begin with sqlite:// or postgres://")]
    Scheme,
    /// The folder of the SQLite file cannot be made or written.
    #[error("cannot write to the data folder {}: {source}; give this user the right to write there or set another folder", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database was made by a newer version of this program.
    #[error(
        "this database was written by a newer version of waymark (migration {0}): install that version, or point database.url elsewhere"
    )]
    Newer(i64),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(MigrateError),
    /// No connection.
    #[error("cannot open the database: {0}; check database.url and that the server runs")]
    Connect(sqlx::Error),
    /// The first reads or writes failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The store. Clones share one pool.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) pool: AnyPool,
    pub(super) clock: SharedClock,
    /// One writer a process: writers queue here instead of spinning on the database's lock.
    pub(super) writer: Arc<Mutex<()>>,
    /// What is remembered of the lists.
    pub(super) counted: Arc<Counted>,
    /// Which edition was read last.
    pub(super) recent: Arc<Recent>,
    hub_id: Arc<str>,
    is_sqlite: bool,
}

impl Store {
    /// Opens `url` (`sqlite://path`, `sqlite:///abs/path`, `postgres://…`) and migrates it.
    ///
    /// # Errors
    /// See [`OpenError`]; every message says what to do.
    pub async fn open(url: &str, clock: SharedClock) -> Result<Self, OpenError> {
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let is_sqlite = url.starts_with("sqlite:");
        let target = if is_sqlite {
            sqlite_target(url)?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            url.to_owned()
        } else {
            return Err(OpenError::Scheme);
        };
        try_out(&target, is_sqlite)
            .await
            .map_err(OpenError::Connect)?;
        let pool = pool_options(is_sqlite)
            .connect(&target)
            .await
            .map_err(OpenError::Connect)?;
        MIGRATIONS.run(&pool).await.map_err(|error| match error {
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                OpenError::Newer(version)
            }
            other => OpenError::Migrate(other),
        })?;
        let hub_id = hub_id(&pool).await?;
        let store = Self {
            pool,
            clock,
            writer: Arc::default(),
            counted: Arc::default(),
            recent: Recent::of(&target),
            hub_id,
            is_sqlite,
        };
        store.fill_facts().await?;
        Ok(store)
    }

    /// The id this store was given when it was made; an index remembers it.
    pub fn hub_id(&self) -> &str {
        &self.hub_id
    }

    /// Whether the store is SQLite (else PostgreSQL).
    pub fn is_sqlite(&self) -> bool {
        self.is_sqlite
    }

    /// The clock that stamps what is written.
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT seq FROM clock")
            .fetch_one(&self.pool)
            .await?;
        Ok(())
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Connects once: the pool would try for half a minute where whoever starts a hub wants to
/// know now.
async fn try_out(target: &str, is_sqlite: bool) -> sqlx::Result<()> {
    let mut connection = AnyConnection::connect(target).await?;
    set_up(&mut connection, is_sqlite).await?;
    connection.close().await
}

fn pool_options(is_sqlite: bool) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(30))
        .after_connect(move |connection, _| Box::pin(set_up(connection, is_sqlite)))
}

async fn set_up(connection: &mut AnyConnection, is_sqlite: bool) -> sqlx::Result<()> {
    // WAL lets readers go on while one writes; NORMAL loses no committed transaction when
    // the process dies, only when the machine does.
    const SQLITE: [&str; 5] = [
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA busy_timeout = 30000",
        "PRAGMA cache_size = -16000",
        "PRAGMA temp_store = MEMORY",
    ];
    for pragma in SQLITE.into_iter().filter(|_| is_sqlite) {
        sqlx::query(pragma).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Makes the file's folder, proves that it can be written, and asks for the file to be made.
fn sqlite_target(url: &str) -> Result<String, OpenError> {
    let path = url
        .trim_start_matches("sqlite://")
        .split('?')
        .next()
        .unwrap_or_default();
    let folder = match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    check_writable(folder)?;
    Ok(format!("sqlite://{path}?mode=rwc"))
}

fn check_writable(folder: &Path) -> Result<(), OpenError> {
    let refused = |source| OpenError::Folder {
        folder: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(refused)?;
    let probe = folder.join(format!(".waymark-write-test-{}", std::process::id()));
    std::fs::write(&probe, b"").map_err(refused)?;
    std::fs::remove_file(&probe).map_err(refused)
}

async fn hub_id(pool: &AnyPool) -> Result<Arc<str>> {
    let fresh = uuid::Uuid::new_v4().to_string();
    sqlx::query("INSERT INTO meta (key, value) VALUES ('hub_id', $1) ON CONFLICT (key) DO NOTHING")
        .bind(fresh)
        .execute(pool)
        .await?;
    let (id,): (String,) = sqlx::query_as("SELECT value FROM meta WHERE key = 'hub_id'")
        .fetch_one(pool)
        .await?;
    Ok(id.into())
}
