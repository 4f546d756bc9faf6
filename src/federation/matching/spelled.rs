//! Hours in words: "half six till nine" for those who write as they speak.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::domain::{compiled, pattern};

/// The hours by their names; the first is one.
const HOURS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// An hour by its name, and what people put before or behind it.
const HOUR: &str = r"(?:(half past|half|quarter past|quarter to) )?(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (thirty|fifteen|forty-five))?";

/// From one hour to another, one of them at least in words.
static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    let other = r"((?:half past |half |quarter past |quarter to )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: thirty)?|\d{1,2}(?:[.:]\d\d)?(?: ?[ap]m)?|noon|midday)";
    compiled(&format!(
        r"(?i)\b{other}(?: o'clock)? ?(till|until|til|to|-|–) ?{other}\b(?: o'clock)?( (?:years?|months?|weeks?|people|miles?|hours?|or|of|year|in a)\b)?"
    ))
});

/// One hour by itself, where it can be nothing else.
static START: LazyLock<Regex> = LazyLock::new(|| {
    compiled(&format!(
        r"(?i)\b(at|from|@) {HOUR}(?: o'clock)?(\s*(?:$|[.,;:!?()–-])| (?:in the|on|every|each|sharp|prompt|for)\b)"
    ))
});

static WORD: LazyLock<Regex> = LazyLock::new(|| compiled(&format!("(?i)^{HOUR}$")));

static IS_SPELLED: LazyLock<Regex> =
    pattern!(r"(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b");

/// The text with its hours in figures.
pub(super) fn in_figures(text: &str) -> Cow<'_, str> {
    if !IS_SPELLED.is_match(text) {
        return Cow::Borrowed(text);
    }
    let spans = SPAN.replace_all(text, |found: &Captures<'_>| {
        let is_count = found.get(4).is_some();
        match (figure(&found[1]), figure(&found[3])) {
            (Some(from), Some(to)) if !is_count && from != to => {
                format!("{from} {} {to}", &found[2])
            }
            _ => found[0].to_owned(),
        }
    });
    let starts = START.replace_all(&spans, |found: &Captures<'_>| {
        let after = &found[5];
        hour(
            found.get(2).map(|m| m.as_str()),
            &found[3],
            found.get(4).map(|m| m.as_str()),
        )
        .map_or_else(
            || found[0].to_owned(),
            |figure| format!("{} {figure}{after}", &found[1]),
        )
    });
    Cow::Owned(starts.into_owned())
}

fn figure(text: &str) -> Option<String> {
    let is_figure = text.starts_with(|c: char| c.is_ascii_digit());
    if is_figure || text.eq_ignore_ascii_case("noon") || text.eq_ignore_ascii_case("midday") {
        return Some(text.to_owned());
    }
    let found = WORD.captures(text)?;
    let part = |at| found.get(at).map(|part| part.as_str());
    hour(part(1), &found[2], part(3))
}

/// `6.30` for "half six".
fn hour(before: Option<&str>, name: &str, after: Option<&str>) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let hour = HOURS.iter().position(|known| *known == name)? + 1;
    let before = before.map(str::to_ascii_lowercase);
    let after = after.map(str::to_ascii_lowercase);
    let (hour, minutes) = match (before.as_deref(), after.as_deref()) {
        (Some("half past" | "half"), _) | (None, Some("thirty")) => (hour, 30),
        (Some("quarter past"), _) | (None, Some("fifteen")) => (hour, 15),
        (Some("quarter to"), _) => (if hour == 1 { 12 } else { hour - 1 }, 45),
        (None, Some(_)) => (hour, 45),
        _ => (hour, 0),
    };
    Some(match minutes {
        0 => hour.to_string(),
        _ => format!("{hour}.{minutes}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_words_are_turned_into_figures() {
        for (text, want) in [
            (
                "Fridays half six till nine, on the estate",
                "Fridays 6.30 till 9, on the estate",
            ),
            ("Tuesday, noon till three.", "Tuesday, noon till 3."),
            ("Sundays at ten.", "Sundays at 10."),
            (
                "Tuesdays at half past ten, nothing to pay",
                "Tuesdays at 10.30, nothing to pay",
            ),
            (
                "Thursday nights seven till nine in the hut",
                "Thursday nights 7 till 9 in the hut",
            ),
            ("from quarter to one on Mondays", "from 12.45 on Mondays"),
            ("Mondays 10 until twelve", "Mondays 10 until 12"),
        ] {
            assert_eq!(in_figures(text), want, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_hours_stay() {
        for text in [
            "for children two to four years old",
            "one to one support",
            "We do between five and seven miles",
            "five to seven miles over the hills",
            "at one of our centres",
            "Tuesdays 10 to 12",
            "one or two places",
        ] {
            assert_eq!(in_figures(text), text, "{text}");
        }
    }
}
