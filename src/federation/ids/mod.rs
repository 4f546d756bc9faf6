//! Our ids for everything in a service's document (DESIGN, rule 2).
//!
//! source ids -> which of them are ambiguous here? -> parents first: a UUID for each entity,
//! and every reference to it moved along.
//!
//! | entity | id |
//! |---|---|
//! | service | the listing's |
//! | organization | its UUID unless another feed holds it, else of (feed, source id) |
//! | taxonomy, term | its UUID: vocabularies are shared, else of (feed, source id) |
//! | location | of (feed, source id): services share it |
//! | everything else | of (feed, source id); of (feed, service, source id) where that is a mere number or word, which feeds often count anew in each document |
//!
//! "of (…)" is UUIDv5 of those words. What has no source id is known by its natural key (see
//! [`natural_key`]) below its parent; never by its position. Siblings that share a
//! source id and still differ are told apart by their natural keys.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::{FeedId, ListingId};
use crate::oruk::shape::{Entity, Kind, Spot, visit_entities_mut};

/// Makes our UUIDv5 ids ours; never changes, else every derived id would.
const NAMESPACE: Uuid = Uuid::from_u128(0xcefe_875f_2e91_49d0_b8ce_371e_0c73_606f);

/// Between the words of a name: no text that we keep holds it.
const BETWEEN: char = '\u{1f}';

/// Whose ids are assigned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Naming<'a> {
    /// The feed.
    pub(super) feed: &'a FeedId,
    /// The service's id in the feed.
    pub(super) source_id: &'a str,
    /// The service's id with us.
    pub(super) listing: ListingId,
    /// Organization ids that other feeds hold.
    pub(super) lost: &'a HashSet<Uuid>,
}

/// An id as a UUID, when it has the shape of one and is not a mere placeholder.
pub(super) fn as_uuid(id: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(id).ok().filter(|_| id.len() == 36)?;
    (!uuid.is_nil() && !uuid.is_max()).then_some(uuid)
}

/// The listing id of a service whose own id is no UUID or is taken.
pub(super) fn derived_listing(feed: &FeedId, source_id: &str) -> ListingId {
    ListingId(derive(feed, "service", &[source_id]))
}

/// Stands in for the id of a service that has none: its name and who provides it.
pub(super) fn natural_source_id(feed: &FeedId, service: &Map<String, Value>) -> String {
    derive(feed, "service?", &[&natural_key(Entity::Service, service)]).to_string()
}

/// Gives everything in a service's document its id with us.
pub(super) fn assign(document: &mut Value, naming: Naming<'_>) {
    let mut assigner = Assigner {
        naming,
        ambiguous: ambiguous(document),
        equals: HashMap::new(),
    };
    visit_entities_mut(Entity::Service, document, &mut |spot, object| {
        assigner.visit(spot, object);
    });
}

/// Gives a taxonomy or term of a feed's own list its id with us.
pub(super) fn assign_vocabulary(entity: Entity, document: &mut Value, feed: &FeedId) {
    let mut assigner = Assigner {
        naming: Naming {
            feed,
            source_id: "",
            listing: ListingId(Uuid::nil()),
            lost: &HashSet::new(),
        },
        ambiguous: HashSet::new(),
        equals: HashMap::new(),
    };
    visit_entities_mut(entity, document, &mut |spot, object| {
        assigner.visit(spot, object);
    });
}

/// The UUIDs of organizations that a document names.
pub(super) fn organizations(document: &mut Value) -> HashSet<Uuid> {
    let mut found = HashSet::new();
    visit_entities_mut(Entity::Service, document, &mut |spot, object| {
        for field in spot.entity.fields() {
            let names_one = match field.kind {
                Kind::Id => spot.entity == Entity::Organization,
                kind => kind == Kind::Ref(Entity::Organization),
            };
            if names_one {
                found.extend(text(object, field.name).and_then(as_uuid));
            }
        }
    });
    found
}

fn derive(feed: &FeedId, entity: &str, words: &[&str]) -> Uuid {
    let mut name = format!("{feed}{BETWEEN}{entity}");
    for word in words {
        name.push(BETWEEN);
        name.push_str(word);
    }
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// Whether several places in a document, or several documents, may hold the same one.
fn is_shared(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Service
            | Entity::Organization
            | Entity::Location
            | Entity::Taxonomy
            | Entity::TaxonomyTerm
    )
}

/// Source ids that mean different things in this one document.
fn ambiguous(document: &mut Value) -> HashSet<(Entity, String)> {
    let mut times: HashMap<(Entity, String), u32> = HashMap::new();
    visit_entities_mut(Entity::Service, document, &mut |spot, object| {
        if let Some(id) = text(object, "id") {
            *times.entry((spot.entity, id.to_owned())).or_default() += 1;
        }
    });
    times.retain(|_, times| *times > 1);
    if times.is_empty() {
        return HashSet::new();
    }
    let mut contents: HashMap<(Entity, String), HashSet<String>> = HashMap::new();
    visit_entities_mut(Entity::Service, document, &mut |spot, object| {
        let Some(id) = text(object, "id") else { return };
        let key = (spot.entity, id.to_owned());
        if times.contains_key(&key) {
            // What is shared may be told at length in one place and briefly in another.
            let content = if is_shared(spot.entity) {
                natural_key(spot.entity, object)
            } else {
                all_of(object)
            };
            contents.entry(key).or_default().insert(content);
        }
    });
    contents
        .into_iter()
        .filter_map(|(key, contents)| (contents.len() > 1).then_some(key))
        .collect()
}

struct Assigner<'a> {
    naming: Naming<'a>,
    ambiguous: HashSet<(Entity, String)>,
    /// How often each natural key has been given out.
    equals: HashMap<Uuid, u32>,
}

impl Assigner<'_> {
    fn visit(&mut self, spot: &Spot<'_>, object: &mut Map<String, Value>) {
        let parent = spot.parent().and_then(|parent| parent.id.as_deref());
        // From the content as it came, so before anything of it is changed.
        let id = if spot.ancestors.is_empty() && spot.entity == Entity::Service {
            self.naming.listing.to_string()
        } else if is_shared(spot.entity) {
            self.shared(spot.entity, object)
        } else {
            self.owned(spot.entity, object, parent.unwrap_or_default())
        };
        let mut set: Vec<(&'static str, String)> = Vec::new();
        for field in spot.entity.fields() {
            match field.kind {
                Kind::Ref(target) => {
                    if let Some(source) = text(object, field.name) {
                        // What is nested belongs to what it is nested in.
                        let above = spot.nearest(target).and_then(|above| above.id.clone());
                        let id = above.unwrap_or_else(|| self.reference(target, source));
                        set.push((field.name, id));
                    }
                }
                Kind::Owner => set.extend(parent.map(|id| (field.name, id.to_owned()))),
                Kind::One(nested) => {
                    if let Some(beside) = field.id_beside()
                        && let Some(Value::Object(nested_object)) = object.get(field.name)
                    {
                        set.push((beside, self.shared(nested, nested_object)));
                    }
                }
                _ => {}
            }
        }
        set.push(("id", id));
        for (name, id) in set {
            object.insert(name.to_owned(), Value::String(id));
        }
    }

    /// The id of something that several places may hold: the same wherever it stands.
    fn shared(&self, entity: Entity, object: &Map<String, Value>) -> String {
        match text(object, "id") {
            Some(source) if !self.is_ambiguous(entity, source) => self.reference(entity, source),
            source => {
                let natural = natural_key(entity, object);
                // Feed-wide by its name; a nameless place is known within its service only.
                let scope = match entity {
                    Entity::Location => self.naming.source_id,
                    _ => "",
                };
                let words = [scope, source.unwrap_or_default(), &natural];
                derive(self.naming.feed, &format!("{}?", entity.name()), &words).to_string()
            }
        }
    }

    /// The id of something that belongs to the one thing it is nested in.
    fn owned(&mut self, entity: Entity, object: &Map<String, Value>, parent: &str) -> String {
        let source = text(object, "id");
        if let Some(source) = source
            && !self.is_ambiguous(entity, source)
        {
            return self.reference(entity, source);
        }
        let natural = natural_key(entity, object);
        let words = [parent, source.unwrap_or_default(), &natural];
        let kind = format!("{}?", entity.name());
        let id = derive(self.naming.feed, &kind, &words);
        let before = self.equals.entry(id).or_default();
        *before += 1;
        if *before == 1 {
            return id.to_string();
        }
        let ordinal = before.to_string();
        derive(
            self.naming.feed,
            &kind,
            &[parent, words[1], &natural, &ordinal],
        )
        .to_string()
    }

    /// What a source id stands for, wherever it is mentioned.
    fn reference(&self, entity: Entity, source: &str) -> String {
        let Naming {
            feed,
            source_id,
            lost,
            ..
        } = self.naming;
        let uuid = as_uuid(source);
        match (entity, uuid) {
            (Entity::Organization, Some(uuid)) if !lost.contains(&uuid) => uuid.to_string(),
            (Entity::Taxonomy | Entity::TaxonomyTerm, Some(uuid)) => uuid.to_string(),
            (entity, None) if !is_shared(entity) => {
                derive(feed, entity.name(), &[source_id, source]).to_string()
            }
            (entity, _) => derive(feed, entity.name(), &[source]).to_string(),
        }
    }

    fn is_ambiguous(&self, entity: Entity, source: &str) -> bool {
        !self.ambiguous.is_empty() && self.ambiguous.contains(&(entity, source.to_owned()))
    }
}

/// What tells an entity from its siblings when its id does not: few fields, and those that
/// seldom change, because a change of them makes it another one.
fn natural_key(entity: Entity, object: &Map<String, Value>) -> String {
    let fields: &[&str] = match entity {
        Entity::Service => &["name", "organization/name", "organization_id"],
        Entity::ServiceAtLocation => &[
            "location_id",
            "location/id",
            "location/name",
            "location/addresses/0/address_1",
            "location/addresses/0/postal_code",
        ],
        Entity::Location => &[
            "location_type",
            "name",
            "url",
            "addresses/0/address_1",
            "addresses/0/postal_code",
        ],
        Entity::Address => &["address_type", "address_1", "postal_code"],
        Entity::Accessibility => &["description"],
        Entity::Schedule => &[
            "service_at_location_id",
            "location_id",
            "freq",
            "byday",
            "bymonthday",
            "dtstart",
            "valid_from",
            "opens_at",
        ],
        Entity::Contact => &["name", "title", "email"],
        Entity::Phone => &["number", "extension"],
        Entity::Language => &["code", "name"],
        Entity::ServiceArea => &["name", "uri"],
        Entity::CostOption => &["option", "currency", "valid_from"],
        Entity::Funding => &["source"],
        Entity::Organization => &["name"],
        Entity::OrganizationIdentifier => &["identifier_scheme", "identifier_type", "identifier"],
        Entity::Attribute => &[
            "link_type",
            "taxonomy_term_id",
            "taxonomy_term/id",
            "taxonomy_term/name",
            "value",
        ],
        Entity::Taxonomy => &["name"],
        Entity::TaxonomyTerm => &["taxonomy_id", "taxonomy", "code", "name"],
    };
    let words: Vec<String> = fields.iter().map(|path| folded(object, path)).collect();
    if words.iter().all(String::is_empty) {
        all_of(object)
    } else {
        words.join(&BETWEEN.to_string())
    }
}

/// A value's words in small letters: "The  Hall" and "the hall" are one place.
fn folded(object: &Map<String, Value>, path: &str) -> String {
    let mut steps = path.split('/');
    let mut value = steps.next().and_then(|first| object.get(first));
    for step in steps {
        value = value.and_then(|value| match step.parse::<usize>() {
            Ok(index) => value.get(index),
            Err(_) => value.get(step),
        });
    }
    match value {
        Some(Value::String(text)) => {
            let words: Vec<_> = text.split_whitespace().collect();
            words.join(" ").to_lowercase()
        }
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn all_of(object: &Map<String, Value>) -> String {
    Value::Object(object.clone()).to_string()
}

fn text<'a>(object: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    object.get(field).and_then(Value::as_str)
}

#[cfg(test)]
mod tests;
