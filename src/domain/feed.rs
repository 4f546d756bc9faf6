//! The name of a feed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A feed's short name: 1 to 64 of `a-z`, `0-9`, `-` and `_`, as in `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FeedId(String);

/// A feed id that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a feed id: use 1 to 64 small letters, digits, '-' or '_'")]
pub struct FeedIdError(String);

impl FeedId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FeedId {
    type Err = FeedIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(FeedIdError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for FeedId {
    type Error = FeedIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FeedId> for String {
    fn from(id: FeedId) -> Self {
        id.0
    }
}

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feed_ids_are_short_and_plain() {
        for good in ["a", "ashby-council", "nhs_2", &"x".repeat(64)] {
            assert!(good.parse::<FeedId>().is_ok(), "{good}");
        }
        for bad in ["", "Ashby", "a b", "../x", "é", &"x".repeat(65)] {
            assert!(bad.parse::<FeedId>().is_err(), "{bad}");
        }
    }
}
