//! Where synthetic services are: towns around real centres, and postcodes that agree with
//! the points. Each postcode area is cut into squares: 5 km to a district, a third of that
//! to a sector, and some 80 m to a postcode.

use super::dice::Dice;

/// A postcode area: its letters, a fictional town, the middle in degrees, and how many of a
/// hundred services are there.
struct Area(&'static str, &'static str, f64, f64, usize);

const AREAS: [Area; 20] = [
    Area("LS", "Aireholme", 53.80, -1.55, 9),
    Area("BD", "Bradmoor", 53.79, -1.76, 5),
    Area("S", "Sheafstow", 53.38, -1.47, 7),
    Area("M", "Irkdale", 53.48, -2.24, 10),
    Area("L", "Merseyfold", 53.41, -2.98, 6),
    Area("B", "Tameborough", 52.48, -1.90, 10),
    Area("NG", "Trentleigh", 52.95, -1.15, 5),
    Area("LE", "Soarbridge", 52.63, -1.13, 4),
    Area("NE", "Tynewick", 54.97, -1.61, 5),
    Area("BS", "Avonmere", 51.45, -2.59, 5),
    Area("CF", "Taffwell Bay", 51.48, -3.18, 4),
    Area("EH", "Leithmuir", 55.95, -3.19, 5),
    Area("G", "Kelvinhaugh", 55.86, -4.25, 6),
    Area("AB", "Donmouth", 57.15, -2.10, 2),
    Area("BT", "Laganford", 54.60, -5.93, 4),
    Area("PL", "Tamarside", 50.38, -4.14, 3),
    Area("NR", "Wensumgate", 52.63, 1.30, 3),
    Area("CT", "Stourhythe", 51.28, 1.08, 3),
    Area("IV", "Nessholm", 57.48, -4.22, 1),
    Area("LD", "Wyeborth", 52.24, -3.38, 3),
];

/// Letters that may stand in the inward code of a postcode.
const UNIT_LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

const DISTRICT_KM: f64 = 5.0;
const DISTRICTS_ACROSS: f64 = 8.0;
const SECTORS_ACROSS: f64 = 3.0;
const UNITS_ACROSS: f64 = 20.0;
const KM_PER_DEGREE: f64 = 111.2;

/// A point with its postcode and town.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) postcode: String,
    pub(super) town: &'static str,
}

/// The area of a provider.
pub(super) fn area(dice: &mut Dice) -> usize {
    let mut left = dice.below(100);
    for (index, area) in AREAS.iter().enumerate() {
        match left.checked_sub(area.4) {
            Some(rest) => left = rest,
            None => return index,
        }
    }
    0
}

/// A spot in an area, denser towards the middle.
pub(super) fn spot(dice: &mut Dice, area: usize) -> Spot {
    let Area(letters, town, middle_lat, middle_lon, _) = AREAS[area];
    let half = DISTRICT_KM * DISTRICTS_ACROSS / 2.0;
    // The mean of four throws is near the middle more often than not.
    let mut offset = || half + half * ((0..4).map(|_| dice.share()).sum::<f64>() / 2.0 - 1.0);
    let (east, north) = (offset(), offset());
    let lon_km = KM_PER_DEGREE * f64::to_radians(middle_lat).cos();
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    Spot {
        lat: round(middle_lat + (north - half) / KM_PER_DEGREE),
        lon: round(middle_lon + (east - half) / lon_km),
        postcode: postcode(letters, east, north),
        town,
    }
}

/// The postcode of the square that lies so many km east and north of the area's corner.
fn postcode(letters: &str, east: f64, north: f64) -> String {
    let cut = |km: f64| {
        let district = (km / DISTRICT_KM).min(DISTRICTS_ACROSS - 1.0).floor();
        let sector = ((km / DISTRICT_KM - district) * SECTORS_ACROSS).min(SECTORS_ACROSS - 0.001);
        let unit = (sector.fract() * UNITS_ACROSS) as usize;
        (district as usize, sector as usize, unit)
    };
    let ((column, sector_column, first), (row, sector_row, second)) = (cut(east), cut(north));
    let district = 1 + column + row * DISTRICTS_ACROSS as usize;
    let sector = 1 + sector_column + sector_row * SECTORS_ACROSS as usize;
    let (first, second) = (UNIT_LETTERS[first] as char, UNIT_LETTERS[second] as char);
    format!("{letters}{district} {sector}{first}{second}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use geo::{Distance, Haversine, Point};

    use super::*;
    use crate::gazetteer::Postcode;

    #[test]
    fn shares_of_the_areas_come_to_a_hundred() {
        assert_eq!(AREAS.iter().map(|area| area.4).sum::<usize>(), 100);
    }

    #[test]
    fn spots_of_one_postcode_lie_together() {
        let mut dice = Dice::of(1, "test", 1);
        let mut first: HashMap<String, Point> = HashMap::new();
        for _ in 0..20_000 {
            let area = area(&mut dice);
            let spot = spot(&mut dice, area);
            let postcode: Postcode = spot.postcode.parse().unwrap();
            let point = Point::new(spot.lon, spot.lat);
            let before = *first.entry(postcode.to_string()).or_insert(point);
            assert!(Haversine.distance(before, point) < 130.0, "{postcode}");
        }
    }
}
