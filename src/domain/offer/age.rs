//! Who may come, by age in years.
//!
//! A text is searched for phrases that are about ages; each is read as a sheet's cell of ages
//! is. "Under 5s" are four at most, pre-school children and toddlers too.

use std::sync::LazyLock;

use regex::Regex;

use super::admission::{Admission, admission};
use super::cues::compiled;
use super::said::{By, Said, Stated};
use super::texts::{Texts, folded};
use crate::domain::{AgeRange, ages_in_words};
use crate::oruk::Service;

/// Ages from here on are how feeds write "no limit".
const NO_LIMIT: f64 = 120.0;

/// Numbers in words, as ages are written: "over sixty", "under fives".
const NUMBERS: [(&str, &str); 14] = [
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("eight", "8"),
    ("eleven", "11"),
    ("sixteen", "16"),
    ("eighteen", "18"),
    ("forty", "40"),
    ("fifty", "50"),
    ("fifty-five", "55"),
    ("sixty", "60"),
    ("sixty-five", "65"),
    ("seventy", "70"),
];

/// Phrases about ages. A number alone is none: it needs "aged", "years old", a plus, or an s.
static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    let n = r"\d{1,3}";
    let years = r"(?: ?(?:years?|yrs?|y/?o))?(?: olds?)?";
    let unit = r"(?:years?|yrs?|months?|mths?)(?: olds?)?";
    let way_up =
        r"(?: ?\+| plus\b| (?:and|or|&) (?:over|above|older|upwards?)\b| upwards?\b| onwards?\b)";
    let way_down = r" (?:and|or|&) (?:under|younger|below)\b";
    let to = r"(?: ?- ?| to | and | up to )";
    compiled(&format!(
        r"\b(?:(?:ages?|aged|age group|age range):? (?:between |from |of )?{n}(?: {unit})?{to}{n}{years}|(?:ages?|aged):? (?:between |from |over |under |at least )?{n}{years}(?:{way_up}|{way_down})?|(?:between |from )?{n}(?: ?{unit})?{to}{n} ?{unit}|(?:from )?(?:birth|newborn){to}{n}(?: {unit})?|(?:over|under)(?: the age of)? {n}'?s?\b{years}|{n}'?s? (?:and|or|&) (?:over|above|older|under|younger)s?\b|{n}{years}{way_up}|{n}{to}{n}s\b|min(?:imum)? age:? (?:of )?{n}|from (?:the )?age (?:of )?{n}|up to (?:the )?age (?:of )?{n}|(?:babies|children|toddlers|kids|infants) up to {n}(?: {unit})?|up to {n} {unit}|(?:teens?|young people|youngsters|children|kids|boys|girls|men|women|adults|pupils|people)(?:,? | ?\()(?:ages? |aged )?{n}{to}{n}\b)"
    ))
});

/// Phrases that name an age without a number.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?P<all>\b(?:(?:all|any) ages?(?: groups?)?|people of any age|no age (?:limit|restriction)s?|at any age)\b)|(?P<small>\b(?:pre ?school(?:ers?)?(?: children)?|toddlers?(?: and bab(?:y|ies))?|babies and toddlers|under fives)\b)|(?P<both>\badults? (?:and|&|or|with|to) (?:\w+ )?(?:children|child|young|kids|families|teen\w*|bab\w+)|(?:children|young people|kids|families) (?:and|&|or) adults?\b|young adults?\b|vulnerable adults?\b|adult (?:social|services|must|with|to)\b|(?:an|each|every|one|responsible) adults?\b)|(?P<adults>\badults only\b|\b(?:for|to|helps?|supports?|welcomes?) (?:[\w-]+ ){0,3}adults\b|\badult (?:class|classes|learners?|learning|courses?|group|sessions?)\b)",
    )
});

/// What stands behind a number that counts something else.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:\.\d|%|:\d| ?[ap]m\b|(?: \w+)? ?(?:families|people (?:have|were|came|a)|stalls|volunteers|members|groups|years|months|weeks|days|minutes|mins|hours|miles|yards|metres|languages|activities|sessions|places|helpers|homes|households|organisations|charities|clubs|times|experience|today|waiting|course|programme|project|ago|per cent|staff|songs|books)\b|(?: of|') (?:\w+ )*(?:experience|work|service)| (?:have|has) helped)",
    )
});

/// What stands before a number that counts something else.
static COUNTING: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?:£|#|\b(?:helped|supported|have|has|had|are|raised|served|rooms?|pages?|for|with|team of|about|nearly|almost|staff (?:\w+ )*|volunteers (?:\w+ )*|trained|than|weeks?|platforms?|number|route|road)) ?$",
    )
});

/// A sentence about those who run it, not about those who come.
static HELPERS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:staff|volunteers|helpers|leaders|drivers|trustees) (?:are|is|must|have|need)\b|\b(?:our|the) (?:staff|volunteers|leaders)\b",
    )
});

pub(super) fn read(texts: &Texts, service: &Service) -> Stated<AgeRange> {
    stated(service).or_else(|| {
        let who = texts.who.iter().find_map(|text| in_field(text));
        who.or_else(|| whole(texts)).or_else(|| {
            let mut found = texts.after(&texts.who).filter_map(|(by, text)| {
                let (range, words) = in_prose(text)?;
                Some(Said::by(by, range, words))
            });
            found.next()
        })
    })
}

/// What the two fields for it say.
fn stated(service: &Service) -> Stated<AgeRange> {
    let bounds = [
        ("minimum_age", service.minimum_age),
        ("maximum_age", service.maximum_age),
    ];
    let words: Vec<String> = bounds
        .iter()
        .filter_map(|(name, years)| Some(format!("{name} {}", (*years)?)))
        .collect();
    let range = AgeRange {
        min: service.minimum_age.filter(|min| *min > 0.0),
        max: service.maximum_age.filter(|max| *max < NO_LIMIT),
    };
    (!words.is_empty()).then(|| Said::structured(range, words.join(", ")))
}

/// The field for who may come may be a cell of ages and nothing else.
fn in_field(text: &str) -> Stated<AgeRange> {
    let figures = in_figures(text);
    let mut mentions = MENTION.find_iter(&figures);
    if mentions.any(|found| admission(&figures, found.range()) != Admission::May) {
        return None;
    }
    let range = ages_in_words(text)?;
    Some(Said::structured(below(text, range)?, text))
}

/// A description of two numbers and nothing else is one of ages: "16-25".
fn whole(texts: &Texts) -> Stated<AgeRange> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        compiled(r"^(?:for )?(?:ages? |aged )?\d{1,2}(?: ?- ?| to )\d{1,2}[.!]?$")
    });
    let [text] = texts.prose.as_slice() else {
        return None;
    };
    let range = RANGE
        .is_match(text)
        .then(|| ages_in_words(text))
        .flatten()?;
    Some(Said::by(By::Prose, range, text))
}

/// The first ages that a name or a sentence speaks of: "Badminton 50+", "for 2 to 4 year olds".
pub fn ages_in_prose(text: &str) -> Option<AgeRange> {
    in_prose(&folded(text)).map(|(range, _)| range)
}

/// The first ages that a sentence speaks of.
fn in_prose(text: &str) -> Option<(AgeRange, String)> {
    if HELPERS.is_match(text) {
        return None;
    }
    match numbered(text) {
        Some(Numbered::Range(range, words)) => Some((range, words)),
        Some(Numbered::OfSome) => None,
        None => {
            let (range, words) = named(text)?;
            Some((range, words.to_owned()))
        }
    }
}

/// What the first numbers of a sentence that are ages say.
enum Numbered {
    /// Who may come.
    Range(AgeRange, String),
    /// Something of some of those who may.
    OfSome,
}

fn numbered(text: &str) -> Option<Numbered> {
    let figures = in_figures(text);
    let read = |found: regex::Match<'_>| {
        let (before, after) = (&figures[..found.start()], &figures[found.end()..]);
        let says_age = found.as_str().to_ascii_lowercase();
        let is_plain = ["age", "year", "yr", "month", "birth"]
            .iter()
            .any(|word| says_age.contains(word))
            || says_age.ends_with('s');
        let is_counted = COUNTED.is_match(after)
            || !is_plain
                && COUNTING.is_match(before)
                && !before.trim_end().to_ascii_lowercase().ends_with("for");
        let range = ages_in_words(&as_cell(&says_age)).filter(|_| !is_counted)?;
        let words = found.as_str().to_owned();
        match admission(&figures, found.range()) {
            Admission::Beside => Some(Numbered::OfSome),
            Admission::May => Some(Numbered::Range(below(&says_age, range)?, words)),
            Admission::MayNot => Some(match turned(range) {
                Some(range) => Numbered::Range(range, words),
                None => Numbered::OfSome,
            }),
        }
    };
    MENTION.find_iter(&figures).find_map(read)
}

/// Who may come where these may not: "no under 18s" is from 18 on.
fn turned(range: AgeRange) -> Option<AgeRange> {
    match (range.min, range.max) {
        (None, Some(max)) => Some(AgeRange {
            min: Some(max),
            max: None,
        }),
        (Some(min), None) => Some(AgeRange {
            min: None,
            max: Some(min),
        }),
        _ => None,
    }
}

/// A phrase of prose as a cell of ages has it.
fn as_cell(phrase: &str) -> String {
    let bare = ["babies", "children", "toddlers", "kids", "infants"];
    let phrase = bare
        .iter()
        .find_map(|who| phrase.strip_prefix(who))
        .unwrap_or(phrase);
    let lone = phrase
        .trim_start_matches("ages")
        .trim_start_matches("aged")
        .trim_start_matches("age");
    let lone = lone.trim_start_matches([':', ' ']);
    let is_lone = lone.bytes().all(|b| b.is_ascii_digit());
    if is_lone {
        format!("from {lone}")
    } else {
        ["the age of ", "age range", "age group"]
            .iter()
            .fold(phrase.to_owned(), |text, words| text.replace(words, ""))
    }
}

/// "Under 5s" are four at most; "5 and under" are five.
fn below(words: &str, range: AgeRange) -> Option<AgeRange> {
    let words = words.to_ascii_lowercase();
    let is_below = ["under", "below", "younger than"]
        .iter()
        .any(|word| words.contains(word));
    let is_with = ["and under", "or under", "& under", "and below", "or below"]
        .iter()
        .any(|word| words.contains(word));
    let whole = |max: f64| max.fract() == 0.0 && max >= 1.0;
    let max = match range.max {
        Some(max) if is_below && !is_with && whole(max) => Some(max - 1.0),
        max => max,
    };
    let is_in_order = range.min.zip(max).is_none_or(|(min, max)| min <= max);
    is_in_order.then_some(AgeRange { max, ..range })
}

fn named(text: &str) -> Option<(AgeRange, &str)> {
    let from = |min: f64| AgeRange {
        min: Some(min),
        max: None,
    };
    NAMED.captures_iter(text).find_map(|found| {
        let words = |name: &str| Some(found.name(name)?.as_str());
        let all = words("all").map(|words| (AgeRange::default(), words));
        let small = || {
            words("small").map(|words| {
                (
                    AgeRange {
                        min: None,
                        max: Some(4.0),
                    },
                    words,
                )
            })
        };
        // "Children and adults" are no adults.
        let adults =
            words("adults").filter(|words| !words.contains(" and ") && !words.contains(" or "));
        let adults = || adults.map(|words| (from(18.0), words));
        all.or_else(small).or_else(adults)
    })
}

/// The text with its numbers in figures: "under fives" is "under 5s".
fn in_figures(text: &str) -> String {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        let words = NUMBERS.map(|(word, _)| word).join("|");
        compiled(&format!(
            r"\b(over|under|aged?|to|and|than) ({words})(s?)\b"
        ))
    });
    let figure = |word: &str| {
        let mut numbers = NUMBERS.iter();
        let known = numbers.find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map_or_else(String::new, |(_, figure)| (*figure).to_owned())
    };
    let replaced = WORDS.replace_all(text, |found: &regex::Captures<'_>| {
        format!("{} {}{}", &found[1], figure(&found[2]), &found[3])
    });
    replaced.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_for_ages_are_taken_as_they_stand() {
        let range = |min, max| Some(AgeRange { min, max });
        for (minimum_age, maximum_age, want) in [
            (None, None, None),
            (Some(18.0), None, range(Some(18.0), None)),
            (Some(0.0), Some(4.5), range(None, Some(4.5))),
            (Some(50.0), Some(999.0), range(Some(50.0), None)),
            (Some(0.0), Some(120.0), range(None, None)),
        ] {
            let service = Service {
                minimum_age,
                maximum_age,
                ..Service::default()
            };
            assert_eq!(stated(&service).map(|said| said.value), want);
        }
    }
}
