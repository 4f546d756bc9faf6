//! Turns what feeds say into records and listings.
//!
//! walk -> batch -> unchanged? done : normalise -> stage -> apply in bounded transactions
//! -> missing, grace, brake -> findings.

mod refresh;

pub use refresh::{Context, RefreshError, RefreshOptions, refresh};
