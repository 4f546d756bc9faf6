//! What a UK postcode is.
//!
//! text -> [`Postcode`] (the only door), or [`classify`] for parts of one; what is neither may
//! have a [`suggestion`].
//!
//! An outward code of one of six shapes (`M1`, `M60`, `W1A`, `LS1`, `LS12`, `EC1A`) and an
//! inward code (`4AP`), or `GIR 0AA`; and what the forces and the overseas territories write,
//! which has a [`Kind`] of its own. Letter case and white space do not matter; a letter
//! O in the place of a zero does: nothing is repaired behind anybody's back. What would lie in
//! no area that exists, and in one but for such a slip, is a slip.

mod shape;
mod slip;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub use slip::{look_alikes, suggestion};

/// A full UK postcode, upper case with one space: `LS1 4AP`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Postcode(String);

/// What a full postcode stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A place in the United Kingdom, in Jersey, Guernsey or on the Isle of Man.
    Uk,
    /// A British Forces Post Office, wherever it is: `BF1 2AT`, `BFPO 57`.
    Bfpo,
    /// An overseas territory: `GX11 1AA`, `STHL 1ZZ`, `KY1-1100`.
    Overseas,
}

/// Text that is no full postcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a full UK postcode: {}", advice(.meant.as_deref()))]
pub struct PostcodeError {
    /// What was written, cut short.
    pub text: String,
    /// The postcode, or part of one, that was probably meant; see [`suggestion`].
    pub meant: Option<String>,
}

impl PostcodeError {
    /// The error that `text` is no full postcode, with what was probably meant.
    pub fn of(text: &str) -> Self {
        Self {
            text: text.chars().take(QUOTED).collect(),
            meant: suggestion(text),
        }
    }
}

fn advice(meant: Option<&str>) -> String {
    match meant {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => "write it like \"LS1 4AP\"".to_owned(),
    }
}

/// What a piece of text is, as postcodes go. Parts are in their normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostcodeClass {
    /// A full postcode.
    Full(Postcode),
    /// A sector, `LS1 4`; an unfinished `LS1 4A` is one too.
    Sector(String),
    /// An outward code, `LS1`.
    Outcode(String),
    /// The one or two letters of an area that exists, `LS`.
    Area(String),
    /// None of these.
    Invalid,
}

/// Of a text that is no postcode, an error message quotes at most so many characters.
const QUOTED: usize = 40;

impl Postcode {
    /// What it stands for: only [`Kind::Uk`] is a place on our map.
    pub fn kind(&self) -> Kind {
        shape::kind(&self.0)
    }

    /// Whether its area is one that exists: of those at home `ZZ99 9ZZ` has none.
    pub fn is_in_known_area(&self) -> bool {
        let letters = self.0.bytes().take_while(u8::is_ascii_alphabetic).count();
        self.kind() != Kind::Uk || letters > 2 || shape::is_area(&self.0[..letters])
    }

    /// Whether a text has the shape of a full postcode, a slip in its area aside.
    pub fn is_shaped(text: &str) -> bool {
        shape::full(&compact(text)).is_some()
    }

    /// The outward code: `LS1`.
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// The sector: `LS1 4`. Only of [`Kind::Uk`] does it mean anything.
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
    /// longest postcode has just the eight bytes of a `u64`; a long number of the forces has
    /// them without its space.
    pub fn to_bits(&self) -> u64 {
        match self.0.len() {
            ..=8 => pack(&self.0),
            _ => pack(&compact(&self.0)),
        }
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
        read(&compact(text)).ok_or_else(|| PostcodeError::of(text))
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
    if let Some(postcode) = read(&whole) {
        return PostcodeClass::Full(postcode);
    }
    // "S1 2" is a sector and "S12" is not, so a gap decides before the shape does.
    if let Some((head, tail)) = text.trim().rsplit_once(char::is_whitespace) {
        let (head, tail) = (compact(head), compact(tail));
        if let Some(sector) = shape::sector(&head, &tail) {
            return PostcodeClass::Sector(sector);
        }
        // A whole inward code with a slip in it ("S1 15S") is no part of another sector.
        if tail.len() == 3 && shape::is_outward(&head) {
            return PostcodeClass::Invalid;
        }
    }
    // "SI0 2TN" is neither a postcode nor one without its last letter.
    if shape::full(&whole).is_some() {
        return PostcodeClass::Invalid;
    }
    if shape::is_outward(&whole) {
        return PostcodeClass::Outcode(whole);
    }
    for inward in [1, 2] {
        if let Some((head, tail)) = shape::split_at_end(&whole, inward)
            && let Some(sector) = shape::sector(head, tail)
        {
            return PostcodeClass::Sector(sector);
        }
    }
    if shape::is_area(&whole) {
        return PostcodeClass::Area(whole);
    }
    PostcodeClass::Invalid
}

/// A full postcode that is not one of another area with a slip in it.
fn read(compact: &str) -> Option<Postcode> {
    let postcode = shape::full(compact).map(Postcode)?;
    let is_slip = || !look_alikes(compact, Postcode::is_in_known_area).is_empty();
    let is_meant = postcode.is_in_known_area() || !is_slip();
    is_meant.then_some(postcode)
}

/// Upper case without white space. Only ASCII letters are changed: the capital of "ſ" is an
/// "S", which would be a repair.
fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect()
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
            ("E1W 1AA", "E1W 1AA"),
            ("N1C 4AG", "N1C 4AG"),
            ("NW1W 7AB", "NW1W 7AB"),
            ("SE1P 5ZZ", "SE1P 5ZZ"),
            ("SW1A 1AA", "SW1A 1AA"),
            ("JE2 4WD", "JE2 4WD"),
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
            "LS1A 4AP",
            "S1O 2TN",
            "SI0 2TN",
            "GI3 3AE",
            "MI1 1AA",
            "EI0 5AB",
            "EC1O 1BB",
            "W1I 1AA",
            "ASCN 1AA",
            "BFPO",
            "BFPO 12345",
            "KY1-110",
            "VG11100",
            "1LS 4AP",
            "GIR 1AA",
            "LS1-4AP",
            "LS1 4AP.",
            "LS1 4ÄP",
            "ſ1 4AP",
            "４AP LS1",
        ] {
            let error = text.parse::<Postcode>().unwrap_err();
            let sentence = error.to_string();
            let helps = sentence.contains("LS1 4AP") || sentence.contains("did you mean");
            assert!(helps, "{text:?}: {sentence}");
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
            ("hi", Invalid),
            ("S1 15S", Invalid),
            ("AB4 45F", Invalid),
            ("SI0 2TN", Invalid),
            ("ZZ99 9ZZ", full("ZZ99 9ZZ")),
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

    #[test]
    fn the_forces_and_overseas_territories_have_a_kind_of_their_own() {
        for (text, want, kind) in [
            ("LS1 4AP", "LS1 4AP", Kind::Uk),
            ("GIR 0AA", "GIR 0AA", Kind::Uk),
            ("im2 4nn", "IM2 4NN", Kind::Uk),
            ("KY1 1AA", "KY1 1AA", Kind::Uk),
            ("bf1 2at", "BF1 2AT", Kind::Bfpo),
            ("bfpo57", "BFPO 57", Kind::Bfpo),
            ("BFPO 5425", "BFPO 5425", Kind::Bfpo),
            ("sthl1zz", "STHL 1ZZ", Kind::Overseas),
            ("FIQQ 1ZZ", "FIQQ 1ZZ", Kind::Overseas),
            ("GX11 1AA", "GX11 1AA", Kind::Overseas),
            ("AI-2640", "AI-2640", Kind::Overseas),
            ("KY1-1100", "KY1-1100", Kind::Overseas),
            ("MSR1110", "MSR 1110", Kind::Overseas),
            ("VG1110", "VG1110", Kind::Overseas),
        ] {
            let postcode: Postcode = text.parse().unwrap();
            assert_eq!((postcode.as_str(), postcode.kind()), (want, kind), "{text}");
            assert_eq!(Postcode::from_bits(postcode.to_bits()), Some(postcode));
        }
    }

    /// Whether the area exists, or nothing in it could be a slip.
    fn is_no_slip(text: &str) -> bool {
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        shape::is_area(&text[..letters]) || !text.contains(['I', 'L', 'O', 'S', '0', '1', '5'])
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
        fn a_postcode_survives_packing(
            text in "([A-Z]{1,2}[0-9]{1,2}|(W|E|N)1[A-H]|(EC|SW|WC)[1-4][ABEHMNP]) [0-9][ABD-HJLNP-UW-Z]{2}|(ASCN|STHL|FIQQ) 1ZZ|BFPO [1-9][0-9]{0,3}|KY1-[0-9]{4}|VG[0-9]{4}",
        ) {
            prop_assume!(is_no_slip(&text));
            let postcode: Postcode = text.parse().unwrap();
            prop_assert_eq!(postcode.as_str(), &text);
            prop_assert_eq!(Postcode::from_bits(postcode.to_bits()), Some(postcode));
        }

        #[test]
        fn neither_case_nor_space_changes_what_is_read(
            text in "[A-Z]{1,2}[0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}", gap in "[ \\t\u{a0}]{0,3}",
        ) {
            let typed = text.to_ascii_lowercase().replace(' ', &gap);
            prop_assert_eq!(typed.parse::<Postcode>().ok(), text.parse::<Postcode>().ok());
        }
    }
}
