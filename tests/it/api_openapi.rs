//! The OpenAPI document says what is there: no more, no less.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::hub::TestHub;
use crate::support::sample::{id, service};

/// Follows a `#/…` reference inside the document.
fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap(),
        None => value,
    }
}

#[tokio::test]
async fn every_address_and_parameter_of_the_documents_is_answered() {
    let hub = TestHub::start().await;
    hub.publish([service(3)]).await;
    for version in ["v3", "v1"] {
        let document = hub
            .get(&format!("/oruk/{version}/openapi.json"))
            .await
            .json();
        check_addresses(&hub, &document, version == "v1").await;
    }
}

async fn check_addresses(hub: &TestHub, document: &Value, is_old: bool) {
    assert_eq!(document["openapi"], "3.1.0");
    let server = document["servers"][0]["url"].as_str().unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        let entity = path.trim_end_matches("/{id}").trim_start_matches('/');
        let id = match entity {
            "services" => id(1, 3),
            "organizations" => id(2, 1),
            "service_at_locations" => id(10, 3),
            "locations" => id(11, 3),
            "taxonomy_terms" => id(8, 1),
            // In 1.0 taxonomies are terms.
            "taxonomies" if is_old => id(8, 1),
            "reviews" if path.ends_with("/{id}") => continue,
            // The sample service brings a term and no taxonomy.
            "taxonomies" if path.ends_with("/{id}") => continue,
            _ => String::new(),
        };
        let address = format!("{server}{}", path.replace("{id}", &id));
        let answer = hub.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let parameters = item["get"]["parameters"].as_array();
        for parameter in parameters.into_iter().flatten() {
            let parameter = follow(document, parameter);
            if parameter["in"] == "query" {
                check_parameter(hub, &address, parameter).await;
            }
        }
    }
}

/// A parameter with bounds refuses what lies outside of them.
async fn check_parameter(hub: &TestHub, address: &str, parameter: &Value) {
    let name = parameter["name"].as_str().unwrap();
    let schema = &parameter["schema"];
    let beyond: &[&str] = match (schema["type"].as_str().unwrap(), name) {
        ("boolean", _) => &["1", "yes"],
        ("integer", "per_page") => &["0", "1001", "x"],
        ("integer", _) => &["0", "x"],
        ("number", "minimum_age" | "maximum_age") => &["-1", "x"],
        ("number", _) => &["0", "x"],
        _ if schema["format"] == "date-time" => &["soon"],
        _ if schema["enum"].is_array() => &["xml"],
        _ if schema["items"]["enum"].is_array() => &["XX"],
        (_, "start_time" | "end_time") => &["25:00", "noon"],
        (_, "postcode" | "coverage") => &["nowhere", "ZZ99 9ZZ"],
        _ => &[],
    };
    for value in beyond {
        let answer = hub.get(&format!("{address}?{name}={value}")).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{address}?{name}={value}"
        );
    }
}

#[tokio::test]
async fn the_documents_name_every_endpoint_of_the_standard_and_resolve() {
    let hub = TestHub::start().await;
    hub.publish([service(1)]).await;
    let lists = |names: &[&str]| -> BTreeSet<String> {
        let both = |name: &&str| [format!("/{name}"), format!("/{name}/{{id}}")];
        names.iter().flat_map(both).collect()
    };
    let v3 = [
        "services",
        "organizations",
        "service_at_locations",
        "taxonomies",
        "taxonomy_terms",
    ];
    let v1 = [
        "services",
        "organizations",
        "locations",
        "taxonomies",
        "reviews",
    ];
    for (version, mut want, besides) in [
        ("3.0", lists(&v3), "/"),
        ("1.0", lists(&v1), "/vocabularies"),
    ] {
        want.insert(besides.to_owned());
        let number = &version[..1];
        let document = hub
            .get(&format!("/oruk/v{number}/openapi.json"))
            .await
            .json();
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.keys().cloned().collect::<BTreeSet<_>>(), want);
        let mut operations = BTreeSet::new();
        for item in paths.values() {
            assert!(operations.insert(item["get"]["operationId"].as_str().unwrap()));
        }
        assert_references(&document, &document);
        assert_eq!(document["info"]["version"], json!(version));
    }
    let own = hub.get("/api/v1/openapi.json").await.json();
    assert_references(&own, &own);
    // Where a listing comes from is asked in `merged_listings`, of one that comes from somewhere.
    let paths = own["paths"].as_object().unwrap().keys();
    for path in paths.filter(|path| !path.contains("{id}")) {
        let path = path.replace("{postcode}", "LS1%204AP");
        let path = path.replace("{format}", "csv");
        let address = format!("/api/v1{path}");
        assert_eq!(hub.get(&address).await.status, StatusCode::OK, "{address}");
    }
}

fn assert_references(document: &Value, value: &Value) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref") {
                let pointer = &reference.as_str().unwrap()[1..];
                assert!(
                    document.pointer(pointer).is_some(),
                    "{reference} leads nowhere"
                );
            }
            object
                .values()
                .for_each(|value| assert_references(document, value));
        }
        Value::Array(values) => values.iter().for_each(|v| assert_references(document, v)),
        _ => {}
    }
}
