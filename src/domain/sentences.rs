//! Sentences of a text.

/// Words that end with a full stop without ending a sentence.
const ABBREVIATIONS: &[&str] = &[
    "st", "rd", "mr", "mrs", "ms", "dr", "tel", "no", "e.g", "i.e", "approx", "ave", "ext", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "p.m", "a.m", "rev", "cllr",
];

/// The first byte of a bullet, U+2022, and of other signs.
const BULLET_BEGINS: u8 = 0xe2;

/// The sentences of a block: parted by `. ! ?` before a space, and by line and cell breaks.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    // By bytes, for a long page is read many times; what ends a sentence is none inside a letter.
    for (at, byte) in text.bytes().enumerate() {
        let length = match byte {
            b'\n' | b'|' | b'!' | b'?' | b'.' => 1,
            BULLET_BEGINS if text[at..].starts_with('\u{2022}') => 3,
            _ => continue,
        };
        let next = || text[at + length..].chars().next();
        let ends = match byte {
            b'!' | b'?' => next().is_none_or(|n| n.is_whitespace() || n == '"'),
            b'.' => next().is_none_or(char::is_whitespace) && !abbreviated(&text[start..at]),
            _ => true,
        };
        if ends {
            push_sentence(&mut found, &text[start..at + length]);
            start = at + length;
        }
    }
    push_sentence(&mut found, &text[start..]);
    found
}

fn push_sentence<'a>(found: &mut Vec<&'a str>, text: &'a str) {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '|' || c == '\u{2022}');
    if text.chars().any(char::is_alphanumeric) {
        found.push(text);
    }
}

fn abbreviated(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    ABBREVIATIONS.contains(&word.as_str())
        || (word.len() == 1 && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        for (text, want) in [
            (
                "We meet weekly. All welcome!",
                vec!["We meet weekly.", "All welcome!"],
            ),
            (
                "St. Mary's Hall, 10.30am to 12.",
                vec!["St. Mary's Hall, 10.30am to 12."],
            ),
            ("Ashby | Monday\nBurton", vec!["Ashby", "Monday", "Burton"]),
            (
                "Tel. 01632 960123. Call us",
                vec!["Tel. 01632 960123.", "Call us"],
            ),
            (" . ! ", vec![]),
        ] {
            assert_eq!(sentences(text), want, "{text}");
        }
    }
}
