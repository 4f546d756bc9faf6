//! Which details need not be asked for again (docs/decisions/0005-what-a-refresh-spares.md).
//!
//! item as before? -> nothing that the feed says has changed? -> not its turn to be read
//! anyway? -> spared, until the end of the list shows that the feed was right about the
//! others; one that it was wrong about, and all that was spared is asked for.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use url::Url;

use crate::connect::endpoint::Endpoint;
use crate::connect::item::{Item, members};
use crate::connect::memory::{self, Belief, Detail, ListPage, ONE_IN, Validators};
use crate::connect::page::{self, Page};
use crate::connect::paging::{Step, Walk};
use crate::connect::retry::{Dead, Retrier};

/// At least so many details are read whatever the feed says.
const AT_LEAST: usize = 10;
/// How far before the last walk changes are asked for: clocks and time zones differ.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// How to go about a detail.
#[derive(Debug)]
pub(super) enum Way {
    /// It is what it was, by the feed's word.
    Spare,
    /// Ask whether it is what it was.
    AskUnless(Detail),
    /// Read it; beside it what it was, and whether the feed says that it still is.
    Ask(Option<(Detail, bool)>),
}

/// What may be spared in one walk.
#[derive(Debug)]
pub(super) struct Sparing {
    belief: Belief,
    now: Timestamp,
    /// Keys of the details that are read this time.
    turn: HashSet<String>,
    /// What the feed says has changed; `None` where it cannot be asked.
    changed: Option<HashSet<String>>,
    /// Items whose details were not asked for.
    pub(super) spared: Vec<Item>,
    /// The first service that had changed although the feed said that it had not.
    pub(super) caught: Option<String>,
}

impl Sparing {
    pub(super) fn new(feed: &Endpoint) -> Self {
        let belief = feed
            .memory
            .recall(&memory::key(&feed.base, feed.dialect))
            .unwrap_or_default();
        Self {
            belief,
            now: feed.client.now(),
            turn: HashSet::new(),
            changed: None,
            spared: Vec::new(),
            caught: None,
        }
    }

    /// Whether the feed is believed at all.
    pub(super) fn is_on(&self) -> bool {
        self.belief.holds(self.now) && self.caught.is_none()
    }

    /// Finds out what a feed whose details stand apart says of its changes.
    pub(super) async fn ask(&mut self, feed: &Endpoint, retrier: &mut Retrier, first: &[Item]) {
        if !self.is_on() {
            return;
        }
        self.turn = turn(feed);
        let since = self.belief.walked_at - MARGIN;
        if is_honoured(feed, retrier, first, self.now).await {
            self.changed = changed_since(feed, retrier, since).await;
        }
    }

    /// How to go about the detail of an item that has an id.
    pub(super) fn way(&self, feed: &Endpoint, item: &Item, key: &str) -> Way {
        let is_intact = item.id.as_ref().is_some_and(|id| feed.memory.is_intact(id));
        let Some(before) = feed.memory.recall(key).filter(|_| is_intact) else {
            return Way::Ask(None);
        };
        let is_said_unchanged = self.is_said_unchanged(item, &before);
        let is_spared = self.is_on() && !self.turn.contains(key);
        match (is_spared, is_said_unchanged) {
            (true, true) => Way::Spare,
            (true, false) => Way::AskUnless(before),
            (false, _) => Way::Ask(Some((before, is_said_unchanged))),
        }
    }

    /// Takes in a detail that was read although it may not have changed.
    pub(super) fn compare(&mut self, item: &Item, now: &Detail, way: &Way) {
        let (before, is_said_unchanged) = match way {
            Way::Ask(Some((before, is_said_unchanged))) => (before, *is_said_unchanged),
            Way::AskUnless(before) => (before, false),
            Way::Ask(None) | Way::Spare => return,
        };
        let is_same_to_server = before.validators.is_some() && before.validators == now.validators;
        if before.detail != now.detail && (is_said_unchanged || is_same_to_server) {
            let id = item.id.as_deref().unwrap_or_default();
            self.caught.get_or_insert_with(|| format!("service {id}"));
        }
    }

    /// Takes in a page that was read although its server may call it what it was.
    pub(super) fn compare_page(&mut self, feed: &Endpoint, number: u64, now: &ListPage) {
        let url = feed.page("services", number);
        let before: Option<ListPage> = feed.memory.recall(&memory::key(&url, feed.dialect));
        let is_caught = before
            .is_some_and(|before| before.validators == now.validators && before.body != now.body);
        if is_caught {
            self.caught.get_or_insert_with(|| format!("page {number}"));
        }
    }

    /// The page as it was, where its server may be asked whether it still is.
    pub(super) fn known_page(&self, feed: &Endpoint, number: u64) -> Option<ListPage> {
        if !self.is_on() || number % ONE_IN == self.belief.walks % ONE_IN {
            return None;
        }
        let url = feed.page("services", number);
        let page: ListPage = feed.memory.recall(&memory::key(&url, feed.dialect))?;
        let is_intact = page.ids.iter().all(|id| feed.memory.is_intact(id));
        is_intact.then_some(page)
    }

    /// Whether the feed says that the detail of this item is as it was.
    fn is_said_unchanged(&self, item: &Item, before: &Detail) -> bool {
        let Some(id) = &item.id else {
            return false;
        };
        let says_when = || members(&item.raw).contains_key("last_modified");
        before.item == memory::digest(item.raw.get())
            && match &self.changed {
                Some(changed) => !changed.contains(id),
                None => says_when(),
            }
    }

    /// What the walk leaves of the belief. Changes are asked for since the last walk that
    /// saw the whole list.
    pub(super) fn belief_after(&self, was_whole: bool) -> Belief {
        let after = self.belief.after_walk(self.now, self.caught.is_some());
        match was_whole || self.belief.walks == 0 {
            true => after,
            false => Belief {
                walked_at: self.belief.walked_at,
                ..after
            },
        }
    }

    /// A detail that was just read.
    pub(super) fn detail(&self, item: &Item, raw: &RawValue, validators: Validators) -> Detail {
        Detail {
            item: memory::digest(item.raw.get()),
            detail: memory::digest(raw.get()),
            validators,
            read_at: self.now,
        }
    }
}

/// Those whose last reading is longest ago: a tenth, so that each is read at every tenth walk.
fn turn(feed: &Endpoint) -> HashSet<String> {
    let mut details: Vec<_> = feed
        .memory
        .details()
        .map(|(key, detail)| (detail.read_at, key))
        .collect();
    details.sort_unstable();
    let tenth = details.len().div_ceil(usize::try_from(ONE_IN).unwrap_or(1));
    let turn = details.into_iter().take(tenth.max(AT_LEAST));
    turn.map(|(_, key)| key.to_owned()).collect()
}

/// Whether a feed heeds `modified_after`: nothing has changed after a day to come, and all
/// of it since long ago.
async fn is_honoured(
    feed: &Endpoint,
    retrier: &mut Retrier,
    first: &[Item],
    now: Timestamp,
) -> bool {
    let year = SignedDuration::from_hours(24 * 365);
    let (future, past) = (now + year, Timestamp::UNIX_EPOCH);
    let Ok(none) = page_since(feed, retrier, future, 1).await else {
        return false;
    };
    if !none.items.is_empty() {
        return false;
    }
    let Ok(all) = page_since(feed, retrier, past, 1).await else {
        return false;
    };
    let ids = |items: &[Item]| -> Vec<_> { items.iter().map(|item| item.id.clone()).collect() };
    ids(&all.items) == ids(first)
}

/// The ids that have changed since; `None` unless the whole list of them could be read.
async fn changed_since(
    feed: &Endpoint,
    retrier: &mut Retrier,
    since: Timestamp,
) -> Option<HashSet<String>> {
    let mut walk = Walk::default();
    let mut changed = HashSet::new();
    for number in 1.. {
        let page = page_since(feed, retrier, since, number).await.ok()?;
        let keys: Vec<&str> = page.items.iter().map(Item::key).collect();
        let (step, _) = walk.judge(number, &keys, &page.envelope);
        changed.extend(page.items.iter().filter_map(|item| item.id.clone()));
        if step == Step::End {
            break;
        }
    }
    walk.finish().ok().map(|()| changed)
}

async fn page_since(
    feed: &Endpoint,
    retrier: &mut Retrier,
    since: Timestamp,
    number: u64,
) -> Result<Page, Dead> {
    let mut url: Url = feed.page("services", number);
    url.query_pairs_mut()
        .append_pair("modified_after", &since.to_string());
    retrier.get(&url, page::read).await
}
