//! Ages in words, in years.
//!
//! The numbers are those that are stated: "over 50s" begins at 50, "under 5s" ends at 5.
//! Months and weeks become parts of a year. Adults are 18 and older, teenagers 13 to 19; all
//! ages have no bounds. School years, toddlers and families are no ages in years, and a lone
//! number says neither from nor to.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Serialize;

use super::pattern;

/// Ages in years, both included; an absent bound is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct AgeRange {
    /// The youngest who may come; parts of a year for months.
    pub min: Option<f64>,
    /// The oldest who may come.
    pub max: Option<f64>,
}

impl AgeRange {
    /// Whether somebody of that age may come. Who is 11 and a half is 11.
    pub fn includes(&self, years: f64) -> bool {
        let oldest = |max: f64| years <= max || years.floor() <= max && max.fract() == 0.0;
        self.min.is_none_or(|min| years >= min) && self.max.is_none_or(oldest)
    }
}

const UNIT: &str = r"(?:\s*-?\s*(years?|yrs?|yr|y/?o|months?|mths?|mos?|weeks?|wks?)\b\.?)?(?:\s*olds?\b)?(?:'?s\b)?";

/// `5-11`, `6 months to 5 years`, `between 11 and 18`.
static BETWEEN: LazyLock<Regex> = pattern!(&format!(
    r"\b(\d{{1,3}}){UNIT}\s*(?:-|to|until|up to|through|and(?:\s+under)?)\s*(\d{{1,3}}){UNIT}(?:$|[^\d+%])"
));

/// `18+`, `50 and over`, `60 plus`.
static FROM_AFTER: LazyLock<Regex> = pattern!(&format!(
    r"\b(\d{{1,3}}){UNIT}\s*(?:\+|plus\b|(?:and|or|&)\s*(?:over|older|above|up|upwards?|more)\b|upwards?\b|onwards?\b)"
));

/// `over 50s`, `from 16`, `minimum age 8`.
static FROM_BEFORE: LazyLock<Regex> = pattern!(&format!(
    r"\b(?:over(?:\s+the\s+age\s+of)?|from(?:\s+age)?|above|at least|min(?:imum)?(?:\s+age)?(?:\s+of)?:?|older than)[\s-]+(?:age[sd]?\s+)?(\d{{1,3}}){UNIT}"
));

/// `under 5s`, `up to 25`.
static TO_BEFORE: LazyLock<Regex> = pattern!(&format!(
    r"\b(?:under(?:\s+the\s+age\s+of)?|up to|until|below|max(?:imum)?(?:\s+age)?(?:\s+of)?:?|younger than|birth\s*(?:-|to)|newborn\s*(?:-|to))[\s-]*(?:age[sd]?\s+)?(\d{{1,3}}){UNIT}"
));

/// `5 and under`.
static TO_AFTER: LazyLock<Regex> = pattern!(&format!(
    r"\b(\d{{1,3}}){UNIT}\s*(?:and|or|&)\s*(?:under|younger|below|less)\b"
));

/// A scale that is not years of age.
static SCHOOL: LazyLock<Regex> = pattern!(
    r"\b(?:school|reception|nursery|key stage|ks\s?\d|year group|primary|p\d|s\d|years?\s+\d+|yrs?\s+\d+|y\d+)\b"
);

static NO_BOUND: LazyLock<Regex> = pattern!(
    r"^(?:all(?: ages?)?(?: are)?(?: welcome)?|any(?: age)?|everyone|everybody|anyone|anybody|open to (?:all|everyone|anyone)|no (?:age )?(?:limits?|restrictions?)|all age groups|suitable for all(?: ages)?|any age welcome|all ages and abilities)(?: welcome)?$"
);

static PARENTHESES: LazyLock<Regex> = pattern!(r"\([^()]*\)");

/// Ages beyond this are something else: a year, a price, a house number.
const OLDEST: f64 = 120.0;

/// The ages that a text says, which is about ages and nothing else; `None` when it says none.
pub fn ages_in_words(text: &str) -> Option<AgeRange> {
    let lower = text
        .to_lowercase()
        .replace(['–', '—', '−', '‐', '‑'], "-")
        .replace('’', "'");
    let lower = lower.trim_end_matches(['.', '!']);
    // "11-19 (25 with SEND)": what stands in brackets is an exception to what stands before.
    let outside = PARENTHESES.replace_all(lower, " ");
    let inside = outside.as_ref() != lower;
    stated(outside.trim()).or_else(|| inside.then(|| stated(lower)).flatten())
}

/// One age, with or without the word that makes it a bound: `18`, `6 months`, `over 50`.
pub fn age_in_words(text: &str) -> Option<f64> {
    static ONE: LazyLock<Regex> = pattern!(&format!(
        r"^(?:aged?\s+|over\s+|under\s+|from\s+|up to\s+)?(\d{{1,3}})(?:\.0+)?{UNIT}\s*\+?$"
    ));
    let lower = text.trim().to_lowercase();
    if let Ok(years) = lower.parse::<f64>()
        && (0.0..=OLDEST).contains(&years)
    {
        return Some(years);
    }
    ONE.captures(&lower).and_then(|found| age(&found, 1, None))
}

/// The ages in a text in small letters.
fn stated(text: &str) -> Option<AgeRange> {
    if text.is_empty() || SCHOOL.is_match(text) && !text.contains("school age") {
        return None;
    }
    if NO_BOUND.is_match(text) {
        return Some(AgeRange::default());
    }
    let ranges: Vec<AgeRange> = BETWEEN
        .captures_iter(text)
        .filter_map(|f| between(&f))
        .collect();
    if let [first, rest @ ..] = ranges.as_slice() {
        return rest.iter().try_fold(*first, |all, next| joined(all, *next));
    }
    if BETWEEN.is_match(text) {
        return None;
    }
    let one = |patterns: [&LazyLock<Regex>; 2]| {
        let mut found = patterns.into_iter().filter_map(|p| p.captures(text));
        found.find_map(|found| age(&found, 1, None))
    };
    // "18 and under" is no "18 and …"; "birth to 2" begins at nought.
    let max = one([&TO_AFTER, &TO_BEFORE]);
    let min = one([&FROM_AFTER, &FROM_BEFORE]);
    let born = text.contains("birth") || text.contains("newborn");
    let min = min.or_else(|| (born && max.is_some()).then_some(0.0));
    if min.is_some() || max.is_some() {
        let in_order = min.zip(max).is_none_or(|(min, max)| min <= max);
        return in_order.then_some(AgeRange { min, max });
    }
    named(text)
}

fn between(found: &Captures<'_>) -> Option<AgeRange> {
    // The unit stands once for both: "0-18 months".
    let unit = found.get(4).map(|unit| unit.as_str());
    let ages = AgeRange {
        min: age(found, 1, unit),
        max: age(found, 3, None),
    };
    (ages.min? <= ages.max?).then_some(ages)
}

/// Two ranges that leave no gap of more than a year are one.
fn joined(all: AgeRange, next: AgeRange) -> Option<AgeRange> {
    let (low, high) = (all.min?.max(next.min?), all.max?.min(next.max?));
    (low - high <= 1.0).then_some(AgeRange {
        min: Some(all.min?.min(next.min?)),
        max: Some(all.max?.max(next.max?)),
    })
}

/// The age in a group, whose unit is in the group after it.
fn age(found: &Captures<'_>, group: usize, otherwise: Option<&str>) -> Option<f64> {
    let number: f64 = found.get(group)?.as_str().parse().ok()?;
    let unit = found.get(group + 1).map(|unit| unit.as_str()).or(otherwise);
    let years = match unit.and_then(|unit| unit.chars().next()) {
        Some('m') => number / 12.0,
        Some('w') => number / 52.0,
        _ => number,
    };
    let years = (years * 100.0).round() / 100.0;
    (years <= OLDEST).then_some(years)
}

/// Groups whose ages everybody agrees on.
fn named(text: &str) -> Option<AgeRange> {
    let words = text.trim_end_matches(" only");
    let (min, max) = match words {
        "adult" | "adults" | "adults of all ages" | "adults all ages" | "all adults" => {
            (18.0, None)
        }
        "teenagers" | "teens" | "teenager" => (13.0, Some(19.0)),
        _ => return None,
    };
    Some(AgeRange {
        min: Some(min),
        max,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_of_an_age_until_the_next_birthday() {
        let range = AgeRange {
            min: Some(5.0),
            max: Some(11.0),
        };
        for (years, want) in [
            (4.9, false),
            (5.0, true),
            (11.0, true),
            (11.5, true),
            (12.0, false),
        ] {
            assert_eq!(range.includes(years), want, "{years}");
        }
        let babies = AgeRange {
            min: None,
            max: Some(1.5),
        };
        assert!(babies.includes(1.0) && !babies.includes(1.6));
        assert!(AgeRange::default().includes(99.0));
    }
}
