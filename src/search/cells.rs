//! Quad cells: the globe halved again and again along longitude and latitude.
//!
//! A cell of level L is one of 4^L boxes; its number is a 1 followed by the Morton code of
//! its corner, so that no two cells of any level share a number. The same code at full
//! depth orders documents so that neighbours on the ground are neighbours in the index.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use geo::{Distance, Haversine, Point};

/// Levels that are indexed: boxes of about 180 by 150 km down to 0.7 by 0.6 km in the UK.
pub(super) const LEVELS: RangeInclusive<u32> = 7..=15;

/// The cell of listings without a place: no cell has this number.
pub(super) const NOWHERE: u64 = 0;

/// Those of them that do not say so: there may be a place that nobody has written down.
pub(super) const MAYBE_SOMEWHERE: u64 = 1;

/// Bits on each axis of the full code.
const DEPTH: u32 = 31;

/// The most cells that a cover has.
const COVER: usize = 40;

/// A wider circle is not worth covering, in metres.
const WIDEST_M: f64 = 300_000.0;

/// Nearer to a pole than this, degrees of longitude shrink too fast to reckon with.
const FARTHEST_LAT: f64 = 75.0;

/// The full Morton code of a point in degrees.
pub(super) fn ground_order(lat: f64, lon: f64) -> u64 {
    let scale = f64::from(1_u32 << DEPTH);
    let most = (1_u64 << DEPTH) - 1;
    let slot = |share: f64| ((share * scale) as u64).min(most);
    spread(slot((lon + 180.0) / 360.0)) | spread(slot((lat + 90.0) / 180.0)) << 1
}

/// The number of the cell of `level` that holds a point with this full code.
pub(super) fn cell(ground_order: u64, level: u32) -> u64 {
    1 << (2 * level) | ground_order >> (2 * (DEPTH - level))
}

/// How high a cell of `level` is, in metres.
pub(super) fn side_m(level: u32) -> f64 {
    const HALF_AROUND_M: f64 = 20_004_000.0;
    HALF_AROUND_M / f64::from(1_u32 << level)
}

/// Cells that together hold every point within `radius_m` of the centre, and some more.
/// `None` when the circle is too wide or too near to a pole or the date line to be covered.
pub(super) fn cover(centre: Point, radius_m: f64) -> Option<Vec<u64>> {
    let reach = 2.0 * WIDEST_M / 111_000.0 / FARTHEST_LAT.to_radians().cos();
    let coverable =
        radius_m <= WIDEST_M && centre.y().abs() < FARTHEST_LAT && centre.x().abs() < 180.0 - reach;
    if !coverable {
        return None;
    }
    let mut open: VecDeque<Square> = Square::coarsest_around(centre, radius_m);
    let mut done = Vec::new();
    // The coarsest come first; each is split while the cover stays small enough.
    while let Some(coarsest) = open.pop_front() {
        let inside = coarsest.lies_inside(centre, radius_m);
        if coarsest.level == *LEVELS.end() || inside {
            done.push(coarsest);
            continue;
        }
        let children = coarsest.children().into_iter();
        let touching: Vec<Square> = children.filter(|c| c.touches(centre, radius_m)).collect();
        if done.len() + open.len() + touching.len() > COVER {
            done.push(coarsest);
            break;
        }
        open.extend(touching);
    }
    done.extend(open);
    Some(done.iter().map(Square::number).collect())
}

/// A cell by its place in the grid of its level.
#[derive(Debug, Clone, Copy)]
struct Square {
    level: u32,
    x: u64,
    y: u64,
}

impl Square {
    fn coarsest_around(centre: Point, radius_m: f64) -> VecDeque<Self> {
        let level = *LEVELS.start();
        let middle = cell(ground_order(centre.y(), centre.x()), level);
        let (x, y) = (gather(middle), gather(middle >> 1));
        let level_bit = 1 << level;
        let (x, y) = (x & (level_bit - 1), y & (level_bit - 1));
        // Far enough for the widest circle at the highest latitude.
        let near = |at: u64, steps: u64| at.saturating_sub(steps)..=(at + steps).min(level_bit - 1);
        near(y, 3)
            .flat_map(|y| near(x, 6).map(move |x| Self { level, x, y }))
            .filter(|cell| cell.touches(centre, radius_m))
            .collect()
    }

    fn number(&self) -> u64 {
        1 << (2 * self.level) | spread(self.x) | spread(self.y) << 1
    }

    fn children(&self) -> [Self; 4] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, up)| Self {
            level: self.level + 1,
            x: self.x * 2 + right,
            y: self.y * 2 + up,
        })
    }

    /// South-west and north-east corner.
    fn corners(&self) -> (Point, Point) {
        let side = f64::from(1_u32 << self.level);
        let corner = |x: u64, y: u64| {
            Point::new(
                x as f64 / side * 360.0 - 180.0,
                y as f64 / side * 180.0 - 90.0,
            )
        };
        (corner(self.x, self.y), corner(self.x + 1, self.y + 1))
    }

    /// Whether any of it may lie in the circle: never wrongly no.
    fn touches(&self, centre: Point, radius_m: f64) -> bool {
        // Covers what Haversine and the point of equal latitude are off by.
        const MARGIN: f64 = 1.02;
        let (low, high) = self.corners();
        let nearest = Point::new(
            centre.x().clamp(low.x(), high.x()),
            centre.y().clamp(low.y(), high.y()),
        );
        Haversine.distance(centre, nearest) <= radius_m * MARGIN + 1.0
    }

    /// Whether splitting it would gain nothing.
    fn lies_inside(&self, centre: Point, radius_m: f64) -> bool {
        let (low, high) = self.corners();
        [
            low,
            high,
            Point::new(low.x(), high.y()),
            Point::new(high.x(), low.y()),
        ]
        .into_iter()
        .all(|corner| Haversine.distance(centre, corner) <= radius_m)
    }
}

/// Puts a zero before each of the lower 31 bits.
fn spread(bits: u64) -> u64 {
    const STEPS: [(u32, u64); 5] = [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ];
    STEPS
        .iter()
        .fold(bits, |bits, (by, mask)| (bits | bits << by) & mask)
}

/// Takes every second bit: the opposite of [`spread`].
fn gather(bits: u64) -> u64 {
    const STEPS: [(u32, u64); 5] = [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0f0f_0f0f_0f0f_0f0f),
        (4, 0x00ff_00ff_00ff_00ff),
        (8, 0x0000_ffff_0000_ffff),
        (16, 0x0000_0000_ffff_ffff),
    ];
    STEPS
        .iter()
        .fold(bits & 0x5555_5555_5555_5555, |bits, (by, mask)| {
            (bits | bits >> by) & mask
        })
}

#[cfg(test)]
mod tests {
    use geo::{Destination, Geodesic};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spreading_and_gathering_are_opposites() {
        for bits in [0, 1, 2, 0x1234_5678, (1 << DEPTH) - 1] {
            assert_eq!(gather(spread(bits)), bits);
        }
    }

    #[test]
    fn cells_of_different_levels_never_share_a_number() {
        let order = ground_order(53.8, -1.55);
        let mut numbers: Vec<u64> = LEVELS.map(|level| cell(order, level)).collect();
        numbers.extend([NOWHERE, MAYBE_SOMEWHERE]);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), LEVELS.count() + 2);
    }

    #[test]
    fn edges_of_the_globe_have_cells_too() {
        for (lat, lon) in [(90.0, 180.0), (-90.0, -180.0), (90.0, -180.0), (0.0, 180.0)] {
            let order = ground_order(lat, lon);
            assert!(order < 1 << (2 * DEPTH), "{lat}, {lon}");
        }
    }

    #[test]
    fn circles_that_cannot_be_covered_say_so() {
        for (lat, lon, radius_m) in [
            (53.8, -1.5, 300_001.0),
            (53.8, -1.5, f64::INFINITY),
            (80.0, 0.0, 1_000.0),
            (10.0, 179.9, 1_000.0),
            (f64::NAN, 0.0, 1_000.0),
        ] {
            assert_eq!(cover(Point::new(lon, lat), radius_m), None, "{lat}, {lon}");
        }
    }

    proptest! {
        #[test]
        fn a_cover_holds_every_point_of_the_circle_in_few_cells(
            lat in -74.0..74.0, lon in -150.0..150.0,
            radius in prop::sample::select(vec![0.0, 1.0, 300.0, 5_000.0, 50_000.0, 300_000.0]),
            bearing in 0.0..360.0, share in 0.0..1.0,
        ) {
            let centre = Point::new(lon, lat);
            let cells = cover(centre, radius).unwrap();
            // The coarsest level alone may need more for the widest circles near a pole.
            prop_assert!(cells.len() <= COVER || lat.abs() > 62.0, "{} cells", cells.len());
            for share in [share, 1.0] {
                let point = Geodesic.destination(centre, bearing, radius * share);
                let order = ground_order(point.y(), point.x());
                let held = LEVELS.into_iter().any(|level| cells.contains(&cell(order, level)));
                prop_assert!(held, "{point:?}");
            }
        }
    }
}
