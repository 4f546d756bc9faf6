//! Between what the geodesic to the nearest place must lie, found cheaply.
//!
//! A place near the origin is taken for one on a plane, which needs no sine or cosine of it;
//! one far away for one on a sphere. What either is off by widens the bounds.

use geo::{Distance, Haversine, Point};

/// The most by which a distance on the sphere differs from the geodesic, as a share.
const SPHERE_ERROR: f64 = 0.007;

/// The most by which one on the plane differs from that on the sphere, as a share, where
/// neither latitude nor longitude differ by more than the limits below.
const PLANE_ERROR: f64 = 0.002;

/// Some 320 km to the north or south, in radians.
const PLANE_LAT: f64 = 0.05;

/// Some 370 km to the east or west in the middle of the UK, in radians.
const PLANE_LON: f64 = 0.1;

/// A plane fits worse nearer to a pole, in degrees.
const PLANE_FARTHEST_LAT: f64 = 66.0;

/// The mean radius of the Earth by which [`Haversine`] reckons, in metres.
const EARTH_M: f64 = 6_371_008.771_415_059;

/// Metres between which a distance lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Bounds {
    /// Bounds of the geodesic to the nearest of some places; `None` when there are none.
    pub(super) fn of(origin: &Origin, places: impl Iterator<Item = Point>) -> Option<Self> {
        places
            .map(|place| origin.bounds(place))
            .reduce(|one, other| Self {
                least: one.least.min(other.least),
                most: one.most.min(other.most),
            })
    }
}

/// Where a search starts, with what each distance from there needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) point: Point,
    lat: f64,
    lon: f64,
    sine: f64,
    cosine: f64,
}

impl Origin {
    pub(super) fn at(point: Point) -> Self {
        let (lat, lon) = (point.y().to_radians(), point.x().to_radians());
        Self {
            point,
            lat,
            lon,
            sine: lat.sin(),
            cosine: lat.cos(),
        }
    }

    /// Between what the geodesic to a place must lie.
    pub(super) fn bounds(&self, place: Point) -> Bounds {
        let (metres, error) = match self.on_a_plane(place) {
            Some(metres) => (metres, SPHERE_ERROR + PLANE_ERROR),
            None => (Haversine.distance(self.point, place), SPHERE_ERROR),
        };
        Bounds {
            least: metres * (1.0 - error),
            most: metres * (1.0 + error),
        }
    }

    /// Metres to a place as on a plane; `None` when it is too far away for that.
    fn on_a_plane(&self, place: Point) -> Option<f64> {
        let north = place.y().to_radians() - self.lat;
        let east = place.x().to_radians() - self.lon;
        let is_near = north.abs() <= PLANE_LAT
            && east.abs() <= PLANE_LON
            && self.point.y().abs() <= PLANE_FARTHEST_LAT;
        if !is_near {
            return None;
        }
        // The cosine of the latitude half-way, by the first terms of its series.
        let half = north / 2.0;
        let cosine = self.cosine * (1.0 - half * half / 2.0) - self.sine * half;
        let east = east * cosine;
        Some((north * north + east * east).sqrt() * EARTH_M)
    }
}

#[cfg(test)]
mod tests {
    use geo::Geodesic;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_plane_is_off_the_sphere_by_less_than_is_allowed_for(
            lat in -PLANE_FARTHEST_LAT..PLANE_FARTHEST_LAT, lon in -179.0..179.0,
            north in -PLANE_LAT..PLANE_LAT, east in -PLANE_LON..PLANE_LON,
            scale in prop::sample::select(vec![1.0, 0.1, 0.001, 0.000_01]),
        ) {
            let origin = Origin::at(Point::new(lon, lat));
            let place = Point::new(
                lon + (east * scale).to_degrees(),
                lat + (north * scale).to_degrees(),
            );
            let plane = origin.on_a_plane(place);
            let sphere = Haversine.distance(origin.point, place);
            if let Some(plane) = plane {
                prop_assert!((plane - sphere).abs() <= sphere * PLANE_ERROR + 1e-6, "{plane} {sphere}");
            }
        }

        #[test]
        fn the_geodesic_to_the_nearest_lies_between_the_bounds(
            lat in 49.0..61.0, lon in -9.0..2.0,
            places in prop::collection::vec((40.0..70.0, -20.0..20.0), 1..4),
        ) {
            let origin = Origin::at(Point::new(lon, lat));
            let places: Vec<Point> = places.into_iter().map(|(lat, lon)| Point::new(lon, lat)).collect();
            let bounds = Bounds::of(&origin, places.iter().copied()).unwrap();
            let geodesic = places.iter().map(|place| Geodesic.distance(origin.point, *place));
            let nearest = geodesic.min_by(f64::total_cmp).unwrap();
            prop_assert!(bounds.least <= nearest && nearest <= bounds.most, "{bounds:?} {nearest}");
        }
    }

    #[test]
    fn without_a_place_there_are_no_bounds() {
        let origin = Origin::at(Point::new(-1.5, 53.8));
        assert!(Bounds::of(&origin, std::iter::empty()).is_none());
    }
}
