//! Geometry: read from GeoJSON, kept small, asked whether it holds a point.

use geo::{
    CoordsIter, Intersects, LineString, MapCoordsInPlace, MultiPolygon, Point, Polygon, Simplify,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most corners that a shape keeps. Finer outlines are simplified until they have no
/// more: a council's boundary then lies within some tens of metres of the published one, as
/// near as the centre of a postcode tells where somebody lives.
const MOST_CORNERS: usize = 2_000;

/// Steps of stored coordinates to a degree: 1.1 m of latitude.
const STEPS: f64 = 1e5;

/// An area on the ground.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape(MultiPolygon);

/// What of GeoJSON (RFC 7946) can be an area.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum GeoJson {
    Polygon {
        coordinates: Vec<Ring>,
    },
    MultiPolygon {
        coordinates: Vec<Vec<Ring>>,
    },
    GeometryCollection {
        geometries: Vec<GeoJson>,
    },
    Feature {
        geometry: Box<GeoJson>,
    },
    FeatureCollection {
        features: Vec<GeoJson>,
    },
    #[serde(other)]
    Other,
}

/// Positions: longitude, latitude, and perhaps a height.
type Ring = Vec<Vec<f64>>;

impl Shape {
    /// Reads GeoJSON; `None` when it is none or holds no area on the globe.
    pub(super) fn of_geojson(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.starts_with('{') {
            return None;
        }
        let mut polygons = Vec::new();
        collect(serde_json::from_str(text).ok()?, &mut polygons)?;
        let mut shape = MultiPolygon::new(polygons);
        if is_turned(&shape) {
            shape.map_coords_in_place(|corner| (corner.y, corner.x).into());
        }
        let mut tolerance = 1.0 / STEPS;
        while shape.coords_count() > MOST_CORNERS && tolerance < 1.0 {
            shape = shape.simplify(tolerance);
            tolerance *= 2.0;
        }
        let is_area = !shape.0.is_empty() && shape.coords_count() <= MOST_CORNERS;
        // What is kept is what is asked, here and in the index.
        is_area.then(|| Self::of_steps(Self(shape).steps()))
    }

    /// Whether a point, latitude and longitude in degrees, lies in it or on its edge.
    pub(super) fn holds(&self, (lat, lon): (f64, f64)) -> bool {
        self.0.intersects(&Point::new(lon, lat))
    }

    fn steps(&self) -> Vec<Vec<Vec<(i32, i32)>>> {
        let step = |degrees: f64| (degrees * STEPS).round() as i32;
        let ring = |ring: &LineString| ring.coords().map(|c| (step(c.x), step(c.y))).collect();
        let polygons = self.0.iter();
        polygons
            .map(|polygon| {
                let holes = polygon.interiors().iter();
                std::iter::once(polygon.exterior())
                    .chain(holes)
                    .map(ring)
                    .collect()
            })
            .collect()
    }

    fn of_steps(polygons: Vec<Vec<Vec<(i32, i32)>>>) -> Self {
        let degrees = |step: i32| f64::from(step) / STEPS;
        let ring = |ring: Vec<(i32, i32)>| -> LineString {
            ring.into_iter()
                .map(|(x, y)| (degrees(x), degrees(y)))
                .collect()
        };
        let polygon = |rings: Vec<Vec<(i32, i32)>>| {
            let mut rings = rings.into_iter().map(ring);
            let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
            Polygon::new(outer, rings.collect())
        };
        Self(MultiPolygon::new(
            polygons.into_iter().map(polygon).collect(),
        ))
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.steps().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::of_steps)
    }
}

/// The polygons of a geometry; `None` when one of them cannot be: an area that is only half
/// read would shut people out.
fn collect(geometry: GeoJson, polygons: &mut Vec<Polygon>) -> Option<()> {
    match geometry {
        GeoJson::Polygon { coordinates } => polygons.push(polygon(coordinates)?),
        GeoJson::MultiPolygon { coordinates } => {
            for rings in coordinates {
                polygons.push(polygon(rings)?);
            }
        }
        GeoJson::GeometryCollection { geometries: parts }
        | GeoJson::FeatureCollection { features: parts } => {
            for part in parts {
                collect(part, polygons)?;
            }
        }
        GeoJson::Feature { geometry } => collect(*geometry, polygons)?,
        GeoJson::Other => {}
    }
    Some(())
}

/// Whether latitudes stand where longitudes belong: all of it would lie in the Indian Ocean, and
/// turned about lies in these islands (49 to 61 north, 9 west to 3 east).
fn is_turned(shape: &MultiPolygon) -> bool {
    let is_turned = |x: f64, y: f64| (49.0..=61.0).contains(&x) && (-9.0..=3.0).contains(&y);
    shape
        .coords_iter()
        .all(|corner| is_turned(corner.x, corner.y))
}

fn polygon(rings: Vec<Ring>) -> Option<Polygon> {
    let line = |ring: Ring| -> Option<LineString> {
        let is_ring = ring.len() >= 4;
        let corners = ring.iter().map(|position| match position[..] {
            [lon, lat, ..] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Some((lon, lat)),
            _ => None,
        });
        corners.collect::<Option<LineString>>().filter(|_| is_ring)
    };
    let mut rings = rings.into_iter().map(line);
    let outer = rings.next()??;
    Some(Polygon::new(outer, rings.collect::<Option<Vec<_>>>()?))
}

#[cfg(test)]
mod tests {
    use geo::{Contains, Destination, Geodesic};

    use super::*;

    const SQUARE: &str = "[[[-2,53],[-1,53],[-1,54],[-2,54],[-2,53]]]";
    /// With the latitudes first.
    const TURNED: &str = "[[[53,-2],[53,-1],[54,-1],[54,-2],[53,-2]]]";
    const WITH_HOLE: &str = "[[[-2,53],[-1,53],[-1,54],[-2,54],[-2,53]],[[-1.6,53.4],[-1.4,53.4],[-1.4,53.6],[-1.6,53.6],[-1.6,53.4]]]";

    #[test]
    fn every_kind_of_area_is_read_and_asked_for_points() {
        let polygon = |rings: &str| format!(r#"{{"type":"Polygon","coordinates":{rings}}}"#);
        let square = polygon(SQUARE);
        for (text, point, want) in [
            (square.clone(), (53.5, -1.5), true),
            (square.clone(), (53.0, -1.5), true),
            (square.clone(), (52.99, -1.5), false),
            (polygon(WITH_HOLE), (53.5, -1.5), false),
            (polygon(WITH_HOLE), (53.2, -1.5), true),
            (polygon(TURNED), (53.5, -1.5), true),
            (polygon(TURNED), (52.5, -1.5), false),
            (
                format!(r#"{{"type":"MultiPolygon","coordinates":[{SQUARE}]}}"#),
                (53.5, -1.5),
                true,
            ),
            (
                format!(r#"{{"type":"Feature","properties":{{"n":1}},"geometry":{square}}}"#),
                (53.5, -1.5),
                true,
            ),
            (
                format!(
                    r#" {{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{square}}}]}}"#
                ),
                (53.5, -1.5),
                true,
            ),
            (
                format!(
                    r#"{{"type":"GeometryCollection","geometries":[{{"type":"Point","coordinates":[0,0]}},{square}]}}"#
                ),
                (53.5, -1.5),
                true,
            ),
        ] {
            assert_eq!(
                Shape::of_geojson(&text).unwrap().holds(point),
                want,
                "{text} {point:?}"
            );
        }
    }

    #[test]
    fn what_is_no_area_is_not_read() {
        for text in [
            "",
            "Leeds",
            "{}",
            "null",
            r#"{"type":"Point","coordinates":[-1.5,53.5]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[[-2,53],[-1,53],[-2,53]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[-2,53],[-1,530],[-1,54],[-2,53]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[-2],[-1,53],[-1,54],[-2,53]]]}"#,
            r#"{"type":"Polygon","coordinates":[[["a",53],[-1,53],[-1,54],[-2,53]]]}"#,
            r#"{"type":"Topology","objects":{}}"#,
        ] {
            assert_eq!(Shape::of_geojson(text), None, "{text}");
        }
    }

    #[test]
    fn a_fine_outline_is_simplified_by_tens_of_metres_at_most() {
        let centre = Point::new(-1.5, 53.8);
        let corners: Vec<String> = (0..=30_000)
            .map(|n| {
                let bearing = f64::from(n % 30_000) * 360.0 / 30_000.0;
                let reach = 20_000.0 + 300.0 * (bearing.to_radians() * 40.0).sin();
                let corner = Geodesic.destination(centre, bearing, reach);
                format!("[{},{}]", corner.x(), corner.y())
            })
            .collect();
        let text = format!(
            r#"{{"type":"Polygon","coordinates":[[{}]]}}"#,
            corners.join(",")
        );
        let shape = Shape::of_geojson(&text).unwrap();
        assert!(shape.0.coords_count() <= MOST_CORNERS);
        for bearing in 0..360 {
            let bearing = f64::from(bearing);
            let edge = 20_000.0 + 300.0 * (bearing.to_radians() * 40.0).sin();
            for (metres, want) in [(edge - 60.0, true), (edge + 60.0, false)] {
                let point = Geodesic.destination(centre, bearing, metres);
                assert_eq!(shape.0.contains(&point), want, "{bearing} {metres}");
            }
        }
        let kept: Shape = serde_json::from_str(&serde_json::to_string(&shape).unwrap()).unwrap();
        assert_eq!(kept, shape);
    }
}
