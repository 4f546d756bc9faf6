//! Text as words that can be compared.

/// The words of a text in small letters, without signs.
pub(super) fn words(text: &str) -> Vec<String> {
    let text = crate::domain::plain_text(text).to_lowercase();
    let text = text.replace(['\'', '\u{2019}'], "").replace('&', " and ");
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !matches!(*word, "the" | "a" | "and" | "of"))
        .map(str::to_owned)
        .collect()
}
