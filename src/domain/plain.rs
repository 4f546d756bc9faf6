//! Plain text out of text that may hold HTML.

use scraper::{Html, Node};

/// The words of `text` on one line: tags gone, entities read, white space folded.
pub fn plain_text(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return fold(text);
    }
    let fragment = Html::parse_fragment(text);
    let mut words = String::with_capacity(text.len());
    for node in fragment.root_element().descendants() {
        let element = |node: &Node| node.as_element().map(|e| e.name().to_owned());
        let parent = node.parent().and_then(|parent| element(parent.value()));
        if matches!(parent.as_deref(), Some("script" | "style")) {
            continue;
        }
        // A block or a line break parts words; bold type inside a word does not.
        let before = node.prev_sibling().and_then(|node| element(node.value()));
        for name in [before, element(node.value())].into_iter().flatten() {
            if !INLINE.contains(&name.as_str()) {
                words.push(' ');
            }
        }
        if let Some(piece) = node.value().as_text() {
            words.push_str(piece);
        }
    }
    fold(&words)
}

/// At most `limit` characters, cut after a word, with an ellipsis where something was cut.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let head: String = text.chars().take(limit.saturating_sub(1)).collect();
    let kept = head
        .rsplit_once(' ')
        .map_or(head.as_str(), |(kept, _)| kept);
    format!("{}…", kept.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// The text with a capital at its start.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

const INLINE: [&str; 9] = ["a", "abbr", "b", "em", "i", "span", "strong", "sub", "u"];

fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_its_markup_and_keeps_its_words() {
        for (text, want) in [
            ("Plain words", "Plain words"),
            ("  two\n lines ", "two lines"),
            ("<p>One</p><p>two</p>", "One two"),
            ("Tea &amp; chat<br>weekly", "Tea & chat weekly"),
            ("un<b>break</b>able", "unbreakable"),
            ("<ul><li>One</li><li>two</li></ul>three", "One two three"),
            ("ages 5 < 10", "ages 5 < 10"),
            ("<script>alert(1)</script>Hello", "Hello"),
            ("<p><br></p>&nbsp;", ""),
        ] {
            assert_eq!(plain_text(text), want, "{text}");
        }
    }

    #[test]
    fn a_line_gets_its_capital() {
        for (text, want) in [("first Monday", "First Monday"), ("éa", "Éa"), ("", "")] {
            assert_eq!(capitalised(text), want);
        }
    }

    #[test]
    fn long_text_is_cut_after_a_word() {
        for (text, limit, want) in [
            ("short", 10, "short"),
            ("exactly ten", 11, "exactly ten"),
            ("one, two three", 9, "one…"),
            ("unbreakableword", 6, "unbre…"),
            ("ééé ééé", 5, "ééé…"),
        ] {
            assert_eq!(cut(text, limit), want);
        }
    }
}
