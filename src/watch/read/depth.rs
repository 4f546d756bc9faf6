//! Cuts a page that nests deeper, or says more, than any page that was written for people.
//!
//! An HTML parser looks up through the open elements at each tag, so a page of a hundred
//! thousand nested elements costs it billions of steps. Browsers flatten at 512. And what
//! stands beyond the text that is read need not be parsed.

/// Open elements beyond which the rest of a page is not read.
const MAX_DEPTH: usize = 2000;

/// Text, in bytes without tags and spaces, beyond which the rest of a page is not parsed:
/// twice what is read of one, for some of it is hidden.
const MAX_TEXT: usize = 2 * super::blocks::MAX_TEXT;

/// Elements that never have content, or whose end people leave out: they do not nest.
const SHALLOW: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "path", "rect", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track", "wbr",
];

/// The page up to where it nests too deep or has said enough.
pub(super) fn bounded(html: &str) -> &str {
    let bytes = html.as_bytes();
    let mut depth = 0_usize;
    let mut said = 0;
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        let tag = at + found;
        let text = html.as_bytes().get(at..tag).unwrap_or_default();
        said += text
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace())
            .count();
        if said > MAX_TEXT {
            return &html[..tag];
        }
        let rest = &html[tag..];
        at = tag + 1;
        if rest.starts_with("<!--") {
            at = skip_past(html, tag + 4, "-->");
        } else if let Some(closed) = rest.strip_prefix("</") {
            if !SHALLOW.contains(&name(closed).as_str()) {
                depth = depth.saturating_sub(1);
            }
            at = past_tag(html, at);
        } else if bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            let name = name(&rest[1..]);
            if matches!(name.as_str(), "script" | "style") {
                at = skip_past(html, at, &format!("</{name}"));
            } else {
                at = past_tag(html, at);
                depth += usize::from(!SHALLOW.contains(&name.as_str()));
                if depth > MAX_DEPTH {
                    return &html[..tag];
                }
            }
        }
    }
    html
}

/// Where a tag ends, by its first `>`: an image may stand whole in an attribute.
fn past_tag(html: &str, from: usize) -> usize {
    let end = html.get(from..).and_then(|rest| rest.find('>'));
    end.map_or(html.len(), |end| from + end + 1)
}

fn name(rest: &str) -> String {
    rest.bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .take(12)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

/// Where the text goes on after `end`, in any case; its own end when that never comes.
fn skip_past(html: &str, from: usize, end: &str) -> usize {
    let rest = html.as_bytes().get(from..).unwrap_or_default();
    rest.windows(end.len())
        .position(|window| window.eq_ignore_ascii_case(end.as_bytes()))
        .map_or(html.len(), |at| from + at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nests_absurdly_is_cut() {
        let flat = "<div><p>a<p>b<br><img src=x></div>".repeat(5_000);
        assert_eq!(bounded(&flat), flat);
        let script = format!("<script>{}</script><p>x", "'<div>'+".repeat(5_000));
        assert_eq!(bounded(&script), script);
        let comment = format!("<!--{}--><p>x", "<div>".repeat(5_000));
        assert_eq!(bounded(&comment), comment);
        let deep = format!("<p>first</p>{}", "<div>".repeat(100_000));
        assert!(bounded(&deep).len() < 12_000);
        assert!(bounded(&deep).starts_with("<p>first</p>"));
        assert_eq!(bounded("<script>never closed"), "<script>never closed");
        assert_eq!(bounded("a < b <é <"), "a < b <é <");
    }

    #[test]
    fn what_stands_beyond_the_text_that_is_read_is_not_parsed() {
        let long = "<p class='a b c'>A line on the garden.</p>\n".repeat(100_000);
        let kept = bounded(&long);
        assert!(
            kept.len() < long.len() / 2,
            "{} of {}",
            kept.len(),
            long.len()
        );
        let images =
            "<img src='data:image/png;base64,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>\n".repeat(20_000);
        assert_eq!(bounded(&images), images);
        let spaces = format!("{}<p>last", "<p>\n          </p>".repeat(60_000));
        assert_eq!(bounded(&spaces), spaces);
    }
}
