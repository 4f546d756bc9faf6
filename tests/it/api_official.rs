//! What we answer, held against the official checker's own schemas where they lie at hand:
//! in the folder that `WAYMARK_SHARED_DIR` names, else in `../shared`.

use std::path::{Path, PathBuf};

use jsonschema::{Draft, Validator};
use serde_json::Value;

use crate::support::hub::TestHub;
use crate::support::sample::{service, taxonomy, term};

/// The folder of the official schemas, if it is there.
fn official() -> Option<PathBuf> {
    let shared = match std::env::var_os("WAYMARK_SHARED_DIR") {
        Some(named) => PathBuf::from(named),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    let folder = shared.join("oruk/validator-3.0");
    folder.is_dir().then_some(folder)
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

fn schema(folder: &Path, name: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn assert_valid(validator: &Validator, body: &Value, what: &str) {
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

#[tokio::test]
async fn every_body_passes_the_official_schemas() {
    let Some(folder) = official() else {
        println!("skipped: the official schemas are not at hand");
        return;
    };
    let hub = TestHub::start().await;
    hub.publish((1..=15).map(service)).await;
    let feed = "ashby".parse().unwrap();
    let mut tx = hub.hub.store.write().await.unwrap();
    tx.put_taxonomies(&feed, &[taxonomy()]).await.unwrap();
    tx.put_terms(&feed, &[term(2)]).await.unwrap();
    tx.commit().await.unwrap();

    let about = hub.get("/oruk/v3").await.json();
    assert_valid(&validator(&schema(&folder, "api_details")), &about, "/");
    for (list, entity) in [
        ("services", "service"),
        ("organizations", "organization"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ] {
        let detail = validator(&schema(&folder, entity));
        let page = hub
            .get(&format!("/oruk/v3/{list}?per_page=1000"))
            .await
            .json();
        let item = if entity == "organization" {
            // The official file describes one organization where a page belongs.
            validator(&schema(&folder, "organization_list"))
        } else {
            let schema = schema(&folder, &format!("{entity}_list"));
            // Its items are what the official file cannot reach: it wraps a page in a page.
            let envelope = &schema["allOf"][0]["Page"];
            assert_valid(&validator(envelope), &page, list);
            validator(&schema["properties"]["contents"]["items"])
        };
        let entries = page["contents"].as_array().unwrap();
        assert!(!entries.is_empty(), "{list}");
        for entry in entries {
            assert_valid(&item, entry, list);
            let path = format!("/oruk/v3/{list}/{}", entry["id"].as_str().unwrap());
            assert_valid(&detail, &hub.get(&path).await.json(), &path);
        }
        if entity == "service" {
            for entry in hub.contents("/oruk/v3/services?full=true").await {
                assert_valid(&detail, &entry, "services?full=true");
            }
        }
    }
}
