//! Postcodes and countries.

/// The postcode in upper case with one space, if the text has the shape of a full UK
/// postcode. Whether it exists is for the gazetteer to say.
pub(crate) fn looks_like_postcode(text: &str) -> Option<String> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let outward = compact
        .len()
        .checked_sub(3)
        .filter(|at| compact.is_ascii() && (2..=4).contains(at))?;
    let (out, inward) = compact.split_at(outward);
    let inward_fits = matches!(inward.as_bytes(), [b'0'..=b'9', b'A'..=b'Z', b'A'..=b'Z']);
    let out_fits = out.starts_with(|c: char| c.is_ascii_uppercase())
        && out.bytes().all(|b| b.is_ascii_alphanumeric())
        && out.bytes().any(|b| b.is_ascii_digit());
    (inward_fits && out_fits).then(|| format!("{out} {inward}"))
}

/// The two letters of a country where they are plain: the UK and its parts, or any two
/// letters in another case.
pub(crate) fn country(text: &str) -> Option<String> {
    let letters: String = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    match letters.as_str() {
        "gb" | "uk" | "gbr" | "unitedkingdom" | "greatbritain" | "england" | "scotland"
        | "wales" | "northernireland" | "cymru" => Some("GB".to_owned()),
        two if two.len() == 2 && two.is_ascii() => Some(two.to_ascii_uppercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("s1 2hh", Some("S1 2HH"))]
    #[case("S12HH", Some("S1 2HH"))]
    #[case(" ec1a  1bb", Some("EC1A 1BB"))]
    #[case("W1A 0AX", Some("W1A 0AX"))]
    #[case("S1", None)]
    #[case("S10 2T", None)]
    #[case("12345", None)]
    #[case("ABC 1234", None)]
    #[case("ÄB1 2CD", None)]
    fn a_postcode_is_known_by_its_shape(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(looks_like_postcode(text).as_deref(), want);
    }

    #[rstest]
    #[case("UK", Some("GB"))]
    #[case("U.K.", Some("GB"))]
    #[case("United Kingdom", Some("GB"))]
    #[case("england", Some("GB"))]
    #[case("Wales", Some("GB"))]
    #[case("ie", Some("IE"))]
    #[case("Ireland", None)]
    #[case("", None)]
    fn the_parts_of_the_uk_become_gb(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(country(text).as_deref(), want);
    }
}
