//! Watches providers' websites: does the page still agree with what we list?
//!
//! due listings (`rest`) -> fetch -> snapshot -> read -> judge -> where a fact is missing,
//! a few more pages of the site (`follow_up`) -> attempt with its verdict in the store,
//! where `lifecycle` finds it and acts.
//!
//! [`read`] turns bytes into facts and knows no listing; [`mod@judge`] is pure and knows no
//! network; [`cases`] judges stored pages in the same way as a scan does.

pub mod attempt;
pub mod cases;
mod check;
mod fetch;
mod follow_up;
pub mod judge;
pub mod read;
mod rest;
mod robots;
mod scan;
mod snapshot;

pub use cases::{CaseFiles, CasesError, Summary, judge_folder, judge_one};
pub use judge::judge;
pub use scan::{ScanError, Scanned, Watcher};
pub use snapshot::Snapshots;
