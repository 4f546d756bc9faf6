//! Single values: for each field, or for fields that only make sense together, one winner.

use serde_json::Value;

use super::meaning::meaning;
use super::origin::{Lost, Origin, Why};
use super::rules::{Candidate, best};
use super::source::Source;
use super::{Object, source};
use crate::oruk::shape::{Entity, Field, Kind};

/// Fields that come from one source together: half a range of ages is another range.
const TOGETHER: [&[&str]; 4] = [
    &["organization_id", "organization"],
    &["program_id", "program"],
    &["fees", "fees_description"],
    &["minimum_age", "maximum_age"],
];

/// Chooses every single value of the document.
pub(super) fn choose(ranked: &[&Source]) -> (Object, Vec<Origin>) {
    let mut document = Object::new();
    let mut origins = Vec::new();
    for field in Entity::Service.fields() {
        if is_list(field) || matches!(field.name, "id" | "last_modified") {
            continue;
        }
        let alone = [field.name];
        let together = TOGETHER.iter().find(|fields| fields.contains(&field.name));
        let fields: &[&str] = match together {
            Some(fields) if fields[0] != field.name => continue,
            Some(fields) => fields,
            None => &alone,
        };
        if field.name == "assured_date" {
            origins.extend(latest(ranked, &mut document));
        } else {
            origins.extend(one(ranked, fields, &mut document));
        }
    }
    if let Some(id) = ranked.first().and_then(|first| first.document.get("id")) {
        document.insert("id".to_owned(), id.clone());
    }
    (document, origins)
}

fn is_list(field: &Field) -> bool {
    matches!(field.kind, Kind::Many(_) | Kind::ManyAny)
}

/// Who confirmed it last, whoever that is: not a matter of trust.
fn latest(ranked: &[&Source], document: &mut Object) -> Option<Origin> {
    let latest = ranked.iter().filter_map(|source| source.assured()).max()?;
    document.insert("assured_date".to_owned(), Value::from(latest));
    let says = |source: &&&Source| source.assured() == Some(latest);
    let ranks: Vec<usize> = (0..ranked.len())
        .filter(|rank| says(&&ranked[*rank]))
        .collect();
    let others: Vec<Lost> = lost(ranked, &["assured_date"], |rank| {
        ranked[rank].assured().is_some_and(|date| date != latest)
    });
    let stated = ranked.iter().filter(|source| source.assured().is_some());
    let why = match (stated.count(), others.is_empty()) {
        (1, _) => Why::Only,
        (_, true) => Why::Same,
        _ => Why::Freshness,
    };
    Some(Origin {
        others,
        ..Origin::new("assured_date", why, ranks)
    })
}

fn one(ranked: &[&Source], fields: &[&str], document: &mut Object) -> Vec<Origin> {
    let candidates: Vec<Candidate<'_>> = ranked
        .iter()
        .enumerate()
        .filter_map(|(rank, source)| Candidate::of(rank, source, fields))
        .collect();
    let Some((winner, why)) = best(&candidates) else {
        return Vec::new();
    };
    let same: Vec<usize> = std::iter::once(winner.rank)
        .chain(
            candidates
                .iter()
                .filter(|other| other.rank != winner.rank && other.meaning == winner.meaning)
                .map(|other| other.rank),
        )
        .collect();
    let mut origins = Vec::new();
    for field in fields {
        let won = ranked[winner.rank].document.get(*field);
        if let Some(won) = won {
            document.insert((*field).to_owned(), won.clone());
        }
        let says_else = |rank: usize| {
            let said = ranked[rank].document.get(*field);
            said.is_some_and(|said| {
                won.is_none_or(|won| meaning(field, said) != meaning(field, won))
            })
        };
        let others = lost(ranked, &[field], |rank| {
            !same.contains(&rank) && says_else(rank)
        });
        if won.is_some() || !others.is_empty() {
            origins.push(Origin {
                others,
                ..Origin::new(field, why, same.clone())
            });
        }
    }
    origins
}

/// What sources said that did not win, equal things together.
fn lost(ranked: &[&Source], fields: &[&str], is_lost: impl Fn(usize) -> bool) -> Vec<Lost> {
    let mut found: Vec<Lost> = Vec::new();
    for (rank, source) in ranked.iter().enumerate().filter(|(rank, _)| is_lost(*rank)) {
        for field in fields {
            let Some(value) = source.document.get(*field) else {
                continue;
            };
            let means = meaning(field, value);
            match found
                .iter_mut()
                .find(|lost| meaning(field, &lost.value) == means)
            {
                Some(lost) => lost.ranks.push(rank),
                None => found.push(Lost {
                    from: Vec::new(),
                    value: value.clone(),
                    ranks: vec![rank],
                }),
            }
        }
    }
    found
}

/// Names of the fields that are chosen one by one, for edits.
pub(super) fn is_single(name: &str) -> bool {
    source::field_names().any(|field| field == name)
        && Entity::Service
            .field(name)
            .is_some_and(|field| !is_list(field))
}
