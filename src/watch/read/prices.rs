//! Prices in pounds, and the word "free".

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use crate::domain::sums;

static FREE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:free(?:\s+of\s+charge)?|no\s+charge|without\s+charge|at\s+no\s+cost|am\s+ddim)\b"
);

static NOT_FREE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:not\s+free|no\s+longer\s+free|feel\s+free|free\s+(?:parking|wi-?fi|trial|taster|tea|coffee|refreshments|lunch|meal|to\s+(?:come|join|ask|call|bring))|free\s*phone|\w+-free|first\s+(?:session|class|visit)\s+(?:is\s+)?free|free\s+for\s+(?:under|carers|children|members))\b"
);

/// The prices in a text in pence, in order. Sums of thousands are no prices.
pub fn in_text(text: &str) -> Vec<u32> {
    let found = sums(text).into_iter().map(|sum| sum.pence);
    found.filter(|pence| *pence < THOUSAND).collect()
}

/// A thousand pounds, in pence.
const THOUSAND: u32 = 100_000;

/// Whether a text says that something is free: not parking, not the first time only.
pub fn says_free(text: &str) -> bool {
    let text = NOT_FREE.replace_all(text, " ");
    FREE.is_match(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_in_pence() {
        for (text, want) in [
            ("£4.50 for two courses", vec![450]),
            ("£5 (£3.50 concessions)", vec![500, 350]),
            ("50p", vec![50]),
            ("£ 2", vec![200]),
            ("£2.5", vec![250]),
            ("raised £3k and £2 million", vec![]),
            ("at 5pm", vec![]),
            ("free", vec![]),
        ] {
            assert_eq!(in_text(text), want, "{text}");
        }
    }

    #[test]
    fn free_is_told_from_what_only_sounds_like_it() {
        for (text, want) in [
            ("Free", true),
            ("It is free of charge.", true),
            ("There is no charge", true),
            ("Free parking", false),
            ("Feel free to drop in", false),
            ("First session is free", false),
            ("Sugar-free cakes", false),
            ("£3", false),
        ] {
            assert_eq!(says_free(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,120}") {
            in_text(&text);
            says_free(&text);
        }
    }
}
