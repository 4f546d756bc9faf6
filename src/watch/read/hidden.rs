//! What a browser does not show: elements hidden by attribute, by style or by style sheet.

use std::collections::HashSet;
use std::sync::LazyLock;

use ego_tree::NodeId;
use regex::Regex;
use scraper::{Html, Selector};

use super::pattern;

/// Elements whose content is never text on the page.
const SILENT: &[&str] = &[
    "template", "script", "style", "noscript", "head", "title", "svg", "math", "iframe", "object",
    "canvas", "audio", "video", "select", "textarea", "datalist", "map", "del", "s", "strike",
];

/// Class names that the usual style frameworks hide by; each with what shows it again on
/// wide screens.
const HIDING_CLASSES: &[&str] = &[
    "d-none",
    "hidden",
    "is-hidden",
    "display-none",
    "u-hidden",
    "hide",
];

/// Selectors of one page's style sheets that we look at; a page that hides by more is odd.
const MAX_SELECTORS: usize = 40;

static STYLE: LazyLock<Selector> = LazyLock::new(|| super::selector("style"));
static HIDING: LazyLock<Regex> = pattern!(r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)");
static COMMENT: LazyLock<Regex> = pattern!(r"(?s)/\*.*?\*/");

/// Whether an element is never shown, by itself.
pub(super) fn is_silent(element: &scraper::node::Element) -> bool {
    if SILENT.contains(&element.name()) || element.attr("hidden").is_some() {
        return true;
    }
    if element.name() == "dialog" && element.attr("open").is_none() {
        return true;
    }
    element
        .attr("style")
        .is_some_and(|style| HIDING.is_match(style))
        || hidden_by_class(element)
}

fn hidden_by_class(element: &scraper::node::Element) -> bool {
    let hides = element
        .classes()
        .any(|class| HIDING_CLASSES.contains(&class));
    // `hidden md:block`, `d-none d-lg-flex`: shown on a wide screen.
    let shows = element.classes().any(|class| {
        ["block", "flex", "inline", "grid", "table"]
            .iter()
            .any(|word| class.ends_with(word))
    });
    hides && !shows
}

/// Elements that the page's own style sheets hide.
pub(super) fn hidden_by_sheet(html: &Html) -> HashSet<NodeId> {
    let mut hidden = HashSet::new();
    let mut left = MAX_SELECTORS;
    for sheet in html.select(&STYLE) {
        let text: String = sheet.text().collect();
        if !HIDING.is_match(&text) {
            continue;
        }
        let text = COMMENT.replace_all(&text, " ");
        for selector in hiding_selectors(&text) {
            if left == 0 {
                return hidden;
            }
            left -= 1;
            if let Ok(selector) = Selector::parse(selector) {
                // A whole page is hidden only until its scripts have run.
                let shown = html
                    .select(&selector)
                    .filter(|element| !matches!(element.value().name(), "html" | "body"));
                hidden.extend(shown.map(|element| element.id()));
            }
        }
    }
    hidden
}

/// Selectors of rules that hide, outside of `@media` and other blocks with conditions.
fn hiding_selectors(sheet: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut prelude = "";
    for (at, c) in sheet.char_indices() {
        match c {
            '{' => {
                if depth == 0 {
                    prelude = sheet.get(start..at).unwrap_or_default().trim();
                }
                depth += 1;
                start = at + 1;
            }
            '}' => {
                depth = depth.saturating_sub(1);
                let body = sheet.get(start..at).unwrap_or_default();
                if depth == 0 {
                    let plain = !prelude.starts_with('@') && !prelude.contains(':');
                    if plain && HIDING.is_match(body) {
                        found.push(prelude);
                    }
                    start = at + 1;
                }
            }
            ';' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_hide_by_plain_rules_only() {
        for (sheet, want) in [
            (".old{display:none}", vec![".old"]),
            (
                "a{color:red} #x , .y { visibility : hidden; }",
                vec!["#x , .y"],
            ),
            (
                "@media print{.menu{display:none}} .z{display:none}",
                vec![".z"],
            ),
            (".menu:hover{display:none}", vec![]),
            ("@import 'x'; .a{display:none", vec![]),
            ("}}{{", vec![]),
        ] {
            assert_eq!(hiding_selectors(sheet), want, "{sheet}");
        }
    }
}
