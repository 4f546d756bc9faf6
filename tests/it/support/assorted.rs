//! Services that state about half of what filters ask, and searches of them: as many as a
//! test wants, the same in every run.

use geo::{Destination, Geodesic, Point};
use serde_json::{Value, json};
use waymark::oruk::{Service, TaxonomyTerm};
use waymark::search::{Filters, Flag};

use super::directory::listing;
use super::sample::id;

/// Around here they take place, latitude and longitude.
pub(crate) const HERE: (f64, f64) = (53.8008, -1.5491);

/// Names of the terms, and which of them is broader.
pub(crate) const TERMS: [(&str, Option<u32>); 6] = [
    ("Food", None),
    ("Lunch clubs", Some(0)),
    ("Cooking", Some(0)),
    ("Lunch clubs for carers", Some(1)),
    ("Advice", None),
    ("Debt advice", Some(4)),
];

const LANGUAGES: [(&str, &str); 3] = [("English", "en"), ("Welsh", "cy"), ("Urdu", "ur")];
const AUDIENCES: [&str; 3] = ["Beekeepers", "Bell ringers", "Stamp collectors"];
const AREAS: [&str; 4] = ["LS1", "BD1", "The valley", "United Kingdom"];

/// The same numbers in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }

    /// Some of them, often none.
    fn some<T: Copy>(&mut self, all: &[T]) -> Vec<T> {
        let count = self.roll(3);
        let mut some: Vec<T> = Vec::new();
        for at in 0..count {
            let step = self.roll(all.len() as u64 - 1) as usize;
            let at = (at as usize * 7 + step) % all.len();
            some.push(all[at]);
        }
        some
    }
}

/// A term by its number.
pub(crate) fn term(number: u32) -> TaxonomyTerm {
    let (name, parent) = TERMS[number as usize];
    serde_json::from_value(json!({
        "id": id(8, number),
        "name": name,
        "code": format!("test:{number}"),
        "parent_id": parent.map(|parent| id(8, parent)),
    }))
    .unwrap()
}

/// A service that states about half of what filters ask.
pub(crate) fn service(number: u32, dice: &mut Dice) -> Service {
    let mut attributes: Vec<Value> = Vec::new();
    for number in dice.some(&[0, 1, 2, 3, 4, 5]) {
        attributes.push(json!({"link_type": "service_type", "taxonomy_term_id": id(8, number), "taxonomy_term": term(number)}));
    }
    for name in dice.some(&AUDIENCES) {
        let code = format!("audience:{}", name.len());
        attributes.push(json!({
            "link_type": "eligibility",
            "taxonomy_term": {"id": id(9, name.len() as u32), "name": name, "code": code},
        }));
    }
    let languages = dice.some(&LANGUAGES);
    let languages: Vec<Value> = languages
        .iter()
        .map(|(name, code)| json!({"name": name, "code": code}))
        .collect();
    let schedules = dice.some(&["MO", "TU,TH", "2WE", "SU", ""]);
    let schedules: Vec<Value> = schedules
        .iter()
        .map(|days| {
            let days = Some(*days).filter(|days| !days.is_empty());
            let (opens, closes) = dice.pick(&[
                (Some("09:00"), Some("11:30")),
                (Some("18:00"), Some("20:00")),
                (Some("22:00"), Some("01:00")),
                (Some("10:00"), None),
                (None, None),
            ]);
            // The directory's clock stands at 2 March 2026.
            let (from, to) = dice.pick(&[
                (None, None),
                (None, None),
                (None, Some("2026-03-02")),
                (None, Some("2026-03-01")),
                (Some("2026-03-02"), None),
                (Some("2026-03-03"), None),
            ]);
            json!({
                "freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes,
                "valid_from": from, "valid_to": to,
            })
        })
        .collect();
    let costs = dice.some(&[0.0, 1.5, 5.0, 20.0]);
    let costs: Vec<Value> = costs
        .iter()
        .map(|amount| json!({"amount": amount}))
        .collect();
    let areas = dice.some(&AREAS);
    let areas: Vec<Value> = areas.iter().map(|name| json!({"name": name})).collect();
    let mut links: Vec<Value> = Vec::new();
    for way in dice.some(&["place", "place", "place", "virtual"]) {
        let metres = dice.roll(12_000) as f64;
        let there = Geodesic.destination(Point::new(HERE.1, HERE.0), dice.roll(360) as f64, metres);
        let access = dice.pick(&["", "Wheelchair accessible", "Not wheelchair accessible"]);
        links.push(match way {
            "virtual" => json!({"location": {"location_type": "virtual"}}),
            _ => json!({"location": {
                "location_type": "physical", "latitude": there.y(), "longitude": there.x(),
                "accessibility": [{"description": access}],
            }}),
        });
    }
    let (youngest, oldest) = dice.pick(&[
        (None, None),
        (None, None),
        (Some(18.0), None),
        (None, Some(17.0)),
        (Some(50.0), Some(65.0)),
    ]);
    let prose = dice.pick(&[
        "",
        "",
        "Women only.",
        "Men only.",
        "Drop in.",
        "By video call.",
    ]);
    serde_json::from_value(json!({
        "id": listing(number),
        "name": format!("Group {number}"),
        "description": prose,
        "minimum_age": youngest,
        "maximum_age": oldest,
        "assured_date": dice.pick(&[None, Some("2026-02-20"), Some("2025-06-01")]),
        "organization_id": id(2, dice.roll(3) as u32),
        "attributes": attributes,
        "languages": languages,
        "schedules": schedules,
        "cost_options": costs,
        "service_areas": areas,
        "service_at_locations": links,
    }))
    .unwrap()
}

/// Up to three filters.
pub(crate) fn filters(dice: &mut Dice) -> Filters {
    let mut filters = Filters {
        include_unknown: dice.roll(3) == 0,
        ..Filters::default()
    };
    for _ in 0..dice.roll(4) {
        let (name, value) = match dice.roll(16) {
            0..3 => (
                dice.pick(&Flag::ALL).name(),
                dice.pick(&["true", "true", "false"]),
            ),
            3..5 => (
                "category",
                dice.pick(&["food", "Lunch clubs", "test:4", "Bowls"]),
            ),
            5 => (
                "taxonomy_term_id",
                dice.pick(&["08000000-0000-4000-8000-000000000001"]),
            ),
            6 => ("audience", dice.pick(&["beekeepers", "audience:12"])),
            7 => ("language", dice.pick(&["CY", "urdu"])),
            8 => (
                "organization_id",
                dice.pick(&["02000000-0000-4000-8000-000000000001"]),
            ),
            9 => ("feed", dice.pick(&["sample", "other"])),
            10 => ("max_cost", dice.pick(&["0", "2", "5"])),
            11 => ("age", dice.pick(&["9", "17.5", "70"])),
            12 => (dice.pick(&["min_age", "max_age"]), dice.pick(&["16", "55"])),
            13 => ("day", dice.pick(&["MO", "TU", "WE"])),
            14 => (
                dice.pick(&["start_time", "end_time"]),
                dice.pick(&["09:30", "11:30", "20:00"]),
            ),
            _ => ("verified_within_days", dice.pick(&["10", "30"])),
        };
        filters.set(name, value).unwrap();
    }
    filters
}
