//! Cells -> values: one file for each kind of field, pure functions all of them.
//!
//! text of a cell -> [`Reading`]: the value in the form of the report, and what was wrong.
//! A placeholder (`n/a`, `TBC`, `-`) is no value and no problem. What cannot be told for
//! certain is absent, never invented, and reading once more what a parser gave gives the
//! same.

pub mod age;
pub mod date;
pub mod email;
pub mod list;
pub mod money;
pub mod phone;
mod placeholder;
pub mod postcode;
pub mod schedule;
pub mod text;
pub mod url;

pub use placeholder::is_placeholder;

use super::ProblemKind;
use crate::domain::pattern;

/// What a parser made of a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading<T> {
    /// The value.
    pub value: T,
    /// What was wrong with the cell, each kind once.
    pub problems: Vec<ProblemKind>,
}

impl<T> Reading<T> {
    /// A value with nothing wrong.
    fn fine(value: T) -> Self {
        Self {
            value,
            problems: Vec::new(),
        }
    }

    /// A value with one thing to say of it.
    fn with(value: T, problem: ProblemKind) -> Self {
        Self {
            value,
            problems: vec![problem],
        }
    }

    /// The same with one thing more to say of it, where that holds.
    fn noting(mut self, problem: ProblemKind, holds: bool) -> Self {
        if holds && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        self
    }
}
