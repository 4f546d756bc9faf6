//! What people write into a cell when they have nothing to say.

/// Whole cells, in small letters, that stand for no value.
const PLACEHOLDERS: [&str; 58] = [
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "n\\a",
    "n-a",
    "none",
    "none known",
    "none given",
    "none provided",
    "null",
    "nan",
    "nil",
    "tbc",
    "tba",
    "tbd",
    "t.b.c.",
    "to be confirmed",
    "to be announced",
    "to be decided",
    "to follow",
    "unknown",
    "not known",
    "n/k",
    "nk",
    "not yet known",
    "to be advised",
    "don't know",
    "dont know",
    "not applicable",
    "not available",
    "not provided",
    "not given",
    "not stated",
    "not specified",
    "not recorded",
    "no data",
    "no information",
    "no info",
    "no phone",
    "no telephone",
    "no email",
    "no e-mail",
    "no website",
    "no web site",
    "no web",
    "see website",
    "see web",
    "see web site",
    "see our website",
    "see website for details",
    "pending",
    "blank",
    "empty",
    "undefined",
    "missing",
    "ditto",
    "as above",
];

/// Whether a text says nothing: empty, signs alone (`-`, `?`, `...`), a spreadsheet
/// program's error value, or one of the usual placeholders.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    let bare = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '*'));
    let bare = bare.trim_end_matches(['.', '!', '?', ':']).trim();
    let lower = bare.to_lowercase();
    is_error_value(text) || PLACEHOLDERS.contains(&lower.as_str())
}

/// `#N/A`, `#REF!`: what a formula gives that has gone wrong.
fn is_error_value(text: &str) -> bool {
    const ERRORS: [&str; 8] = [
        "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!",
    ];
    let lower = text.to_ascii_lowercase();
    ERRORS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_say_nothing_are_known_from_those_that_do() {
        for text in [
            "",
            " ",
            "-",
            "--",
            "?",
            "...",
            "n/a",
            "N/A",
            "NA",
            "N/K",
            "None",
            "TBC",
            "tbc.",
            "(tbc)",
            "Unknown",
            "See website",
            "see website.",
            "#N/A",
            "#REF!",
            "To be confirmed",
            "*",
        ] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in [
            "0",
            "Nan's kitchen",
            "Free",
            "see website: example.org",
            "None of your business choir",
            "x@example.org",
            "#1 club",
        ] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(text in "\\PC{0,20}") {
            is_placeholder(&text);
        }
    }
}
