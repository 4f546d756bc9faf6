//! Which taxonomy term is narrower than which, as the store knows it now.
//!
//! Documents of the index name a service's own terms alone; what lies above them is looked up
//! here when a search is answered, so that a term that moves takes its services with it.

use std::collections::HashMap;

use super::facts::Name;
use crate::oruk::TaxonomyTerm;

/// Terms above a term are followed so far: a deeper chain is a circle.
const DEEPEST: usize = 32;

/// Every term by its id.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct TermTree(HashMap<String, Entry>);

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: Name,
    parent: Option<String>,
}

impl TermTree {
    pub(in crate::search) fn of(terms: Vec<TaxonomyTerm>) -> Self {
        let entries = terms.into_iter().filter_map(|term| {
            let id = term.id?;
            let label = term.name.or(term.term).unwrap_or_default();
            let name = Name {
                value: id.clone(),
                label,
                also: term.code.unwrap_or_default(),
            };
            let parent = term.parent_id;
            Some((id, Entry { name, parent }))
        });
        Self(entries.collect())
    }

    /// What lies above a term, the nearest first; a parent that nobody describes is left out.
    pub(super) fn above(&self, id: &str) -> Vec<&Name> {
        let mut above: Vec<&Name> = Vec::new();
        let mut next = self.0.get(id);
        while let Some(parent) = next.and_then(|entry| self.0.get(entry.parent.as_deref()?)) {
            let is_new = parent.name.value != id && !above.contains(&&parent.name);
            if !is_new || above.len() == DEEPEST {
                break;
            }
            above.push(&parent.name);
            next = Some(parent);
        }
        above
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broader_terms_are_found_and_circles_end() {
        let term = |id: &str, parent: Option<&str>| TaxonomyTerm {
            id: Some(id.to_owned()),
            name: Some(id.to_uppercase()),
            parent_id: parent.map(str::to_owned),
            ..TaxonomyTerm::default()
        };
        let tree = TermTree::of(vec![
            term("root", None),
            term("food", Some("root")),
            term("lunch", Some("food")),
            term("lost", Some("nobody")),
            term("egg", Some("hen")),
            term("hen", Some("egg")),
            term("own", Some("own")),
        ]);
        for (id, want) in [
            ("lunch", vec!["food", "root"]),
            ("root", vec![]),
            ("lost", vec![]),
            ("unknown", vec![]),
            ("egg", vec!["hen"]),
            ("own", vec![]),
        ] {
            let above: Vec<_> = tree
                .above(id)
                .iter()
                .map(|name| name.value.as_str())
                .collect();
            assert_eq!(above, want, "{id}");
        }
    }
}
