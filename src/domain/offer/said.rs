//! An answer and what it rests on.

use serde::Serialize;

/// What a service says of something: an answer, or `None` when it says nothing of it. A gap is
/// never a no.
pub type Stated<T> = Option<Said<T>>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said<T> {
    /// The answer.
    pub value: T,
    /// What kind of place it stands in.
    pub by: By,
    /// The words that it comes from, as they are written: `ladies only`, `minimum_age 18`.
    pub words: String,
}

/// What kind of place an answer stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A field that the standard has for it.
    Structured,
    /// A name or a description, from which it was read.
    Prose,
}

/// Longest quotation, in characters.
const QUOTED: usize = 120;

impl<T> Said<T> {
    /// An answer from a field that the standard has for it.
    pub(super) fn structured(value: T, words: impl AsRef<str>) -> Self {
        Self::by(By::Structured, value, words)
    }

    /// An answer that stands in that kind of place.
    pub(super) fn by(by: By, value: T, words: impl AsRef<str>) -> Self {
        Self {
            value,
            by,
            words: crate::domain::cut(words.as_ref().trim(), QUOTED),
        }
    }
}
