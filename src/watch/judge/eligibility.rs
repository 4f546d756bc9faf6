//! Who may come: ages, and "by referral only".

use super::about::{About, Belongs};
use super::own;
use super::restriction::{Width, newly_stated};
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::ages::{self, Ages};
use crate::watch::read::text::{folded, snippet};

/// Signals on who may come.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let Some(before) = &facts.before else {
        return Vec::new();
    };
    let ages = edited_ages(facts, before).or_else(|| ages_anew(facts, before));
    let mut signals: Vec<Signal> = ages.into_iter().collect();
    signals.extend(new_restriction(facts, before));
    signals
}

/// The line that stated the listed age before now states another.
fn edited_ages(facts: &Facts<'_>, before: &About<'_>) -> Option<Signal> {
    let listed = Ages {
        from: years(facts.case.service.minimum_age),
        to: years(facts.case.service.maximum_age),
    };
    facts.edits.pairs().find_map(|(old, new)| {
        let line = &facts.after.page.blocks[new].text;
        let old = ages::in_text(&before.page.blocks[old].text)?;
        let new = ages::in_text(line)?;
        let differs = |listed: Option<u8>, old: Option<u8>, new: Option<u8>| {
            listed.is_some() && listed == old && new.is_some() && new != listed
        };
        let other = differs(listed.from, old.from, new.from) || differs(listed.to, old.to, new.to);
        (other && !still_stated(&facts.after, listed)).then(|| {
            signal(
                VerdictKind::Suspend,
                Some(in_words(listed)),
                in_words(new),
                line,
                "other_ages",
            )
        })
    })
}

fn still_stated(about: &About<'_>, listed: Ages) -> bool {
    about
        .blocks()
        .filter(|(at, _)| about.belongs(*at) != Belongs::Other)
        .filter_map(|(_, block)| ages::in_text(&block.text))
        .any(|ages| ages.from == listed.from && (listed.to.is_none() || ages.to == listed.to))
}

/// The page was made anew: our part of it stated the listed ages before, and states others
/// now.
fn ages_anew(facts: &Facts<'_>, before: &About<'_>) -> Option<Signal> {
    let service = &facts.case.service;
    let listed = Ages {
        from: years(service.minimum_age),
        to: years(service.maximum_age),
    };
    let agrees = |ages: Ages| {
        (listed.from.is_some() && ages.from == listed.from)
            || (listed.from.is_none() && listed.to.is_some() && ages.to == listed.to)
    };
    let was_stated = own::blocks(before)
        .filter_map(|(_, block)| ages::in_text(&block.text))
        .any(agrees);
    if !was_stated || still_stated(&facts.after, listed) {
        return None;
    }
    let stated: Vec<(usize, Ages)> = own::blocks(&facts.after)
        .filter_map(|(at, block)| Some((at, ages::in_text(&block.text)?)))
        .collect();
    let (at, found) = *stated.first()?;
    if stated.iter().any(|(_, ages)| agrees(*ages)) {
        return None;
    }
    let kind = match stated.len() {
        1 => VerdictKind::Suspend,
        _ => VerdictKind::Flag,
    };
    let line = &facts.after.page.blocks[at].text;
    Some(signal(
        kind,
        Some(in_words(listed)),
        in_words(found),
        line,
        "other_ages_anew",
    ))
}

/// A sentence that was not on the page before closes or narrows the door.
fn new_restriction(facts: &Facts<'_>, before: &About<'_>) -> Option<Signal> {
    let (width, _, sentence) = newly_stated(facts, before)?;
    let (kind, rule) = match width {
        Width::Shut => (VerdictKind::Suspend, "new_restriction"),
        Width::Narrow => (VerdictKind::Flag, "softer_restriction"),
    };
    let sentence = folded(sentence);
    Some(signal(kind, None, sentence.clone(), &sentence, rule))
}

fn years(age: Option<f64>) -> Option<u8> {
    let age = age.filter(|age| (0.0..=120.0).contains(age))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 120"
    )]
    Some(age as u8)
}

fn in_words(ages: Ages) -> String {
    match (ages.from, ages.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} and over"),
        (None, Some(to)) => format!("up to {to}"),
        (None, None) => String::new(),
    }
}

fn signal(
    kind: VerdictKind,
    listed: Option<String>,
    found: String,
    line: &str,
    rule: &str,
) -> Signal {
    Signal {
        kind,
        reason: Reason::EligibilityChanged,
        evidence: Evidence {
            field: "eligibility".to_owned(),
            listed,
            found: Some(found.chars().take(200).collect()),
            snippet: Some(snippet(line, line)),
            rule: rule.to_owned(),
        },
    }
}
