//! Why nothing follows: nothing changed but the dressing, or what changed is not listed.

use std::collections::HashSet;

use super::address::Relation;
use super::case::Before;
use crate::domain::Reason;
use crate::watch::read::text::{sentences, words};
use crate::watch::read::{Page, Region};

/// Words that a new sentence must have to be an edit by a person.
const EDIT: usize = 4;

/// The reason to give when no rule fired.
pub(super) fn reason(relation: Relation, before: Option<&Before>, newest: &Page) -> Reason {
    let edited = before.is_some_and(|before| is_edited(&before.page, newest));
    match relation {
        Relation::Variant if !edited => Reason::UrlVariant,
        _ if edited => Reason::UnrelatedEdit,
        _ => Reason::Noise,
    }
}

/// Whether a person wrote or removed a sentence: numbers, case and marks aside.
fn is_edited(before: &Page, after: &Page) -> bool {
    let (before, after) = (said(before), said(after));
    before.symmetric_difference(&after).next().is_some()
}

/// The sentences of a page as words without numbers.
fn said(page: &Page) -> HashSet<Vec<String>> {
    page.content()
        .filter(|block| !matches!(block.region, Region::Footer | Region::Header))
        .flat_map(|block| sentences(&block.text))
        .map(|sentence| {
            words(sentence)
                .filter(|word| word.chars().all(char::is_alphabetic))
                .collect::<Vec<_>>()
        })
        .filter(|words| words.len() >= EDIT)
        .collect()
}
