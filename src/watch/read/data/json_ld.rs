//! JSON-LD: `<script type="application/ld+json">`.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// Longest script that is read, in bytes: those of people are a hundredth of this.
const MAX_SCRIPT: usize = 1 << 18;

/// Scripts of one page that are read.
const MAX_SCRIPTS: usize = 20;

static SCRIPT: LazyLock<Selector> =
    LazyLock::new(|| super::super::selector("script[type*='ld+json' i]"));

/// The values of a page's scripts; one that is not JSON says nothing.
pub(super) fn objects(html: &Html) -> Vec<Value> {
    html.select(&SCRIPT)
        .filter(|script| !in_template(script))
        .take(MAX_SCRIPTS)
        .filter_map(|script| {
            let text: String = script.text().collect();
            parsed(&text)
        })
        .collect()
}

/// A template is not a part of the page.
fn in_template(script: &ElementRef<'_>) -> bool {
    let mut above = script.ancestors().filter_map(ElementRef::wrap);
    above.any(|element| matches!(element.value().name(), "template" | "noscript"))
}

/// JSON, also inside the comment marks that old page builders put around scripts.
fn parsed(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.len() > MAX_SCRIPT {
        return None;
    }
    let starts = [text.find('['), text.find('{')];
    let mut starts: Vec<usize> = starts.into_iter().flatten().collect();
    starts.sort_unstable();
    starts.into_iter().find_map(|start| {
        let rest = serde_json::Deserializer::from_str(text.get(start..)?);
        rest.into_iter().next()?.ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_found_inside_marks_and_rubbish_is_none() {
        for text in [
            r#"{"name":"A"}"#,
            "\n<!-- {\"name\":\"A\"} -->",
            "/*<![CDATA[*/ {\"name\":\"A\"} /*]]>*/",
        ] {
            assert_eq!(parsed(text).unwrap()["name"], "A", "{text}");
        }
        for text in ["", "{", "}{", "var a = 1;", "{name: 'A'}"] {
            assert_eq!(parsed(text), None, "{text}");
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(parsed(&deep), None, "too deep to be meant");
    }
}
