//! The page is not there: gone, parked, or only out of reach for now.
//!
//! One failed look never suspends, but the site's own 410 and a parking page do.

use jiff::{SignedDuration, Timestamp};

use super::case::Case;
use super::seen::Sight;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};

/// Looks that must agree before an absence is believed.
const CHECKS: usize = 3;

/// Over how long they must agree: two weeks, less half a day because scans do not run to
/// the minute.
const BELIEVED_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24 - 12);

/// How long failures must last before a person is asked: four weeks, with the same leeway.
const ASKED_AFTER: SignedDuration = SignedDuration::from_hours(28 * 24 - 12);

/// What the looks since the page was last there say about its absence.
pub(super) fn signals(case: &Case, sights: &[Sight]) -> Vec<Signal> {
    let since = sights
        .iter()
        .rposition(|sight| sight.is_page())
        .map_or(0, |last_page| last_page + 1);
    let missed: Vec<(Timestamp, Sight)> = case
        .looks
        .iter()
        .zip(sights)
        .skip(since)
        .map(|(look, sight)| (look.attempt.at, *sight))
        .collect();
    signal(case, &missed).into_iter().collect()
}

fn signal(case: &Case, missed: &[(Timestamp, Sight)]) -> Option<Signal> {
    let (_, last) = *missed.last()?;
    if last == Sight::Parked {
        return Some(found(
            case,
            VerdictKind::Suspend,
            Reason::Parked,
            last,
            "parking_page",
        ));
    }
    if let Some((_, gone)) = missed.iter().rev().find(|(_, sight)| *sight == Sight::Gone) {
        return Some(found(
            case,
            VerdictKind::Suspend,
            Reason::Gone,
            *gone,
            "gone_by_its_own_word",
        ));
    }
    let absences: Vec<_> = missed
        .iter()
        .filter(|(_, sight)| sight.is_absence())
        .collect();
    if let (Some((first, _)), Some((latest, sight))) = (absences.first(), absences.last()) {
        let lasting = absences.len() >= CHECKS && latest.duration_since(*first) >= BELIEVED_AFTER;
        let (kind, rule) = if lasting {
            (VerdictKind::Suspend, "absent_over_two_weeks")
        } else {
            (VerdictKind::Flag, "absent_for_now")
        };
        return Some(found(case, kind, Reason::Gone, *sight, rule));
    }
    if last == Sight::ComingSoon {
        return Some(found(
            case,
            VerdictKind::Flag,
            Reason::Gone,
            last,
            "coming_soon",
        ));
    }
    let failures: Vec<_> = missed
        .iter()
        .filter(|(_, sight)| *sight != Sight::Robots)
        .collect();
    let (first, _) = failures.first()?;
    let lasting = failures.len() >= CHECKS && case.now.duration_since(*first) >= ASKED_AFTER;
    lasting.then(|| {
        found(
            case,
            VerdictKind::Flag,
            Reason::Gone,
            last,
            "failing_for_four_weeks",
        )
    })
}

fn found(case: &Case, kind: VerdictKind, reason: Reason, sight: Sight, rule: &str) -> Signal {
    Signal {
        kind,
        reason,
        evidence: Evidence {
            field: "url".to_owned(),
            listed: Some(case.url.to_string()),
            found: Some(sight.word().to_owned()),
            snippet: None,
            rule: rule.to_owned(),
        },
    }
}
