//! What a page says, line by line: text, and where it leads.

use phonenumber::country::Id::GB;
use phonenumber::{Mode, PhoneNumber};
use url::Url;

/// A labelled entry: `When`, and under it a line for each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// The label.
    pub(super) label: String,
    /// What there is to say; never empty in a fact that is shown.
    pub(super) lines: Vec<Line>,
    /// Whether the lines are short and stand beside each other.
    pub(super) in_a_row: bool,
}

/// A headed group of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// The heading.
    pub(super) heading: &'static str,
    /// The facts; a section without any is not shown.
    pub(super) facts: Vec<Fact>,
}

/// One line of a fact, escaped by the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// As read.
    pub(super) text: String,
    /// Where it leads: only `https:`, `http:`, `tel:` or `mailto:`.
    pub(super) href: Option<String>,
    /// Whether it is a warning.
    pub(super) warning: bool,
}

impl Fact {
    /// The fact, unless there is nothing to say.
    pub(super) fn new(label: impl Into<String>, lines: Vec<Line>) -> Option<Self> {
        (!lines.is_empty()).then(|| Self {
            label: label.into(),
            lines,
            in_a_row: false,
        })
    }

    /// The same with its lines beside each other.
    pub(super) fn in_a_row(self) -> Self {
        Self {
            in_a_row: true,
            ..self
        }
    }
}

impl Section {
    /// The section with those of its facts that have something to say.
    pub(super) fn new(
        heading: &'static str,
        facts: impl IntoIterator<Item = Option<Fact>>,
    ) -> Self {
        Self {
            heading,
            facts: facts.into_iter().flatten().collect(),
        }
    }
}

impl Line {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: None,
            warning: false,
        }
    }

    /// A warning in words.
    pub(super) fn warning(text: impl Into<String>) -> Self {
        Self {
            warning: true,
            ..Self::text(text)
        }
    }

    /// A telephone number, to be dialled where it can be read as one.
    pub(super) fn phone(number: &str) -> Self {
        let dial = phonenumber::parse(Some(GB), number)
            .ok()
            .map(|number: PhoneNumber| number.format().mode(Mode::Rfc3966).to_string());
        Self {
            href: dial,
            ..Self::text(number)
        }
    }

    /// An e-mail address, to be written to where it has the shape of one.
    pub(super) fn email(address: &str) -> Self {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_+'@".contains(c);
        let fits = address.chars().all(is_plain)
            && address.split('@').filter(|part| !part.is_empty()).count() == 2;
        Self {
            href: fits.then(|| format!("mailto:{address}")),
            ..Self::text(address)
        }
    }

    /// A web page, as `host/path`; anything but `http` and `https` leads nowhere.
    pub(super) fn web(address: &str) -> Self {
        let url = Url::parse(address)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url else {
            return Self::text(address);
        };
        let host = url.host_str().unwrap_or_default();
        let port = url
            .port()
            .map_or_else(String::new, |port| format!(":{port}"));
        let shown = format!(
            "{}{port}{}",
            host.trim_start_matches("www."),
            url.path().trim_end_matches('/'),
        );
        Self {
            href: Some(url.to_string()),
            ..Self::text(shown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leads_only_where_it_is_safe_and_makes_sense() {
        for (line, text, href) in [
            (
                Line::phone("01632 960 123"),
                "01632 960 123",
                Some("tel:+44-1632-960123"),
            ),
            (
                Line::phone("+44 (0)1632 960123"),
                "+44 (0)1632 960123",
                Some("tel:+44-1632-960123"),
            ),
            (Line::phone("ask at the desk"), "ask at the desk", None),
            (
                Line::email("hello@tea.example.org"),
                "hello@tea.example.org",
                Some("mailto:hello@tea.example.org"),
            ),
            (Line::email("a@b.example?bcc=x"), "a@b.example?bcc=x", None),
            (Line::email("none"), "none", None),
            (
                Line::web("https://www.tea.example.org/groups/"),
                "tea.example.org/groups",
                Some("https://www.tea.example.org/groups/"),
            ),
            (
                Line::web("javascript:alert(1)"),
                "javascript:alert(1)",
                None,
            ),
            (Line::web("tea.example.org"), "tea.example.org", None),
            (
                Line::web("http://127.0.0.1:8081/tea"),
                "127.0.0.1:8081/tea",
                Some("http://127.0.0.1:8081/tea"),
            ),
        ] {
            assert_eq!((line.text.as_str(), line.href.as_deref()), (text, href));
        }
    }
}
