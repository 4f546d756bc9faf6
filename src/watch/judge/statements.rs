//! Statements of the page that are about this very service, and are news.

use super::about::{About, Belongs};
use super::rules::Facts;
use super::verdict::Signal;
use super::whom::{Whom, names_another, whom};
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::dates;
use crate::watch::read::status::{self, Said, Statement};
use crate::watch::read::text::{folded, snippet};
use crate::watch::read::{Block, Page, Region, Shape};

/// How plainly a statement is about this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Concern {
    /// It may be.
    Perhaps,
    /// It is.
    Plain,
}

/// A statement about the service.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub(super) statement: Statement,
    pub(super) concern: Concern,
    /// Position of its block.
    pub(super) block: usize,
}

impl Own {
    /// A signal on whether the service runs, with this statement as its evidence.
    pub(super) fn signal(&self, kind: VerdictKind, reason: Reason, rule: &str) -> Signal {
        self.signal_on("status", kind, reason, rule)
    }

    /// A signal on one field, with this statement as its evidence.
    pub(super) fn signal_on(
        &self,
        field: &str,
        kind: VerdictKind,
        reason: Reason,
        rule: &str,
    ) -> Signal {
        let text = folded(&self.statement.sentence);
        Signal {
            kind,
            reason,
            evidence: Evidence {
                field: field.to_owned(),
                listed: (field == "status").then(|| "active".to_owned()),
                found: Some(text.chars().take(200).collect()),
                snippet: Some(snippet(&text, &text)),
                rule: rule.to_owned(),
            },
        }
    }
}

/// Statements that are looked at: no provider says more of itself on one page.
const MOST: usize = 200;

/// News older than this is not news, in days.
const OLD: i32 = 400;

/// As [`Facts::own`], or nothing where the page says that the service is open again.
pub(super) fn unless_reopened<'f>(facts: &'f Facts<'_>) -> &'f [Own] {
    let statements = facts.own();
    let is_reopened = |own: &Own| own.statement.said == Said::Reopened;
    match statements.iter().any(is_reopened) {
        true => &[],
        false => statements,
    }
}

/// Statements about the service that the page before did not make.
pub(super) fn own(facts: &Facts<'_>) -> Vec<Own> {
    let about = &facts.after;
    let mut found = Vec::new();
    for (at, block) in about.blocks() {
        if is_old_news(block, facts) {
            continue;
        }
        let in_a_word = status::in_a_word(&block.text)
            .filter(|statement| whom(&statement.subject, &facts.names) == Whom::Named);
        for statement in in_a_word.into_iter().chain(status::in_text(&block.text)) {
            let history = statement
                .dates
                .iter()
                .any(|when| when.is_older_than(OLD, facts.today));
            if history || said_before(facts, &statement) {
                continue;
            }
            if found.len() < MOST
                && let Some(concern) = concern(&statement, at, facts)
            {
                found.push(Own {
                    statement,
                    concern,
                    block: at,
                });
            }
        }
    }
    found
}

/// Whether a dated piece of news is from before the page last agreed.
fn is_old_news(block: &Block, facts: &Facts<'_>) -> bool {
    let heading_dates = block
        .headings
        .last()
        .filter(|heading| heading.level >= 2)
        .map(|heading| dates::in_text(&heading.text))
        .unwrap_or_default();
    let by_heading = heading_dates
        .iter()
        .any(|when| when.is_older_than(60, facts.since));
    by_heading
        || block
            .dated
            .is_some_and(|date| (facts.since - date).get_days() > 60)
}

/// What stood on the page when it last agreed with the listing is not news.
fn said_before(facts: &Facts<'_>, statement: &Statement) -> bool {
    facts.before.as_ref().is_some_and(|before| {
        facts
            .said_before(before.page)
            .contains(&folded(&statement.sentence))
    })
}

fn concern(statement: &Statement, at: usize, facts: &Facts<'_>) -> Option<Concern> {
    let block = &facts.after.page.blocks[at];
    let belongs = facts.after.belongs(at);
    // What is closed is told by the object: "the council has closed | this service".
    let whom = match &statement.object {
        // "close | Singing for Lungs": a name may hold the word that ends an object.
        Some(_) if facts.names.begins(&statement.rest) => Whom::Named,
        Some(object) => whom(object, &facts.names),
        None => whom(&statement.subject, &facts.names),
    };
    let about: &About<'_> = &facts.after;
    let loud = matches!(block.shape, Shape::Heading(_))
        || block.region == Region::Header
        || at <= top_of(about.page);
    let concern = match (whom, belongs) {
        (Whom::Else, _) | (_, Belongs::Other) => None,
        (Whom::Named, _) => Some(Concern::Plain),
        (_, Belongs::Mine) => Some(Concern::Plain),
        (Whom::Us, Belongs::Shared) => Some(Concern::Plain),
        (Whom::Us, Belongs::Unclear) => about.single.then_some(Concern::Plain),
        (Whom::This, Belongs::Shared) => Some(if about.single {
            Concern::Plain
        } else {
            Concern::Perhaps
        }),
        (Whom::Nobody, Belongs::Shared) => match (about.single, loud) {
            (true, true) => Some(Concern::Plain),
            (true, false) => Some(Concern::Perhaps),
            (false, _) => None,
        },
        // In a post of late "the choir" is ours, unless its heading names somebody else's.
        (Whom::This, Belongs::Unclear) if about.single && is_post(about.page, at) => {
            let heading = block.headings.last().map(|heading| &*heading.text);
            let ours = heading.is_none_or(|heading| !names_another(heading, &facts.names));
            ours.then_some(Concern::Plain)
        }
        (Whom::This | Whom::Nobody, Belongs::Unclear) => None,
    };
    // Teasers beside the text often speak of something else.
    if block.region == Region::Aside && whom != Whom::Named {
        return concern.map(|_| Concern::Perhaps);
    }
    concern
}

/// Whether a block belongs to a piece of news: its article has a date, or a line of its own
/// under the same heading is one.
fn is_post(page: &Page, at: usize) -> bool {
    let block = &page.blocks[at];
    let beside = page
        .blocks
        .iter()
        .enumerate()
        .filter(|(other, near)| other.abs_diff(at) <= 3 && near.headings == block.headings)
        .any(|(_, near)| near.dated.is_some() || is_date_line(&near.text));
    block.dated.is_some() || beside
}

/// Longest line that is a date and no more: "Posted on Wednesday 12 February 2026 by Ann".
const DATE_LINE: usize = 45;

fn is_date_line(text: &str) -> bool {
    let dates = dates::in_text(text);
    let whole = |when: &dates::When| when.day.is_some() && when.year.is_some();
    text.len() <= DATE_LINE && dates.len() == 1 && dates.iter().all(whole)
}

/// How far down the top of a page goes: two blocks below its first heading.
fn top_of(page: &Page) -> usize {
    let first = page
        .blocks
        .iter()
        .position(|block| matches!(block.shape, Shape::Heading(1)));
    first.unwrap_or(0) + 2
}
