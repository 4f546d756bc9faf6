//! E-mail addresses: plain, in `mailto:` links, and written so that robots miss them.

use std::sync::LazyLock;

use regex::Regex;

use super::page::Block;
use super::pattern;

static PLAIN: LazyLock<Regex> =
    pattern!(r"(?i)[a-z0-9][a-z0-9._%+'-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}");

/// `info [at] example.org`, `info(at)example(dot)org`, `info at example dot org`.
static VEILED: LazyLock<Regex> = pattern!(
    r"(?i)([a-z0-9][a-z0-9._%+-]*)(\s*[\[({<]\s*(?:at|@)\s*[\])}>]\s*|\s+at\s+|\s+@\s+|@\s+|\s+@)([a-z0-9-]+(?:(?:\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+|\.)[a-z0-9-]+)+)"
);

static DOT: LazyLock<Regex> = pattern!(r"(?i)\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+");

/// The addresses in a block's text and links, in small letters, each once. A link that
/// shows an address is what it shows.
pub fn in_block(block: &Block) -> Vec<String> {
    let mut seen = in_text(&block.text);
    for link in &block.links {
        let Some(target) = strip_mailto(&link.href) else {
            continue;
        };
        if !in_text(&link.text).is_empty() {
            continue;
        }
        for address in in_text(&target.replace("%40", "@").replace("%20", " ")) {
            if !seen.contains(&address) {
                seen.push(address);
            }
        }
    }
    seen
}

fn strip_mailto(href: &str) -> Option<&str> {
    let (scheme, rest) = href.split_at_checked("mailto:".len())?;
    scheme
        .eq_ignore_ascii_case("mailto:")
        .then(|| rest.split('?').next().unwrap_or_default())
}

/// Whether a text has a sign or the word without which it holds no address, however veiled: most
/// have none, and need not be searched.
fn may_hold(text: &str) -> bool {
    let is_dot = |three: &[u8]| three.eq_ignore_ascii_case(b"dot");
    text.contains(['@', '[', '(', '{', '<']) || text.as_bytes().windows(3).any(is_dot)
}

/// The addresses in a text, in small letters, each once, in order.
pub fn in_text(text: &str) -> Vec<String> {
    if !may_hold(text) {
        return Vec::new();
    }
    let mut seen: Vec<(usize, String)> = PLAIN
        .find_iter(text)
        .map(|found| (found.start(), found.as_str().to_lowercase()))
        .collect();
    for found in VEILED.captures_iter(text) {
        let (Some(whole), Some(name), Some(at), Some(host)) =
            (found.get(0), found.get(1), found.get(2), found.get(3))
        else {
            continue;
        };
        let bracketed = at.as_str().contains(['[', '(', '{', '<', '@']);
        // "meet at example.org" is no address; "info at example dot org" is.
        let spelled = DOT.is_match(host.as_str()) && !host.as_str().contains('.');
        if !bracketed && !spelled {
            continue;
        }
        let host = DOT.replace_all(host.as_str(), ".");
        let address = format!("{}@{host}", name.as_str()).to_lowercase();
        if PLAIN
            .find(&address)
            .is_some_and(|m| m.len() == address.len())
        {
            seen.push((whole.start(), address));
        }
    }
    seen.sort();
    let mut addresses: Vec<String> = Vec::new();
    for (_, address) in seen {
        let address = address.trim_end_matches(['.', '-']).to_owned();
        if !is_file(&address) && !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

/// `logo@2x.png` looks like an address and is none.
fn is_file(address: &str) -> bool {
    [
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".js",
    ]
    .iter()
    .any(|ending| address.ends_with(ending))
}

/// The address that Cloudflare veils as hex: the first byte is the key of the others.
pub fn decode_cloudflare(code: &str) -> Option<String> {
    let bytes: Vec<u8> = code
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect::<Option<_>>()?;
    let (key, rest) = bytes.split_first()?;
    let address = String::from_utf8(rest.iter().map(|byte| byte ^ key).collect()).ok()?;
    address.contains('@').then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::read;

    #[test]
    fn an_address_is_read_however_it_is_veiled() {
        for text in [
            "info@example.org",
            "E-mail: Info@Example.ORG.",
            "<info@example.org>",
            "info [at] example.org",
            "info(at)example.org",
            "info (at) example (dot) org",
            "info[at]example[dot]org",
            "info {at} example {dot} org",
            "info at example dot org",
            "info @ example.org",
        ] {
            assert_eq!(in_text(text), ["info@example.org"], "{text}");
        }
        assert_eq!(
            in_text("a.b@x.example.org, c@example.org"),
            ["a.b@x.example.org", "c@example.org"]
        );
    }

    #[test]
    fn what_is_no_address_is_not_taken_for_one() {
        for text in [
            "meet us at example.org",
            "look at example.org (dot) com",
            "logo@2x.png",
            "@ashbyclub on social media",
            "a @ b",
            "5 @ £3",
        ] {
            assert_eq!(in_text(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn links_and_veiled_links_count() {
        for html in [
            "<a href='mailto:info@example.org?subject=Hello'>Write to us</a>",
            "<a href='MAILTO:info%40example.org'>Write</a>",
            "<p>Write to <span class='__cf_email__' data-cfemail='422b2c242d02273a232f322e276c2d3025'>[email protected]</span></p>",
        ] {
            let page = read::page(html.as_bytes(), None);
            let found: Vec<_> = page.blocks.iter().flat_map(in_block).collect();
            assert_eq!(found, ["info@example.org"], "{html}");
        }
        assert_eq!(decode_cloudflare("zz"), None);
        assert_eq!(decode_cloudflare(""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,200}") {
            for address in in_text(&text) {
                proptest::prop_assert!(address.contains('@'));
            }
            decode_cloudflare(&text);
        }
    }
}
