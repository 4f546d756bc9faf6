//! What a record says of itself at length.

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::vocabulary::{Concept, concepts, is_plain};
use super::words::words;

/// A description as a set of words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Prose {
    /// Sorted.
    pub(super) words: Vec<u64>,
    /// Activities and concerns that it speaks of, in its order.
    pub(super) concepts: Vec<Concept>,
}

/// So many words are read: what it is stands at the start.
const READ: usize = 120;

/// So many activities and concerns come first.
const FIRST: usize = 2;

/// Descriptions shorter than this are alike by chance.
const SHORT: usize = 6;

/// Descriptions shorter than this do not tell that two are different.
const FEW: usize = 4;

impl Prose {
    pub(super) fn of(text: &str) -> Self {
        let mut all = words(text);
        all.truncate(READ);
        let concepts = concepts(&all).into_iter();
        let concepts = concepts.filter_map(|(concept, _)| concept).collect();
        let mut words: Vec<u64> = all
            .iter()
            .filter(|word| !is_plain(word))
            .map(|word| word.hash)
            .collect();
        words.sort_unstable();
        words.dedup();
        Self { words, concepts }
    }

    /// What it speaks of first, and so is likely about.
    pub(super) fn first(&self) -> &[Concept] {
        &self.concepts[..self.concepts.len().min(FIRST)]
    }
}

/// Compares two descriptions.
pub(super) fn compare(a: &Prose, b: &Prose, ledger: &mut impl Ledger) {
    let (left, right) = (a.words.len(), b.words.len());
    let least = left.min(right);
    if least < SHORT {
        return;
    }
    let shared = common(&a.words, &b.words);
    let share = |of: usize| shared as f64 / of as f64;
    let (of_all, of_less) = (share(left + right - shared), share(least));
    let mut note = |weight, text: &str| {
        ledger.add(Group::Activity, Kind::Description, weight, || {
            text.to_owned()
        });
    };
    if of_all >= 0.8 {
        note(1.2, "their descriptions are nearly the same");
    } else if of_all >= 0.35 || of_less >= 0.6 {
        note(0.9, "their descriptions have much in common");
    } else if of_all >= 0.18 || of_less >= 0.35 {
        note(0.5, "their descriptions have words in common");
    } else if of_less < 0.06 && least >= 12 {
        note(-0.3, "their descriptions have nothing in common");
    }
}

/// Whether two descriptions say enough, and nearly nothing of it in the same words.
pub(super) fn is_unlike(a: &Prose, b: &Prose) -> bool {
    let least = a.words.len().min(b.words.len());
    least >= FEW && common(&a.words, &b.words) * 8 <= least
}

/// How many numbers two sorted lists share.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut shared, mut left, mut right) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(left), b.get(right)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                left += 1;
                right += 1;
            }
        }
    }
    shared
}
