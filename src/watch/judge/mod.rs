//! Does the provider's page still agree with what we list, and is the service still there?
//!
//! looks at the page -> what was seen each time -> either rules on absence, or rules on
//! the page's words, each in its own file, and on what it tells machines where its words
//! are silent -> `Signal`s -> one verdict.
//!
//! Everything here is pure. A rule fires only on what the provider says about this
//! very service; the verdict is the gravest of what the rules say, and as trustworthy as
//! they were on labelled cases (`calibration`).

mod about;
mod absence;
mod address;
mod calibration;
mod case;
mod closed;
mod contact;
mod data;
mod eligibility;
mod elsewhere;
mod email;
mod hours;
mod listed;
mod moved;
mod names;
mod online;
mod own;
mod paused;
mod phone;
mod place;
mod postcode;
mod price;
mod renamed;
mod restriction;
mod rules;
mod seen;
mod slot;
mod statements;
mod support;
mod unchanged;
mod verdict;
mod whom;

pub use calibration::{Measured, measured, share, unseen};
pub use case::{Before, Case, Look};

use std::sync::Arc;

use self::address::Relation;
use crate::domain::{Evidence, Reason, Verdict};
use crate::watch::read::Page;

/// Judges one listing's page.
pub fn judge(case: &Case) -> Verdict {
    let sights = seen::sights(case);
    let absence = absence::signals(case, &sights);
    let Some(at) = sights.iter().rposition(|sight| sight.is_page()) else {
        return verdict::gravest(case, absence, Reason::Transient);
    };
    let look = &case.looks[at];
    let Some(newest) = page_of(case, at) else {
        // The page was there, and nobody kept it: it is as it was.
        return verdict::gravest(case, absence, quiet(case, at, Reason::Noise));
    };
    let facts = rules::Facts::new(case, &newest);
    let (relation, now) = elsewhere::moved_to(case, look);
    let mut signals = absence;
    let renamed = renamed::signals(&facts);
    let elsewhere = match renamed.is_empty() {
        true => elsewhere::signals(&facts, relation, now.as_ref()),
        false => renamed,
    };
    signals.extend(rules::on_statements(&facts));
    // Facts are compared on the service's own page only: another one shows others.
    let own_page = elsewhere
        .iter()
        .all(|signal| signal.reason == Reason::Renamed);
    if own_page && relation != Relation::HomePage {
        signals.extend(rules::on_facts(&facts));
        signals.retain(|signal| !data::bears_out(&facts, signal));
        signals.extend(data::signals(&facts));
    }
    signals.extend(elsewhere);
    let signals = support::without_borne_out(case, signals);
    let otherwise = unchanged::reason(relation, case.before.as_ref(), &newest);
    verdict::gravest(case, signals, quiet(case, at, otherwise))
}

/// Whether a verdict says that the page states a fact no longer: another page of the site
/// may state it.
pub fn misses_a_fact(verdict: &Verdict) -> bool {
    let removed = |seen: &Evidence| seen.found.is_none() && seen.rule.ends_with("_removed");
    verdict.evidence.iter().any(removed)
}

/// The page that a look saw: its own, or the newest one before it.
fn page_of(case: &Case, at: usize) -> Option<Arc<Page>> {
    let seen = case.looks[..=at].iter().rev().find_map(|look| {
        let good = look.attempt.brought_a_page();
        look.page.clone().filter(|_| good)
    });
    seen.or_else(|| Some(case.before.as_ref()?.page.clone()))
}

/// The reason to give when nothing follows: a later look that failed says nothing new.
fn quiet(case: &Case, at: usize, reason: Reason) -> Reason {
    if at + 1 < case.looks.len() {
        Reason::Transient
    } else {
        reason
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::WatchPolicy;
    use crate::domain::VerdictKind;
    use crate::oruk::Service;
    use crate::watch::attempt::{Attempt, Outcome};
    use crate::watch::read;

    fn case(before: &str, after: &str) -> Case {
        let at = "2026-03-08T09:00:00Z".parse().unwrap();
        let page = |html: &str| Arc::new(read::page(html.as_bytes(), None));
        let service: Service = serde_json::from_str(
            r#"{"name":"Ashby Lunch Club","email":"cook@ashby.example","phones":[{"number":"01632 960123"}]}"#,
        )
        .unwrap();
        Case {
            service,
            url: "https://ashby.example/club".parse().unwrap(),
            now: at,
            policy: WatchPolicy::Proportionate,
            before: Some(Before {
                page: page(before),
                at,
                final_url: None,
            }),
            looks: vec![Look {
                attempt: Attempt {
                    status: Some(200),
                    ..Attempt::new(at, Outcome::Http)
                },
                page: Some(page(after)),
                verdict: None,
            }],
            support: Vec::new(),
        }
    }

    #[test]
    fn the_strict_policy_suspends_on_any_doubt_about_a_fact_but_never_on_one_failure() {
        let page =
            "<h1>Ashby Lunch Club</h1><p>Call 01632 960123 or write to cook@ashby.example</p>";
        let mut removed = case(
            page,
            "<h1>Ashby Lunch Club</h1><p>Write to cook@ashby.example</p>",
        );
        assert_eq!(judge(&removed).kind, VerdictKind::Flag);
        removed.policy = WatchPolicy::Strict;
        assert_eq!(judge(&removed).kind, VerdictKind::Suspend);
        let mut missing = case(page, "");
        missing.policy = WatchPolicy::Strict;
        missing.looks[0].attempt.status = Some(404);
        assert_eq!(judge(&missing).kind, VerdictKind::Flag);
    }

    #[test]
    fn nothing_was_seen_when_nobody_looked() {
        let mut case = case("<p>x</p>", "<p>y</p>");
        case.looks.clear();
        let verdict = judge(&case);
        assert_eq!(
            (verdict.kind, verdict.reason),
            (VerdictKind::None, Reason::Transient)
        );
    }

    /// Pieces of pages, whole and broken.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[<>/a-z=\"' ]{0,12}",
            Just("<h2>Ashby Lunch Club</h2>".to_owned()),
            Just("<table><tr><td>Ashby".to_owned()),
            Just("<p>We have closed until 31 February.".to_owned()),
            Just("01632 960123 / 456".to_owned()),
            Just("<li>cook [at] ashby".to_owned()),
            Just("£3.50 10am\u{2013}12".to_owned()),
            Just("<style>.x{display:none}".to_owned()),
            ".{0,20}",
        ];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.join(" "))
    }

    proptest! {
        #[test]
        fn any_two_pages_can_be_judged(before in pieces(), after in pieces()) {
            let verdict = judge(&case(&before, &after));
            for seen in &verdict.evidence {
                let snippet = seen.snippet.as_deref().unwrap_or_default();
                prop_assert!(snippet.chars().count() <= 200);
            }
        }
    }
}
