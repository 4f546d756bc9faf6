//! What the index knows of words: how rare they are, what a slip may have meant, which names
//! hold them.

use strsim::osa_distance;
use tantivy::query::{Bm25StatisticsProvider, FuzzyTermQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::lay::{BEST_GRADE, Name, Thesaurus, Vocabulary};
use super::schema::{Fields, TextField};
use super::texts::graded;

/// A directory of fewer listings counts as one of so many: in a small one every word is rare.
const FEWEST: f32 = 1_000.0;

/// The most common word still counts this much.
const COMMONEST: f32 = 0.12;

/// From this grade on a listing plainly meets a need.
const PLAIN: u8 = 6;

/// Half-typed words shorter than this stand for themselves alone, in letters.
const SHORTEST_BEGINNING: usize = 3;

/// The most words that a half-typed one stands for, and names that a beginning has.
const MOST_ENDINGS: usize = 64;

/// Shorter words are never corrected, in letters.
const SHORTEST_SLIP: usize = 4;

/// Longer words are no slips, in letters.
const LONGEST_SLIP: usize = 40;

/// Words shorter than this are corrected by one edit, longer ones by two, in letters.
const SHORTEST_OF_TWO: usize = 7;

/// What makes a correction less likely, in edits.
mod cost {
    /// Its first letter is another one.
    pub(super) const FIRST_LETTER: f64 = 0.7;
    /// Only the index has it, not the thesaurus.
    pub(super) const NO_NEED: f64 = 0.3;
    /// Each factor of ten by which more listings have it takes this off.
    pub(super) const TENFOLD: f64 = 0.12;
}

/// The words of one state of the index.
pub(super) struct Known<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    thesaurus: &'a Thesaurus,
}

impl<'a> Known<'a> {
    pub(super) fn new(
        searcher: &'a Searcher,
        fields: &'a Fields,
        thesaurus: &'a Thesaurus,
    ) -> Self {
        Self {
            searcher,
            fields,
            thesaurus,
        }
    }

    /// How many listings have the term. What cannot be read is in none.
    fn frequency(&self, field: Field, term: &str) -> u64 {
        let term = Term::from_field_text(field, term);
        self.searcher.doc_freq(&term).unwrap_or(0)
    }

    /// How much something tells listings apart that so many have.
    fn rarity_of(&self, listings: u64) -> Option<f32> {
        let all = (self.searcher.num_docs() as f32).max(FEWEST);
        let share = (listings as f32).ln() / all.ln();
        (listings > 0).then(|| (1.0 - share).clamp(COMMONEST, 1.0))
    }

    /// The words of the index at most two edits away.
    fn neighbours(&self, spelled: &str, edits: u8) -> Vec<String> {
        let field = self.fields.spelled;
        let query = FuzzyTermQuery::new(Term::from_field_text(field, spelled), edits, true);
        let mut words = Vec::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(field) else {
                continue;
            };
            let Ok(automaton) = query.automaton() else {
                continue;
            };
            let Ok(mut found) = index.terms().search(automaton).into_stream() else {
                continue;
            };
            while found.advance() {
                words.push(String::from_utf8_lossy(found.key()).into_owned());
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    fn beginning_with(&self, field: Field, beginning: &str, most: usize) -> Vec<String> {
        let mut words = Vec::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(field) else {
                continue;
            };
            let terms = index.terms().range().ge(beginning.as_bytes());
            let Ok(mut terms) = terms.into_stream() else {
                continue;
            };
            let mut seen = 0;
            while seen < most && terms.advance() && terms.key().starts_with(beginning.as_bytes()) {
                words.push(String::from_utf8_lossy(terms.key()).into_owned());
                seen += 1;
            }
        }
        words.sort_unstable();
        words.dedup();
        words.truncate(most);
        words
    }
}

impl Vocabulary for Known<'_> {
    fn rarity(&self, stem: &str) -> Option<f32> {
        let texts = self.fields.texts();
        let frequencies = texts.iter().map(|text| self.frequency(text.field, stem));
        self.rarity_of(frequencies.max()?)
    }

    fn need_rarity(&self, need: &str) -> Option<f32> {
        let grades = (PLAIN..=BEST_GRADE).map(|grade| graded(need, grade));
        let listings = grades.map(|term| self.frequency(self.fields.need, &term));
        self.rarity_of(listings.sum())
    }

    fn is_place(&self, stem: &str) -> bool {
        let places = self.frequency(self.fields.locality.field, stem);
        let is_theirs = |text: &TextField| text.field == self.fields.locality.field;
        let elsewhere = self.fields.texts().into_iter();
        let elsewhere = elsewhere.filter(|text| !is_theirs(text));
        places > 0 && elsewhere.map(|text| self.frequency(text.field, stem)).max() <= Some(places)
    }

    fn correct(&self, spelled: &str) -> Option<String> {
        let letters = spelled.chars().count();
        if !(SHORTEST_SLIP..=LONGEST_SLIP).contains(&letters) {
            return None;
        }
        let edits = if letters < SHORTEST_OF_TWO { 1 } else { 2 };
        let is_near = |word: &str| {
            word.chars().count().abs_diff(letters) <= edits && osa_distance(spelled, word) <= edits
        };
        let ours = self.thesaurus.spellings().iter();
        let ours = ours.filter(|word| word.len() >= SHORTEST_SLIP && is_near(word));
        let theirs = self.neighbours(spelled, edits as u8);
        let theirs = theirs.iter().filter(|word| word.len() >= SHORTEST_SLIP);
        let cost = |word: &str, is_need: bool| {
            let mut cost = osa_distance(spelled, word) as f64;
            if word.chars().next() != spelled.chars().next() {
                cost += cost::FIRST_LETTER;
            }
            if !is_need {
                cost += cost::NO_NEED;
            }
            let frequency = self.frequency(self.fields.spelled, word);
            cost - cost::TENFOLD * ((1 + frequency) as f64).log10()
        };
        let ours = ours.map(|word| (cost(word, true), word));
        let theirs = theirs.map(|word| (cost(word, false), word));
        let best = ours
            .chain(theirs)
            .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(other.1)));
        best.map(|(_, word)| word.clone())
    }

    fn endings(&self, beginning: &str) -> Vec<String> {
        if beginning.chars().count() < SHORTEST_BEGINNING {
            return Vec::new();
        }
        self.beginning_with(self.fields.spelled, beginning, MOST_ENDINGS)
    }

    fn names(&self, words: &str) -> Vec<Name> {
        let field = self.fields.full_name;
        let mut names = Vec::new();
        if self.frequency(field, words) > 0 {
            names.push(Name {
                name: words.to_owned(),
                is_whole: true,
            });
        }
        let longer = self.beginning_with(field, &format!("{words} "), MOST_ENDINGS);
        names.extend(longer.into_iter().map(|name| Name {
            name,
            is_whole: false,
        }));
        names
    }
}

/// Statistics by which every word is equally rare and texts have a usual length: how much a
/// word counts is for the question to say, and only how well a text is about it for the
/// index. So a score means the same in every directory.
pub(super) struct EvenStatistics<'a> {
    pub(super) fields: &'a Fields,
}

impl EvenStatistics<'_> {
    /// With these two the logarithm of rarity is 1.
    const DOCS: u64 = 2_718_282;
    const DOCS_WITH_WORD: u64 = 1_000_000;
    /// Words of a usual description, and of any other text.
    const LONG: u64 = 40;
    const SHORT: u64 = 4;
}

impl Bm25StatisticsProvider for EvenStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let is_long = field == self.fields.description.field;
        let words = if is_long { Self::LONG } else { Self::SHORT };
        Ok(words * Self::DOCS)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(Self::DOCS)
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(Self::DOCS_WITH_WORD)
    }
}
