//! The rules on a page's words, and what they all look at.

use std::cell::OnceCell;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::about::About;
use super::case::Case;
use super::names::Names;
use super::place::Edits;
use super::statements::{self, Own};
use super::verdict::Signal;
use super::{
    closed, eligibility, email, hours, moved, online, own, paused, phone, postcode, price,
};
use crate::watch::read::Page;
use crate::watch::read::text::folded;

/// The listing, the page now and the page before, ready to be compared.
pub(super) struct Facts<'a> {
    pub(super) case: &'a Case,
    pub(super) names: Names,
    pub(super) before: Option<About<'a>>,
    pub(super) after: About<'a>,
    /// The words of the page before, once they were asked for.
    words_before: OnceCell<String>,
    /// What the page states of the service, once that was asked for.
    own: OnceCell<Vec<Own>>,
    /// What the page before did not say of the service, once that was asked for.
    new: OnceCell<Vec<(usize, &'a str)>>,
    /// What of the page was edited since; nothing when there is no page before.
    pub(super) edits: Edits,
    /// The day as at which we judge, in the United Kingdom.
    pub(super) today: Date,
    /// The day of the page before; a year ago when there is none.
    pub(super) since: Date,
}

impl<'a> Facts<'a> {
    pub(super) fn new(case: &'a Case, newest: &'a Page) -> Self {
        let before = case.before.as_ref().map(|before| &*before.page);
        Self::of(case, before, newest)
    }

    /// The listing against these two states of a page, or of what it tells machines.
    pub(super) fn of(case: &'a Case, before: Option<&'a Page>, newest: &'a Page) -> Self {
        let names = Names::of(&case.service);
        let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        let day = |at: jiff::Timestamp| at.to_zoned(london.clone()).date();
        let today = day(case.now);
        let before = before.map(|page| About::new(page, &names));
        let after = About::new(newest, &names);
        let edits = before.as_ref().map(|before| Edits::between(before, &after));
        Self {
            edits: edits.unwrap_or_default(),
            words_before: OnceCell::new(),
            own: OnceCell::new(),
            new: OnceCell::new(),
            before,
            after,
            since: case
                .before
                .as_ref()
                .map_or(today.saturating_sub(jiff::Span::new().days(365)), |b| {
                    day(b.at)
                }),
            today,
            names,
            case,
        }
    }
}

impl<'a> Facts<'a> {
    /// Sentences of our part of the page that the page before did not hold, with the positions
    /// of their blocks; none where there is no page before.
    pub(super) fn new_sentences(&self) -> &[(usize, &'a str)] {
        self.new.get_or_init(|| {
            let before = self.before.as_ref();
            before.map_or_else(Vec::new, |before| own::new_sentences(&self.after, before))
        })
    }

    /// Statements about the service that the page before did not make: several rules go by them.
    pub(super) fn own(&self) -> &[Own] {
        self.own.get_or_init(|| statements::own(self))
    }

    /// All that the page before said, block by block: a long page makes many statements,
    /// and each is looked for.
    pub(super) fn said_before(&self, before: &Page) -> &str {
        self.words_before.get_or_init(|| {
            let blocks = before.blocks.iter().map(|block| folded(&block.text));
            blocks.collect::<Vec<_>>().join("\n")
        })
    }
}

type Rule = fn(&Facts<'_>) -> Vec<Signal>;

/// What the page says in sentences: whether the service runs.
pub(super) fn on_statements(facts: &Facts<'_>) -> Vec<Signal> {
    const RULES: [Rule; 2] = [closed::signals, paused::signals];
    RULES.into_iter().flat_map(|rule| rule(facts)).collect()
}

/// What the page shows of the listed facts.
pub(super) fn on_facts(facts: &Facts<'_>) -> Vec<Signal> {
    const RULES: [Rule; 8] = [
        moved::signals,
        online::signals,
        postcode::signals,
        phone::signals,
        email::signals,
        hours::signals,
        price::signals,
        eligibility::signals,
    ];
    RULES.into_iter().flat_map(|rule| rule(facts)).collect()
}
