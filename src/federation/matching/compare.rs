//! Weighs the evidence on a pair.

use serde::Serialize;

use super::evidence::{Evidence, Kind, Says};
use super::profile::Profile;

/// From which score on two records are merged, and from which a person is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Merged from here on.
    pub merge: f64,
    /// In review from here on; below, they are apart.
    pub review: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            merge: 0.8,
            review: 0.5,
        }
    }
}

/// What holds of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are one service.
    Merge,
    /// A person should look.
    Review,
    /// They are two.
    Apart,
}

/// How two records compare.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// How likely they are one, 0 to 1.
    pub score: f64,
    /// What follows from that.
    pub verdict: Verdict,
    /// Whether there is evidence that they are two, as against too little that they are one.
    pub keeps_apart: bool,
    /// What it follows from, the weightiest first.
    pub evidence: Vec<Evidence>,
}

/// A comparison without its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    pub(super) score: f64,
    pub(super) verdict: Verdict,
    pub(super) keeps_apart: bool,
}

/// Compares two records; which of them comes first does not matter.
pub fn compare(a: &Profile, b: &Profile, thresholds: Thresholds) -> Comparison {
    let mut evidence = Vec::new();
    let mut note = |holds: Option<bool>, kind, yes: (f64, &str), no: (f64, &str)| {
        let Some(holds) = holds else { return };
        let (says, (weight, text)) = match holds {
            true => (Says::For, yes),
            false => (Says::Against, no),
        };
        let text = text.to_owned();
        evidence.push(Evidence {
            says,
            kind,
            weight,
            text,
        });
    };
    let shared = |a: &[String], b: &[String]| {
        (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|word| b.contains(word)))
    };
    let alike = |a: &[String], b: &[String]| {
        let common = a.iter().filter(|word| b.contains(word)).count();
        (!a.is_empty() && !b.is_empty()).then_some(2 * common >= a.len().max(b.len()))
    };
    note(
        alike(&a.name, &b.name),
        Kind::Name,
        (3.0, "their names agree"),
        (4.0, "their names differ"),
    );
    note(
        alike(&a.body, &b.body),
        Kind::Organisation,
        (1.5, "the same organisation provides them"),
        (1.5, "different organisations provide them"),
    );
    note(
        shared(&a.postcodes, &b.postcodes),
        Kind::Venue,
        (1.5, "they are at the same postcode"),
        (0.5, "they are at different postcodes"),
    );
    note(
        shared(&a.towns, &b.towns),
        Kind::Town,
        (0.5, "they are in the same town"),
        (3.0, "they are in different towns"),
    );
    note(
        shared(&a.phones, &b.phones),
        Kind::Phone,
        (1.5, "they have the same telephone number"),
        (0.2, "their telephone numbers differ"),
    );
    evidence.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.kind.cmp(&b.kind)));
    let sum: f64 = evidence
        .iter()
        .map(|e| {
            if e.says == Says::For {
                e.weight
            } else {
                -e.weight
            }
        })
        .sum();
    let score = 1.0 / (1.0 + (2.5 - sum).exp());
    let verdict = thresholds.verdict(score);
    let keeps_apart = verdict == Verdict::Apart
        && evidence
            .iter()
            .any(|e| e.says == Says::Against && e.weight >= 3.0);
    Comparison {
        score,
        verdict,
        keeps_apart,
        evidence,
    }
}

/// The outcome of a comparison alone.
pub(super) fn weigh(a: &Profile, b: &Profile, thresholds: Thresholds) -> Weighed {
    let Comparison {
        score,
        verdict,
        keeps_apart,
        ..
    } = compare(a, b, thresholds);
    Weighed {
        score,
        verdict,
        keeps_apart,
    }
}

impl Thresholds {
    fn verdict(self, score: f64) -> Verdict {
        if score >= self.merge {
            Verdict::Merge
        } else if score >= self.review {
            Verdict::Review
        } else {
            Verdict::Apart
        }
    }
}
