//! Counts what the candidates answer.

use std::collections::HashMap;

use tantivy::DocId;

use super::columns::FilterColumns;
use super::facet::{Facet, FacetValue, Facets, MOST_VALUES, Unknown};
use super::facts::Column;
use super::lexicon::Lexicon;
use super::name::{Filter, Flag, List};
use super::question::Known;
use super::question::Question;
use super::verdict::{Verdict, When, at_a_place};
use crate::domain::WEEKDAYS;

/// Facets over names.
const NAMED: [(List, Column); 6] = [
    (List::Category, Column::Category),
    (List::Audience, Column::Audience),
    (List::Language, Column::Language),
    (List::Access, Column::Access),
    (List::OrganizationId, Column::Organization),
    (List::Feed, Column::Feed),
];

/// Counts of one segment, or of all.
#[derive(Debug, Default)]
pub(in crate::search) struct Tally {
    /// How many match.
    pub(in crate::search) total: u64,
    unknown: [u64; Filter::COUNT],
    any_unknown: u64,
    flags: [Count<2>; Flag::ALL.len()],
    days: Count<7>,
    names: [NameCount; NAMED.len()],
    /// The names that were found, by filter and value.
    named: [HashMap<String, (String, u64)>; NAMED.len()],
}

#[derive(Debug, Clone, Copy)]
struct Count<const N: usize> {
    of: [u64; N],
    not_stated: u64,
}

/// Counts by the segment's own numbers.
#[derive(Debug, Default)]
struct NameCount {
    of: Vec<u32>,
    /// Those that count more than 0: a town has few of a nation's providers.
    found: Vec<u32>,
    not_stated: u64,
    /// Numbers of the candidate at hand.
    at_hand: Vec<u32>,
}

impl Tally {
    /// For the facets of a segment; what counts no facets needs no more than the default.
    pub(in crate::search) fn for_segment(lexicon: &Lexicon) -> Self {
        let mut this = Self::default();
        for (count, (_, column)) in this.names.iter_mut().zip(NAMED) {
            count.of = vec![0; lexicon.names(column).entries.len()];
        }
        this
    }

    /// Counts a candidate; true when it is a result.
    pub(in crate::search) fn count(
        &mut self,
        question: &Question,
        verdict: Verdict,
        source: &Source<'_>,
    ) -> bool {
        if verdict.no == 0 && verdict.unstated != 0 {
            for filter in Filter::all().filter(|filter| verdict.unstated & filter.bit() != 0) {
                self.unknown[filter.bit().trailing_zeros() as usize] += 1;
            }
            self.any_unknown += u64::from(verdict.unstated != Filter::Age.bit());
        }
        let against = verdict.against(question.filters.include_unknown);
        if question.facets {
            self.count_facets(question, against, source);
        }
        self.total += u64::from(against == 0);
        against == 0
    }

    /// A candidate counts in the facets of a filter when no other filter is against it.
    fn count_facets(&mut self, question: &Question, against: u32, source: &Source<'_>) {
        let counts_for = |filters: u32| against & !filters == 0;
        if against.count_ones() > 1 && !counts_for(When::filters()) {
            return;
        }
        let answers = source.columns.answers(source.doc);
        for (count, flag) in self.flags.iter_mut().zip(Flag::ALL) {
            if !counts_for(Filter::Flag(flag).bit()) {
                continue;
            }
            let yes = answers.to(flag);
            let no = match flag {
                Flag::Remote => at_a_place(answers, source.known.has_place),
                _ => yes.map(|yes| !yes),
            };
            count.of[0] += u64::from(yes == Some(true));
            count.of[1] += u64::from(no == Some(true));
            // What counts under one answer has stated it, though it be silent on the other.
            count.not_stated += u64::from(yes != Some(true) && no.is_none());
        }
        for (count, (list, column)) in self.names.iter_mut().zip(NAMED) {
            if counts_for(Filter::List(list).bit()) {
                count.add(column, source);
            }
        }
        if counts_for(When::filters()) {
            self.count_days(question, source);
        }
    }

    fn count_days(&mut self, question: &Question, source: &Source<'_>) {
        let when = When::of(&question.filters).on_any_day();
        let mut days = 0;
        let (mut sessions, mut at_other_times) = (0, 0);
        for session in source.columns.sessions(source.doc, question.today) {
            let verdict = when.of_session(&session);
            let fits = verdict.against(question.filters.include_unknown) == 0;
            days |= if fits { session.days } else { 0 };
            sessions += 1;
            at_other_times += u32::from(verdict.no != 0);
        }
        for (day, count) in self.days.of.iter_mut().enumerate() {
            *count += u64::from(days >> day & 1 == 1);
        }
        // Nothing is said, or what is said leaves the day or the time open.
        let is_open = sessions == 0 || at_other_times < sessions;
        self.days.not_stated += u64::from(days == 0 && is_open);
    }

    /// Turns the segment's numbers into names, for the counts of other segments to join.
    pub(in crate::search) fn close(&mut self, lexicon: &Lexicon) {
        for (slot, (_, column)) in NAMED.into_iter().enumerate() {
            let entries = &lexicon.names(column).entries;
            let NameCount { of, found, .. } = &self.names[slot];
            for number in found.iter().map(|number| *number as usize) {
                let name = &entries[number];
                let known = self.named[slot].entry(name.value.clone());
                known.or_insert_with(|| (name.label.clone(), 0)).1 += u64::from(of[number]);
            }
        }
    }

    /// Adds the counts of another segment.
    pub(in crate::search) fn join(&mut self, other: Self) {
        self.total += other.total;
        self.any_unknown += other.any_unknown;
        for (sum, count) in self.unknown.iter_mut().zip(other.unknown) {
            *sum += count;
        }
        for (sum, count) in self.flags.iter_mut().zip(other.flags) {
            sum.join(count);
        }
        self.days.join(other.days);
        for (slot, names) in other.named.into_iter().enumerate() {
            self.names[slot].not_stated += other.names[slot].not_stated;
            for (value, (label, count)) in names {
                let known = self.named[slot].entry(value);
                known.or_insert((label, 0)).1 += count;
            }
        }
    }

    /// How many do not state what is asked.
    pub(in crate::search) fn unknown(&self, asked: impl Iterator<Item = Filter>) -> Unknown {
        let count = |filter: Filter| self.unknown[filter.bit().trailing_zeros() as usize];
        Unknown {
            by_filter: asked.map(|filter| (filter, count(filter))).collect(),
            any: self.any_unknown,
        }
    }

    /// The facets of all that was counted.
    pub(in crate::search) fn facets(self) -> Facets {
        let mut facets = Facets::new();
        for (count, flag) in self.flags.into_iter().zip(Flag::ALL) {
            let values = [("true", "Yes"), ("false", "No")];
            facets.insert(Filter::Flag(flag), count.facet(values));
        }
        facets.insert(Filter::Day, self.days.facet(WEEKDAYS));
        let names = self.names.into_iter().zip(self.named);
        for ((count, named), (list, _)) in names.zip(NAMED) {
            let mut values: Vec<FacetValue> = named
                .into_iter()
                .map(|(value, (label, count))| FacetValue {
                    value,
                    label,
                    count,
                })
                .collect();
            values.sort_by(|a, b| {
                let by_count = b.count.cmp(&a.count);
                by_count.then_with(|| (&a.label, &a.value).cmp(&(&b.label, &b.value)))
            });
            values.truncate(MOST_VALUES);
            let not_stated = count.not_stated;
            facets.insert(Filter::List(list), Facet { values, not_stated });
        }
        facets
    }
}

/// A candidate and where its facts stand.
pub(in crate::search) struct Source<'a> {
    pub(in crate::search) columns: &'a FilterColumns,
    pub(in crate::search) lexicon: &'a Lexicon,
    pub(in crate::search) doc: DocId,
    pub(in crate::search) known: Known,
}

impl<const N: usize> Default for Count<N> {
    fn default() -> Self {
        Self {
            of: [0; N],
            not_stated: 0,
        }
    }
}

impl<const N: usize> Count<N> {
    fn join(&mut self, other: Self) {
        for (sum, count) in self.of.iter_mut().zip(other.of) {
            *sum += count;
        }
        self.not_stated += other.not_stated;
    }

    fn facet(self, names: [(&str, &str); N]) -> Facet {
        let values = names.into_iter().zip(self.of);
        Facet {
            values: values
                .map(|((value, label), count)| FacetValue {
                    value: value.to_owned(),
                    label: label.to_owned(),
                    count,
                })
                .collect(),
            not_stated: self.not_stated,
        }
    }
}

impl NameCount {
    fn add(&mut self, column: Column, source: &Source<'_>) {
        let names = source.lexicon.names(column);
        let numbers = source.columns.names(column, source.doc);
        self.at_hand.clear();
        if names.has_broader() {
            for number in numbers {
                self.at_hand.extend(names.with_above(number));
            }
            // Two terms of a service may share what is broader: it counts once.
            self.at_hand.sort_unstable();
            self.at_hand.dedup();
        } else {
            self.at_hand.extend(numbers);
        }
        // Who says what there is not for access is not silent on it.
        let says_none = |column| source.columns.names(column, source.doc).next().is_some();
        let is_silent =
            self.at_hand.is_empty() && !(column == Column::Access && says_none(Column::NoAccess));
        self.not_stated += u64::from(is_silent);
        for number in &self.at_hand {
            let count = &mut self.of[*number as usize];
            if *count == 0 {
                self.found.push(*number);
            }
            *count += 1;
        }
    }
}
