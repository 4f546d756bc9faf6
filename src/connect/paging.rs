//! Where a walk over pages stands: whether to go on, and whether all was seen at the end.
//!
//! page -> [`Walk::judge`] -> next page or end -> [`Walk::finish`] -> complete, or what is missing.
//!
//! Feeds get every part of the page envelope wrong. So what was received is believed before what
//! was announced: totals only say that something is missing, never that enough has come, unless
//! everything else agrees. Nothing here does input or output.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::gap::Gap;
use super::page::Envelope;

/// More services than the whole country has.
const MAX_ITEMS: usize = 1_000_000;
/// More pages than those services need at 50 a page.
const MAX_PAGES: u64 = 20_000;
/// Empty pages in a row that end a walk although the feed announces more.
const MAX_EMPTY: u32 = 3;
/// A list counts as endless when it is over twice as long as announced, and this much more.
const SPARE_ITEMS: u64 = 1_000;
const SPARE_PAGES: u64 = 20;

/// What to do after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask for the next page.
    Next,
    /// That was the last.
    End,
}

/// What a page told.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Places of the items that an earlier place of this walk had already.
    pub(super) repeated: Vec<usize>,
    /// Whether anything on it was new.
    pub(super) fresh: bool,
}

impl Judged {
    /// Whether nothing on it had come before. One that brings a little that is new shows
    /// what came into the list since it was read.
    pub(super) fn is_new(&self) -> bool {
        self.fresh && self.repeated.is_empty()
    }
}

/// Where a walk stands.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Hashes of the ids so far.
    seen: HashSet<u64>,
    /// Items that have the id of another one on the same page: the feed's own doubles.
    doubles: u64,
    /// Items on the fullest page.
    fullest: usize,
    pages_read: u64,
    empty_in_row: u32,
    /// An empty page that others followed.
    hole: Option<u64>,
    /// The last page that had items.
    last_filled: u64,
    /// Totals of the first page and of the latest that stated any.
    first_total: Option<u64>,
    total: Option<u64>,
    total_pages: Option<u64>,
    /// Whether page 1 says that it is the first, or that it is not.
    first: bool,
    not_first: bool,
    /// What the latest page says of being the last.
    last: Option<bool>,
    /// Pages that could not be read.
    lost: Vec<u64>,
    /// The page that brought nothing new.
    repeated: Option<u64>,
    endless: bool,
}

impl Walk {
    /// Takes in a page. `keys` stand for its items in order: their ids, or whatever else
    /// tells them apart.
    pub(super) fn judge<K: Hash>(
        &mut self,
        number: u64,
        keys: &[K],
        envelope: &Envelope,
    ) -> (Step, Judged) {
        self.pages_read += 1;
        self.read_totals(number, envelope);
        if keys.is_empty() {
            self.empty_in_row += 1;
            let more = self.total_pages.is_some_and(|pages| number < pages)
                && envelope.last != Some(true)
                && self.empty_in_row < MAX_EMPTY;
            return (if more { Step::Next } else { Step::End }, Judged::default());
        }
        let judged = self.take(keys);
        if judged.fresh && self.empty_in_row > 0 {
            self.hole = Some(number - 1);
        }
        self.empty_in_row = 0;
        if !judged.fresh {
            self.repeated = Some(number);
            return (Step::End, judged);
        }
        self.last_filled = number;
        self.endless = self.is_endless(number);
        let end = self.endless || self.agrees_to_end(number, keys.len(), envelope);
        (if end { Step::End } else { Step::Next }, judged)
    }

    /// Takes in that a page could not be read; `absent` when the server says there is none.
    pub(super) fn lose(&mut self, number: u64, absent: bool) -> Step {
        if self.is_past_the_end(number) {
            return Step::End;
        }
        self.lost.push(number);
        let last = absent || self.total_pages.is_some_and(|pages| number >= pages);
        if last || self.pages_read + self.lost.len() as u64 >= MAX_PAGES {
            Step::End
        } else {
            Step::Next
        }
    }

    /// Whether a page is missing: one past the end is not.
    pub(super) fn has_lost(&self) -> bool {
        !self.lost.is_empty()
    }

    /// Whether page 0 should be asked for: some servers count from there.
    pub(super) fn wants_page_zero(&self) -> bool {
        let short = match self.total {
            Some(total) => self.received() < total,
            // Nothing tells whether page 1 was the first.
            None => !self.first,
        };
        (self.not_first || short) && self.lost.is_empty() && !self.endless
    }

    /// Takes in page 0, whose items may all have come before.
    pub(super) fn judge_zero<K: Hash>(&mut self, keys: &[K]) -> Judged {
        let judged = self.take(keys);
        // Numbered from 0, the last of three pages is page 2.
        self.last_filled += u64::from(judged.is_new());
        judged
    }

    /// Whether all was seen.
    pub(super) fn finish(&self) -> Result<(), Gap> {
        let received = self.received();
        let announced = self.total.unwrap_or(0);
        if self.endless {
            return Err(Gap::Endless(received));
        }
        if !self.lost.is_empty() {
            return Err(Gap::Lost(self.lost.clone()));
        }
        if received < announced {
            return Err(Gap::Short {
                announced,
                received,
            });
        }
        // From here on, whatever was announced has come.
        if let (Some(first), Some(last)) = (self.first_total, self.total)
            && last < first
            // More than was ever announced: those totals count something else.
            && received <= first
        {
            return Err(Gap::Shrunk);
        }
        if self.total.is_some() {
            return Ok(());
        }
        match (self.hole, self.repeated, self.total_pages) {
            (Some(page), ..) => Err(Gap::Hole(page)),
            (None, Some(page), _) => Err(Gap::Repeated(page)),
            (None, None, Some(pages)) if self.last_filled < pages => Err(Gap::FewPages {
                announced: pages,
                received: self.last_filled,
            }),
            _ => Ok(()),
        }
    }

    /// Items so far, each id once, but the feed's own doubles as often as they came.
    fn received(&self) -> u64 {
        self.seen.len() as u64 + self.doubles
    }

    fn read_totals(&mut self, number: u64, envelope: &Envelope) {
        self.first_total = self.first_total.or(envelope.total_items);
        self.total = envelope.total_items.or(self.total);
        self.total_pages = envelope.total_pages.or(self.total_pages);
        self.first |= number == 1 && envelope.first == Some(true);
        self.not_first |= number == 1 && envelope.first == Some(false);
        self.last = envelope.last;
    }

    fn take<K: Hash>(&mut self, keys: &[K]) -> Judged {
        let mut judged = Judged::default();
        let mut doubles = 0;
        let mut here = HashSet::new();
        for (place, key) in keys.iter().map(hash).enumerate() {
            let double = !here.insert(key);
            let known = self.seen.contains(&key);
            if double || known {
                judged.repeated.push(place);
            }
            judged.fresh |= !known;
            doubles += u64::from(double);
        }
        if judged.fresh {
            self.doubles += doubles;
            self.fullest = self.fullest.max(keys.len());
        }
        self.seen.extend(here);
        judged
    }

    fn is_endless(&self, number: u64) -> bool {
        let twice = |announced: u64, spare: u64| announced.saturating_mul(2).saturating_add(spare);
        let over = self.total.map(|t| self.received() > twice(t, SPARE_ITEMS));
        let late = self.total_pages.map(|p| number > twice(p, SPARE_PAGES));
        self.seen.len() > MAX_ITEMS
            || self.pages_read >= MAX_PAGES
            || matches!((over, late), (Some(true), Some(true)))
    }

    /// Whether everything that the page says agrees that it is the last. One that says so only
    /// by its count must also be shorter than the others: totals that count one page are common.
    fn agrees_to_end(&self, number: u64, count: usize, envelope: &Envelope) -> bool {
        let more = envelope.last == Some(false)
            || self.total_pages.is_some_and(|pages| number < pages)
            || self.total.is_some_and(|total| self.received() < total);
        let counted = self.total.is_some() || self.total_pages.is_some();
        !more && (envelope.last == Some(true) || (counted && count < self.fullest))
    }

    /// Whether the pages before this one have all that was announced.
    fn is_past_the_end(&self, number: u64) -> bool {
        let enough = self.total.map(|total| self.received() >= total);
        let behind = self.total_pages.map(|pages| number > pages);
        self.last != Some(false)
            && (enough.is_some() || behind.is_some())
            && enough.unwrap_or(true)
            && behind.unwrap_or(true)
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
