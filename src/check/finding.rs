//! What a check has to say, gathered so that each kind of trouble is said once.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::{Code, Severity, kind_of_place, quote, quoted};

/// Records that a finding names; of more there is only their number.
const NAMED: usize = 20;

/// What one rule says of what it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) code: Code,
    /// JSON pointer; empty for the whole document or answer.
    pub(super) pointer: String,
    /// What was found, short.
    pub(super) found: String,
    /// What the publisher can do.
    pub(super) advice: String,
}

impl Remark {
    /// About a document or answer as a whole.
    pub(super) fn new(code: Code, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            code,
            pointer: String::new(),
            found: found.into(),
            advice: advice.into(),
        }
    }

    /// The same at a place within the document.
    pub(super) fn at(self, pointer: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            ..self
        }
    }
}

/// A record that somebody should mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// The feed's own id.
    pub id: String,
    /// Its name; empty when it has none.
    pub name: String,
}

/// One kind of trouble at one kind of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name of the kind of trouble; `docs/findings` has a page on each.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: String,
    /// The endpoint or file where it was found.
    pub endpoint: String,
    /// JSON pointer, with `*` for the place in a list; empty for the whole answer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// What was found, by the first example.
    pub found: String,
    /// What the publisher can do.
    pub advice: String,
    /// How often it was found.
    pub count: usize,
    /// The records concerned, the first twenty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Named>,
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    by_place: BTreeMap<(Code, String, String), Finding>,
}

impl Findings {
    /// Takes in what a rule said of an endpoint, or of one record there.
    pub(super) fn add(
        &mut self,
        endpoint: &str,
        record: Option<&Named>,
        remarks: impl IntoIterator<Item = Remark>,
    ) {
        for remark in remarks {
            let severity = remark.code.severity();
            self.add_as(severity, endpoint, record, remark);
        }
    }

    /// As [`Findings::add`], for a remark that matters more or less here than elsewhere.
    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        endpoint: &str,
        record: Option<&Named>,
        remark: Remark,
    ) {
        let place = kind_of_place(&remark.pointer);
        let key = (remark.code.clone(), endpoint.to_owned(), place.clone());
        let finding = self.by_place.entry(key).or_insert_with(|| Finding {
            severity,
            title: remark.code.title().to_owned(),
            code: remark.code,
            endpoint: endpoint.to_owned(),
            pointer: place,
            found: quoted(&remark.pointer, &remark.found),
            advice: remark.advice,
            count: 0,
            records: Vec::new(),
        });
        finding.count += 1;
        if let Some(record) = record
            && finding.records.len() < NAMED
            && !finding.records.contains(record)
        {
            finding.records.push(Named {
                id: quote(&record.id),
                name: quote(&record.name),
            });
        }
    }

    /// All of them, worst first.
    pub(super) fn into_sorted(self) -> Vec<Finding> {
        let mut all: Vec<_> = self.by_place.into_values().collect();
        all.sort_by(|a, b| (a.severity, b.count).cmp(&(b.severity, a.count)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes;

    #[test]
    fn one_kind_of_place_is_one_finding_that_names_its_records() {
        let mut findings = Findings::default();
        for number in 0..30 {
            let record = Named {
                id: number.to_string(),
                name: format!("Club of anna{number}@example.org"),
            };
            let remark = Remark::new(codes::NULL_VALUE, "null", "Leave it out.")
                .at(format!("/contacts/{number}/name"));
            findings.add("/services", Some(&record), [remark]);
        }
        findings.add("/services", None, [Remark::new(codes::NO_COST, "", "")]);
        let all = findings.into_sorted();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].count, all[0].records.len()), (30, NAMED));
        assert_eq!(all[0].pointer, "/contacts/*/name");
        assert_eq!(all[0].records[0].name, "Club of [e-mail address]");
        assert_eq!(all[1].code, codes::NO_COST, "the worst comes first");
    }
}
