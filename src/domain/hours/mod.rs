//! Days and times in prose -> openings.
//!
//! text -> [`lex`]: days, times, the words between that matter -> [`parse`]: groups of days
//! with their times -> [`Opening`]s, one for each day and time. [`clock`] decides which half
//! of the day "2-4" is in.
//!
//! An end that is not stated is absent. Text that names a date ("Sat 14 June"), a part of the
//! month without its week, or no day says nothing certain of any week, and gives no openings.

mod clock;
mod lex;
mod parse;

use super::Day;

pub use clock::one as time;

/// How often an opening comes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    /// Each week.
    Week,
    /// Every other week.
    Fortnight,
    /// Once a month, on a weekday that is counted.
    Month,
}

/// One opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The day of the week.
    pub day: Day,
    /// Which one of the month; -1 is the last.
    pub nth: Option<i8>,
    /// Minutes after midnight.
    pub opens: Option<u16>,
    /// Minutes after midnight; 23:59 where it is open all day.
    pub closes: Option<u16>,
    /// How often.
    pub every: Every,
}

/// Reads days and times, in the order of the text; each opening once.
pub fn openings(text: &str) -> Vec<Opening> {
    parse::openings(&lex::tokens(text))
}

/// `HH:MM`.
pub fn clock_time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
