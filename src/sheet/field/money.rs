//! What a service costs: the words, and pounds where one price is clear.
//!
//! The amount is that of somebody who pays in full: of "£5/£3 concessions" it is 5, of
//! "£1.50 for members, £3 others" 3. Two prices that nothing tells apart ("£2-£5"), a suggested
//! donation and "varies" are no amount. Free is 0, unless it is free for some only.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, pattern, text};
use crate::domain::says_free;

/// A price as the sheet states it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cost {
    /// The words, on one line.
    pub text: Option<String>,
    /// Pounds; 0 when free, `None` when not stated or not clear.
    pub amount: Option<f64>,
}

/// `£3.50`, `£3,50`, `3 pounds`, `GBP 3`, `50p`, and the second of `£2-5`.
static SUM: LazyLock<Regex> = pattern!(
    r"(?i)(?:£|\bgbp)\s*(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+,\d{2}\b|\d+(?:\.\d{1,2})?)(?:\s*(?:-|–|to)\s*(\d+(?:\.\d{1,2})?)\b)?|\b(\d+(?:\.\d{1,2})?)\s*(?:pounds?|gbp|quid)\b|\b(\d{1,3})\s*p\b"
);

/// A cell that is a figure, with or without what it is paid for.
static FIGURE: LazyLock<Regex> =
    pattern!(r"(?i)^(\d{1,4}(?:\.\d{1,4}|,\d{2})?)\s*(?:(?:per|a|an|each|pp|pw|p/w|/)\b.*)?$");

/// Words beside a sum that make it the price of some people, or of something else.
static REDUCED: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:con(?:c|cs|cession|cessions|cessionary)?|unwaged|students?|child(?:ren)?|kids?|members?|members'|under|over|seniors?|oaps?|pensioners?|reduced|low[- ]income|siblings?|carers?|first|taster|trial|deposit|members?hip|registration|refreshments?|tea|parking)\b"
);

/// Words that make any sum no price.
static OPEN: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:suggested|donations?|voluntary|contribution|var(?:y|ies|iable)|means[- ]tested|up to|sliding)\b"
);

/// "Free" for some alone.
static FREE_FOR: LazyLock<Regex> = pattern!(r"(?i)\bfree\s+(?:for|to|if|with)\s+(\w+)");

/// Words for no price at all.
const NOTHING: [&str; 9] = [
    "no", "none", "nil", "zero", "0", "free", "gratis", "f.o.c", "foc",
];

/// Reads a cell of a price.
pub fn read(raw: &str) -> Reading<Cost> {
    let cell = text::read(raw);
    if raw.trim().eq_ignore_ascii_case("nil") {
        let text = Some(raw.trim().to_owned());
        return Reading {
            value: Cost {
                text,
                amount: Some(0.0),
            },
            problems: cell.problems,
        };
    }
    let amount = cell.value.as_deref().and_then(amount);
    Reading {
        value: Cost {
            text: cell.value,
            amount,
        },
        problems: cell.problems,
    }
}

/// Whether a cell under "Free?" says yes; `None` when it says neither.
pub fn is_free(raw: &str) -> Option<bool> {
    match raw.trim().to_lowercase().trim_end_matches('.') {
        "yes" | "y" | "true" | "x" | "✓" | "✔" | "1" | "free" => Some(true),
        "no" | "n" | "false" | "0" | "✗" | "✘" | "paid" | "charged" => Some(false),
        _ => None,
    }
}

fn amount(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    if let Some(figure) = FIGURE.captures(&lower) {
        return number(&figure[1]).map(pence);
    }
    let (full, reduced) = sums(&lower);
    match full.as_slice() {
        [] if reduced.is_empty() => free(&lower),
        // A free place that takes donations is free.
        _ if OPEN.is_match(&lower) => lower.starts_with("free").then_some(0.0),
        [one] => Some(*one),
        _ => None,
    }
}

/// The sums that anybody pays, and those that some pay; each once.
fn sums(text: &str) -> (Vec<f64>, Vec<f64>) {
    let found: Vec<_> = SUM.captures_iter(text).collect();
    let span = |nth: usize| found.get(nth)?.get(0).map(|whole| whole.range());
    let (mut full, mut reduced) = (Vec::new(), Vec::new());
    for (nth, sum) in found.iter().enumerate() {
        let Some(here) = span(nth) else { continue };
        let before = nth.checked_sub(1).and_then(span).map_or(0, |last| last.end);
        let after = span(nth + 1).map_or(text.len(), |next| next.start);
        // "£5 adults, £3 children", "Adults £5, children £3": a comma, a slash or a bracket
        // tells whose the words between two sums are.
        let parted = |c: char| matches!(c, ',' | ';' | '/' | '(' | ')');
        let ahead = text[before..here.start].rsplit(parted).next();
        let behind = text[here.end..after].split(parted).next();
        let ahead = ahead.filter(|words| before == 0 || words.len() < here.start - before);
        let mut words = [ahead, behind].into_iter().flatten();
        let is_reduced = words.any(|words| REDUCED.is_match(words));
        let to = if is_reduced { &mut reduced } else { &mut full };
        for pounds in [1, 2, 3].into_iter().filter_map(|group| sum.get(group)) {
            push(to, number(pounds.as_str()));
        }
        let pence = sum.get(4).and_then(|p| p.as_str().parse::<f64>().ok());
        push(to, pence.map(|pence| pence / 100.0));
    }
    (full, reduced)
}

/// A number of pounds: a comma before two last digits is a decimal point, any other one
/// parts thousands.
fn number(text: &str) -> Option<f64> {
    let decimal = text.rsplit_once(',').filter(|(_, pence)| pence.len() == 2);
    match decimal {
        Some((pounds, pence)) => format!("{pounds}.{pence}").parse().ok(),
        None => text.replace(',', "").parse().ok(),
    }
}

fn push(sums: &mut Vec<f64>, sum: Option<f64>) {
    if let Some(sum) = sum.map(pence)
        && !sums.contains(&sum)
    {
        sums.push(sum);
    }
}

/// 0 when the text says that it is free, for everybody.
fn free(text: &str) -> Option<f64> {
    let bare = text.trim().trim_end_matches(['.', '!']);
    if NOTHING.contains(&bare) {
        return Some(0.0);
    }
    if let Some(who) = FREE_FOR.captures(text)
        && !matches!(
            &who[1],
            "all"
                | "everyone"
                | "everybody"
                | "anyone"
                | "attend"
                | "join"
                | "use"
                | "enter"
                | "access"
                | "participants"
                | "local"
                | "residents"
        )
    {
        return None;
    }
    (says_free(text) == Some(true)).then_some(0.0)
}

/// Rounded to whole pence.
fn pence(pounds: f64) -> f64 {
    (pounds * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_clear_price_is_an_amount() {
        for (raw, want) in [
            ("£3.50", Some(3.5)),
            ("£3", Some(3.0)),
            ("3", Some(3.0)),
            ("3.5", Some(3.5)),
            ("2.50 per session", Some(2.5)),
            ("£2 per session", Some(2.0)),
            ("£12 per term", Some(12.0)),
            ("£4pp", Some(4.0)),
            ("50p", Some(0.5)),
            ("£1,200 a year", Some(1200.0)),
            ("£3,50", Some(3.5)),
            ("3,50", Some(3.5)),
            ("£3, tea 50p", Some(3.0)),
            ("5 pounds", Some(5.0)),
            ("from £4", Some(4.0)),
            ("£5/£3 concessions", Some(5.0)),
            ("£5 (£3 concessions)", Some(5.0)),
            ("£5 (conc £3)", Some(5.0)),
            ("£5 (conc. £3)", Some(5.0)),
            ("£5 adults, £3 children", Some(5.0)),
            ("Adults £5, children £3", Some(5.0)),
            ("£1.50 for members, £3 others", Some(3.0)),
            ("£3, first session free", Some(3.0)),
            ("£3.00 including £0.50 for tea", Some(3.0)),
            ("£2-£5", None),
            ("£2-5", None),
            ("£5 Monday, £6 Friday", None),
            ("donation", None),
            ("Suggested donation £2", None),
            ("Varies", None),
            ("Contact us", None),
            ("Small charge", None),
            ("Free for members", None),
            ("n/a", None),
            ("", None),
        ] {
            assert_eq!(read(raw).value.amount, want, "{raw}");
        }
    }

    #[test]
    fn free_is_nought_and_the_words_are_kept() {
        for raw in [
            "Free",
            "FREE!",
            "free of charge",
            "No charge",
            "No cost",
            "£0",
            "£0.00",
            "0",
            "Nil",
            "Free - donations welcome",
            "Free (suggested donation £2)",
            "Free for all",
            "Free to attend",
        ] {
            let cost = read(raw).value;
            assert_eq!(cost.amount, Some(0.0), "{raw}");
            assert_eq!(cost.text.as_deref(), Some(raw));
        }
        assert_eq!(read("n/a").value, Cost::default());
    }

    #[test]
    fn a_column_about_free_places_says_yes_or_no() {
        for (raw, want) in [("Yes", Some(true)), ("n", Some(false)), ("sometimes", None)] {
            assert_eq!(is_free(raw), want, "{raw}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_cell_is_read_and_its_words_are_read_again(raw in "(\\PC|[£0-9.,/ p-]|free ){0,30}") {
            let cost = read(&raw).value;
            if let Some(text) = &cost.text {
                proptest::prop_assert_eq!(&read(text).value, &cost);
            }
        }
    }
}
