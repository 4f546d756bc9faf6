//! Places where a service runs: which of two sources' places are one, and how they are joined.

use serde_json::Value;

use super::Object;
use super::list::{Ids, are_one, fill, sameness};
use super::meaning::{folded, number, text};
use super::session::{Left, Pool};
use crate::oruk::shape::Entity;

/// Words that many addresses share.
const COMMON: [&str; 22] = [
    "the",
    "hall",
    "centre",
    "center",
    "community",
    "church",
    "road",
    "rd",
    "street",
    "st",
    "lane",
    "avenue",
    "house",
    "room",
    "village",
    "school",
    "library",
    "of",
    "and",
    "at",
    "close",
    "building",
];

/// Metres within which two points may be one place: feeds place a hall by its door, its middle
/// or its postcode.
const NEAR: f64 = 150.0;

/// What is known while a place is taken in.
pub(super) struct Place<'a> {
    /// Sessions of better sources.
    pub(super) pool: &'a Pool,
    /// Telephone numbers of better sources.
    pub(super) numbers: &'a [String],
    /// Ids that mean one thing.
    pub(super) ids: &'a mut Ids,
}

/// Whether two places are one.
pub(super) fn same(a: &Object, b: &Object) -> bool {
    let (Some(one), Some(other)) = (location(a), location(b)) else {
        return false;
    };
    let kind = |place| text(place, "location_type").unwrap_or("physical");
    if kind(one) != kind(other) {
        return false;
    }
    if kind(one) == "virtual" {
        return true;
    }
    match (postcode(one), postcode(other)) {
        (Some(a), Some(b)) if a != b => false,
        (Some(_), Some(_)) => shares_a_word(one, other).unwrap_or(true),
        _ => match (point(one), point(other)) {
            (Some(a), Some(b)) => metres(a, b) <= NEAR && shares_a_word(one, other).unwrap_or(true),
            _ => name(one).is_some() && name(one) == name(other),
        },
    }
}

impl Place<'_> {
    /// Whether a place is only another telling of where the same sessions are: of two places for
    /// one session the better source's stands.
    pub(super) fn is_elsewhere(&self, added: &Object, around: Option<&Object>) -> bool {
        let kind = location(added).and_then(|place| text(place, "location_type"));
        if kind.is_some_and(|kind| kind != "physical") {
            return false;
        }
        let of = |object: &Object| -> Vec<Object> {
            let items = object.get("schedules").and_then(Value::as_array);
            let items = items.into_iter().flatten().filter_map(Value::as_object);
            items.cloned().collect()
        };
        let mut sessions = of(added);
        sessions.extend(location(added).map(of).unwrap_or_default());
        sessions.extend(around.map(of).unwrap_or_default());
        self.pool.has_all(&sessions)
    }

    /// A place that nobody has named, without what stands elsewhere in the document.
    pub(super) fn fresh(&self, added: &Object) -> Object {
        let mut place = added.clone();
        self.thin(&mut place);
        if let Some(location) = place.get_mut("location").and_then(Value::as_object_mut) {
            self.thin(location);
        }
        place
    }

    fn thin(&self, object: &mut Object) {
        for (name, entity) in [("schedules", Entity::Schedule), ("phones", Entity::Phone)] {
            let Some(items) = object.get_mut(name).and_then(Value::as_array_mut) else {
                continue;
            };
            let left = items.iter().filter_map(|item| self.left(entity, item));
            *items = left.collect();
            if items.is_empty() {
                object.shift_remove(name);
            }
        }
    }

    /// Joins a place with the better source's telling of it.
    pub(super) fn join(&mut self, kept: &mut Object, added: &Object) {
        self.ids.same(text(kept, "id"), text(added, "id"));
        self.join_lists(
            kept,
            added,
            &[
                ("contacts", Entity::Contact),
                ("phones", Entity::Phone),
                ("schedules", Entity::Schedule),
                ("service_areas", Entity::ServiceArea),
            ],
        );
        fill(kept, &without_lists(added));
        let (Some(location), Some(other)) = (
            kept.get_mut("location").and_then(Value::as_object_mut),
            added.get("location").and_then(Value::as_object),
        ) else {
            return;
        };
        self.ids.same(text(location, "id"), text(other, "id"));
        self.join_lists(
            location,
            other,
            &[
                ("languages", Entity::Language),
                ("contacts", Entity::Contact),
                ("accessibility", Entity::Accessibility),
                ("phones", Entity::Phone),
                ("schedules", Entity::Schedule),
            ],
        );
        // An address is one thing: the better source's, or the other's where it has none.
        let point = ["latitude", "longitude"].map(|name| other.get(name).cloned());
        if let [Some(lat), Some(lon)] = point
            && !location.contains_key("latitude")
            && !location.contains_key("longitude")
        {
            location.insert("latitude".to_owned(), lat);
            location.insert("longitude".to_owned(), lon);
        }
        fill(location, &without_joined(other));
    }

    fn join_lists(&mut self, kept: &mut Object, added: &Object, lists: &[(&str, Entity)]) {
        for (name, entity) in lists {
            let Some(items) = added.get(*name).and_then(Value::as_array) else {
                continue;
            };
            let same = sameness(*entity);
            let entry = kept
                .entry((*name).to_owned())
                .or_insert(Value::Array(Vec::new()));
            let Some(entries) = entry.as_array_mut() else {
                continue;
            };
            let before = entries.len();
            for item in items {
                let known = item.as_object().and_then(|item| {
                    let is_same = |kept: &Value| {
                        kept.as_object()
                            .is_some_and(|kept| are_one(kept, item, same))
                    };
                    entries[..before].iter().position(is_same)
                });
                match (known, item.as_object()) {
                    (Some(at), Some(item)) => {
                        if let Some(kept) = entries[at].as_object_mut() {
                            self.ids.same(text(kept, "id"), text(item, "id"));
                            fill(kept, item);
                        }
                    }
                    _ => entries.extend(self.left(*entity, item)),
                }
            }
            if entries.is_empty() {
                kept.shift_remove(*name);
            }
        }
    }

    /// What of an entry nobody has said elsewhere in the document.
    fn left(&self, entity: Entity, item: &Value) -> Option<Value> {
        match (entity, item.as_object()) {
            (Entity::Schedule, Some(schedule)) => match self.pool.left_of(schedule) {
                Left::All => Some(item.clone()),
                Left::Some(rest) => Some(Value::Object(rest)),
                Left::Nothing => None,
            },
            (Entity::Phone, Some(phone)) => {
                let said = text(phone, "number").map(number);
                let is_known = said.is_some_and(|said| self.numbers.contains(&said));
                (!is_known).then(|| item.clone())
            }
            _ => Some(item.clone()),
        }
    }
}

/// Without the lists that are joined entry by entry; the address comes along where there is none.
fn without_joined(location: &Object) -> Object {
    const JOINED: [&str; 5] = [
        "languages",
        "contacts",
        "accessibility",
        "phones",
        "schedules",
    ];
    let rest = location
        .iter()
        .filter(|(name, _)| !JOINED.contains(&name.as_str()));
    rest.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn without_lists(object: &Object) -> Object {
    let single = object.iter().filter(|(_, value)| !value.is_array());
    single
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn location(place: &Object) -> Option<&Object> {
    place.get("location").and_then(Value::as_object)
}

fn addresses(location: &Object) -> impl Iterator<Item = &Object> {
    let addresses = location.get("addresses").and_then(Value::as_array);
    addresses.into_iter().flatten().filter_map(Value::as_object)
}

fn postcode(location: &Object) -> Option<String> {
    addresses(location).find_map(|address| {
        let text: String = text(address, "postal_code")?
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        (!text.is_empty()).then(|| text.to_uppercase())
    })
}

/// The postcode of a place as it is compared, for what sources disagree in.
pub(super) fn postcode_of(place: &Object) -> Option<String> {
    postcode(location(place)?)
}

fn name(location: &Object) -> Option<String> {
    text(location, "name")
        .map(folded)
        .filter(|name| !name.is_empty())
}

/// Whether names or streets share a word that tells; `None` when either has none.
fn shares_a_word(a: &Object, b: &Object) -> Option<bool> {
    let words = |location: &Object| -> Vec<String> {
        let mut text_of = text(location, "name").unwrap_or_default().to_owned();
        for address in addresses(location) {
            text_of.push(' ');
            text_of.push_str(text(address, "address_1").unwrap_or_default());
        }
        let folded = folded(&text_of);
        let telling = folded
            .split(' ')
            .filter(|word| !word.is_empty() && !COMMON.contains(word));
        telling.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    Some(a.iter().any(|word| b.contains(word)))
}

fn point(location: &Object) -> Option<(f64, f64)> {
    let number = |field| location.get(field).and_then(Value::as_f64);
    number("latitude").zip(number("longitude"))
}

/// Metres between points that are close: flat is near enough.
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let north = (a.0 - b.0) * 111_195.0;
    let east = (a.1 - b.1) * 111_195.0 * a.0.to_radians().cos();
    north.hypot(east)
}
