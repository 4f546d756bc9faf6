//! Centres that one wrong address cannot move.
//!
//! votes of one outward code -> those that are plausible -> the centre of each postcode ->
//! of each sector -> of the whole outward code. Medians all the way: they depend on the
//! votes alone, never on the order in which they came.

use std::collections::BTreeMap;

use geo::{Distance, Haversine};

/// Below so many votes nobody can say which of them is out of place.
const ENOUGH_TO_JUDGE: usize = 5;

/// A vote this near to the middle of its outward code is always plausible, in metres.
const ALWAYS_PLAUSIBLE_M: f64 = 10_000.0;

/// Beyond that, a vote is plausible up to this many times the median distance.
const PLAUSIBLE_SPREAD: f64 = 6.0;

/// Two votes for one postcode contradict each other when they lie farther apart, in metres.
const CONTRADICTION_M: f64 = 1_000.0;

/// A point in millionths of a degree (a tenth of a metre), WGS84.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vote {
    lat_e6: i32,
    lon_e6: i32,
}

impl Vote {
    /// A vote, unless the point is 0/0 or lies outside the box around the British Isles.
    pub(super) fn at(lat: f64, lon: f64) -> Option<Self> {
        let is_near = (49.0..=61.5).contains(&lat) && (-9.5..=2.5).contains(&lon);
        is_near.then(|| Self {
            lat_e6: (lat * 1e6).round() as i32,
            lon_e6: (lon * 1e6).round() as i32,
        })
    }

    /// A vote by its latitude and longitude in millionths of a degree.
    pub(super) fn of_millionths(lat_e6: i32, lon_e6: i32) -> Self {
        Self { lat_e6, lon_e6 }
    }

    /// Latitude and longitude in millionths of a degree.
    pub(super) fn millionths(self) -> (i32, i32) {
        (self.lat_e6, self.lon_e6)
    }

    /// Latitude and longitude in degrees.
    pub(super) fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat_e6) / 1e6, f64::from(self.lon_e6) / 1e6)
    }

    fn point(self) -> geo::Point {
        let (lat, lon) = self.degrees();
        geo::Point::new(lon, lat)
    }
}

/// The middle of some votes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Centre {
    point: geo::Point,
    /// Nine in ten votes are nearer, in metres.
    pub(super) radius_m: f64,
}

impl Centre {
    pub(super) fn lat(&self) -> f64 {
        self.point.y()
    }

    pub(super) fn lon(&self) -> f64 {
        self.point.x()
    }
}

/// Every centre within one outward code; postcodes and sectors as packed text.
#[derive(Debug, Default)]
pub(super) struct Centres {
    pub(super) postcodes: BTreeMap<u64, Centre>,
    pub(super) sectors: BTreeMap<u64, Centre>,
    pub(super) outcode: Option<Centre>,
}

impl Centres {
    pub(super) fn of(votes: &BTreeMap<u64, Vec<Vote>>) -> Self {
        let votes = plausible(votes);
        let postcodes: BTreeMap<u64, Centre> = votes
            .iter()
            .map(|(postcode, points)| (*postcode, postcode_centre(*postcode, points, &votes)))
            .collect();
        let mut by_sector: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for postcode in postcodes.keys() {
            by_sector
                .entry(sector(*postcode))
                .or_default()
                .push(*postcode);
        }
        // Each postcode counts once, however many listings share it.
        let around = |members: &[u64]| {
            let middle = median(members.iter().map(|postcode| postcodes[postcode].point))?;
            let all = members.iter().flat_map(|postcode| &votes[postcode]);
            Some(centre(middle, all.copied()))
        };
        let sectors = by_sector
            .iter()
            .filter_map(|(sector, members)| Some((*sector, around(members)?)))
            .collect();
        let everything: Vec<u64> = postcodes.keys().copied().collect();
        let outcode = around(&everything);
        Self {
            postcodes,
            sectors,
            outcode,
        }
    }
}

/// The middle of points that need no judging; `None` of nothing.
pub(super) fn around(points: &[Vote]) -> Option<Centre> {
    let middle = median(points.iter().map(|vote| vote.point()))?;
    Some(centre(middle, points.iter().copied()))
}

/// The packed sector of a packed postcode: its last two characters cleared.
pub(super) fn sector(postcode: u64) -> u64 {
    let cleared = postcode.trailing_zeros() / 8 * 8 + 16;
    let kept = postcode.checked_shr(cleared).unwrap_or(0);
    kept.checked_shl(cleared).unwrap_or(0)
}

/// Leaves out votes that lie absurdly far from the rest of their outward code.
fn plausible(votes: &BTreeMap<u64, Vec<Vote>>) -> BTreeMap<u64, Vec<Vote>> {
    let all: Vec<geo::Point> = votes.values().flatten().map(|vote| vote.point()).collect();
    let Some(middle) = median(all.iter().copied()).filter(|_| all.len() >= ENOUGH_TO_JUDGE) else {
        return votes.clone();
    };
    let mut distances: Vec<f64> = all.iter().map(|p| Haversine.distance(middle, *p)).collect();
    let typical = nearest_rank(&mut distances, 0.5);
    let limit = ALWAYS_PLAUSIBLE_M.max(PLAUSIBLE_SPREAD * typical);
    let is_plausible = |vote: &Vote| Haversine.distance(middle, vote.point()) <= limit;
    votes
        .iter()
        .map(|(postcode, points)| {
            let kept = points.iter().copied().filter(is_plausible).collect();
            (*postcode, kept)
        })
        .filter(|(_, points): &(u64, Vec<Vote>)| !points.is_empty())
        .collect()
}

/// The median of a postcode's votes. Where just two contradict each other, the one that
/// lies nearer to its neighbours is believed: first those of the sector, then all.
fn postcode_centre(postcode: u64, points: &[Vote], votes: &BTreeMap<u64, Vec<Vote>>) -> Centre {
    if let [one, other] = points
        && Haversine.distance(one.point(), other.point()) > CONTRADICTION_M
    {
        let neighbours = |is_near: &dyn Fn(u64) -> bool| {
            let others = votes
                .iter()
                .filter(|(p, _)| **p != postcode && is_near(**p));
            median(
                others
                    .flat_map(|(_, points)| points)
                    .map(|vote| vote.point()),
            )
        };
        let context =
            neighbours(&|p| sector(p) == sector(postcode)).or_else(|| neighbours(&|_| true));
        if let Some(context) = context {
            let far = |vote: &Vote| Haversine.distance(context, vote.point());
            let believed = if far(other) < far(one) { other } else { one };
            return centre(believed.point(), [*believed]);
        }
    }
    let middle = median(points.iter().map(|vote| vote.point()));
    centre(middle.unwrap_or_default(), points.iter().copied())
}

fn centre(point: geo::Point, votes: impl IntoIterator<Item = Vote>) -> Centre {
    let mut distances: Vec<f64> = votes
        .into_iter()
        .map(|vote| Haversine.distance(point, vote.point()))
        .collect();
    Centre {
        point,
        radius_m: nearest_rank(&mut distances, 0.9),
    }
}

/// The component-wise median; `None` of nothing.
fn median(points: impl Iterator<Item = geo::Point>) -> Option<geo::Point> {
    let (mut lons, mut lats): (Vec<f64>, Vec<f64>) = points.map(|p| (p.x(), p.y())).unzip();
    Some(geo::Point::new(middle(&mut lons)?, middle(&mut lats)?))
}

fn middle(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The smallest value that at least this share of the values does not exceed; 0 of nothing.
fn nearest_rank(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let rank = (values.len() as f64 * share).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Postcode;

    #[test]
    fn a_packed_postcode_gives_its_packed_sector() {
        for text in ["M1 1AE", "LS1 4AP", "EC1A 1BB"] {
            let postcode: Postcode = text.parse().unwrap();
            let want = crate::domain::pack(postcode.sector());
            assert_eq!(sector(postcode.to_bits()), want, "{text}");
        }
    }

    #[test]
    fn the_radius_is_the_smallest_that_holds_nine_in_ten() {
        let mut ten: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(nearest_rank(&mut ten, 0.9), 9.0);
        assert_eq!(nearest_rank(&mut [7.0], 0.9), 7.0);
        assert_eq!(nearest_rank(&mut [], 0.9), 0.0);
    }

    #[test]
    fn only_points_of_the_british_isles_count() {
        for (lat, lon, counts) in [
            (53.8, -1.55, true),
            (49.19, -2.11, true),
            (60.8, -0.8, true),
            (0.0, 0.0, false),
            (53.8, 1.55e2, false),
            (99.999999, 0.0, false),
            (-1.55, 53.8, false),
            (f64::NAN, -1.5, false),
            (48.85, 2.35, false),
        ] {
            assert_eq!(Vote::at(lat, lon).is_some(), counts, "{lat}, {lon}");
        }
    }
}
