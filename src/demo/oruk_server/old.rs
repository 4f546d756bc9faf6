//! What a server of version 1.0 has besides: the things that its services are made of, each
//! under an address of its own.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::dataset::{Dataset, Entry};
use crate::oruk::v1::{downgrade, downgrade_term};

impl Dataset {
    /// The same council by version 1.0: without what that cannot say.
    #[must_use]
    pub fn in_v1(&self) -> Self {
        Self {
            services: self.services.iter().map(downgrade).collect(),
            taxonomies: Vec::new(),
            taxonomy_terms: self.taxonomy_terms.iter().map(downgrade_term).collect(),
        }
    }
}

/// The lists that are gathered from the services, by the last word of their address.
pub(super) fn parts(data: &Dataset) -> [(&'static str, Vec<Entry>); 3] {
    let services = || data.services.iter();
    let organizations = services().filter_map(|service| service.get("organization"));
    let places = services().flat_map(|service| list(service, "service_at_locations"));
    let locations = places.filter_map(|place| place.get("location"));
    let reviews = services().flat_map(|service| {
        let service_briefly = briefly(service);
        list(service, "reviews").map(move |review| {
            let mut review = review.clone();
            review["service"] = service_briefly.clone();
            review
        })
    });
    [
        ("organizations", once_each(organizations.cloned())),
        ("locations", once_each(locations.cloned())),
        ("reviews", once_each(reviews)),
    ]
}

/// The names of the vocabularies, as a JSON array.
pub(super) fn vocabularies(data: &Dataset) -> String {
    let terms = data.taxonomy_terms.iter();
    let names: BTreeSet<_> = terms
        .filter_map(|term| term["vocabulary"].as_str())
        .collect();
    json!(names).to_string()
}

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// What must be said of a service wherever it is mentioned.
fn briefly(service: &Value) -> Value {
    let needed = ["id", "name", "organization"];
    let members = needed
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), service.get(name)?.clone())));
    Value::Object(Map::from_iter(members))
}

fn once_each(all: impl Iterator<Item = Value>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let entries = all.map(|document| Entry::new(&document));
    entries
        .filter(|entry| seen.insert(entry.id.clone()))
        .collect()
}
