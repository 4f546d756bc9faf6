//! Statements of the page that are about this very service, and are news.

use super::about::{About, Belongs};
use super::names::Names;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::watch::read::status::{self, Statement};
use crate::watch::read::text::{folded, snippet};
use crate::watch::read::{Block, Region, Shape};

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

/// News older than this is not news, in days.
const OLD: i32 = 400;

/// Statements about the service that the page before did not make.
pub(super) fn own(facts: &Facts<'_>) -> Vec<Own> {
    let about = &facts.after;
    let mut found = Vec::new();
    for (at, block) in about.blocks() {
        if is_old_news(block, facts) {
            continue;
        }
        let in_heading = matches!(block.shape, Shape::Heading(_))
            .then(|| status::in_heading(&block.text))
            .flatten()
            .filter(|statement| whom(&statement.subject, &facts.names) == Whom::Named);
        for statement in in_heading.into_iter().chain(status::in_text(&block.text)) {
            let history = statement
                .dates
                .iter()
                .any(|when| when.is_older_than(OLD, facts.today));
            if history || said_before(facts, &statement) {
                continue;
            }
            if let Some(concern) = concern(&statement, block, about.belongs(at), facts) {
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
        .map(|heading| crate::watch::read::dates::in_text(&heading.text))
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
        let sentence = folded(&statement.sentence);
        before
            .page
            .blocks
            .iter()
            .any(|block| folded(&block.text).contains(&sentence))
    })
}

fn concern(
    statement: &Statement,
    block: &Block,
    belongs: Belongs,
    facts: &Facts<'_>,
) -> Option<Concern> {
    if let Some(object) = &statement.object
        && whom(object, &facts.names) == Whom::Else
    {
        return None;
    }
    let whom = whom(&statement.subject, &facts.names);
    let about: &About<'_> = &facts.after;
    let loud = matches!(block.shape, Shape::Heading(_)) || block.region == Region::Header;
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
        (Whom::This | Whom::Nobody, Belongs::Unclear) => None,
    };
    // Teasers beside the text often speak of something else.
    if block.region == Region::Aside && whom != Whom::Named {
        return concern.map(|_| Concern::Perhaps);
    }
    concern
}

/// Whom a subject names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// The service or its provider, by name.
    Named,
    /// "We", "our sessions".
    Us,
    /// "This group", "the club", "it".
    This,
    /// Nobody: the statement stands alone.
    Nobody,
    /// Somebody or something else.
    Else,
}

/// What services call themselves.
const NOUNS: &[&str] = &[
    "service",
    "group",
    "club",
    "project",
    "scheme",
    "programme",
    "charity",
    "organisation",
    "organization",
    "session",
    "sessions",
    "class",
    "classes",
    "meeting",
    "meetings",
    "activity",
    "activities",
    "drop-in",
    "team",
    "everything",
    "society",
    "association",
    "branch",
    "page",
];

/// Words that may stand around those nouns without naming another thing.
const NEUTRAL: &[&str] = &[
    "this",
    "the",
    "our",
    "these",
    "all",
    "it",
    "weekly",
    "monthly",
    "regular",
    "lovely",
    "beloved",
    "much",
    "loved",
    "much-loved",
    "little",
    "small",
    "local",
    "community",
    "whole",
    "entire",
    "usual",
    "of",
    "and",
    "a",
    "an",
    "here",
    "there",
    "is",
    "are",
    "has",
    "have",
    "will",
    "be",
    "been",
    "that",
    "for",
    "by",
    "now",
    "sadly",
    "both",
    "its",
];

fn whom(subject: &str, names: &Names) -> Whom {
    let subject = subject.trim();
    if subject.is_empty() {
        return Whom::Nobody;
    }
    if names.mostly_named_in(subject) && !names_another(subject, names) {
        return Whom::Named;
    }
    if names.provider_named_in(subject) {
        return Whom::Named;
    }
    let words: Vec<String> = crate::watch::read::text::words(subject).collect();
    let first = words.first().map(String::as_str).unwrap_or_default();
    let last = words.last().map(String::as_str).unwrap_or_default();
    let we = |word: &str| matches!(word, "we" | "we've" | "we're" | "we'll");
    if we(first) || we(last) {
        return Whom::Us;
    }
    let known = |word: &String| {
        NOUNS.contains(&word.as_str())
            || NEUTRAL.contains(&word.as_str())
            || names.in_name(word)
            || names.is_own_day(word)
    };
    // "Our last session was …": the noun went with the verb.
    if words
        .iter()
        .all(|word| matches!(word.as_str(), "our" | "the" | "this" | "a"))
    {
        return if first == "our" { Whom::Us } else { Whom::This };
    }
    let some_noun = words
        .iter()
        .any(|word| NOUNS.contains(&word.as_str()) || names.in_name(word) || word == "it");
    if !words.iter().all(known) || !some_noun {
        return Whom::Else;
    }
    if first == "our" { Whom::Us } else { Whom::This }
}

/// Whether a subject holds the name of somewhere or something that is not in our names:
/// "Burton Lunch Club" is not "Ashby Lunch Club".
fn names_another(subject: &str, names: &Names) -> bool {
    subject
        .split_whitespace()
        .skip(1)
        .chain(subject.split_whitespace().take(1))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .flat_map(crate::watch::read::text::words)
        .any(|word| {
            !names.in_name(&word)
                && !names.in_surroundings(&word)
                && !names.is_own_day(&word)
                && !NOUNS.contains(&word.as_str())
                && !NEUTRAL.contains(&word.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::Service;

    #[test]
    fn subjects_are_told_apart() {
        let service: Service = serde_json::from_str(
            r#"{"name":"Ashby Lunch Club","organization":{"name":"Age Friends Northshire"},
                "schedules":[{"byday":"MO"}]}"#,
        )
        .unwrap();
        let names = Names::of(&service);
        for (subject, want) in [
            ("Ashby Lunch Club", Whom::Named),
            ("the Ashby club", Whom::Named),
            ("Age Friends Northshire", Whom::Named),
            ("we", Whom::Us),
            ("We lost our funding", Whom::Us),
            ("Our weekly sessions", Whom::Us),
            ("Our Monday group", Whom::Us),
            ("This service", Whom::This),
            ("the club", Whom::This),
            ("it", Whom::This),
            ("", Whom::Nobody),
            ("The mine", Whom::Else),
            ("Burton Lunch Club", Whom::Else),
            ("Our Burton branch", Whom::Else),
            ("Our Thursday group", Whom::Else),
            ("the café", Whom::Else),
            ("The car park", Whom::Else),
            ("the library", Whom::Else),
        ] {
            assert_eq!(whom(subject, &names), want, "{subject}");
        }
    }
}
