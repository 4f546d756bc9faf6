//! What a record is called.
//!
//! name -> words -> activities and concerns by the table -> what is left: words that name this
//! very group, its place or its provider, and plain words. Words of ages, people and days are
//! read by [`people`](super::people) and [`times`](super::times).

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::vocabulary::{Concept, concepts, is_plain, meant};
use super::words::{Word, hash_of, take_joined, words};

/// A name, taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Name {
    /// As it is written.
    pub(super) shown: Box<str>,
    /// Words that are neither activity nor people nor days, and how much each tells.
    pub(super) rest: Vec<(Word, f32)>,
    /// Activities and concerns with the words that say so.
    told: Vec<(Concept, Vec<u64>)>,
    /// What people do there.
    pub(super) activities: Vec<Concept>,
    /// The words that say so; sorted.
    pub(super) activity_words: Vec<u64>,
    /// What or whom it is about.
    pub(super) concerns: Vec<Concept>,
    /// "1st", "3rd": which of several.
    pub(super) ordinals: Vec<u64>,
    /// Bare numbers: "Group 2".
    numbers: Vec<u64>,
    /// All words, in order of their hashes.
    pub(super) whole: Vec<u64>,
}

/// What the words of a name are held against: what else the other record says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'p> {
    /// Words of its provider, places and towns; sorted.
    pub(super) context: &'p [u64],
    /// Words of its description; sorted.
    pub(super) prose: &'p [u64],
}

/// What else is known of a pair when their names are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Nothing says that they are for other people.
    pub(super) is_for_same: bool,
    /// One has a name of its own for what the other says plainly.
    pub(super) is_named_apart: bool,
    /// How much it counts that one is silent on something.
    pub(super) silence: f64,
    /// How much it counts that the names differ, up to 1.
    pub(super) names_count: f64,
}

/// Words of people, which are compared elsewhere.
const PEOPLE: [&str; 35] = [
    "men",
    "women",
    "girl",
    "boy",
    "child",
    "adult",
    "junior",
    "senior",
    "older",
    "young",
    "youth",
    "teen",
    "teenager",
    "baby",
    "newborn",
    "birth",
    "infant",
    "crawler",
    "toddler",
    "family",
    "people",
    "under",
    "over",
    "age",
    "aged",
    "year",
    "month",
    "mum",
    "parent",
    "beginner",
    "improver",
    "intermediate",
    "advanced",
    "level",
    "mixed",
];

/// Words of when, which are compared elsewhere too.
const TIMES: [&str; 13] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "afternoon",
    "evening",
    "night",
    "day",
    "weekend",
];

/// What a plain word tells beside one that names.
const PLAIN: f32 = 0.12;

/// What a plain word tells where there are no others.
const ALONE: f32 = 0.7;

impl Name {
    pub(super) fn of(text: &str) -> Self {
        let words: Vec<Word> = words(text).into_iter().map(meant).collect();
        let mut name = Self {
            shown: crate::domain::cut(&crate::domain::plain_text(text), 80).into(),
            ..Self::default()
        };
        for (concept, words) in concepts(&words) {
            match concept {
                Some(concept) => {
                    let words = words.iter().map(|word| word.hash).collect();
                    name.told.push((concept, words));
                }
                None => words.iter().for_each(|word| name.take(word)),
            }
        }
        // "The Living Room": where plain words are all there is, they are the name.
        if name.told.is_empty() && name.naming().next().is_none() {
            name.rest.iter_mut().for_each(|(_, weight)| *weight = ALONE);
        }
        name.leave_out(&[], &[]);
        name.whole = words.iter().map(|word| word.hash).collect();
        name.whole.sort_unstable();
        name.whole.dedup();
        name
    }

    /// Leaves out activities that only stand in the name of the venue or the provider, where there
    /// are others: tai chi at a sports centre is no sports club. Both lists of words are sorted.
    pub(super) fn leave_out(&mut self, venue: &[u64], body: &[u64]) {
        let is_in = |words: &[u64], of: &[u64]| words.iter().all(|w| of.binary_search(w).is_ok());
        let is_main = |concept: Concept| !concept.is_concern() && !concept.is_soft();
        let is_beside = |(concept, words): &(Concept, Vec<u64>)| {
            is_main(*concept) && !is_in(words, body) && !is_in(words, venue)
        };
        if self.told.iter().any(is_beside) {
            self.told
                .retain(|(concept, words)| concept.is_concern() || !is_in(words, body));
        }
        let in_venue = |words: &[u64]| is_in(words, venue);
        let (kept, left): (Vec<_>, Vec<_>) =
            self.told.drain(..).partition(|(_, words)| !in_venue(words));
        self.told = if kept.iter().any(|(concept, _)| !concept.is_concern()) {
            kept
        } else {
            [kept, left].concat()
        };
        let concepts = |is_concern: bool| {
            let told = self.told.iter().map(|(concept, _)| *concept);
            let mut concepts: Vec<Concept> =
                told.filter(|c| c.is_concern() == is_concern).collect();
            concepts.sort_unstable();
            concepts.dedup();
            // Who names the narrower means no other by the broader.
            let all = concepts.clone();
            concepts.retain(|one| {
                !all.iter()
                    .any(|other| other != one && other.broadest() == *one)
            });
            concepts
        };
        (self.activities, self.concerns) = (concepts(false), concepts(true));
        let of_activities = self
            .told
            .iter()
            .filter(|(concept, _)| !concept.is_concern());
        self.activity_words = of_activities.flat_map(|(_, words)| words.clone()).collect();
        self.activity_words.sort_unstable();
    }

    fn take(&mut self, word: &Word) {
        let text = &word.text;
        let is_number = text.bytes().all(|b| b.is_ascii_digit());
        if is_ordinal(text) {
            self.ordinals.push(word.hash);
        }
        if is_number {
            self.numbers.push(word.hash);
        }
        let is_known = self.rest.iter().any(|(known, _)| known.hash == word.hash);
        if PEOPLE.contains(&&**text) || TIMES.contains(&&**text) || is_number || is_known {
            return;
        }
        let weight = if is_plain(word) { PLAIN } else { 1.0 };
        self.rest.push((word.clone(), weight));
    }

    /// Words that name, rather than say of what kind it is.
    pub(super) fn naming(&self) -> impl Iterator<Item = &Word> {
        let naming = self.rest.iter().filter(|(_, weight)| *weight > PLAIN);
        naming.map(|(word, _)| word)
    }
}

fn is_ordinal(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let end = &text[digits.len()..];
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && ["st", "nd", "rd", "th"].contains(&end)
}

/// How two names compare, but for activities and concerns.
#[derive(Debug, Clone, Copy, Default)]
struct Overlap {
    /// Words that both have and that name.
    shared: f32,
    /// Shared words that only name the place or the provider.
    setting: f32,
    /// What either name has that nothing of the other record explains.
    left: [f32; 2],
}

fn overlap(a: &Name, b: &Name, around: [Around<'_>; 2]) -> Overlap {
    let mut found = Overlap::default();
    let mut taken = vec![false; b.rest.len()];
    let mut open = Vec::new();
    for (word, weight) in &a.rest {
        let same = b.rest.iter().position(|(other, _)| other.hash == word.hash);
        match same {
            Some(at) => {
                taken[at] = true;
                share(&mut found, word, *weight, around);
            }
            None => open.push((word, *weight)),
        }
    }
    let mut unmatched = Vec::new();
    for (word, weight) in open {
        let like = (0..b.rest.len()).find(|at| !taken[*at] && b.rest[*at].0.is_like(word));
        match like {
            Some(at) => {
                taken[at] = true;
                share(&mut found, word, weight * 0.9, around);
            }
            None => unmatched.push((word, weight)),
        }
    }
    let rest = b.rest.iter().zip(&taken).filter(|(_, taken)| !**taken);
    let mut rest: Vec<(&Word, f32)> = rest.map(|((word, weight), _)| (word, *weight)).collect();
    let joined = take_joined(&mut unmatched, &mut rest);
    if let Some((word, weight)) = joined.or_else(|| take_joined(&mut rest, &mut unmatched)) {
        share(&mut found, word, weight, around);
    }
    let [a_around, b_around] = around;
    let left = |words: &[(&Word, f32)], around| {
        let words = words.iter();
        words
            .map(|(word, weight)| unexplained(word, *weight, around))
            .sum()
    };
    found.left = [left(&unmatched, around), left(&rest, [b_around, a_around])];
    found
}

/// Whether two names are of one row that somebody has numbered, and of different numbers.
fn is_numbered_apart(a: &Name, b: &Name) -> bool {
    let both = !a.numbers.is_empty() && !b.numbers.is_empty();
    both && !a.numbers.iter().any(|number| b.numbers.contains(number))
}

/// Whether one directory would call one thing both: they name the same, call what people do by
/// the same words, and name the same people.
pub(super) fn is_alike(a: &Name, b: &Name) -> bool {
    let named = |name: &Name, word: &Word| {
        let mut known = name.naming();
        known.any(|known| known.hash == word.hash || known.is_like(word))
    };
    let names = |whole: &Name, part: &Name| part.naming().all(|word| named(whole, word));
    let mut people = PEOPLE.iter().map(|word| hash_of(word));
    let says = |name: &Name, word| name.whole.binary_search(&word).is_ok();
    let words = &b.activity_words;
    let is_called_like = match (a.activities.is_empty(), b.activities.is_empty()) {
        (true, true) => true,
        (false, false) => a.activity_words.iter().any(|word| words.contains(word)),
        _ => false,
    };
    is_called_like
        && names(a, b)
        && names(b, a)
        && people.all(|word| says(a, word) == says(b, word))
}

fn share(found: &mut Overlap, word: &Word, weight: f32, around: [Around<'_>; 2]) {
    let is_setting = around.iter().any(|side| side.has(word));
    if is_setting {
        found.setting += weight;
    } else {
        found.shared += weight;
    }
}

/// What is left of a word when the other record says it elsewhere; `around` is one's own first.
fn unexplained(word: &Word, weight: f32, [own, other]: [Around<'_>; 2]) -> f32 {
    if other.has(word) {
        0.0
    } else if other.prose.binary_search(&word.hash).is_ok() {
        weight * 0.3
    } else if own.has(word) {
        weight * 0.5
    } else {
        weight
    }
}

impl Around<'_> {
    fn has(&self, word: &Word) -> bool {
        self.context.binary_search(&word.hash).is_ok()
    }
}

/// Compares two names.
pub(super) fn compare(
    a: &Name,
    b: &Name,
    around: [Around<'_>; 2],
    setting: Setting,
    ledger: &mut impl Ledger,
) {
    if a.whole.is_empty() || b.whole.is_empty() {
        return;
    }
    let ordinals = !a.ordinals.is_empty() && !b.ordinals.is_empty();
    if ordinals && !a.ordinals.iter().any(|number| b.ordinals.contains(number)) {
        ledger.conflict(Group::Activity, Kind::Name, 5.0, || {
            format!("\"{}\" and \"{}\" have different numbers", a.shown, b.shown)
        });
    }
    if is_numbered_apart(a, b) {
        ledger.conflict(Group::Activity, Kind::Name, 5.0, || {
            format!(
                "\"{}\" and \"{}\" are numbered differently",
                a.shown, b.shown
            )
        });
    }
    let found = overlap(a, b, around);
    sameness(a, b, found, setting.is_for_same, ledger);
    differences(a, b, found, setting, ledger);
}

fn sameness(a: &Name, b: &Name, found: Overlap, is_for_same: bool, ledger: &mut impl Ledger) {
    let is_same = a.activities == b.activities && a.concerns == b.concerns;
    let words = &b.activity_words;
    let by_words = a.activity_words.iter().any(|word| words.contains(word));
    let by_words = by_words || a.activities.is_empty() && b.activities.is_empty();
    let tells = !a.told.is_empty() && by_words;
    let says = tells || found.shared + found.setting > 0.9;
    let is_same = is_same && is_for_same;
    let is_whole = a.whole == b.whole && a.rest.iter().any(|(_, weight)| *weight > PLAIN);
    if is_whole && is_for_same {
        ledger.add(Group::Activity, Kind::Name, 1.6, || {
            format!("both are called \"{}\"", a.shown)
        });
    } else if is_same && says && found.left.iter().all(|left| *left < 0.2) {
        let weight = if tells { 0.7 } else { 1.2 };
        ledger.add(Group::Activity, Kind::Name, weight, || {
            format!("\"{}\" and \"{}\" say the same", a.shown, b.shown)
        });
    }
    let naming = 1.5 * f64::from(found.shared.min(2.0)) + 0.25 * f64::from(found.setting.min(2.0));
    if naming > 0.1 {
        ledger.add(Group::Activity, Kind::Name, naming, || {
            format!("\"{}\" and \"{}\" share a name", a.shown, b.shown)
        });
    }
}

/// Words that name on both sides make two of them; on one side they may be what the other left
/// out. Where nothing else in the names is shared, any such word does.
fn differences(a: &Name, b: &Name, found: Overlap, setting: Setting, ledger: &mut impl Ledger) {
    let [low, high] = match found.left {
        [a, b] if a <= b => [a, b],
        [a, b] => [b, a],
    };
    let shares = |a: &[Concept], b: &[Concept]| a.iter().any(|concept| b.contains(concept));
    let is_shared = shares(&a.activities, &b.activities);
    let is_alike = is_shared
        || setting.is_named_apart
        || found.shared > 0.5
        || shares(&a.concerns, &b.concerns);
    let [both, one] = match (is_shared, is_alike) {
        (true, _) => [2.4, 0.5],
        _ if found.shared > 0.8 => [2.0, 0.5],
        (_, true) => [3.2, 0.5],
        _ => [3.2, 1.6],
    };
    let left_out = 0.4 + 0.6 * setting.silence.min(1.0);
    let [low, high] = [low.min(1.0), (high - low).min(1.5)].map(f64::from);
    let differing = setting.names_count * left_out * (both * low + one * high);
    if differing > 0.1 {
        ledger.add(Group::Activity, Kind::Name, -differing, || {
            format!(
                "\"{}\" and \"{}\" differ in words that name",
                a.shown, b.shown
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Sums;
    use super::*;

    #[test]
    fn names_of_one_thing_speak_for_it_and_others_against() {
        for (a, b, for_it) in [
            ("The Larkhill Lunch Club", "Larkhill Luncheon Club", true),
            ("Tiny Tunes", "Tiny Tunes music group", true),
            ("Next Steps", "Next Steps coaching", true),
            ("Tannery Tots", "Tannery Toddlers", true),
            ("Sunbeams", "Little Stars", false),
            ("1st Thornbeck Scouts", "3rd Thornbeck Scouts", false),
        ] {
            let around = Around {
                context: &[],
                prose: &[],
            };
            let setting = Setting {
                is_for_same: true,
                is_named_apart: false,
                silence: 1.0,
                names_count: 1.0,
            };
            let mut sums = Sums::default();
            compare(
                &Name::of(a),
                &Name::of(b),
                [around, around],
                setting,
                &mut sums,
            );
            assert_eq!(sums.sum(Group::Activity) > 0.0, for_it, "{a}, {b}");
        }
    }
}
