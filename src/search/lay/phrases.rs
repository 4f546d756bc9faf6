//! Finds phrases in words: by their stems, longest first, with small gaps.

use std::collections::HashMap;

use super::thesaurus::Meaning;
use crate::search::words::Word;

/// Words that a text may have within a phrase, and a phrase needs only at its end: "lost her
/// husband" is "lost husband".
const SKIPPED: [&str; 32] = [
    "a", "an", "the", "my", "your", "his", "her", "our", "their", "its", "this", "that", "these",
    "those", "some", "any", "very", "really", "so", "just", "quite", "such", "is", "are", "am",
    "im", "hes", "shes", "been", "being", "be", "was",
];

/// Words that deny what comes right after them: no phrase reaches over one.
pub(super) const DENIALS: [&str; 13] = [
    "not", "no", "isnt", "arent", "doesnt", "dont", "cannot", "cant", "without", "non", "nor",
    "never", "but",
];

/// Whether the word is passed over in phrases and texts.
pub(super) fn is_skipped(word: &Word) -> bool {
    SKIPPED.contains(&word.spelled.as_str())
}

/// All phrases, as a tree of stems.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    stems: HashMap<String, u32>,
    /// From a node and a stem to the next node; node 0 is the root.
    steps: HashMap<(u32, u32), u32>,
    /// What ends at each node; empty where nothing does.
    meanings: Vec<Vec<Meaning>>,
    /// Whether a phrase ends at the node, with or without a meaning.
    ends: Vec<bool>,
}

/// A phrase found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match<'a> {
    /// Which of the words make it up, in order.
    pub(super) at: Vec<usize>,
    /// What it means; nothing where it only keeps shorter phrases from being found.
    pub(super) meanings: &'a [Meaning],
}

impl Phrases {
    /// Adds a phrase. A phrase of two words can also be written as one.
    pub(super) fn add(&mut self, words: &[Word], joined: Option<&Word>, meaning: Option<Meaning>) {
        // "hits her" is not "hits": the last word stays.
        let last = words.len().saturating_sub(1);
        let kept = words.iter().enumerate();
        let kept = kept.filter(|(at, word)| *at == last || !is_skipped(word));
        self.add_stems(kept.map(|(_, word)| word.stem.as_str()), meaning);
        if let Some(joined) = joined {
            self.add_stems(std::iter::once(joined.stem.as_str()), meaning);
        }
    }

    fn add_stems<'a>(&mut self, stems: impl Iterator<Item = &'a str>, meaning: Option<Meaning>) {
        self.make_room(0);
        let mut node = 0;
        for stem in stems {
            let number = self.stems.len() as u32;
            let stem = *self.stems.entry(stem.to_owned()).or_insert(number);
            let fresh = self.meanings.len() as u32;
            node = *self.steps.entry((node, stem)).or_insert(fresh);
            self.make_room(node);
        }
        if node == 0 {
            return;
        }
        self.ends[node as usize] = true;
        let meanings = &mut self.meanings[node as usize];
        let Some(meaning) = meaning else { return };
        match meanings.iter_mut().find(|known| known.need == meaning.need) {
            Some(known) => known.strength = known.strength.max(meaning.strength),
            None => meanings.push(meaning),
        }
    }

    fn make_room(&mut self, node: u32) {
        if self.meanings.len() <= node as usize {
            self.meanings.push(Vec::new());
            self.ends.push(false);
        }
    }

    /// Whether some phrase has this stem.
    pub(super) fn has_stem(&self, stem: &str) -> bool {
        self.stems.contains_key(stem)
    }

    /// The phrases in `words`, from left to right, each the longest that begins there. Up to
    /// `gap` other words may stand inside a phrase; a word belongs to one phrase alone.
    pub(super) fn find(&self, words: &[Word], gap: usize) -> Vec<Match<'_>> {
        let stems: Vec<Option<u32>> = words
            .iter()
            .map(|word| self.stems.get(&word.stem).copied())
            .collect();
        let mut is_taken = vec![false; words.len()];
        let mut found = Vec::new();
        for first in 0..words.len() {
            if is_taken[first] || stems[first].is_none() {
                continue;
            }
            let walk = Walk {
                phrases: self,
                words,
                stems: &stems,
                is_taken: &is_taken,
            };
            let mut longest = Longest::default();
            walk.step(0, first, gap, &mut Vec::new(), &mut longest);
            if longest.at.is_empty() {
                continue;
            }
            for at in &longest.at {
                is_taken[*at] = true;
            }
            found.push(Match {
                meanings: &self.meanings[longest.node as usize],
                at: longest.at,
            });
        }
        found
    }
}

#[derive(Default)]
struct Longest {
    at: Vec<usize>,
    node: u32,
    gap_left: usize,
}

struct Walk<'a> {
    phrases: &'a Phrases,
    words: &'a [Word],
    stems: &'a [Option<u32>],
    is_taken: &'a [bool],
}

impl Walk<'_> {
    /// Tries the word at `at` as the next of the phrase, then as one that stands in a gap.
    fn step(&self, node: u32, at: usize, gap: usize, path: &mut Vec<usize>, longest: &mut Longest) {
        let Some(word) = self.words.get(at) else {
            return;
        };
        if self.is_taken[at] || (node != 0 && word.is_parted) {
            return;
        }
        let next = self.stems[at].and_then(|stem| self.phrases.steps.get(&(node, stem)));
        if let Some(next) = next {
            path.push(at);
            let is_better = (path.len(), gap) > (longest.at.len(), longest.gap_left);
            if self.phrases.ends[*next as usize] && is_better {
                longest.at.clone_from(path);
                longest.node = *next;
                longest.gap_left = gap;
            }
            self.step(*next, at + 1, gap, path, longest);
            path.pop();
        }
        if node == 0 {
            return;
        }
        if is_skipped(word) {
            self.step(node, at + 1, gap, path, longest);
        } else if gap > 0 && !DENIALS.contains(&word.spelled.as_str()) {
            self.step(node, at + 1, gap - 1, path, longest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::thesaurus::Strength;
    use super::*;
    use crate::search::words::WordReader;

    fn phrases(list: &[&str]) -> Phrases {
        let mut reader = WordReader::new();
        let mut phrases = Phrases::default();
        for (need, phrase) in list.iter().enumerate() {
            let meaning = Meaning {
                need: need as u16,
                strength: Strength::Offered,
            };
            phrases.add(&reader.read(phrase), None, Some(meaning));
        }
        phrases
    }

    #[test]
    fn the_longest_phrase_wins_and_small_gaps_are_passed_over() {
        let phrases = phrases(&["carpet", "carpet bowls", "nobody to eat with", "food bank"]);
        for (text, gap, want) in [
            ("a carpet", 0, vec![0]),
            ("indoor carpet bowls", 0, vec![1]),
            ("carpet and bowls", 0, vec![0]),
            ("nobody to eat with", 0, vec![2]),
            ("she has nobody at home to eat her tea with", 2, vec![]),
            ("nobody here to eat with, ever", 2, vec![2]),
            ("nobody. To eat with", 2, vec![]),
            ("the food banks and the carpets", 1, vec![3, 0]),
            ("food from the bank", 0, vec![]),
            ("", 2, vec![]),
        ] {
            let words = WordReader::new().read(text);
            let found = phrases.find(&words, gap);
            let needs: Vec<u16> = found.iter().map(|found| found.meanings[0].need).collect();
            assert_eq!(needs, want, "{text}");
        }
    }
}
