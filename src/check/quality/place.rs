//! Postcodes that can exist, and points that lie where their postcode is.

use geo::{Distance, Haversine, Point};

use crate::domain::{Place, Postcode};
use crate::gazetteer::Gazetteer;

/// A point so near to the centre of its own postcode agrees with it, in metres.
const NEAR_M: f64 = 1_000.0;
/// Beyond the radius of the area that a postcode is placed by, where it is not known itself.
const SPARE_M: f64 = 3_000.0;

/// Whether any place of a service has a full postcode that, as far as anybody can say, exists.
pub(super) fn has_postcode(places: &[Place], gazetteer: &Gazetteer) -> bool {
    let mut postcodes = places.iter().filter_map(postcode);
    postcodes.any(|postcode| gazetteer.is_live(&postcode) != Some(false))
}

fn postcode(place: &Place) -> Option<Postcode> {
    place.postcode.as_deref()?.parse().ok()
}

/// Whether all points of a service lie where their postcodes are; `None` when none of them
/// can be judged.
pub(super) fn agree(places: &[Place], gazetteer: &Gazetteer) -> Option<bool> {
    let judged = places.iter().filter_map(|place| {
        let (lat, lon) = place.point?;
        let located = gazetteer.locate(&postcode(place)?)?;
        let centre = Point::new(located.lon, located.lat);
        let distance = Haversine.distance(centre, Point::new(lon, lat));
        let allowed = match located.is_approximate() {
            true => located.radius_m + SPARE_M,
            false => NEAR_M,
        };
        Some(distance <= allowed)
    });
    judged.reduce(|all, one| all && one)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ListingId;

    fn place(postcode: &str, point: Option<(f64, f64)>) -> Place {
        Place {
            link_id: "l".to_owned(),
            location_id: "p".to_owned(),
            point,
            is_derived: false,
            postcode: (!postcode.is_empty()).then(|| postcode.to_owned()),
        }
    }

    #[test]
    fn points_are_held_against_the_neighbours_of_their_postcode() {
        let gazetteer = Gazetteer::default();
        let here = (53.7960, -1.5480);
        for (number, postcode) in ["LS1 4AP", "LS1 4AB", "LS1 4AD", "LS1 5AA", "LS1 6AA"]
            .into_iter()
            .enumerate()
        {
            let id = ListingId(Uuid::from_u128(number as u128));
            gazetteer.learn(id, &[(postcode.to_owned(), here.0, here.1)]);
        }
        let london = (51.5072, -0.1276);
        for (places, want) in [
            (vec![place("LS1 4AP", Some(here))], Some(true)),
            (vec![place("ls14ap", Some(here))], Some(true)),
            (vec![place("LS1 4AP", Some(london))], Some(false)),
            (vec![place("LS1 9ZZ", Some(here))], Some(true)),
            (vec![place("LS1 9ZZ", Some(london))], Some(false)),
            (
                vec![place("LS1 4AP", Some(here)), place("LS1 4AP", Some(london))],
                Some(false),
            ),
            (vec![place("LS1 4AP", None)], None),
            (vec![place("", Some(here))], None),
            (vec![place("M1 1AE", Some(here))], None),
        ] {
            assert_eq!(agree(&places, &gazetteer), want, "{places:?}");
        }
    }

    #[test]
    fn one_place_with_a_full_postcode_is_enough() {
        for (postcodes, want) in [
            (vec!["LS1 4AP"], true),
            (vec!["", "ls14ap"], true),
            (vec!["Leeds"], false),
            (vec!["LS1"], false),
            (vec![""], false),
        ] {
            let places: Vec<_> = postcodes.iter().map(|text| place(text, None)).collect();
            assert_eq!(
                has_postcode(&places, &Gazetteer::default()),
                want,
                "{postcodes:?}"
            );
        }
    }
}
