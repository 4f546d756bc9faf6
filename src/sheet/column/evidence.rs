//! What the values of a column look like.

use std::collections::HashSet;

use super::weekday::day;
use crate::sheet::header::folded;
use crate::sheet::table::{CellKind, Row};

/// Rows that are looked at.
const SAMPLE: usize = 300;

/// Shares of a column's values that look like something, 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::sheet) struct Evidence {
    /// How many values there are.
    pub(in crate::sheet) filled: usize,
    pub(in crate::sheet) email: f64,
    pub(in crate::sheet) url: f64,
    pub(in crate::sheet) postcode: f64,
    pub(in crate::sheet) phone: f64,
    /// Names a weekday.
    pub(in crate::sheet) weekday: f64,
    /// Holds a time of day, or is one.
    pub(in crate::sheet) time: f64,
    /// A date.
    pub(in crate::sheet) date: f64,
    /// A number alone.
    pub(in crate::sheet) number: f64,
    /// Yes or no.
    pub(in crate::sheet) yes_or_no: f64,
    /// Pounds, or free.
    pub(in crate::sheet) money: f64,
    /// Different values.
    pub(in crate::sheet) distinct: f64,
    /// Mean length in characters.
    pub(in crate::sheet) length: f64,
}

/// Looks at a column.
pub(in crate::sheet) fn evidence(rows: &[Row], column: u32) -> Evidence {
    let cells = rows
        .iter()
        .filter_map(|row| row.cell(column))
        .filter(|cell| !cell.text.trim().is_empty());
    let mut counts = Evidence::default();
    let mut seen = HashSet::new();
    for cell in cells.take(SAMPLE) {
        let text = cell.text.trim();
        counts.filled += 1;
        let count = |share: &mut f64, holds: bool| *share += f64::from(u8::from(holds));
        count(&mut counts.email, looks_like_email(text));
        count(
            &mut counts.url,
            looks_like_url(text) || cell.link.is_some() && !looks_like_email(text),
        );
        count(&mut counts.postcode, looks_like_postcode(text));
        count(
            &mut counts.phone,
            looks_like_phone(text) && cell.kind != CellKind::Date,
        );
        count(&mut counts.weekday, names_weekday(text));
        count(
            &mut counts.time,
            cell.kind == CellKind::Time || holds_time(text),
        );
        count(&mut counts.date, cell.kind == CellKind::Date);
        count(&mut counts.number, text.parse::<f64>().is_ok());
        count(
            &mut counts.yes_or_no,
            cell.kind == CellKind::Bool || yes_or_no(text).is_some(),
        );
        count(
            &mut counts.money,
            text.contains('£') || text.to_lowercase().contains("free"),
        );
        count(&mut counts.distinct, seen.insert(text.to_lowercase()));
        counts.length += text.chars().count() as f64;
    }
    let all = counts.filled.max(1) as f64;
    for share in [
        &mut counts.email,
        &mut counts.url,
        &mut counts.postcode,
        &mut counts.phone,
        &mut counts.weekday,
        &mut counts.time,
        &mut counts.date,
        &mut counts.number,
        &mut counts.yes_or_no,
        &mut counts.money,
        &mut counts.distinct,
        &mut counts.length,
    ] {
        *share /= all;
    }
    counts
}

/// Whether a text could never be a column's name: it holds an address or a number to dial.
pub(in crate::sheet) fn is_data(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    looks_like_email(text)
        || looks_like_url(text)
        || looks_like_phone(text)
        || looks_like_postcode(text)
        || digits > 4
        || text.contains('£') && digits > 0
        || holds_time(text) && digits > 2
        || text.parse::<f64>().is_ok()
}

pub(in crate::sheet) fn looks_like_email(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    })
}

pub(in crate::sheet) fn looks_like_url(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    if text.contains(char::is_whitespace) || text.contains('@') {
        return text
            .split_whitespace()
            .any(|word| word.starts_with("http") || word.starts_with("www."));
    }
    let host = text.split('/').next().unwrap_or_default();
    let ends = [
        ".uk", ".org", ".com", ".net", ".info", ".example", ".scot", ".wales", ".cymru", ".london",
        ".eu", ".co",
    ];
    text.starts_with("http")
        || text.starts_with("www.")
        || ends.iter().any(|end| host.ends_with(end))
}

pub(in crate::sheet) fn looks_like_phone(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let odd = text.chars().filter(|c| c.is_alphabetic()).count();
    let starts = digits.starts_with(['0', '1', '2', '7', '8', '3']) || digits.starts_with("44");
    (9..=26).contains(&digits.len()) && starts && odd <= 12
}

/// A postcode alone, also one with a letter for a digit.
pub(in crate::sheet) fn looks_like_postcode(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let bytes = compact.as_bytes();
    let digit = |byte: &u8| {
        byte.is_ascii_digit() || matches!(byte.to_ascii_uppercase(), b'O' | b'I' | b'S' | b'L')
    };
    text.len() <= 10
        && (5..=7).contains(&bytes.len())
        && compact.is_ascii()
        && compact.bytes().any(|byte| byte.is_ascii_digit())
        && bytes[0].is_ascii_alphabetic()
        && digit(&bytes[bytes.len() - 3])
        && bytes[bytes.len() - 2..].iter().all(u8::is_ascii_alphabetic)
}

fn names_weekday(text: &str) -> bool {
    folded(text)
        .split(' ')
        .any(|word| day(word).is_some() || matches!(word, "daily" | "weekdays" | "weekends"))
}

/// "10:30", "10.30", "2pm", "10-12", "noon".
fn holds_time(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        digit(at)
            && match bytes.get(at + 1) {
                Some(b':' | b'.') => digit(at + 2) && digit(at + 3) && !digit(at + 4),
                Some(b'a' | b'p') => bytes.get(at + 2) == Some(&b'm'),
                Some(b' ') => matches!(bytes.get(at + 2..at + 4), Some(b"am" | b"pm")),
                _ => false,
            }
    }) || lower == "noon"
}

/// What "Y", "no" or "x" says.
pub(in crate::sheet) fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" | "x" | "✓" | "✔" | "1" => Some(true),
        "n" | "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_show_what_they_are() {
        for (text, email, url, phone, postcode) in [
            ("info@example.org", true, false, false, false),
            ("www.example.org/about", false, true, false, false),
            ("example.org.uk", false, true, false, false),
            ("01632 960123", false, false, true, false),
            ("1632960123", false, false, true, false),
            ("+44 (0)1632 960 123", false, false, true, false),
            (
                "01632 960123 / 07700 900123 (Pat)",
                false,
                false,
                true,
                false,
            ),
            ("LS1 4AP", false, false, false, true),
            ("ls14ap", false, false, false, true),
            ("LS1 OAP", false, false, false, true),
            ("Lunch club", false, false, false, false),
            ("2024-03-12", false, false, false, false),
            ("Mon 10-12", false, false, false, false),
        ] {
            let found = (
                looks_like_email(text),
                looks_like_url(text),
                looks_like_phone(text),
                looks_like_postcode(text),
            );
            assert_eq!(found, (email, url, phone, postcode), "{text}");
        }
    }

    #[test]
    fn times_are_seen_in_words() {
        for (text, want) in [
            ("10:30", true),
            ("10.30-12.30", true),
            ("2pm", true),
            ("10 am", true),
            ("noon", true),
            ("£3.50", true),
            ("5-11", false),
            ("daily", false),
        ] {
            assert_eq!(holds_time(text), want, "{text}");
        }
    }
}
