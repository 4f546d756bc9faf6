//! Does the provider's page still agree with what we list, and is the service still there?
//!
//! looks at the page -> what was seen each time -> either rules on absence, or rules on
//! the page's words, each in its own file -> [`Signal`]s -> one verdict.
//!
//! Everything here is pure. A rule fires only on what the provider says about this
//! very service; the verdict is the gravest of what the rules say.

mod absence;
mod case;
mod seen;
mod verdict;

pub use case::{Before, Case, Look};

use crate::domain::Verdict;

/// Judges one listing's page.
pub fn judge(case: &Case) -> Verdict {
    let sights = seen::sights(case);
    verdict::gravest(
        case,
        absence::signals(case, &sights),
        crate::domain::Reason::Noise,
    )
}
