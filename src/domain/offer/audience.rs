//! For whom it is.

use serde::Serialize;

use super::said::Said;
use super::texts::Texts;
use crate::oruk::{Attribute, Service};

/// A term that people filter by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Term {
    /// Its id, where it is a feed's own.
    pub id: Option<String>,
    /// Its code: the feed's, or ours of a known audience such as `carers`, or that of a
    /// language.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

impl Term {
    /// Whether a filter means this term by its id, code or name, in any case.
    pub fn is_called(&self, wanted: &str) -> bool {
        let codes = [self.id.as_deref(), self.code.as_deref()];
        let names = codes.into_iter().flatten().chain([self.name.as_str()]);
        names.into_iter().any(|name| {
            name.eq_ignore_ascii_case(wanted) || name.to_lowercase() == wanted.to_lowercase()
        })
    }
}

pub(super) fn read(_texts: &Texts, service: &Service) -> Vec<Said<Term>> {
    let eligible = service
        .attributes
        .iter()
        .filter(|a| a.link_type.as_deref() == Some("eligibility"));
    eligible
        .filter_map(term)
        .map(|term| {
            let name = term.name.clone();
            Said::structured(term, name)
        })
        .collect()
}

fn term(attribute: &Attribute) -> Option<Term> {
    let term = attribute.taxonomy_term.as_ref();
    let name = term.and_then(|term| term.name.as_ref().or(term.term.as_ref()));
    let name = name
        .or(attribute.label.as_ref())
        .or(attribute.value.as_ref())?;
    Some(Term {
        id: term
            .and_then(|term| term.id.clone())
            .or_else(|| attribute.taxonomy_term_id.clone()),
        code: term.and_then(|term| term.code.clone()),
        name: super::texts::folded(name),
    })
}
