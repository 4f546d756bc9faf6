//! What is asked, made ready for the columns of one segment.

use tantivy::DocId;

use super::columns::FilterColumns;
use super::facts::Column;
use super::lexicon::Lexicon;
use super::name::{Filter, Flag, List};
use super::request::{Filters, Wanted};
use super::verdict::{Verdict, When, of_ages, of_flag};
use crate::domain::Whereabouts;

/// What is asked of every candidate.
#[derive(Debug, Clone)]
pub(in crate::search) struct Question {
    pub(in crate::search) filters: Filters,
    /// The first day, in days from 1970, on which a confirmation still counts.
    pub(in crate::search) since: Option<i64>,
    /// Today, in days from 1970: sessions that have ended or not begun do not count.
    pub(in crate::search) today: i64,
    /// Where the person lives, when what has no place must reach them there.
    pub(in crate::search) home: Option<Whereabouts>,
    /// Whether facets are counted.
    pub(in crate::search) facets: bool,
}

/// A question with the segment's own numbers of what it asks for.
pub(in crate::search) struct Asked {
    flags: Vec<(Flag, Wanted)>,
    lists: Vec<AskedList>,
    when: When,
    /// What areas answered, by their number: each is tested once.
    reaches: Vec<Option<Option<bool>>>,
}

/// A list of names and the columns that may hold them, each with what is wanted of it.
struct AskedList {
    list: List,
    wanted: Vec<(Column, Vec<bool>)>,
    /// Of access: what is wanted and said to be missing, and how much is wanted.
    missing: Vec<bool>,
    asked: usize,
}

/// What the collector knows of a candidate already.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct Known {
    /// Whether it has a place on the map.
    pub(in crate::search) has_place: bool,
    /// Days from 1970 to its last confirmation.
    pub(in crate::search) assured: Option<i64>,
}

impl Question {
    pub(in crate::search) fn ask(&self, lexicon: &Lexicon) -> Asked {
        let filters = &self.filters;
        let lists = filters.lists.iter();
        let lists = lists.map(|(list, asked)| AskedList::of(*list, asked, lexicon));
        Asked {
            flags: filters
                .flags
                .iter()
                .map(|(flag, wanted)| (*flag, *wanted))
                .collect(),
            lists: lists.collect(),
            when: When::of(filters),
            reaches: vec![None; lexicon.coverages.len()],
        }
    }
}

impl Asked {
    /// What a candidate answers to all that is asked.
    pub(in crate::search) fn judge(
        &self,
        question: &Question,
        columns: &FilterColumns,
        doc: DocId,
        known: Known,
    ) -> Verdict {
        let mut verdict = Verdict::default();
        let filters = &question.filters;
        if !self.flags.is_empty() {
            let answers = columns.answers(doc);
            for (flag, wanted) in &self.flags {
                let answer = of_flag(*flag, *wanted, answers, known.has_place);
                verdict.note(Filter::Flag(*flag), answer);
            }
        }
        for asked in &self.lists {
            verdict.note(Filter::List(asked.list), asked.answer(columns, doc));
        }
        if let Some(most) = filters.max_cost_pence {
            let pence = columns.pence.first(doc);
            verdict.note(Filter::MaxCost, pence.map(|pence| pence <= u64::from(most)));
        }
        if !filters.ages.is_empty() || filters.min_age.or(filters.max_age).is_some() {
            let ages = columns.ages(doc).map(|range| of_ages(filters, range));
            verdict.note(Filter::Age, ages);
        }
        if self.when.is_asked() {
            verdict.join(self.when.judge(columns.sessions(doc, question.today)));
        }
        if let Some(since) = question.since {
            let is_fresh = known.assured.map(|day| day >= since);
            verdict.note(Filter::VerifiedWithinDays, is_fresh);
        }
        verdict
    }

    /// Whether its areas say that a candidate does not reach the person.
    pub(in crate::search) fn is_out_of_reach(
        &mut self,
        question: &Question,
        columns: &FilterColumns,
        lexicon: &Lexicon,
        doc: DocId,
    ) -> bool {
        let (Some(home), Some(number)) = (&question.home, columns.coverage(doc)) else {
            return false;
        };
        let number = number as usize;
        let answer = *self.reaches[number].get_or_insert_with(|| {
            let coverage = lexicon.coverages[number].as_ref();
            coverage.and_then(|coverage| coverage.covers(home))
        });
        answer == Some(false)
    }
}

impl AskedList {
    fn of(list: List, asked: &[String], lexicon: &Lexicon) -> Self {
        let columns: &[Column] = match list {
            List::Category => &[Column::Category],
            List::TaxonomyTermId => &[Column::Category, Column::Audience],
            List::Audience => &[Column::Audience],
            List::Language => &[Column::Language],
            List::Access => &[Column::Access],
            List::OrganizationId => &[Column::Organization],
            List::Feed => &[Column::Feed],
        };
        let wanted = |column: Column| lexicon.names(column).wanted(list, asked);
        Self {
            list,
            wanted: columns
                .iter()
                .map(|column| (*column, wanted(*column)))
                .collect(),
            missing: wanted(Column::NoAccess),
            asked: asked.len(),
        }
    }

    fn answer(&self, columns: &FilterColumns, doc: DocId) -> Option<bool> {
        let mut has_any = false;
        for (column, wanted) in &self.wanted {
            for number in columns.names(*column, doc) {
                if wanted[number as usize] {
                    return Some(true);
                }
                has_any = true;
            }
        }
        if self.list != List::Access {
            return has_any.then_some(false);
        }
        // What else is there says nothing of what is asked: only what is said to be missing.
        let missing = columns.names(Column::NoAccess, doc);
        let missing = missing
            .filter(|number| self.missing[*number as usize])
            .count();
        (missing == self.asked).then_some(false)
    }
}
