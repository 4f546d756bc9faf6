//! Terms as 1.0 knows them, where they are called taxonomies: by the name that their own
//! vocabulary has for them (`esdServiceTypes:123`), not by our ids.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use crate::oruk::TaxonomyTerm;
use crate::store::{Result, Store, Vocabulary};

/// The catalogue of the edition that was asked for last.
#[derive(Debug, Default)]
pub(super) struct Terms(Mutex<Option<(i64, Arc<Catalogue>)>>);

/// Every term of one edition.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// In the order of lists, each name in a vocabulary once.
    pub(super) terms: Vec<OldTerm>,
    /// Places in `terms` by our ids; terms of several feeds that mean the same share one.
    by_id: HashMap<String, usize>,
    /// Names of taxonomies by our ids.
    taxonomies: HashMap<String, String>,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OldTerm {
    /// Its own name where it has one, else our id.
    pub(super) id: String,
    /// Our ids for it.
    pub(super) ours: Vec<String>,
    pub(super) name: String,
    pub(super) vocabulary: Option<String>,
    /// As `id`.
    pub(super) parent_id: Option<String>,
}

impl Terms {
    /// The catalogue as it stands now.
    pub(super) async fn now(&self, store: &Store) -> Result<Arc<Catalogue>> {
        let edition = store.edition().await?.number;
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, catalogue)) = &*kept()
            && *of == edition
        {
            return Ok(catalogue.clone());
        }
        let catalogue = Arc::new(Catalogue::read(store).await?);
        *kept() = Some((edition, catalogue.clone()));
        Ok(catalogue)
    }
}

impl Catalogue {
    async fn read(store: &Store) -> Result<Self> {
        let mut taxonomies = HashMap::new();
        for taxonomy in store.all_taxonomies().await? {
            taxonomies.extend(taxonomy.id.zip(taxonomy.name));
        }
        Ok(Self::of(store.all_taxonomy_terms().await?, taxonomies))
    }

    fn of(stored: Vec<TaxonomyTerm>, taxonomies: HashMap<String, String>) -> Self {
        let own_names: HashMap<String, String> = stored
            .iter()
            .filter_map(|term| Some((term.id.clone()?, own_name(term)?)))
            .collect();
        let mut catalogue = Self {
            taxonomies,
            ..Self::default()
        };
        let mut places: HashMap<(String, Option<String>), usize> = HashMap::new();
        for term in stored {
            let (Some(ours), Some(id)) = (term.id.clone(), own_name(&term)) else {
                continue;
            };
            let named = || {
                catalogue
                    .taxonomies
                    .get(term.taxonomy_id.as_ref()?)
                    .cloned()
            };
            let vocabulary = term.taxonomy.clone().or_else(named);
            let place = *places
                .entry((id.clone(), vocabulary.clone()))
                .or_insert_with(|| {
                    let parent_id = term.parent_id.map(|parent| match own_names.get(&parent) {
                        Some(own) => own.clone(),
                        None => parent,
                    });
                    catalogue.terms.push(OldTerm {
                        name: term.name.unwrap_or_else(|| id.clone()),
                        id,
                        ours: Vec::new(),
                        vocabulary,
                        parent_id,
                    });
                    catalogue.terms.len() - 1
                });
            catalogue.terms[place].ours.push(ours.clone());
            catalogue.by_id.insert(ours, place);
        }
        catalogue
    }

    /// A term by its own name or by ours.
    pub(super) fn find(&self, id: &str) -> Option<&OldTerm> {
        let by_ours = self.by_id.get(id).map(|place| &self.terms[*place]);
        by_ours.or_else(|| self.terms.iter().find(|term| term.id == id))
    }

    /// A vocabulary by its name.
    pub(super) fn vocabulary(&self, name: &str) -> Vocabulary {
        let bearing = self.taxonomies.iter().filter(|(_, called)| *called == name);
        Vocabulary {
            name: name.to_owned(),
            taxonomy_ids: bearing.map(|(id, _)| id.clone()).collect(),
        }
    }

    /// Says every term in a document by its own name, and of which vocabulary it is.
    pub(super) fn rename(&self, document: &mut Value) {
        match document {
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item)),
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::Object(term) if name == "taxonomy" => self.rename_term(term),
                        value => self.rename(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn rename_term(&self, term: &mut Map<String, Value>) {
        let known = |id: &Value| self.by_id.get(id.as_str()?).map(|at| &self.terms[*at]);
        let found = term.get("id").and_then(known);
        if let Some(vocabulary) = found.and_then(|found| found.vocabulary.as_ref()) {
            term.entry("vocabulary")
                .or_insert_with(|| json!(vocabulary));
        }
        for name in ["id", "parent_id"] {
            if let Some(id) = term.get_mut(name)
                && let Some(found) = known(id)
            {
                *id = json!(found.id);
            }
        }
    }

    /// Our ids of the terms that these mean, by any name.
    pub(super) fn ours(&self, ids: &[String]) -> Vec<String> {
        let mut ours: HashSet<String> = ids.iter().cloned().collect();
        for id in ids {
            let meant = self.terms.iter().filter(|term| term.id == *id);
            ours.extend(meant.flat_map(|term| term.ours.iter().cloned()));
        }
        ours.into_iter().collect()
    }
}

fn own_name(term: &TaxonomyTerm) -> Option<String> {
    term.code.clone().or_else(|| term.id.clone())
}

impl OldTerm {
    /// As 1.0 writes it.
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.insert("id".to_owned(), json!(self.id));
        document.insert("name".to_owned(), json!(self.name));
        for (name, value) in [
            ("parent_id", &self.parent_id),
            ("vocabulary", &self.vocabulary),
        ] {
            document.extend(value.iter().map(|value| (name.to_owned(), json!(value))));
        }
        Value::Object(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(id: &str, code: Option<&str>, parent: Option<&str>) -> TaxonomyTerm {
        let (code, parent) = (code.map(str::to_owned), parent.map(str::to_owned));
        TaxonomyTerm {
            id: Some(id.to_owned()),
            name: Some(format!("Term {id}")),
            code,
            parent_id: parent,
            taxonomy_id: Some("t".to_owned()),
            ..TaxonomyTerm::default()
        }
    }

    #[test]
    fn terms_have_the_names_that_their_vocabulary_has_for_them() {
        let stored = vec![
            term("a", Some("kinds:1"), None),
            term("b", Some("kinds:2"), Some("a")),
            term("c", None, Some("elsewhere")),
            term("d", Some("kinds:1"), None),
        ];
        let taxonomies = HashMap::from([("t".to_owned(), "Kinds".to_owned())]);
        let catalogue = Catalogue::of(stored, taxonomies);
        let ids: Vec<_> = catalogue
            .terms
            .iter()
            .map(|term| term.id.as_str())
            .collect();
        assert_eq!(ids, ["kinds:1", "kinds:2", "c"], "two feeds mean one term");
        assert_eq!(
            catalogue.find("b").unwrap().document(),
            json!({"id": "kinds:2", "name": "Term b", "parent_id": "kinds:1", "vocabulary": "Kinds"})
        );
        assert_eq!(catalogue.find("kinds:1"), catalogue.find("d"));
        assert_eq!(catalogue.vocabulary("Kinds").taxonomy_ids, ["t"]);
        let mut ours = catalogue.ours(&["kinds:1".to_owned()]);
        ours.sort();
        assert_eq!(ours, ["a", "d", "kinds:1"]);
        let mut document = json!({"links": [{"taxonomy": {"id": "d", "name": "Term d"}}]});
        catalogue.rename(&mut document);
        assert_eq!(document["links"][0]["taxonomy"]["id"], "kinds:1");
    }
}
