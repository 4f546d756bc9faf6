//! Moves listings from one state to another on what the watch found and people say.
//!
//! verdicts that nobody has acted on -> [`act`] -> suspension, question or all-clear; of a
//! scan through the brake, [`act_with_brake`];
//! a person's word -> [`settle`] or [`answer`] -> the listing stays hidden or is back at
//! once, and what was wrong is ignored on that site; [`report`] -> how well it all went;
//! a person's word on a place -> [`withhold_whereabouts`] -> only its area is published.
//!
//! Each listing is one transaction: the state, its evidence, the change and the note
//! that the verdict has been acted on are kept together or not at all, so a run that is
//! killed loses nothing and the next one goes on where it stopped.

mod act;
mod brake;
mod history;
mod question;
mod settle;
mod whereabouts;

pub use act::{ActError, Acted, act, act_on};
pub use brake::{Braked, Held, act_with_brake, held, reject, release};
pub use history::{Fates, WatchReport, report};
pub use settle::{SettleError, Settlement, answer, settle};
pub use whereabouts::{Whereabouts, WhereaboutsError, release_whereabouts, withhold_whereabouts};
