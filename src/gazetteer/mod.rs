//! Postcodes: what one is, and where it is.
//!
//! text -> [`Postcode`] (the only door) -> [`Gazetteer::lookup`] -> [`Located`].

mod learned;
mod postcode;

pub use learned::{Gazetteer, Layer, Located};
pub use postcode::{Postcode, PostcodeError};
