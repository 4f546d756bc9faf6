//! Whether the words around a phrase take it back.
//!
//! sentence and phrase -> [`words`], with what parts them -> [`inside`] the phrase itself,
//! [`before`] it and [`after`] it -> [`Standing`]. Every reader asks here, so that "is not
//! available", "no longer", "used to" and "out of order" mean the same everywhere.
//!
//! What is denied of all is a denial. What is denied of a part, at some times or for some
//! people, what was so once and what is hoped for is unsure: it says neither yes nor no.

mod after;
mod before;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::cues::compiled;
use words::{Word, is_not, words};

/// What becomes of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing speaks against it.
    Holds,
    /// It is said not to be so.
    Denied,
    /// It is not said that it is so, and not that it is not.
    Unsure,
}

/// A phrase in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) standing: Standing,
    /// The phrase with the words that deny it.
    pub(super) at: Range<usize>,
}

/// "…, but the ground floor is": of another part of it the denial does not hold.
static BUT_ANOTHER_IS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?:\b(?:but|although|though|however|while|whereas)\b|,)(?: only)?(?: (?:the|our|all|most|other|some))?(?: [\w']+){1,4} (?:is|are|has|have|does|do)(?: so)?(?: (?:fully )?accessible)?[\s.!,;)]*$",
    )
});

/// So far from a phrase nothing takes it back, in bytes: long texts cost no more.
const NEAR: usize = 240;

/// What the rest of its sentence makes of the phrase at a place.
pub(super) fn weigh(text: &str, at: Range<usize>) -> Weighed {
    let near = near(text, &at);
    let from = near.start;
    let weighed = weigh_near(&text[near], at.start - from..at.end - from);
    Weighed {
        at: weighed.at.start + from..weighed.at.end + from,
        ..weighed
    }
}

/// A phrase with so much on both sides as may bear on it.
pub(super) fn near(text: &str, at: &Range<usize>) -> Range<usize> {
    let from = text.floor_char_boundary(at.start.saturating_sub(NEAR));
    let to = text.ceil_char_boundary(at.end.saturating_add(NEAR));
    from..to
}

fn weigh_near(text: &str, at: Range<usize>) -> Weighed {
    let held = |standing| Weighed {
        standing,
        at: at.clone(),
    };
    let own = words(&text[at.clone()]);
    if own.first().is_some_and(Word::begins_denial) {
        // "No steps", "not in need of a referral": it says itself what it says.
        return held(Standing::Holds);
    }
    let found = inside(&own).map(held);
    let found = found.or_else(|| before::denial(text, &at));
    let found = found.or_else(|| after::denial(text, &at));
    match found {
        Some(found) if BUT_ANOTHER_IS.is_match(&text[found.at.end..]) => held(Standing::Holds),
        Some(found) => found,
        None => held(Standing::Holds),
    }
}

/// A denial within a phrase: "sessions are not available online".
fn inside(own: &[Word<'_>]) -> Option<Standing> {
    own.iter().enumerate().find_map(|(at, word)| {
        let next = own.get(at + 1);
        let is_only = next.is_some_and(Word::is_only);
        let is_no_longer = word.is("no") && next.is_some_and(|next| next.is_any(&["longer"]));
        if is_not(word.text) && !is_only || is_no_longer {
            return Some(Standing::Denied);
        }
        word.is_any(words::PAST).then_some(Standing::Unsure)
    })
}
