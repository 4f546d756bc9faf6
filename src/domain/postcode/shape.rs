//! Which texts have the shape of a postcode. All of them take upper case without white space.

use super::Kind;

/// The one outward code that has no digit; it has one inward code only.
const GIROBANK: (&str, &str) = ("GIR", "0AA");

/// Areas with districts that end in a letter (`W1A`, `EC1A`), all of them in London.
const LETTERED: [&str; 8] = ["E", "EC", "N", "NW", "SE", "SW", "W", "WC"];

/// Outward codes of overseas territories and bases that have a single postcode, `… 1ZZ`.
const OVERSEAS: [&str; 9] = [
    "ASCN", "BBND", "BIQQ", "FIQQ", "PCRN", "SIQQ", "STHL", "TDCU", "TKCA",
];
const OVERSEAS_INWARD: &str = "1ZZ";

/// Gibraltar, whose postcodes have the shape of those at home.
const GIBRALTAR: &str = "GX";

/// Caribbean territories that write digits after their letters: the letters, what joins
/// the two, and how many digits.
const NUMBERED: [(&str, &str, usize); 5] = [
    ("AI", "-", 4),
    ("KY1", "-", 4),
    ("KY2", "-", 4),
    ("KY3", "-", 4),
    ("MSR", " ", 4),
];
const VIRGIN_ISLANDS: (&str, usize) = ("VG", 4);

/// Areas of British Forces Post Offices: as a postcode, and as numbered until today.
const FORCES: &str = "BF";
const FORCES_NUMBERED: &str = "BFPO";

/// Every postcode area that Royal Mail delivers to, the Crown dependencies among them.
const AREAS: [&str; 124] = [
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH",
    "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",
    "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS",
    "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL",
    "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX",
    "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM",
    "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW",
    "UB", "W", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];

/// The normal form of a full postcode.
pub(super) fn full(compact: &str) -> Option<String> {
    domestic(compact).or_else(|| elsewhere(compact))
}

/// Outward and inward code.
fn domestic(compact: &str) -> Option<String> {
    let (outward, inward) = split_at_end(compact, 3)?;
    let fits = is_outward(outward) && is_inward(inward.as_bytes());
    let fits = fits && (outward != GIROBANK.0 || inward == GIROBANK.1);
    fits.then(|| format!("{outward} {inward}"))
}

/// The forms of overseas territories and of the forces that are not written at home.
fn elsewhere(compact: &str) -> Option<String> {
    if let Some((outward, inward)) = split_at_end(compact, 3)
        && OVERSEAS.contains(&outward)
        && inward == OVERSEAS_INWARD
    {
        return Some(format!("{outward} {inward}"));
    }
    let digits = |rest: &str, count: usize| rest.len() == count && is_digits(rest);
    if let Some(number) = compact.strip_prefix(FORCES_NUMBERED)
        && (1..=4).contains(&number.len())
        && is_digits(number)
        && !number.starts_with('0')
    {
        return Some(format!("{FORCES_NUMBERED} {number}"));
    }
    if let Some(rest) = compact.strip_prefix(VIRGIN_ISLANDS.0)
        && digits(rest, VIRGIN_ISLANDS.1)
    {
        return Some(compact.to_owned());
    }
    NUMBERED.iter().find_map(|(letters, joint, count)| {
        let rest = compact.strip_prefix(letters)?;
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        digits(rest, *count).then(|| format!("{letters}{joint}{rest}"))
    })
}

/// What kind of place a postcode in its normal form stands for.
pub(super) fn kind(normal: &str) -> Kind {
    let letters = normal.bytes().take_while(u8::is_ascii_alphabetic).count();
    match (&normal[..letters], normal.split_once(' ')) {
        (FORCES | FORCES_NUMBERED, _) => Kind::Bfpo,
        (GIBRALTAR, _) => Kind::Overseas,
        (_, Some((outward, inward))) if is_outward(outward) && is_inward(inward.as_bytes()) => {
            Kind::Uk
        }
        _ => Kind::Overseas,
    }
}

/// The sector that an outward code and the first one or two characters of an inward code name.
pub(super) fn sector(outward: &str, inward: &str) -> Option<String> {
    let begun = match inward.as_bytes() {
        [b'0'..=b'9'] => true,
        [b'0'..=b'9', letter] => is_inward_letter(*letter),
        _ => false,
    };
    (begun && is_outward(outward)).then(|| format!("{outward} {}", &inward[..1]))
}

pub(super) fn split_at_end(text: &str, count: usize) -> Option<(&str, &str)> {
    text.len()
        .checked_sub(count)
        .filter(|at| text.is_char_boundary(*at))
        .map(|at| text.split_at(at))
}

pub(super) fn is_outward(text: &str) -> bool {
    let letter = |b: &u8| b.is_ascii_uppercase();
    let digit = |b: &u8| b.is_ascii_digit();
    match text.as_bytes() {
        [a, n] => letter(a) && digit(n),
        [a, n, x] if digit(n) => {
            letter(a) && (digit(x) || is_lettered(&[*a]) && is_third_letter(*x))
        }
        [a, b, n] => letter(a) && letter(b) && digit(n) || text == GIROBANK.0,
        [a, b, n, x] => {
            let last = digit(x) || is_lettered(&[*a, *b]) && is_fourth_letter(*x);
            letter(a) && letter(b) && digit(n) && last
        }
        _ => false,
    }
}

/// Whether a text begins like the one postcode that may be written without a digit by a slip.
pub(super) fn is_girobank(compact: &str) -> bool {
    compact.starts_with(GIROBANK.0) && compact.len() == GIROBANK.0.len() + GIROBANK.1.len()
}

/// Whether letters are those of a postcode area.
pub(super) fn is_area(letters: &str) -> bool {
    AREAS.binary_search(&letters).is_ok()
}

fn is_lettered(area: &[u8]) -> bool {
    LETTERED.iter().any(|known| known.as_bytes() == area)
}

/// Letters that end an outward code such as `W1A`, those of districts long gone among them.
fn is_third_letter(byte: u8) -> bool {
    b"ABCDEFGHJKMNPRSTUVWXY".contains(&byte)
}

/// Letters that end an outward code such as `EC1A`.
fn is_fourth_letter(byte: u8) -> bool {
    b"ABEHMNPRVWXY".contains(&byte)
}

fn is_inward(bytes: &[u8]) -> bool {
    matches!(bytes, [n, a, b] if n.is_ascii_digit() && is_inward_letter(*a) && is_inward_letter(*b))
}

/// C I K M O V never stand in an inward code: they look too much like other signs.
fn is_inward_letter(byte: u8) -> bool {
    byte.is_ascii_uppercase() && !b"CIKMOV".contains(&byte)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_areas_are_in_the_order_that_they_are_looked_up_by() {
        assert!(AREAS.is_sorted());
        assert!(is_area("LS") && is_area("S") && !is_area("ZZ") && !is_area(""));
    }
}
