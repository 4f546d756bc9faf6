//! Languages it is offered in.
//!
//! A language is written with a capital, and is one that is spoken where the words beside it
//! say so: "in Polish and Urdu", "Somali-speaking", "interpreters for Farsi". A class that
//! teaches it, or a cake that is called after it, is not.

use std::sync::LazyLock;

use regex::Regex;

use super::audience::Term;
use super::cues::compiled;
use super::denial::{Standing, weigh};
use super::languages::{KNOWN, Known, OLD_CODES};
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
        for (term, words) in stated(language) {
            add(By::Structured, term, &words);
        }
    }
    let interpreted = service.interpretation_services.as_deref().map(folded);
    let interpreted = interpreted.unwrap_or_default();
    let holds =
        |text: &str, name: &regex::Match<'_>| weigh(text, name.range()).standing == Standing::Holds;
    for name in NAME
        .find_iter(&interpreted)
        .filter(|name| holds(&interpreted, name))
    {
        add(By::Structured, known(name.as_str()), name.as_str());
    }
    for sentence in texts.names.iter().chain(&texts.prose) {
        for name in NAME.find_iter(sentence) {
            let (before, after) = (&sentence[..name.start()], &sentence[name.end()..]);
            let is_spoken = SPOKEN.is_match(before) || SPEAKERS.is_match(after);
            if is_spoken && !TAUGHT.is_match(before) && holds(sentence, &name) {
                add(By::Prose, known(name.as_str()), name.as_str());
            }
        }
    }
    found
}

/// The languages of one entry of a feed, each with its words there. Several names in one
/// entry ("Welsh, Polish") are several languages.
fn stated(language: &Language) -> Vec<(Term, String)> {
    let name = language.name.as_deref().map(folded).unwrap_or_default();
    let code = language.code.as_deref().map(folded).unwrap_or_default();
    let names = parts(&name);
    let codes = parts(&code);
    match (names.as_slice(), codes.as_slice()) {
        ([], []) => Vec::new(),
        ([], codes) => codes
            .iter()
            .map(|code| of_entry(code, Some(code)))
            .collect(),
        ([name], [code]) => vec![of_entry(name, Some(code))],
        ([name], _) => vec![of_entry(name, None)],
        (names, _) => names.iter().map(|name| of_entry(name, None)).collect(),
    }
}

/// The parts of a list of names or codes.
fn parts(text: &str) -> Vec<&str> {
    static PARTED: LazyLock<Regex> = LazyLock::new(|| compiled(r"[,;/|&+]|\s(?:and|or)\s"));
    let parts = PARTED.split(text).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// A language by our code and name where we know it, and what the feed calls it.
fn of_entry(words: &str, code: Option<&&str>) -> (Term, String) {
    let found = code.and_then(|code| by_code(code));
    let found = found.or_else(|| by_name(words)).or_else(|| by_code(words));
    let term = match found {
        Some((code, _, names)) => named(code, names),
        None => Term {
            id: None,
            code: code.map(|code| (*code).to_owned()),
            name: words.to_owned(),
        },
    };
    (term, words.to_owned())
}

/// By a code of two or three letters, in any case, with or without a country.
fn by_code(code: &str) -> Option<&'static Known> {
    let code = code.split(['-', '_']).next()?.to_ascii_lowercase();
    let old = OLD_CODES.iter().find(|(old, _)| code == *old);
    let code = old.map_or(code.as_str(), |(_, new)| new);
    let mut known = KNOWN.iter();
    known.find(|(two, three, _)| code == *two || code == *three)
}

fn by_name(name: &str) -> Option<&'static Known> {
    let wanted = name.to_lowercase();
    let called = |names: &[&str]| names.iter().any(|name| name.to_lowercase() == wanted);
    KNOWN.iter().find(|(_, _, names)| called(names))
}

/// Everything that a known language is asked for by: its codes and names.
pub fn language_names(code: &str) -> impl Iterator<Item = &'static str> + use<> {
    let known = by_code(code).into_iter();
    let old = move |three: &'static str| {
        let old = OLD_CODES.iter().filter(move |(_, new)| *new == three);
        old.map(|(old, _)| *old)
    };
    known.flat_map(move |(two, three, names)| {
        let codes = [*two, *three].into_iter().chain(old(three));
        codes.chain(names.iter().copied())
    })
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
