//! Kind `auto`: finds out what an address speaks, and reads it as that.
//!
//! another Waymark hub, by its change feed? -> what the address itself answers -> `services` below it -> the same below the usual stubs
//! -> the connector of that kind, or a sentence that says what was tried.
//!
//! It is asked anew at each refresh: a council that moves from 1.0 to 3.0 needs no new settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::value::RawValue;
use tokio::sync::mpsc::Sender;
use url::Url;

use super::client::{Client, Request, Response};
use super::datapackage::{self, DataPackage, Place};
use super::endpoint::{self, Endpoint};
use super::oruk_v3::root::is_version_3;
use super::waymark::{self, Waymark};
use super::{Connector, Memory, Pulled, WalkEnd, file, item, oruk_v1, oruk_v3, page};
use crate::config::{FeedConfig, FetchConfig};
use crate::domain::shown;
use crate::oruk::Dialect;
use crate::oruk::v1::has_old_name;

/// Where a base address is often cut short, most likely first.
const STUBS: [&str; 8] = [
    "", "oruk/v3/", "v3/", "api/v3/", "oruk/v1/", "v1/", "api/v1/", "v2/",
];

/// A feed whose kind its address shows.
#[derive(Debug)]
pub(super) struct Auto {
    url: Url,
    feed: FeedConfig,
    client: Client,
    limits: FetchConfig,
    memory: Arc<Memory>,
}

/// What an address turned out to be.
enum Spoken {
    Oruk(Url, Dialect),
    /// A list of services as a file.
    File(Response, Dialect),
    /// A tabular data package.
    Package,
    /// Another hub.
    Hub,
}

impl Auto {
    pub(super) fn new(url: &Url, feed: &FeedConfig, client: &Client, limits: &FetchConfig) -> Self {
        Self {
            url: url.clone(),
            feed: feed.clone(),
            client: client.clone(),
            limits: limits.clone(),
            memory: Arc::default(),
        }
    }

    async fn pull(&self, out: Sender<Pulled>) -> WalkEnd {
        let connector = match self.find().await {
            Ok(spoken) => self.connector(spoken),
            Err(why) => Err(why),
        };
        match connector {
            Ok(connector) => connector.walk(out).await,
            Err(why) => WalkEnd::Failed(why),
        }
    }

    fn connector(&self, spoken: Spoken) -> Result<Box<dyn Connector>, String> {
        match spoken {
            Spoken::Oruk(base, dialect) => {
                let (feed, base_shown) = (&self.feed.id, shown(&base));
                tracing::info!(%feed, base = %base_shown, ?dialect, "found what the feed speaks");
                let endpoint = Endpoint {
                    memory: self.memory.clone(),
                    ..Endpoint::new(&base, &self.feed, &self.client, &self.limits, dialect)
                };
                Ok(match dialect {
                    Dialect::V3 => Box::new(oruk_v3::OrukV3(endpoint)),
                    Dialect::V1(_) => Box::new(oruk_v1::OrukV1(endpoint)),
                })
            }
            Spoken::File(response, dialect) => {
                let body = response.body.clone();
                let name = shown(&response.final_url).to_string();
                Ok(Box::new(file::File::fetched(
                    name,
                    body,
                    &self.limits,
                    dialect,
                )))
            }
            Spoken::Hub => {
                let (url, feed) = (&self.url, &self.feed);
                tracing::info!(feed = %feed.id, "the feed is a Waymark hub; following its changes");
                let mut hub = Waymark::new(url, feed, &self.client, &self.limits);
                hub.remember(Memory::clone(&self.memory));
                Ok(Box::new(hub))
            }
            Spoken::Package => {
                let place = Place::Url(self.url.clone());
                Ok(Box::new(DataPackage::new(
                    place,
                    &self.client,
                    &self.limits,
                )))
            }
        }
    }

    async fn find(&self) -> Result<Spoken, String> {
        let first = self.get(&self.url).await?;
        if self.is_hub(&first).await {
            return Ok(Spoken::Hub);
        }
        if let Some(spoken) = self.told_by(&first) {
            return Ok(spoken);
        }
        let base = endpoint::base(&self.url);
        for stub in STUBS {
            let mut stem = base.clone();
            stem.set_path(&format!("{}{stub}", base.path()));
            let mut services = stem.clone();
            services.set_path(&format!("{}services", stem.path()));
            services.set_query(Some("page=1&per_page=1"));
            // A server that has answered once and fails now has its reasons: on to the next.
            let Ok(response) = self.get(&services).await else {
                continue;
            };
            if response.status == 200
                && let Some(dialect) = self.dialect(&response)
            {
                return Ok(Spoken::Oruk(stem, dialect));
            }
        }
        match self.dialect(&first).filter(|_| first.status == 200) {
            Some(dialect) => Ok(Spoken::File(first, dialect)),
            None => Err(self.nothing_found(&first)),
        }
    }

    /// Whether this is a hub with a change feed, which is better than anything else it speaks.
    /// Only pages and addresses like ours are worth the question.
    async fn is_hub(&self, first: &Response) -> bool {
        let hub = waymark::hub(&self.url);
        let is_like_ours = hub != endpoint::base(&self.url) || is_web_page(first);
        if first.status != 200 || !is_like_ours {
            return false;
        }
        let mut changes = waymark::below(&hub, "api/v1/changes");
        changes.set_query(Some("limit=1"));
        let answer = self.get(&changes).await;
        answer.is_ok_and(|response| waymark::is_changes(&response))
    }

    /// What the answer of the address itself leaves no doubt about.
    fn told_by(&self, response: &Response) -> Option<Spoken> {
        if response.status != 200 {
            return None;
        }
        let here = || self.url.clone();
        let members = members(response).unwrap_or_default();
        let text = |name: &str| serde_json::from_str::<String>(members.get(name)?.get()).ok();
        if let Some(version) = text("version").filter(|_| !members.contains_key("resources")) {
            let dialect = match is_version_3(&version) {
                true => Dialect::V3,
                false => Dialect::V1(self.feed.weekdays),
            };
            return Some(Spoken::Oruk(here(), dialect));
        }
        if datapackage::is_package(&response.body) {
            return Some(Spoken::Package);
        }
        let path = self.url.path().trim_end_matches('/').to_lowercase();
        let is_file = [".json", ".ndjson", ".jsonl"]
            .iter()
            .any(|ending| path.ends_with(ending));
        let dialect = self
            .dialect(response)
            .filter(|_| is_file || path.ends_with("/services"))?;
        Some(match is_file {
            true => Spoken::File(response.clone(), dialect),
            false => Spoken::Oruk(here(), dialect),
        })
    }

    /// The version that a list of services follows; `None` for what is no such list.
    fn dialect(&self, response: &Response) -> Option<Dialect> {
        let old = Dialect::V1(self.feed.weekdays);
        let is_old =
            |names: &BTreeMap<String, Box<RawValue>>| has_old_name(|name| names.contains_key(name));
        let first_line = || {
            let line = response.body.split(|byte| *byte == b'\n').next()?;
            serde_json::from_slice::<BTreeMap<String, Box<RawValue>>>(line).ok()
        };
        let Ok(page) = page::read(response) else {
            // One service a line.
            let service = first_line().filter(|names| names.contains_key("name"))?;
            return Some(if is_old(&service) { old } else { Dialect::V3 });
        };
        let envelope = members(response).unwrap_or_default();
        if is_old(&envelope) {
            return Some(old);
        }
        let mut items = page.items.iter().map(|item| item::members(&item.raw));
        let is_old = items.any(|item| has_old_name(|name| item.contains_key(name)));
        Some(if is_old { old } else { Dialect::V3 })
    }

    async fn get(&self, url: &Url) -> Result<Response, String> {
        let request = Request {
            url: url.clone(),
            accept: "application/json",
            max_bytes: self.limits.max_feed_bytes,
            etag: None,
            modified: None,
        };
        self.client
            .get(&request)
            .await
            .map_err(|error| error.to_string())
    }

    fn nothing_found(&self, first: &Response) -> String {
        let base = shown(&endpoint::base(&self.url)).to_string();
        let answered = match (first.status, is_web_page(first)) {
            (200, true) => "a web page".to_owned(),
            (200, false) => "something that is no feed".to_owned(),
            (status, _) => format!("status {status}"),
        };
        format!(
            "{} answers with {answered}, and there are no services below it ({base}services, \
             {base}v3/services and other usual places were tried); ask the publisher for the \
             base address of the feed, or set its kind",
            shown(&self.url)
        )
    }
}

impl Connector for Auto {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(self.pull(out))
    }

    fn remember(&mut self, memory: Memory) {
        self.memory = Arc::new(memory);
    }
}

fn is_web_page(response: &Response) -> bool {
    let first = response
        .body
        .iter()
        .find(|byte| !byte.is_ascii_whitespace());
    first == Some(&b'<')
}

/// The members of a body that is one object.
fn members(response: &Response) -> Option<BTreeMap<String, Box<RawValue>>> {
    let body = response
        .body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&response.body);
    serde_json::from_slice(body).ok()
}
