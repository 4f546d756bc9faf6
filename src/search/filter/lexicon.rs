//! What the names in a segment's columns mean: read once, asked by every search.

use std::collections::HashMap;

use tantivy::SegmentReader;

use super::columns;
use super::facts::{Column, Name};
use super::name::List;
use super::terms::TermTree;
use crate::domain::offer::language_names;
use crate::domain::{Coverage, Whereabouts};

/// The names and areas of one segment, by their numbers in its columns.
#[derive(Debug)]
pub(in crate::search) struct Lexicon {
    names: [Names; Column::ALL.len()],
    /// `None` where the text cannot be read.
    pub(super) coverages: Vec<Option<Coverage>>,
}

/// The names of one column.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Those of the column, then broader ones that no service of the segment has itself.
    pub(super) entries: Vec<Name>,
    /// How many of them the column has.
    own: usize,
    /// For each of the column's own: itself and all that are broader. Empty where nothing is.
    above: Vec<Box<[u32]>>,
    /// By everything that an entry may be asked for, in small letters.
    by_key: HashMap<String, Vec<u32>>,
}

impl Lexicon {
    pub(in crate::search) fn read(
        segment: &SegmentReader,
        terms: &TermTree,
    ) -> tantivy::Result<Self> {
        let mut names: [Names; Column::ALL.len()] = Default::default();
        for (slot, column) in names.iter_mut().zip(Column::ALL) {
            let texts = columns::dictionary(segment, column)?;
            let entries = texts.iter().map(|text| Name::of_text(text)).collect();
            *slot = match column {
                Column::Category => Names::with_broader(entries, terms),
                // Providers are asked for by id alone: their names would fill the memory.
                Column::Organization => Names::keyed(entries, |name| vec![name.value.as_str()]),
                Column::Language => Names::keyed(entries, language_keys),
                _ => Names::keyed(entries, keys),
            };
        }
        let coverages = columns::coverages(segment)?;
        Ok(Self {
            names,
            coverages: coverages
                .iter()
                .map(|text| Coverage::from_text(text))
                .collect(),
        })
    }

    /// Which of the areas, by their numbers, leave a home out.
    pub(in crate::search) fn not_covering(&self, home: &Whereabouts) -> Vec<bool> {
        let areas = self.coverages.iter();
        let answers = areas.map(|area| area.as_ref().and_then(|area| area.covers(home)));
        answers.map(|answer| answer == Some(false)).collect()
    }

    pub(super) fn names(&self, column: Column) -> &Names {
        &self.names[column as usize]
    }
}

impl Names {
    fn keyed(entries: Vec<Name>, keys: impl Fn(&Name) -> Vec<&str>) -> Self {
        let mut by_key: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, name) in (0..).zip(&entries) {
            for key in keys(name)
                .into_iter()
                .map(folded)
                .filter(|key| !key.is_empty())
            {
                let numbers = by_key.entry(key).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Self {
            own: entries.len(),
            entries,
            above: Vec::new(),
            by_key,
        }
    }

    fn with_broader(mut entries: Vec<Name>, terms: &TermTree) -> Self {
        let own = entries.len();
        let numbers = (0..)
            .zip(&entries)
            .map(|(number, name)| (name.value.clone(), number));
        let mut numbers: HashMap<String, u32> = numbers.collect();
        let mut above = Vec::with_capacity(own);
        for number in 0..own {
            let mut all = vec![number as u32];
            for broader in terms.above(&entries[number].value) {
                let next = entries.len() as u32;
                let number = *numbers.entry(broader.value.clone()).or_insert(next);
                if number == next {
                    entries.push(broader.clone());
                }
                all.push(number);
            }
            above.push(all.into_boxed_slice());
        }
        Self {
            own,
            above,
            ..Self::keyed(entries, keys)
        }
    }

    /// The numbers of an own entry and of all that are broader.
    pub(super) fn with_above(&self, number: u32) -> &[u32] {
        self.above.get(number as usize).map_or(&[], |all| &**all)
    }

    /// Whether any entry has a broader one.
    pub(super) fn has_broader(&self) -> bool {
        !self.above.is_empty()
    }

    /// Which of the column's own entries are asked for by these names.
    pub(super) fn wanted(&self, list: List, asked: &[String]) -> Vec<bool> {
        let mut wanted = vec![false; self.entries.len()];
        for asked in asked.iter().map(|asked| folded(asked)) {
            let found = self.by_key.get(&asked).into_iter().flatten();
            for number in found.map(|number| *number as usize) {
                let name = &self.entries[number];
                let is_id = [&name.value, &name.also]
                    .map(|key| folded(key))
                    .contains(&asked);
                wanted[number] |= list != List::TaxonomyTermId || is_id;
            }
        }
        if list == List::Category {
            let is_below = |number: usize| {
                let mut above = self.with_above(number as u32).iter();
                above.any(|number| wanted[*number as usize])
            };
            wanted = (0..self.own).map(is_below).collect();
        }
        wanted.truncate(self.own);
        wanted
    }
}

fn keys(name: &Name) -> Vec<&str> {
    vec![&name.value, &name.label, &name.also]
}

/// A language is asked for by all its codes and names, and by what the feed calls it.
fn language_keys(name: &Name) -> Vec<&str> {
    let known = language_names(&name.value);
    keys(name)
        .into_iter()
        .chain(known.map(|other| -> &str { other }))
        .collect()
}

/// Small letters, single spaces.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::TaxonomyTerm;

    fn name(value: &str, label: &str, code: &str) -> Name {
        Name {
            value: value.to_owned(),
            label: label.to_owned(),
            also: code.to_owned(),
        }
    }

    #[test]
    fn a_term_is_asked_for_by_name_code_or_id_and_brings_what_is_narrower() {
        let term = |id: &str, label: &str, parent: Option<&str>| TaxonomyTerm {
            id: Some(id.to_owned()),
            name: Some(label.to_owned()),
            code: Some(format!("x:{id}")),
            parent_id: parent.map(str::to_owned),
            ..TaxonomyTerm::default()
        };
        let terms = TermTree::of(vec![
            term("1", "Food", None),
            term("2", "Lunch clubs", Some("1")),
            term("3", "Debt advice", None),
        ]);
        let own = vec![
            name("2", "Lunch clubs", "x:2"),
            name("3", "Debt  Advice", ""),
        ];
        let names = Names::with_broader(own, &terms);
        let entries: Vec<_> = names
            .entries
            .iter()
            .map(|name| name.value.as_str())
            .collect();
        assert_eq!(entries, ["2", "3", "1"]);
        for (list, asked, want) in [
            (List::Category, vec!["FOOD"], [true, false]),
            (List::Category, vec!["x:1"], [true, false]),
            (List::Category, vec!["1"], [true, false]),
            (List::Category, vec!["debt advice"], [false, true]),
            (List::Category, vec!["food", "3"], [true, true]),
            (List::Category, vec!["chess"], [false, false]),
            (List::Category, vec![""], [false, false]),
            (List::TaxonomyTermId, vec!["2"], [true, false]),
            (List::TaxonomyTermId, vec!["1"], [false, false]),
            (List::TaxonomyTermId, vec!["lunch clubs"], [false, false]),
        ] {
            let asked: Vec<String> = asked.into_iter().map(str::to_owned).collect();
            assert_eq!(names.wanted(list, &asked), want, "{list:?} {asked:?}");
        }
    }
}
