//! Lists of several sources, joined without doubles.
//!
//! The best source's entries come first; of the next one only what the others have not said.
//! An entry is compared with those of other sources alone: what one source lists, it lists.

use std::collections::HashMap;

use serde_json::Value;

use super::Object;
use super::meaning::{
    number, same_area, same_attribute, same_contact, same_funding, same_language, same_phone,
    same_price, text,
};
use super::origin::{Entry, Lost, Origin, Why};
use super::place::{self, Place};
use super::session::{Left, Pool};
use super::source::{self, Source};
use crate::oruk::shape::{Entity, Kind, visit_entities_mut};

/// Whether two entries of a list are one.
pub(super) type Same = fn(&Object, &Object) -> bool;

/// What every list of the document is made of so far.
#[derive(Debug, Default)]
pub(super) struct Joined {
    lists: HashMap<&'static str, List>,
    ids: Ids,
    /// Sessions of the sources so far, wherever they stand.
    pool: Pool,
    /// Telephone numbers of the sources so far, wherever they stand.
    numbers: Vec<String>,
}

/// One list, with the ranks of those who bring each entry.
#[derive(Debug, Default)]
struct List {
    entries: Vec<Value>,
    ranks: Vec<Vec<usize>>,
    lost: Vec<(usize, Value)>,
    /// Sources that only say again what stands elsewhere in the document.
    agreeing: Vec<usize>,
}

/// Ids of entries that turned out to be one.
#[derive(Debug, Default)]
pub(super) struct Ids(Vec<(String, String)>);

impl Ids {
    /// Two ids mean one thing; the first is the one that stands.
    pub(super) fn same(&mut self, kept: Option<&str>, other: Option<&str>) {
        if let (Some(kept), Some(other)) = (kept, other)
            && kept != other
        {
            self.0.push((kept.to_owned(), other.to_owned()));
        }
    }
}

impl Joined {
    /// Takes the lists of the next source in.
    pub(super) fn take(&mut self, rank: usize, document: &Object) {
        self.places(rank, document);
        for field in Entity::Service.fields() {
            let Some(items) = document.get(field.name).and_then(Value::as_array) else {
                continue;
            };
            match (field.kind, field.name) {
                (Kind::Many(Entity::ServiceAtLocation), _) => {}
                (Kind::Many(Entity::Schedule), name) => self.schedules(rank, name, items),
                (Kind::Many(Entity::Phone), name) => self.phones(rank, name, items),
                (Kind::Many(entity), name) => self.entries(rank, name, items, sameness(entity)),
                (Kind::ManyAny, name) => self.entries(rank, name, items, |a, b| a == b),
                _ => {}
            }
        }
        self.pool.learn(document);
        numbers(document, &mut self.numbers);
    }

    fn places(&mut self, rank: usize, document: &Object) {
        let Some(places) = document
            .get("service_at_locations")
            .and_then(Value::as_array)
        else {
            return;
        };
        let is_only = places.len() == 1;
        let list = self.lists.entry("service_at_locations").or_default();
        let before = list.entries.len();
        for added in places.iter().filter_map(Value::as_object) {
            let known = list.entries[..before].iter().position(|kept| {
                kept.as_object()
                    .is_some_and(|kept| are_one(kept, added, place::same))
            });
            let around = is_only.then_some(document);
            let mut place = Place {
                pool: &self.pool,
                numbers: &self.numbers,
                ids: &mut self.ids,
            };
            if let Some(at) = known {
                if let Some(kept) = list.entries[at].as_object_mut() {
                    place.join(kept, added);
                }
                list.ranks[at].push(rank);
            } else if before > 0 && place.is_elsewhere(added, around) {
                list.lost.push((rank, Value::Object(added.clone())));
            } else {
                list.entries.push(Value::Object(place.fresh(added)));
                list.ranks.push(vec![rank]);
            }
        }
    }

    fn schedules(&mut self, rank: usize, name: &'static str, items: &[Value]) {
        let list = self.lists.entry(name).or_default();
        let before = list.entries.len();
        for added in items.iter().filter_map(Value::as_object) {
            match self.pool.left_of(added) {
                Left::All => list.push(rank, added.clone()),
                Left::Some(rest) => list.push(rank, rest),
                Left::Nothing => {
                    list.again(rank, before, added, super::session::same, &mut self.ids)
                }
            }
        }
    }

    fn phones(&mut self, rank: usize, name: &'static str, items: &[Value]) {
        let list = self.lists.entry(name).or_default();
        let before = list.entries.len();
        for added in items.iter().filter_map(Value::as_object) {
            let known = text(added, "number").is_some_and(|n| self.numbers.contains(&number(n)));
            if known {
                list.again(rank, before, added, same_phone, &mut self.ids);
            } else {
                list.push(rank, added.clone());
            }
        }
    }

    fn entries(&mut self, rank: usize, name: &'static str, items: &[Value], same: Same) {
        let list = self.lists.entry(name).or_default();
        let before = list.entries.len();
        for added in items {
            let Some(object) = added.as_object() else {
                if !list.entries.contains(added) {
                    list.entries.push(added.clone());
                    list.ranks.push(vec![rank]);
                }
                continue;
            };
            let is_known = list.entries[..before].iter().any(|kept| {
                kept.as_object()
                    .is_some_and(|kept| are_one(kept, object, same))
            });
            if is_known {
                list.again(rank, before, object, same, &mut self.ids);
            } else {
                list.push(rank, object.clone());
            }
        }
    }

    /// Where the entries came from.
    pub(super) fn origins(&self, ranked: &[&Source]) -> Vec<Origin> {
        let chosen = self.renamed(ranked);
        let list = |name: &'static str| Some((name, self.lists.get(name)?));
        source::field_names()
            .filter_map(list)
            .filter_map(|(name, list)| list.origin(name, &chosen))
            .collect()
    }

    /// Which id each thing goes by that several sources name: the senior one's.
    pub(super) fn renamed(&self, ranked: &[&Source]) -> HashMap<String, String> {
        let mut owners: HashMap<String, usize> = HashMap::new();
        for (rank, source) in ranked.iter().enumerate() {
            let mut document = Value::Object(source.document.clone());
            visit_entities_mut(Entity::Service, &mut document, &mut |_, object| {
                if let Some(id) = text(object, "id") {
                    owners.entry(id.to_owned()).or_insert(rank);
                }
            });
        }
        let seniority = |id: &&String| owners.get(*id).map(|rank| ranked[*rank].seniority());
        let mut groups: Vec<(&String, Vec<&String>)> = Vec::new();
        for (kept, other) in &self.ids.0 {
            match groups.iter_mut().find(|(id, _)| *id == kept) {
                Some((_, ids)) => ids.push(other),
                None => groups.push((kept, vec![kept, other])),
            }
        }
        let mut renamed = HashMap::new();
        let mut taken: Vec<&String> = Vec::new();
        for (kept, ids) in &groups {
            let free = ids.iter().copied().filter(|id| !taken.contains(id));
            let chosen = free.min_by_key(seniority).unwrap_or(kept);
            taken.push(chosen);
            for id in ids {
                renamed
                    .entry((*id).clone())
                    .or_insert_with(|| chosen.clone());
            }
        }
        renamed
    }

    /// Writes the lists into the document.
    pub(super) fn write(self, document: &mut Object) {
        for (name, list) in self.lists {
            if !list.entries.is_empty() {
                document.insert(name.to_owned(), Value::Array(list.entries));
            }
        }
    }
}

impl List {
    fn push(&mut self, rank: usize, entry: Object) {
        self.entries.push(Value::Object(entry));
        self.ranks.push(vec![rank]);
    }

    /// An entry that others have: where it stands in this list, it is theirs, too.
    fn again(&mut self, rank: usize, before: usize, added: &Object, same: Same, ids: &mut Ids) {
        let kept = self.entries[..before].iter_mut().position(|kept| {
            kept.as_object()
                .is_some_and(|kept| are_one(kept, added, same))
        });
        match kept {
            Some(at) => {
                if let Some(kept) = self.entries[at].as_object_mut() {
                    ids.same(text(kept, "id"), text(added, "id"));
                    if kept.get("amount").is_some() && kept.get("amount") != added.get("amount") {
                        self.lost.push((rank, Value::Object(added.clone())));
                        return;
                    }
                    fill(kept, added);
                }
                if !self.ranks[at].contains(&rank) {
                    self.ranks[at].push(rank);
                }
            }
            None => self.agreeing.push(rank),
        }
    }

    fn origin(&self, name: &str, chosen: &HashMap<String, String>) -> Option<Origin> {
        let mut all: Vec<usize> = self.ranks.iter().flatten().copied().collect();
        all.extend(&self.agreeing);
        all.sort_unstable();
        all.dedup();
        if all.is_empty() && self.lost.is_empty() {
            return None;
        }
        let why = match all.len() {
            1 if self.lost.is_empty() => Why::Only,
            _ if self.lost.is_empty()
                && self.ranks.iter().all(|ranks| ranks.len() == all.len()) =>
            {
                Why::Same
            }
            _ => Why::Joined,
        };
        let entries = self.entries.iter().zip(&self.ranks).map(|(entry, ranks)| {
            let id = entry.get("id").and_then(Value::as_str).unwrap_or_default();
            Entry {
                id: chosen.get(id).map_or(id, String::as_str).to_owned(),
                from: Vec::new(),
                ranks: ranks.clone(),
            }
        });
        let entries = entries.collect();
        let others = self.lost.iter().map(|(rank, value)| Lost {
            from: Vec::new(),
            value: value.clone(),
            ranks: vec![*rank],
        });
        let others = others.collect();
        Some(Origin {
            entries,
            others,
            ..Origin::new(name, why, all)
        })
    }
}

/// Whether two entries are one: they say the same, or are the same but for their ids.
pub(super) fn are_one(a: &Object, b: &Object, same: Same) -> bool {
    same(a, b) || bare(a) == bare(b)
}

fn bare(object: &Object) -> Object {
    let told = object
        .iter()
        .filter(|(name, _)| *name != "id" && !name.ends_with("_id"));
    let bared = told.map(|(name, value)| {
        let value = match value {
            Value::Object(nested) => Value::Object(bare(nested)),
            Value::Array(items) => items
                .iter()
                .map(|item| {
                    item.as_object()
                        .map_or_else(|| item.clone(), |item| Value::Object(bare(item)))
                })
                .collect(),
            other => other.clone(),
        };
        (name.clone(), value)
    });
    bared.collect()
}

/// What tells entries of a kind apart.
pub(super) fn sameness(entity: Entity) -> Same {
    match entity {
        Entity::Contact => same_contact,
        Entity::Language => same_language,
        Entity::ServiceArea => same_area,
        Entity::Funding => same_funding,
        Entity::CostOption => same_price,
        Entity::Attribute => same_attribute,
        Entity::Accessibility => super::meaning::same_accessibility,
        Entity::Phone => same_phone,
        Entity::Schedule => super::session::same,
        _ => |a, b| a == b,
    }
}

/// Adds to an entry what it lacks and another telling of it has. Its dates stay its own: half
/// a period is another period.
pub(super) fn fill(kept: &mut Object, added: &Object) {
    for (name, value) in added {
        let is_reference = name == "id" || name.ends_with("_id");
        let is_date = matches!(
            name.as_str(),
            "valid_from" | "valid_to" | "dtstart" | "until" | "count"
        );
        let is_half_a_point = matches!(name.as_str(), "latitude" | "longitude")
            && (kept.contains_key("latitude") || kept.contains_key("longitude"));
        if is_reference || is_date || is_half_a_point || value.is_object() {
            continue;
        }
        if !kept.contains_key(name) {
            kept.insert(name.clone(), value.clone());
        }
    }
}

/// Every telephone number of a document.
fn numbers(document: &Object, found: &mut Vec<String>) {
    let mut document = Value::Object(document.clone());
    visit_entities_mut(Entity::Service, &mut document, &mut |spot, object| {
        let of_organization = spot.nearest(Entity::Organization).is_some();
        if spot.entity == Entity::Phone
            && !of_organization
            && let Some(text) = text(object, "number")
        {
            found.push(number(text));
        }
    });
}
