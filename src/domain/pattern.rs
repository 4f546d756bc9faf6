//! Regular expressions that are part of the program.

use regex::Regex;

/// A pattern that is compiled once, when it is first needed.
macro_rules! pattern {
    ($text:expr) => {
        std::sync::LazyLock::new(|| $crate::domain::compiled($text))
    };
}
pub(crate) use pattern;

/// Compiles a literal pattern; `regex` matches in linear time, so no text can stall it.
#[expect(
    clippy::expect_used,
    reason = "literals only; the tests of their files use them"
)]
pub(crate) fn compiled(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern")
}
