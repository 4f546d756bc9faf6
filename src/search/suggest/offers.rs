//! The names to offer for what is typed.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use url::form_urlencoded;

use super::named::{SuggestKind, folded};
use super::names::Names;

/// Of each segment so many more names than asked for are weighed.
const SPARE: usize = 4;

/// An organisation is searched for by so many ids at most.
const MOST_IDS: usize = 20;

/// More of what is typed is not looked at, in characters.
const LONGEST: usize = 120;

/// A name to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// What it is the name of.
    pub kind: SuggestKind,
    /// The name, as most listings write it.
    pub name: String,
    /// How many listings have it.
    pub count: u64,
    /// What to add to the address of a search: `category=Lunch+clubs`.
    pub search: String,
}

pub(super) fn offers(segments: &[Arc<Names>], typed: &str, limit: usize) -> Vec<Offer> {
    let start: String = typed.chars().take(LONGEST).collect();
    let typed = folded(&start);
    if typed.is_empty() {
        return Vec::new();
    }
    let mut found: BTreeSet<(SuggestKind, &str)> = BTreeSet::new();
    for names in segments {
        let beginning = names.beginning(&typed, limit * SPARE).into_iter();
        // What bears the very name is offered however little it is used.
        let same = SuggestKind::ALL.map(|kind| names.find(kind, &typed));
        let same = same.into_iter().flatten();
        for entry in beginning.map(|(_, entry)| entry).chain(same) {
            found.insert((names.kind(entry), names.key(entry)));
        }
    }
    let mut found: Vec<(u64, SuggestKind, &str)> = found
        .into_iter()
        .map(|(kind, key)| (uses(segments, kind, key), kind, key))
        .filter(|(count, ..)| *count > 0)
        .collect();
    found.sort_by_key(|(count, kind, key)| {
        let is_other = *key != typed;
        (
            is_other,
            Reverse(*count),
            !key.starts_with(&typed),
            *kind,
            *key,
        )
    });
    found.truncate(limit);
    let offer = |(count, kind, key)| offer(segments, kind, key, count);
    found.into_iter().map(offer).collect()
}

/// The most used names of these kinds, in the order of the alphabet.
pub(super) fn common(segments: &[Arc<Names>], kinds: &[SuggestKind], most: usize) -> Vec<String> {
    let of_kind = |kind: &SuggestKind| {
        let keys = segments.iter().flat_map(|names| names.of_kind(*kind));
        keys.map(|key| (*kind, key)).collect::<Vec<_>>()
    };
    let found: BTreeSet<(SuggestKind, &str)> = kinds.iter().flat_map(of_kind).collect();
    let mut found: Vec<(u64, SuggestKind, &str)> = found
        .into_iter()
        .map(|(kind, key)| (uses(segments, kind, key), kind, key))
        .filter(|(count, ..)| *count > 0)
        .collect();
    found.sort_by_key(|(count, kind, key)| (Reverse(*count), *key, *kind));
    found.truncate(most);
    let name = |(count, kind, key)| offer(segments, kind, key, count).name;
    let names: BTreeSet<String> = found.into_iter().map(name).collect();
    names.into_iter().collect()
}

fn uses(segments: &[Arc<Names>], kind: SuggestKind, key: &str) -> u64 {
    let uses = |names: &Arc<Names>| names.find(kind, key).map(|entry| names.uses(entry));
    segments.iter().filter_map(uses).map(u64::from).sum()
}

fn offer(segments: &[Arc<Names>], kind: SuggestKind, key: &str, count: u64) -> Offer {
    let values = segments
        .iter()
        .filter_map(|names| Some(names.values(names.find(kind, key)?)))
        .flatten();
    let mut spellings: Vec<(u64, String)> = Vec::new();
    let mut mores: BTreeSet<String> = BTreeSet::new();
    for (name, more, uses) in values {
        match spellings.iter_mut().find(|(_, known)| *known == name) {
            Some((known, _)) => *known += u64::from(uses),
            None => spellings.push((u64::from(uses), name)),
        }
        mores.insert(more);
    }
    let name = spellings.into_iter().max().unwrap_or_default().1;
    let mut search = form_urlencoded::Serializer::new(String::new());
    match kind {
        SuggestKind::Need => search.append_pair("q", mores.first().unwrap_or(&name)),
        SuggestKind::Category => search.append_pair("category", &name),
        SuggestKind::Place => search.append_pair("place", &name),
        SuggestKind::Organization => {
            let ids = mores.iter().take(MOST_IDS);
            search.extend_pairs(ids.map(|id| ("organization_id", id)))
        }
    };
    Offer {
        kind,
        name,
        count,
        search: search.finish(),
    }
}
