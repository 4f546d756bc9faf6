//! Cuts a page that nests deeper than any page that was written for people.
//!
//! An HTML parser looks up through the open elements at each tag, so a page of a hundred
//! thousand nested elements costs it billions of steps. Browsers flatten at 512.

/// Open elements beyond which the rest of a page is not read.
const MAX_DEPTH: usize = 2000;

/// Elements that never have content, or whose end people leave out: they do not nest.
const SHALLOW: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "path", "rect", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track", "wbr",
];

/// The page up to where it nests too deep.
pub(super) fn bounded(html: &str) -> &str {
    let bytes = html.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        let tag = at + found;
        let rest = &html[tag..];
        at = tag + 1;
        if rest.starts_with("<!--") {
            at = skip_past(html, tag + 4, "-->");
        } else if let Some(closed) = rest.strip_prefix("</") {
            if !SHALLOW.contains(&name(closed).as_str()) {
                depth = depth.saturating_sub(1);
            }
        } else if bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            let name = name(&rest[1..]);
            if matches!(name.as_str(), "script" | "style") {
                at = skip_past(html, at, &format!("</{name}"));
            } else if !SHALLOW.contains(&name.as_str()) {
                depth += 1;
                if depth > MAX_DEPTH {
                    return &html[..tag];
                }
            }
        }
    }
    html
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
}
