//! What words of names tell: which activity, which concern, or little.
//!
//! The tables are part of the program, not of what it has met: how rare a word is among the
//! records of today must not decide on a pair, or the pair would change with its neighbours.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::{Word, words};

/// An activity or a concern of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Concept(u16);

/// What a concept is.
#[derive(Debug)]
struct Entry {
    code: &'static str,
    /// Concerns are what or whom it is about; the others are what people do.
    is_concern: bool,
    /// A group may do it beside what it is for.
    is_soft: bool,
    broader: Option<Concept>,
}

/// A phrase that names a concept: the words after its first.
#[derive(Debug)]
struct Phrase {
    rest: Vec<u64>,
    concept: Concept,
}

#[derive(Debug, Default)]
struct Table {
    entries: Vec<Entry>,
    /// By their first word, the longest first.
    phrases: HashMap<u64, Vec<Phrase>>,
    /// Entries, and what they say is above them, until all are read.
    above: Vec<(u16, &'static str)>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("tables/activities.txt")));

static PLAIN: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let text = include_str!("tables/plain.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(words).map(|word| word.hash).collect()
});

/// Words of the tables, by their first letter: what a slip in a name may have been meant to be.
static KNOWN: LazyLock<HashMap<u8, Vec<Word>>> = LazyLock::new(|| {
    let mut known: HashMap<u8, Vec<Word>> = HashMap::new();
    let plain = include_str!("tables/plain.txt").lines();
    let plain = plain.filter(|line| !line.starts_with('#'));
    let phrases = lines(include_str!("tables/activities.txt")).map(|(_, phrases)| phrases);
    for word in plain.chain(phrases).flat_map(words) {
        let alike = known.entry(word.text.as_bytes()[0]).or_default();
        if !alike.iter().any(|known| known.hash == word.hash) {
            alike.push(word);
        }
    }
    known
});

/// Words shorter than this have too many neighbours to be taken for slips.
const LONG: usize = 6;

/// The word that was meant: a word of the tables where this one is none and differs by a slip.
pub(super) fn meant(word: Word) -> Word {
    let text = &word.text;
    if text.len() < LONG || !text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return word;
    }
    let alike = KNOWN.get(&text.as_bytes()[0]);
    let alike = || alike.into_iter().flatten();
    if alike().any(|known| known.hash == word.hash) {
        return word;
    }
    let slip = |known: &&Word| {
        let is_near = known.text.len() >= LONG && known.text.len().abs_diff(text.len()) <= 1;
        is_near && strsim::osa_distance(&known.text, text) == 1
    };
    alike().find(slip).cloned().unwrap_or(word)
}

/// The lines of a table, at their first colon; without its remarks.
pub(super) fn lines(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = table
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": "))
}

impl Table {
    fn read(text: &'static str) -> Self {
        let (activities, concerns) = text.split_once("[concern]").unwrap_or((text, ""));
        let mut table = Self::default();
        for (part, is_concern) in [(activities, false), (concerns, true)] {
            for (head, phrases) in lines(part) {
                table.add(head, phrases, is_concern);
            }
        }
        // The broader may stand further down.
        for (number, broader) in std::mem::take(&mut table.above) {
            let is_it = |entry: &Entry| entry.code == broader;
            let at = table.entries.iter().position(is_it);
            let broader = at.and_then(|at| u16::try_from(at).ok()).map(Concept);
            table.entries[usize::from(number)].broader = broader;
        }
        for all in table.phrases.values_mut() {
            all.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        table
    }

    fn add(&mut self, head: &'static str, phrases: &str, is_concern: bool) {
        let (code, broader) = head
            .split_once(" < ")
            .map_or((head, None), |(c, b)| (c, Some(b)));
        let Ok(number) = u16::try_from(self.entries.len()) else {
            return;
        };
        self.entries.push(Entry {
            code: code.trim_start_matches('~'),
            is_concern,
            is_soft: code.starts_with('~'),
            broader: None,
        });
        self.above.extend(broader.map(|broader| (number, broader)));
        for phrase in phrases.split(',') {
            let words: Vec<u64> = words(phrase).iter().map(|word| word.hash).collect();
            let Some((first, rest)) = words.split_first() else {
                continue;
            };
            let all = self.phrases.entry(*first).or_default();
            // The same words further down mean something narrower.
            all.retain(|known| known.rest != rest);
            all.push(Phrase {
                rest: rest.to_vec(),
                concept: Concept(number),
            });
        }
    }
}

impl Concept {
    fn entry(self) -> &'static Entry {
        &TABLE.entries[usize::from(self.0)]
    }

    /// Its name in the table.
    pub(super) fn code(self) -> &'static str {
        self.entry().code
    }

    pub(super) fn is_concern(self) -> bool {
        self.entry().is_concern
    }

    pub(super) fn is_soft(self) -> bool {
        self.entry().is_soft
    }

    /// Whether one is the broader of the two.
    pub(super) fn is_kin(self, other: Self) -> bool {
        self.entry().broader == Some(other) || other.entry().broader == Some(self)
    }

    /// What stands above it, where something does.
    pub(super) fn broadest(self) -> Self {
        self.entry().broader.unwrap_or(self)
    }
}

/// The concepts that words name, with how many words each takes: `None` for a word by itself.
pub(super) fn concepts(words: &[Word]) -> Vec<(Option<Concept>, &[Word])> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let after = &words[at + 1..];
        let phrases = TABLE.phrases.get(&words[at].hash).into_iter().flatten();
        let mut fits = phrases.filter(|phrase| {
            phrase.rest.len() <= after.len()
                && phrase
                    .rest
                    .iter()
                    .zip(after)
                    .all(|(hash, word)| *hash == word.hash)
        });
        let (concept, count) = fits.next().map_or((None, 1), |phrase| {
            (Some(phrase.concept), phrase.rest.len() + 1)
        });
        found.push((concept, &words[at..at + count]));
        at += count;
    }
    found
}

/// Whether a word by itself names an activity or a concern.
pub(super) fn is_concept(word: &Word) -> bool {
    let phrases = TABLE.phrases.get(&word.hash);
    phrases.is_some_and(|all| all.iter().any(|phrase| phrase.rest.is_empty()))
}

/// Whether a word tells of what kind something is at most, not which.
pub(super) fn is_plain(word: &Word) -> bool {
    PLAIN.contains(&word.hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let words: Vec<Word> = words(text).into_iter().map(meant).collect();
        let found = concepts(&words).into_iter();
        found
            .filter_map(|(concept, _)| Some(concept?.code()))
            .collect()
    }

    #[test]
    fn names_tell_of_activities_and_concerns() {
        for (text, want) in [
            ("The Larkhill Luncheon Club", vec!["lunch"]),
            ("Chair-Based Exercise", vec!["chair-exercise"]),
            ("Seated exercise class", vec!["chair-exercise"]),
            ("Walking Football", vec!["walking-football"]),
            ("Health walks", vec!["walk"]),
            ("Stay & Play", vec!["play"]),
            ("Parent and Toddler Group", vec!["toddlers"]),
            ("T'ai Chi", vec!["tai-chi"]),
            ("Carers' Café", vec!["carers", "coffee"]),
            ("Young Carers", vec!["young-carers"]),
            ("Line dancing", vec!["line-dance"]),
            ("Forget-Me-Not", vec![]),
            ("Chair Based Excersise", vec!["chair-exercise"]),
            (
                "Brestfeeding suport group",
                vec!["breastfeeding", "peer-support"],
            ),
        ] {
            assert_eq!(codes(text), want, "{text}");
        }
    }

    #[test]
    fn every_broader_concept_is_in_the_table_and_of_the_same_kind() {
        let text = include_str!("tables/activities.txt");
        for (head, _) in lines(text).filter(|(head, _)| head.contains('<')) {
            let code = head.split(' ').next().unwrap();
            let entry = TABLE
                .entries
                .iter()
                .find(|entry| entry.code == code)
                .unwrap();
            let broader = entry
                .broader
                .unwrap_or_else(|| panic!("{head} is below nothing"));
            assert_eq!(broader.is_concern(), entry.is_concern, "{head}");
        }
    }

    #[test]
    fn no_concept_is_in_the_table_twice() {
        let mut codes: Vec<&str> = TABLE.entries.iter().map(|entry| entry.code).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
