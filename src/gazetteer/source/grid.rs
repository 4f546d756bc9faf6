//! From the National Grid to degrees.

/// How far the National Grid reaches, in metres.
const EAST_M: f64 = 700_000.0;
const NORTH_M: f64 = 1_300_000.0;

/// WGS84 latitude and longitude of a National Grid point in metres, by OSTN15: within a
/// centimetre or two. `None` outside the grid, and for the 0/0 of a postcode without a
/// position.
pub(crate) fn to_wgs84(easting: f64, northing: f64) -> Option<(f64, f64)> {
    // The south-western corner itself is what a row without a position states.
    let is_on_grid = (0.0..=EAST_M).contains(&easting) && (0.0..=NORTH_M).contains(&northing);
    if !is_on_grid || (easting, northing) == (0.0, 0.0) {
        return None;
    }
    // The two realisations of WGS84 and ETRS89 differ by less than what a postcode's
    // position is good for.
    let (lon, lat) = lonlat_bng::convert_osgb36_to_ll(easting, northing).ok()?;
    Some((lat, lon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_without_a_position_has_none() {
        for (easting, northing) in [(0.0, 0.0), (-1.0, 5.0), (f64::NAN, 1.0), (9e9, 9e9)] {
            assert_eq!(to_wgs84(easting, northing), None, "{easting}, {northing}");
        }
    }
}
