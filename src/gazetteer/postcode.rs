//! What a UK postcode is.

use std::fmt;
use std::str::FromStr;

/// A full UK postcode, upper case with one space: `LS1 4AP`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Postcode(String);

/// Text that is no full postcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a full UK postcode: write it like \"LS1 4AP\"")]
pub struct PostcodeError(pub String);

impl Postcode {
    /// The outward code: `LS1`.
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// The sector: `LS1 4`.
    pub fn sector(&self) -> &str {
        self.0
            .get(..self.0.len().saturating_sub(2))
            .unwrap_or_default()
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Postcode {
    type Err = PostcodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_uppercase();
        let split = compact
            .len()
            .checked_sub(3)
            .filter(|at| compact.is_ascii() && (2..=4).contains(at));
        let Some(at) = split else {
            return Err(PostcodeError(text.to_owned()));
        };
        Ok(Self(format!("{} {}", &compact[..at], &compact[at..])))
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
