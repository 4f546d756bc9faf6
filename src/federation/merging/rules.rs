//! The rules by which one value beats another, in their order: trust, freshness, validity,
//! completeness, agreement, and the order of the sources where nothing else tells.

use std::cmp::Ordering;

use serde_json::Value;
use url::Url;

use super::meaning::{Meaning, meaning};
use super::origin::Why;
use super::source::Source;

/// What one source says of a field, or of fields that belong together.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    /// Where the source stands among all.
    pub(super) rank: usize,
    source: &'a Source,
    /// Equal where the same is said in other letters.
    pub(super) meaning: Vec<Option<Meaning>>,
    is_valid: bool,
    /// How much it says: fields, then letters.
    amount: (usize, usize),
}

impl<'a> Candidate<'a> {
    /// What a source says; `None` when it states none of the fields.
    pub(super) fn of(rank: usize, source: &'a Source, fields: &[&str]) -> Option<Self> {
        let said: Vec<Option<&Value>> = fields
            .iter()
            .map(|field| source.document.get(*field).filter(|value| !is_empty(value)))
            .collect();
        let stated: Vec<&Value> = said.iter().copied().flatten().collect();
        if stated.is_empty() {
            return None;
        }
        let pairs = || fields.iter().zip(&said);
        Some(Self {
            rank,
            source,
            meaning: pairs()
                .map(|(field, said)| said.map(|said| meaning(field, said)))
                .collect(),
            is_valid: pairs().all(|(field, said)| said.is_none_or(|said| is_valid(field, said))),
            amount: (stated.len(), stated.iter().map(|value| amount(value)).sum()),
        })
    }
}

/// The best of several, and the rule that sets it apart from the best that says something else.
pub(super) fn best<'a, 'b>(candidates: &'b [Candidate<'a>]) -> Option<(&'b Candidate<'a>, Why)> {
    let agree = |one: &Candidate<'_>| {
        let same = candidates
            .iter()
            .filter(|other| other.meaning == one.meaning);
        same.count()
    };
    let compare = |a: &&Candidate<'_>, b: &&Candidate<'_>| {
        decide(a, b, &agree).map_or_else(|| b.rank.cmp(&a.rank), |(order, _)| order)
    };
    let best = candidates.iter().max_by(compare)?;
    let rival = candidates
        .iter()
        .filter(|other| other.meaning != best.meaning)
        .max_by(compare);
    let why = match rival {
        None if candidates.len() == 1 => Why::Only,
        None => Why::Same,
        Some(rival) => decide(best, rival, &agree).map_or(Why::Order, |(_, why)| why),
    };
    Some((best, why))
}

/// The first rule that tells two apart.
fn decide(
    a: &Candidate<'_>,
    b: &Candidate<'_>,
    agree: &impl Fn(&Candidate<'_>) -> usize,
) -> Option<(Ordering, Why)> {
    let rules = [
        (a.source.trust.total_cmp(&b.source.trust), Why::Trust),
        (a.source.assured().cmp(&b.source.assured()), Why::Freshness),
        (a.is_valid.cmp(&b.is_valid), Why::Validity),
        (a.amount.cmp(&b.amount), Why::Completeness),
        (agree(a).cmp(&agree(b)), Why::Agreement),
    ];
    rules.into_iter().find(|(order, _)| order.is_ne())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Whether a value can be right. The reader has left out what is plainly wrong.
fn is_valid(field: &str, value: &Value) -> bool {
    match (field, value) {
        ("email", Value::String(text)) => text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
        ("url", Value::String(text)) => {
            Url::parse(text).is_ok_and(|url| url.host_str().is_some_and(|host| host.contains('.')))
        }
        ("minimum_age" | "maximum_age", Value::Number(years)) => years
            .as_f64()
            .is_some_and(|years| (0.0..=125.0).contains(&years)),
        ("name" | "description", Value::String(text)) => text.chars().any(char::is_alphabetic),
        _ => true,
    }
}

fn amount(value: &Value) -> usize {
    match value {
        Value::String(text) => text
            .split_whitespace()
            .map(|word| word.chars().count())
            .sum(),
        Value::Array(items) => items.iter().map(amount).sum(),
        Value::Object(fields) => fields.values().map(|value| amount(value) + 1).sum(),
        Value::Null => 0,
        _ => 1,
    }
}
