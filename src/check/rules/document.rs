//! A document against its schema, and what a reader makes of it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::values;
use crate::check::finding::Remark;
use crate::domain::{Code, codes};
use crate::oruk::issue::Issue;
use crate::oruk::schema::{Document, violations};

/// What is wrong with a document. `issues` are the reader's, where there is a reader.
///
/// The standard's own schemas do not look at dates and times, so the reader speaks of those;
/// of everything else the schema has the first word, for that is what the official checker says.
pub(in crate::check) fn check(kind: Document, raw: &Value, issues: &[Issue]) -> Vec<Remark> {
    // The schemas of 3.0 refuse null; feeds by 1.0 write it, as its own examples do.
    let null = match kind.is_of_version_1() {
        true => codes::EMPTY_VALUE,
        false => codes::NULL_VALUE,
    };
    let mut remarks = values::check(raw, null);
    let mut said: BTreeSet<String> = remarks
        .iter()
        .map(|remark| remark.pointer.clone())
        .collect();
    let of_time = issues.iter().filter(|issue| is_of_time(issue));
    remarks.extend(
        of_time
            .map(remark)
            .filter(|one| said.insert(one.pointer.clone())),
    );
    for violation in violations(kind, raw) {
        if said.insert(violation.pointer.clone()) {
            let advice = "Send it as the standard's schema asks.";
            remarks.push(
                Remark::new(codes::SCHEMA_BROKEN, violation.message, advice).at(violation.pointer),
            );
        }
    }
    let others = issues.iter().filter(|issue| !is_of_time(issue));
    remarks.extend(
        others
            .map(remark)
            .filter(|one| !said.contains(&one.pointer)),
    );
    remarks
}

fn is_of_time(issue: &Issue) -> bool {
    issue.code.starts_with("date_") || issue.code.starts_with("time_")
}

fn remark(issue: &Issue) -> Remark {
    let found = issue.found.clone().unwrap_or_default();
    Remark::new(Code::from(issue), found, issue.advice.clone()).at(issue.pointer.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oruk::read::read_service;

    const ID: &str = "0e5a1c3a-64b5-4f0f-8f3c-2f7d0f6a1b01";

    #[test]
    fn each_place_is_spoken_of_once_and_by_who_knows_best() {
        let organization = json!({"id": ID, "name": "Trust", "description": "A trust."});
        for (more, want) in [
            (json!({}), vec![]),
            (json!({"url": null}), vec![("null_value", "/url")]),
            (json!({"email": ""}), vec![("empty_value", "/email")]),
            (
                json!({"status": "Active"}),
                vec![("schema_broken", "/status")],
            ),
            (
                json!({"minimum_age": "5"}),
                vec![("schema_broken", "/minimum_age")],
            ),
            (
                json!({"assured_date": "01/03/2026"}),
                vec![("date_rewritten", "/assured_date")],
            ),
            (
                json!({"schedules": [{"id": ID, "opens_at": "9am"}]}),
                vec![("time_rewritten", "/schedules/0/opens_at")],
            ),
            (
                json!({"minimum_age": -1}),
                vec![("number_negative", "/minimum_age")],
            ),
        ] {
            let mut raw = json!({"id": ID, "name": "Club", "status": "active",
                "organization_id": ID, "organization": organization});
            for (name, value) in more.as_object().unwrap() {
                raw[name] = value.clone();
            }
            let remarks = check(Document::Service, &raw, &read_service(&raw).issues);
            let found: Vec<_> = remarks
                .iter()
                .map(|remark| (remark.code.as_str(), remark.pointer.as_str()))
                .collect();
            assert_eq!(found, want, "{more}");
        }
    }
}
