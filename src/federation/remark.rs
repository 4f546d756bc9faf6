//! What is said to publishers of their records: schema, reader and federation in one voice.

use std::collections::HashSet;

use crate::domain::{Code, FeedId, Finding, codes, kind_of_place, quote, quoted};
use crate::oruk::issue::Issue;
use crate::oruk::schema::Violation;

/// More findings than this on one record tell its publisher nothing new.
const MOST: usize = 25;

/// What a finding is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The feed.
    pub(super) feed: &'a FeedId,
    /// The record, by the feed's own id; `None` for the feed as a whole.
    pub(super) record: Option<&'a str>,
}

impl About<'_> {
    /// A finding of any kind.
    pub(super) fn finding(self, code: Code, advice: &str) -> Finding {
        Finding {
            severity: code.severity(),
            code,
            feed: self.feed.clone(),
            record: self.record.map(str::to_owned),
            pointer: None,
            found: None,
            advice: advice.to_owned(),
        }
    }

    /// What reader and schema say of a document: of each kind of place the first, and no
    /// schema's word where the reader has said it better.
    pub(super) fn document(self, issues: Vec<Issue>, violations: Vec<Violation>) -> Vec<Finding> {
        let mut said: HashSet<String> = HashSet::new();
        let mut findings = Vec::new();
        for issue in issues {
            said.insert(kind_of_place(&issue.pointer));
            findings.push(self.issue(issue));
        }
        for violation in violations {
            if said.insert(kind_of_place(&violation.pointer)) {
                findings.push(self.violation(violation));
            }
        }
        findings.sort_by_key(|finding| finding.severity);
        findings.truncate(MOST);
        findings
    }

    fn issue(self, issue: Issue) -> Finding {
        let general = self.finding(Code::from(&issue), &issue.advice);
        Finding {
            found: issue.found.map(|found| quoted(&issue.pointer, &found)),
            pointer: Some(issue.pointer),
            ..general
        }
    }

    fn violation(self, violation: Violation) -> Finding {
        let advice = "Send it as the standard's schema asks; we took over what could be read.";
        Finding {
            found: Some(quoted(&violation.pointer, &violation.message)),
            pointer: Some(violation.pointer),
            ..self.finding(codes::SCHEMA_BROKEN, advice)
        }
    }

    pub(super) fn too_large(self, bytes: usize) -> Finding {
        Finding {
            found: Some(format!("{bytes} bytes")),
            ..self.finding(
                codes::RECORD_TOO_LARGE,
                "Send less than 4 MB for one service.",
            )
        }
    }

    /// JSON that is whole and still more than a reader can take: `why` is the library's word.
    pub(super) fn unreadable(self, why: &str) -> Finding {
        let found = if why.starts_with("recursion limit") {
            "nested too deeply"
        } else {
            why
        };
        Finding {
            found: Some(quote(found)),
            ..self.finding(
                codes::JSON_UNREADABLE,
                "Send this service as plain JSON: at most 100 levels deep, and no number beyond \
                 what a computer counts with.",
            )
        }
    }

    /// The findings on a record that cannot be used, with that said.
    pub(super) fn unusable(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.push(self.finding(
            codes::RECORD_UNUSABLE,
            "Mend this record: it is not taken over until it is a service with a name.",
        ));
        findings
    }

    /// A listed record whose detail could not be read.
    pub(super) fn unread(self, why: &str) -> Finding {
        Finding {
            found: Some(quote(why)),
            ..self.finding(
                codes::RECORD_UNREAD,
                "Make /services/{id} answer for every id that /services lists.",
            )
        }
    }

    pub(super) fn link_dropped(self, pointer: String) -> Finding {
        Finding {
            pointer: Some(pointer),
            ..self.finding(
                codes::LINK_DROPPED,
                "Send a web address that starts with https://.",
            )
        }
    }

    /// A service whose own id another record holds.
    pub(super) fn id_taken(self) -> Finding {
        Finding {
            pointer: Some("/id".to_owned()),
            found: self.record.map(str::to_owned),
            ..self.finding(
                codes::ID_TAKEN,
                "Another record brought this id first, so we list this one under an id of ours; \
                 give each service an id that nobody else uses.",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::read::read_service;
    use crate::oruk::schema::{Document, violations};

    fn places(document: serde_json::Value) -> Vec<(String, String)> {
        let feed = "ashby".parse().unwrap();
        let about = About {
            feed: &feed,
            record: Some("1"),
        };
        let issues = read_service(&document).issues;
        let findings = about.document(issues, violations(Document::Service, &document));
        findings
            .into_iter()
            .map(|f| (f.code.to_string(), f.pointer.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn each_kind_of_place_is_mentioned_once_and_in_the_readers_words_where_it_has_any() {
        let id = "11111111-1111-4111-8111-111111111111";
        let schedules: Vec<_> = (0..5)
            .map(|n| serde_json::json!({"id": n.to_string(), "valid_from": "31/12/2026"}))
            .collect();
        let found = places(
            serde_json::json!({"id": id, "name": "Club", "status": "active",
            "organization": {"id": id, "name": "N", "description": "D"}, "schedules": schedules}),
        );
        let want = [
            ("schema_broken", "/schedules/0/id"),
            ("date_rewritten", "/schedules/0/valid_from"),
        ]
        .map(|(code, place)| (code.to_owned(), place.to_owned()));
        assert!(want.iter().all(|one| found.contains(one)), "{found:?}");
        assert!(!found.contains(&(
            "schema_broken".to_owned(),
            "/schedules/0/valid_from".to_owned()
        )));
        assert!(found.len() <= MOST);
    }
}
