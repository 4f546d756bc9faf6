//! From a question and a place to the query that finds the candidates and scores them.
//!
//! Built by hand from the slots of a question, never by a parser: no text can fail. Each slot
//! gives 0 to about 1.3 times its weight: a need by the listing's grade for it and a little
//! for the very words, a word by the best field that has it. Any slot finds; the collector's
//! floor lets in only what has a good part of one that matters. What was turned down, or is
//! for somebody else, takes away.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::Sort;
use super::cells;
use super::lay::{Ask, BEST_GRADE, Denied, Name, NeedId, Question, Slot, Thesaurus};
use super::schema::{Fields, TextField};
use super::texts::{PARTICULAR, graded};

/// How much the fields beside the best one add to a word's score.
const TIE_BREAKER: f32 = 0.2;

/// How much the needs beside the best one of a slot add.
const OTHER_NEEDS: f32 = 0.2;

/// What the very words of a need add to the grade, all together.
const VERY_WORDS: f32 = 0.3;

/// What a name that holds all the plain words of a question adds.
const ALL_IN_NAME: f32 = 0.5;

/// What being turned down takes away, as a share of the heaviest slot.
const DENIED: f32 = 0.8;

/// What being for somebody else takes away.
const AGAINST: f32 = 0.4;

/// What being for people in a situation that was not spoken of takes away.
const PARTICULARLY: f32 = 0.15;

/// A listing counts as one of those turned down from this grade on: what it is, not what it
/// also mentions.
const CLEARLY: u8 = 7;

/// A name that only begins so, beside a whole one.
const BEGINS: f32 = 0.8;

/// What a hit must score, as a share of the heaviest slot: less where the best come first
/// than where they are not in the order of how well they answer.
pub(super) fn floor(question: &Question, sort: Sort) -> f32 {
    let share = match sort {
        Sort::Relevance => 0.2,
        Sort::Distance | Sort::Fresh => 0.6,
    };
    // Danger weighs much to come first, and not to be alone.
    share * question.heaviest().min(1.0)
}

/// A circle, and what is looked at without lying in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) centre: geo::Point,
    pub(super) radius_m: f64,
    /// The cell of listings without a place.
    pub(super) elsewhere: u64,
}

/// Everything that answers the question and may lie in the circle.
pub(super) fn candidates(
    fields: &Fields,
    thesaurus: &Thesaurus,
    question: Option<&Question>,
    ground: Option<Ground>,
) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    if let Some(question) = question {
        let asked = Asked { fields, thesaurus };
        clauses.push((Occur::Must, asked.for_all(question)));
        clauses.extend(asked.turned_down(question));
    }
    let covered = ground.and_then(|ground| {
        let cells = cells::cover(ground.centre, ground.radius_m)?;
        Some(cells.into_iter().chain([ground.elsewhere]))
    });
    if let Some(anywhere) = covered {
        let terms = anywhere.map(|cell| Term::from_field_u64(fields.cell, cell));
        // Being near is for the collector to judge: here it adds nothing to the score.
        let near = Box::new(any_of(terms));
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(near, 0.0))));
    }
    match clauses.len() {
        0 => Box::new(AllQuery),
        1 => clauses.remove(0).1,
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

/// Everything whose text has all the words.
pub(super) fn all_of(fields: &Fields, stems: &[String]) -> Box<dyn Query> {
    let fields = fields.published_texts();
    let words = stems.iter();
    Box::new(BooleanQuery::intersection(
        words.map(|stem| in_fields(&fields, stem)).collect(),
    ))
}

struct Asked<'a> {
    fields: &'a Fields,
    thesaurus: &'a Thesaurus,
}

impl Asked<'_> {
    fn for_all(&self, question: &Question) -> Box<dyn Query> {
        let mut each: Vec<Box<dyn Query>> = question
            .slots
            .iter()
            .map(|slot| boost(self.for_slot(slot), slot.weight))
            .collect();
        let plain: Vec<&str> = question.slots.iter().filter_map(Slot::stem).collect();
        if plain.len() > 1 {
            each.extend(self.all_in_name(&plain));
        }
        match each.len() {
            // Nothing has any of the words.
            0 => Box::new(EmptyQuery),
            _ => Box::new(BooleanQuery::union(each)),
        }
    }

    fn for_slot(&self, slot: &Slot) -> Box<dyn Query> {
        match &slot.ask {
            Ask::Needs(needs, stems) => {
                let each = needs
                    .iter()
                    .map(|(id, share)| boost(self.need(*id), *share));
                let needs = best_of(each.collect(), OTHER_NEEDS);
                let share = VERY_WORDS / stems.len().max(1) as f32;
                let words = stems.iter().map(|stem| boost(self.word(stem), share));
                Box::new(BooleanQuery::union(
                    std::iter::once(needs).chain(words).collect(),
                ))
            }
            Ask::Word(stem) | Ask::Place(stem) => self.word(stem),
            Ask::Endings(words) => {
                let each = words.iter().map(|word| {
                    let term = Term::from_field_text(self.fields.spelled, word);
                    constant(term, 1.0)
                });
                best_of(each.collect(), 0.0)
            }
            Ask::Names(names) => best_of(names.iter().map(|name| self.name(name)).collect(), 0.0),
        }
    }

    /// The grades of a need; a listing has one at most.
    fn need(&self, id: NeedId) -> Box<dyn Query> {
        let name = &self.thesaurus.need(id).name;
        let each = (2..=BEST_GRADE).map(|grade| {
            let term = Term::from_field_text(self.fields.need, &graded(name, grade));
            constant(term, f32::from(grade) / f32::from(BEST_GRADE))
        });
        Box::new(BooleanQuery::union(each.collect()))
    }

    fn word(&self, stem: &str) -> Box<dyn Query> {
        in_fields(&self.fields.texts(), stem)
    }

    fn name(&self, name: &Name) -> Box<dyn Query> {
        let term = Term::from_field_text(self.fields.full_name, &name.name);
        constant(term, if name.is_whole { 1.0 } else { BEGINS })
    }

    /// All the words in the service's name, or all in its provider's.
    fn all_in_name(&self, stems: &[&str]) -> [Box<dyn Query>; 2] {
        [self.fields.name.field, self.fields.organization.field].map(|field| {
            let each = stems
                .iter()
                .map(|stem| term_query(field, stem, IndexRecordOption::Basic));
            let all = Box::new(BooleanQuery::intersection(each.collect()));
            Box::new(ConstScoreQuery::new(all, ALL_IN_NAME)) as Box<dyn Query>
        })
    }

    /// What the question turns down, and what is for somebody else.
    fn turned_down(&self, question: &Question) -> Vec<(Occur, Box<dyn Query>)> {
        let heaviest = question.heaviest();
        let denied = question.denied.iter().map(|denied| match denied {
            Denied::Need(id) => self.clearly(*id),
            Denied::Word(stem) => {
                let named = [self.fields.name.field, self.fields.terms.field];
                let each = named.map(|field| term_query(field, stem, IndexRecordOption::Basic));
                Box::new(BooleanQuery::union(each.into()))
            }
        });
        let against = question.against.iter().map(|id| self.clearly(*id));
        let particular = (!question.is_particular)
            .then(|| term_query(self.fields.need, PARTICULAR, IndexRecordOption::Basic));
        let groups = [
            (denied.collect::<Vec<_>>(), DENIED),
            (against.collect::<Vec<_>>(), AGAINST),
            (particular.into_iter().collect(), PARTICULARLY),
        ];
        let takes_away = groups.into_iter().filter(|(each, _)| !each.is_empty());
        takes_away
            .map(|(each, share)| {
                let any = Box::new(BooleanQuery::union(each));
                let less = ConstScoreQuery::new(any, -share * heaviest);
                (Occur::Should, Box::new(less) as Box<dyn Query>)
            })
            .collect()
    }

    fn clearly(&self, id: NeedId) -> Box<dyn Query> {
        let name = &self.thesaurus.need(id).name;
        let grades = (CLEARLY..=BEST_GRADE).map(|grade| graded(name, grade));
        Box::new(any_of(
            grades.map(|term| Term::from_field_text(self.fields.need, &term)),
        ))
    }
}

/// The word in any of the fields; the best one counts.
fn in_fields(fields: &[TextField], stem: &str) -> Box<dyn Query> {
    let each = fields.iter().map(|text| {
        let query = term_query(text.field, stem, IndexRecordOption::WithFreqs);
        boost(query, text.boost)
    });
    best_of(each.collect(), TIE_BREAKER)
}

fn term_query(field: Field, text: &str, option: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), option))
}

fn constant(term: Term, score: f32) -> Box<dyn Query> {
    let query = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    Box::new(ConstScoreQuery::new(query, score))
}

fn boost(query: Box<dyn Query>, by: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, by))
}

fn best_of(mut each: Vec<Box<dyn Query>>, others: f32) -> Box<dyn Query> {
    match each.len() {
        1 => each.remove(0),
        _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(each, others)),
    }
}

fn any_of(terms: impl Iterator<Item = Term>) -> BooleanQuery {
    BooleanQuery::union(
        terms
            .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>)
            .collect(),
    )
}
