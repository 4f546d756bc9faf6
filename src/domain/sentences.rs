//! Sentences of a text.

/// Words that end with a full stop without ending a sentence.
const ABBREVIATIONS: &[&str] = &[
    "st", "rd", "mr", "mrs", "ms", "dr", "tel", "no", "e.g", "i.e", "approx", "ave", "ext", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "mon", "tue",
    "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "p.m", "a.m", "rev", "cllr",
];

/// The sentences of a block: parted by `. ! ?` before a space, and by line and cell breaks.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            '\n' | '|' | '\u{2022}' => true,
            '!' | '?' => next.is_none_or(|n| n.is_whitespace() || n == '"'),
            '.' => next.is_none_or(char::is_whitespace) && !abbreviated(&text[start..at]),
            _ => false,
        };
        if ends {
            push_sentence(&mut found, &text[start..at + c.len_utf8()]);
            start = at + c.len_utf8();
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
