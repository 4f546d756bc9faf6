//! Kind `oruk-v3`: a feed by ORUK 3.0 over HTTP.
//!
//! `GET /` -> pages of `/services?full=true` -> (a detail each, where lists are not full) ->
//! taxonomies -> terms. While one page is handed over, the next is on its way.

mod detail;
pub(super) mod list;
mod remarks;
pub(super) mod root;
mod sparing;
mod standing;

use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::mpsc::Sender;

use super::endpoint::Endpoint;
use super::{Connector, Memory, Pulled, WalkEnd, notes};
use list::{ListEnd, Reader};

/// A feed by ORUK 3.0.
#[derive(Debug)]
pub(super) struct OrukV3(pub(super) Endpoint);

impl OrukV3 {
    async fn pull(&self, out: &Sender<Pulled>) -> WalkEnd {
        if let Some(note) = root::look(&self.0.client, &self.0.base).await {
            // A closed channel shows at the first page too.
            let _ = out.send(note).await;
        }
        let mut reader = Reader::new(&self.0, out);
        let end = reader.services().await;
        if let ListEnd::Whole | ListEnd::Partly(_) = end {
            self.vocabulary(&mut reader, out).await;
        }
        end.into()
    }

    /// Reads the vocabularies alone.
    pub(super) async fn read_vocabulary(&self, out: &Sender<Pulled>) {
        self.vocabulary(&mut Reader::new(&self.0, out), out).await;
    }

    /// Both lists are optional, and no trouble with them is a trouble with the services.
    async fn vocabulary(&self, reader: &mut Reader<'_>, out: &Sender<Pulled>) {
        for (path, wrap) in [
            ("taxonomies", Pulled::Taxonomy as fn(_) -> _),
            ("taxonomy_terms", Pulled::TaxonomyTerm),
        ] {
            if let Some(why) = reader.plain(path, &|raw| vec![wrap(raw)]).await.trouble() {
                let _ = out.send(notes::vocabulary_unread(why)).await;
            }
        }
    }
}

impl Connector for OrukV3 {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(async move { self.pull(&out).await })
    }

    fn remember(&mut self, memory: Memory) {
        self.0.memory = Arc::new(memory);
    }
}
