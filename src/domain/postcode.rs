//! What a UK postcode is.
//!
//! An outward code of one of six shapes (`M1`, `M60`, `W1A`, `LS1`, `LS12`, `EC1A`) and an
//! inward code (`4AP`), or `GIR 0AA`. Letter case and white space do not matter; a letter
//! O in the place of a zero does: nothing is repaired behind anybody's back.

use std::fmt;
use std::str::FromStr;

/// A full UK postcode, upper case with one space: `LS1 4AP`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Postcode(String);

/// Text that is no full postcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a full UK postcode: write it like \"LS1 4AP\"")]
pub struct PostcodeError(pub String);

/// What a piece of text is, as postcodes go. Parts are in their normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostcodeClass {
    /// A full postcode.
    Full(Postcode),
    /// A sector, `LS1 4`; an unfinished `LS1 4A` is one too.
    Sector(String),
    /// An outward code, `LS1`.
    Outcode(String),
    /// The one or two letters of an area, `LS`.
    Area(String),
    /// None of these.
    Invalid,
}

/// Of a text that is no postcode, an error message quotes at most so many characters.
const QUOTED: usize = 40;

/// The one outward code that has no digit; it has one inward code only.
const GIROBANK: (&str, &str) = ("GIR", "0AA");

impl Postcode {
    /// The outward code: `LS1`.
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// The sector: `LS1 4`.
    pub fn sector(&self) -> &str {
        self.0
            .get(..self.0.len().saturating_sub(2))
            .unwrap_or_default()
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The normal form as one number: its bytes, the first one highest, then zeros. The
    /// longest postcode has just the eight bytes of a `u64`.
    pub fn to_bits(&self) -> u64 {
        pack(&self.0)
    }

    /// Reads back what [`Postcode::to_bits`] gave.
    pub fn from_bits(bits: u64) -> Option<Self> {
        let bytes = bits.to_be_bytes();
        let text = std::str::from_utf8(&bytes).ok()?;
        text.trim_end_matches('\0').parse().ok()
    }
}

/// Up to eight ASCII bytes as one number.
pub(crate) fn pack(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    u64::from_be_bytes(bytes)
}

impl FromStr for Postcode {
    type Err = PostcodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        full(&compact(text)).ok_or_else(|| PostcodeError(text.chars().take(QUOTED).collect()))
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells a full postcode from a part of one and from everything else.
pub fn classify(text: &str) -> PostcodeClass {
    let whole = compact(text);
    if let Some(postcode) = full(&whole) {
        return PostcodeClass::Full(postcode);
    }
    // "S1 2" is a sector and "S12" is not, so a gap decides before the shape does.
    if let Some((head, tail)) = text.trim().rsplit_once(char::is_whitespace)
        && let Some(sector) = sector(&compact(head), &compact(tail))
    {
        return PostcodeClass::Sector(sector);
    }
    if is_outward(&whole) {
        return PostcodeClass::Outcode(whole);
    }
    for inward in [1, 2] {
        if let Some((head, tail)) = split_at_end(&whole, inward)
            && let Some(sector) = sector(head, tail)
        {
            return PostcodeClass::Sector(sector);
        }
    }
    match whole.as_bytes() {
        [b'A'..=b'Z'] | [b'A'..=b'Z', b'A'..=b'Z'] => PostcodeClass::Area(whole),
        _ => PostcodeClass::Invalid,
    }
}

/// Upper case without white space. Only ASCII letters are changed: the capital of "ſ" is an
/// "S", which would be a repair.
fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn full(compact: &str) -> Option<Postcode> {
    let (outward, inward) = split_at_end(compact, 3)?;
    let fits = is_outward(outward) && is_inward(inward.as_bytes());
    let fits = fits && (outward != GIROBANK.0 || inward == GIROBANK.1);
    fits.then(|| Postcode(format!("{outward} {inward}")))
}

/// The sector that an outward code and the first one or two characters of an inward code name.
fn sector(outward: &str, inward: &str) -> Option<String> {
    let begun = match inward.as_bytes() {
        [b'0'..=b'9'] => true,
        [b'0'..=b'9', letter] => is_inward_letter(*letter),
        _ => false,
    };
    (begun && is_outward(outward)).then(|| format!("{outward} {}", &inward[..1]))
}

fn split_at_end(text: &str, count: usize) -> Option<(&str, &str)> {
    text.len()
        .checked_sub(count)
        .filter(|at| text.is_char_boundary(*at))
        .map(|at| text.split_at(at))
}

fn is_outward(text: &str) -> bool {
    let letter = |b: &u8| b.is_ascii_uppercase();
    let digit = |b: &u8| b.is_ascii_digit();
    match text.as_bytes() {
        [a, n] => letter(a) && digit(n),
        [a, n, x] if digit(n) => letter(a) && (digit(x) || letter(x)),
        [a, b, n] => letter(a) && letter(b) && digit(n) || text == GIROBANK.0,
        [a, b, n, x] => letter(a) && letter(b) && digit(n) && (digit(x) || letter(x)),
        _ => false,
    }
}

fn is_inward(bytes: &[u8]) -> bool {
    matches!(bytes, [n, a, b] if n.is_ascii_digit() && is_inward_letter(*a) && is_inward_letter(*b))
}

/// C I K M O V never stand in an inward code: they look too much like other signs.
fn is_inward_letter(byte: u8) -> bool {
    byte.is_ascii_uppercase() && !b"CIKMOV".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_shape_of_postcode_is_read_however_it_is_typed() {
        for (text, want) in [
            ("M1 1AE", "M1 1AE"),
            ("M60 1NW", "M60 1NW"),
            ("W1A 0AX", "W1A 0AX"),
            ("LS1 4AP", "LS1 4AP"),
            ("DN55 1PT", "DN55 1PT"),
            ("EC1A 1BB", "EC1A 1BB"),
            ("GIR 0AA", "GIR 0AA"),
            ("ls14ap", "LS1 4AP"),
            ("  Ls1\t4aP\n", "LS1 4AP"),
            ("LS1\u{a0}4AP", "LS1 4AP"),
            ("L S 1 4 A P", "LS1 4AP"),
        ] {
            assert_eq!(text.parse::<Postcode>().unwrap().as_str(), want, "{text:?}");
        }
    }

    #[test]
    fn nothing_is_repaired_and_nothing_else_is_let_in() {
        for text in [
            "",
            " ",
            "LS1",
            "LS1 4",
            "LS1 4A",
            "LSI 4AP",
            "LS1 OAP",
            "LSO 4AP",
            "LS1 4CP",
            "LS1 4AI",
            "LS1 4AK",
            "LS1 4MP",
            "LS1 4AO",
            "LS1 4VP",
            "LS123 4AP",
            "LSX1 4AP",
            "1LS 4AP",
            "GIR 1AA",
            "LS1-4AP",
            "LS1 4AP.",
            "LS1 4ÄP",
            "ſ1 4AP",
            "４AP LS1",
        ] {
            let error = text.parse::<Postcode>().unwrap_err();
            assert!(error.to_string().contains("LS1 4AP"), "{text:?}");
        }
    }

    #[test]
    fn parts_are_told_from_full_postcodes_and_from_nonsense() {
        use PostcodeClass::{Area, Full, Invalid, Outcode, Sector};
        let full = |text: &str| Full(text.parse().unwrap());
        for (text, want) in [
            ("s10 2tn", full("S10 2TN")),
            ("S10 2T", Sector("S10 2".into())),
            ("S10 2", Sector("S10 2".into())),
            ("S102", Sector("S10 2".into())),
            ("S102T", Sector("S10 2".into())),
            ("S1 2", Sector("S1 2".into())),
            ("S12", Outcode("S12".into())),
            ("LS 1", Outcode("LS1".into())),
            ("ec1a", Outcode("EC1A".into())),
            ("GIR", Outcode("GIR".into())),
            ("s", Area("S".into())),
            (" ls ", Area("LS".into())),
            ("", Invalid),
            ("LSX", Invalid),
            ("LS1 4C", Invalid),
            ("somewhere", Invalid),
        ] {
            assert_eq!(classify(text), want, "{text:?}");
        }
    }

    #[test]
    fn a_postcode_tells_its_sector_and_outward_code() {
        for (text, outward, sector) in [
            ("M1 1AE", "M1", "M1 1"),
            ("EC1A 1BB", "EC1A", "EC1A 1"),
            ("GIR 0AA", "GIR", "GIR 0"),
        ] {
            let postcode: Postcode = text.parse().unwrap();
            assert_eq!((postcode.outward(), postcode.sector()), (outward, sector));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_classified_without_a_panic(text in "\\PC{0,12}") {
            if let PostcodeClass::Full(postcode) = classify(&text) {
                prop_assert_eq!(text.parse::<Postcode>(), Ok(postcode));
            } else {
                prop_assert!(text.parse::<Postcode>().is_err());
            }
        }

        #[test]
        fn a_postcode_survives_packing(text in "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}") {
            let postcode: Postcode = text.parse().unwrap();
            prop_assert_eq!(postcode.as_str(), &text);
            prop_assert_eq!(Postcode::from_bits(postcode.to_bits()), Some(postcode));
        }
    }
}
