//! A council that speaks ORUK 1.0, refreshed into the store beside its twin that speaks 3.0.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use waymark::config::{Config, FeedConfig, FeedKind};
use waymark::connect::Client;
use waymark::demo::{Dataset, OrukServer, ServerOptions, Version};
use waymark::domain::{NoProgress, Outcome};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::oruk::generate::Generator;
use waymark::oruk::shape::{Entity, visit_entities_mut};

use crate::support::database::{Database, for_each_database};
use crate::support::feed::{http_feed, quick};

/// What version 1.0 cannot say, or says in another place: everything else is equal in
/// listings from a 1.0 feed and from a 3.0 feed of the same services. With what stands below
/// each; `*.` is anywhere.
const LOST: &[&str] = &[
    // Nowhere in 1.0.
    "*.metadata",
    "*.attributes.label",
    "*.attributes.link_entity",
    "*.attributes.link_type",
    "*.attributes.value",
    "*.taxonomy_term.code",
    "*.taxonomy_term.description",
    "*.taxonomy_term.language",
    "*.taxonomy_term.taxonomy_detail",
    "*.taxonomy_term.taxonomy_id",
    "*.taxonomy_term.term_uri",
    "alert",
    "additional_urls",
    "alternate_name",
    "capacities",
    "interpretation_services",
    "licenses",
    "wait_time",
    "program",
    "program_id",
    "required_documents",
    "organization.additional_websites",
    "organization.alternate_name",
    "organization.contacts",
    "organization.funding",
    "organization.legal_status",
    "organization.locations",
    "organization.organization_identifiers",
    "organization.parent_organization_id",
    "organization.phones",
    "organization.programs",
    "organization.tax_id",
    "organization.tax_status",
    "organization.year_incorporated",
    "contacts.attributes",
    "contacts.department",
    "contacts.email",
    "contacts.location_id",
    "contacts.organization_id",
    "contacts.service_at_location_id",
    "contacts.service_id",
    "*.phones.languages.attributes",
    "*.phones.languages.location_id",
    "*.phones.languages.note",
    "*.phones.languages.phone_id",
    "*.phones.languages.service_id",
    "contacts.phones.attributes",
    "contacts.phones.description",
    "contacts.phones.extension",
    "contacts.phones.location_id",
    "contacts.phones.organization_id",
    "contacts.phones.service_at_location_id",
    "contacts.phones.service_id",
    "contacts.phones.type",
    "cost_options.service_id",
    "funding.attributes",
    "funding.organization_id",
    "funding.service_id",
    "languages.attributes",
    "languages.location_id",
    "languages.note",
    "languages.phone_id",
    "languages.service_id",
    "service_areas.description",
    "service_areas.service_at_location_id",
    "service_areas.service_id",
    "schedules.attributes",
    "schedules.byweekno",
    "schedules.byyearday",
    "schedules.count",
    "schedules.location_id",
    "schedules.notes",
    "schedules.schedule_link",
    "schedules.service_id",
    "schedules.timezone",
    "schedules.until",
    "schedules.wkst",
    "service_at_locations.service_id",
    "service_at_locations.attributes",
    "service_at_locations.contacts",
    "service_at_locations.description",
    "service_at_locations.phones",
    "service_at_locations.service_areas",
    "service_at_locations.location.accessibility.attributes",
    "service_at_locations.location.accessibility.details",
    "service_at_locations.location.accessibility.location_id",
    "service_at_locations.location.accessibility.url",
    "service_at_locations.location.addresses.address_2",
    "service_at_locations.location.addresses.attention",
    "service_at_locations.location.addresses.attributes",
    "service_at_locations.location.addresses.location_id",
    "service_at_locations.location.addresses.region",
    "service_at_locations.location.alternate_name",
    "service_at_locations.location.attributes",
    "service_at_locations.location.contacts",
    "service_at_locations.location.external_identifier",
    "service_at_locations.location.external_identifier_type",
    "service_at_locations.location.languages",
    "service_at_locations.location.organization_id",
    "service_at_locations.location.phones",
    "service_at_locations.location.transportation",
    "service_at_locations.location.url",
    // Said in a word of a closed list, and lost where it is none of them.
    "application_process",
    "eligibility_description",
    "schedules.attending_type",
    "service_at_locations.location.addresses.address_type",
    "service_at_locations.location.location_type",
    // Not said, and told by us: pounds, and what an extent is written in.
    "cost_options.currency",
    "service_areas.extent_type",
    // Said once: a code is kept rather than a name.
    "languages.name",
    "contacts.phones.languages.name",
    "contacts.phones.languages.id",
];

/// Whether a place is one of those that a line of [`LOST`] means.
fn is_meant(line: &str, place: &str) -> bool {
    let plain = place.replace("[]", "");
    let steps: Vec<&str> = plain.split('.').collect();
    match line.strip_prefix("*.") {
        Some(anywhere) => {
            let wanted: Vec<&str> = anywhere.split('.').collect();
            steps.windows(wanted.len()).any(|window| window == wanted)
        }
        None => line
            .split('.')
            .eq(steps.iter().copied().take(line.split('.').count())),
    }
}

/// A service whose times all stand on itself, as in 3.0-UK, the first of them for its first
/// place; with its terms in full, for 1.0 knows none by its id alone, and without the age
/// 0, which there means no limit.
fn sayable(mut service: Value) -> Value {
    visit_entities_mut(Entity::Service, &mut service, &mut |spot, object| {
        if spot.entity == Entity::Attribute && !object.contains_key("taxonomy_term") {
            let id = object.get("taxonomy_term_id").or(object.get("id")).cloned();
            object.insert(
                "taxonomy_term".to_owned(),
                json!({"id": id, "name": "Company"}),
            );
        }
        if object.get("minimum_age") == Some(&json!(0.0)) {
            object.insert("minimum_age".to_owned(), json!(1.0));
        }
        if spot.entity == Entity::Language {
            object.entry("code").or_insert(json!("cy"));
        }
        if matches!(spot.entity, Entity::ServiceAtLocation | Entity::Location) {
            object.remove("schedules");
        }
        // 1.0 has them at a contact of their own.
        if spot.entity == Entity::Service {
            object.remove("phones");
        }
    });
    let place = service.pointer("/service_at_locations/0/id").cloned();
    if let (Some(place), Some(schedule)) = (place, service.pointer_mut("/schedules/0")) {
        schedule["service_at_location_id"] = place;
    }
    service
}

/// Refreshes from a server and returns what it lists, by source id.
async fn listed(database: &Database, feed: &FeedConfig) -> BTreeMap<String, Value> {
    let mut config = Config {
        fetch: quick(),
        ..Config::default()
    };
    // The same services twice are meant to be listed twice here.
    config.federation.matching = false;
    let client = Client::new(&config.fetch, database.store.clock().clone()).unwrap();
    let context = Context {
        store: &database.store,
        client: &client,
        config: &config,
    };
    let refreshed = refresh(context, feed, RefreshOptions::default(), &NoProgress)
        .await
        .unwrap();
    assert_eq!(
        refreshed.outcome,
        Some(Outcome::Complete),
        "{:?}",
        refreshed.message
    );
    let mut listed = BTreeMap::new();
    for record in database.store.present_records(&feed.id).await.unwrap() {
        let listing = database
            .store
            .listing(record.listing)
            .await
            .unwrap()
            .unwrap();
        let mut document: Value = serde_json::from_str(&listing.doc).unwrap();
        document.as_object_mut().unwrap().remove("last_modified");
        listed.insert(record.source_id, document);
    }
    listed
}

/// Every single value of a document with its place, places in lists without their number.
fn values(document: &Value, place: &str, all: &mut Vec<(String, String)>) {
    match document {
        Value::Object(members) => {
            for (name, value) in members {
                values(
                    value,
                    format!("{place}.{name}").trim_start_matches('.'),
                    all,
                );
            }
        }
        Value::Array(items) => {
            for item in items {
                values(item, &format!("{place}[]"), all);
            }
        }
        value => all.push((place.to_owned(), value.to_string())),
    }
}

/// The places whose values differ.
fn differences(one: &Value, other: &Value) -> BTreeSet<String> {
    let sorted = |document| {
        let mut all = Vec::new();
        values(document, "", &mut all);
        all.sort();
        all
    };
    let (one, other) = (sorted(one), sorted(other));
    let missing = |here: &[(String, String)], there: &[(String, String)]| -> Vec<String> {
        let mut there = there.to_vec();
        let mut gone = Vec::new();
        for value in here {
            match there.binary_search(value) {
                Ok(at) => drop(there.remove(at)),
                Err(_) => gone.push(value.0.clone()),
            }
        }
        gone
    };
    let mut places: BTreeSet<String> = missing(&one, &other).into_iter().collect();
    places.extend(missing(&other, &one));
    places
}

#[tokio::test]
async fn a_feed_of_version_1_and_the_same_services_as_version_3_give_equal_listings() {
    let mut generator = Generator::new(40);
    let services: Vec<Value> = (0..40)
        .map(|n| match n {
            0..10 => generator.full(Entity::Service),
            _ => generator.some(Entity::Service),
        })
        .map(sayable)
        .collect();
    let data = Dataset {
        services,
        ..Dataset::default()
    };
    let new = OrukServer::start(&data).await.unwrap();
    let options = ServerOptions {
        version: Version::V1,
        ..ServerOptions::default()
    };
    let old = OrukServer::start_with(&data.in_v1(), options)
        .await
        .unwrap();
    let twin = Database::sqlite(tempfile::tempdir().unwrap()).await;
    let from_new = listed(&twin, &http_feed(new.url())).await;
    for_each_database(async |database| {
        let feed = FeedConfig {
            kind: FeedKind::OrukV1,
            ..http_feed(old.url())
        };
        let from_old = listed(database, &feed).await;
        assert!(from_new.keys().eq(from_old.keys()));
        let mut lost = BTreeSet::new();
        for (id, new) in &from_new {
            lost.extend(differences(new, &from_old[id]));
        }
        let unexcused: Vec<_> = lost
            .iter()
            .filter(|place| !LOST.iter().any(|line| is_meant(line, place)))
            .collect();
        assert!(unexcused.is_empty(), "{unexcused:#?}");
        let unused: Vec<_> = LOST
            .iter()
            .filter(|line| !lost.iter().any(|place| is_meant(line, place)))
            .collect();
        assert!(unused.is_empty(), "{unused:?} can be said after all");
    })
    .await;
}
