//! One postcode in sixteen bytes.

use crate::domain::Postcode;
use crate::gazetteer::centre::Vote;

/// Bytes of a packed row.
pub(super) const BYTES: usize = 16;

/// No position: both numbers have this value, which lies outside the box around us.
const NOWHERE: u32 = 0x00FF_FFFF;

/// South-western corner of the box around the British Isles, in millionths of a degree:
/// what lies within fits three bytes for each coordinate.
const SOUTH_E6: i32 = 49_000_000;
const WEST_E6: i32 = -9_500_000;

/// A number of a table's line that is none.
pub(super) const NO_CODE: u16 = u16::MAX;
pub(super) const NO_COUNTRY: u8 = u8::MAX;

/// One postcode; its outward code is known from where the row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    /// Digit and two letters of the inward code as one number.
    pub(super) inward: u16,
    /// Where it is.
    pub(super) point: Option<Vote>,
    /// Line in the table of districts.
    pub(super) district: u16,
    /// Line in the table of wards.
    pub(super) ward: u16,
    /// The month it was terminated in, counted from the year 0; 0: it is live.
    pub(super) terminated: u16,
    /// The publisher's own indicator of positional quality; 0: none.
    pub(super) grade: u8,
    /// Line in the table of countries.
    pub(super) country: u8,
}

impl Row {
    pub(super) fn pack(&self) -> [u8; BYTES] {
        let (lat, lon) = self.point.map_or((NOWHERE, NOWHERE), |point| {
            let (lat, lon) = point.millionths();
            (above(lat, SOUTH_E6), above(lon, WEST_E6))
        });
        let mut bytes = [0; BYTES];
        bytes[0..2].copy_from_slice(&self.inward.to_be_bytes());
        bytes[2..5].copy_from_slice(&lat.to_be_bytes()[1..]);
        bytes[5..8].copy_from_slice(&lon.to_be_bytes()[1..]);
        bytes[8..10].copy_from_slice(&self.district.to_be_bytes());
        bytes[10..12].copy_from_slice(&self.ward.to_be_bytes());
        bytes[12..14].copy_from_slice(&self.terminated.to_be_bytes());
        bytes[14] = self.grade;
        bytes[15] = self.country;
        bytes
    }

    pub(super) fn unpack(bytes: &[u8; BYTES]) -> Self {
        let [
            i0,
            i1,
            a0,
            a1,
            a2,
            o0,
            o1,
            o2,
            d0,
            d1,
            w0,
            w1,
            t0,
            t1,
            grade,
            country,
        ] = *bytes;
        let lat = u32::from_be_bytes([0, a0, a1, a2]);
        let lon = u32::from_be_bytes([0, o0, o1, o2]);
        let point = (lat != NOWHERE)
            .then(|| Vote::of_millionths(below(lat, SOUTH_E6), below(lon, WEST_E6)));
        Self {
            inward: u16::from_be_bytes([i0, i1]),
            point,
            district: u16::from_be_bytes([d0, d1]),
            ward: u16::from_be_bytes([w0, w1]),
            terminated: u16::from_be_bytes([t0, t1]),
            grade,
            country,
        }
    }
}

fn above(value: i32, base: i32) -> u32 {
    u32::try_from(value - base)
        .unwrap_or(NOWHERE)
        .min(NOWHERE - 1)
}

fn below(value: u32, base: i32) -> i32 {
    i32::try_from(value).unwrap_or_default() + base
}

/// How many inward codes share the digit of a sector.
const IN_A_SECTOR: u16 = 26 * 26;

/// The inward code of a postcode of the United Kingdom's shape as a number.
pub(super) fn inward(postcode: &Postcode) -> Option<u16> {
    match postcode.as_str().as_bytes() {
        [
            ..,
            b' ',
            digit @ b'0'..=b'9',
            one @ b'A'..=b'Z',
            two @ b'A'..=b'Z',
        ] => {
            let letters = u16::from(one - b'A') * 26 + u16::from(two - b'A');
            Some(u16::from(digit - b'0') * IN_A_SECTOR + letters)
        }
        _ => None,
    }
}

/// The inward codes of a sector, `LS1 4`.
pub(super) fn inwards(sector: &str) -> Option<std::ops::Range<u16>> {
    let digit = sector.bytes().last().filter(u8::is_ascii_digit)?;
    let first = u16::from(digit - b'0') * IN_A_SECTOR;
    Some(first..first + IN_A_SECTOR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_survives_packing(
            at in prop::option::of((49.0..=61.5, -9.5..=2.5)), numbers: [u16; 4], bytes: [u8; 2],
        ) {
            let [inward, district, ward, terminated] = numbers;
            let point = at.and_then(|(lat, lon)| Vote::at(lat, lon));
            let [grade, country] = bytes;
            let row = Row { inward, point, district, ward, terminated, grade, country };
            prop_assert_eq!(Row::unpack(&row.pack()), row);
        }
    }

    #[test]
    fn the_inward_codes_of_a_sector_stand_together() {
        for (postcode, sector, is_within) in [
            ("LS1 4AA", "LS1 4", true),
            ("LS1 4ZZ", "LS1 4", true),
            ("LS1 5AA", "LS1 4", false),
            ("LS1 3ZZ", "LS1 4", false),
        ] {
            let inward = inward(&postcode.parse().unwrap()).unwrap();
            assert_eq!(
                inwards(sector).unwrap().contains(&inward),
                is_within,
                "{postcode}"
            );
        }
        assert_eq!(inward(&"BFPO 57".parse().unwrap()), None);
    }
}
