//! Whether a value on a page holds now: "our old number was …" and "from 1 June it will
//! be …" name values that do not.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{dates, pattern};

/// Whether a value holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is stated as it is.
    Current,
    /// It is named as what used to hold, or as what to leave alone.
    Past,
    /// It will hold from a day still to come.
    Ahead,
}

/// Directly before the value.
static PAST_BEFORE: LazyLock<Regex> = pattern!(
    r"(?i)\b((?:old|previous|former) (?:\w+ )?(?:number|phone|telephone|line|address|e-?mail|venue|home|premises|location|one)|previously|formerly|instead of|in place of|replac(?:es|ed|ing)|(?:changed?|moved?|changing|moving|switched) from|no longer(?:\s+(?:at|on|use|using|in|answer|based|meet(?:ing)?))*|(?:do not|don't|please do not|never) (?:use|ring|call|e-?mail|write to|text|send)|used to (?:be|meet)(?: (?:at|in))?|was|were)\b[^.!?\n]{0,40}$"
);

/// Directly after the value.
static PAST_AFTER: LazyLock<Regex> = pattern!(
    r"(?i)^[^.!?\n]{0,25}\b(?:no longer|not in use|isn't in use|disconnected|has been replaced|has changed|does not work|doesn't work|has closed|will (?:stop|no longer|not be))\b"
);

/// A turn in the sentence: what comes after it holds, whatever was said before.
static TURN: LazyLock<Regex> =
    pattern!(r"(?i)\b(?:to|now|is|instead|new|but|and|please (?:use|ring|call|e-?mail)|use)\b");

/// A change that is announced, as against a day that is merely named.
static ANNOUNCED: LazyLock<Regex> = pattern!(
    r"(?i)^\W*(?:from|as of|with effect from|starting|effective)\b|\b(?:will|going to|shall|(?:is|are) (?:moving|changing))\b|(?:we|it)'ll\b|\b(?:from|as of|with effect from|starting) (?:the )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
);

/// What changes: a number, an address, a place to meet.
static CHANGE: LazyLock<Regex> = pattern!(
    r"(?i)\bplease (?:now )?(?:ring|call|phone|text|e-?mail|write to|use|contact)\b|\b(?:our|the|new) (?:\w+ )?(?:number|phone|telephone|e-?mail|address|venue|home|location)\b|\b(?:we|we'll|we're|us|group|club|class(?:es)?|sessions?|service|meetings?|it)\b(?:\s+\w+){0,3}\s+(?:mov\w+|meet\w*|relocat\w+|(?:held|based|found) (?:at|in)|run\w* from|tak\w+ place|at|to|in)\b"
);

/// An occasion with a place of its own.
static OCCASION: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:agm|annual|trip|outing|coach|party|quiz|fair|concert|workshop|open day|fundrais\w+|celebration|tournament|show)\b"
);

/// Whether a sentence announces a lasting change from a day still to come: "from 1 June
/// we meet at 3pm", and not what takes place on one day.
pub fn announces(sentence: &str, today: Date) -> bool {
    LASTING.is_match(sentence)
        && !OCCASION.is_match(sentence)
        && dates::in_text(sentence)
            .first()
            .is_some_and(|when| when.is_coming(today))
}

/// From a day on.
static LASTING: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:from|as of|with effect from|starting|effective|beginning)\s+(?:on\s+)?(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|next|spring|summer|autumn|winter|new year)"
);

/// How the value that stands at `at..end` of a sentence is meant.
pub fn standing(sentence: &str, at: usize, end: usize, today: Date) -> Standing {
    let before = sentence.get(..at).unwrap_or_default();
    let after = sentence.get(end..).unwrap_or_default();
    if let Some(past) = PAST_BEFORE.captures(before).and_then(|found| found.get(1)) {
        let between = before.get(past.end()..).unwrap_or_default();
        if !TURN.is_match(between) || is_label(between) {
            return Standing::Past;
        }
    }
    if PAST_AFTER.is_match(after) {
        return Standing::Past;
    }
    let ahead = dates::in_text(sentence)
        .iter()
        .any(|when| when.is_coming(today));
    let announced = ANNOUNCED.is_match(sentence) && CHANGE.is_match(sentence);
    if ahead && announced && !OCCASION.is_match(sentence) {
        return Standing::Ahead;
    }
    Standing::Current
}

/// "old number is", "was on": the turn belongs to the old value itself.
fn is_label(between: &str) -> bool {
    let words: Vec<&str> = between.split_whitespace().collect();
    words.len() <= 4
        && !words
            .iter()
            .any(|word| matches!(*word, "to" | "now" | "new" | "but"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_hold_are_told_from_those_that_do_not() {
        let today = "2026-11-21".parse().unwrap();
        for (sentence, want) in [
            ("Call VALUE.", Standing::Current),
            ("Our new number is VALUE.", Standing::Current),
            ("Our old number was VALUE.", Standing::Past),
            ("Our old number VALUE is no longer in use.", Standing::Past),
            (
                "Please ring us on VALUE instead of the office.",
                Standing::Current,
            ),
            ("Our number has changed from VALUE.", Standing::Past),
            (
                "Our number has changed from the old one to VALUE.",
                Standing::Current,
            ),
            ("Please do not use VALUE.", Standing::Past),
            ("We used to meet at VALUE.", Standing::Past),
            ("We are no longer at VALUE.", Standing::Past),
            ("VALUE no longer works.", Standing::Past),
            ("From 1 December our number will be VALUE.", Standing::Ahead),
            ("From 1 November our number is VALUE.", Standing::Current),
            ("We will move to VALUE in January 2027.", Standing::Ahead),
            ("From 1 December please ring VALUE.", Standing::Ahead),
            ("Call VALUE by 1 December to book.", Standing::Current),
            (
                "The AGM will be held at the Town Hall, VALUE, on 3 June.",
                Standing::Current,
            ),
            ("The Old Chapel, 7 Quarry Bank, VALUE", Standing::Current),
        ] {
            let at = sentence.find("VALUE").unwrap();
            assert_eq!(standing(sentence, at, at + 5, today), want, "{sentence}");
        }
    }
}
