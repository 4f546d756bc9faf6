//! Telephone, e-mail and postcode: does the page still show the listed value, and if it
//! does not, what stands in its place?
//!
//! A listed value counts as contradicted only when it is gone from the page and another
//! stands where it stood, or the only new one stands in the service's own part.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::about::{About, Belongs};
use super::listed::Listed;
use super::names::Names;
use super::place::Edits;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::standing::{Standing, standing};
use crate::watch::read::text::{sentences, snippet};
use crate::watch::read::{Block, Region, pattern, postcodes, purpose, topic};

/// One kind of contact detail.
pub(super) struct Kind {
    /// Name of the field in evidence, and first part of its rules' names.
    pub(super) field: &'static str,
    /// What its change means.
    pub(super) reason: Reason,
    /// What a block shows of it: normal form, as written, whether it can replace a
    /// listed one.
    pub(super) read: fn(&Block) -> Vec<(String, String, bool)>,
}

/// Signals on the listed values of one kind.
pub(super) fn signals(facts: &Facts<'_>, kind: &Kind, listed: &[Listed]) -> Vec<Signal> {
    let after = Sheet::read(&facts.after, facts, kind.read);
    let before = facts
        .before
        .as_ref()
        .map(|about| Sheet::read(about, facts, kind.read));
    compare(listed, before.as_ref(), &after, &facts.edits)
        .into_iter()
        .map(|found| Signal {
            kind: match found.certainty {
                Certainty::Sure => VerdictKind::Suspend,
                Certainty::Unsure => VerdictKind::Flag,
            },
            reason: kind.reason,
            evidence: Evidence {
                field: kind.field.to_owned(),
                listed: Some(found.listed),
                found: found.found,
                snippet: found.snippet,
                rule: format!("{}_{}", kind.field, found.how),
            },
        })
        .collect()
}

/// A value on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    /// The normal form.
    value: String,
    /// As the page writes it.
    written: String,
    /// Position of its block.
    block: usize,
    /// Whether it holds now.
    standing: Standing,
    /// Whether it can stand in for a listed value; a fax number cannot.
    can_replace: bool,
    /// Whether it is said to be for one thing that is not plainly the service: "for lifts
    /// ring …".
    is_particular: bool,
}

/// How certain a contradiction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// The provider says so.
    Sure,
    /// It may be so.
    Unsure,
}

/// A listed value that the page does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mismatch {
    /// What we list.
    listed: String,
    /// What stands there instead.
    found: Option<String>,
    /// The words around it.
    snippet: Option<String>,
    certainty: Certainty,
    /// How it was seen: the last part of the rule's name.
    how: &'static str,
}

/// One page and the values of one kind on it.
struct Sheet<'a> {
    about: &'a About<'a>,
    shown: Vec<Shown>,
}

impl<'a> Sheet<'a> {
    /// Reads one kind of value off every block but other people's words.
    fn read(
        about: &'a About<'a>,
        facts: &Facts<'_>,
        read: fn(&Block) -> Vec<(String, String, bool)>,
    ) -> Self {
        let mut shown = Vec::new();
        for (at, block) in about.page.blocks.iter().enumerate() {
            if block.region == Region::Quote {
                continue;
            }
            for (value, written, can_replace) in read(block) {
                shown.push(Shown {
                    standing: standing_in(block, &written, facts.today),
                    can_replace: can_replace && !is_for_another(block, &written, &facts.names),
                    is_particular: is_particular(block, &written, &facts.names),
                    value,
                    written,
                    block: at,
                });
            }
        }
        Self { about, shown }
    }

    fn holds(&self, value: &str) -> impl Iterator<Item = &Shown> {
        self.shown
            .iter()
            .filter(move |shown| shown.value == value && shown.standing == Standing::Current)
    }

    fn has(&self, value: &str) -> bool {
        self.shown.iter().any(|shown| shown.value == value)
    }

    fn block(&self, at: usize) -> &'a Block {
        &self.about.page.blocks[at]
    }

    fn snippet(&self, shown: &Shown) -> String {
        let block = self.block(shown.block);
        let text = if block.text.is_empty() {
            &shown.written
        } else {
            &block.text
        };
        snippet(text, &shown.written)
    }
}

/// Whether a value is said to be for something else than reaching the service, that the
/// service is not about itself: a fundraisers' club may be rung about fundraising.
fn is_for_another(block: &Block, written: &str, names: &Names) -> bool {
    let by_words = block
        .text
        .find(written)
        .and_then(|at| purpose::other(&block.text, at, at + written.len()));
    let by_heading = || purpose::of_heading(&block.headings.last()?.text);
    let is_own = |purpose: &String| {
        let mut words = purpose.split_whitespace();
        words.any(|word| names.in_name(word) || names.is_kind(word))
    };
    by_words
        .or_else(by_heading)
        .is_some_and(|purpose| !is_own(&purpose))
}

/// Whether a value is for one thing of which the names of the service say nothing.
fn is_particular(block: &Block, written: &str, names: &Names) -> bool {
    let at = block.text.find(written);
    at.and_then(|at| purpose::particular(&block.text, at))
        .is_some_and(|what| {
            !what
                .split_whitespace()
                .any(|word| names.in_name(word) || names.is_kind(word))
        })
}

/// How a value is meant in its block; one that stands in a link alone is meant as it is.
fn standing_in(block: &Block, written: &str, today: Date) -> Standing {
    let sentence = sentences(&block.text)
        .into_iter()
        .find_map(|sentence| Some((sentence, sentence.find(written)?)));
    sentence.map_or(Standing::Current, |(sentence, at)| {
        standing(sentence, at, at + written.len(), today)
    })
}

/// Compares what is listed with the page now and the page before.
fn compare(
    listed: &[Listed],
    before: Option<&Sheet<'_>>,
    after: &Sheet<'_>,
    edits: &Edits,
) -> Vec<Mismatch> {
    listed
        .iter()
        .filter_map(|one| {
            let here = after
                .holds(&one.value)
                .any(|shown| after.about.belongs(shown.block) != Belongs::Other);
            match (here, before) {
                (true, before) => contradicted(one, listed, before, after, edits),
                (false, Some(before)) if before.has(&one.value) => {
                    Some(replaced(one, listed, before, after, edits))
                }
                (false, Some(before)) => newcomer(one, listed, before, after),
                (false, None) => first_look(one, listed, after),
            }
        })
        .collect()
}

/// The value is still there; does the page say something else beside it?
fn contradicted(
    one: &Listed,
    listed: &[Listed],
    before: Option<&Sheet<'_>>,
    after: &Sheet<'_>,
    edits: &Edits,
) -> Option<Mismatch> {
    let ahead = after.shown.iter().find(|shown| {
        shown.standing == Standing::Ahead
            && is_other(shown, listed)
            && before.is_none_or(|before| !before.has(&shown.value))
            && matches!(
                after.about.belongs(shown.block),
                Belongs::Mine | Belongs::Shared
            )
    });
    if let Some(ahead) = ahead {
        return Some(mismatch(
            one,
            Some(ahead),
            after,
            Certainty::Unsure,
            "changes_later",
        ));
    }
    let before = before?;
    if let Some(said) = announced(listed, before, after) {
        return Some(mismatch(
            one,
            Some(said),
            after,
            Certainty::Unsure,
            "announced",
        ));
    }
    // The foot of a page says where the provider is; where people go was said above it.
    let in_foot =
        |sheet: &Sheet<'_>, shown: &Shown| sheet.block(shown.block).region == Region::Footer;
    let was_above = before
        .holds(&one.value)
        .any(|shown| !in_foot(before, shown));
    let foot_only = after.holds(&one.value).all(|shown| in_foot(after, shown));
    let is_place = postcodes::in_text(&one.value).len() == 1;
    if is_place && foot_only && was_above {
        let found = replaced(one, listed, before, after, edits);
        return Some(found).filter(|found| found.found.is_some());
    }
    // The listed value still stands: one that is for something in particular is no rival.
    let rival = stand_in(one, listed, before, after, edits).filter(|rival| !rival.is_particular)?;
    Some(mismatch(
        one,
        Some(rival),
        after,
        Certainty::Unsure,
        "page_contradicts_itself",
    ))
}

/// "We have a new number": what the page says of it in words, of its own.
static ANNOUNCED: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:our|we (?:now )?have (?:a|got a)|we've (?:got )?a) new (?:\w+ ){0,2}?(?:number|phone|mobile|landline|e-?mail|address)\b|\bour (?:\w+ ){0,2}?(?:number|e-?mail|address) (?:has|have|is) (?:now )?(?:chang\w+|different)|^\W*(?:please note:?\s+)?(?:the )?new (?:tele)?(?:phone )?(?:number|e-?mail)"
);

/// A new value that the page announces in words as the provider's own.
fn announced<'s>(listed: &[Listed], before: &Sheet<'_>, after: &'s Sheet<'_>) -> Option<&'s Shown> {
    after.shown.iter().find(|shown| {
        let ours = matches!(
            after.about.belongs(shown.block),
            Belongs::Mine | Belongs::Shared
        );
        let block = after.block(shown.block);
        let said = sentences(&block.text)
            .into_iter()
            .find(|sentence| sentence.contains(&shown.written))
            .is_some_and(|sentence| ANNOUNCED.is_match(sentence));
        ours && said
            && is_other(shown, listed)
            && !before.has(&shown.value)
            && !topic::is_other_business(block)
    })
}

/// The value stood on the page before and is gone now.
fn replaced(
    one: &Listed,
    listed: &[Listed],
    before: &Sheet<'_>,
    after: &Sheet<'_>,
    edits: &Edits,
) -> Mismatch {
    if let Some(heir) = stand_in(one, listed, before, after, edits) {
        let certainty = match heir.standing {
            Standing::Current => Certainty::Sure,
            _ => Certainty::Unsure,
        };
        return mismatch(one, Some(heir), after, certainty, "replaced_in_place");
    }
    let fresh: Vec<&Shown> = after
        .shown
        .iter()
        .filter(|shown| is_other(shown, listed) && !before.has(&shown.value))
        .filter(|shown| after.about.belongs(shown.block) != Belongs::Other)
        .collect();
    let own: Vec<&Shown> = fresh
        .iter()
        .copied()
        .filter(|shown| {
            let inside = after.block(shown.block).region != Region::Footer;
            match after.about.belongs(shown.block) {
                Belongs::Mine => true,
                Belongs::Shared => inside && after.about.single,
                _ => false,
            }
        })
        .collect();
    match (distinct(&own), own.first()) {
        (1, Some(heir)) if heir.standing == Standing::Current => {
            mismatch(one, Some(heir), after, Certainty::Sure, "replaced")
        }
        (_, Some(heir)) => mismatch(one, Some(heir), after, Certainty::Unsure, "several_new"),
        (_, None) => match fresh.first() {
            Some(heir) => mismatch(one, Some(heir), after, Certainty::Unsure, "new_elsewhere"),
            None => mismatch(one, None, after, Certainty::Unsure, "removed"),
        },
    }
}

/// The page never showed the value; does it now show another, in our own part?
fn newcomer(
    one: &Listed,
    listed: &[Listed],
    before: &Sheet<'_>,
    after: &Sheet<'_>,
) -> Option<Mismatch> {
    let any_listed = listed
        .iter()
        .any(|l| after.has(&l.value) || before.has(&l.value));
    if any_listed {
        return None;
    }
    let fresh = after.shown.iter().find(|shown| {
        is_other(shown, listed)
            && !before.has(&shown.value)
            && shown.standing == Standing::Current
            && after.about.belongs(shown.block) == Belongs::Mine
    })?;
    Some(mismatch(
        one,
        Some(fresh),
        after,
        Certainty::Unsure,
        "new_on_page",
    ))
}

/// There is no page to compare with: the page must be plainly about this service, and
/// show one value only, before that one is believed.
fn first_look(one: &Listed, listed: &[Listed], after: &Sheet<'_>) -> Option<Mismatch> {
    if listed.iter().any(|l| after.has(&l.value)) {
        return None;
    }
    let own_part = after.about.has_own_part();
    let candidates: Vec<&Shown> = after
        .shown
        .iter()
        .filter(|shown| is_other(shown, listed) && shown.standing == Standing::Current)
        .filter(|shown| {
            let block = after.block(shown.block);
            match after.about.belongs(shown.block) {
                Belongs::Mine => true,
                Belongs::Shared => {
                    !own_part
                        && after.about.single
                        && matches!(block.region, Region::Main | Region::Aside)
                }
                _ => false,
            }
        })
        .collect();
    let heir = *candidates.first()?;
    let certainty = if distinct(&candidates) == 1 {
        Certainty::Sure
    } else {
        Certainty::Unsure
    };
    Some(mismatch(one, Some(heir), after, certainty, "differs"))
}

/// What stands now where the listed value stood before.
fn stand_in<'s>(
    one: &Listed,
    listed: &[Listed],
    before: &Sheet<'_>,
    after: &'s Sheet<'_>,
    edits: &Edits,
) -> Option<&'s Shown> {
    before
        .holds(&one.value)
        .filter(|old| before.about.belongs(old.block) != Belongs::Other)
        .find_map(|old| {
            let there = edits.of(old.block)?;
            let still = after.holds(&one.value).any(|shown| shown.block == there);
            let known: Vec<&str> = before
                .shown
                .iter()
                .filter(|shown| shown.block == old.block)
                .map(|shown| shown.value.as_str())
                .collect();
            let own = after.about.belongs(there) != Belongs::Other;
            after.shown.iter().find(|shown| {
                shown.block == there
                    && own
                    && !still
                    && is_other(shown, listed)
                    && shown.standing != Standing::Past
                    && !known.contains(&shown.value.as_str())
            })
        })
}

fn is_other(shown: &Shown, listed: &[Listed]) -> bool {
    shown.can_replace
        && shown.standing != Standing::Past
        && listed.iter().all(|one| one.value != shown.value)
}

fn distinct(shown: &[&Shown]) -> usize {
    let values: std::collections::BTreeSet<&str> =
        shown.iter().map(|shown| shown.value.as_str()).collect();
    values.len()
}

fn mismatch(
    one: &Listed,
    found: Option<&Shown>,
    after: &Sheet<'_>,
    certainty: Certainty,
    how: &'static str,
) -> Mismatch {
    Mismatch {
        listed: one.shown.clone(),
        found: found.map(|shown| shown.written.clone()),
        snippet: found.map(|shown| after.snippet(shown)),
        certainty,
        how,
    }
}
