//! When two values, or two entries of a list, say the same in other letters.

use serde_json::Value;

use super::Object;

/// What a value says, however it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// Words, in small letters and without marks.
    Words(String),
    /// Anything else, as it is.
    Plain(Value),
}

/// What a field's value says.
pub(super) fn meaning(field: &str, value: &Value) -> Meaning {
    match (field, value) {
        ("organization", Value::Object(organization)) => match words(organization, "name") {
            Some(name) => Meaning::Words(name),
            None => Meaning::Plain(value.clone()),
        },
        ("url", Value::String(text)) => Meaning::Words(address(text)),
        ("email", Value::String(text)) => Meaning::Words(text.trim().to_lowercase()),
        (_, Value::String(text)) => Meaning::Words(folded(text)),
        _ => Meaning::Plain(value.clone()),
    }
}

/// Letters and figures alone, in small letters, words apart by one space.
pub(in crate::federation) fn folded(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// The words of a field; `None` when it has none.
pub(super) fn words(object: &Object, field: &str) -> Option<String> {
    let folded = folded(text(object, field)?);
    (!folded.is_empty()).then_some(folded)
}

/// A field's text.
pub(super) fn text<'a>(object: &'a Object, field: &str) -> Option<&'a str> {
    object.get(field).and_then(Value::as_str)
}

/// A web address without what seldom tells two apart.
fn address(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    text.strip_prefix("www.")
        .unwrap_or(text)
        .trim_end_matches('/')
        .to_owned()
}

/// The figures of a telephone number as they are dialled within the country.
pub(super) fn number(text: &str) -> String {
    let international = text.trim_start().starts_with('+');
    // "+44 (0)114": the zero in brackets is for callers at home.
    let text = if international {
        text.replace("(0)", "")
    } else {
        text.to_owned()
    };
    let figures: String = text.chars().filter(char::is_ascii_digit).collect();
    let home = figures
        .strip_prefix("0044")
        .or_else(|| figures.strip_prefix("44").filter(|_| international));
    match home {
        Some(rest) if rest.starts_with('0') => rest.to_owned(),
        Some(rest) => format!("0{rest}"),
        None => figures,
    }
}

/// Whether two telephones are one.
pub(super) fn same_phone(a: &Object, b: &Object) -> bool {
    match (text(a, "number"), text(b, "number")) {
        (Some(one), Some(other)) => {
            number(one) == number(other) && a.get("extension") == b.get("extension")
        }
        _ => false,
    }
}

/// Whether two contacts are one: the same address, or the same name and nothing against it.
pub(super) fn same_contact(a: &Object, b: &Object) -> bool {
    let email = |contact| text(contact, "email").map(|email: &str| email.trim().to_lowercase());
    match (email(a), email(b)) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let either = |field| words(a, field).zip(words(b, field));
            match (either("name"), either("title")) {
                (Some((one, other)), _) => one == other,
                (None, Some((one, other))) => one == other,
                (None, None) => false,
            }
        }
    }
}

/// Whether two languages are one.
pub(super) fn same_language(a: &Object, b: &Object) -> bool {
    same_words(a, b, &["code"]).unwrap_or_else(|| same_words(a, b, &["name"]).unwrap_or(false))
}

/// Whether two areas are one.
pub(super) fn same_area(a: &Object, b: &Object) -> bool {
    same_words(a, b, &["uri"]).unwrap_or_else(|| {
        same_words(a, b, &["name", "service_area", "description"]).unwrap_or(false)
    })
}

/// Whether two sources of money are one.
pub(super) fn same_funding(a: &Object, b: &Object) -> bool {
    same_words(a, b, &["source"]).unwrap_or(false)
}

/// Whether two tags are one: the same term, by its id or by its name.
pub(super) fn same_attribute(a: &Object, b: &Object) -> bool {
    let term = |tag: &Object| tag.get("taxonomy_term").and_then(Value::as_object).cloned();
    if let Some(same) = same_words(a, b, &["taxonomy_term_id"])
        && same
    {
        return true;
    }
    let value = a.get("value") == b.get("value");
    match (term(a), term(b)) {
        (Some(one), Some(other)) => {
            value
                && (same_words(&one, &other, &["id"]) == Some(true)
                    || same_words(&one, &other, &["name"]) == Some(true))
        }
        (None, None) => {
            value
                && a.get("value").is_some()
                && a.get("link_type") == b.get("link_type")
                && a.get("label") == b.get("label")
        }
        _ => false,
    }
}

/// Whether two prices are one, or two answers to one question: what does it cost?
pub(super) fn same_price(a: &Object, b: &Object) -> bool {
    let label = |price: &Object| {
        words(price, "option")
            .or_else(|| words(price, "amount_description"))
            .unwrap_or_default()
    };
    let amount = |price: &Object| price.get("amount").and_then(Value::as_f64);
    match (amount(a), amount(b)) {
        (Some(one), Some(other)) if one.to_bits() == other.to_bits() => true,
        (Some(_), Some(_)) => label(a) == label(b),
        _ => label(a) == label(b) && !label(a).is_empty(),
    }
}

/// Whether two ways in are one.
pub(super) fn same_accessibility(a: &Object, b: &Object) -> bool {
    same_words(a, b, &["description", "accessibility"]).unwrap_or(false)
}

/// Whether the first of the fields that both state says the same; `None` when there is none.
fn same_words(a: &Object, b: &Object, fields: &[&str]) -> Option<bool> {
    fields
        .iter()
        .find_map(|field| words(a, field).zip(words(b, field)))
        .map(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        for text in [
            "0114 496 0151",
            "+44 (0)114 496 0151",
            "0044 1144960151",
            "+44 114 496 0151",
            "01144960151",
        ] {
            assert_eq!(number(text), "01144960151", "{text}");
        }
        assert_eq!(number("44"), "44");
    }

    #[test]
    fn words_are_the_same_in_other_letters() {
        assert_eq!(folded("  St. Mary’s  HALL "), "st marys hall");
        let same =
            |a: &str, b: &str| meaning("url", &Value::from(a)) == meaning("url", &Value::from(b));
        assert!(same("https://www.club.example/", "http://club.example"));
        assert!(!same("https://club.example/a", "https://club.example/b"));
    }
}
