//! The official checker's own schemas, where they lie at hand: in the folder that
//! `WAYMARK_TEST_SHARED_DIR` names, else in `../shared`.

use std::path::{Path, PathBuf};

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::hub::TestHub;

/// The folder of the official schemas.
pub(crate) struct Official(PathBuf);

impl Official {
    /// The schemas, if they are there; a test that runs without them says so.
    pub(crate) fn at_hand() -> Option<Self> {
        let shared = match std::env::var_os("WAYMARK_TEST_SHARED_DIR") {
            Some(named) => PathBuf::from(named),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        };
        let folder = shared.join("oruk/validator-3.0");
        if !folder.is_dir() {
            println!("skipped: the official schemas are not at hand");
            return None;
        }
        Some(Self(folder))
    }

    /// The validator of a file (`validator-1.0/service`), or of a part of it.
    pub(crate) fn validator(&self, file: &str, place: &str) -> Option<Validator> {
        let path = self.0.parent()?.join(format!("{file}.json"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let draft = match file.starts_with("validator-1.0") {
            true => Draft::Draft7,
            false => Draft::Draft202012,
        };
        let options = jsonschema::options().with_draft(draft);
        let options = options.should_validate_formats(true);
        Some(options.build(schema.pointer(place).unwrap()).unwrap())
    }

    fn schema(&self, name: &str) -> Value {
        let text = std::fs::read_to_string(self.0.join(format!("{name}.json"))).unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

/// Asks every ORUK address of a hub and holds each body against the official schemas.
pub(crate) async fn check_every_body(hub: &TestHub, official: Option<Official>) {
    let Some(official) = official else { return };
    let about = hub.get("/oruk/v3").await.json();
    assert_valid(&validator(&official.schema("api_details")), &about, "/");
    for (list, entity) in [
        ("services", "service"),
        ("organizations", "organization"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ] {
        check_list(hub, &official, list, entity).await;
    }
    let detail = validator(&official.schema("service"));
    for entry in hub.contents("/oruk/v3/services?full=true").await {
        assert_valid(&detail, &entry, "services?full=true");
    }
}

async fn check_list(hub: &TestHub, official: &Official, list: &str, entity: &str) {
    let detail = validator(&official.schema(entity));
    let page = hub.get(&format!("/oruk/v3/{list}?per_page=1000")).await;
    let page = page.json();
    let item = if entity == "organization" {
        // The official file describes one organization where a page belongs.
        validator(&official.schema("organization_list"))
    } else {
        let schema = official.schema(&format!("{entity}_list"));
        assert_valid(&validator(&schema["allOf"][0]["Page"]), &page, list);
        // The official file wraps a page in a page, so its own items are never looked at.
        validator(&schema["properties"]["contents"]["items"])
    };
    let entries = page["contents"].as_array().unwrap();
    assert!(!entries.is_empty(), "{list}");
    for entry in entries {
        assert_valid(&item, entry, list);
        let path = format!("/oruk/v3/{list}/{}", entry["id"].as_str().unwrap());
        assert_valid(&detail, &hub.get(&path).await.json(), &path);
    }
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

fn assert_valid(validator: &Validator, body: &Value, what: &str) {
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}
