//! The index follows its store, and never keeps what it cannot trust.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use waymark::domain::{ListingId, ListingState};
use waymark::gazetteer::Gazetteer;
use waymark::oruk::Service;
use waymark::search::{
    Filters, Flag, Hit, IndexError, Origin, SearchIndex, SearchRequest, Thesaurus,
};

use crate::support::directory::{Directory, With, listing, service};

fn everything() -> SearchRequest {
    SearchRequest {
        origin: Some(Origin {
            lat: 53.8,
            lon: -1.55,
        }),
        limit: 100,
        ..SearchRequest::default()
    }
}

/// All that can be found, and all that the ORUK word search finds.
fn content(index: &SearchIndex) -> (Vec<Hit>, Vec<ListingId>) {
    let hits = index.search(&everything()).unwrap().hits;
    let mut published = index.matching("group").unwrap().unwrap();
    published.sort_unstable();
    (hits, published)
}

fn groups(numbers: std::ops::Range<u32>) -> Vec<Service> {
    numbers
        .map(|number| {
            let service = service(number, "Walking group").about("<p>Every week</p>");
            match number % 3 {
                0 => service.at(53.8 + f64::from(number) / 1_000.0, -1.55),
                1 => service.at_postcode("LS1 4AP", Some((53.79, -1.54))),
                _ => service.at_postcode("LS1 4AB", None),
            }
        })
        .collect()
}

fn index_folder(directory: &Directory) -> PathBuf {
    let entries = std::fs::read_dir(directory.folder()).unwrap();
    let mut folders = entries.map(|entry| entry.unwrap().path());
    let is_index = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("search-v") && !name.ends_with(".lock")
    };
    folders.find(is_index).unwrap()
}

#[tokio::test]
async fn changes_are_found_once_the_index_has_caught_up() {
    let directory = Directory::new().await;
    let index = directory.index().await;
    assert_eq!(index.position(), 0);
    assert_eq!(content(&index), (vec![], vec![]));
    directory.publish(&groups(0..2_500)).await;
    assert_eq!(index.catch_up(&directory.store).await.unwrap(), 2_500);
    assert_eq!(index.position(), directory.store.last_seq().await.unwrap());
    assert_eq!(index.catch_up(&directory.store).await.unwrap(), 0);
    assert_eq!(index.search(&everything()).unwrap().total, 2_500);
    let gone = &groups(0..2_500)[..400];
    directory.publish_as(ListingState::Suspended, gone).await;
    assert_eq!(index.catch_up(&directory.store).await.unwrap(), 400);
    assert_eq!(index.search(&everything()).unwrap().total, 2_100);
    assert_eq!(content(&index).1.len(), 2_500);
    directory.publish_as(ListingState::Unlisted, gone).await;
    index.catch_up(&directory.store).await.unwrap();
    assert_eq!(content(&index).1.len(), 2_100);
}

#[tokio::test]
async fn callers_that_catch_up_together_wait_for_one_another() {
    let directory = Directory::new().await;
    let index = Arc::new(directory.index().await);
    directory.publish(&groups(0..1_200)).await;
    let calls = (0..6).map(|_| {
        let (index, store) = (index.clone(), directory.store.clone());
        tokio::spawn(async move { index.catch_up(&store).await.unwrap() })
    });
    let calls: Vec<_> = calls.collect();
    let mut taken = 0;
    for call in calls {
        taken += call.await.unwrap();
    }
    assert_eq!(taken, 1_200);
    assert_eq!(index.search(&everything()).unwrap().total, 1_200);
}

#[tokio::test]
async fn an_index_opened_again_goes_on_where_it_was() {
    let directory = Directory::new().await;
    directory.publish(&groups(0..30)).await;
    let before = content(&directory.index().await);
    assert_eq!(before.0.len(), 30);
    let made = modified(&index_folder(&directory).join(".managed.json"));
    let index = directory.index().await;
    assert_eq!(content(&index), before);
    assert_eq!(index.position(), directory.store.last_seq().await.unwrap());
    let unchanged = modified(&index_folder(&directory).join(".managed.json"));
    assert_eq!(made, unchanged, "nothing was written");
}

fn modified(path: &Path) -> std::time::SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

/// Ways to damage a file of so many bytes: `None` deletes it.
type Damage = (&'static str, fn(Vec<u8>) -> Option<Vec<u8>>);

const DAMAGES: [Damage; 6] = [
    ("deleted", |_| None),
    ("emptied", |_| Some(vec![])),
    ("cut to five bytes", |bytes| {
        Some(bytes[..bytes.len().min(5)].to_vec())
    }),
    ("cut in half", |bytes| {
        Some(bytes[..bytes.len() / 2].to_vec())
    }),
    ("one bit turned", |mut bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        Some(bytes)
    }),
    ("filled with nonsense", |bytes| {
        Some(vec![0xa5; bytes.len()])
    }),
];

#[tokio::test]
async fn a_damaged_index_is_built_anew() {
    let directory = Directory::new().await;
    directory.publish(&groups(0..40)).await;
    let index = directory.index().await;
    // A second commit leaves a file of deletions beside the segments.
    let gone = &groups(0..40)[7..9];
    directory.publish_as(ListingState::Removed, gone).await;
    index.catch_up(&directory.store).await.unwrap();
    let whole = content(&index);
    drop(index);
    let kinds: Vec<String> = files(&directory).map(|path| kind(&path)).collect();
    for expected in [
        "meta.json",
        ".managed.json",
        "idx",
        "term",
        "fast",
        "store",
        "del",
    ] {
        assert!(
            kinds.iter().any(|kind| kind == expected),
            "{expected} in {kinds:?}"
        );
    }
    for kind_of_file in kinds.iter().filter(|kind| !kind.ends_with("lock")) {
        for (name, damage) in DAMAGES {
            let path = files(&directory).find(|path| kind(path) == *kind_of_file);
            // A new index has no deletions to damage.
            let Some(path) = path.filter(|path| path.metadata().unwrap().len() > 0) else {
                continue;
            };
            match damage(std::fs::read(&path).unwrap()) {
                Some(bytes) => std::fs::write(&path, bytes).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            let index = directory.index().await;
            assert_eq!(content(&index), whole, "{kind_of_file} {name}");
        }
    }
}

#[tokio::test]
async fn whatever_stands_in_the_folders_place_makes_way() {
    let directory = Directory::new().await;
    directory.publish(&groups(0..5)).await;
    let whole = content(&directory.index().await);
    let folder = index_folder(&directory);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(content(&directory.index().await), whole);
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "not a folder").unwrap();
    assert_eq!(content(&directory.index().await), whole);
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(content(&directory.index().await), whole);
}

fn files(directory: &Directory) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(index_folder(directory)).unwrap();
    entries.map(|entry| entry.unwrap().path())
}

/// Extension of a segment's file; name of any other.
fn kind(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    match name.split_once('.') {
        Some((segment, extension)) if segment.len() == 32 => {
            extension.rsplit('.').next().unwrap().to_owned()
        }
        _ => name,
    }
}

#[tokio::test]
async fn an_index_of_another_or_an_older_store_is_built_anew() {
    let mut directory = Directory::new().await;
    directory.publish(&groups(0..20)).await;
    drop(directory.index().await);

    let other = Directory::new().await;
    other.publish(&groups(50..60)).await;
    let index = SearchIndex::open(
        directory.folder(),
        &other.store,
        Arc::default(),
        Thesaurus::built_in(),
    );
    let index = index.await.unwrap();
    assert_eq!(index.search(&everything()).unwrap().total, 10);
    drop(index);
    assert_eq!(content(&directory.index().await).0.len(), 20);

    // A restored backup: the same store at an earlier position.
    let file = directory.folder().join("waymark.db");
    let backup = directory.folder().join("backup.db");
    directory.store.close().await;
    std::fs::copy(&file, &backup).unwrap();
    directory.store = directory.reopened(&file).await;
    let gone = &groups(0..20)[..5];
    directory.publish_as(ListingState::Removed, gone).await;
    assert_eq!(
        directory.index().await.search(&everything()).unwrap().total,
        15
    );
    let restored = directory.reopened(&backup).await;
    let index = SearchIndex::open(
        directory.folder(),
        &restored,
        Arc::default(),
        Thesaurus::built_in(),
    );
    let index = index.await.unwrap();
    assert_eq!(index.search(&everything()).unwrap().total, 20);
    assert_eq!(index.position(), restored.last_seq().await.unwrap());
}

#[tokio::test]
async fn a_second_process_reads_what_the_first_one_writes() {
    let directory = Directory::new().await;
    directory.publish(&groups(0..10)).await;
    let writer = directory.index().await;
    let beside = directory.index().await;
    assert_eq!(content(&beside), content(&writer));
    directory.publish(&groups(10..30)).await;
    assert_eq!(beside.catch_up(&directory.store).await.unwrap(), 0);
    assert_eq!(beside.search(&everything()).unwrap().total, 10);
    writer.catch_up(&directory.store).await.unwrap();
    assert_eq!(beside.catch_up(&directory.store).await.unwrap(), 0);
    assert_eq!(content(&beside), content(&writer));
    assert_eq!(beside.position(), writer.position());

    let refused = SearchIndex::rebuild(
        directory.folder(),
        &directory.store,
        Arc::default(),
        Thesaurus::built_in(),
    )
    .await;
    let error = refused.unwrap_err();
    assert!(matches!(error, IndexError::Busy { .. }), "{error}");
    drop(writer);
    let rebuilt = SearchIndex::rebuild(
        directory.folder(),
        &directory.store,
        Arc::default(),
        Thesaurus::built_in(),
    )
    .await;
    assert_eq!(rebuilt.unwrap(), 30);
}

#[tokio::test]
async fn searches_go_on_while_the_index_is_written() {
    let directory = Directory::new().await;
    directory.publish(&groups(0..300)).await;
    let index = Arc::new(directory.index().await);
    let asking = index.clone();
    let questions = tokio::task::spawn_blocking(move || {
        for _ in 0..200 {
            let total = asking.search(&everything()).unwrap().total;
            assert_eq!(total % 300, 0, "a commit is seen whole or not at all");
        }
    });
    for step in 1..=5 {
        directory
            .publish(&groups(step * 300..(step + 1) * 300))
            .await;
        index.catch_up(&directory.store).await.unwrap();
    }
    questions.await.unwrap();
    assert_eq!(index.search(&everything()).unwrap().total, 1_800);
}

#[tokio::test]
async fn a_place_known_by_its_postcode_moves_when_the_postcode_is_learned_better() {
    let directory = Directory::new().await;
    directory
        .publish(&[service(1, "Group").at_postcode("LS1 4AB", None)])
        .await;
    let index = directory.index().await;
    let hit = index.search(&everything()).unwrap().hits[0];
    assert_eq!((hit.distance_m, hit.approximate), (None, false));
    let mut last = f64::INFINITY;
    for (number, postcode, lat) in [
        (2, "LS1 9AA", 53.9),
        (3, "LS1 4AP", 53.85),
        (4, "LS1 4AB", 53.81),
    ] {
        let neighbour = service(number, "Neighbour").at_postcode(postcode, Some((lat, -1.55)));
        directory.publish(&[neighbour]).await;
        index.catch_up(&directory.store).await.unwrap();
        let answer = index.search(&everything()).unwrap();
        let hit = answer.hits.iter().find(|hit| hit.id == listing(1)).unwrap();
        let distance = hit.distance_m.unwrap();
        assert!(distance < last, "{postcode}: {distance}");
        assert!(hit.approximate);
        last = distance;
    }
    // And back, when what taught it goes.
    let gone = service(4, "Neighbour").at_postcode("LS1 4AB", Some((53.81, -1.55)));
    directory.publish_as(ListingState::Unlisted, &[gone]).await;
    index.catch_up(&directory.store).await.unwrap();
    let answer = index.search(&everything()).unwrap();
    let hit = answer.hits.iter().find(|hit| hit.id == listing(1)).unwrap();
    assert!(hit.distance_m.unwrap() > last);
}

/// One change: which listing, its new state, and where it says that it is.
type Change = (u32, ListingState, usize);

fn changed((number, _, place): Change) -> Service {
    let service = service(number, "Group");
    match place {
        0 => service,
        1 => service.at(53.82, -1.5),
        2 => service.at_postcode("LS1 4AB", None),
        3 => service.at_postcode("LS1 4AB", Some((53.79, -1.54))),
        4 => service
            .at_postcode("LS1 4AP", Some((53.80, -1.56)))
            .at(53.0, -1.0),
        _ => service
            .at_postcode("LS2 7EW", None)
            .at_postcode("LS1 9ZZ", None),
    }
}

#[test]
fn catching_up_ends_where_rebuilding_does() {
    let states = prop::sample::select(ListingState::ALL.to_vec());
    let change = (0..12_u32, states, 0..6_usize);
    let changes = prop::collection::vec(prop::collection::vec(change, 1..6), 1..8);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 8,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&changes, |steps| {
        runtime.block_on(async {
            let directory = Directory::new().await;
            let index = directory.index().await;
            for step in &steps {
                for change in step {
                    directory.publish_as(change.1, &[changed(*change)]).await;
                }
                index.catch_up(&directory.store).await.unwrap();
            }
            let followed = content(&index);
            drop(index);
            let reopened = content(&directory.index().await);
            let gazetteer = Arc::new(Gazetteer::default());
            SearchIndex::rebuild(
                directory.folder(),
                &directory.store,
                gazetteer,
                Thesaurus::built_in(),
            )
            .await
            .unwrap();
            let rebuilt = content(&directory.index().await);
            prop_assert_eq!(&followed, &rebuilt);
            prop_assert_eq!(&reopened, &rebuilt);
            Ok(())
        })
    });
    outcome.unwrap();
}

#[test]
fn no_question_is_an_error() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let directory = runtime.block_on(Directory::new());
    runtime.block_on(directory.publish(&groups(0..30)));
    let index = runtime.block_on(directory.index());
    let number = prop_oneof![any::<f64>(), -90.0..90.0, Just(0.0)];
    let request = (
        prop::option::of("\\PC{0,200}|[a-z ]{0,80}|(walk|week|group|\\W){0,40}"),
        prop::option::of((number.clone(), number.clone())),
        prop::option::of(number),
        prop::option::of(any::<bool>()),
        any::<usize>(),
        prop::option::of("[A-Za-z0-9_-]{0,90}"),
    );
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&request, |(q, origin, radius_m, free, limit, cursor)| {
        let request = SearchRequest {
            q: q.clone(),
            origin: origin.map(|(lat, lon)| Origin { lat, lon }),
            radius_m,
            filters: free.map_or_else(Filters::default, |free| {
                Filters::default().with(Flag::Free, free)
            }),
            limit,
            ..SearchRequest::default()
        };
        let answer = index.search(&request).unwrap();
        prop_assert!(answer.hits.len() <= limit.clamp(1, 100));
        prop_assert!(answer.total >= answer.hits.len() as u64);
        index.matching(&q.unwrap_or_default()).unwrap();
        let next = SearchRequest { cursor, ..request };
        prop_assert!(next.cursor.is_none() || index.search(&next).is_err());
        Ok(())
    });
    outcome.unwrap();
}
