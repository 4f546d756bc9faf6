//! What speaks for and against two records being one service.

use serde::Serialize;

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Which way it points.
    pub says: Says,
    /// What it is about.
    pub kind: Kind,
    /// How much it counts; 1 moves an even chance to nearly three in four.
    pub weight: f64,
    /// In plain words: `both are at S8 0LN`.
    pub text: String,
}

/// Which way a piece of evidence points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// They are one.
    For,
    /// They are two.
    Against,
}

/// What a piece of evidence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What it is called.
    Name,
    /// What people do there.
    Activity,
    /// For whom it is: ages, gender, level.
    People,
    /// Who provides it.
    Organisation,
    /// A charity or company number.
    Identifier,
    /// The place at which it is.
    Venue,
    /// The town, or how far apart they are.
    Town,
    /// Telephone numbers.
    Phone,
    /// E-mail addresses.
    Email,
    /// Web pages and sites.
    WebPage,
    /// Days and times.
    Times,
    /// The description.
    Description,
    /// Who lists them.
    Directory,
}
