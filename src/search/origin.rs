//! From a postcode as a person types it to the point that distances are measured from.

use super::Origin;
use crate::gazetteer::{Gazetteer, Located, Postcode, PostcodeError};

/// A postcode and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct PostcodeOrigin {
    /// The postcode in its normal form.
    pub postcode: Postcode,
    /// Where it is, and how surely.
    pub located: Located,
}

/// Why a postcode cannot place a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It is not a full postcode.
    #[error(transparent)]
    Malformed(#[from] PostcodeError),
    /// It may be one, but nothing near it is known.
    #[error("we do not know where {0} is: check it, or try another postcode near by")]
    Unknown(Postcode),
}

impl PostcodeOrigin {
    /// Reads `text` as a postcode and looks it up.
    ///
    /// # Errors
    /// See [`OriginError`]; every message can be shown beside the field.
    pub fn find(text: &str, gazetteer: &Gazetteer) -> Result<Self, OriginError> {
        let postcode: Postcode = text.parse()?;
        match gazetteer.lookup(&postcode) {
            Some(located) => Ok(Self { postcode, located }),
            None => Err(OriginError::Unknown(postcode)),
        }
    }

    /// The point to measure from.
    pub fn origin(&self) -> Origin {
        Origin {
            lat: self.located.lat,
            lon: self.located.lon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_and_unknown_postcodes_are_two_different_answers() {
        let gazetteer = Gazetteer::default();
        let malformed = PostcodeOrigin::find("not one", &gazetteer).unwrap_err();
        assert!(matches!(malformed, OriginError::Malformed(_)));
        let unknown = PostcodeOrigin::find("zz9 9zz", &gazetteer).unwrap_err();
        assert!(unknown.to_string().contains("ZZ9 9ZZ"), "{unknown}");
    }
}
