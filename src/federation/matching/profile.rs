//! What comparing needs of a record.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::body::Body;
use super::name::Name;
use super::people::People;
use super::prose::Prose;
use super::site::{Site, sites};
use super::times::{Slot, slots};
use super::vocabulary::{Concept, concepts};
use super::words::{Word, hash_of, words};
use crate::oruk::Service;

/// Everything of a record that comparing needs, normalised. Copies share what they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub(super) parts: Arc<Parts>,
    /// The directory that lists it, where that is known: a number of its name.
    directory: Option<u64>,
    /// The hub that has matched it with its others, where one has: a number of its tag.
    hub: Option<u64>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) name: Name,
    pub(super) body: Body,
    pub(super) people: People,
    pub(super) sites: Vec<Site>,
    pub(super) slots: Vec<Slot>,
    pub(super) prose: Prose,
    /// Words of the provider, the places, the towns and the other name; sorted.
    pub(super) context: Vec<u64>,
    /// Activities and concerns that it speaks of anywhere but in its name; sorted.
    pub(super) spoken: Vec<Concept>,
    /// Whether its name names nothing but its provider and its place.
    pub(super) is_setting: bool,
    /// Words of the name and of the context; sorted.
    pub(super) said: Vec<u64>,
    /// Words of the towns and areas; sorted.
    pub(super) towns: Vec<u64>,
    /// Words of the places and their streets; sorted.
    pub(super) places: Vec<u64>,
    /// Puts two profiles in an order that does not depend on which came first.
    pub(super) rank: u64,
}

impl Profile {
    /// Reads a service.
    pub fn of(service: &Service) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut name = Name::of(&text(&service.name));
        let body = Body::of(service);
        let sites = sites(service);
        let areas: Vec<Word> = service
            .service_areas
            .iter()
            .flat_map(|area| words(area.name.as_deref().unwrap_or_default()))
            .collect();
        let towns = sites.iter().flat_map(|site| &site.town).chain(&areas);
        let towns = sorted(towns.map(|word| word.hash));
        let places = sites
            .iter()
            .flat_map(|site| site.venue.iter().chain(&site.street));
        let places = sorted(places.map(|word| word.hash));
        let other_names = [
            &service.alternate_name,
            &service
                .organization
                .as_ref()
                .and_then(|o| o.alternate_name.clone()),
        ];
        let other_names: Vec<Word> = other_names
            .into_iter()
            .flat_map(|name| words(&text(name)))
            .collect();
        let context = sites
            .iter()
            .flat_map(Site::words)
            .chain(body.words.iter().map(|(word, _)| word))
            .chain(&areas)
            .chain(&other_names);
        let context = sorted(context.map(|word| word.hash));
        let venues = sites.iter().flat_map(|site| &site.venue);
        name.leave_out(
            &sorted(venues.map(|word| word.hash)),
            &sorted(body.words.iter().map(|(word, _)| word.hash)),
        );
        let is_setting = name.activities.is_empty()
            && name.concerns.is_empty()
            && name
                .naming()
                .all(|word| context.binary_search(&word.hash).is_ok());
        let said = sorted(context.iter().copied().chain(name.whole.iter().copied()));
        let mut parts = Parts {
            people: People::of(service),
            slots: slots(service),
            prose: Prose::of(&text(&service.description)),
            name,
            body,
            sites,
            spoken: spoken(service),
            context,
            is_setting,
            said,
            towns,
            places,
            rank: 0,
        };
        parts.rank = rank(&parts);
        Self {
            parts: Arc::new(parts),
            directory: None,
            hub: None,
        }
    }

    /// The same record, as a directory of that name lists it: who lists two services side by
    /// side seldom means one by both.
    #[must_use]
    pub fn listed_in(self, directory: &str) -> Self {
        Self {
            directory: Some(hash_of(directory)),
            ..self
        }
    }

    /// The same record, as a hub gives it that has matched it with everything else that it gives.
    #[must_use]
    pub fn given_by(self, hub: &str) -> Self {
        Self {
            hub: Some(hash_of(hub)),
            ..self
        }
    }

    /// Whether one hub gives both, and so holds them to be two.
    pub(super) fn is_told_from(&self, other: &Self) -> bool {
        self.hub.is_some() && self.hub == other.hub
    }

    /// Whether one directory is known to list both.
    pub(super) fn is_listed_beside(&self, other: &Self) -> bool {
        self.directory.is_some() && self.directory == other.directory
    }

    /// Keys under which records that might be the same meet: stable texts, a bounded number of
    /// them. Two records without a common key are apart.
    pub fn keys(&self) -> Vec<String> {
        super::keys::keys(&self.parts)
    }
}

/// What the description, the provider's name, the field for who may come and the feed's own terms
/// speak of.
fn spoken(service: &Service) -> Vec<Concept> {
    let organization = service.organization.iter();
    let terms = service.attributes.iter();
    let terms = terms.filter_map(|attribute| attribute.taxonomy_term.as_ref());
    let texts = [
        &service.description,
        &service.eligibility_description,
        &service.alternate_name,
    ];
    let texts = texts.into_iter().flatten();
    let texts = texts.chain(organization.filter_map(|o| o.name.as_ref()));
    let mut spoken = Vec::new();
    for text in texts.chain(terms.filter_map(|term| term.name.as_ref())) {
        let words = words(text);
        spoken.extend(concepts(&words).into_iter().filter_map(|(found, _)| found));
    }
    spoken.sort_unstable();
    spoken.dedup();
    spoken
}

fn sorted(hashes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut hashes: Vec<u64> = hashes.collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn rank(parts: &Parts) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.name.shown.hash(&mut hasher);
    parts.name.whole.hash(&mut hasher);
    parts.body.shown.hash(&mut hasher);
    parts.body.numbers.hash(&mut hasher);
    parts.body.reach.hash(&mut hasher);
    parts.context.hash(&mut hasher);
    parts.prose.words.hash(&mut hasher);
    parts.slots.hash(&mut hasher);
    for site in &parts.sites {
        let point = site.point.map(|(lat, lon)| (lat.to_bits(), lon.to_bits()));
        (&site.postcode, point).hash(&mut hasher);
    }
    parts.people.hash_into(&mut hasher);
    hasher.finish()
}
