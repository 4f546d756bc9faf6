//! For whom it is.
//!
//! The terms that a feed has for eligibility stand as they are. [Known audiences](audiences)
//! are found in terms, in names and in the field for who may come by their mere mention, and
//! in a description where it says that something is for them: "for carers", "veterans
//! welcome", "a carers' group".

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::audiences::KNOWN;
use super::cues::compiled;
use super::said::{By, Said};
use super::texts::{Texts, folded};
use crate::oruk::{Attribute, Service};

/// A term that people filter by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Term {
    /// Its id, where it is a feed's own.
    pub id: Option<String>,
    /// Its code: the feed's, or ours of a known audience such as `carers`, or that of a
    /// language.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

impl Term {
    /// Whether a filter means this term by its id, code or name, in any case.
    pub fn is_called(&self, wanted: &str) -> bool {
        let codes = [&self.id, &self.code].into_iter().flatten();
        let wanted = wanted.trim().to_lowercase();
        let mut names = codes.chain([&self.name]);
        names.any(|name| name.to_lowercase() == wanted)
    }
}

/// Every phrase; the group that matched tells the audience.
static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    let phrases = KNOWN.iter().enumerate();
    let phrases: Vec<String> = phrases
        .map(|(at, (_, _, p))| format!("(?P<a{at}>{p})"))
        .collect();
    compiled(&format!(r"\b(?:{})\b", phrases.join("|")))
});

/// What stands before those for whom it is.
static FOR: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:for|open to|welcomes?|supports?|supporting|helps?|helping|aimed at|brings together|affects?|affected by|affecting|among|help to|advice to|support to|made for|meant for|who are|living with|people with) )(?:[\w'+-]+,? ){0,6}$",
    )
});

/// What stands behind those for whom it is, or of whom it is.
static THEIR: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:'s|s'|')?,? ?(?:and \w+ )?(?:are |is )?(?:(?:very |always |most |especially |also )?welcome|(?:support |peer |social |coffee )?(?:groups?|clubs?|cafe?|sessions?|breakfast|network|circle|drop in|choir|befriending|hub|forum|meet ups?)\b)",
    )
});

/// Before it: it is not for them, or only by them.
static NOT_FOR: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:not|\w+n't|unsuitable) (?:\w+ ){0,3}(?:for|to) (?:\w+ ){0,3}$|\b(?:run|led|staffed|founded|funded|organised|visited|helped|supported) by (?:\w+ ){0,4}$|\b(?:volunteers?|members|trustees|we) (?:are|were) (?:\w+ ){0,3}$|\bno (?:\w+ )?$|\b(?:after|from) an? $|\b(?:free from|without) (?:\w+ )?$",
    )
});

/// Behind it: a sentence that speaks of somebody or something else.
static ELSE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:'s|s'|')? ?(?:council|hall|office|go free|free|house|centre on|volunteer\b|volunteers\b|must be accompanied|unit\b|ward\b|bank\b|,? supervised)",
    )
});

pub(super) fn read(texts: &Texts, service: &Service) -> Vec<Said<Term>> {
    let mut found = Found::default();
    for attribute in &service.attributes {
        if let Some(term) = term(attribute) {
            found.mentioned(By::Structured, &term.name);
            if attribute.link_type.as_deref() == Some("eligibility") {
                let words = term.name.clone();
                found.add(By::Structured, term, &words);
            }
        }
    }
    for text in &texts.who {
        found.mentioned(By::Structured, text);
    }
    for name in &texts.names {
        found.mentioned(By::Prose, name);
    }
    for sentence in &texts.prose {
        found.told(sentence);
    }
    found.0
}

fn term(attribute: &Attribute) -> Option<Term> {
    let term = attribute.taxonomy_term.as_ref();
    let name = term.and_then(|term| term.name.as_ref().or(term.term.as_ref()));
    let name = name
        .or(attribute.label.as_ref())
        .or(attribute.value.as_ref())?;
    let id = term.and_then(|term| term.id.clone());
    Some(Term {
        id: id.or_else(|| attribute.taxonomy_term_id.clone()),
        code: term.and_then(|term| term.code.clone()),
        name: folded(name),
    })
}

/// Audiences, each once, those of fields before those of prose.
#[derive(Default)]
struct Found(Vec<Said<Term>>);

impl Found {
    fn add(&mut self, by: By, term: Term, words: &str) {
        let is_new = !self.0.iter().any(|said| said.value == term);
        if is_new {
            self.0.push(Said::by(by, term, words));
        }
    }

    /// Where a mention is enough, unless it is denied.
    fn mentioned(&mut self, by: By, text: &str) {
        for (known, at) in mentions(text) {
            if !NOT_FOR.is_match(&text[..at.start]) {
                self.add(by, known, &text[at]);
            }
        }
    }

    /// Where a sentence has to say that it is for them.
    fn told(&mut self, sentence: &str) {
        for (known, at) in mentions(sentence) {
            let (before, after) = (&sentence[..at.start], &sentence[at.end..]);
            let is_for = FOR.is_match(before) || THEIR.is_match(after);
            // "Veterans and their families" is for veterans.
            let is_beside = before.ends_with("their ") && known.code.as_deref() == Some("parents");
            let is_other = NOT_FOR.is_match(before) || ELSE.is_match(after) || is_beside;
            if is_for && !is_other {
                self.add(By::Prose, known, &sentence[at]);
            }
        }
    }
}

/// The known audiences that a text mentions, and where.
fn mentions(text: &str) -> Vec<(Term, std::ops::Range<usize>)> {
    if !MENTION.is_match(text) {
        return Vec::new();
    }
    let found = MENTION.captures_iter(text).filter_map(|found| {
        let which = (0..KNOWN.len()).find(|at| found.name(&format!("a{at}")).is_some())?;
        let (code, name, _) = KNOWN[which];
        let term = Term {
            id: None,
            code: Some(code.to_owned()),
            name: name.to_owned(),
        };
        Some((term, found.get(0)?.range()))
    });
    found.collect()
}
