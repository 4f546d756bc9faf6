//! Where postcodes are.
//!
//! text -> [`Postcode`] (the only door) -> [`Gazetteer::locate`] -> [`Located`], which names the
//! layer that answered; [`Gazetteer::answer`] tells all that is known.
//!
//! The best layer are official files: [`Shelf::load`] reads one ([`source`]) and packs it into
//! the data folder ([`edition`]); a running hub takes it up. Below that, feeds teach
//! ([`learned`]): every address with a postcode and coordinates is a vote. A postcode that
//! neither knows is placed by its sector, else by its outward code, and the answer says so.

mod centre;
mod edition;
mod learned;
mod located;
mod lookup;
mod shelf;
mod source;

pub use crate::domain::{Postcode, PostcodeClass, PostcodeError, classify};
pub use edition::{Contents, EditionError, Product};
pub use located::{Answer, Layer, Located, Quality, Status};
pub use lookup::Gazetteer;
pub use shelf::{Shelf, ShelfError};
pub use source::SourceError;
