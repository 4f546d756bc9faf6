//! A made-up Code-Point Open.

use std::fmt::Write;
use std::fs;
use std::path::Path;

const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
const AREAS: [&str; 30] = [
    "AB", "B", "BA", "BB", "BD", "BN", "BS", "CF", "CV", "DE", "DN", "EH", "EX", "G", "GL", "HU",
    "L", "LE", "LS", "M", "NE", "NG", "NR", "OX", "PE", "S", "SA", "SO", "WF", "YO",
];
/// 30 areas x 20 districts x 10 sectors x 300 postcodes: 1,800,000.
const DISTRICTS: usize = 20;
const PER_SECTOR: usize = 300;

/// Writes a table for each area into a new folder. Returns the postcodes, 1,800,000.
pub(crate) fn write(folder: &Path) -> Vec<String> {
    fs::create_dir_all(folder).unwrap();
    let mut postcodes = Vec::new();
    for (number, area) in AREAS.iter().enumerate() {
        let table = table(number, area, &mut postcodes);
        fs::write(folder.join(format!("{area}.csv")), table).unwrap();
    }
    postcodes
}

/// One area's table; its postcodes are added to `postcodes`.
fn table(number: usize, area: &str, postcodes: &mut Vec<String>) -> String {
    let mut text = String::new();
    for district in 1..=DISTRICTS {
        for at in 0..10 * PER_SECTOR {
            let (sector, at) = (at / PER_SECTOR, at % PER_SECTOR);
            let letters = [LETTERS[at / 20], LETTERS[at % 20]].map(char::from);
            let postcode = format!("{area}{district} {sector}{}{}", letters[0], letters[1]);
            let easting = 300_000 + number * 9_000 + district * 400 + at;
            let northing = 200_000 + number * 12_000 + district * 500 + sector * 40 + at;
            writeln!(
                text,
                "\"{postcode}\",10,{easting},{northing},\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E0800{number:04}\",\"E0501{district:04}\""
            )
            .unwrap();
            postcodes.push(postcode);
        }
    }
    text
}
