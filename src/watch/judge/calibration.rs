//! How far a verdict can be trusted: how often the rules behind it were right on cases whose
//! verdict is known.
//!
//! Two figures, and the lower counts. The rule's own: counted over our labelled cases
//! (`tests/watch/*.toml`, `tests/watch/wide`), by rule and by what it led to; for "nothing
//! follows", by the reason given. These cases were at hand when the rules were made, so they
//! flatter the rules. And that of its kind of verdict on the cases that nobody looked at
//! (`tests/watch/blind`), which are too few to be counted by rule. The tests of
//! `tests/it/watch_judged` count both again and print what has changed.

use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};

/// How one rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// What it led to.
    pub kind: VerdictKind,
    /// Its name; the reason, for what led to nothing.
    pub rule: &'static str,
    /// Cases of which that was the right verdict.
    pub right: u32,
    /// Cases in which it was the verdict, for this rule among others.
    pub of: u32,
}

const fn suspend(rule: &'static str, right: u32, of: u32) -> Measured {
    Measured {
        kind: VerdictKind::Suspend,
        rule,
        right,
        of,
    }
}

const fn flag(rule: &'static str, right: u32, of: u32) -> Measured {
    Measured {
        kind: VerdictKind::Flag,
        rule,
        right,
        of,
    }
}

const fn none(rule: &'static str, right: u32, of: u32) -> Measured {
    Measured {
        kind: VerdictKind::None,
        rule,
        right,
        of,
    }
}

const MEASURED: &[Measured] = &[
    suspend("absent_over_two_weeks", 11, 11),
    suspend("closed_as_announced", 1, 1),
    suspend("closed_for_good", 151, 151),
    suspend("data_email_replaced_in_place", 1, 1),
    suspend("data_other_day", 1, 1),
    suspend("data_phone_replaced_in_place", 1, 1),
    suspend("data_postcode_replaced_in_place", 1, 1),
    suspend("data_price_in_place", 1, 1),
    suspend("email_replaced", 1, 1),
    suspend("email_replaced_in_place", 8, 8),
    suspend("gone_by_its_own_word", 2, 2),
    suspend("new_restriction", 9, 9),
    suspend("now_online", 2, 2),
    suspend("other_ages", 4, 4),
    suspend("other_ages_anew", 1, 1),
    suspend("other_day", 14, 14),
    suspend("other_day_anew", 1, 1),
    suspend("other_frequency", 5, 5),
    suspend("other_frequency_anew", 2, 2),
    suspend("other_week", 1, 1),
    suspend("parking_page", 6, 6),
    suspend("paused_without_date", 46, 46),
    suspend("phone_differs", 1, 1),
    suspend("phone_replaced", 3, 3),
    suspend("phone_replaced_in_place", 23, 23),
    suspend("postcode_replaced", 3, 3),
    suspend("postcode_replaced_in_place", 13, 13),
    suspend("price_anew", 1, 1),
    suspend("price_in_place", 11, 11),
    suspend("says_it_moved", 1, 1),
    suspend("start_moved", 11, 11),
    flag("absent_for_now", 11, 11),
    flag("changes_later", 1, 1),
    flag("coming_soon", 3, 3),
    flag("data_events_cancelled", 1, 1),
    flag("data_events_online", 1, 1),
    flag("data_events_postponed", 1, 1),
    flag("data_phone_differs", 1, 1),
    flag("email_removed", 2, 2),
    flag("failing_for_four_weeks", 2, 2),
    flag("full", 19, 19),
    flag("home_page_without_the_service", 2, 2),
    flag("hours_removed", 1, 1),
    flag("may_close", 25, 25),
    flag("now_online", 7, 7),
    flag("other_domain", 2, 2),
    flag("other_domain_without_the_service", 1, 1),
    flag("other_name_same_contacts", 4, 4),
    flag("page_contradicts_itself", 1, 1),
    flag("page_without_the_service", 6, 6),
    flag("paused_until", 26, 26),
    flag("perhaps_closed", 1, 1),
    flag("perhaps_moved", 5, 5),
    flag("perhaps_paused", 1, 1),
    flag("phone_announced", 7, 7),
    flag("phone_changes_later", 8, 8),
    flag("phone_differs", 1, 1),
    flag("phone_new_elsewhere", 1, 1),
    flag("phone_new_on_page", 1, 1),
    flag("phone_page_contradicts_itself", 2, 2),
    flag("phone_removed", 5, 5),
    flag("phone_several_new", 1, 1),
    flag("postcode_changes_later", 8, 8),
    flag("postcode_corrected", 1, 1),
    flag("postcode_removed", 1, 1),
    flag("price_changes_later", 1, 1),
    flag("price_in_place", 7, 7),
    flag("price_removed", 2, 2),
    flag("several_prices_anew", 1, 1),
    flag("softer_restriction", 3, 3),
    flag("times_moved_a_little", 8, 8),
    flag("will_close", 27, 27),
    flag("will_move", 1, 1),
    none("noise", 139, 139),
    none("transient", 22, 22),
    none("unrelated_edit", 698, 698),
    none("url_variant", 4, 4),
];

/// Right and all verdicts of each kind on the blind cases, as scored on 1 December 2026.
const UNSEEN: [(VerdictKind, u32, u32); 3] = [
    (VerdictKind::Suspend, 39, 39),
    (VerdictKind::Flag, 18, 20),
    (VerdictKind::None, 82, 87),
];

/// Right and all verdicts of each kind on cases that nobody looked at.
pub fn unseen() -> &'static [(VerdictKind, u32, u32)] {
    &UNSEEN
}

/// What was measured, rule by rule.
pub fn measured() -> &'static [Measured] {
    MEASURED
}

/// The share of right verdicts in per cent, as Laplace has it: as if one more had been right
/// and one more wrong, so that few cases never make certain.
pub fn share(right: u32, of: u32) -> u8 {
    let percent = (100 * (right + 1) + (of + 2) / 2) / (of + 2);
    u8::try_from(percent).unwrap_or(100)
}

/// The confidence in a verdict that rests on these signals: that of the best of its rules.
pub(super) fn of_signals(kind: VerdictKind, signals: &[Signal]) -> u8 {
    let evidence = signals.iter().map(|signal| &signal.evidence);
    let best = evidence
        .map(|Evidence { rule, .. }| of_rule(kind, rule))
        .max();
    best.unwrap_or_else(|| share(0, 0))
}

/// The confidence that nothing follows.
pub(super) fn of_nothing(reason: Reason) -> u8 {
    of_rule(VerdictKind::None, reason.as_str())
}

/// Of a rule that was never measured nothing is known: it is as likely right as wrong.
fn of_rule(kind: VerdictKind, rule: &str) -> u8 {
    let rule = MEASURED
        .iter()
        .find(|one| one.kind == kind && one.rule == rule)
        .map_or_else(|| share(0, 0), |one| share(one.right, one.of));
    let kinds = UNSEEN.iter().filter(|(of, ..)| *of == kind);
    kinds
        .map(|(_, right, of)| share(*right, *of))
        .fold(rule, u8::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_cases_never_make_certain() {
        for (right, of, want) in [
            (0, 0, 50),
            (1, 1, 67),
            (0, 1, 33),
            (9, 9, 91),
            (98, 98, 99),
            (50, 100, 50),
        ] {
            assert_eq!(share(right, of), want, "{right} of {of}");
        }
    }

    #[test]
    fn no_verdict_is_trusted_more_than_its_kind_was_on_unseen_cases() {
        let many = of_rule(VerdictKind::Suspend, "closed_for_good");
        assert_eq!(many, share(39, 39), "however often it was right on our own");
        assert_eq!(of_rule(VerdictKind::Suspend, "data_other_day"), share(1, 1));
        assert_eq!(of_rule(VerdictKind::Flag, "no such rule"), 50);
    }

    #[test]
    fn each_rule_is_measured_once() {
        for one in MEASURED {
            let same = |other: &&Measured| (other.kind, other.rule) == (one.kind, one.rule);
            assert_eq!(MEASURED.iter().filter(same).count(), 1, "{one:?}");
            assert!(one.right <= one.of, "{one:?}");
        }
    }
}
