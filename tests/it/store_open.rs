//! Opening a store: migrations, and plain words when it cannot be opened.

use std::sync::Arc;

use waymark::domain::SystemClock;
use waymark::store::{OpenError, Store};

use crate::support::database::for_each_database;

async fn refused(url: &str) -> String {
    let error = Store::open(url, Arc::new(SystemClock)).await.unwrap_err();
    let sentence = error.to_string();
    assert!(!sentence.contains('\n'), "{sentence}");
    sentence
}

#[tokio::test]
async fn a_store_that_is_opened_again_is_the_same_one() {
    for_each_database(async |database| {
        let again = database.another().await;
        assert_eq!(again.hub_id(), database.store.hub_id());
        again.ping().await.unwrap();
        again.close().await;
    })
    .await;
}

#[tokio::test]
async fn many_processes_may_open_a_store_at_once() {
    for_each_database(async |database| {
        let stores = futures::future::join_all((0..4).map(|_| database.another())).await;
        for store in stores {
            assert_eq!(store.hub_id(), database.store.hub_id());
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    for_each_database(async |database| {
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&database.url).await.unwrap();
        let pretend = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 29990101000000, 'from the future', success, checksum, execution_time FROM _sqlx_migrations LIMIT 1";
        sqlx::query(pretend).execute(&pool).await.unwrap();
        pool.close().await;
        let sentence = refused(&database.url).await;
        assert!(
            sentence.contains("newer version") && sentence.contains("29990101000000"),
            "{sentence}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // A file in its place: even the superuser cannot write below it.
    let file = folder.path().join("occupied");
    std::fs::write(&file, "x").unwrap();
    let sentence = refused(&format!("sqlite://{}/waymark.db", file.display())).await;
    assert!(
        sentence.contains("cannot write to the data folder") && sentence.contains("occupied"),
        "{sentence}"
    );
}

#[tokio::test]
async fn an_address_of_no_database_is_refused_with_what_it_should_be() {
    for url in ["mysql://a/b", "", "waymark.db"] {
        let error = Store::open(url, Arc::new(SystemClock)).await.unwrap_err();
        assert!(matches!(error, OpenError::Scheme), "{url}: {error}");
    }
    let sentence = refused("postgres://nobody@127.0.0.1:1/nothing").await;
    assert!(sentence.contains("check database.url"), "{sentence}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_an_error_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("waymark.db");
    std::fs::write(
        &file,
        "not a database, but more than a hundred bytes of text ".repeat(20),
    )
    .unwrap();
    let sentence = refused(&format!("sqlite://{}", file.display())).await;
    assert!(sentence.contains("database"), "{sentence}");
}

/// A planner without statistics takes whether something is published for a rare thing, and
/// walks every row there is to write one.
#[tokio::test]
async fn no_index_begins_with_whether_something_is_published() {
    for_each_database(async |database| {
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&database.url).await.unwrap();
        let definitions = if database.url.starts_with("sqlite") {
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        } else {
            "SELECT CAST(indexdef AS TEXT) FROM pg_indexes WHERE schemaname = current_schema()"
        };
        let definitions: Vec<String> = sqlx::query_scalar(definitions)
            .fetch_all(&pool)
            .await
            .unwrap();
        pool.close().await;
        assert!(definitions.len() > 40, "{definitions:?}");
        for definition in definitions {
            let begins = ["(published,", "(published)"]
                .iter()
                .any(|b| definition.contains(b));
            assert!(!begins, "{definition}");
        }
    })
    .await;
}
