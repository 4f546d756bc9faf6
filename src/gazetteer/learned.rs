//! Postcodes learned from the addresses in feeds that carry coordinates.

use serde::Serialize;

use super::Postcode;
use crate::domain::ListingId;

/// Which layer answered, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// The very postcode, learned from feeds.
    Learned,
    /// The centre of its sector; approximate.
    Sector,
    /// The centre of its outward code; approximate.
    Outcode,
}

impl Layer {
    /// Whether the postcode itself was not known, only the area around it.
    pub fn is_approximate(self) -> bool {
        matches!(self, Self::Sector | Self::Outcode)
    }
}

/// Where a postcode is, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located {
    /// WGS84 degrees.
    pub lat: f64,
    /// WGS84 degrees.
    pub lon: f64,
    /// Which layer answered.
    pub layer: Layer,
    /// How far its places lie from that centre, in metres: nine in ten are nearer.
    pub radius_m: f64,
}

/// Knows where postcodes are. Shared; learns while it is being asked.
#[derive(Debug, Default)]
pub struct Gazetteer {}

impl Gazetteer {
    /// Where a postcode is; `None` when nothing near it is known.
    pub fn lookup(&self, _postcode: &Postcode) -> Option<Located> {
        None
    }

    /// Takes over what one listing teaches, in place of what it taught before:
    /// `(postcode text, latitude, longitude)` of each of its places. Text that is no
    /// postcode teaches nothing.
    pub fn learn(&self, _listing: ListingId, _places: &[(String, f64, f64)]) {}
}
