//! What a question asks for.
//!
//! words -> slips of spelling mended -> names, needs, denials, ages, places -> what is left
//! over counts by how rare it is. Each part that was understood is a [`Slot`] with a weight;
//! filler weighs nothing.

use super::reading;
use super::thesaurus::{NeedId, Thesaurus};

/// Weights of slots. A need that the thesaurus knows weighs 1.
pub(super) mod weight {
    /// A phrase that only hints at a need.
    pub(in crate::search::lay) const HINT: f32 = 0.55;
    /// For whom, beside a need.
    pub(in crate::search::lay) const PEOPLE: f32 = 0.4;
    /// A need said again in other words adds this.
    pub(in crate::search::lay) const AGAIN: f32 = 0.2;
    /// Danger to life or abuse, beside anything else.
    pub(in crate::search::lay) const CRISIS: f32 = 3.0;
    /// A rare word beside a need.
    pub(in crate::search::lay) const WORD_BESIDE: f32 = 0.5;
    /// A word that only the phrases of one or two needs have hints at these.
    pub(in crate::search::lay) const SURMISE: f32 = 0.3;
    /// The need that most listings meet loses up to this share beside another.
    pub(in crate::search::lay) const COMMON: f32 = 0.4;
    /// A word that fits nearly every service.
    pub(in crate::search::lay) const GENERIC: f32 = 0.15;
    /// A place name beside something else.
    pub(in crate::search::lay) const PLACE: f32 = 0.35;
    /// Needs and words inside a name count this much of what they else would.
    pub(in crate::search::lay) const IN_NAME: f32 = 0.5;
}

/// What the index can say of words.
pub(crate) trait Vocabulary {
    /// How much a stem tells listings apart, 0 to 1; `None` when no listing has it.
    fn rarity(&self, stem: &str) -> Option<f32>;
    /// Whether the stem names a place more often than anything else.
    fn is_place(&self, stem: &str) -> bool;
    /// The word that this one is most likely a slip of.
    fn correct(&self, spelled: &str) -> Option<String>;
    /// Words of the index that begin so.
    fn endings(&self, beginning: &str) -> Vec<String>;
    /// How much a need tells listings apart, 0 to 1; `None` when no listing plainly meets it.
    fn need_rarity(&self, need: &str) -> Option<f32>;
    /// Names of services and organisations that are these words, or begin with them.
    fn names(&self, words: &str) -> Vec<Name>;
}

/// A name that a question holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// As the index holds it.
    pub(crate) name: String,
    /// Whether the question holds all of it, not only its beginning.
    pub(crate) is_whole: bool,
}

/// What one part of a question asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    /// One of these needs; the stems are the words that said so.
    Needs(Vec<(NeedId, f32)>, Vec<String>),
    /// A word.
    Word(String),
    /// A word that is not fully typed: any of these.
    Endings(Vec<String>),
    /// A place name.
    Place(String),
    /// A service or organisation.
    Names(Vec<Name>),
}

/// One part of a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    pub(crate) ask: Ask,
    pub(crate) weight: f32,
    /// The words, as understood.
    pub(crate) said: String,
}

impl Slot {
    /// The stem, where a plain word that tells something is asked for.
    pub(crate) fn stem(&self) -> Option<&str> {
        match &self.ask {
            Ask::Word(stem) if self.weight > weight::GENERIC => Some(stem),
            _ => None,
        }
    }
}

/// What a question turns down.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Denied {
    Need(NeedId),
    Word(String),
}

/// A question, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Question {
    pub(crate) slots: Vec<Slot>,
    pub(crate) denied: Vec<Denied>,
    /// Needs whose services are for somebody else.
    pub(crate) against: Vec<NeedId>,
    /// Whether it tells of a situation that some services are for alone.
    pub(crate) is_particular: bool,
    /// What was typed, and the word taken instead.
    pub(crate) corrections: Vec<(String, String)>,
    /// The first need of danger to life or abuse.
    pub(crate) urgent: Option<NeedId>,
}

impl Question {
    /// Reads a question; `None` when it asks for nothing.
    pub(crate) fn read(
        text: &str,
        thesaurus: &Thesaurus,
        vocabulary: &dyn Vocabulary,
    ) -> Option<Self> {
        reading::read(text, thesaurus, vocabulary)
    }

    /// The greatest weight of a slot.
    pub(crate) fn heaviest(&self) -> f32 {
        let weights = self.slots.iter().map(|slot| slot.weight);
        weights.fold(0.0, f32::max)
    }
}
