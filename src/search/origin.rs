//! From a postcode as a person types it to the point that distances are measured from.

use super::Origin;
use crate::domain::{PostcodeClass, PostcodeError, Whereabouts, classify};
use crate::gazetteer::{Gazetteer, Located, Status};

/// A postcode, or part of one, and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct PostcodeOrigin {
    /// The postcode in its normal form, or the sector or outward code: `LS1 4`, `LS1`.
    pub postcode: String,
    /// Whether it is a sector or an outward code.
    pub is_part: bool,
    /// How it stands; a part is found.
    pub status: Status,
    /// Where it is, and how surely.
    pub located: Located,
    /// Where somebody there lives, for areas to be tested against.
    pub home: Whereabouts,
}

/// Why a postcode cannot place a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It is not a postcode.
    #[error(transparent)]
    Malformed(#[from] PostcodeError),
    /// It may be one, but nothing near it is known.
    #[error("we do not know where {0} is: check it, or try another postcode near by")]
    Unknown(String),
}

impl PostcodeOrigin {
    /// Reads `text` as a postcode, a sector or an outward code and looks it up.
    ///
    /// # Errors
    /// See [`OriginError`]; every message can be shown beside the field.
    pub fn find(text: &str, gazetteer: &Gazetteer) -> Result<Self, OriginError> {
        let class = classify(text);
        let (postcode, (status, located)) = match &class {
            PostcodeClass::Full(postcode) => (postcode.to_string(), gazetteer.look_up(postcode)),
            PostcodeClass::Sector(part) | PostcodeClass::Outcode(part) => {
                (part.clone(), (Status::Found, gazetteer.locate_part(&class)))
            }
            PostcodeClass::Area(_) | PostcodeClass::Invalid => {
                return Err(OriginError::Malformed(PostcodeError::of(text)));
            }
        };
        let Some(located) = located else {
            return Err(OriginError::Unknown(postcode));
        };
        let home = match &class {
            PostcodeClass::Full(full) => gazetteer.whereabouts(full, &located),
            _ => Whereabouts::of_part(&postcode, (located.lat, located.lon)),
        };
        Ok(Self {
            postcode,
            is_part: !matches!(class, PostcodeClass::Full(_)),
            status,
            located,
            home,
        })
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
    use uuid::Uuid;

    use super::*;
    use crate::domain::ListingId;

    #[test]
    fn malformed_and_unknown_postcodes_are_two_different_answers() {
        let gazetteer = Gazetteer::default();
        for text in ["not one", "LS", "S1O 2TN"] {
            let malformed = PostcodeOrigin::find(text, &gazetteer).unwrap_err();
            assert!(matches!(malformed, OriginError::Malformed(_)), "{text}");
        }
        for (text, named) in [
            ("zz9 9zz", "ZZ9 9ZZ"),
            ("s10 2t", "S10 2"),
            ("BFPO 57", "BFPO 57"),
        ] {
            let unknown = PostcodeOrigin::find(text, &gazetteer).unwrap_err();
            assert!(unknown.to_string().contains(named), "{unknown}");
        }
    }

    #[test]
    fn a_sector_and_an_outward_code_can_place_a_search() {
        let gazetteer = Gazetteer::default();
        let lesson = ("LS1 4AP".to_owned(), 53.796, -1.548);
        gazetteer.learn(ListingId(Uuid::from_u128(1)), &[lesson]);
        for (text, postcode, is_part) in [
            ("ls14ap", "LS1 4AP", false),
            ("LS1 4A", "LS1 4", true),
            ("ls1", "LS1", true),
        ] {
            let found = PostcodeOrigin::find(text, &gazetteer).unwrap();
            assert_eq!(
                (found.postcode.as_str(), found.is_part),
                (postcode, is_part)
            );
            assert_eq!(found.located.is_approximate(), is_part, "{text}");
            assert_eq!(found.origin().lat, 53.796, "{text}");
        }
    }
}
