//! Where a service takes place, as search and postcode learning need it.

use super::derived::is_derived;
use crate::oruk::{Location, Service};

/// One place at which a service can be visited.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Id of the service_at_location.
    pub link_id: String,
    /// Id of the location.
    pub location_id: String,
    /// WGS84 latitude and longitude in degrees, where the document states both.
    pub point: Option<(f64, f64)>,
    /// Whether that point is the gazetteer's, by the postcode.
    pub is_derived: bool,
    /// Postcode of its first address that has one, as the document states it.
    pub postcode: Option<String>,
}

/// Whether people can go to a location: not to one that is virtual, nor to where letters go.
pub fn is_visited(location: &Location) -> bool {
    !is_virtual(location) && !is_postal(location)
}

/// Whether a location is somewhere on the internet.
pub fn is_virtual(location: &Location) -> bool {
    location.location_type.as_deref() == Some("virtual")
}

/// Whether a location is an address for letters alone.
pub fn is_postal(location: &Location) -> bool {
    location.location_type.as_deref() == Some("postal")
}

/// The places of a service that people can go to.
pub fn service_places(service: &Service) -> Vec<Place> {
    service
        .service_at_locations
        .iter()
        .filter_map(|link| {
            let location = link.location.as_ref()?;
            if !is_visited(location) {
                return None;
            }
            Some(Place {
                link_id: link.id.clone()?,
                location_id: location.id.clone()?,
                point: location.latitude.zip(location.longitude),
                is_derived: is_derived(location),
                postcode: location
                    .addresses
                    .iter()
                    .find_map(|a| a.postal_code.clone()),
            })
        })
        .collect()
}
