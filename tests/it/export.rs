//! What is published, as files: whole, harmless, with its sources, and readable again.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::Reader;
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::config::{Config, FeedConfig};
use waymark::connect::Client;
use waymark::domain::{ChangeReason, ListingState, NoProgress, Outcome, Refresh};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::oruk::generate::Generator;
use waymark::oruk::shape::{Entity, visit_entities_mut};
use waymark::store::FeedRow;

use crate::support::database::{Database, for_each_database};
use crate::support::feed::{file_feed, package_feed, quick};
use crate::support::following::{assert_equal, bare, published};
use crate::support::hub::TestHub;
use crate::support::sample::{listing_id, service};
use crate::support::scripted::Feed;

const LICENCE: &str = "https://licence.example.org/open";

async fn hub_of(count: u32) -> TestHub {
    let hub = TestHub::start().await;
    let row = FeedRow {
        id: "ashby".parse().unwrap(),
        name: "Ashby Council".to_owned(),
        kind: "oruk-v3".to_owned(),
        address: "https://data.ashby.example/v3?key=secret".to_owned(),
        licence: Some(LICENCE.to_owned()),
    };
    hub.hub.store.put_feed(&row).await.unwrap();
    hub.publish((1..=count).map(service)).await;
    hub
}

/// A service whose texts a spreadsheet would calculate.
async fn publish_formulas(hub: &TestHub) {
    let mut odd = service(1);
    odd.name = Some("=HYPERLINK(\"https://evil.example\",\"click\")".to_owned());
    odd.email = Some("@sum".to_owned());
    odd.phones[0].number = Some("+44 1632 960001".to_owned());
    odd.alternate_name = Some("-2+3".to_owned());
    hub.put(odd, ListingState::Listed, ChangeReason::Updated)
        .await;
    hub.index().await;
}

async fn bytes(hub: &TestHub, path: &str) -> Vec<u8> {
    let answer = reqwest::get(hub.url(path)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn lines_hold_exactly_what_is_published_and_say_whose_it_is() {
    let hub = hub_of(450).await;
    let gone = ListingState::Removed;
    hub.move_to(listing_id(7), gone, ChangeReason::RemovedFromFeed)
        .await;
    let answer = hub.get("/api/v1/services.ndjson").await;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("link").ends_with("; rel=\"license\""));
    let mut all = BTreeMap::new();
    for line in answer.text.lines() {
        let mut service: Value = serde_json::from_str(line).unwrap();
        let sources = service.as_object_mut().unwrap().remove("sources").unwrap();
        assert_eq!(
            sources,
            json!([{
                "feed": "ashby",
                "name": "Ashby Council",
                "licence": LICENCE,
                "url": "https://data.ashby.example/v3",
            }])
        );
        let id = service["id"].as_str().unwrap().to_owned();
        assert_eq!(all.insert(id, bare(service)), None, "told once");
    }
    assert_equal(&all, &published(&hub).await);
    assert_eq!(all.len(), 449);
    let other = hub.get("/api/v1/export/ndjson").await;
    assert_eq!(other.text, answer.text);
    assert!(!answer.text.contains("secret"));
}

#[tokio::test]
async fn what_a_search_finds_can_be_taken_away_whole() {
    let hub = hub_of(250).await;
    let organization = service(1).organization_id.unwrap();
    let path = format!("?organization_id={organization}&limit=1");
    let lines = hub.get(&format!("/api/v1/services.ndjson{path}")).await;
    assert_eq!(lines.text.lines().count(), 125);
    let all: Vec<Value> = lines
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(all.iter().all(|one| one["organization_id"] == organization));
    let (lat, lon) = crate::support::sample::point(100);
    let near = format!("?lat={lat}&lon={lon}&radius_m=550&sort=distance&remote=false");
    let rows = hub.get(&format!("/api/v1/export/csv{near}")).await;
    let found = hub.get(&format!("/api/v1/search{near}")).await.json();
    assert_eq!(
        rows.text.lines().count() as u64 - 1,
        found["total"].as_u64().unwrap()
    );
    let first = rows.text.lines().nth(1).unwrap();
    assert!(first.contains("Sample service 100"), "{first}");
}

#[tokio::test]
async fn wrong_forms_and_parameters_are_told_plainly() {
    let hub = hub_of(1).await;
    for (path, status) in [
        ("/api/v1/export/pdf", StatusCode::NOT_FOUND),
        ("/api/v1/export/", StatusCode::NOT_FOUND),
        (
            "/api/v1/export/csv?postcode=nowhere",
            StatusCode::BAD_REQUEST,
        ),
        ("/api/v1/export/xlsx?radius_m=5", StatusCode::BAD_REQUEST),
        ("/api/v1/services.ndjson?lat=1", StatusCode::BAD_REQUEST),
    ] {
        let answer = hub.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.json()["detail"].is_string(), "{path}");
    }
}

/// Fails where a cell would be calculated.
fn assert_harmless(cell: &str) {
    let is_number = cell.parse::<f64>().is_ok();
    let begins = cell.trim_start_matches(' ');
    assert!(
        is_number || !begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
        "{cell}"
    );
}

#[tokio::test]
async fn tables_have_a_row_for_each_service_and_no_formulas() {
    let hub = hub_of(220).await;
    publish_formulas(&hub).await;
    let text = hub.get("/api/v1/export/csv").await.text;
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 220);
    rows.iter().flatten().for_each(assert_harmless);
    let cell = |row: &csv::StringRecord, name: &str| {
        let at = header.iter().position(|column| column == name).unwrap();
        row[at].to_owned()
    };
    let odd = rows
        .iter()
        .find(|row| cell(row, "id") == listing_id(1).to_string())
        .unwrap();
    assert!(cell(odd, "name").starts_with("'=HYPERLINK"));
    assert_eq!(cell(odd, "phones"), "'+44 1632 960001");
    assert_eq!(cell(odd, "longitude"), "-1.55");
    assert_eq!(cell(odd, "postcodes"), "LS1 4AP");
    assert_eq!(cell(odd, "sources"), "Ashby Council");
    assert_eq!(cell(odd, "source_licences"), LICENCE);

    let file = bytes(&hub, "/api/v1/export/xlsx").await;
    let mut book = calamine::Xlsx::new(Cursor::new(file)).unwrap();
    assert_eq!(book.sheet_names(), ["Sources", "Services"]);
    let sheet = book.worksheet_range("Services").unwrap();
    let read: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(read[0], header.iter().collect::<Vec<_>>());
    let want: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().collect()).collect();
    assert_eq!(read[1..], want);
    assert!(book.worksheet_formula("Services").unwrap().is_empty());
    let sources = book.worksheet_range("Sources").unwrap();
    let named = |text: &str| {
        let is =
            |cell: &calamine::Data| matches!(cell, calamine::Data::String(said) if said == text);
        sources.cells().any(|(_, _, cell)| is(cell))
    };
    assert!(named("Ashby Council") && named(LICENCE));
}

/// What no table can say: which of several things that hold it a row names.
const REFERENCES: [&str; 10] = [
    "id",
    "program_id",
    "service_id",
    "location_id",
    "service_at_location_id",
    "organization_id",
    "contact_id",
    "phone_id",
    "link_id",
    "link_entity",
];

/// A service without the ids that only say where in it a part stands; and of the parts that are
/// kept as they came, what their tables hold.
fn told(mut service: Value) -> Value {
    visit_entities_mut(Entity::Service, &mut service, &mut |spot, object| {
        let keeps =
            |name: &str| spot.pointer.is_empty() && (name == "organization_id" || name == "id");
        for name in REFERENCES.into_iter().filter(|name| !keeps(name)) {
            object.remove(name);
        }
        for (_, part) in object.iter_mut() {
            let parts = part.as_array_mut().into_iter().flatten();
            for part in parts.filter_map(Value::as_object_mut) {
                for name in [
                    "resource_id",
                    "resource_type",
                    "service_id",
                    "organization_id",
                ] {
                    part.remove(name);
                }
            }
        }
    });
    service.as_object_mut().unwrap().remove("last_modified");
    service
}

async fn pull(database: &Database, feed: &FeedConfig) -> Refresh {
    let config = Config::default();
    let client = Client::new(&quick(), database.store.clock().clone()).unwrap();
    let context = Context {
        store: &database.store,
        client: &client,
        config: &config,
    };
    refresh(context, feed, RefreshOptions::default(), &NoProgress)
        .await
        .unwrap()
}

async fn docs(database: &Database) -> BTreeMap<String, Value> {
    let all = database.store.exported_after(0, 1000).await.unwrap();
    let docs = all
        .iter()
        .map(|one| serde_json::from_str(&one.doc).unwrap());
    docs.map(|doc: Value| (doc["id"].as_str().unwrap().to_owned(), told(doc)))
        .collect()
}

#[tokio::test]
async fn a_package_and_lines_are_read_back_as_what_they_were() {
    for_each_database(async |database| {
        let mut generator = Generator::new(20_261_201);
        let mut services: Vec<Value> = vec![generator.full(Entity::Service)];
        services.extend((0..60).map(|_| generator.some(Entity::Service)));
        let first = Feed::of("ashby", &services).refresh(database).await;
        assert_eq!(first.outcome, Some(Outcome::Complete));
        let hub = TestHub::on(database).await;
        let folder = tempfile::tempdir().unwrap();
        let (zip, lines) = (
            folder.path().join("package.zip"),
            folder.path().join("services.ndjson"),
        );
        std::fs::write(&zip, bytes(&hub, "/api/v1/export/datapackage").await).unwrap();
        std::fs::write(&lines, bytes(&hub, "/api/v1/services.ndjson").await).unwrap();
        let ours = docs(database).await;
        for feed in [package_feed(&zip), file_feed(&lines)] {
            let other = Database::sqlite(tempfile::tempdir().unwrap()).await;
            let done = pull(&other, &feed).await;
            assert_eq!(done.outcome, Some(Outcome::Complete), "{:?}", done.message);
            assert_eq!(done.counts.added, ours.len() as u64);
            assert_equal(&docs(&other).await, &ours);
        }
    })
    .await;
}

#[tokio::test]
async fn a_package_says_what_it_holds_and_whose_it_is() {
    let hub = hub_of(30).await;
    publish_formulas(&hub).await;
    hub.clock.advance(SignedDuration::from_secs(1));
    let file = bytes(&hub, "/api/v1/export/datapackage").await;
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let text = |zip: &mut zip::ZipArchive<_>, name: &str| {
        std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
    };
    let said: Value = serde_json::from_str(&text(&mut zip, "datapackage.json")).unwrap();
    assert_eq!(said["licenses"][1], json!({"path": LICENCE}));
    assert_eq!(said["sources"][0]["title"], "Ashby Council");
    for resource in said["resources"].as_array().unwrap() {
        let table = text(&mut zip, resource["path"].as_str().unwrap());
        let mut csv = csv::Reader::from_reader(table.as_bytes());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<_> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(csv.headers().unwrap(), names, "{}", resource["name"]);
        let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        assert!(!rows.is_empty());
        rows.iter().flatten().for_each(assert_harmless);
    }
    // Two organizations, told once each.
    assert_eq!(text(&mut zip, "organizations.csv").lines().count(), 3);
}

#[tokio::test]
async fn the_command_writes_what_the_address_gives() {
    let hub = hub_of(30).await;
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let settings = format!(
        "[database]\nurl = \"{}\"\n[server]\npublic_url = \"https://hub.example/\"\n",
        hub.hub.config.database.url
    );
    std::fs::write(&config, settings).unwrap();
    let run = |format: &str, out: Option<&std::path::Path>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_waymark"));
        command
            .args(["export", "--format", format, "--config"])
            .arg(&config);
        command.args(
            out.iter()
                .flat_map(|out| ["--out".as_ref(), out.as_os_str()]),
        );
        command.output().unwrap()
    };
    for format in ["ndjson", "csv"] {
        let path = format!("/api/v1/export/{format}");
        let out = run(format, None);
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        assert_eq!(out.stdout, bytes(&hub, &path).await, "{format}");
    }
    let file = folder.path().join("all.zip");
    let out = run("datapackage", Some(&file));
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).is_ok());
    let nowhere = run("xlsx", Some(&folder.path().join("no/such/folder.xlsx")));
    assert_eq!(nowhere.status.code(), Some(1));
    assert_eq!(run("pdf", None).status.code(), Some(2));
}
