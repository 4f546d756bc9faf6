//! Postcodes in running text.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use crate::gazetteer::Postcode;

static SHAPE: LazyLock<Regex> =
    pattern!(r"(?i)\b([A-Z]{1,2}[0-9][A-Z0-9]?)[ ]?([0-9][ABD-HJLNP-UW-Z]{2})\b");

/// The full postcodes in a text, each once, in order. Small letters count where the
/// code is parted by its space or stands in one piece with nothing else.
pub fn in_text(text: &str) -> Vec<Postcode> {
    let mut seen: Vec<Postcode> = Vec::new();
    for found in SHAPE.captures_iter(text) {
        let (Some(outward), Some(inward)) = (found.get(1), found.get(2)) else {
            continue;
        };
        if let Ok(postcode) = format!("{} {}", outward.as_str(), inward.as_str()).parse()
            && !seen.contains(&postcode)
        {
            seen.push(postcode);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        in_text(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn postcodes_are_read_in_one_form() {
        for text in [
            "LS1 4AP",
            "ls1 4ap",
            "LS14AP",
            "Church Road, Ashby LS1 4AP.",
            "(LS1 4AP)",
        ] {
            assert_eq!(codes(text), ["LS1 4AP"], "{text}");
        }
        assert_eq!(
            codes("LS1 4AP or EC1A 1BB, LS1 4AP"),
            ["LS1 4AP", "EC1A 1BB"]
        );
    }

    #[test]
    fn other_codes_are_none() {
        for text in [
            "room B12",
            "LS1",
            "A4 paper",
            "1st and 2nd",
            "X1 2CK",
            "ref LS1 4APX",
        ] {
            assert_eq!(codes(text), Vec::<String>::new(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,200}") {
            in_text(&text);
        }
    }
}
