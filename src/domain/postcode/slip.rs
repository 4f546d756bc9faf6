//! What may have been meant by a text in which signs that look alike are mixed up.
//!
//! Nothing here is ever taken for what was written: it is a question to ask back.

use super::{Postcode, PostcodeClass, classify, compact, read, shape};

/// More signs than the longest postcode has, its space included, are no slip of one.
const LONGEST: usize = 8;

/// More mixed-up signs than these are no slip either.
const MOST: usize = 4;

/// The postcodes that differ from a text only in signs that look alike (O and 0, I or L and
/// 1, S and 5) or in punctuation and that `may_be_meant`: those with the fewest changes.
/// The text itself is among them when it is a postcode but for its punctuation.
pub fn look_alikes(text: &str, may_be_meant: impl Fn(&Postcode) -> bool) -> Vec<Postcode> {
    fewest_changes(text, |spelt| {
        let postcode = shape::full(&compact(spelt)).map(Postcode);
        postcode.filter(&may_be_meant)
    })
}

/// The one postcode, or part of one, that a text that is none was probably meant to be.
pub fn suggestion(text: &str) -> Option<String> {
    // A word is no postcode, whatever it looks like.
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit && !shape::is_girobank(&compact(text)) {
        return None;
    }
    if classify(text) != PostcodeClass::Invalid {
        return None;
    }
    let full = look_alikes(text, |postcode| read(&compact(&postcode.0)).is_some());
    if !full.is_empty() {
        return only(full.into_iter().map(|postcode| postcode.0).collect());
    }
    only(fewest_changes(text, |spelt| match classify(spelt) {
        // What drops a sign is a guess about more than a slip.
        PostcodeClass::Sector(part) | PostcodeClass::Outcode(part) => {
            Some(part).filter(|part| compact(part).len() == compact(spelt).len())
        }
        _ => None,
    }))
}

/// The only one of its kind: where several stand, one in an area that exists.
fn only(mut found: Vec<String>) -> Option<String> {
    if found.len() > 1 {
        found.retain(|text| {
            let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            shape::is_area(&text[..letters])
        });
    }
    match found.as_slice() {
        [_] => found.pop(),
        _ => None,
    }
}

fn fewest_changes<T: PartialEq>(text: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let Some(signs) = signs(text) else {
        return Vec::new();
    };
    let twins: Vec<(usize, char)> = signs
        .iter()
        .enumerate()
        .filter_map(|(at, sign)| Some((at, twin(*sign)?)))
        .collect();
    for count in 0..=twins.len().min(MOST) {
        let mut found = Vec::new();
        for chosen in (0_u32..1 << twins.len()).filter(|set| set.count_ones() as usize == count) {
            let mut spelt = signs.clone();
            for (bit, (at, twin)) in twins.iter().enumerate() {
                if chosen >> bit & 1 == 1 {
                    spelt[*at] = *twin;
                }
            }
            let value = read(&spelt.into_iter().collect::<String>());
            found.extend(value.filter(|value| !found.contains(value)));
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Letters and digits in upper case with the last gap between them, for a gap tells a sector
/// from an outward code.
fn signs(text: &str) -> Option<Vec<char>> {
    let bare = |text: &str| text.replace(['-', '.', ',', '_', '/'], "");
    let text = bare(text.trim());
    let mut signs = compact(&text);
    if !signs.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some((_, tail)) = text.rsplit_once(char::is_whitespace) {
        signs.insert(signs.len().checked_sub(tail.len())?, ' ');
    }
    (1..=LONGEST)
        .contains(&signs.len())
        .then(|| signs.chars().collect())
}

/// The sign that a sign is mistaken for.
fn twin(sign: char) -> Option<char> {
    Some(match sign {
        'O' => '0',
        '0' => 'O',
        'I' | 'L' => '1',
        '1' => 'I',
        'S' => '5',
        '5' => 'S',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slip_suggests_what_was_meant() {
        for (text, want) in [
            ("S1O 2TN", Some("S10 2TN")),
            ("s1o2tn", Some("S10 2TN")),
            ("LS1 OAP", Some("LS1 0AP")),
            ("LSI 4AP", Some("LS1 4AP")),
            ("LSl 4AP", Some("LS1 4AP")),
            ("LS1 4A5", Some("LS1 4AS")),
            ("L51 4AP", None),
            ("5W1A 1AA", Some("SW1A 1AA")),
            ("S010 2TN", Some("SO10 2TN")),
            ("0L1 1AA", Some("OL1 1AA")),
            ("1P1 1AA", Some("IP1 1AA")),
            ("ECIA 1BB", Some("EC1A 1BB")),
            ("LS1-4AP", Some("LS1 4AP")),
            ("LS1 4AP.", Some("LS1 4AP")),
            ("SI0 2TN", Some("S10 2TN")),
            ("GI3 3AE", Some("G13 3AE")),
            ("S1 15S", Some("S1 1SS")),
            ("SS1 15S", Some("SS1 1SS")),
            ("GIR OAA", Some("GIR 0AA")),
            ("S1O 2", Some("S10 2")),
            ("S1O", Some("S10")),
            ("LS1 4OP", None),
            ("SOIL", None),
            ("1", None),
            ("12345", None),
            ("M1 1AE and M1 1AF", None),
            ("LS1 4ÄP", None),
            ("", None),
        ] {
            assert_eq!(suggestion(text).as_deref(), want, "{text:?}");
        }
    }

    #[test]
    fn all_that_may_have_been_meant_are_named() {
        let named = |text| -> Vec<String> {
            look_alikes(text, |_| true)
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(named("LS1 OAP"), ["LS1 0AP"]);
        assert_eq!(named("LS1 4AP"), ["LS1 4AP"]);
        assert_eq!(named("nothing"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_text_can_be_asked_about(text in "(\\PC|[A-Z0-9 OISL015]){0,12}") {
            if let Some(meant) = suggestion(&text) {
                prop_assert!(classify(&meant) != PostcodeClass::Invalid, "{}", meant);
                prop_assert_eq!(classify(&text), PostcodeClass::Invalid);
            }
        }

        #[test]
        fn one_slip_in_a_real_postcode_is_never_taken_in_silence(
            text in "(LS|SO|OL|S)(10|15|51|1) [0-9][ABD-HJLNP-UW-Z]{2}", at in 0_usize..8,
        ) {
            let mut signs: Vec<char> = text.chars().collect();
            let slipped = signs.get(at).and_then(|sign| twin(*sign));
            prop_assume!(slipped.is_some());
            signs[at] = slipped.unwrap();
            let spelt: String = signs.into_iter().collect();
            if let PostcodeClass::Full(read) = classify(&spelt) {
                prop_assert_eq!(read.as_str(), spelt);
            }
        }
    }
}
