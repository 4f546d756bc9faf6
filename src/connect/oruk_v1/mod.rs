//! Kind `oruk-v1`: a feed by ORUK 1.0 over HTTP.
//!
//! pages of `/services` -> (a detail each, where lists are not full) -> `/taxonomies`, which
//! are terms -> the vocabularies that they name. There is no `GET /` in 1.0.
//!
//! Services are handed over as they came, marked as 1.0, and said in 3.0's terms by
//! [`oruk::v1`](crate::oruk::v1) when they are read: the record keeps what the feed sent, and
//! what has not changed is not mapped again. Terms have no record, so they are mapped here.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::mpsc::Sender;

use super::endpoint::Endpoint;
use super::oruk_v3::list::{ListEnd, Reader};
use super::{Connector, Memory, Pulled, WalkEnd, notes};
use crate::oruk::v1;

/// A feed by ORUK 1.0.
#[derive(Debug)]
pub(super) struct OrukV1(pub(super) Endpoint);

impl OrukV1 {
    async fn pull(&self, out: &Sender<Pulled>) -> WalkEnd {
        let mut reader = Reader::new(&self.0, out);
        let end = reader.services().await;
        if let ListEnd::Whole | ListEnd::Partly(_) = end {
            let vocabularies = Vocabularies::default();
            let terms = reader
                .plain("taxonomies", &|raw| vocabularies.term(&raw))
                .await;
            if let Some(why) = terms.trouble() {
                let _ = out.send(notes::vocabulary_unread(why)).await;
            }
        }
        end.into()
    }
}

impl Connector for OrukV1 {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(async move { self.pull(&out).await })
    }

    fn remember(&mut self, memory: Memory) {
        self.0.memory = Arc::new(memory);
    }
}

/// The vocabularies that terms have named so far.
#[derive(Default)]
struct Vocabularies(Mutex<HashSet<String>>);

impl Vocabularies {
    /// A term in the terms of 3.0, after its taxonomy where it is the first of it.
    fn term(&self, raw: &RawValue) -> Vec<Pulled> {
        let raw: Value = serde_json::from_str(raw.get()).unwrap_or_default();
        let term = v1::taxonomy_term(&raw);
        let taxonomy = term["taxonomy_id"].as_str().and_then(|name| {
            let mut named = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            named.insert(name.to_owned()).then(|| v1::taxonomy(name))
        });
        let taxonomy = taxonomy.and_then(|taxonomy| to_raw_value(&taxonomy).ok());
        let term = to_raw_value(&term).ok();
        let taxonomy = taxonomy.map(Pulled::Taxonomy);
        taxonomy
            .into_iter()
            .chain(term.map(Pulled::TaxonomyTerm))
            .collect()
    }
}
