//! Spreadsheets: a council's file -> services, and what should be mended in it.
//!
//! bytes -> [`Import`]: columns as they were understood, records, problems, skipped rows.
//! A [`Profile`] says what need not be guessed.

pub mod field;
mod header;
mod problem;
mod profile;
mod report;
mod role;

pub use problem::{ProblemKind, ProblemSeverity};
pub use profile::{Defaults, Profile, ProfileError};
pub use report::{
    Column, Fields, FileError, Import, Original, Problem, Record, Session, SkipReason, Skipped,
    Withheld, WithheldReason,
};
pub use role::{Day, Part, Role, RoleError};
