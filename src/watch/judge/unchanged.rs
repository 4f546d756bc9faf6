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
    let (before, after) = (texts(before), texts(after));
    // What stands on both letter by letter need not be read, unless the rest differs.
    let [gone, new] = [
        said(before.difference(&after)),
        said(after.difference(&before)),
    ];
    if gone == new {
        return false;
    }
    let both = said(before.intersection(&after));
    gone.symmetric_difference(&new)
        .any(|sentence| !both.contains(sentence))
}

/// The texts of a page's blocks.
fn texts(page: &Page) -> HashSet<&str> {
    page.content()
        .filter(|block| !matches!(block.region, Region::Footer | Region::Header))
        .map(|block| block.text.as_str())
        .collect()
}

/// The sentences of some texts as words without numbers.
fn said<'s>(texts: impl Iterator<Item = &'s &'s str>) -> HashSet<Vec<String>> {
    texts
        .flat_map(|text| sentences(text))
        .map(|sentence| {
            words(sentence)
                .filter(|word| word.chars().all(char::is_alphabetic))
                .collect::<Vec<_>>()
        })
        .filter(|words| words.len() >= EDIT)
        .collect()
}
