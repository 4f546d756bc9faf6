//! One list of the feed, page by page, handed over as it comes.

use futures::FutureExt;
use tokio::sync::mpsc::Sender;

use super::detail::{self, Fullness};
use super::sparing::{Sparing, Way};
use super::standing::{Content, List, Plain, Taken, Turned, turn_to};
use crate::connect::endpoint::Endpoint;
use crate::connect::gap::Gap;
use crate::connect::item::Item;
use crate::connect::memory::{self, Detail, Validators};
use crate::connect::page;
use crate::connect::paging::Step;
use crate::connect::retry::{Answer, Dead, Retrier};
use crate::connect::{Pulled, WalkEnd, notes};
use crate::domain::shown;

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

/// Reads the lists of one feed in one run.
pub(in crate::connect) struct Reader<'a> {
    feed: &'a Endpoint,
    out: &'a Sender<Pulled>,
    retrier: Retrier,
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
        let mut list = List::new(path, content, self.feed);
        let first = match self.turn_to(&list, 1).await {
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

    async fn walk(&mut self, list: &mut List<'_>, first: Turned) -> Result<(), Stop> {
        let mut page = Ok(first);
        for number in 1.. {
            let (step, taken) = match page {
                Ok(turned) => list.take(self.feed, number, turned),
                Err(dead) if self.retrier.is_hopeless() => return Err(Stop::Hopeless(dead)),
                Err(dead) => (list.lose(number, dead), Taken::default()),
            };
            let ready = self.complete(list, taken).await?;
            // While this page is handed over, the next is on its way.
            let sending = send_all(self.out, ready);
            page = match step {
                Step::Next => {
                    let known = list.known_page(self.feed, number + 1);
                    let next = turn_to(&mut self.retrier, self.feed, list.path, number + 1, known);
                    let ((), next) = tokio::try_join!(sending, next.map(Ok))?;
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
            && let Ok(Turned::Read(page, _)) = self.turn_to(&list, 0).await
        {
            let taken = list.take_zero(page);
            let ready = self.complete(&mut list, taken).await?;
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
            self.close_spared(&mut list, matches!(end, ListEnd::Whole))
                .await?;
            send_all(self.out, list.remarks.into_notes(self.feed.dialect)).await?;
        }
        Ok(end)
    }

    /// What was spared is what it was, unless the feed was wrong about another: then it is
    /// asked for after all.
    async fn close_spared(&mut self, list: &mut List<'_>, was_whole: bool) -> Result<(), Stop> {
        for item in std::mem::take(&mut list.sparing.spared) {
            let pulled = match (&list.sparing.caught, &item.id) {
                (None, Some(id)) => vec![Pulled::Same {
                    source_id: id.clone(),
                }],
                _ => self.with_detail(&mut list.sparing, item).await?,
            };
            send_all(self.out, pulled).await?;
        }
        let mut notes = Vec::new();
        if let Some(what) = &list.sparing.caught {
            notes.push(notes::change_unannounced(what));
        }
        if list.fullness == Fullness::Apart || list.remembers_pages {
            let key = memory::key(&self.feed.base, self.feed.dialect);
            notes.push(memory::note(
                key,
                None,
                &list.sparing.belief_after(was_whole),
            ));
        }
        send_all(self.out, notes).await
    }

    async fn turn_to(&mut self, list: &List<'_>, number: u64) -> Result<Turned, Dead> {
        turn_to(&mut self.retrier, self.feed, list.path, number, None).await
    }

    /// Makes what is on a page ready to be handed over; services whose details stand apart
    /// are handed over here, one by one, so that only one of them is held at a time.
    async fn complete(&mut self, list: &mut List<'_>, taken: Taken) -> Result<Vec<Pulled>, Stop> {
        let Taken { items, same, page } = taken;
        if let Content::Plain(wrap) = list.content {
            return Ok(items.into_iter().flat_map(|item| wrap(item.raw)).collect());
        }
        if list.fullness == Fullness::Unknown {
            list.fullness = detail::probe(&mut self.retrier, &self.feed.base, &items).await;
            if list.fullness == Fullness::Apart {
                let asked = list.sparing.ask(self.feed, &mut self.retrier, &items);
                asked.await;
            }
        }
        if list.fullness == Fullness::Apart {
            for item in items {
                let pulled = self.with_detail(&mut list.sparing, item).await?;
                send_all(self.out, pulled).await?;
            }
            return Ok(Vec::new());
        }
        let dialect = self.feed.dialect;
        let mut ready: Vec<_> = items
            .into_iter()
            .map(|item| item.into_service(dialect))
            .collect();
        ready.extend(same.into_iter().map(|source_id| Pulled::Same { source_id }));
        if list.fullness == Fullness::InList {
            list.remembers_pages |= page.is_some();
            ready.extend(page);
        }
        Ok(ready)
    }

    /// A service with what its detail says, and a note on it; nothing where it is spared.
    async fn with_detail(
        &mut self,
        sparing: &mut Sparing,
        item: Item,
    ) -> Result<Vec<Pulled>, Stop> {
        let (feed, dialect) = (self.feed, self.feed.dialect);
        let Some(source_id) = item.id.clone() else {
            return Ok(vec![item.into_service(dialect)]);
        };
        let unread = |dead: Dead| Pulled::Unread {
            source_id: source_id.clone(),
            why: dead.why,
        };
        let url = match detail::address(&feed.base, &item) {
            Ok(url) => url,
            Err(dead) => return Ok(vec![unread(dead)]),
        };
        let key = memory::key(&url, dialect);
        let way = sparing.way(feed, &item, &key);
        let validators = match &way {
            Way::Spare => {
                sparing.spared.push(item);
                return Ok(vec![]);
            }
            Way::AskUnless(before) => before.validators.clone(),
            Way::Ask(_) => Validators::default(),
        };
        let answer = self
            .retrier
            .get_unless(&url, &validators, page::read_one)
            .await;
        let (pulled, detail) = match (answer, &way) {
            (Ok(Answer::New(raw, validators)), _) => {
                let detail = sparing.detail(&item, &raw, validators);
                sparing.compare(&item, &detail, &way);
                let service = Pulled::Service {
                    source_id: Some(source_id.clone()),
                    raw,
                    dialect,
                };
                (service, detail)
            }
            (Ok(Answer::Same), Way::AskUnless(before)) => {
                let detail = Detail {
                    item: memory::digest(item.raw.get()),
                    ..before.clone()
                };
                let source_id = source_id.clone();
                (Pulled::Same { source_id }, detail)
            }
            // Nobody is told "the same" who did not ask.
            (Ok(Answer::Same), _) => return Ok(vec![]),
            (Err(dead), _) if self.retrier.is_hopeless() => return Err(Stop::Hopeless(dead)),
            (Err(dead), _) => return Ok(vec![unread(dead)]),
        };
        Ok(vec![pulled, memory::note(key, Some(source_id), &detail)])
    }
}

async fn send_all(out: &Sender<Pulled>, items: Vec<Pulled>) -> Result<(), Stop> {
    for item in items {
        out.send(item).await.map_err(|_| Stop::Gone)?;
    }
    Ok(())
}
