//! Languages it is offered in.

use super::audience::Term;
use super::said::Said;
use super::texts::{Texts, folded};
use crate::oruk::Service;

pub(super) fn read(_texts: &Texts, service: &Service) -> Vec<Said<Term>> {
    let stated = service.languages.iter().filter_map(|language| {
        let code = language.code.clone();
        let name = language.name.clone().or_else(|| code.clone())?;
        let name = folded(&name);
        Some(Said::structured(
            Term {
                id: None,
                code,
                name: name.clone(),
            },
            name,
        ))
    });
    stated.collect()
}
