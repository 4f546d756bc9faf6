//! What sources of one listing contradict one another in, where it matters to people.
//!
//! Told to the feeds concerned: whichever value wins, one of them has to be mended.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Object;
use super::meaning::{number, text};
use super::place::postcode_of;
use super::session::{Session, sessions};
use super::source::{self, Source};
use crate::domain::{Code, FeedId, codes};
use crate::oruk::shape::{Entity, visit_entities_mut};

/// One matter in which a source stands against others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of finding.
    pub code: Code,
    /// The feed that it is told to.
    pub feed: FeedId,
    /// The feed's own id of the record.
    pub record: String,
    /// Where in the record.
    pub pointer: &'static str,
    /// What the record says; never a telephone number, which may be a person's.
    pub says: Option<String>,
    /// Whom it contradicts.
    pub against: Vec<FeedId>,
}

/// A matter: the code, the place, what a source says of it, and whether two sayings differ.
struct Matter {
    code: Code,
    pointer: &'static str,
    /// What is said; empty: nothing.
    said: fn(&Object) -> BTreeSet<String>,
    is_personal: bool,
}

fn matters() -> [Matter; 4] {
    let matter = |code, pointer, said, is_personal| Matter {
        code,
        pointer,
        said,
        is_personal,
    };
    [
        matter(
            codes::MERGE_PHONES_DIFFER,
            "/phones",
            phones as fn(&Object) -> _,
            true,
        ),
        matter(codes::MERGE_PRICES_DIFFER, "/cost_options", prices, false),
        matter(codes::MERGE_AGES_DIFFER, "/minimum_age", ages, false),
        matter(
            codes::MERGE_PLACES_DIFFER,
            "/service_at_locations",
            postcodes,
            false,
        ),
    ]
}

/// What the sources of a listing contradict one another in.
pub fn conflicts(sources: &[Source]) -> Vec<Conflict> {
    let ranked = source::ranked(sources);
    if ranked.len() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for matter in matters() {
        let said: Vec<BTreeSet<String>> =
            ranked.iter().map(|s| (matter.said)(&s.document)).collect();
        let differ = |a: usize, b: usize| {
            !said[a].is_empty() && !said[b].is_empty() && said[a].is_disjoint(&said[b])
        };
        found.extend(told(&ranked, &differ, &matter, |rank| {
            let words: Vec<&str> = said[rank].iter().map(String::as_str).collect();
            (!matter.is_personal).then(|| words.join(", "))
        }));
    }
    let hours: Vec<Vec<Session>> = ranked.iter().map(|s| sessions(&s.document)).collect();
    let differ = |a: usize, b: usize| hours_differ(&hours[a], &hours[b]);
    let matter = Matter {
        code: codes::MERGE_HOURS_DIFFER,
        pointer: "/schedules",
        said: |_| BTreeSet::new(),
        is_personal: false,
    };
    found.extend(told(&ranked, &differ, &matter, |_| None));
    found.sort_by(|a, b| {
        (a.feed.as_str(), &a.record, a.code.as_str()).cmp(&(
            b.feed.as_str(),
            &b.record,
            b.code.as_str(),
        ))
    });
    found
}

fn told(
    ranked: &[&Source],
    differ: &dyn Fn(usize, usize) -> bool,
    matter: &Matter,
    says: impl Fn(usize) -> Option<String>,
) -> Vec<Conflict> {
    let all = 0..ranked.len();
    let one = |rank: usize| {
        let against = all
            .clone()
            .filter(|other| *other != rank && differ(rank, *other));
        let mut against: Vec<FeedId> = against.map(|other| ranked[other].feed.clone()).collect();
        against.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        against.dedup();
        (!against.is_empty()).then(|| Conflict {
            code: matter.code.clone(),
            feed: ranked[rank].feed.clone(),
            record: ranked[rank].source_id.clone(),
            pointer: matter.pointer,
            says: says(rank),
            against,
        })
    };
    all.clone().filter_map(one).collect()
}

fn phones(document: &Object) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut document = Value::Object(document.clone());
    visit_entities_mut(Entity::Service, &mut document, &mut |spot, object| {
        let of_organization = spot.nearest(Entity::Organization).is_some();
        if spot.entity == Entity::Phone && !of_organization {
            found.extend(text(object, "number").map(number));
        }
    });
    found
}

fn prices(document: &Object) -> BTreeSet<String> {
    let prices = document.get("cost_options").and_then(Value::as_array);
    let amounts = prices
        .into_iter()
        .flatten()
        .filter_map(|price| price.get("amount")?.as_f64());
    amounts.map(|amount| format!("{amount:.2}")).collect()
}

fn ages(document: &Object) -> BTreeSet<String> {
    let age = |field| document.get(field).and_then(Value::as_f64);
    match (age("minimum_age"), age("maximum_age")) {
        (None, None) => BTreeSet::new(),
        (minimum, maximum) => {
            let words = |age: Option<f64>| age.map_or_else(String::new, |age| age.to_string());
            BTreeSet::from([format!("{}–{}", words(minimum), words(maximum))])
        }
    }
}

fn postcodes(document: &Object) -> BTreeSet<String> {
    let places = document
        .get("service_at_locations")
        .and_then(Value::as_array);
    let places = places.into_iter().flatten().filter_map(Value::as_object);
    places.filter_map(postcode_of).collect()
}

/// Whether the same day has other times.
fn hours_differ(a: &[Session], b: &[Session]) -> bool {
    let mut met = false;
    for one in a {
        for other in b {
            if one.shared(other).is_empty() {
                continue;
            }
            match (one.times(), other.times()) {
                (Some((opens, closes)), Some((also_opens, also_closes))) => {
                    let ends = closes
                        .zip(also_closes)
                        .is_some_and(|(one, other)| one != other);
                    if opens == also_opens && !ends {
                        return false;
                    }
                    met = true;
                }
                _ => return false,
            }
        }
    }
    met
}
