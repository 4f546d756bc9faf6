//! Who may come: ages, and "by referral only".

use std::sync::LazyLock;

use regex::Regex;

use super::about::{About, Belongs};
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::ages::{self, Ages};
use crate::watch::read::pattern;
use crate::watch::read::text::{folded, sentences, snippet};

/// A door that is closed to most who would come.
static RESTRICTED: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:(?:by|on) (?:\w+ )?referral only|referral[- ]only|(?:wo)?men only|members only|no longer (?:accept|take)\w* self[- ]referrals|no longer (?:open to|a drop-in))\b"
);

/// Signals on who may come.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let Some(before) = &facts.before else {
        return Vec::new();
    };
    let mut signals: Vec<Signal> = other_ages(facts, before).into_iter().collect();
    signals.extend(new_restriction(facts, before));
    signals
}

/// The line that stated the listed age before now states another.
fn other_ages(facts: &Facts<'_>, before: &About<'_>) -> Option<Signal> {
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

/// A sentence that was not on the page before closes the door to many.
fn new_restriction(facts: &Facts<'_>, before: &About<'_>) -> Option<Signal> {
    let service = &facts.case.service;
    let listed = [
        &service.application_process,
        &service.eligibility_description,
        &service.description,
        &service.name,
    ];
    let known = |text: &str| RESTRICTED.is_match(text);
    if listed.into_iter().flatten().any(|text| known(text))
        || before.page.blocks.iter().any(|block| known(&block.text))
    {
        return None;
    }
    facts
        .after
        .blocks()
        .filter(|(at, _)| match facts.after.belongs(*at) {
            Belongs::Mine => true,
            Belongs::Shared => facts.after.single,
            _ => false,
        })
        .flat_map(|(_, block)| sentences(&block.text))
        .find(|sentence| RESTRICTED.is_match(sentence))
        .map(|sentence| {
            let sentence = folded(sentence);
            signal(
                VerdictKind::Flag,
                None,
                sentence.clone(),
                &sentence,
                "new_restriction",
            )
        })
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
