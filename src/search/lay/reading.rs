//! From the words of a question to its slots.
//!
//! Slips mended -> names, ages, phrases of the thesaurus (asked for or denied) -> what is left
//! over -> weights beside one another.

mod weighing;

use super::phrases::Match;
use super::plain::Plain;
use super::question::{Ask, Denied, Name, Question, Slot, Vocabulary, weight};
use super::thesaurus::{Kind, Strength, Thesaurus};
use crate::search::words::{Word, WordReader};

/// So many other words may stand inside a phrase of a question.
const GAP: usize = 2;

/// From this weight on a name is surely meant, and not just what it does.
const SURELY: f32 = 1.0;

/// What became of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Open,
    Taken,
}

/// Reads a question; see [`Question::read`].
pub(super) fn read(
    text: &str,
    thesaurus: &Thesaurus,
    vocabulary: &dyn Vocabulary,
) -> Option<Question> {
    let mut reader = WordReader::new();
    let words = reader.read_question(text);
    if words.iter().all(Word::is_stopword) {
        return None;
    }
    let mut reading = Reading {
        thesaurus,
        vocabulary,
        plain: Plain::ours(),
        uses: vec![Use::Open; words.len()],
        is_named: vec![false; words.len()],
        words,
        question: Question::default(),
    };
    reading.mend(&mut reader);
    let names = reading.names();
    reading.protect(&names);
    reading.ages();
    reading.needs();
    reading.left_over();
    reading.surmise();
    reading.if_nothing_else();
    reading.weigh_kinds();
    reading.add_names(names);
    reading.turn_away();
    Some(reading.question)
}

struct Reading<'a> {
    thesaurus: &'a Thesaurus,
    vocabulary: &'a dyn Vocabulary,
    plain: &'static Plain,
    words: Vec<Word>,
    /// Whether the word stands inside a name that is surely meant.
    is_named: Vec<bool>,
    uses: Vec<Use>,
    question: Question,
}

/// A name and where it stands.
struct NameAt {
    first: usize,
    end: usize,
    names: Vec<Name>,
    weight: f32,
}

impl Reading<'_> {
    /// Puts the word that was meant in the place of each that nothing has.
    fn mend(&mut self, reader: &mut WordReader) {
        for at in 0..self.words.len() {
            let word = &self.words[at];
            let is_last = at + 1 == self.words.len();
            let is_known = self.plain.is_filler(&word.spelled)
                || self.plain.is_generic(&word.spelled)
                || word.spelled.bytes().any(|byte| byte.is_ascii_digit())
                || self.thesaurus.has_stem(&word.stem)
                || self.vocabulary.rarity(&word.stem).is_some();
            if is_known || is_last && !self.vocabulary.endings(&word.spelled).is_empty() {
                continue;
            }
            let Some(meant) = self.vocabulary.correct(&word.spelled) else {
                continue;
            };
            if let Some(meant) = reader.word(&meant) {
                let typed = std::mem::replace(&mut self.words[at].spelled, meant.spelled.clone());
                self.words[at].stem = meant.stem;
                self.question.corrections.push((typed, meant.spelled));
            }
        }
    }

    /// Names of services and organisations among the words, the longest first.
    fn names(&self) -> Vec<NameAt> {
        const LONGEST: usize = 6;
        const STARTS: usize = 12;
        let count = self.words.len();
        let mut found: Vec<NameAt> = Vec::new();
        for first in 0..count.min(STARTS) {
            let starts = &self.words[first].spelled;
            if self.plain.is_filler(starts) || found.iter().any(|name| first < name.end) {
                continue;
            }
            let longest = (first + LONGEST).min(count);
            let named = (first + 1..=longest).rev().find_map(|end| {
                let names = self.named(first, end);
                (!names.is_empty()).then_some((end, names))
            });
            let Some((end, names)) = named else { continue };
            let weight = self.name_weight(first, end, &names);
            found.push(NameAt {
                first,
                end,
                names,
                weight,
            });
        }
        found
    }

    fn named(&self, first: usize, end: usize) -> Vec<Name> {
        let words = &self.words[first..end];
        let is_said = words.iter().any(|word| !self.says_little(word));
        if words.last().is_some_and(Word::is_stopword) || (!is_said && end - first < 2) {
            return Vec::new();
        }
        let spelled: Vec<&str> = words.iter().map(|word| word.spelled.as_str()).collect();
        let mut names = self.vocabulary.names(&spelled.join(" "));
        if end - first == 1 {
            names.retain(|name| name.is_whole);
        }
        names
    }

    /// How surely the words mean that service or organisation, and not just what it does.
    fn name_weight(&self, first: usize, end: usize, names: &[Name]) -> f32 {
        let is_all = first == 0 && end == self.words.len();
        let is_whole = names.iter().any(|name| name.is_whole);
        let words = &self.words[first..end];
        let known = self.thesaurus.phrases(words, 0);
        let is_plain = (0..words.len()).all(|at| {
            self.says_little(&words[at]) || known.iter().any(|found| found.at.contains(&at))
        });
        match (is_plain, is_all, is_whole) {
            (false, true, true) => 2.5,
            (false, true, false) => 2.0,
            (false, false, true) if words.len() > 1 => 1.5,
            (false, false, false) => 1.2,
            (true, true, true) => 0.6,
            _ => 0.2,
        }
    }

    fn says_little(&self, word: &Word) -> bool {
        self.plain.is_filler(&word.spelled) || self.plain.is_generic(&word.spelled)
    }

    /// Inside a name that is surely meant nothing is denied: "forget me not".
    fn protect(&mut self, names: &[NameAt]) {
        for name in names.iter().filter(|name| name.weight >= SURELY) {
            self.is_named[name.first..name.end].fill(true);
        }
    }

    /// Ages say for whom.
    fn ages(&mut self) {
        for at in 0..self.words.len() {
            let Some(age) = self.age(at) else { continue };
            let name = match age {
                0..=4 => "under_fives",
                5..=11 => "children",
                12..=24 => "young_people",
                60.. => "older_people",
                _ => continue,
            };
            if let Some(need) = self.thesaurus.find(name) {
                let slot = Slot {
                    ask: Ask::Needs(vec![(need, 1.0)], Vec::new()),
                    weight: 1.0,
                    said: self.words[at].spelled.clone(),
                };
                self.uses[at] = Use::Taken;
                self.add(slot);
            }
        }
    }

    fn age(&self, at: usize) -> Option<u8> {
        let spelled = &self.words[at].spelled;
        let digits = spelled.len()
            - spelled
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        let (number, unit) = spelled.split_at(digits);
        let age: u8 = number.parse().ok().filter(|age| *age <= 110)?;
        let near = at.saturating_sub(2)..(at + 2).min(self.words.len());
        let is_age = match unit {
            "" => self.words[near]
                .iter()
                .any(|word| self.plain.is_beside_ages(&word.spelled)),
            unit => matches!(unit, "yo" | "yr" | "yrs" | "y"),
        };
        is_age.then_some(age)
    }

    /// Phrases of the thesaurus: asked for, or denied.
    fn needs(&mut self) {
        let thesaurus = self.thesaurus;
        let words = self.words.clone();
        let found = thesaurus.phrases(&words, GAP);
        for at in found.iter().flat_map(|phrase| &phrase.at) {
            self.uses[*at] = Use::Taken;
        }
        let is_denied = self.denied_among(&found);
        for (phrase, is_denied) in found.iter().zip(is_denied) {
            let strongest = phrase.meanings.iter().map(|meaning| meaning.strength);
            let says_little = phrase.at.iter().all(|at| self.says_little(&words[*at]));
            if is_denied {
                let needs = phrase.meanings.iter().map(|meaning| meaning.need);
                self.question.denied.extend(needs.map(Denied::Need));
                let stems = phrase.at.iter().map(|at| words[*at].stem.clone());
                self.question.denied.extend(stems.map(Denied::Word));
            } else if strongest.max() <= says_little.then_some(Strength::Related) {
                // It looks like a need and is none: its words stand for themselves.
                for at in &phrase.at {
                    self.uses[*at] = Use::Open;
                }
            } else {
                self.add_phrase(&words, &phrase.at, phrase.meanings);
            }
        }
    }

    /// Which of the phrases are denied; denied words that are no phrase are noted.
    fn denied_among(&mut self, found: &[Match<'_>]) -> Vec<bool> {
        let mut is_denied = vec![false; found.len()];
        for at in 0..self.words.len() {
            let Some(mut next) = self.after_denial(at) else {
                continue;
            };
            let is_lack = self.plain.is_lack(&self.words[at].spelled);
            self.uses[at] = Use::Taken;
            // "not a gym or a pool": both.
            while let Some(target) = self.next_said(next) {
                let hit = found.iter().position(|phrase| phrase.at.contains(&target));
                next = match hit {
                    Some(hit) => {
                        is_denied[hit] = !(is_lack && self.is_thing(&found[hit]));
                        found[hit].at.last().map_or(target, |last| *last) + 1
                    }
                    None => {
                        self.uses[target] = Use::Taken;
                        let stem = self.words[target].stem.clone();
                        self.question.denied.push(Denied::Word(stem));
                        target + 1
                    }
                };
                let joins = self.words.get(next).map(|word| word.spelled.as_str());
                if !matches!(joins, Some("or" | "nor")) {
                    break;
                }
                next += 1;
            }
        }
        is_denied
    }

    fn is_thing(&self, phrase: &Match<'_>) -> bool {
        let mut needs = phrase.meanings.iter().map(|meaning| meaning.need);
        needs.any(|need| self.thesaurus.need(need).kind == Kind::Thing)
    }

    fn add_phrase(&mut self, words: &[Word], at: &[usize], meanings: &[super::thesaurus::Meaning]) {
        let strongest = meanings.iter().map(|meaning| meaning.strength).max();
        let is_hint = strongest == Some(Strength::Related);
        let needs = meanings.iter().map(|meaning| {
            let is_weaker = !is_hint && meaning.strength == Strength::Related;
            (meaning.need, if is_weaker { weight::HINT } else { 1.0 })
        });
        let said: Vec<&str> = at.iter().map(|at| words[*at].spelled.as_str()).collect();
        let stems = at.iter().map(|at| &words[*at]);
        let stems = stems.filter(|word| !self.plain.is_filler(&word.spelled));
        let slot = Slot {
            ask: Ask::Needs(
                needs.collect(),
                stems.map(|word| word.stem.clone()).collect(),
            ),
            weight: if is_hint { weight::HINT } else { 1.0 },
            said: said.join(" "),
        };
        self.add(slot);
    }

    /// Where what a denial at `at` denies may begin; `None` when there is no denial.
    fn after_denial(&self, at: usize) -> Option<usize> {
        if self.uses[at] == Use::Taken || self.is_named[at] {
            return None;
        }
        let word = &self.words[at];
        let pair = self.words.get(at + 1);
        let pair = pair.map(|next| format!("{} {}", word.spelled, next.spelled));
        let next = if pair.is_some_and(|pair| self.plain.is_denial(&pair)) {
            at + 2
        } else if self.plain.is_denial(&word.spelled) {
            at + 1
        } else {
            return None;
        };
        let following = self.words.get(next)?;
        (!self.plain.undoes(&following.spelled)).then_some(next)
    }

    /// The next word that says something, unless a sign or too many others part it.
    fn next_said(&self, from: usize) -> Option<usize> {
        const FARTHEST: usize = 4;
        let near = from..(from + FARTHEST).min(self.words.len());
        for at in near {
            let word = &self.words[at];
            if word.is_parted || matches!(word.spelled.as_str(), "but" | "and") {
                return None;
            }
            let is_phrase = self.uses[at] == Use::Taken;
            if is_phrase || !self.says_little(word) {
                return Some(at);
            }
        }
        None
    }

    /// Words that are no need count by how rare they are.
    fn left_over(&mut self) {
        let has_needs = !self.question.slots.is_empty();
        let beside = if has_needs { weight::WORD_BESIDE } else { 1.0 };
        for at in 0..self.words.len() {
            let word = self.words[at].clone();
            if self.uses[at] == Use::Taken || self.plain.is_filler(&word.spelled) {
                continue;
            }
            let (ask, weight) = match self.vocabulary.rarity(&word.stem) {
                Some(_) if self.plain.is_generic(&word.spelled) => {
                    (Ask::Word(word.stem), weight::GENERIC)
                }
                Some(_) if self.vocabulary.is_place(&word.stem) => {
                    (Ask::Place(word.stem), weight::PLACE)
                }
                Some(rarity) => (Ask::Word(word.stem), rarity * beside),
                None => {
                    let endings = match at + 1 == self.words.len() {
                        true => self.vocabulary.endings(&word.spelled),
                        false => Vec::new(),
                    };
                    if endings.is_empty() {
                        continue;
                    }
                    (Ask::Endings(endings), beside * 0.8)
                }
            };
            self.add(Slot {
                ask,
                weight,
                said: word.spelled,
            });
        }
    }

    /// Words that only the phrases of one or two needs have hint at these, however they were
    /// put: nobody can write down every sentence.
    fn surmise(&mut self) {
        for at in 0..self.words.len() {
            let word = self.words[at].clone();
            let is_open = self.uses[at] == Use::Open && !self.says_little(&word);
            let needs = self.thesaurus.surmised(&word.stem);
            if is_open && !self.is_named[at] && !needs.is_empty() {
                self.add(Slot {
                    ask: Ask::Needs(needs.to_vec(), Vec::new()),
                    weight: weight::SURMISE,
                    said: word.spelled,
                });
            }
        }
    }

    /// Where nothing else was said, the words that say little are what is asked for.
    fn if_nothing_else(&mut self) {
        if !self.question.slots.is_empty() {
            return;
        }
        for word in self.words.clone() {
            if word.is_stopword() {
                continue;
            }
            if let Some(rarity) = self.vocabulary.rarity(&word.stem) {
                self.add(Slot {
                    ask: Ask::Word(word.stem),
                    weight: rarity,
                    said: word.spelled,
                });
            }
        }
    }

    /// Adds a slot, or makes the one that asks for the same need heavier.
    fn add(&mut self, slot: Slot) {
        for known in &mut self.question.slots {
            match (&mut known.ask, &slot.ask) {
                (Ask::Needs(needs, stems), Ask::Needs(more, words))
                    if more
                        .iter()
                        .all(|one| needs.iter().any(|need| need.0 == one.0)) =>
                {
                    known.weight = known.weight.max(slot.weight) + weight::AGAIN;
                    stems.extend(words.iter().cloned());
                    known.said = format!("{}; {}", known.said, slot.said);
                    return;
                }
                (Ask::Word(word), Ask::Word(other)) if word == other => return,
                _ => {}
            }
        }
        self.question.slots.push(slot);
    }
}
