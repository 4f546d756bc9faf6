//! When a listing was last checked, by whom, and whether that is too long ago.

use jiff::Timestamp;
use jiff::civil::Date;

use super::fact::Line;
use crate::config::Span;
use crate::domain::{Card, day_in_words, uk_day};
use crate::hub::Hub;
use crate::store::WatchPage;

/// What tells how fresh a listing is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freshness<'a> {
    /// The day on which somebody who knows confirmed it.
    pub(super) confirmed: Option<Date>,
    /// Name of the directory that says so.
    pub(super) directory: &'a str,
    /// What is known of its provider's page.
    pub(super) page: Option<&'a WatchPage>,
    /// Now.
    pub(super) now: Timestamp,
    /// How long a check holds.
    pub(super) holds: Span,
}

impl<'a> Freshness<'a> {
    /// What tells how fresh the listing of a card is.
    pub(super) fn of(
        card: &Card,
        directory: &'a str,
        page: Option<&'a WatchPage>,
        hub: &Hub,
    ) -> Self {
        Self {
            confirmed: card.assured_date,
            directory,
            page,
            now: hub.clock.now(),
            holds: hub.config.lifecycle.manual_check_every,
        }
    }

    /// The lines under `Last checked`.
    pub(super) fn lines(&self) -> Vec<Line> {
        let today = uk_day(self.now);
        // A confirmation that has yet to happen is a slip of the pen.
        let confirmed = self.confirmed.filter(|date| *date <= today);
        let mut lines = Vec::new();
        if let Some(date) = confirmed {
            let date = day_in_words(date);
            lines.push(Line::text(format!("{date}, by {}", self.directory)));
        }
        lines.extend(self.website());
        let newest = confirmed.max(self.page.and_then(WatchPage::agreed_at).map(uk_day));
        let oldest = uk_day(self.now - self.holds.signed());
        if newest.is_none_or(|date| date < oldest) {
            let how_long = match newest {
                Some(_) => format!("Not checked for more than {}", in_words(self.holds)),
                None => "Never checked, as far as we know".to_owned(),
            };
            lines.push(Line::warning(format!(
                "{how_long}. Ring before you send someone."
            )));
        }
        lines
    }

    /// What came of looking at the provider's page.
    fn website(&self) -> Option<Line> {
        let page = self.page?;
        let tried = page.checked_at?;
        let says = match (page.agreed_at(), page.good_at) {
            (Some(at), _) if at >= tried => {
                format!(
                    "{}, by us: read the provider’s website, nothing there contradicts this",
                    day_in_words(uk_day(at))
                )
            }
            (_, Some(at)) if at >= tried => format!(
                "{}, by us: read the provider’s website, which may differ from this",
                day_in_words(uk_day(at))
            ),
            _ => format!(
                "{}, by us: the provider’s website could not be read",
                day_in_words(uk_day(tried))
            ),
        };
        Some(Line::text(says))
    }
}

/// `3 months`, `10 days`.
pub(super) fn in_words(span: Span) -> String {
    let days = span.duration().as_secs() / 86_400;
    match days {
        30 => "a month".to_owned(),
        days if days > 0 && days.is_multiple_of(30) => format!("{} months", days / 30),
        1 => "a day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(checked: &str, good: Option<&str>, agrees: bool) -> WatchPage {
        WatchPage {
            listing: "5a3b1f6e-6f0e-4d43-8d0a-0c7f5c2e9a11".parse().unwrap(),
            url: "https://tea.example.org/".to_owned(),
            checked_at: Some(checked.parse().unwrap()),
            good_at: good.map(|at| at.parse().unwrap()),
            etag: None,
            modified: None,
            snapshot: Some("new".to_owned()),
            baseline: Some(if agrees { "new" } else { "old" }.to_owned()),
        }
    }

    fn lines(confirmed: Option<&str>, page: Option<&WatchPage>) -> Vec<(String, bool)> {
        Freshness {
            confirmed: confirmed.map(|date| date.parse().unwrap()),
            directory: "Ashby directory",
            page,
            now: "2026-11-21T12:00:00Z".parse().unwrap(),
            holds: Span::days(90),
        }
        .lines()
        .into_iter()
        .map(|line| (line.text, line.warning))
        .collect()
    }

    #[test]
    fn a_confirmation_older_than_three_months_is_a_warning() {
        for (confirmed, want) in [
            ("2026-11-21", 1),
            ("2026-08-23", 1),
            ("2026-08-22", 2),
            ("2019-01-01", 2),
        ] {
            assert_eq!(lines(Some(confirmed), None).len(), want, "{confirmed}");
        }
        let old = lines(Some("2026-03-05"), None);
        assert_eq!(old[0].0, "5 March 2026, by Ashby directory");
        assert!(
            old[1].1 && old[1].0.contains("more than 3 months"),
            "{old:?}"
        );
    }

    #[test]
    fn what_nobody_ever_checked_says_so() {
        for confirmed in [None, Some("2031-01-01")] {
            let lines = lines(confirmed, None);
            assert_eq!(lines.len(), 1);
            assert!(lines[0].0.starts_with("Never checked"), "{lines:?}");
        }
    }

    #[test]
    fn a_website_counts_as_a_check_only_while_it_agrees() {
        let now = "2026-11-20T03:00:00Z";
        for (page, part, warned) in [
            (
                page(now, Some(now), true),
                "nothing there contradicts",
                false,
            ),
            (page(now, Some(now), false), "which may differ", true),
            (
                page(now, Some("2026-11-01T03:00:00Z"), true),
                "could not be read",
                false,
            ),
            (page(now, None, false), "could not be read", true),
        ] {
            let lines = lines(Some("2026-01-01"), Some(&page));
            assert!(lines[1].0.contains(part), "{lines:?}");
            assert!(
                lines[1].0.starts_with("20 November 2026, by us"),
                "{lines:?}"
            );
            assert_eq!(lines.iter().any(|line| line.1), warned, "{part}");
        }
    }
}
