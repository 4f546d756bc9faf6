//! Where a feed over HTTP is, and how it is asked.

use std::sync::Arc;

use url::Url;

use super::client::Client;
use super::memory::Memory;
use crate::config::{FeedConfig, FetchConfig};
use crate::oruk::Dialect;

/// A feed over HTTP.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    /// The address under which all endpoints stand, with its last slash.
    pub(super) base: Url,
    /// The `per_page` asked for.
    pub(super) page_size: u32,
    pub(super) client: Client,
    pub(super) limits: FetchConfig,
    /// What it speaks.
    pub(super) dialect: Dialect,
    /// What earlier walks have left behind.
    pub(super) memory: Arc<Memory>,
}

impl Endpoint {
    /// `url` is the base address as an officer wrote it.
    pub(super) fn new(
        url: &Url,
        feed: &FeedConfig,
        client: &Client,
        limits: &FetchConfig,
        dialect: Dialect,
    ) -> Self {
        Self {
            base: base(url),
            page_size: feed.page_size.max(1),
            client: client.clone(),
            limits: limits.clone(),
            dialect,
            memory: Arc::default(),
        }
    }

    /// The address of something below the base.
    pub(super) fn below(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path()));
        url
    }

    /// The address of a page of a list.
    pub(super) fn page(&self, path: &str, number: u64) -> Url {
        let mut url = self.below(path);
        url.query_pairs_mut()
            .append_pair("page", &number.to_string())
            .append_pair("per_page", &self.page_size.to_string());
        if self.dialect == Dialect::V3 {
            url.query_pairs_mut().append_pair("full", "true");
        }
        url
    }
}

/// The address under which all endpoints stand, with its last slash; `/services` was often
/// pasted along, with a query.
pub fn base(url: &Url) -> Url {
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
