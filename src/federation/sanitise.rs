//! Text from outside, made safe before it is stored: nothing that is published holds more
//! markup than a few harmless tags, and only descriptions hold those.
//!
//! value -> is it HTML? -> whitelist (descriptions) or words only (everything else)
//! -> no control characters -> `None` when nothing readable is left.
//!
//! Feeds mix plain text and HTML from one record to the next, so it is decided value by
//! value: only the name of a real HTML element after `<` makes a value HTML. Any other `<`
//! is text ("ages <5"); where a browser could still take it for a tag, a space follows it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use scraper::{Html, Node};
use url::Url;

/// What a description may hold. `h1` and `h2` belong to the page around it.
const KEPT: [&str; 12] = [
    "p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "h3", "h4", "a",
];

/// Elements that stand on lines of their own: where they are not kept, a paragraph is.
const BLOCKS: [&str; 23] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "main",
    "nav",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tr",
];

/// Every other element that makes a value HTML, harmful ones first.
const OTHERS: [&str; 66] = [
    "script", "style", "iframe", "object", "embed", "svg", "math", "img", "video", "audio",
    "applet", "base", "body", "button", "canvas", "frame", "frameset", "head", "html", "input",
    "link", "meta", "noscript", "option", "select", "source", "template", "textarea", "title",
    "xml", "abbr", "acronym", "big", "cite", "code", "col", "colgroup", "caption", "del", "dfn",
    "details", "summary", "font", "h1", "h2", "h5", "h6", "ins", "kbd", "label", "legend", "mark",
    "marquee", "q", "s", "samp", "small", "span", "strike", "sub", "sup", "tfoot", "th", "thead",
    "tt", "u",
];

/// The longest a value may be, in bytes: a page of text is about 3,000.
const LONGEST: usize = 100_000;

/// More layers of escaping than any feed has by mistake.
const MOST_STEPS: usize = 6;

static ELEMENTS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| KEPT.into_iter().chain(BLOCKS).chain(OTHERS).collect());

static WHITELIST: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .tags(KEPT.into())
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    builder
});

/// A description: a few tags where it is HTML, plain text where it is not.
pub(super) fn rich(text: &str) -> Option<String> {
    settled(text, |text| {
        if !is_html(&text) {
            return decoded(text);
        }
        let clean = WHITELIST.clean(&simpler_blocks(&text)).to_string();
        let clean = without_empty_paragraphs(clean);
        let words = words(&clean);
        if is_html(&clean) && !words.trim().is_empty() {
            clean
        } else {
            words
        }
    })
}

/// Any other text: words only.
pub(super) fn plain(text: &str) -> Option<String> {
    settled(text, |text| {
        if is_html(&text) {
            words(&WHITELIST.clean(&simpler_blocks(&text)).to_string())
        } else {
            decoded(text)
        }
    })
}

/// Takes a step as long as it changes something, because feeds escape what was escaped
/// already; what comes out is left as it is by the next hub that reads it.
fn settled(text: &str, step: impl Fn(String) -> String) -> Option<String> {
    let mut text = readable(text);
    let mut is_settled = false;
    for _ in 0..MOST_STEPS {
        let next = if text.contains(['<', '&']) {
            readable(&harmless(&step(text.clone())))
        } else {
            text.clone()
        };
        is_settled = next == text;
        if is_settled {
            break;
        }
        text = next;
    }
    if !is_settled {
        text = readable(&text.replace(['<', '&'], " "));
    }
    (!text.is_empty()).then_some(text)
}

/// Text that programs read, such as geometry: kept to the letter unless it holds markup.
pub(super) fn data(text: &str) -> Option<String> {
    if is_html(text) {
        return plain(text);
    }
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    (!text.trim().is_empty()).then_some(text)
}

/// An address that may stand behind a link: absolute, `http` or `https`, or a `urn`.
pub(super) fn link(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https" | "urn") && !text.contains(['<', '>', '"']))
        .then(|| text.to_owned())
}

/// Whether a browser would find an element in it that HTML knows.
fn is_html(text: &str) -> bool {
    tags(text).any(|(_, name)| ELEMENTS.contains(name.to_ascii_lowercase().as_str()))
        || text.contains("<!--")
        || text.contains("<![CDATA[")
}

/// Each `<name` and `</name`: where the name begins, and the name.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('<').filter_map(move |(at, _)| {
        let start = at + 1 + usize::from(text[at + 1..].starts_with('/'));
        let rest = &text[start..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let ends_well = rest[end..]
            .chars()
            .next()
            .is_none_or(|c| c == '>' || c == '/' || c.is_whitespace());
        (end > 0 && ends_well).then(|| (start, &rest[..end]))
    })
}

/// Blocks that are not kept become paragraphs, the two big headings smaller ones; else
/// taking the tags away would glue their words together.
fn simpler_blocks(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    for (start, name) in tags(html) {
        let lower = name.to_ascii_lowercase();
        let simpler = match lower.as_str() {
            "h1" | "h2" => "h3",
            "h5" | "h6" => "h4",
            block if BLOCKS.contains(&block) => "p",
            _ => continue,
        };
        out.push_str(&html[copied..start]);
        out.push_str(simpler);
        copied = start + name.len();
    }
    out.push_str(&html[copied..]);
    out
}

fn without_empty_paragraphs(mut html: String) -> String {
    loop {
        let before = html.len();
        for empty in [
            "<p></p>",
            "<p> </p>",
            "<p>&nbsp;</p>",
            "<p><br></p>",
            "<p>\n</p>",
            "<h3></h3>",
            "<h4></h4>",
            "<li></li>",
            "<ul></ul>",
            "<ol></ol>",
        ] {
            html = html.replace(empty, "");
        }
        if html.len() == before {
            return html;
        }
    }
}

/// The words of clean HTML, a line for each block.
fn words(html: &str) -> String {
    let fragment = Html::parse_fragment(html);
    let mut out = String::new();
    for node in fragment.tree.root().descendants() {
        match node.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(element)
                if matches!(element.name(), "p" | "br" | "li" | "h3" | "h4")
                    && !out.ends_with('\n') =>
            {
                out.push('\n');
            }
            _ => {}
        }
    }
    out.replace('\u{a0}', " ")
}

/// Text without markup, with its entities read.
fn decoded(text: String) -> String {
    let has_entity = text.split('&').skip(1).any(|rest| {
        rest.split_once(';').is_some_and(|(name, _)| {
            (2..=10).contains(&name.len())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        })
    });
    if !has_entity {
        return text;
    }
    // A bare '<' is text here and must stay so for the parser.
    let fragment = Html::parse_fragment(&text.replace('<', "&lt;"));
    let words: String = fragment.root_element().text().collect();
    words.replace('\u{a0}', " ")
}

/// Without what no reader can see: control characters, direction overrides, byte order
/// marks, white space around it. Cut where it is absurdly long.
fn readable(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| {
            !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}')
                && (!c.is_control() || matches!(c, '\n' | '\t'))
        })
        .collect();
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim().to_owned()
}

/// A `<` that a browser could take for a tag HTML does not know is kept apart from what
/// follows it.
fn harmless(text: &str) -> String {
    if is_html(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        out.push(c);
        let opens = |next: &char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?');
        if c == '<' && characters.peek().is_some_and(opens) {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn descriptions_keep_simple_markup_and_lose_the_rest() {
        for (given, want) in [
            (
                "<p>Tea &amp; <b>cake</b></p>",
                "<p>Tea &amp; <b>cake</b></p>",
            ),
            ("<p onclick=\"x()\" style=\"a\">Hi</p>", "<p>Hi</p>"),
            ("Hi<script>alert(1)</script> there", "Hi there"),
            ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
            ("<h1>Big</h1>small", "<h3>Big</h3>small"),
            (
                "<a href=\"https://a.example/\" data-cke-saved-href=\"x\">a</a>",
                "<a href=\"https://a.example/\" rel=\"noopener noreferrer\">a</a>",
            ),
            (
                "<a href=\"javascript:alert(1)\">a</a>",
                "<a rel=\"noopener noreferrer\">a</a>",
            ),
            ("<img src=x onerror=alert(1)>Text", "Text"),
            ("Text <img src=x onerror=alert(1)", "Text"),
            ("&lt;p&gt;Escaped&lt;/p&gt;", "<p>Escaped</p>"),
            (
                "&amp;amp;amp;amp;amp;amp;amp;lt;script&gt;x",
                "amp;lt;script>x",
            ),
        ] {
            assert_eq!(rich(given).as_deref(), Some(want), "{given}");
        }
    }

    #[test]
    fn plain_text_with_a_bare_bracket_stays_text() {
        for (given, want) in [
            ("Ages <5 and >2", "Ages <5 and >2"),
            ("cost < £5 & up", "cost < £5 & up"),
            ("write to Jo <jo@a.example>", "write to Jo < jo@a.example>"),
            ("line one\r\nline two", "line one\nline two"),
            ("Tea &amp; cake", "Tea & cake"),
            ("Tea&nbsp;room", "Tea room"),
            ("R&D; A&E", "R&D; A&E"),
        ] {
            assert_eq!(rich(given).as_deref(), Some(want), "{given}");
            assert_eq!(plain(given).as_deref(), Some(want), "{given}");
        }
    }

    #[test]
    fn text_without_words_is_absent() {
        for empty in [
            "",
            "  \n",
            "<p><br></p>",
            "<p>&nbsp;</p>",
            "&nbsp;",
            "\u{feff}",
            "<br/>",
        ] {
            assert_eq!(rich(empty), None, "{empty:?}");
            assert_eq!(plain(empty), None, "{empty:?}");
        }
    }

    #[test]
    fn plain_fields_hold_words_only() {
        for (given, want) in [
            ("<b>Free</b> entry", "Free entry"),
            ("<p>One</p><p>Two</p>", "One\nTwo"),
            ("A\u{0}B\u{202e}C", "ABC"),
            ("&lt;script&gt;alert(1)&lt;/script&gt;Hall", "Hall"),
            ("&amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt;Hall", "Hall"),
        ] {
            assert_eq!(plain(given).as_deref(), Some(want), "{given}");
        }
    }

    #[test]
    fn links_lead_to_the_web_or_nowhere() {
        for good in ["https://a.example/x?y=1", "http://a.example", "urn:uuid:1"] {
            assert_eq!(link(good).as_deref(), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            " java\nscript:alert(1)",
            "data:text/html,x",
            "www.a.example",
            "https://a.example/\"><script>",
            "",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_dangerous_survives_and_a_second_pass_changes_nothing(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<", ">", "script", "/", "p", " ", "&lt;", "&gt;", "&amp;", "x", "\"", "img",
                    "a href=", "onerror=", "!--", "-->", "é", "<p>", "</p>", "<br>", "&nbsp;", "\n",
                    "svg", "style", "=", "javascript:", "<x-y ", "?", "h1", "div", "&#60;",
                ]),
                0..14,
            )
        ) {
            let given = pieces.concat();
            for clean in [rich(&given), plain(&given)].into_iter().flatten() {
                let fragment = Html::parse_fragment(&clean);
                for node in fragment.tree.root().descendants() {
                    if let Node::Element(element) = node.value() {
                        prop_assert!(
                            KEPT.contains(&element.name()) || element.name() == "html",
                            "{:?} -> {:?}", given, clean
                        );
                        prop_assert!(
                            element.attrs().all(|(name, value)| name == "rel"
                                || (name == "href" && !value.trim_start().starts_with("javascript"))),
                            "{:?} -> {:?}", given, clean
                        );
                    }
                }
            }
            if let Some(once) = rich(&given) {
                prop_assert_eq!(rich(&once), Some(once.clone()), "rich of {:?}", given);
            }
            if let Some(once) = plain(&given) {
                prop_assert_eq!(plain(&once), Some(once.clone()), "plain of {:?}", given);
            }
        }
    }
}
