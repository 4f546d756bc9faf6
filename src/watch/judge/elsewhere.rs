//! The page answered from another address, or is no longer the page that it was.

use url::Url;

use super::address::{Relation, relation};
use super::case::{Case, Look};
use super::names::Names;
use super::place::{dice, masked};
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::{Block, Page};

/// Share of words in common from which two pages have the same content.
const SAME_CONTENT: f64 = 0.6;

/// Below this share two pages have nothing to do with each other.
const NOTHING_IN_COMMON: f64 = 0.25;

/// Where a look answered from, against where the page used to be.
pub(super) fn moved_to(case: &Case, look: &Look) -> (Relation, Option<Url>) {
    let Some(now) = look.attempt.answered_at() else {
        return (Relation::Same, None);
    };
    let before = case
        .before
        .as_ref()
        .and_then(|before| before.final_url.clone());
    // A page that was good from there before is good from there now.
    if before
        .as_ref()
        .is_some_and(|then| matches!(relation(then, &now), Relation::Same | Relation::Variant))
    {
        return (spelling(&case.url, &now), Some(now));
    }
    (relation(&case.url, &now), Some(now))
}

fn spelling(listed: &Url, now: &Url) -> Relation {
    match relation(listed, now) {
        Relation::Same => Relation::Same,
        _ => Relation::Variant,
    }
}

/// Signals on a page that has gone elsewhere.
pub(super) fn signals(facts: &Facts<'_>, relation: Relation, now: Option<&Url>) -> Vec<Signal> {
    let page = facts.after.page;
    let mentioned = mentions(page, &facts.names);
    let found = match relation {
        Relation::OtherSite if mentioned || same_content(facts) => {
            Some((Reason::Moved, "other_domain"))
        }
        Relation::OtherSite => Some((Reason::Gone, "other_domain_without_the_service")),
        Relation::HomePage if !mentioned => Some((Reason::Gone, "home_page_without_the_service")),
        Relation::Same | Relation::Variant | Relation::SameSite if is_another_page(facts) => {
            Some((Reason::Gone, "page_without_the_service"))
        }
        _ => None,
    };
    let signal = found.map(|(reason, rule)| Signal {
        kind: VerdictKind::Flag,
        reason,
        evidence: Evidence {
            field: "url".to_owned(),
            listed: Some(facts.case.url.to_string()),
            found: now.map(ToString::to_string),
            snippet: (!page.title.is_empty()).then(|| page.title.chars().take(200).collect()),
            rule: rule.to_owned(),
        },
    });
    signal.into_iter().collect()
}

/// Whether a page names the service, anywhere: its name in its words or its title.
fn mentions(page: &Page, names: &Names) -> bool {
    // The heading and what stands under it may hold the name between them.
    let named = |block: &Block| match block.headings.last() {
        Some(heading) => names.named_in(&format!("{} {}", heading.text, block.text)),
        None => names.named_in(&block.text),
    };
    names.named_in(&page.title) || page.blocks.iter().any(named)
}

fn same_content(facts: &Facts<'_>) -> bool {
    facts
        .before
        .as_ref()
        .is_some_and(|before| likeness(before.page, facts.after.page) >= SAME_CONTENT)
}

/// The service was named on the page and is not any more, and little else is the same or
/// its own row is missing.
fn is_another_page(facts: &Facts<'_>) -> bool {
    let Some(before) = &facts.before else {
        return false;
    };
    if !mentions(before.page, &facts.names) || mentions(facts.after.page, &facts.names) {
        return false;
    }
    before.has_own_part() || likeness(before.page, facts.after.page) < NOTHING_IN_COMMON
}

fn likeness(a: &Page, b: &Page) -> f64 {
    let words = |page: &Page| {
        let text: Vec<&str> = page.content().map(|block| block.text.as_str()).collect();
        masked(&text.join(" "))
    };
    dice(&words(a), &words(b))
}
