//! Turns what feeds say into records and listings.
//!
//! walk -> batches -> unchanged? counted : read, put under our ids, made safe -> staged ->
//! applied in bounded transactions -> what is missing, its grace, the brake -> findings.
//!
//! Beside that, `derive` gives places without coordinates those of their postcodes.
//!
//! A refresh can be killed anywhere and run again: the stage of a run that did not end is
//! dropped, what it had applied is found unchanged. Nothing published depends on when or
//! how often a feed was read.

mod apply;
mod batch;
mod claim;
mod composing;
mod deciding;
mod derive;
mod echo;
mod fetch;
mod ids;
pub mod imports;
pub mod matching;
pub mod merging;
mod missing;
mod normalise;
mod provenance;
mod questions;
mod refresh;
mod remark;
mod rematch;
mod sanitise;
mod written;

pub use deciding::{
    Ask, Author, DecideError, Decided, Word, decide, edit, end_edit, settle, split, undo,
};
pub use derive::derive_places;
pub use provenance::{Contributor, Provenance, provenance};
pub use questions::{Question, Side, Waiting, both, question, questions, sides, sides_of, waiting};
pub use refresh::{Context, RefreshError, RefreshOptions, refresh, refresh_through, reject};
pub use rematch::{Rematched, rematch};
