//! Why a hit is where it is: what was asked for, what of it each listing has, and the factors.
//!
//! Worked out anew from the listings of one page, for who asks to see it.

use serde::Serialize;

use super::document::Entry;
use super::known::Known;
use super::lay::{Ask, Denied, NeedId, Part, Question};
use super::order::Factors;
use super::texts::Texts;
use super::words::WordReader;
use super::{SearchAnswer, SearchIndex, SearchRequest};
use crate::domain::{Listing, ListingId};

/// How a search was read, and why each hit of the page is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The parts of the question, as understood.
    pub asked: Vec<AskedFor>,
    /// Needs and words that the question turns down.
    pub denied: Vec<String>,
    /// What was typed, and the word taken instead.
    pub corrected: Vec<(String, String)>,
    /// The need that puts crisis help first, where life is in danger or somebody is abused.
    pub urgent: Option<String>,
    /// Of each hit, in order.
    pub results: Vec<Why>,
}

/// One part of a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedFor {
    /// The words, as understood.
    pub said: String,
    /// `needs`, `word`, `beginning`, `place` or `name`.
    pub kind: &'static str,
    /// The names of the needs.
    pub needs: Vec<String>,
    /// How much it counts beside the others.
    pub weight: f32,
}

/// Why one hit is where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// The listing.
    pub id: ListingId,
    /// Their product decides the place of a hit by relevance.
    pub factors: Factors,
    /// What of the question it has, and where.
    pub matched: Vec<Matched>,
}

/// Something that was asked for, found in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matched {
    /// The need by its name for people, or the word.
    pub asked: String,
    /// `name`, `category`, `organization`, `locality` or `description`.
    pub field: &'static str,
    /// The words found there.
    pub words: String,
}

impl SearchIndex {
    /// Explains the hits of an answer, of which these are the listings.
    pub fn explain(
        &self,
        request: &SearchRequest,
        answer: &SearchAnswer,
        listings: &[Listing],
    ) -> Explanation {
        let view = self.views.newest();
        let known = Known::new(&view.searcher, &self.fields, &self.thesaurus);
        let said = request.q.as_deref();
        let question = said.and_then(|said| Question::read(said, &self.thesaurus, &known));
        let question = question.unwrap_or_default();
        let mut reader = WordReader::new();
        let results = answer.hits.iter().map(|hit| {
            let listing = listings.iter().find(|listing| listing.id == hit.id);
            let entry = listing.and_then(|listing| Entry::read(listing).ok().flatten());
            let texts = entry.map(|entry| entry.texts(&mut reader));
            Why {
                id: hit.id,
                factors: hit.factors,
                matched: texts.map_or_else(Vec::new, |texts| self.matched(&question, &texts)),
            }
        });
        let results = results.collect();
        let denied = question.denied.iter().map(|denied| match denied {
            Denied::Need(id) => self.title(*id),
            Denied::Word(stem) => stem.clone(),
        });
        Explanation {
            denied: denied.collect(),
            asked: self.asked(&question),
            urgent: question.urgent.map(|id| self.title(id)),
            corrected: question.corrections,
            results,
        }
    }

    fn title(&self, id: NeedId) -> String {
        self.thesaurus.need(id).title.clone()
    }

    fn asked(&self, question: &Question) -> Vec<AskedFor> {
        let slots = question.slots.iter().map(|slot| {
            let (kind, needs) = match &slot.ask {
                Ask::Needs(needs, _) => ("needs", needs.as_slice()),
                Ask::Word(_) => ("word", &[][..]),
                Ask::Endings(_) => ("beginning", &[][..]),
                Ask::Place(_) => ("place", &[][..]),
                Ask::Names(_) => ("name", &[][..]),
            };
            AskedFor {
                said: slot.said.clone(),
                kind,
                needs: needs.iter().map(|(id, _)| self.title(*id)).collect(),
                weight: slot.weight,
            }
        });
        slots.collect()
    }

    fn matched(&self, question: &Question, texts: &Texts) -> Vec<Matched> {
        let evidence = texts.evidence(&self.thesaurus);
        let mut matched = Vec::new();
        for slot in &question.slots {
            match &slot.ask {
                Ask::Needs(needs, stems) => {
                    for (id, _) in needs {
                        let asked = self.title(*id);
                        let is_it = |need| need == *id || self.thesaurus.is_near(*id, need);
                        let found = evidence.iter().filter(|one| is_it(one.need));
                        matched.extend(found.map(|one| Matched {
                            asked: asked.clone(),
                            field: one.part.as_str(),
                            words: one.words.clone(),
                        }));
                    }
                    let words = stems.iter().flat_map(|stem| with_stem(texts, stem));
                    matched.extend(words);
                }
                Ask::Word(stem) | Ask::Place(stem) => matched.extend(with_stem(texts, stem)),
                Ask::Endings(words) => {
                    matched.extend(words.iter().flat_map(|word| with_stem(texts, word)));
                }
                Ask::Names(_) => {
                    let words = slot.said.split(' ');
                    matched.extend(words.flat_map(|word| with_stem(texts, word)));
                }
            }
        }
        let mut seen = Vec::with_capacity(matched.len());
        matched.retain(|one| {
            let is_new = !seen.contains(one);
            if is_new {
                seen.push(one.clone());
            }
            is_new
        });
        matched
    }
}

/// Where a text has the stem, or the word as it is spelled.
fn with_stem<'a>(texts: &'a Texts, asked: &'a str) -> impl Iterator<Item = Matched> + 'a {
    Part::ALL.into_iter().filter_map(move |part| {
        let word = texts.find(part, asked)?;
        Some(Matched {
            asked: asked.to_owned(),
            field: part.as_str(),
            words: word.spelled.clone(),
        })
    })
}
