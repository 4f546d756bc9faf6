//! Finds the header of a sheet.

/// A header as it is compared: small letters and digits, `&` as "and", one space between words.
pub(super) fn folded(header: &str) -> String {
    let mut folded = String::new();
    let spelt = header.replace('&', " and ").replace(['\'', '’'], "");
    for word in spelt.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_lowercase());
    }
    folded
}
