//! Single values: whatever a feed sends for one -> the standard's form.
//!
//! [`normalize`] is the one door: the reader reports what it says, the writer keeps only
//! what passes it, so what is written has gone through the same rules as what is read.
//! Normalising twice is the same as once.

mod date;
mod number;
mod place;
mod time;
mod web;
mod word;

use serde_json::Value;

pub use web::{is_email, uri};

pub(super) use date::instant;
pub(super) use place::{country, looks_like_postcode};
pub(super) use word::days;

use super::issue::{self, Rule};
use super::shape::Kind;

/// What became of a value.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    /// There is none: `null`, blank, `[]` or `{}`.
    Absent,
    /// It is in the standard's form, or differs from it only in JSON type or spacing.
    Fine(Value),
    /// It could be brought into the standard's form.
    Mended(Value, &'static Rule),
    /// It cannot be used.
    Bad(&'static Rule),
}

/// Brings one value into the form that the standard wants for its kind.
pub(super) fn normalize(kind: Kind, raw: &Value) -> Outcome {
    match raw {
        Value::Null => Outcome::Absent,
        Value::Array(items) => list(kind, items),
        Value::Object(object) if object.is_empty() => Outcome::Absent,
        Value::Object(_) => Outcome::Bad(issue::WRONG_TYPE),
        Value::Number(number) if kind == Kind::Number => {
            Outcome::Fine(Value::Number(number.clone()))
        }
        Value::Number(number) => text_of(kind, &number.to_string()),
        Value::Bool(_) if kind != Kind::Text => Outcome::Bad(issue::WRONG_TYPE),
        Value::Bool(yes) => text_of(kind, if *yes { "yes" } else { "no" }),
        Value::String(text) => text_of(kind, text),
    }
}

/// Whether a value says nothing: `null`, blank text, `[]` or `{}`.
pub(super) fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// Whether a text has the 8-4-4-4-12 shape of a UUID. The version and variant bits are
/// not looked at: feeds use ids whose bits mean nothing, and they serve as well.
pub(super) fn is_uuid_shaped(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Text without control characters and without space around it.
pub(super) fn clean_text(raw: &str) -> String {
    let text: String = raw.chars().filter(|c| !is_control(*c)).collect();
    text.trim_matches(is_invisible).to_owned()
}

/// Whether a text says something and [`clean_text`] would leave it as it is.
pub(super) fn is_clean(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(is_control)
        && !text.starts_with(is_invisible)
        && !text.ends_with(is_invisible)
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// Several values where one is asked for: texts are joined, of other kinds only a
/// list of one is clear.
fn list(kind: Kind, items: &[Value]) -> Outcome {
    let mut texts = Vec::new();
    for item in items {
        if matches!(item, Value::Array(_) | Value::Object(_)) {
            return Outcome::Bad(issue::WRONG_TYPE);
        }
        if let Outcome::Fine(Value::String(text)) = normalize(Kind::Text, item) {
            texts.push(text);
        }
    }
    match (texts.as_slice(), kind) {
        ([], _) => Outcome::Absent,
        ([one], _) => text_of(kind, one),
        (_, Kind::Text) => Outcome::Fine(Value::String(texts.join(", "))),
        _ => Outcome::Bad(issue::WRONG_TYPE),
    }
}

fn text_of(kind: Kind, raw: &str) -> Outcome {
    let text = clean_text(raw);
    if text.is_empty() {
        return Outcome::Absent;
    }
    match kind {
        Kind::Number => {
            number::parse(&text).map_or(Outcome::Bad(issue::NUMBER_INVALID), Outcome::Fine)
        }
        Kind::Date => report(
            &text,
            date::day(&text),
            issue::DATE_REWRITTEN,
            issue::DATE_INVALID,
        ),
        Kind::Time => report(
            &text,
            time::wall_time(&text),
            issue::TIME_REWRITTEN,
            issue::TIME_INVALID,
        ),
        Kind::Instant => date::moment(&text),
        Kind::Choice(words) => report(
            &text,
            word::choose(&text, words),
            issue::WORD_REWRITTEN,
            issue::WORD_UNKNOWN,
        ),
        Kind::Uri => report(
            &text,
            web::uri(&text),
            issue::URL_REWRITTEN,
            issue::URL_INVALID,
        ),
        Kind::Email => report(
            &text,
            web::email(&text),
            issue::EMAIL_REWRITTEN,
            issue::EMAIL_INVALID,
        ),
        _ => Outcome::Fine(Value::String(text)),
    }
}

/// Compares what was read with what it became.
fn report(raw: &str, read: Option<String>, mended: &'static Rule, bad: &'static Rule) -> Outcome {
    match read {
        Some(text) if text == raw => Outcome::Fine(Value::String(text)),
        Some(text) => Outcome::Mended(Value::String(text), mended),
        None => Outcome::Bad(bad),
    }
}
