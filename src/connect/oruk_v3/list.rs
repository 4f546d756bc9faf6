//! One list of the feed, page by page, handed over as it comes.

use futures::FutureExt;
use serde_json::value::RawValue;
use tokio::sync::mpsc::Sender;

use super::detail::{self, Fullness};
use super::remarks::Remarks;
use crate::connect::endpoint::Endpoint;
use crate::connect::gap::Gap;
use crate::connect::item::Item;
use crate::connect::page::{self, Page};
use crate::connect::paging::{Step, Walk};
use crate::connect::retry::{Dead, Retrier};
use crate::connect::{Pulled, WalkEnd};
use crate::domain::shown;
use crate::oruk::Dialect;

/// How a list ended.
#[derive(Debug)]
pub(in crate::connect) enum ListEnd {
    /// All of it was read.
    Whole,
    /// Some of it could not be read.
    Partly(String),
    /// Too many requests in a row failed.
    GivenUp(String),
    /// Not even its first page could be read.
    Nothing(Dead),
    /// It does not end: its server makes pages up.
    Endless(String),
    /// Nobody takes what is read any more.
    Stopped,
}

impl ListEnd {
    /// What is wrong with a list that a feed need not have.
    pub(in crate::connect) fn trouble(self) -> Option<String> {
        match self {
            Self::Whole | Self::Stopped => None,
            Self::Nothing(dead) if dead.is_absent() => None,
            Self::Nothing(dead) => Some(dead.why),
            Self::Partly(why) | Self::GivenUp(why) | Self::Endless(why) => Some(why),
        }
    }
}

impl From<ListEnd> for WalkEnd {
    fn from(end: ListEnd) -> Self {
        match end {
            ListEnd::Whole => Self::Complete,
            ListEnd::Partly(why) | ListEnd::GivenUp(why) => Self::Incomplete(why),
            ListEnd::Nothing(dead) => Self::Failed(dead.why),
            // What a server makes up would have to be removed again, and would hold that refresh.
            ListEnd::Endless(why) => Self::Failed(why),
            ListEnd::Stopped => {
                Self::Incomplete("the refresh was stopped before the feed was read".to_owned())
            }
        }
    }
}

/// Why a list is left in the middle.
enum Stop {
    /// The receiver has gone.
    Gone,
    /// Too many requests in a row failed.
    Hopeless(Dead),
}

/// What is made of an item that has no details.
type Plain<'a> = &'a (dyn Fn(Box<RawValue>) -> Vec<Pulled> + Sync);

/// What a list is made of.
#[derive(Clone, Copy)]
enum Content<'a> {
    Services,
    /// Things without details.
    Plain(Plain<'a>),
}

/// Reads the lists of one feed in one run.
pub(in crate::connect) struct Reader<'a> {
    feed: &'a Endpoint,
    out: &'a Sender<Pulled>,
    retrier: Retrier,
}

/// One list, and where the walk over it stands.
struct List<'a> {
    path: &'a str,
    content: Content<'a>,
    walk: Walk,
    fullness: Fullness,
    remarks: Remarks,
}

impl<'a> Reader<'a> {
    pub(in crate::connect) fn new(feed: &'a Endpoint, out: &'a Sender<Pulled>) -> Self {
        Self {
            feed,
            out,
            retrier: Retrier::new(feed.client.clone(), &feed.limits),
        }
    }

    /// Reads `/services`.
    pub(in crate::connect) async fn services(&mut self) -> ListEnd {
        self.list("services", Content::Services).await
    }

    /// Reads a list of things that have no details.
    pub(in crate::connect) async fn plain(&mut self, path: &str, wrap: Plain<'_>) -> ListEnd {
        self.list(path, Content::Plain(wrap)).await
    }

    async fn list(&mut self, path: &str, content: Content<'_>) -> ListEnd {
        let mut list = List::new(path, content);
        let first = match self.fetch(&list, 1).await {
            Ok(page) => page,
            Err(dead) => return ListEnd::Nothing(dead),
        };
        let walked = match self.walk(&mut list, first).await {
            Ok(()) => self.close(list).await,
            Err(stop) => Err(stop),
        };
        match walked {
            Ok(end) => end,
            Err(Stop::Gone) => ListEnd::Stopped,
            Err(Stop::Hopeless(dead)) => ListEnd::GivenUp(format!(
                "gave up after several failed requests in a row, the last of them: {}",
                dead.why
            )),
        }
    }

    async fn walk(&mut self, list: &mut List<'_>, first: Page) -> Result<(), Stop> {
        let mut page = Ok(first);
        for number in 1.. {
            let (step, items) = match page {
                Ok(page) => list.take(number, page),
                Err(dead) if self.retrier.is_hopeless() => return Err(Stop::Hopeless(dead)),
                Err(dead) => (list.lose(number, dead), Vec::new()),
            };
            let ready = self.complete(list, items).await?;
            // While this page is handed over, the next is on its way.
            let sending = send_all(self.out, ready);
            page = match step {
                Step::Next => {
                    let fetching = fetch(&mut self.retrier, self.feed, list.path, number + 1);
                    let ((), next) = tokio::try_join!(sending, fetching.map(Ok))?;
                    next
                }
                Step::End => return sending.await,
            };
        }
        Ok(())
    }

    /// What is missing is looked for on page 0; then what is to be said of the list as a whole.
    async fn close(&mut self, mut list: List<'_>) -> Result<ListEnd, Stop> {
        if list.walk.wants_page_zero()
            && let Ok(page) = self.fetch(&list, 0).await
        {
            let items = list.take_zero(page);
            let ready = self.complete(&mut list, items).await?;
            send_all(self.out, ready).await?;
        }
        let address = format!("{}{}", shown(&self.feed.base), list.path);
        let end = match list.walk.finish() {
            Ok(()) => ListEnd::Whole,
            Err(gap) => {
                let sentence = gap.sentence(&address, &list.remarks.why_lost);
                match gap {
                    Gap::Endless(_) => ListEnd::Endless(sentence),
                    _ => ListEnd::Partly(sentence),
                }
            }
        };
        if matches!(list.content, Content::Services) {
            send_all(self.out, list.remarks.into_notes(self.feed.dialect)).await?;
        }
        Ok(end)
    }

    async fn fetch(&mut self, list: &List<'_>, number: u64) -> Result<Page, Dead> {
        fetch(&mut self.retrier, self.feed, list.path, number).await
    }

    /// Makes items ready to be handed over; those whose details stand apart are handed over
    /// here, one by one, so that only one of them is held at a time.
    async fn complete(
        &mut self,
        list: &mut List<'_>,
        items: Vec<Item>,
    ) -> Result<Vec<Pulled>, Stop> {
        if let Content::Plain(wrap) = list.content {
            return Ok(items.into_iter().flat_map(|item| wrap(item.raw)).collect());
        }
        if list.fullness == Fullness::Unknown {
            list.fullness = detail::probe(&mut self.retrier, &self.feed.base, &items).await;
        }
        if list.fullness != Fullness::Apart {
            let dialect = self.feed.dialect;
            let services = items.into_iter().map(|item| item.into_service(dialect));
            return Ok(services.collect());
        }
        for item in items {
            let pulled = self.with_detail(item).await?;
            self.out.send(pulled).await.map_err(|_| Stop::Gone)?;
        }
        Ok(Vec::new())
    }

    async fn with_detail(&mut self, item: Item) -> Result<Pulled, Stop> {
        let detail = detail::fetch(&mut self.retrier, &self.feed.base, &item).await;
        match (item.id, detail) {
            (None, _) => Ok(Pulled::Service {
                source_id: None,
                raw: item.raw,
                dialect: self.feed.dialect,
            }),
            (source_id, Ok(raw)) => Ok(Pulled::Service {
                source_id,
                raw,
                dialect: self.feed.dialect,
            }),
            (Some(_), Err(dead)) if self.retrier.is_hopeless() => Err(Stop::Hopeless(dead)),
            (Some(source_id), Err(dead)) => Ok(Pulled::Unread {
                source_id,
                why: dead.why,
            }),
        }
    }
}

impl<'a> List<'a> {
    fn new(path: &'a str, content: Content<'a>) -> Self {
        Self {
            path,
            content,
            walk: Walk::default(),
            fullness: Fullness::Unknown,
            remarks: Remarks::default(),
        }
    }

    /// Takes in a page; returns what of it is to be handed over.
    fn take(&mut self, number: u64, page: Page) -> (Step, Vec<Item>) {
        let keys: Vec<&str> = page.items.iter().map(Item::key).collect();
        let (step, judged) = self.walk.judge(number, &keys, &page.envelope);
        self.remarks.page(number, &page, &judged);
        // A page that came before is not handed over again.
        (step, if judged.fresh { page.items } else { Vec::new() })
    }

    fn take_zero(&mut self, page: Page) -> Vec<Item> {
        let keys: Vec<&str> = page.items.iter().map(Item::key).collect();
        let judged = self.walk.judge_zero(&keys);
        if !judged.fresh {
            return Vec::new();
        }
        self.remarks.from_zero = judged.is_new();
        page.items
    }

    fn lose(&mut self, number: u64, dead: Dead) -> Step {
        let step = self.walk.lose(number, dead.is_absent());
        if self.walk.has_lost() {
            self.remarks.lost(dead.why);
        }
        step
    }
}

async fn fetch(
    retrier: &mut Retrier,
    feed: &Endpoint,
    path: &str,
    number: u64,
) -> Result<Page, Dead> {
    let mut url = feed.below(path);
    url.query_pairs_mut()
        .append_pair("page", &number.to_string())
        .append_pair("per_page", &feed.page_size.to_string());
    if feed.dialect == Dialect::V3 {
        url.query_pairs_mut().append_pair("full", "true");
    }
    retrier.get(&url, page::read).await
}

async fn send_all(out: &Sender<Pulled>, items: Vec<Pulled>) -> Result<(), Stop> {
    for item in items {
        out.send(item).await.map_err(|_| Stop::Gone)?;
    }
    Ok(())
}
