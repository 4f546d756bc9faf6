//! Prices in pounds, and the word "free".

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

static PRICE: LazyLock<Regex> =
    pattern!(r"(?i)£\s?(\d{1,4})(?:\.(\d{1,2}))?(?:\s?(million|m|k|bn)\b)?|\b(\d{1,2})\s?p\b");

static FREE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:free(?:\s+of\s+charge)?|no\s+charge|without\s+charge|at\s+no\s+cost|am\s+ddim)\b"
);

static NOT_FREE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:not\s+free|no\s+longer\s+free|feel\s+free|free\s+(?:parking|wi-?fi|trial|taster|tea|coffee|refreshments|lunch|meal|to\s+(?:come|join|ask|call|bring))|free\s*phone|\w+-free|first\s+(?:session|class|visit)\s+(?:is\s+)?free|free\s+for\s+(?:under|carers|children|members))\b"
);

/// The prices in a text in pence, in order. Sums of thousands are no prices.
pub fn in_text(text: &str) -> Vec<u32> {
    PRICE
        .captures_iter(text)
        .filter(|found| found.get(3).is_none())
        .filter_map(|found| {
            if let Some(pence) = found.get(4) {
                return pence.as_str().parse().ok();
            }
            let pounds: u32 = found.get(1)?.as_str().parse().ok()?;
            let pence = match found.get(2).map(|m| m.as_str()) {
                None => 0,
                Some(one) if one.len() == 1 => one.parse::<u32>().ok()? * 10,
                Some(two) => two.parse().ok()?,
            };
            Some(pounds * 100 + pence)
        })
        .collect()
}

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
