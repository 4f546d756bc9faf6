//! Lay language: from what a person says to the needs behind it, and from what services say
//! of themselves to the needs that they meet.
//!
//! `thesaurus` (needs and their phrases, read from the files beside it) -> `phrases` finds them in
//! words, by stem. Index time: texts of a listing -> `evidence` -> a grade for each need. Question
//! time: words -> `reading` -> `question`: slots with weights, where `plain` words weigh nothing.
//!
//! docs/SEARCH.md tells how to add an entry, and how questions of danger are answered.

mod evidence;
mod phrases;
mod plain;
mod question;
mod reading;
#[cfg(test)]
mod tests;
mod thesaurus;

pub(super) use evidence::{BEST_GRADE, Evidence, Part, evidence, grades, is_particular};
pub(super) use question::{Ask, Denied, Name, Question, Slot, Vocabulary};
pub(super) use thesaurus::{Need, NeedId};
pub use thesaurus::{Thesaurus, ThesaurusError};
