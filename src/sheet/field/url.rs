//! Web addresses: absolute, with a scheme.
//!
//! Without a scheme it is `https://`, as the reader of feeds adds it: whoever still serves
//! plain HTTP almost always sends a visitor on, and the other way round is not safe. A scheme
//! that lacks a slash is one to every browser; one that is misspelt (`htp://`) is for the
//! writer of the sheet to mend. The host is written in small letters, the path as it stands.
//! Of several addresses the first one counts. An e-mail address, a handle (`@club`) or words
//! are no web address.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, email, pattern, text};
use crate::oruk;
use crate::sheet::ProblemKind;

/// `https://` as browsers understand it: with fewer slashes too, and twice the same.
static SCHEME: LazyLock<Regex> = pattern!(r"(?i)^(?:https?\s*:\s*/{0,3}\s*)+");

/// What was meant to be a scheme: `htp://`, `http//`, `https;//`.
static MISSPELT: LazyLock<Regex> = pattern!(r"(?i)^[htps]{2,7}\s*[:;]?\s*/{1,3}");

/// A host name with a top-level domain of letters, at the beginning of a word.
static HOST: LazyLock<Regex> =
    pattern!(r"(?i)^(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z]{2,24}\.?(?::\d{1,5})?(?:[/?#]|$)");

/// Spaces beside a dot of a host name: `www. example .org`.
static SPACED: LazyLock<Regex> = pattern!(r"(?i)^((?:https?://)?www)\s*\.\s*([a-z0-9-]+)\s*\.\s*");

/// Reads a cell of web addresses.
pub fn read(raw: &str) -> Reading<Option<String>> {
    let Some(text) = text::read(&raw.replace(['<', '>', '"'], " ")).value else {
        return Reading::default();
    };
    if email::is_address(&text) {
        return Reading::with(None, ProblemKind::UrlInvalid);
    }
    let text = SPACED.replace(&text, "$1.$2.");
    let begun = SCHEME.is_match(&text) || MISSPELT.is_match(&text);
    let first = || first_in(&text, begun);
    let Some(url) = whole(&text).or_else(first) else {
        return Reading::with(None, ProblemKind::UrlInvalid);
    };
    let had_scheme = raw
        .trim()
        .starts_with(&url[..url.find("://").map_or(0, |at| at + 3)]);
    Reading::fine(Some(url)).noting(ProblemKind::UrlScheme, !had_scheme)
}

/// The cell as one address; with a scheme it may have spaces in its path.
fn whole(text: &str) -> Option<String> {
    let (scheme, rest) = parted(text);
    let spaced = rest.contains(char::is_whitespace);
    let lists = rest.contains("://") || rest.contains(", ") || rest.contains(" or ");
    if spaced && (scheme.is_none() || lists || !rest.contains('/')) {
        return None;
    }
    address(scheme, rest)
}

/// The first address among words; of a cell that begins as one, the first word or none: what
/// follows a space may be half an address.
fn first_in(text: &str, begun: bool) -> Option<String> {
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '|');
    let most = if begun { 1 } else { usize::MAX };
    text.split(parts)
        .take(most)
        .filter(|word| !word.contains('@'))
        .find_map(|word| {
            let (scheme, rest) = parted(word);
            address(scheme, rest)
        })
}

/// The scheme that was meant, and what follows it.
fn parted(text: &str) -> (Option<&'static str>, &str) {
    let Some(found) = SCHEME.find(text) else {
        return (None, text.trim_start_matches('/'));
    };
    let said = found.as_str().to_ascii_lowercase();
    let scheme = if said.contains("ps") { "https" } else { "http" };
    (Some(scheme), &text[found.end()..])
}

fn address(scheme: Option<&str>, rest: &str) -> Option<String> {
    let rest = rest.trim_end_matches(['.', ',', ';', ':', '\'', ' ', '!']);
    if !HOST.is_match(rest) {
        return None;
    }
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let whole = format!(
        "{}://{}{path}",
        scheme.unwrap_or("https"),
        host.trim_end_matches('.').to_ascii_lowercase()
    );
    oruk::uri(&whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use ProblemKind::{UrlInvalid, UrlScheme};

    #[test]
    fn an_address_gets_its_scheme_and_keeps_its_path() {
        for (raw, want, problems) in [
            ("https://example.org", "https://example.org", vec![]),
            (
                "http://www.example.org/a?b=c",
                "http://www.example.org/a?b=c",
                vec![],
            ),
            (" https://example.org/ ", "https://example.org/", vec![]),
            (
                "https://example.org/our page",
                "https://example.org/our%20page",
                vec![],
            ),
            (
                "www.example.org",
                "https://www.example.org",
                vec![UrlScheme],
            ),
            (
                "WWW.Example.ORG/About",
                "https://www.example.org/About",
                vec![UrlScheme],
            ),
            (
                "example.org/clubs",
                "https://example.org/clubs",
                vec![UrlScheme],
            ),
            (
                "www.example.org.",
                "https://www.example.org",
                vec![UrlScheme],
            ),
            (
                "www. example.org",
                "https://www.example.org",
                vec![UrlScheme],
            ),
            ("http:/example.org", "http://example.org", vec![UrlScheme]),
            ("https:example.org", "https://example.org", vec![UrlScheme]),
            (
                "http://https://example.org",
                "https://example.org",
                vec![UrlScheme],
            ),
            ("HTTP://example.org", "http://example.org", vec![UrlScheme]),
            (
                "Our site (www.example.org)",
                "https://www.example.org",
                vec![UrlScheme],
            ),
            (
                "www.example.org or www.example.net",
                "https://www.example.org",
                vec![UrlScheme],
            ),
            (
                "facebook.com/heelwoodshed",
                "https://facebook.com/heelwoodshed",
                vec![UrlScheme],
            ),
        ] {
            let read = read(raw);
            assert_eq!(read.value.as_deref(), Some(want), "{raw}");
            assert_eq!(read.problems, problems, "{raw}");
        }
    }

    #[test]
    fn other_things_are_no_web_address() {
        for raw in [
            "info@example.org",
            "@heelwoodshed",
            "Facebook",
            "our Facebook page",
            "example",
            "http://example",
            "http://",
            "http//example.org",
            "htp://example.org",
            "htttp://www.example.org",
            "https;//example.org",
            "http://exa mple.org",
            "javascript:alert(1)",
            "ftp://example.org/x",
            "12.30",
            "www",
            "https://user:secret@example.org/",
        ] {
            let read = read(raw);
            assert_eq!(read.value, None, "{raw}");
            assert_eq!(read.problems, [UrlInvalid], "{raw}");
        }
        assert_eq!(read("See website"), Reading::default());
    }

    proptest! {
        #[test]
        fn any_cell_is_read_and_its_address_is_read_again(raw in "(\\PC|[a-z./: ]|https?://|www\\.|\\.org){0,30}") {
            if let Some(url) = read(&raw).value {
                let again = read(&url);
                prop_assert_eq!(again.value.as_ref(), Some(&url));
                prop_assert_eq!(again.problems, vec![]);
            }
        }
    }
}
