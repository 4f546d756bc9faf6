//! Sums of money in a text.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// A sum and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// In pence.
    pub pence: u32,
    /// The bytes of the text that it takes.
    pub at: Range<usize>,
}

/// `£3.50`, `£1,200`, `GBP 3`, `3 pounds`, `50p`, and the second of `£2-5`.
static SUM: LazyLock<Regex> = pattern!(
    r"(?i)(?:£|\bgbp)\s*(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)(?:\s?(million|thousand|m|k|bn)\b)?(?:\s*(?:-|–|to)\s*(\d+(?:\.\d{1,2})?)\b)?|\b(\d+(?:\.\d{1,2})?)\s*(?:pounds?|gbp|quid)\b|\b(\d{1,3})\s*p\b"
);

/// The sums in a text, in its order. Sums of thousands by a word (`£3k`) are no prices.
pub fn sums(text: &str) -> Vec<Sum> {
    let mut found = Vec::new();
    for sum in SUM.captures_iter(text) {
        let Some(whole) = sum.get(0).filter(|_| sum.get(2).is_none()) else {
            continue;
        };
        let pounds = [1, 3, 4].map(|group| (group, 100.0));
        for (group, pence) in pounds.into_iter().chain([(5, 1.0)]) {
            let amount = sum
                .get(group)
                .map(|amount| amount.as_str().replace(',', ""));
            let amount: Option<f64> = amount.and_then(|amount| amount.parse().ok());
            found.extend(amount.filter(|amount| *amount < 1e7).map(|amount| Sum {
                pence: (amount * pence).round() as u32,
                at: whole.range(),
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_in_pence() {
        for (text, want) in [
            ("£4.50 for two courses", vec![450]),
            ("£5 (£3.50 concessions)", vec![500, 350]),
            ("50p", vec![50]),
            ("£ 2", vec![200]),
            ("£2.5", vec![250]),
            ("£2-5 a go", vec![200, 500]),
            ("£1,250.00", vec![125_000]),
            ("3 pounds or GBP 4", vec![300, 400]),
            ("raised £3k and £2 million", vec![]),
            ("at 5pm", vec![]),
            ("free", vec![]),
        ] {
            let found: Vec<u32> = sums(text).into_iter().map(|sum| sum.pence).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(\\PC|[£0-9.,p -]){0,80}") {
            for sum in sums(&text) {
                proptest::prop_assert!(text.get(sum.at).is_some());
            }
        }
    }
}
