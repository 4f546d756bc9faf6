//! How well the watch has done: what it hid and asked, and what people made of that.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{Suspension, SuspensionState};
use crate::store::{Store, StoreError};

/// More than a hub of this kind ever holds.
const MOST: i64 = 1_000_000;

/// What became of suspensions or questions of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fates {
    /// How many there were.
    pub made: usize,
    /// Still waiting for a person.
    pub open: usize,
    /// A person agreed.
    pub confirmed: usize,
    /// A person put the listing right.
    pub edited: usize,
    /// A person said that it was wrong.
    pub overturned: usize,
    /// A later look agreed with the listing again.
    pub cleared: usize,
    /// Half of those that ended with the listing shown did so within this many hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_hours_to_restore: Option<i64>,
}

/// The report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WatchReport {
    /// Suspensions, all together.
    pub suspensions: Fates,
    /// Suspensions by reason.
    pub by_reason: BTreeMap<&'static str, Fates>,
    /// Questions, all together.
    pub questions: Fates,
}

/// Reports on what began at or after `since`.
///
/// # Errors
/// When the database refuses.
pub async fn report(store: &Store, since: Option<Timestamp>) -> Result<WatchReport, StoreError> {
    let recent = |all: Vec<Suspension>| -> Vec<Suspension> {
        let fits = |one: &Suspension| since.is_none_or(|since| one.since >= since);
        all.into_iter().filter(fits).collect()
    };
    let suspensions = recent(store.suspensions(None, MOST).await?);
    let questions = recent(store.questions(None, MOST).await?);
    let mut by_reason: BTreeMap<&'static str, Vec<&Suspension>> = BTreeMap::new();
    for one in &suspensions {
        by_reason.entry(one.reason.as_str()).or_default().push(one);
    }
    Ok(WatchReport {
        suspensions: fates(suspensions.iter()),
        by_reason: by_reason
            .into_iter()
            .map(|(reason, all)| (reason, fates(all.into_iter())))
            .collect(),
        questions: fates(questions.iter()),
    })
}

fn fates<'a>(all: impl Iterator<Item = &'a Suspension>) -> Fates {
    let mut fates = Fates::default();
    let mut restored: Vec<i64> = Vec::new();
    for one in all {
        fates.made += 1;
        match one.state {
            SuspensionState::Open => fates.open += 1,
            SuspensionState::Confirmed => fates.confirmed += 1,
            SuspensionState::Edited => fates.edited += 1,
            SuspensionState::Dismissed => fates.overturned += 1,
            SuspensionState::Cleared => fates.cleared += 1,
        }
        let shown_again = matches!(
            one.state,
            SuspensionState::Edited | SuspensionState::Dismissed | SuspensionState::Cleared
        );
        if let (true, Some(at)) = (shown_again, one.settled_at) {
            restored.push(at.duration_since(one.since).as_hours());
        }
    }
    restored.sort_unstable();
    // The lower of the two in the middle: by then half were back.
    let middle = restored.len().saturating_sub(1) / 2;
    fates.median_hours_to_restore = restored.get(middle).copied();
    fates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ListingId, Reason};

    #[test]
    fn fates_are_counted_and_the_median_is_in_the_middle() {
        let at = |hours: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(hours);
        let one = |state, hours: Option<i64>| Suspension {
            id: String::new(),
            listing: ListingId(uuid::Uuid::nil()),
            state,
            reason: Reason::Closed,
            evidence: Vec::new(),
            confidence_percent: None,
            url: String::new(),
            fetched_at: at(0),
            since: at(0),
            settled_at: hours.map(at),
            settled_by: None,
            comment: None,
        };
        let all = [
            one(SuspensionState::Open, None),
            one(SuspensionState::Confirmed, Some(1)),
            one(SuspensionState::Dismissed, Some(4)),
            one(SuspensionState::Cleared, Some(50)),
            one(SuspensionState::Edited, Some(6)),
        ];
        let fates = fates(all.iter());
        assert_eq!((fates.made, fates.open, fates.confirmed), (5, 1, 1));
        assert_eq!((fates.overturned, fates.cleared, fates.edited), (1, 1, 1));
        assert_eq!(fates.median_hours_to_restore, Some(6));
    }
}
