//! Free text: one line, without markup and without what cannot be seen.
//!
//! White space is folded into single spaces and trimmed. Non-breaking spaces count as
//! spaces, zero-width characters and control characters go. HTML becomes the words in it.
//! Text that a spreadsheet program would run as a formula is kept and reported: here it is
//! harmless, and whatever writes it into a sheet again must neutralise it.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, is_placeholder, pattern};
use crate::domain::plain_text;
use crate::sheet::ProblemKind;

/// A tag that browsers know, or an entity. `<info@example.org>` and `5 < 10` are neither.
static MARKUP: LazyLock<Regex> = pattern!(
    r"(?i)</?(?:p|br|b|i|u|s|em|strong|a|div|span|font|ul|ol|li|dl|dt|dd|h[1-6]|hr|table|tbody|thead|tr|td|th|img|script|style|small|sup|sub|center|blockquote|pre|code|html|head|body|iframe|svg|object|form|input|button|label|section|article|o:p)(?:\s[^<>]*)?/?>|<!--|&(?:[a-z]{2,8}\d{0,2}|#\d{1,7}|#x[0-9a-f]{1,6});"
);

/// What makes a formula of a text that begins with `-` or `@`: a call, a link to another
/// program or sheet, a comparison, a sum.
static FORMULA: LazyLock<Regex> =
    pattern!(r"(?i)[a-z]\(|[|!=]|^[-@]\s*\$?[a-z]{1,3}\$?\d+\b|^-\s*[\d.]+\s*[-+*/^]\s*[\w(]");

/// Digits and the signs that stand between those of a telephone number.
static NUMBER: LazyLock<Regex> = pattern!(r"^[+-][\d\s().,/-]*$");

/// Reads a cell of text. A placeholder gives `None`.
pub fn read(raw: &str) -> Reading<Option<String>> {
    let (visible, unseen) = without_unseen(raw);
    let mut text = folded(&visible);
    let markup = is_markup(&text);
    // Markup that was escaped twice shows itself only after the first round; each round
    // makes the text shorter.
    while is_markup(&text) {
        let plain = folded(&without_unseen(&plain_text(&text)).0);
        if plain.len() >= text.len() {
            break;
        }
        text = plain;
    }
    let text = without_mark(&text);
    let formula = is_formula(text);
    let value = (!is_placeholder(text)).then(|| text.to_owned());
    Reading::fine(value)
        .noting(ProblemKind::Nbsp, unseen)
        .noting(ProblemKind::HtmlInCell, markup)
        .noting(ProblemKind::FormulaInjection, formula)
}

/// Whether a spreadsheet program would run the text: it begins with `=`, or with `+`, `-`
/// or `@` and is no telephone number, no figure, no dash before words and no handle.
pub fn is_formula(text: &str) -> bool {
    let text = text.trim_start();
    match text.chars().next() {
        Some('=') => text.len() > 1,
        Some('+') => !NUMBER.is_match(text) && text.len() > 1 || is_sum(text),
        Some('-' | '@') => FORMULA.is_match(text),
        _ => false,
    }
}

/// `+1+1`: signs between figures that no telephone number has.
fn is_sum(text: &str) -> bool {
    text.matches('+').count() > 1
}

fn is_markup(text: &str) -> bool {
    text.contains(['<', '&']) && MARKUP.is_match(text)
}

/// The text without characters that nobody sees, non-breaking spaces as spaces; and
/// whether there were any.
fn without_unseen(raw: &str) -> (String, bool) {
    let mut unseen = false;
    let text = raw
        .chars()
        .filter_map(|c| match c {
            '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}' | '\u{180e}' => {
                unseen = true;
                None
            }
            '\u{a0}' | '\u{2007}' | '\u{202f}' => {
                unseen = true;
                Some(' ')
            }
            c if c.is_control() && !c.is_whitespace() => None,
            c => Some(c),
        })
        .collect();
    (text, unseen)
}

/// The text on one line with single spaces.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without the apostrophe that marks what follows as text in a spreadsheet program.
fn without_mark(text: &str) -> &str {
    let bare = text.trim_start_matches('\'');
    let is_mark = bare.len() < text.len() && bare.starts_with(['=', '+', '-', '@']);
    if is_mark { bare } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use ProblemKind::{FormulaInjection, HtmlInCell, Nbsp};

    #[test]
    fn text_comes_out_on_one_line_and_every_oddity_is_named() {
        for (raw, want, problems) in [
            ("  Lunch \n club ", Some("Lunch club"), vec![]),
            ("Lunch\u{a0}club", Some("Lunch club"), vec![Nbsp]),
            ("Lunch\u{200b} club\u{feff}", Some("Lunch club"), vec![Nbsp]),
            (
                "<p>Tea &amp; chat<br>weekly</p>",
                Some("Tea & chat weekly"),
                vec![HtmlInCell],
            ),
            ("Tea &amp; chat", Some("Tea & chat"), vec![HtmlInCell]),
            (
                "Tea & chat; ages 5 < 10",
                Some("Tea & chat; ages 5 < 10"),
                vec![],
            ),
            (
                "Write to <info@example.org>",
                Some("Write to <info@example.org>"),
                vec![],
            ),
            ("&lt;b&gt;Bold&lt;/b&gt;", Some("Bold"), vec![HtmlInCell]),
            ("<script>alert(1)</script>", None, vec![HtmlInCell]),
            ("n/a", None, vec![]),
            ("", None, vec![]),
            ("-", None, vec![]),
            ("=1+1", Some("=1+1"), vec![FormulaInjection]),
            ("'=1+1", Some("=1+1"), vec![FormulaInjection]),
        ] {
            let read = read(raw);
            assert_eq!(read.value.as_deref(), want, "{raw:?}");
            assert_eq!(read.problems, problems, "{raw:?}");
        }
    }

    #[test]
    fn formulas_are_told_from_telephone_numbers_dashes_and_handles() {
        for text in [
            "=HYPERLINK(\"https://example.org\",\"x\")",
            "=cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "+1+1",
            "-1+1",
            "  =A1",
            "-A1",
        ] {
            assert!(is_formula(text), "{text}");
        }
        for text in [
            "+44 (0)1632 960123",
            "+441632960123",
            "-",
            "- tea and coffee",
            "-tea (free)",
            "-5",
            "@heelwoodshed",
            "plain = text",
            "a@example.org",
            "=",
        ] {
            assert!(!is_formula(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_twice_is_the_same_as_once(raw in "(\\PC|[ \t\n\u{a0}\u{200b}<>&;='\\-]|&amp;|&lt;|<b>|</p>){0,30}") {
            let once = read(&raw).value;
            if let Some(text) = &once {
                prop_assert_eq!(&read(text).value, &once);
            }
        }
    }
}
