//! Postcodes: what one is, and where it is.
//!
//! text -> [`Postcode`] (the only door) -> [`Gazetteer::lookup`] -> [`Located`].
//!
//! Feeds teach: every address with a postcode and coordinates is a vote. A postcode nobody
//! voted for is placed by its sector, else by its outward code, and the answer says so.

mod centre;
mod learned;

pub use crate::domain::{Postcode, PostcodeClass, PostcodeError, classify};
pub use learned::{Gazetteer, Layer, Located};
