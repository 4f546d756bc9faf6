//! Long text from feeds as HTML that is safe to put into a page.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// The text as HTML. Where it holds markup, only harmless markup stays, and headings become
/// plain text so that the page's own outline holds; else blank lines part paragraphs.
///
/// What is stored was cleaned when it came in. It is cleaned again because a page is the
/// place where a gap in that would hurt.
pub(super) fn safe_html(text: &str) -> String {
    if holds_markup(text) {
        return POLICY.clean(text).to_string();
    }
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let lines: Vec<String> = paragraph
                .lines()
                .map(|line| POLICY.clean(line).to_string())
                .collect();
            format!("<p>{}</p>", lines.join("<br>"))
        })
        .collect()
}

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut policy = Builder::empty();
    policy
        .tags(
            [
                "p",
                "br",
                "ul",
                "ol",
                "li",
                "strong",
                "em",
                "b",
                "i",
                "a",
                "blockquote",
            ]
            .into(),
        )
        .clean_content_tags(["script", "style", "template", "iframe", "noscript"].into())
        .tag_attributes([("a", ["href"].into())].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    policy
});

/// Whether the text is meant as HTML: it holds something like a tag or a character reference.
fn holds_markup(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
    });
    let reference = text.match_indices('&').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.split(';').next().unwrap_or_default();
        rest.len() > name.len()
            && (2..=8).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    });
    tag || reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_kept_where_it_is_harmless_and_lost_where_it_is_not() {
        for (text, want) in [
            ("<p>Tea &amp; chat</p>", "<p>Tea &amp; chat</p>"),
            ("<h1>Big</h1><p>small</p>", "Big<p>small</p>"),
            ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
            (
                "<p onclick=\"x()\" style=\"color:red\" id=\"main\">x</p>",
                "<p>x</p>",
            ),
            ("<img src=x onerror=alert(1)>x", "x"),
            (
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a rel=\"noopener noreferrer nofollow\">x</a>",
            ),
            (
                "<a href=\"https://charity.example\">x</a>",
                "<a href=\"https://charity.example\" rel=\"noopener noreferrer nofollow\">x</a>",
            ),
        ] {
            assert_eq!(safe_html(text), want);
        }
    }

    #[test]
    fn plain_text_becomes_paragraphs_and_nothing_in_it_becomes_a_tag() {
        for (text, want) in [
            ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
            ("", ""),
            ("5 < 6 & \"so\"", "<p>5 &lt; 6 &amp; \"so\"</p>"),
        ] {
            assert_eq!(safe_html(text), want);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_gets_a_script_or_a_handler_through(text in ".{0,80}") {
            let html = safe_html(&format!("{text}<script>alert(1)</script><b onload={text}>")).to_lowercase();
            proptest::prop_assert!(!html.contains("<script"));
            proptest::prop_assert!(!html.contains("<b onload"));
        }
    }
}
