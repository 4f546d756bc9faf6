//! What groups write of themselves, and what it means. Each table belongs to one reader.

mod access;
mod ages;
mod attendance;
mod audiences;
mod denials;
mod feeds;
mod gender;
mod languages;
mod never;
mod places;
mod prices;
mod referral;
mod sessions;

use serde_json::json;

use super::{Offer, Said, Stated, Term};
use crate::oruk::Service;

/// The offer of a service that has only a description.
fn described(description: &str) -> Offer {
    of(json!({ "description": description }))
}

fn of(service: serde_json::Value) -> Offer {
    Offer::of(&serde_json::from_value::<Service>(service).unwrap())
}

fn value<T: Copy>(stated: &Stated<T>) -> Option<T> {
    stated.as_ref().map(|said| said.value)
}

/// The codes of terms in their order, in one line.
fn codes(terms: &[Said<Term>]) -> String {
    let known = terms.iter().filter_map(|said| said.value.code.clone());
    let mut codes: Vec<_> = known.collect();
    codes.sort();
    codes.join(" ")
}

/// Compares every row before it fails, so that a table is judged as a whole.
fn hold<T: PartialEq + std::fmt::Debug>(rows: impl IntoIterator<Item = (String, T, T)>) {
    let wrong: Vec<String> = rows
        .into_iter()
        .filter(|(_, got, want)| got != want)
        .map(|(text, got, want)| format!("{text}: {got:?}, not {want:?}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{}\n{} wrong",
        wrong.join("\n"),
        wrong.len()
    );
}
