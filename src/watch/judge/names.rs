//! Whether words name this service: its own name, its provider's, its place's.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use crate::oruk::Service;
use crate::watch::read::text::{sentences, words};

/// Words that tell nothing apart.
const STOP: &[&str] = &[
    "the", "a", "an", "and", "of", "for", "in", "at", "on", "to", "with", "by", "from", "our",
    "your", "ltd", "cio", "uk", "is", "are", "s", "or",
];

/// The telling words of a text: small letters, no plural.
pub(super) fn tokens(text: &str) -> BTreeSet<String> {
    words(text)
        .filter(|word| !STOP.contains(&word.as_str()))
        .map(|word| singular(&word))
        .collect()
}

fn singular(word: &str) -> String {
    let stem = match word.strip_suffix("s'") {
        Some(stem) => stem,
        None => word,
    };
    match stem.strip_suffix('s') {
        Some(cut) if cut.len() > 2 && !cut.ends_with('s') => cut.to_owned(),
        _ => stem.to_owned(),
    }
}

/// A fixed set of words, written with spaces between them.
pub(super) fn word_set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

/// What a listing is called, and what its provider and places are called.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// The telling words of each name of the service.
    service: Vec<BTreeSet<String>>,
    organization: BTreeSet<String>,
    place: BTreeSet<String>,
    /// What the service is, by its name and description: "choir", "drop-in".
    kinds: BTreeSet<String>,
    /// The last word of each name: what the service is called for short.
    heads: BTreeSet<String>,
    days: Vec<&'static str>,
}

/// What a service can be.
static KINDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "choir band orchestra walk walker ramble amble stroll meal lunch breakfast supper dinner kitchen pantry \
         larder bank cupboard course workshop clinic surgery helpline hotline line nursery creche \
         playgroup preschool toddler network forum circle league class school cafe caf\u{e9} hub \
         shed den library exchange swap shop store repair fridge gym garden allotment choirs \
         befriending visiting transport minibus bus advice counselling therapy support drop \
         social coffee morning afternoon tea night evening dance yoga tai chi pilates swim \
         craft art knitting sewing reading book film music singing theatre drama games",
    )
});

/// Buildings: a service that is named after one is not the building.
static BUILDINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "library hall centre center church chapel school cafe caf\u{e9} pub park museum pool room \
         office building house farm shop surgery mosque temple barn theatre gym hospital garden",
    )
});

impl Names {
    pub(super) fn of(service: &Service) -> Self {
        let named = [&service.name, &service.alternate_name];
        let locations = service
            .service_at_locations
            .iter()
            .filter_map(|link| link.location.as_ref());
        let mut place = BTreeSet::new();
        for location in locations {
            place.extend(tokens(location.name.as_deref().unwrap_or_default()));
            for address in &location.addresses {
                place.extend(tokens(address.city.as_deref().unwrap_or_default()));
                place.extend(tokens(address.address_1.as_deref().unwrap_or_default()));
            }
        }
        let organization = service
            .organization
            .as_ref()
            .and_then(|organization| organization.name.as_deref());
        Self {
            service: named
                .into_iter()
                .flatten()
                .map(|name| tokens(name))
                .filter(|name| !name.is_empty())
                .collect(),
            organization: tokens(organization.unwrap_or_default()),
            place,
            kinds: kinds(service),
            heads: named
                .into_iter()
                .flatten()
                .filter_map(|name| head(name))
                .collect(),
            days: days(service),
        }
    }

    /// Whether a word is what the service calls itself: "the choir", "our pantry".
    pub(super) fn is_kind(&self, word: &str) -> bool {
        self.kinds.contains(&singular(word))
    }

    /// Whether a word of the name stands for a building that the service may only be in.
    pub(super) fn is_building(&self, word: &str) -> bool {
        let word = singular(word);
        BUILDINGS.contains(word.as_str()) && !self.heads.contains(&word)
    }

    /// How well a heading or label names the service, 0 to 1: words of the name that it
    /// has against words that it has beside.
    pub(super) fn fit(&self, label: &str) -> f64 {
        let label = tokens(label);
        if label.is_empty() {
            return 0.0;
        }
        let by_name = self
            .service
            .iter()
            .map(|name| {
                let common = count(name.intersection(&label).count());
                2.0 * common / (count(name.len()) + count(label.len()))
            })
            .fold(0.0, f64::max);
        let known = |word: &String| self.place.contains(word) || self.in_name(word);
        let by_place = if label.iter().all(known) { 0.6 } else { 0.0 };
        f64::max(by_name, by_place)
    }

    /// Whether a text holds the whole name of the service.
    pub(super) fn named_in(&self, text: &str) -> bool {
        let text = tokens(text);
        self.service.iter().any(|name| name.is_subset(&text))
    }

    /// Whether a text begins with the whole name of the service.
    pub(super) fn begins(&self, text: &str) -> bool {
        self.service.iter().any(|name| {
            let mut telling = words(text)
                .map(|word| singular(&word))
                .filter(|word| !STOP.contains(&word.as_str()));
            let start: BTreeSet<String> = telling.by_ref().take(name.len()).collect();
            start == *name
        })
    }

    /// Whether a text holds most words of the service's name, and at least one.
    pub(super) fn mostly_named_in(&self, text: &str) -> bool {
        let text = tokens(text);
        self.service.iter().any(|name| {
            let common = name.intersection(&text).count();
            common > 0 && count(common) / count(name.len()) >= 0.6
        })
    }

    /// Whether a text holds the whole name of the provider.
    pub(super) fn provider_named_in(&self, text: &str) -> bool {
        !self.organization.is_empty() && self.organization.is_subset(&tokens(text))
    }

    /// Whether a word is one of the service's name.
    pub(super) fn in_name(&self, word: &str) -> bool {
        let word = singular(word);
        self.service.iter().any(|name| name.contains(&word))
    }

    /// Whether a word belongs to the provider's or a place's name.
    pub(super) fn in_surroundings(&self, word: &str) -> bool {
        let word = singular(word);
        self.organization.contains(&word) || self.place.contains(&word)
    }

    /// Whether a word is a weekday on which the service runs; other words are not.
    pub(super) fn is_own_day(&self, word: &str) -> bool {
        let word = singular(word);
        self.days.iter().any(|day| *day == word)
    }
}

/// The last telling word of a name, before it says where: "Youth Counselling at The Loft".
fn head(name: &str) -> Option<String> {
    let name = name.split([',', '(', '-', '\u{2013}']).next()?;
    let name = [" at ", " in ", " for ", " with "]
        .iter()
        .fold(name, |name, turn| name.split(turn).next().unwrap_or(name));
    let last = words(name)
        .filter(|word| !STOP.contains(&word.as_str()))
        .last()?;
    Some(singular(&last))
}

fn kinds(service: &Service) -> BTreeSet<String> {
    let description = service.description.as_deref().unwrap_or_default();
    let first = sentences(description)
        .into_iter()
        .next()
        .unwrap_or_default();
    let mut kinds: BTreeSet<String> = words(first)
        .map(|word| singular(&word))
        .filter(|word| KINDS.contains(word.as_str()))
        .collect();
    let named = [&service.name, &service.alternate_name];
    kinds.extend(named.into_iter().flatten().flat_map(|name| tokens(name)));
    kinds
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

fn days(service: &Service) -> Vec<&'static str> {
    const DAYS: [(&str, &str); 7] = [
        ("MO", "monday"),
        ("TU", "tuesday"),
        ("WE", "wednesday"),
        ("TH", "thursday"),
        ("FR", "friday"),
        ("SA", "saturday"),
        ("SU", "sunday"),
    ];
    let at_places = service
        .service_at_locations
        .iter()
        .flat_map(|link| &link.schedules);
    let listed: Vec<String> = service
        .schedules
        .iter()
        .chain(at_places)
        .filter_map(|schedule| schedule.byday.as_deref())
        .map(str::to_uppercase)
        .collect();
    DAYS.iter()
        .filter(|(code, _)| listed.iter().any(|days| days.contains(code)))
        .map(|(_, day)| *day)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &str) -> Names {
        Names::of(&Service {
            name: Some(name.to_owned()),
            ..Service::default()
        })
    }

    #[test]
    fn a_heading_fits_the_better_the_more_it_is_the_name() {
        let names = names("Ashby Lunch Club");
        assert!(names.fit("Ashby lunch club") > 0.99);
        assert!(names.fit("The Lunch Clubs of Ashby") > 0.99);
        assert!(names.fit("Burton lunch club") < names.fit("Ashby lunch club"));
        assert!(names.fit("Knitting") < 0.01);
        assert!(names.fit("") < 0.01);
    }

    #[test]
    fn a_name_is_found_whole_or_for_the_most_part() {
        let names = names("Ashby Carers' Café");
        assert!(names.named_in("Welcome to the Carers' café in Ashby"));
        assert!(!names.named_in("Welcome to Ashby"));
        assert!(names.mostly_named_in("the carers café"));
        assert!(!names.mostly_named_in("the café"));
        assert!(!Names::of(&Service::default()).mostly_named_in("anything"));
    }
}
