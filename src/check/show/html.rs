//! The report as one page: no script, nothing to fetch, at home in mail and on a phone.

use askama::Template;

use crate::check::report::Report;
use crate::domain::{Severity, day_in_words, uk_day};

#[derive(Template)]
#[template(path = "check.html")]
struct Page<'a> {
    report: &'a Report,
    day: String,
    must: usize,
    should: usize,
    info: usize,
}

impl Report {
    /// The report as a page of HTML. Whatever a feed says in it is text, never markup.
    ///
    /// # Errors
    /// When the template fails, which it has no reason to.
    pub fn to_html(&self) -> Result<String, askama::Error> {
        let page = Page {
            report: self,
            day: day_in_words(uk_day(self.checked_at)),
            must: self.count(Severity::Must),
            should: self.count(Severity::Should),
            info: self.count(Severity::Info),
        };
        page.render()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::finding::{Finding, Named};
    use crate::check::quality::Measure;
    use crate::check::version::Version;
    use crate::domain::{Code, codes};

    fn finding(code: Code) -> Finding {
        Finding {
            severity: code.severity(),
            title: code.title().to_owned(),
            code,
            endpoint: "/services".to_owned(),
            pointer: "/contacts/*/name".to_owned(),
            found: "<script>alert(1)</script>\u{1b}[2J".to_owned(),
            advice: "Leave it out.".to_owned(),
            count: 2,
            records: vec![Named {
                id: "1".to_owned(),
                name: "\"><img src=x onerror=alert(1)>".to_owned(),
            }],
        }
    }

    pub(in crate::check::show) fn report() -> Report {
        let mut report = Report::new(
            "https://feed.example/".to_owned(),
            Version::V3,
            "2026-03-01T09:30:00Z".parse().unwrap(),
        );
        report.valid = false;
        report.findings = vec![finding(codes::NULL_VALUE), finding(codes::NO_COST)];
        report.scorecard = vec![Measure {
            code: codes::NO_COST,
            title: "say what they cost",
            met: 1,
            of: 2,
            records: report.findings[0].records.clone(),
        }];
        report
    }

    #[test]
    fn what_a_feed_says_is_text_and_the_page_needs_nothing_else() {
        let page = report().to_html().unwrap();
        for hostile in ["<script", "<img", "javascript:"] {
            assert!(!page.contains(hostile), "{hostile} in {page}");
        }
        for needed in ["&#60;script&#62;", "50 %", "1 March 2026", "null_value"] {
            assert!(page.contains(needed), "{needed} is not in {page}");
        }
        for outside in [" src=", "@import", "url(", "<link"] {
            assert!(
                !page.replace("&#60;img src=x", "").contains(outside),
                "{outside}"
            );
        }
    }
}
