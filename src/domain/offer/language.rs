//! Languages it is offered in.
//!
//! A language is written with a capital, and is one that is spoken where the words beside it
//! say so: "in Polish and Urdu", "Somali-speaking", "interpreters for Farsi". A class that
//! teaches it, or a cake that is called after it, is not.

use std::sync::LazyLock;

use regex::Regex;

use super::audience::Term;
use super::cues::compiled;
use super::languages::KNOWN;
use super::said::{By, Said};
use super::texts::{Texts, folded};
use crate::domain::pattern;
use crate::oruk::{Language, Service};

/// Every name, as it is written.
static NAME: LazyLock<Regex> = pattern!(&format!(r"\b(?:{})\b", names()));

/// What stands before a language that is spoken; other languages may stand between.
static SPOKEN: LazyLock<Regex> = pattern!(&format!(
    r"\b(?:[Ii]n|[Ss]peaks?|[Ss]peaking|[Ss]poken|[Ll]anguages?:?|[Ii]nterpret(?:ers?|ing|ation)(?: (?:in|for|into))?|[Tt]ranslat(?:ed|ions?|ors?)(?: \w+)?(?: (?:in|for|into))?|and sign in) (?:(?:{0})(?:,? (?:and|or|&) |, |/| & ))*$",
    names()
));

/// What stands behind one.
static SPEAKERS: LazyLock<Regex> = pattern!(&format!(
    r"^(?:(?:,? (?:and|or|&) |, |/)(?:{0}))*[ -](?:[Ss]peak|[Mm]edium|[Ll]anguage|[Ii]nterpret|signed|users|is spoken)|^ (?:and|or) (?:{0})[ -]speak",
    names()
));

/// What stands before one that is taught.
static TAUGHT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:learn\w*|practi[sc]e|practising|improve|teach\w*|taught|lessons?|class(?:es)?|courses?|brush up|maths|beginners'?|write|writing|read|reading|exams?) (?:\w+ ){0,3}$",
    )
});

fn names() -> String {
    let names = KNOWN.iter().flat_map(|(_, _, names)| names.iter().copied());
    names.collect::<Vec<_>>().join("|")
}

pub(super) fn read(texts: &Texts, service: &Service) -> Vec<Said<Term>> {
    let mut found: Vec<Said<Term>> = Vec::new();
    let mut add = |by: By, term: Term, words: &str| {
        if !found.iter().any(|said| said.value == term) {
            found.push(Said::by(by, term, words));
        }
    };
    for language in &service.languages {
        if let Some((term, words)) = stated(language) {
            add(By::Structured, term, &words);
        }
    }
    let interpreted = service.interpretation_services.as_deref().map(folded);
    let interpreted = interpreted.unwrap_or_default();
    for name in NAME.find_iter(&interpreted) {
        add(By::Structured, known(name.as_str()), name.as_str());
    }
    for sentence in texts.names.iter().chain(&texts.prose) {
        for name in NAME.find_iter(sentence) {
            let (before, after) = (&sentence[..name.start()], &sentence[name.end()..]);
            let is_spoken = SPOKEN.is_match(before) || SPEAKERS.is_match(after);
            if is_spoken && !TAUGHT.is_match(before) {
                add(By::Prose, known(name.as_str()), name.as_str());
            }
        }
    }
    found
}

/// A language of a feed, by our code and name where we know it.
fn stated(language: &Language) -> Option<(Term, String)> {
    let name = language
        .name
        .as_deref()
        .map(folded)
        .filter(|name| !name.is_empty());
    let code = language
        .code
        .as_deref()
        .map(folded)
        .filter(|code| !code.is_empty());
    let words = name.clone().or_else(|| code.clone())?;
    let by_code = code.as_deref().and_then(|code| {
        let code = code.split(['-', '_']).next()?.to_ascii_lowercase();
        KNOWN
            .iter()
            .find(|(two, three, _)| code == *two || code == *three)
    });
    let by_name = || {
        let wanted = words.to_lowercase();
        let called = |names: &[&str]| names.iter().any(|name| name.to_lowercase() == wanted);
        KNOWN.iter().find(|(_, _, names)| called(names))
    };
    let term = match by_code.or_else(by_name) {
        Some((code, _, names)) => named(code, names),
        None => Term {
            id: None,
            code,
            name: words.clone(),
        },
    };
    Some((term, words))
}

fn known(name: &str) -> Term {
    let found = KNOWN.iter().find(|(_, _, names)| names.contains(&name));
    found.map_or_else(Term::default, |(code, _, names)| named(code, names))
}

fn named(code: &str, names: &[&str]) -> Term {
    Term {
        id: None,
        code: Some(code.to_owned()),
        name: names.first().copied().unwrap_or(code).to_owned(),
    }
}
