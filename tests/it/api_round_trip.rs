//! From a feed through a hub and out again: nothing of a valid service is lost, and nothing
//! comes out that is nobody's business.

use std::collections::{BTreeMap, BTreeSet};

use proptest::test_runner::{Config as Cases, TestRunner};
use serde_json::{Map, Value, json};
use waymark::config::{FeedConfig, FeedKind};
use waymark::connect::Client;
use waymark::demo::{Dataset, OrukServer, ServerOptions, Version};
use waymark::domain::{NoProgress, Outcome};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::oruk::generate::Generator;
use waymark::oruk::shape::{Entity, Kind, visit_entities_mut};
use waymark::oruk::v1::shape as v1;

use crate::support::feed::{http_feed, quick};
use crate::support::hub::TestHub;

/// Takes a feed into a fresh hub.
async fn hub_of(data: &Dataset, version: Version) -> TestHub {
    let options = ServerOptions {
        version,
        ..ServerOptions::default()
    };
    let server = OrukServer::start_with(data, options).await.unwrap();
    let hub = TestHub::start_with(|config| {
        config.fetch = quick();
        // Fields drawn at random make a service of nothing in particular, and many of them alike.
        config.federation.matching = false;
    })
    .await;
    let client = Client::new(&hub.hub.config.fetch, hub.hub.clock.clone()).unwrap();
    let context = Context {
        store: &hub.hub.store,
        client: &client,
        config: &hub.hub.config,
    };
    let kind = match version {
        Version::V3 => FeedKind::OrukV3,
        Version::V1 => FeedKind::OrukV1,
    };
    let feed = FeedConfig {
        kind,
        ..http_feed(server.url())
    };
    let refreshed = refresh(context, &feed, RefreshOptions::default(), &NoProgress)
        .await
        .unwrap();
    assert_eq!(
        refreshed.outcome,
        Some(Outcome::Complete),
        "{:?}",
        refreshed.message
    );
    hub
}

/// A document as far as it can be compared: ids and what is made of them are the hub's own,
/// `last_modified` too, and an assurer's address is withheld.
fn comparable(entity: Entity, document: &Value) -> Value {
    let mut document = document.clone();
    visit_entities_mut(entity, &mut document, &mut |spot, object| {
        for field in spot.entity.fields() {
            let is_ours = matches!(field.kind, Kind::Id | Kind::Ref(_) | Kind::Owner);
            if is_ours || field.withheld || field.name == "last_modified" {
                object.remove(field.name);
            }
        }
        // Programs and metadata are kept as they came, but for who changed a record.
    });
    document
}

/// A value of the feed in what the hub publishes; more may be there than the feed said.
fn lost(before: &Value, after: &Value, place: &str, all: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (name, value) in before {
                let after = after.get(name).unwrap_or(&Value::Null);
                lost(value, after, &format!("{place}/{name}"), all);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for (at, value) in before.iter().enumerate() {
                let after = after.get(at).unwrap_or(&Value::Null);
                lost(value, after, &format!("{place}/{at}"), all);
            }
        }
        (before, after) => {
            let number = |value: &Value| value.as_f64();
            if before != after && (number(before).is_none() || number(before) != number(after)) {
                all.push(format!("{place}: {before} became {after}"));
            }
        }
    }
}

async fn assert_kept(services: Vec<Value>) {
    let ids: Vec<String> = services
        .iter()
        .map(|s| s["id"].as_str().unwrap().to_owned())
        .collect();
    let data = Dataset {
        services: services.clone(),
        ..Dataset::default()
    };
    let hub = hub_of(&data, Version::V3).await;
    for (id, service) in ids.iter().zip(&services) {
        let published = hub.get(&format!("/oruk/v3/services/{id}")).await.json();
        let (before, after) = (
            comparable(Entity::Service, service),
            comparable(Entity::Service, &published),
        );
        let mut all = Vec::new();
        lost(&before, &after, "", &mut all);
        assert_eq!(all, Vec::<String>::new(), "{id}");
        assert_eq!(published["id"], *id, "a valid id of the feed is kept");
    }
}

/// Every place of the table in a document, without numbers.
fn filled(entity: Entity, document: &Value) -> BTreeSet<String> {
    let mut filled = BTreeSet::new();
    let mut document = document.clone();
    visit_entities_mut(entity, &mut document, &mut |spot, object| {
        for name in object.keys() {
            filled.insert(format!("{}.{name}", spot.entity.name()));
        }
    });
    filled
}

#[tokio::test]
async fn every_field_of_a_full_service_comes_out_again() {
    let mut generator = Generator::new(7);
    let services: Vec<Value> = (0..5).map(|_| generator.full(Entity::Service)).collect();
    // The generator proved to fill every field that can stand in a service.
    let all: BTreeSet<String> = services
        .iter()
        .flat_map(|s| filled(Entity::Service, s))
        .collect();
    let mut reachable = vec![Entity::Service];
    let mut next = 0;
    while let Some(entity) = reachable.get(next).copied() {
        next += 1;
        for field in entity.fields() {
            if let Kind::One(nested) | Kind::Many(nested) = field.kind
                && !reachable.contains(&nested)
            {
                reachable.push(nested);
            }
        }
    }
    let missing: Vec<String> = reachable
        .iter()
        .flat_map(|entity| entity.fields().iter().map(move |field| (entity, field)))
        .map(|(entity, field)| format!("{}.{}", entity.name(), field.name))
        .filter(|place| !all.contains(place))
        .collect();
    // Both would lead back to what they stand in.
    assert_eq!(
        missing,
        [
            "service_at_location.service",
            "organization.services",
            "taxonomy.taxonomy_terms"
        ]
    );
    assert_kept(services).await;
}

#[test]
fn whatever_fields_a_valid_service_has_come_out_again() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = Cases {
        cases: 8,
        failure_persistence: None,
        ..Cases::default()
    };
    let any_seed = proptest::num::u64::ANY;
    TestRunner::new(cases)
        .run(&any_seed, |seed| {
            let mut generator = Generator::new(seed);
            let services = (0..10).map(|_| generator.some(Entity::Service)).collect();
            runtime.block_on(assert_kept(services));
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn markup_is_made_safe_and_what_is_nobodys_business_is_not_published() {
    let mut service = Generator::new(3).full(Entity::Service);
    service["description"] = json!("<p>Tea &amp; <script>steal()</script><b>talk</b>.</p>");
    service["assurer_email"] = json!("assurer@council.example");
    service["pc_metadata"] = json!({"assured_by": "clerk@council.example"});
    service["vendor_note"] = json!("internal words");
    service["contacts"][0]["vendor_mobile"] = json!("07700 900123");
    service["organization"]["crm_id"] = json!("crm-4711");
    let data = Dataset {
        services: vec![service.clone()],
        ..Dataset::default()
    };
    let hub = hub_of(&data, Version::V3).await;
    let id = service["id"].as_str().unwrap();
    for path in [
        format!("/oruk/v3/services/{id}"),
        "/oruk/v3/services?full=true".to_owned(),
        "/oruk/v3/services?format=ndjson&full=true".to_owned(),
        "/oruk/v3/organizations?full_service=true".to_owned(),
        "/oruk/v3/service_at_locations?full=true".to_owned(),
        format!("/oruk/v1/services/{id}"),
        "/api/v1/changes".to_owned(),
    ] {
        let text = hub.get(&path).await.text;
        for never in [
            "steal",
            "assurer@",
            "clerk@",
            "internal words",
            "900123",
            "crm-4711",
        ] {
            assert!(!text.contains(never), "{path} holds {never}");
        }
        assert!(
            path.contains("organizations") || text.contains("<b>talk</b>"),
            "{path}"
        );
    }
}

/// What a document of 1.0 means, as far as 3.0 can say it.
fn meaning(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let mut meaning = Map::new();
            for (name, value) in members {
                let is_said = match name.as_str() {
                    // Ids of parts are the hub's own; those of terms are names.
                    "id" => members.contains_key("status") || value.to_string().contains(':'),
                    "contact_id" | "link_id" | "service" | "service_at_location" => false,
                    _ => !value.is_null(),
                };
                let value = self::meaning(value);
                let is_empty = value == json!({}) || value == json!([]);
                if is_said && !is_empty {
                    meaning.insert(name.clone(), value);
                }
            }
            // There are two ways to say the day.
            let weekday = meaning.remove("weekday").and_then(|day| day.as_u64());
            // A day of the month needs none of the week.
            let is_wanted = !meaning.contains_key("bymonthday");
            if let Some(weekday) = weekday.filter(|_| is_wanted) {
                let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
                let day = days[weekday as usize - 1];
                meaning.entry("byday").or_insert(json!(day));
            }
            Value::Object(meaning)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(meaning).collect();
            items.retain(|item| *item != json!({}));
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        single => single.clone(),
    }
}

#[tokio::test]
async fn a_service_of_1_0_means_the_same_when_it_comes_out_as_1_0() {
    let mut generator = Generator::new(21);
    let mut services = Vec::new();
    for n in 0..40 {
        let mut service = match n {
            0..10 => generator.v1_full(v1::Entity::Service),
            _ => generator.v1_some(v1::Entity::Service),
        };
        service["status"] = json!("active");
        // Days are closed in words alone in 3.0, and times of holidays become schedules.
        strip(&mut service, "holiday_schedules");
        strip(&mut service, "reviews");
        // Links of the service itself say in link_id what they are of: the generator's do not.
        service.as_object_mut().unwrap().remove("link_taxonomies");
        place_links(&mut service, "");
        services.push(service);
    }
    // Feeds list the terms that are parents of others.
    let mut terms = Vec::new();
    for service in &services {
        parents(service, &mut terms);
    }
    let data = Dataset {
        services: services.clone(),
        taxonomy_terms: terms,
        ..Dataset::default()
    };
    let hub = hub_of(&data, Version::V1).await;
    let mut differing: BTreeMap<String, String> = BTreeMap::new();
    for service in &services {
        let id = service["id"].as_str().unwrap();
        let again = hub.get(&format!("/oruk/v1/services/{id}")).await.json();
        let mut all = Vec::new();
        lost(&meaning(service), &meaning(&again), "", &mut all);
        for line in all {
            let (place, what) = line.split_once(": ").unwrap();
            let plain: String = place
                .split('/')
                .filter(|s| s.parse::<u32>().is_err())
                .collect::<Vec<_>>()
                .join("/");
            differing.insert(plain, what.to_owned());
        }
    }
    assert_eq!(differing, BTreeMap::new());
}

/// The terms that are named as parents.
fn parents(value: &Value, terms: &mut Vec<Value>) {
    match value {
        Value::Object(members) => {
            if let Some(parent) = members.get("parent_id") {
                let of = members.get("vocabulary");
                terms.push(json!({"id": parent, "name": "Broader", "vocabulary": of}));
            }
            members.values().for_each(|value| parents(value, terms));
        }
        Value::Array(items) => items.iter().for_each(|item| parents(item, terms)),
        _ => {}
    }
}

/// Lets every link say what it stands in, as in a feed.
fn place_links(value: &mut Value, within: &str) {
    const KINDS: [(&str, &str); 4] = [
        ("organization", "organization"),
        ("eligibilitys", "eligibility"),
        ("cost_options", "cost_option"),
        ("service_areas", "service_area"),
    ];
    match value {
        Value::Object(members) => {
            if members.contains_key("link_type") {
                members.insert("link_type".to_owned(), json!(within));
            }
            for (name, value) in members {
                let kind = KINDS.iter().find(|(list, _)| list == name);
                place_links(value, kind.map_or(within, |(_, kind)| kind));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| place_links(item, within)),
        _ => {}
    }
}

fn strip(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            members.remove(name);
            members.values_mut().for_each(|value| strip(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, name)),
        _ => {}
    }
}
