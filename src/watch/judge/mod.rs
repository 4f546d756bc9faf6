//! Does the provider's page still agree with what we list, and is the service still there?
//!
//! looks at the page -> what was seen each time -> either rules on absence, or rules on
//! the page's words, each in its own file -> [`Signal`]s -> one verdict.
//!
//! Everything here is pure. A rule fires only on what the provider says about this
//! very service; the verdict is the gravest of what the rules say.

mod about;
mod absence;
mod address;
mod case;
mod closed;
mod contact;
mod elsewhere;
mod email;
mod listed;
mod moved;
mod names;
mod paused;
mod phone;
mod place;
mod postcode;
mod rules;
mod seen;
mod statements;
mod unchanged;
mod verdict;

pub use case::{Before, Case, Look};

use std::sync::Arc;

use self::address::Relation;
use crate::domain::{Reason, Verdict};
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
    let elsewhere = elsewhere::signals(&facts, relation, now.as_ref());
    signals.extend(rules::on_statements(&facts));
    // Facts are compared on the service's own page only: another one shows others.
    if elsewhere.is_empty() && relation != Relation::HomePage {
        signals.extend(rules::on_facts(&facts));
    }
    signals.extend(elsewhere);
    let otherwise = unchanged::reason(relation, case.before.as_ref(), &newest);
    verdict::gravest(case, signals, quiet(case, at, otherwise))
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
