//! One list, where the walk over it stands, and what each page brings to it.

use serde_json::value::RawValue;

use super::detail::Fullness;
use super::remarks::Remarks;
use super::sparing::Sparing;
use crate::connect::Pulled;
use crate::connect::client::Response;
use crate::connect::endpoint::Endpoint;
use crate::connect::item::Item;
use crate::connect::memory::{self, ListPage, Validators};
use crate::connect::page::{self, Page};
use crate::connect::paging::{Step, Walk};
use crate::connect::retry::{Answer, Dead, Retrier};
use crate::domain::content_hash;

/// What is made of an item that has no details.
pub(super) type Plain<'a> = &'a (dyn Fn(Box<RawValue>) -> Vec<Pulled> + Sync);

/// What a list is made of.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Services,
    /// Things without details.
    Plain(Plain<'a>),
}

/// One list, and where the walk over it stands.
pub(super) struct List<'a> {
    pub(super) path: &'a str,
    pub(super) content: Content<'a>,
    pub(super) walk: Walk,
    pub(super) fullness: Fullness,
    pub(super) remarks: Remarks,
    pub(super) sparing: Sparing,
    /// Whether any page was one to be remembered.
    pub(super) remembers_pages: bool,
}

/// A page that was turned to.
pub(super) enum Turned {
    /// It was read; beside it the digest of its body, where its server knows it again.
    Read(Page, Option<(Validators, String)>),
    /// It is what it was, says its server.
    Same(ListPage),
}

/// What a page brings.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) items: Vec<Item>,
    /// Ids of services that are what they were.
    pub(super) same: Vec<String>,
    /// The note on the page, if it is one to be remembered.
    pub(super) page: Option<Pulled>,
}

impl<'a> List<'a> {
    pub(super) fn new(path: &'a str, content: Content<'a>, feed: &Endpoint) -> Self {
        Self {
            path,
            content,
            walk: Walk::default(),
            fullness: Fullness::Unknown,
            remarks: Remarks::default(),
            sparing: Sparing::new(feed),
            remembers_pages: false,
        }
    }

    /// Takes in a page; returns what of it is to be handed over.
    pub(super) fn take(&mut self, feed: &Endpoint, number: u64, turned: Turned) -> (Step, Taken) {
        let (page, known) = match turned {
            Turned::Read(page, known) => (page, known),
            Turned::Same(page) => return self.take_same(feed, number, page),
        };
        let keys: Vec<&str> = page.items.iter().map(Item::key).collect();
        let (step, judged) = self.walk.judge(number, &keys, &page.envelope);
        self.remarks.page(number, &page, &judged);
        let mut taken = Taken::default();
        if let Some((validators, body)) = known
            && page.is_flawless()
            && judged.is_new()
            && matches!(self.content, Content::Services)
        {
            let ids = page.items.iter().filter_map(|item| item.id.clone());
            let page = ListPage {
                validators,
                body,
                envelope: page.envelope,
                ids: ids.collect(),
            };
            self.sparing.compare_page(feed, number, &page);
            taken.page = Some(page_note(feed, number, &page));
        }
        // A page that came before is not handed over again.
        if judged.fresh {
            taken.items = page.items;
        }
        (step, taken)
    }

    fn take_same(&mut self, feed: &Endpoint, number: u64, page: ListPage) -> (Step, Taken) {
        let keys: Vec<&str> = page.ids.iter().map(String::as_str).collect();
        let (step, _) = self.walk.judge(number, &keys, &page.envelope);
        let taken = Taken {
            items: Vec::new(),
            page: Some(page_note(feed, number, &page)),
            same: page.ids,
        };
        (step, taken)
    }

    /// The page as it was, where its server may be asked whether it still is.
    pub(super) fn known_page(&self, feed: &Endpoint, number: u64) -> Option<ListPage> {
        let is_full = self.fullness == Fullness::InList;
        is_full.then(|| self.sparing.known_page(feed, number))?
    }

    /// Takes in page 0, whose items may all have come before.
    pub(super) fn take_zero(&mut self, page: Page) -> Taken {
        let keys: Vec<&str> = page.items.iter().map(Item::key).collect();
        let judged = self.walk.judge_zero(&keys);
        if !judged.fresh {
            return Taken::default();
        }
        self.remarks.from_zero = judged.is_new();
        Taken {
            items: page.items,
            ..Taken::default()
        }
    }

    /// Takes in that a page could not be read.
    pub(super) fn lose(&mut self, number: u64, dead: Dead) -> Step {
        let step = self.walk.lose(number, dead.is_absent());
        if self.walk.has_lost() {
            self.remarks.lost(dead.why);
        }
        step
    }
}

fn page_note(feed: &Endpoint, number: u64, page: &ListPage) -> Pulled {
    let key = memory::key(&feed.page("services", number), feed.dialect);
    memory::note(key, None, page)
}

/// Turns to a page, or hears that it is what it was.
pub(super) async fn turn_to(
    retrier: &mut Retrier,
    feed: &Endpoint,
    path: &str,
    number: u64,
    known: Option<ListPage>,
) -> Result<Turned, Dead> {
    let validators = known.as_ref().map(|page| page.validators.clone());
    let read = |response: &Response| {
        let page = page::read(response)?;
        let validators = Validators::of(response);
        let body = validators.is_some().then(|| content_hash(&response.body));
        Ok((page, body.map(|body| (validators, body))))
    };
    let answer = retrier
        .get_unless(
            &feed.page(path, number),
            &validators.unwrap_or_default(),
            read,
        )
        .await?;
    match (answer, known) {
        (Answer::New((page, body), _), _) => Ok(Turned::Read(page, body)),
        (Answer::Same, Some(page)) => Ok(Turned::Same(page)),
        (Answer::Same, None) => Err(Dead::unasked(&feed.page(path, number))),
    }
}
