//! Walks a list to its end and past it, and says what is wrong with its pages.
//!
//! The walk goes on until a page is empty or brings nothing new, whatever the pages say of
//! themselves: what they announce is judged afterwards, against what came.

use std::collections::HashSet;

use serde_json::Value;

use super::ask::{Asker, Silence};
use super::finding::{Findings, Named, Remark};
use super::page::Page;
use super::rules::{carriage, envelope, ids, totals};
use super::version::Version;
use crate::domain::codes;

/// A list counts as endless when it is over twice as long as announced, and this much more.
const SPARE: u64 = 1_000;
/// More services than the whole country has.
const MOST: u64 = 1_000_000;
/// Pages lost in a row that end a walk.
const LOST_IN_ROW: u32 = 3;

/// What came of a walk.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// In the order in which they came, each once.
    pub(super) ids: Vec<String>,
    /// Entries, doubles too.
    pub(super) received: u64,
    /// The page size asked for.
    pub(super) per_page: u64,
    /// As the first page announces it.
    pub(super) total_items: Option<u64>,
    /// As the first page announces it.
    pub(super) total_pages: Option<u64>,
    /// The last page that had entries.
    pub(super) last_filled: u64,
    /// What each page says of being the last.
    pub(super) last_flags: Vec<(u64, bool)>,
    /// Entries on the fullest page.
    pub(super) fullest: Option<u64>,
    /// Whether every page was read and none came twice.
    pub(super) is_whole: bool,
}

/// Why not even a first page was read.
#[derive(Debug)]
pub(super) enum NoList {
    /// It is not there, or not a list: what to tell.
    Remark(Remark),
    /// Nothing answers.
    Dead(String),
    /// The check may ask no more.
    Spent,
}

/// What to walk over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) version: Version,
    pub(super) per_page: u64,
    /// Further parameters.
    pub(super) query: &'a [(&'a str, &'a str)],
    /// How findings name the list.
    pub(super) endpoint: &'a str,
}

/// Is shown each entry that came for the first time.
pub(super) type Visit<'a> = dyn FnMut(&mut Findings, &Named, &Value) + 'a;

impl Walk<'_> {
    /// Walks over the services.
    pub(super) async fn run(
        self,
        asker: &mut Asker<'_>,
        findings: &mut Findings,
        visit: &mut Visit<'_>,
    ) -> Result<Walked, NoList> {
        let mut state = State::new(self);
        let mut lost_in_row = 0;
        for number in 1.. {
            match self.fetch(asker, findings, number).await {
                Ok(page) => {
                    lost_in_row = 0;
                    if !state.take(page, findings, visit) {
                        break;
                    }
                }
                Err(no_list) if number == 1 => return Err(no_list),
                Err(NoList::Spent) => {
                    state.walked.is_whole = false;
                    break;
                }
                Err(NoList::Remark(Remark { found, .. }) | NoList::Dead(found)) => {
                    lost_in_row += 1;
                    findings.add(self.endpoint, None, [state.lose(number, found)]);
                    let announced = state.walked.total_pages.unwrap_or(0);
                    if lost_in_row == LOST_IN_ROW || number >= announced {
                        break;
                    }
                }
            }
        }
        if state.walked.received < state.walked.total_items.unwrap_or(0)
            && let Ok(page) = self.fetch(asker, findings, 0).await
        {
            state.take_zero(page, findings, visit);
        }
        let walked = state.walked;
        findings.add(self.endpoint, None, totals::check(self.version, &walked));
        Ok(walked)
    }

    async fn fetch(
        self,
        asker: &mut Asker<'_>,
        findings: &mut Findings,
        number: u64,
    ) -> Result<Page, NoList> {
        let (number_text, size) = (number.to_string(), self.per_page.to_string());
        let mut query = vec![("page", number_text.as_str()), ("per_page", size.as_str())];
        query.extend(self.query);
        let answer = match asker.get(&["services"], &query).await {
            Ok(answer) => answer,
            Err(Silence::Spent) => return Err(NoList::Spent),
            Err(Silence::Dead(why)) => return Err(NoList::Dead(why)),
        };
        let place = format!("page {number} of {}", self.endpoint);
        if answer.status != 200 {
            let code = match answer.status {
                404 | 410 => codes::ENDPOINT_MISSING,
                _ => codes::ENDPOINT_FAILING,
            };
            let found = format!("{place} answers with status {}", answer.status);
            let advice = "Serve it below the base address; look into the server's log.";
            return Err(NoList::Remark(Remark::new(code, found, advice)));
        }
        let page = Page::read(number, &answer.body).map_err(|why| {
            let advice = "Give the base address of the feed, the part before /services; let errors \
                          have an error status.";
            NoList::Remark(Remark::new(
                codes::NOT_A_FEED,
                format!("{place} {why}"),
                advice,
            ))
        })?;
        findings.add(self.endpoint, None, carriage::check(&answer));
        Ok(page)
    }
}

struct State<'a> {
    walk: Walk<'a>,
    walked: Walked,
    seen: HashSet<String>,
}

impl<'a> State<'a> {
    fn new(walk: Walk<'a>) -> Self {
        Self {
            walk,
            walked: Walked {
                per_page: walk.per_page,
                is_whole: true,
                ..Walked::default()
            },
            seen: HashSet::new(),
        }
    }

    /// Takes in a page; whether to go on.
    fn take(&mut self, page: Page, findings: &mut Findings, visit: &mut Visit<'_>) -> bool {
        let names = self.walk.version.names();
        let number = page.asked;
        if number == 1 {
            self.walked.total_items = page.number(names.total_items);
            self.walked.total_pages = page.number(names.total_pages);
        }
        let is_fresh = page
            .items
            .iter()
            .any(|item| !self.seen.contains(&key(item)));
        if !is_fresh && !page.items.is_empty() {
            if self.is_past(number) {
                let found = format!("page {number} brings services that came before");
                findings.add(self.walk.endpoint, None, [past_end(number, &found)]);
            } else {
                let found = format!("page {number} brings nothing that earlier pages did not");
                let advice = "Heed page, and sort by something that does not change.";
                let repeated = Remark::new(codes::PAGE_REPEATED, found, advice);
                findings.add(self.walk.endpoint, None, [repeated]);
                self.walked.is_whole = false;
            }
            return false;
        }
        findings.add(
            self.walk.endpoint,
            None,
            envelope::check(self.walk.version, &page),
        );
        self.walked
            .last_flags
            .extend(page.flag(names.last).map(|last| (number, last)));
        if page.items.is_empty() {
            return false;
        }
        self.walked.last_filled = number;
        self.take_items(&page, findings, visit);
        self.goes_on(findings)
    }

    /// Takes in that a page could not be read.
    fn lose(&mut self, number: u64, found: String) -> Remark {
        if self.is_past(number) {
            return past_end(number, &found);
        }
        self.walked.is_whole = false;
        let advice = "Ask for the page by hand; one damaged record often breaks it.";
        Remark::new(codes::PAGE_LOST, found, advice)
    }

    /// What page 0 has that no other page had.
    fn take_zero(&mut self, page: Page, findings: &mut Findings, visit: &mut Visit<'_>) {
        let is_fresh = page
            .items
            .iter()
            .any(|item| !self.seen.contains(&key(item)));
        if !is_fresh {
            return;
        }
        let found = "page=0 holds services that no other page has";
        let remark = Remark::new(codes::PAGES_FROM_ZERO, found, "Number the pages from 1.");
        findings.add(self.walk.endpoint, None, [remark]);
        self.walked.is_whole = false;
        self.take_items(&page, findings, visit);
    }

    fn take_items(&mut self, page: &Page, findings: &mut Findings, visit: &mut Visit<'_>) {
        let count = page.items.len() as u64;
        self.walked.received += count;
        self.walked.fullest = self.walked.fullest.max(Some(count));
        for item in &page.items {
            let named = named(item);
            let id = (!named.id.is_empty()).then_some(named.id.as_str());
            let remark = ids::check(self.walk.version, id, &self.seen);
            findings.add(self.walk.endpoint, Some(&named), remark);
            if self.seen.insert(key(item)) {
                self.walked.ids.push(named.id.clone());
                visit(findings, &named, item);
            }
        }
    }

    fn goes_on(&mut self, findings: &mut Findings) -> bool {
        let walked = &mut self.walked;
        let most = walked
            .total_items
            .map_or(MOST, |total| total.saturating_mul(2) + SPARE);
        if walked.received <= most {
            return true;
        }
        let found = match walked.total_items {
            Some(total) => format!(
                "{} services came where {total} are announced",
                walked.received
            ),
            None => format!("{} services came, and there are more", walked.received),
        };
        let advice = "Answer a page past the end with an empty list.";
        let endless = Remark::new(codes::PAGES_ENDLESS, found, advice);
        findings.add(self.walk.endpoint, None, [endless]);
        walked.is_whole = false;
        false
    }

    /// Whether the pages before this one should have had everything.
    fn is_past(&self, number: u64) -> bool {
        match (self.walked.total_pages, self.walked.total_items) {
            (Some(pages), _) => number > pages,
            (None, Some(total)) => self.walked.received >= total,
            (None, None) => true,
        }
    }
}

fn past_end(number: u64, found: &str) -> Remark {
    Remark::new(
        codes::PAST_END_NOT_EMPTY,
        format!("page {number} is past the end: {found}"),
        "Answer a page past the end with status 200 and an empty list.",
    )
}

/// Id and name of an entry.
pub(super) fn named(item: &Value) -> Named {
    let text = |name: &str| match item.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    Named {
        id: text("id"),
        name: text("name"),
    }
}

/// What tells an entry apart from others: its id, or all of it.
fn key(item: &Value) -> String {
    let id = named(item).id;
    if id.is_empty() { item.to_string() } else { id }
}
