//! From a postcode or the name of a place, as a person types it, to the point that distances
//! are measured from.

use super::suggest::NamedPlace;
use super::{Origin, PlaceError, SearchIndex};
use crate::domain::{PostcodeClass, PostcodeError, Whereabouts, classify};
use crate::gazetteer::{Gazetteer, Located, Status};

/// A word of fewer letters alone is rather a slip in a postcode than the name of a place.
const SHORTEST_NAME: usize = 3;

/// A postcode, part of one, or a place by its name, and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The postcode in its normal form, the sector or outward code (`LS1 4`, `LS1`), or the
    /// name of the place.
    pub name: String,
    /// Whether it is a sector, an outward code or a place.
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
    /// It is the name of no place, or of several.
    #[error(transparent)]
    Place(#[from] PlaceError),
}

impl Start {
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
            name: postcode,
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

impl SearchIndex {
    /// Reads `text` as a postcode or a part of one, and else as the name of a place in the
    /// addresses of listings.
    ///
    /// # Errors
    /// See [`OriginError`]; every message can be shown beside the field.
    pub fn start(&self, text: &str, gazetteer: &Gazetteer) -> Result<Start, OriginError> {
        match classify(text) {
            PostcodeClass::Full(_) | PostcodeClass::Sector(_) | PostcodeClass::Outcode(_) => {
                Start::find(text, gazetteer)
            }
            PostcodeClass::Area(_) | PostcodeClass::Invalid => {
                self.start_at(text).map_err(|error| match error {
                    OriginError::Place(PlaceError::Unknown(_)) if !is_name(text) => {
                        OriginError::Malformed(PostcodeError::of(text))
                    }
                    error => error,
                })
            }
        }
    }

    /// Reads `name` as the name of a place, which is then where the search starts.
    ///
    /// # Errors
    /// When no listing is in a place of that name, or listings are in several.
    pub fn start_at(&self, name: &str) -> Result<Start, OriginError> {
        let NamedPlace { name, located } = self.place(name)?;
        Ok(Start {
            name,
            is_part: true,
            status: Status::Found,
            home: Whereabouts {
                is_approximate: true,
                ..Whereabouts::of_point((located.lat, located.lon))
            },
            located,
        })
    }
}

/// Whether the text reads like a name and not like a mistyped postcode.
fn is_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.any(|word| word.len() >= SHORTEST_NAME && word.chars().all(char::is_alphabetic))
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
            let malformed = Start::find(text, &gazetteer).unwrap_err();
            assert!(matches!(malformed, OriginError::Malformed(_)), "{text}");
        }
        for (text, named) in [
            ("zz9 9zz", "ZZ9 9ZZ"),
            ("s10 2t", "S10 2"),
            ("BFPO 57", "BFPO 57"),
        ] {
            let unknown = Start::find(text, &gazetteer).unwrap_err();
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
            let found = Start::find(text, &gazetteer).unwrap();
            assert_eq!((found.name.as_str(), found.is_part), (postcode, is_part));
            assert_eq!(found.located.is_approximate(), is_part, "{text}");
            assert_eq!(found.origin().lat, 53.796, "{text}");
        }
    }

    #[test]
    fn slips_in_postcodes_are_told_from_names() {
        for (text, want) in [
            ("Heelwood", true),
            ("St Mildred's Green HX1", true),
            ("S1O 2TN", false),
            ("LS", false),
            ("HX1 4D7", false),
            ("", false),
        ] {
            assert_eq!(is_name(text), want, "{text}");
        }
    }
}
