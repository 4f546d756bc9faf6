//! What a check came to: the document that `--format json` prints.

use jiff::Timestamp;
use serde::Serialize;

use super::finding::{Finding, Findings};
use super::quality::{Measure, Scorecard};
use super::version::Version;
use crate::domain::Severity;

/// The outcome of a check. Its JSON is a public contract: fields are added, never renamed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The address or file, without any password.
    pub target: String,
    /// The version that it was judged by.
    pub version: &'static str,
    /// When the check began.
    pub checked_at: Timestamp,
    /// Whether nothing that the standard demands is broken.
    pub valid: bool,
    /// Services that were listed.
    pub services: u64,
    /// Services that were seen in full.
    pub examined: usize,
    /// Requests that were made.
    pub requests: usize,
    /// What the check did and did not look at.
    pub notes: Vec<String>,
    /// What is wrong, worst first.
    pub findings: Vec<Finding>,
    /// How useful the data are.
    pub scorecard: Vec<Measure>,
}

impl Report {
    pub(super) fn new(target: String, version: Version, checked_at: Timestamp) -> Self {
        Self {
            target,
            version: version.as_str(),
            checked_at,
            valid: true,
            services: 0,
            examined: 0,
            requests: 0,
            notes: Vec::new(),
            findings: Vec::new(),
            scorecard: Vec::new(),
        }
    }

    /// With everything that was found.
    pub(super) fn finish(mut self, findings: Findings, scorecard: Option<Scorecard<'_>>) -> Self {
        self.findings = findings.into_sorted();
        self.valid = self.count(Severity::Must) == 0;
        if let Some(scorecard) = scorecard.filter(|card| card.counted() > 0) {
            self.examined = scorecard.counted();
            self.scorecard = scorecard.finish();
            self.notes.push(
                "Postcodes and points are held against the official files that are loaded, and \
                 else against the other addresses of this feed; where neither knows a postcode, \
                 its form decides."
                    .to_owned(),
            );
        }
        self
    }

    /// Findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let all = self.findings.iter();
        all.filter(|finding| finding.severity == severity).count()
    }
}
