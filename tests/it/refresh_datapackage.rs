//! Data packages from end to end: nothing is lost on the way, and listings follow the rows.

use std::path::Path;

use serde_json::Value;
use waymark::config::{Config, FeedConfig};
use waymark::connect::{Client, WalkEnd};
use waymark::domain::{NoProgress, Outcome, Refresh};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::oruk::Service;
use waymark::oruk::generate::Generator;
use waymark::oruk::read::read;
use waymark::oruk::shape::Entity;
use waymark::store::ListingFilter;

use crate::support::database::{Database, for_each_database};
use crate::support::feed::{package_feed, quick, walk};
use crate::support::package::Package;

async fn refresh_from(database: &Database, folder: &Path) -> Refresh {
    let mut config = Config::default();
    config.federation.grace = "0s".parse().unwrap();
    // What two records of one service contradict one another in is no fault of the package.
    config.federation.matching = false;
    let clock = database.store.clock().clone();
    let client = Client::new(&config.fetch, clock).unwrap();
    let context = Context {
        store: &database.store,
        client: &client,
        config: &config,
    };
    let feed: FeedConfig = package_feed(folder);
    refresh(context, &feed, RefreshOptions::default(), &NoProgress)
        .await
        .unwrap()
}

async fn published(database: &Database) -> Vec<Service> {
    let all = ListingFilter::default();
    let page = database.store.published(&all, 0, 1000).await.unwrap();
    let docs = page.items.iter().map(|listing| &listing.doc);
    docs.map(|doc| serde_json::from_str(doc).unwrap()).collect()
}

/// A folder with the same files.
fn copy(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn kelderwick() -> tempfile::TempDir {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds/kelderwick"))
}

#[tokio::test]
async fn services_written_as_tables_are_read_back_field_by_field() {
    let mut generator = Generator::new(20_261_121);
    let mut services: Vec<Value> = vec![generator.full(Entity::Service)];
    services.extend((0..60).map(|_| generator.some(Entity::Service)));
    let folder = tempfile::tempdir().unwrap();
    let mut package = Package::default();
    for service in &mut services {
        package.add(service);
    }
    package.write(folder.path());

    let walked = walk(&package_feed(folder.path()), &quick()).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.texts().len(), services.len());
    for (text, service) in walked.texts().into_iter().zip(&services) {
        let raw: Value = serde_json::from_str(text).unwrap();
        let reading = read(Entity::Service, &raw);
        let want = read(Entity::Service, service);
        assert_eq!(reading.value, want.value);
        assert_eq!(reading.issues, want.issues);
    }
    // Invented references lead nowhere; nothing else is wrong with what was written.
    let codes = walked.codes();
    assert!(
        codes.iter().all(|code| *code == "row_dangling"),
        "{codes:?}"
    );
}

#[tokio::test]
async fn the_sample_package_becomes_listings_and_its_faults_findings() {
    let folder = kelderwick();
    for_each_database(async |database| {
        let first = refresh_from(database, folder.path()).await;
        assert_eq!(first.outcome, Some(Outcome::Complete));
        assert_eq!((first.counts.added, first.counts.failed), (32, 0));
        let mut codes: Vec<&str> = first.findings.iter().map(|f| f.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(
            codes,
            [
                "not_utf8",
                "row_damaged",
                "row_orphaned",
                "schema_broken",
                "time_rewritten"
            ]
        );
        let services = published(database).await;
        let lunch = services
            .iter()
            .find(|s| s.name.as_deref() == Some("Exchange Lunch"))
            .unwrap();
        let place = lunch.service_at_locations[0].location.as_ref().unwrap();
        assert_eq!(place.addresses[0].postal_code.as_deref(), Some("S20 3GN"));
        assert_eq!(lunch.cost_options[0].amount, Some(4.5));
        assert_eq!(lunch.phones[0].number.as_deref(), Some("0114 496 0801"));
        let shop = services
            .iter()
            .find(|s| s.name.as_deref() == Some("Larder Shop"))
            .unwrap();
        let household = shop.cost_options[0].amount_description.as_deref();
        assert_eq!(household, Some("a year, \u{a3}5 for a household"));
        let again = refresh_from(database, folder.path()).await;
        assert_eq!((again.counts.unchanged, again.counts.updated), (32, 0));
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_changes_its_services_and_a_damaged_one_removes_nothing() {
    for_each_database(async |database| {
        let folder = kelderwick();
        refresh_from(database, folder.path()).await;
        let change = |file: &str, from: &str, to: &str| {
            let path = folder.path().join(file);
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{from} in {file}");
            std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        };
        // One room with a new name is the place of several services.
        change(
            "locations.csv",
            "Halfpenny Lane Methodist Church",
            "Halfpenny Lane Church",
        );
        change(
            "services.csv",
            ",Repair Morning,",
            ",Repair Morning, with cake,",
        );
        let refresh = refresh_from(database, folder.path()).await;
        assert_eq!(refresh.outcome, Some(Outcome::Complete));
        let counts = refresh.counts;
        assert_eq!(
            (
                counts.updated,
                counts.unchanged,
                counts.removed,
                counts.failed
            ),
            (3, 28, 0, 1)
        );
        assert_eq!(published(database).await.len(), 32);

        std::fs::remove_file(folder.path().join("services.csv")).unwrap();
        let refresh = refresh_from(database, folder.path()).await;
        assert_eq!(refresh.outcome, Some(Outcome::Failed));
        assert_eq!(published(database).await.len(), 32);
    })
    .await;
}
