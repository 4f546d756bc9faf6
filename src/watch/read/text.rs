//! Words on a page: folded spaces, snippets.

pub use crate::domain::sentences;

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
    let mut rest = text;
    while !rest.is_empty() {
        // Nearly all of a text is words of plain letters, which stay as they are.
        let same = rest.bytes().take_while(u8::is_ascii_graphic).count();
        let (word, others) = rest.split_at(same);
        buffer.push_str(word);
        let mut chars = others.chars();
        if let Some(c) = chars.next().and_then(plain) {
            let is_again = c == ' ' && buffer.chars().next_back().is_none_or(char::is_whitespace);
            if !is_again {
                buffer.push(c);
            }
        }
        rest = chars.as_str();
    }
}

/// Text with spaces folded and ends trimmed.
pub fn folded(text: &str) -> String {
    let mut buffer = String::with_capacity(text.len());
    push_folded(&mut buffer, text);
    buffer.truncate(buffer.trim_end().len());
    buffer
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
