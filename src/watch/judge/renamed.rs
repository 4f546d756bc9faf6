//! Another name for the same service: its contacts are there, its name is not.

use std::sync::LazyLock;

use regex::Regex;

use super::listed::{emails, phones};
use super::names::Names;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::{self, Page, Shape, pattern};

/// Where an old name is remembered.
static FORMERLY: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:formerly|previously|used to be|once|was) (?:known as|called|named)\b|\bformerly\b|\bchanged (?:our|its|the) name\b|\b(?:are|is) now (?:called|known as)\b|\bnew name\b"
);

/// Signals on the listed name.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    signal(facts).into_iter().collect()
}

fn signal(facts: &Facts<'_>) -> Option<Signal> {
    let before = facts.before.as_ref()?;
    let heading = title(facts.after.page)?;
    let was_titled = title(before.page).is_some_and(|old| facts.names.named_in(old));
    let renamed = was_titled
        && !facts.names.mostly_named_in(heading)
        && !is_named(facts.after.page, &facts.names)
        && same_contacts(facts);
    renamed.then(|| Signal {
        kind: VerdictKind::Flag,
        reason: Reason::Renamed,
        evidence: Evidence {
            field: "name".to_owned(),
            listed: facts.case.service.name.clone(),
            found: Some(heading.chars().take(200).collect()),
            snippet: Some(heading.chars().take(200).collect()),
            rule: "other_name_same_contacts".to_owned(),
        },
    })
}

/// The first heading of a page.
fn title(page: &Page) -> Option<&str> {
    page.blocks
        .iter()
        .find(|block| block.shape == Shape::Heading(1))
        .map(|block| block.text.as_str())
}

/// Whether the page uses the name, other than as what it used to be.
fn is_named(page: &Page, names: &Names) -> bool {
    page.content()
        .any(|block| names.named_in(&block.text) && !FORMERLY.is_match(&block.text))
}

fn same_contacts(facts: &Facts<'_>) -> bool {
    let service = &facts.case.service;
    let phones = phones(service);
    let emails = emails(service);
    facts.after.blocks().any(|(_, block)| {
        let phone = |one: &read::phones::PhoneSeen| phones.iter().any(|l| l.value == one.number);
        let email = |one: &String| emails.iter().any(|l| l.value == *one);
        read::phones::in_block(block).iter().any(phone)
            || read::emails::in_block(block).iter().any(email)
    })
}
