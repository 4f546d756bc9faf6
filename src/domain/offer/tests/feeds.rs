//! The sample feeds, in which whole councils speak.

use std::path::Path;

use serde_json::Value;

use super::super::{Offer, Said, Stated};
use super::value;
use crate::oruk::read::read_service;
use crate::oruk::v1::{Weekdays, upgrade};

/// What an offer says, in one line: what it is, then what it is not.
fn told(offer: &Offer) -> String {
    let mut told: Vec<String> = Vec::new();
    if let Some(pence) = value(&offer.price) {
        told.push(format!("{pence}p"));
    }
    if let Some(range) = value(&offer.ages) {
        let years = |bound: Option<f64>| bound.map(|years| years.to_string()).unwrap_or_default();
        told.push(format!("{}-{}", years(range.min), years(range.max)));
    }
    let answers: [(&str, &Stated<bool>); 8] = [
        ("in person", &offer.in_person),
        ("remote", &offer.remote),
        ("home visit", &offer.home_visit),
        ("women", &offer.women_only),
        ("men", &offer.men_only),
        ("wheelchair", &offer.wheelchair),
        ("self-referral", &offer.self_referral),
        ("places", &offer.has_places),
    ];
    for (name, stated) in answers {
        told.extend(value(stated).map(|says| format!("{}{name}", if says { "" } else { "not " })));
    }
    let codes = |terms: &[Said<super::super::Term>]| -> Vec<String> {
        let known = terms.iter().filter(|said| said.value.id.is_none());
        known.filter_map(|said| said.value.code.clone()).collect()
    };
    told.extend(codes(&offer.audiences));
    told.extend(codes(&offer.languages));
    told.join(", ")
}

fn services(feed: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("feeds")
        .join(feed);
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let services = document["services"].as_array().unwrap().iter();
    let upgraded = |raw: &Value| upgrade(raw, Weekdays::default()).document;
    match feed {
        "rivelmoor.json" => services.map(upgraded).collect(),
        _ => services.cloned().collect(),
    }
}

#[test]
fn the_sample_feeds_are_read_as_people_read_them() {
    let feeds = [
        ("holmemoor.json", HOLMEMOOR.as_slice()),
        ("sheafdale.json", SHEAFDALE.as_slice()),
        ("rivelmoor.json", RIVELMOOR.as_slice()),
    ];
    super::hold(feeds.into_iter().flat_map(|(feed, wanted)| {
        let read = |raw: &Value| read_service(raw).value;
        let services: Vec<_> = services(feed).iter().map(read).collect();
        let rows = wanted.iter().map(move |(name, want)| {
            let named = services.iter().find(|s| s.name.as_deref() == Some(name));
            let got = named.map(|service| told(&Offer::of(service)));
            (
                (*name).to_owned(),
                got.unwrap_or_default(),
                (*want).to_owned(),
            )
        });
        rows.collect::<Vec<_>>()
    }));
}

const HOLMEMOOR: [(&str, &str); 12] = [
    (
        "Dronley Community Fridge",
        "0p, in person, not women, not men, wheelchair",
    ),
    ("Talk Shop for men", "0p, 18-, in person, men, men"),
    ("Civic Hall Lunch Club", "650p, 60-, in person, wheelchair"),
    ("Age Well visiting", "0p, 60-, home visit"),
    (
        "Time to Grieve",
        "0p, 18-, in person, not women, not men, bereaved",
    ),
    ("Tolland toy library", "in person, children"),
    (
        "E-books by phone",
        "0p, not in person, remote, not home visit",
    ),
    (
        "Exercise on referral",
        "250p, 18-, in person, wheelchair, not self-referral, long-term-conditions",
    ),
    ("Dorley Ladies' Choir", "18-, in person, women, women"),
    (
        "Moorside parish quiz and pie",
        "900p, 18-, in person, not wheelchair",
    ),
    ("Night sitting", "0p, not self-referral, carers"),
    ("Aqua fit", "390p, in person, wheelchair"),
];

const SHEAFDALE: [(&str, &str); 12] = [
    (
        "Larkhill Lunch Club",
        "450p, 60-, in person, wheelchair, older-people",
    ),
    (
        "Marigold Circle",
        "0p, 18-, in person, women, wheelchair, women, children, ur, pa, bn, en",
    ),
    (
        "Women-only swim",
        "350p, 11-, in person, women, wheelchair, women",
    ),
    (
        "Veterans' breakfast",
        "600p, 18-, in person, veterans, parents",
    ),
    (
        "Somali and Amharic advice desk",
        "0p, in person, refugees, ethnic-minorities, so, am, ti, ar",
    ),
    (
        "Stand Tall strength and balance",
        "0p, 65-, in person, wheelchair, not self-referral, older-people",
    ),
    (
        "Low-cost counselling",
        "800p, 18-, in person, remote, wheelchair, mental-health",
    ),
    (
        "Deaf club night",
        "100p, 18-, in person, wheelchair, deaf, bfi",
    ),
    (
        "Buggy walk, Millgate Park",
        "0p, in person, not women, not men, children, parents",
    ),
    (
        "Loft open sessions",
        "0p, 11-19, in person, wheelchair, self-referral, young-people",
    ),
    (
        "Splash for All",
        "300p, in person, not women, not men, wheelchair, disabled",
    ),
    ("Sitting service", "900p, home visit, carers"),
];

const RIVELMOOR: [(&str, &str); 6] = [
    (
        "A Call from the Valley",
        "0p, 65-, not in person, remote, not home visit, not self-referral",
    ),
    (
        "Valley Visitors",
        "0p, 65-, not in person, not remote, home visit, not self-referral",
    ),
    (
        "Women's Circuits",
        "400p, 16-, in person, not remote, not home visit, women, self-referral, women",
    ),
    (
        "Memory Music",
        "200p, 55-, in person, not remote, not home visit, self-referral, dementia",
    ),
    (
        "Open Gate Online",
        "0p, 18-, not in person, remote, not home visit",
    ),
    (
        "Men's Cave",
        "200p, 18-, in person, not remote, not home visit, men, wheelchair, self-referral, men",
    ),
];
