//! From signals to one verdict: the gravest kind wins, and of its reasons the weightiest.

use super::calibration;
use super::case::Case;
use crate::config::WatchPolicy;
use crate::domain::{Evidence, Reason, Verdict, VerdictKind};

/// What one rule has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signal {
    /// What it leads to by itself.
    pub(super) kind: VerdictKind,
    /// Why.
    pub(super) reason: Reason,
    /// What was seen.
    pub(super) evidence: Evidence,
}

/// Reasons by weight: what makes a journey vain comes before what makes a call vain.
const WEIGHT: [Reason; 11] = [
    Reason::Closed,
    Reason::Parked,
    Reason::Gone,
    Reason::TemporarilyClosed,
    Reason::Moved,
    Reason::PhoneChanged,
    Reason::EmailChanged,
    Reason::HoursChanged,
    Reason::PriceChanged,
    Reason::EligibilityChanged,
    Reason::Renamed,
];

/// Facts that a person acts on: under the strict policy any doubt about them suspends.
const FACTS: [&str; 8] = [
    "phone",
    "email",
    "postcode",
    "status",
    "hours",
    "price",
    "eligibility",
    "name",
];

/// A verdict that changes nothing.
pub(super) fn nothing(reason: Reason) -> Verdict {
    Verdict {
        kind: VerdictKind::None,
        reason,
        fields: Vec::new(),
        evidence: Vec::new(),
        confidence_percent: Some(calibration::of_nothing(reason)),
    }
}

/// One verdict out of what the rules say; `otherwise` when they say nothing.
pub(super) fn gravest(case: &Case, mut signals: Vec<Signal>, otherwise: Reason) -> Verdict {
    if case.policy == WatchPolicy::Strict {
        for signal in &mut signals {
            if signal.kind == VerdictKind::Flag && FACTS.contains(&signal.evidence.field.as_str()) {
                signal.kind = VerdictKind::Suspend;
            }
        }
    }
    let Some(kind) = [VerdictKind::Suspend, VerdictKind::Flag]
        .into_iter()
        .find(|kind| signals.iter().any(|signal| signal.kind == *kind))
    else {
        return nothing(otherwise);
    };
    signals.retain(|signal| signal.kind == kind);
    signals.sort_by_key(|signal| weight(signal.reason));
    let reason = signals.first().map_or(otherwise, |signal| signal.reason);
    let mut fields: Vec<String> = Vec::new();
    for signal in &signals {
        if !fields.contains(&signal.evidence.field) {
            fields.push(signal.evidence.field.clone());
        }
    }
    Verdict {
        kind,
        reason,
        fields,
        confidence_percent: Some(calibration::of_signals(kind, &signals)),
        evidence: signals.into_iter().map(|signal| signal.evidence).collect(),
    }
}

fn weight(reason: Reason) -> usize {
    WEIGHT
        .iter()
        .position(|known| *known == reason)
        .unwrap_or(WEIGHT.len())
}
