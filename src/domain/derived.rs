//! Coordinates that are not the feed's own word but the gazetteer's, by the postcode.
//!
//! A published document marks them by a term of the location, so that nobody takes the middle
//! of a postcode for the door: consumers can tell, postcodes are never learned from them, and
//! the feed's own word replaces them as soon as there is one.

use uuid::Uuid;

use super::place::is_visited;
use super::sensitive;
use crate::oruk::{Attribute, Location, Service, TaxonomyTerm};

/// The term by which a location says so.
const TERM: &str = "Coordinates derived from the postcode";

/// Makes the ids of our marks; never changes.
const MARKS: Uuid = Uuid::from_u128(0x0d3e_35a4_9a51_4c1e_8f5c_6e0f_2b7d_94a1);

/// Whether the coordinates of a location are the gazetteer's.
pub fn is_derived(location: &Location) -> bool {
    location.attributes.iter().any(|attribute| {
        let term = attribute.taxonomy_term.as_ref();
        term.is_some_and(|term| term.name.as_deref() == Some(TERM))
    })
}

/// Gives each place whose feed states no coordinates those that `point` finds for the id of its
/// service_at_location and its postcode. Where that finds none, what is there stays. Returns
/// whether anything has changed.
pub fn derive(
    service: &mut Service,
    mut point: impl FnMut(&str, &str) -> Option<(f64, f64)>,
) -> bool {
    let mut has_changed = false;
    for link in &mut service.service_at_locations {
        let (Some(id), Some(location)) = (&link.id, &mut link.location) else {
            continue;
        };
        let has_own = location.latitude.is_some() || location.longitude.is_some();
        let is_nowhere = !is_visited(location);
        if has_own && !is_derived(location) || is_nowhere || sensitive::is_withheld(location) {
            continue;
        }
        let mut postcodes = location
            .addresses
            .iter()
            .filter_map(|a| a.postal_code.as_deref());
        let found = postcodes.next().and_then(|postcode| point(id, postcode));
        let Some((lat, lon)) = found.map(rounded) else {
            continue;
        };
        if (location.latitude, location.longitude) != (Some(lat), Some(lon)) {
            has_changed = true;
            (location.latitude, location.longitude) = (Some(lat), Some(lon));
            if !is_derived(location) {
                let mark = mark_of(location.id.as_deref().unwrap_or_default());
                location.attributes.push(mark);
            }
        }
    }
    has_changed
}

/// To a millionth of a degree, a tenth of a metre: a database gives back what it was given.
fn rounded((lat, lon): (f64, f64)) -> (f64, f64) {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (round(lat), round(lon))
}

fn mark_of(location: &str) -> Attribute {
    let id = |of: &str| Some(Uuid::new_v5(&MARKS, of.as_bytes()).to_string());
    Attribute {
        id: id(location),
        link_id: Some(location.to_owned()),
        link_entity: Some("location".to_owned()),
        taxonomy_term_id: id(TERM),
        taxonomy_term: Some(TaxonomyTerm {
            id: id(TERM),
            name: Some(TERM.to_owned()),
            description: Some(
                "The feed states none: this is the middle of the postcode.".to_owned(),
            ),
            taxonomy: Some("Waymark".to_owned()),
            ..TaxonomyTerm::default()
        }),
        ..Attribute::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(location: serde_json::Value) -> Service {
        let link = serde_json::json!({"id": "l1", "location": location});
        serde_json::from_value(serde_json::json!({"service_at_locations": [link]})).unwrap()
    }

    #[test]
    fn only_a_place_without_coordinates_of_its_own_gets_some_and_says_whose_they_are() {
        let at = serde_json::json!([{"postal_code": "S1 2HH"}]);
        for (location, want) in [
            (serde_json::json!({"addresses": at}), true),
            (
                serde_json::json!({"addresses": at, "latitude": 53.1, "longitude": -1.2}),
                false,
            ),
            (
                serde_json::json!({"addresses": at, "location_type": "virtual"}),
                false,
            ),
            (
                serde_json::json!({"addresses": at, "location_type": "postal"}),
                false,
            ),
            (serde_json::json!({}), false),
        ] {
            let mut derived = service(location.clone());
            let has_changed = derive(&mut derived, |_, _| Some((53.380_123_44, -1.47)));
            let place = derived.service_at_locations[0].location.as_ref().unwrap();
            assert_eq!((has_changed, is_derived(place)), (want, want), "{location}");
            if want {
                assert_eq!(
                    (place.latitude, place.longitude),
                    (Some(53.380_123), Some(-1.47))
                );
            }
        }
    }

    #[test]
    fn deriving_again_follows_the_gazetteer_and_marks_once() {
        let mut derived = service(serde_json::json!({"addresses": [{"postal_code": "S1 2HH"}]}));
        assert!(derive(&mut derived, |_, _| Some((53.38, -1.47))));
        assert!(!derive(&mut derived, |_, _| Some((53.38, -1.47))));
        assert!(!derive(&mut derived, |_, _| None), "what was there stays");
        assert!(derive(&mut derived, |_, _| Some((53.39, -1.47))));
        let place = derived.service_at_locations[0].location.as_ref().unwrap();
        assert_eq!((place.latitude, place.attributes.len()), (Some(53.39), 1));
    }
}
