//! E-mail addresses: one to write to, the others beside it.
//!
//! Small letters; `mailto:`, names, angle brackets and stray spaces go; `(at)` and `(dot)`
//! are read as they are meant. A word that runs into the address ("jane smith@example.org")
//! may be half of it, so that no address is certain; a wrong sign (`,` for `.`, two `@`)
//! is for the writer of the sheet to mend.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, is_placeholder, pattern, text};
use crate::oruk;
use crate::sheet::ProblemKind;

/// The addresses of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emails {
    /// The first one.
    pub first: Option<String>,
    /// The others, in their order.
    pub others: Vec<String>,
}

/// `(at)`, `[at]`, and ` at ` between two words that are all there is.
static AT: LazyLock<Regex> = pattern!(r"(?i)\s*[(\[{<]\s*at\s*[)\]}>]\s*");
static AT_WORD: LazyLock<Regex> = pattern!(r"(?i)^(\S+)\s+at\s+(\S+\.\S+)$");
static DOT: LazyLock<Regex> = pattern!(r"(?i)\s*[(\[{<]\s*dot\s*[)\]}>]\s*");

/// Spaces around the sign that makes an address of two words.
static SPACED_AT: LazyLock<Regex> = pattern!(r"\s*@\s*");

/// A space beside the last dot: `info@example .org`.
static SPACED_DOT: LazyLock<Regex> =
    pattern!(r"(@[\w-]+(?:\.[\w-]+)*)(?:\s+\.\s*|\.\s+)([a-z]{2,6})\b");

/// Words before an address that are no part of it.
static LABEL: LazyLock<Regex> = pattern!(
    r"(?i)^(?:e-?mail|mail|contact|address|or|and|to|at|via|on|write|us|enquiries|admin|office|the|main)$"
);

/// Reads a cell of e-mail addresses.
pub fn read(raw: &str) -> Reading<Emails> {
    let Some(text) = text::read(&raw.replace(['<', '>'], " ")).value else {
        return Reading::default();
    };
    let lower = text.to_lowercase().replace("mailto:", " ");
    let spelt = AT_WORD.replace(lower.trim(), "$1@$2");
    let spelt = DOT.replace_all(&spelt, ".");
    let spelt = AT.replace_all(&spelt, "@");
    let spelt = SPACED_AT.replace_all(&spelt, "@");
    let spelt = SPACED_DOT.replace_all(&spelt, "$1.$2");
    let addresses = in_text(&spelt, &text);
    let Some(addresses) = addresses else {
        return Reading::with(Emails::default(), ProblemKind::EmailInvalid);
    };
    let mut found = addresses.into_iter();
    let emails = Emails {
        first: found.next(),
        others: found.collect(),
    };
    if emails.first.is_none() {
        return Reading::with(emails, ProblemKind::EmailInvalid);
    }
    let changed = emails.first.as_deref() != Some(raw);
    Reading::fine(emails).noting(ProblemKind::EmailFormat, changed)
}

/// The addresses among the words; `None` when one may have lost a part. `shown` is the cell
/// as it was written, whose capitals tell a name from a half of an address.
fn in_text(text: &str, shown: &str) -> Option<Vec<String>> {
    let mut addresses: Vec<String> = Vec::new();
    let mut before: Option<&str> = None;
    let parted = |c: char| matches!(c, ',' | ';' | '/' | '|' | '(' | ')' | '"' | '[' | ']');
    for word in text.split(char::is_whitespace) {
        // A comma inside an address is a dot gone wrong, one at its end parts two.
        for piece in word.split(parted).filter(|piece| !piece.is_empty()) {
            // A label goes first: what stood behind it may be quoted.
            let piece = piece.trim_end_matches(['.', ':', '\'']);
            let piece = piece.rsplit(':').next().unwrap_or(piece);
            let piece = piece.trim_start_matches(['\'', '.']);
            if !piece.contains('@') {
                continue;
            }
            if !oruk::is_email(piece) || before.is_some_and(|word| is_half(word, shown)) {
                return None;
            }
            if !addresses.iter().any(|known| known == piece) {
                addresses.push(piece.to_owned());
            }
        }
        if !word.is_empty() {
            before = Some(word);
        }
    }
    Some(addresses)
}

/// Whether a word before an address may be its beginning: small letters, no label, nothing
/// that parts them.
fn is_half(word: &str, shown: &str) -> bool {
    let plain = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    plain
        && !word.ends_with('.')
        && !LABEL.is_match(word)
        && shown.split_whitespace().any(|w| w == word)
}

/// Whether a cell is nothing but an e-mail address, which some write where a web address goes.
pub(super) fn is_address(text: &str) -> bool {
    !is_placeholder(text) && oruk::is_email(text.trim().trim_start_matches("mailto:"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use ProblemKind::{EmailFormat, EmailInvalid};

    #[test]
    fn an_address_comes_out_of_what_stands_around_it() {
        for raw in [
            "Info@Example.org",
            " info@example.org ",
            "mailto:info@example.org",
            "info@example.org.",
            "info@example.org,",
            "<info@example.org>",
            "Jane Smith <info@example.org>",
            "Jane info@example.org",
            "Email: info@example.org",
            "email info@example.org",
            "E-mail:info@example.org",
            "E-mail:'info@example.org'",
            "info @ example.org",
            "info@ example.org",
            "info@example .org",
            "info(at)example.org",
            "info [at] example [dot] org",
            "info at example.org",
            "info@example.org (Jane)",
            "info@\u{200b}example.org",
        ] {
            let read = read(raw);
            assert_eq!(
                read.value.first.as_deref(),
                Some("info@example.org"),
                "{raw}"
            );
            assert_eq!(read.problems, [EmailFormat], "{raw}");
        }
        assert_eq!(read("info@example.org").problems, []);
    }

    #[test]
    fn the_others_are_kept_beside_the_first() {
        for raw in [
            "a@example.org; b@example.org",
            "a@example.org / b@example.org",
            "a@example.org,b@example.org",
            "a@example.org or b@example.org",
            "a@example.org b@example.org",
        ] {
            let emails = read(raw).value;
            assert_eq!(emails.first.as_deref(), Some("a@example.org"), "{raw}");
            assert_eq!(emails.others, ["b@example.org"], "{raw}");
        }
    }

    #[test]
    fn an_address_that_is_not_certain_is_none() {
        for raw in [
            "info",
            "info@",
            "@example.org",
            "info@example",
            "info@@example.org",
            "info@example..org",
            "info@example,org",
            "jane smith@example.org",
            "info.example.org",
            "www.example.org",
            "ask at the desk",
            "info@exam_ple.org",
        ] {
            let read = read(raw);
            assert_eq!(read.value, Emails::default(), "{raw}");
            assert_eq!(read.problems, [EmailInvalid], "{raw}");
        }
        assert_eq!(read("none"), Reading::default());
    }

    proptest! {
        #[test]
        fn any_cell_is_read_and_its_addresses_are_read_again(raw in "(\\PC|[a-z@. ,;:'<>()]|\\(at\\)|@example.org){0,30}") {
            let emails = read(&raw).value;
            for address in emails.first.iter().chain(&emails.others) {
                let again = read(address);
                prop_assert_eq!(again.value.first.as_ref(), Some(address));
                prop_assert_eq!(again.problems, vec![]);
            }
        }
    }
}
