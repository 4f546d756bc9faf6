//! Ages: who may come, in years.
//!
//! The numbers are those that are stated: "over 50s" begins at 50, "under 5s" ends at 5.
//! Months and weeks become parts of a year. Adults are 18 and older, teenagers 13 to 19; all
//! ages have no bounds. School years, toddlers and families are no ages in years, and a lone
//! number says neither from nor to.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Reading, is_placeholder, pattern, text};
use crate::sheet::ProblemKind;

/// Ages in years; an absent bound is open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ages {
    /// The youngest.
    pub min: Option<f64>,
    /// The oldest.
    pub max: Option<f64>,
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

static EVERYBODY: LazyLock<Regex> = pattern!(
    r"^(?:all|any|every|everyone|everybody|anyone|anybody|open to all|family|no)(?:\b.*)?$"
);

static NO_BOUND: LazyLock<Regex> = pattern!(
    r"^(?:all(?: ages?)?(?: are)?(?: welcome)?|any(?: age)?|everyone|everybody|anyone|anybody|open to (?:all|everyone|anyone)|no (?:age )?(?:limits?|restrictions?)|all age groups|suitable for all(?: ages)?|any age welcome|all ages and abilities)(?: welcome)?$"
);

static PARENTHESES: LazyLock<Regex> = pattern!(r"\([^()]*\)");

/// Ages beyond this are something else: a year, a price, a house number.
const OLDEST: f64 = 120.0;

/// Reads a cell of ages in words.
pub fn read(raw: &str) -> Reading<Ages> {
    let Some(cell) = text::read(raw).value else {
        return Reading::default();
    };
    let lower = cell
        .to_lowercase()
        .replace(['–', '—', '−', '‐', '‑'], "-")
        .replace('’', "'");
    let lower = lower.trim_end_matches(['.', '!']);
    // "11-19 (25 with SEND)": what stands in brackets is an exception to what stands before.
    let outside = PARENTHESES.replace_all(lower, " ");
    let inside = outside.as_ref() != lower;
    let found = stated(outside.trim()).or_else(|| inside.then(|| stated(lower)).flatten());
    found.map_or_else(
        || Reading::with(Ages::default(), ProblemKind::AgeUnparsed),
        Reading::fine,
    )
}

/// Reads a cell of one age, in a column for the youngest or the oldest.
pub fn bound(raw: &str) -> Reading<Option<f64>> {
    static ONE: LazyLock<Regex> = pattern!(&format!(
        r"^(?:aged?\s+|over\s+|under\s+|from\s+|up to\s+)?(\d{{1,3}})(?:\.0+)?{UNIT}\s*\+?$"
    ));
    if is_placeholder(raw) {
        return Reading::default();
    }
    let lower = raw.trim().to_lowercase();
    if EVERYBODY.is_match(&lower) || lower == "birth" {
        return Reading::fine((lower == "birth").then_some(0.0));
    }
    if let Ok(years) = lower.parse::<f64>()
        && (0.0..=OLDEST).contains(&years)
    {
        return Reading::fine(Some(years));
    }
    let found = ONE.captures(&lower).and_then(|found| age(&found, 1, None));
    let unparsed = found.is_none();
    Reading::fine(found).noting(ProblemKind::AgeUnparsed, unparsed)
}

/// The ages in a text in small letters.
fn stated(text: &str) -> Option<Ages> {
    if text.is_empty() || SCHOOL.is_match(text) && !text.contains("school age") {
        return None;
    }
    if NO_BOUND.is_match(text) {
        return Some(Ages::default());
    }
    let ranges: Vec<Ages> = BETWEEN
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
        return in_order.then_some(Ages { min, max });
    }
    named(text)
}

fn between(found: &Captures<'_>) -> Option<Ages> {
    // The unit stands once for both: "0-18 months".
    let unit = found.get(4).map(|unit| unit.as_str());
    let ages = Ages {
        min: age(found, 1, unit),
        max: age(found, 3, None),
    };
    (ages.min? <= ages.max?).then_some(ages)
}

/// Two ranges that leave no gap of more than a year are one.
fn joined(all: Ages, next: Ages) -> Option<Ages> {
    let (low, high) = (all.min?.max(next.min?), all.max?.min(next.max?));
    (low - high <= 1.0).then_some(Ages {
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
fn named(text: &str) -> Option<Ages> {
    let words = text.trim_end_matches(" only");
    let (min, max) = match words {
        "adult" | "adults" | "adults of all ages" | "adults all ages" | "all adults" => {
            (18.0, None)
        }
        "teenagers" | "teens" | "teenager" => (13.0, Some(19.0)),
        _ => return None,
    };
    Some(Ages {
        min: Some(min),
        max,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ages_are_read_in_the_ways_people_write_them() {
        let all = (None, None);
        for (raw, (min, max)) in [
            ("18+", (Some(18.0), None)),
            ("60 +", (Some(60.0), None)),
            ("60 yrs +", (Some(60.0), None)),
            ("50 plus", (Some(50.0), None)),
            ("over 50s", (Some(50.0), None)),
            ("Over 55's", (Some(55.0), None)),
            ("50 and over", (Some(50.0), None)),
            ("aged 60 or over", (Some(60.0), None)),
            ("16 years and older", (Some(16.0), None)),
            ("from 16", (Some(16.0), None)),
            ("Ages 8 upwards", (Some(8.0), None)),
            ("Adults (18+)", (Some(18.0), None)),
            ("Adults", (Some(18.0), None)),
            ("Adults only", (Some(18.0), None)),
            ("Adults 18-64", (Some(18.0), Some(64.0))),
            ("5-11", (Some(5.0), Some(11.0))),
            ("5 – 11", (Some(5.0), Some(11.0))),
            ("5 to 11 years", (Some(5.0), Some(11.0))),
            ("5yrs - 11yrs", (Some(5.0), Some(11.0))),
            ("5-11yrs", (Some(5.0), Some(11.0))),
            ("18-25 year olds", (Some(18.0), Some(25.0))),
            ("between 11 and 18", (Some(11.0), Some(18.0))),
            ("11 - 19 (25 SEND)", (Some(11.0), Some(19.0))),
            ("11-19 (up to 25 with SEND)", (Some(11.0), Some(19.0))),
            ("5-11 and 12-16", (Some(5.0), Some(16.0))),
            ("0-18 months", (Some(0.0), Some(1.5))),
            ("6 months to 5 years", (Some(0.5), Some(5.0))),
            ("0-5s", (Some(0.0), Some(5.0))),
            ("birth to 2", (Some(0.0), Some(2.0))),
            ("under 5s", (None, Some(5.0))),
            ("Under-5s", (None, Some(5.0))),
            ("up to 25", (None, Some(25.0))),
            ("18 and under", (None, Some(18.0))),
            ("All ages", all),
            ("all", all),
            ("Any age", all),
            ("Everyone welcome", all),
            ("No age limit", all),
            ("n/a", all),
            ("", all),
        ] {
            let read = read(raw);
            assert_eq!((read.value.min, read.value.max), (min, max), "{raw}");
            assert_eq!(read.problems, [], "{raw}");
        }
    }

    #[test]
    fn what_is_no_age_in_years_stays_prose() {
        for raw in [
            "school years 3-6",
            "Years 3-6",
            "Reception to KS2",
            "toddlers",
            "families",
            "18",
            "children",
            "11-5",
            "1990-2000",
            "5-11 and 50-60",
            "2025-11-05",
        ] {
            let read = read(raw);
            assert_eq!(read.value, Ages::default(), "{raw}");
            assert_eq!(read.problems, [ProblemKind::AgeUnparsed], "{raw}");
        }
    }

    #[test]
    fn a_column_for_one_bound_is_read_as_a_number() {
        for (raw, want) in [
            ("18", Some(18.0)),
            ("18.0", Some(18.0)),
            ("18+", Some(18.0)),
            ("6 months", Some(0.5)),
            ("0", Some(0.0)),
            ("none", None),
            ("any", None),
            ("no limit", None),
        ] {
            let read = bound(raw);
            assert_eq!(read.value, want, "{raw}");
            assert_eq!(read.problems, [], "{raw}");
        }
        for raw in ["old enough", "1990", "-3"] {
            assert_eq!(
                bound(raw),
                Reading::with(None, ProblemKind::AgeUnparsed),
                "{raw}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_cell_gives_ages_in_order(raw in "(\\PC|[0-9+ -]|over |to |months){0,24}") {
            let ages = read(&raw).value;
            if let (Some(min), Some(max)) = (ages.min, ages.max) {
                prop_assert!(min <= max);
                let again = read(&format!("{min}-{max}")).value;
                // Parts of a year are not written as a range of whole ones.
                prop_assert!(min.fract() + max.fract() > 0.0 || again == ages, "{:?}", again);
            }
            if let Some(years) = bound(&raw).value {
                prop_assert_eq!(bound(&years.to_string()).value, Some(years));
            }
        }
    }
}
