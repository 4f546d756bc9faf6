//! From words and place to the query that finds the candidates.
//!
//! Built by hand from words, never by a parser: no text can fail. One or two words must both
//! be there; of three or more, two thirds (rounded up), and those that have more of them
//! score higher. A last word that no listing has is taken as half typed and stands for the
//! words that begin with it.

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::cells::{self, NOWHERE};
use super::schema::{Fields, TextField};
use super::words::Words;

/// How much the fields beside the best one add to a word's score.
const TIE_BREAKER: f32 = 0.2;

/// Half-typed words shorter than this stand for themselves alone, in letters.
const SHORTEST_BEGINNING: usize = 3;

/// The most words that a half-typed one stands for.
const MOST_ENDINGS: usize = 64;

/// Everything that has the words and may lie in the circle.
pub(super) fn candidates(
    searcher: &Searcher,
    fields: &Fields,
    words: Option<&Words>,
    circle: Option<(geo::Point, f64)>,
) -> tantivy::Result<Box<dyn Query>> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    if let Some(words) = words {
        clauses.push((Occur::Must, most_of(searcher, fields, words)?));
    }
    if let Some(cells) = circle.and_then(|(centre, radius_m)| cells::cover(centre, radius_m)) {
        let anywhere = cells.into_iter().chain([NOWHERE]);
        let terms = anywhere.map(|cell| Term::from_field_u64(fields.cell, cell));
        // Being near is for the collector to judge: here it adds nothing to the score.
        let near = Box::new(any_of(terms));
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(near, 0.0))));
    }
    Ok(match clauses.len() {
        0 => Box::new(AllQuery),
        1 => clauses.remove(0).1,
        _ => Box::new(BooleanQuery::new(clauses)),
    })
}

/// Everything whose text has all the words.
pub(super) fn all_of(fields: &Fields, words: &Words) -> Box<dyn Query> {
    let fields = fields.published_texts();
    let words = words.stems.iter();
    Box::new(BooleanQuery::intersection(
        words.map(|stem| in_fields(&fields, stem)).collect(),
    ))
}

fn most_of(searcher: &Searcher, fields: &Fields, words: &Words) -> tantivy::Result<Box<dyn Query>> {
    let texts = fields.texts();
    let mut each: Vec<Box<dyn Query>> = words
        .stems
        .iter()
        .map(|stem| in_fields(&texts, stem))
        .collect();
    if let (Some(stem), Some(last)) = (words.stems.last(), each.last_mut())
        && is_unknown(searcher, &texts, stem)?
    {
        let endings = endings(searcher, fields.spelled, &words.last)?;
        let begun: Vec<Box<dyn Query>> = endings
            .iter()
            .map(|word| Term::from_field_text(fields.spelled, word))
            .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>)
            .collect();
        if !begun.is_empty() {
            *last = Box::new(DisjunctionMaxQuery::new(begun));
        }
    }
    let required = required(each.len());
    Ok(if required == each.len() {
        Box::new(BooleanQuery::intersection(each))
    } else {
        let clauses = each.into_iter().map(|query| (Occur::Should, query));
        Box::new(BooleanQuery::with_minimum_required_clauses(
            clauses.collect(),
            required,
        ))
    })
}

/// How many of so many words must be there.
fn required(words: usize) -> usize {
    match words {
        0..=2 => words,
        _ => (words * 2).div_ceil(3),
    }
}

/// The word in any of the fields; the best one counts.
fn in_fields(fields: &[TextField], stem: &str) -> Box<dyn Query> {
    let each = fields.iter().map(|text| {
        let term = Term::from_field_text(text.field, stem);
        let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        Box::new(BoostQuery::new(query, text.boost)) as Box<dyn Query>
    });
    Box::new(DisjunctionMaxQuery::with_tie_breaker(
        each.collect(),
        TIE_BREAKER,
    ))
}

fn any_of(terms: impl Iterator<Item = Term>) -> BooleanQuery {
    BooleanQuery::union(
        terms
            .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>)
            .collect(),
    )
}

fn is_unknown(searcher: &Searcher, fields: &[TextField], stem: &str) -> tantivy::Result<bool> {
    for text in fields {
        if searcher.doc_freq(&Term::from_field_text(text.field, stem))? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The words of the index that begin with `beginning`, each once.
fn endings(searcher: &Searcher, field: Field, beginning: &str) -> tantivy::Result<Vec<String>> {
    let mut words = Vec::new();
    if beginning.chars().count() < SHORTEST_BEGINNING {
        return Ok(words);
    }
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index
            .terms()
            .range()
            .ge(beginning.as_bytes())
            .into_stream()?;
        let mut seen = 0;
        while seen < MOST_ENDINGS
            && terms.advance()
            && terms.key().starts_with(beginning.as_bytes())
        {
            words.push(String::from_utf8_lossy(terms.key()).into_owned());
            seen += 1;
        }
    }
    words.sort_unstable();
    words.dedup();
    words.truncate(MOST_ENDINGS);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_questions_need_every_word_and_long_ones_two_thirds() {
        for (words, want) in [
            (1, 1),
            (2, 2),
            (3, 2),
            (4, 3),
            (5, 4),
            (6, 4),
            (9, 6),
            (32, 22),
        ] {
            assert_eq!(required(words), want, "{words} words");
        }
    }
}
