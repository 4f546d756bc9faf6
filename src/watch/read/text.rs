//! Words on a page: folded spaces, sentences, snippets.

/// Longest snippet kept as evidence, in characters.
const SNIPPET: usize = 200;

/// Characters that browsers do not show but that split words and numbers.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// One character as we compare it: typographic forms become plain ones.
pub fn plain(c: char) -> Option<char> {
    Some(match c {
        c if is_invisible(c) => return None,
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
        '\u{ff20}' => '@',
        c if c.is_whitespace() => ' ',
        c if c.is_control() => ' ',
        c => c,
    })
}

/// Adds text to a buffer, folding spaces; `true` keeps them (and line breaks) as they are.
pub fn push_folded(buffer: &mut String, text: &str) {
    for c in text.chars().filter_map(plain) {
        if c == ' ' && buffer.chars().next_back().is_none_or(char::is_whitespace) {
            continue;
        }
        buffer.push(c);
    }
}

/// Text with spaces folded and ends trimmed.
pub fn folded(text: &str) -> String {
    let mut buffer = String::with_capacity(text.len());
    push_folded(&mut buffer, text);
    buffer.truncate(buffer.trim_end().len());
    buffer
}

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

/// At most 200 characters around `needle`, whole words where possible.
pub fn snippet(text: &str, needle: &str) -> String {
    let text = folded(text);
    let count = text.chars().count();
    if count <= SNIPPET {
        return text;
    }
    let at = text
        .find(needle)
        .map_or(0, |byte| text[..byte].chars().count());
    let start = at
        .saturating_sub(SNIPPET / 3)
        .min(count.saturating_sub(SNIPPET));
    let cut: String = text.chars().skip(start).take(SNIPPET).collect();
    let from = if start == 0 {
        0
    } else {
        cut.find(' ').map_or(0, |space| space + 1)
    };
    let to = if start + SNIPPET >= count {
        cut.len()
    } else {
        cut.rfind(' ').unwrap_or(cut.len())
    };
    cut.get(from..to).unwrap_or(&cut).to_owned()
}

/// The words of a text in small letters, letters and digits only.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\'').to_lowercase())
        .map(|word| word.strip_suffix("'s").map(str::to_owned).unwrap_or(word))
        .filter(|word| !word.is_empty())
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

    #[test]
    fn folding_shows_text_as_a_reader_sees_it() {
        assert_eq!(folded("  a\u{a0}\u{200b} b\t\n c "), "a b c");
        assert_eq!(folded("01632\u{2011}960\u{ad}123"), "01632-960123");
        assert_eq!(folded("we\u{2019}ve"), "we've");
    }

    #[test]
    fn a_snippet_is_short_and_holds_what_it_is_about() {
        let long = format!(
            "{} the needle is here {}",
            "word ".repeat(100),
            "tail ".repeat(100)
        );
        let cut = snippet(&long, "needle");
        assert!(cut.chars().count() <= 200);
        assert!(cut.contains("the needle is here"), "{cut}");
        assert_eq!(snippet("short text", "missing"), "short text");
        assert!(snippet(&"é".repeat(900), "x").chars().count() <= 200);
    }

    #[test]
    fn words_are_plain() {
        assert_eq!(
            words("Mary's Tea & Talk (50+)").collect::<Vec<_>>(),
            ["mary", "tea", "talk", "50"]
        );
    }
}
