//! The rules of a check: each a pure function of what it is shown, in a file of its own.

pub(super) mod carriage;
pub(super) mod dates;
pub(super) mod detail;
pub(super) mod document;
pub(super) mod envelope;
pub(super) mod filter;
pub(super) mod ids;
pub(super) mod one_to_one;
pub(super) mod problem;
pub(super) mod sizes;
pub(super) mod totals;
pub(super) mod values;
