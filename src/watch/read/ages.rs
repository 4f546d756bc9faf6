//! Who may come, by age.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::pattern;

/// Ages as a text states them, in years; a bound that is not stated is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ages {
    /// The youngest who may come.
    pub from: Option<u8>,
    /// The oldest who may come.
    pub to: Option<u8>,
}

/// `ages 5 to 11`, `18-25 year olds`, `aged between 11 and 18`.
static BETWEEN: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:age[sd]?|aged?\s+(?:between|from))\s*:?\s*(\d{1,2})\s*(?:-|\u{2013}|to|and)\s*(\d{1,2})\b|\b(\d{1,2})\s*(?:-|\u{2013}|to)\s*(\d{1,2})\s*(?:year|yr)s?\b"
);

/// `aged 60 or over`, `over 60s`, `60+`, `50 and over`.
static FROM: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:over|aged?\s+over)\s+(\d{2})s?\b|\b(\d{1,2})\s*\+|\b(\d{1,2})\s*(?:years?\s*)?(?:and|or|&)\s*(?:over|older|above|upwards)\b|\b(\d{1,2})\s*plus\b|\baged?\s+(?:at\s+least\s+|from\s+)(\d{1,2})\b"
);

/// `under 5s`, `up to 25`.
static TO: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:under|aged?\s+under)[\s-]+(\d{1,2})s?\b|\baged?\s+up\s+to\s+(\d{1,2})\b|\b(\d{1,2})\s*(?:and|or|&)\s*(?:under|younger)\b"
);

/// The ages in a text; `None` when it states none.
pub fn in_text(text: &str) -> Option<Ages> {
    if let Some(found) = BETWEEN.captures(text) {
        let numbers: Vec<u8> = numbers(&found);
        let (from, to) = (numbers.first().copied(), numbers.get(1).copied());
        return (from < to).then_some(Ages { from, to });
    }
    let from = FROM
        .captures(text)
        .and_then(|found| numbers(&found).first().copied());
    let to = TO
        .captures(text)
        .and_then(|found| numbers(&found).first().copied());
    (from.is_some() || to.is_some()).then_some(Ages { from, to })
}

fn numbers(found: &Captures<'_>) -> Vec<u8> {
    found
        .iter()
        .skip(1)
        .flatten()
        .filter_map(|number| number.as_str().parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_in_the_ways_people_write_them() {
        for (text, from, to) in [
            ("Anyone aged 60 or over.", Some(60), None),
            ("Over 60s", Some(60), None),
            ("For the 50+", Some(50), None),
            ("people 55 and over", Some(55), None),
            ("ages 5-11", Some(5), Some(11)),
            ("18 to 25 year olds", Some(18), Some(25)),
            ("aged between 11 and 18", Some(11), Some(18)),
            ("under 5s", None, Some(5)),
        ] {
            assert_eq!(in_text(text), Some(Ages { from, to }), "{text}");
        }
        for text in [
            "10am-12",
            "open 5 days",
            "£60",
            "over the road",
            "a team of 12",
        ] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,120}") {
            in_text(&text);
        }
    }
}
