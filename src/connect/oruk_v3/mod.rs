//! Kind `oruk-v3`: a feed by ORUK 3.0 over HTTP.
//!
//! `GET /` -> pages of `/services?full=true` -> (a detail each, where lists are not full) ->
//! taxonomies -> terms. While one page is handed over, the next is on its way.

mod detail;
mod list;
mod remarks;
mod root;

use futures::future::BoxFuture;
use tokio::sync::mpsc::Sender;
use url::Url;

use super::client::Client;
use super::{Connector, Pulled, WalkEnd, notes};
use crate::config::FetchConfig;
use list::{ListEnd, Reader};

/// A feed by ORUK 3.0.
#[derive(Debug)]
pub(super) struct OrukV3 {
    base: Url,
    page_size: u32,
    client: Client,
    limits: FetchConfig,
}

impl OrukV3 {
    /// `url` is the base address as an officer wrote it.
    pub(super) fn new(url: &Url, page_size: u32, client: &Client, limits: &FetchConfig) -> Self {
        Self {
            base: base(url),
            page_size: page_size.max(1),
            client: client.clone(),
            limits: limits.clone(),
        }
    }

    async fn pull(&self, out: &Sender<Pulled>) -> WalkEnd {
        if let Some(note) = root::look(&self.client, &self.base).await {
            // A closed channel shows at the first page too.
            let _ = out.send(note).await;
        }
        let mut reader = Reader::new(self, out);
        let end = reader.services().await;
        if let ListEnd::Whole | ListEnd::Partly(_) = end {
            self.vocabulary(&mut reader, out).await;
        }
        match end {
            ListEnd::Whole => WalkEnd::Complete,
            ListEnd::Partly(why) | ListEnd::GivenUp(why) => WalkEnd::Incomplete(why),
            ListEnd::Nothing(dead) => WalkEnd::Failed(dead.why),
            ListEnd::Stopped => {
                WalkEnd::Incomplete("the refresh was stopped before the feed was read".to_owned())
            }
        }
    }

    /// Both lists are optional, and no trouble with them is a trouble with the services.
    async fn vocabulary(&self, reader: &mut Reader<'_>, out: &Sender<Pulled>) {
        for (path, wrap) in [
            ("taxonomies", Pulled::Taxonomy as fn(_) -> _),
            ("taxonomy_terms", Pulled::TaxonomyTerm),
        ] {
            let why = match reader.plain(path, wrap).await {
                ListEnd::Whole => continue,
                ListEnd::Nothing(dead) if dead.is_absent() => continue,
                ListEnd::Stopped => return,
                ListEnd::Nothing(dead) => dead.why,
                ListEnd::Partly(why) | ListEnd::GivenUp(why) => why,
            };
            let _ = out.send(notes::vocabulary_unread(why)).await;
        }
    }
}

impl Connector for OrukV3 {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(async move { self.pull(&out).await })
    }
}

/// The address under which all endpoints stand, with its last slash; `/services` was often
/// pasted along, with a query.
fn base(url: &Url) -> Url {
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    let path = base.path().trim_end_matches('/');
    let stub = match path.rsplit_once('/') {
        Some((stub, last)) if last.eq_ignore_ascii_case("services") => stub,
        _ => path,
    };
    let path = format!("{}/", stub.trim_end_matches('/'));
    base.set_path(&path);
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_found_in_what_an_officer_pastes() {
        for (pasted, want) in [
            ("https://a.example", "https://a.example/"),
            ("https://a.example/api/v1", "https://a.example/api/v1/"),
            ("https://a.example/api/v1//", "https://a.example/api/v1/"),
            ("https://a.example/services", "https://a.example/"),
            (
                "https://a.example/v3/Services/?page=2&per_page=5#x",
                "https://a.example/v3/",
            ),
            (
                "https://a.example/myservices",
                "https://a.example/myservices/",
            ),
        ] {
            assert_eq!(
                base(&Url::parse(pasted).unwrap()).as_str(),
                want,
                "{pasted}"
            );
        }
    }
}
