//! Our words: feeds, records, listings, findings, suspensions, and the clock.
//!
//! A feed's refresh gives records; one or more records make a [`Listing`], which
//! has a [`ListingState`] and is shown as a [`Card`]; a watcher's [`Verdict`] may lead to a
//! [`Suspension`].
//! Nothing here does input or output, and nothing here knows the rules that
//! move a listing from one state to another.

mod address;
mod ages;
mod brake;
mod calendar;
pub(crate) mod card;
mod clock;
pub mod codes;
mod cost;
mod coverage;
mod day;
mod derived;
mod feed;
mod finding;
mod formula;
pub mod hours;
mod listing;
pub mod offer;
mod pattern;
mod place;
mod plain;
mod postcode;
mod problem;
mod progress;
mod publication;
mod quote;
mod record;
mod refresh;
pub mod sensitive;
mod sentences;
mod sums;
mod suspension;
mod timetable;
mod webhook;

pub use address::shown;
pub use ages::{AgeRange, age_in_words, ages_in_words};
pub use brake::{BrakeAct, BrakeEvent};
pub use calendar::{day_in_words, uk_day};
pub use card::{Card, CardPlace, Checked, CheckedBy};
pub use clock::{Clock, SharedClock, SystemClock, TestClock};
pub use cost::cost_in_words;
pub use coverage::{Codes, Coverage, Whereabouts, folded_district};
pub use day::{Day, WEEKDAYS};
pub use derived::{derive, is_derived};
pub use feed::{FeedId, FeedIdError};
pub use finding::{Code, Finding, Severity};
pub use formula::{guarded, unguarded};
pub use listing::{ChangeReason, Listing, ListingId, ListingState};
pub use offer::{Offer, is_free, says_free};
pub(crate) use pattern::{compiled, pattern};
pub use place::{Place, is_postal, is_virtual, is_visited, service_places};
pub use plain::{capitalised, cut, plain_text};
pub(crate) use postcode::pack;
pub use postcode::{
    Kind as PostcodeKind, Postcode, PostcodeClass, PostcodeError, classify, look_alikes, suggestion,
};
pub use problem::Problem;
pub use progress::{NoProgress, Progress};
pub use publication::{Publication, Rendered};
pub use quote::{kind_of_place, quote, quoted};
pub use record::{Record, content_hash};
pub use refresh::{Counts, Doomed, Outcome, Refresh};
pub use sentences::sentences;
pub use sums::{Sum, sums};
pub use suspension::{Evidence, Reason, Suspension, SuspensionState, Verdict, VerdictKind};
pub use timetable::timetable_in_words;
pub use webhook::{Scope, Webhook};
