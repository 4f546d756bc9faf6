//! What is asked of services.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use super::name::{Filter, Flag, List};

/// What must hold of a service. All that is given must; the values of one filter are
/// alternatives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// Questions and the answers wanted. `remote` alone has a no of its own: it asks for a
    /// place to go to, and what has one answers it, whether it can be attended remotely too
    /// or not.
    pub flags: BTreeMap<Flag, Wanted>,
    /// Names, any of which it must have: categories, audiences and languages by name, code or
    /// id in any letter case; terms and organizations by id.
    pub lists: BTreeMap<List, Vec<String>>,
    /// The most that the cheapest way to take part costs, in pence for a session.
    pub max_cost_pence: Option<u32>,
    /// Ages in years, any of which it takes.
    pub ages: Vec<f64>,
    /// It takes somebody of this age or older.
    pub min_age: Option<f64>,
    /// It takes somebody of this age or younger.
    pub max_age: Option<f64>,
    /// Days of the week as bits, Monday 1 and Sunday 64; 0: any. One entry of its timetable
    /// must meet day, start and end together.
    pub days: u8,
    /// It begins at this minute after midnight or later.
    pub start_minute: Option<u16>,
    /// It ends by this minute after midnight.
    pub end_minute: Option<u16>,
    /// Somebody who knows confirmed it so many days ago at most.
    pub verified_within_days: Option<u32>,
    /// Whether services that do not state what a filter asks are let in.
    pub include_unknown: bool,
}

/// The answer that a question must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Either, as long as it is stated.
    Either,
}

impl Wanted {
    /// The answer `value`.
    pub fn of(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }

    /// This answer or that one.
    pub fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::Either }
    }

    /// Whether an answer is wanted.
    pub(super) fn takes(self, answer: bool) -> bool {
        self == Self::Either || self == Self::of(answer)
    }
}

impl Filters {
    /// The filters that are asked, each once.
    pub fn asked(&self) -> impl Iterator<Item = Filter> {
        let ages = self.min_age.or(self.max_age).or(self.ages.first().copied());
        let others = [
            (Filter::MaxCost, self.max_cost_pence.is_some()),
            (Filter::Age, ages.is_some()),
            (Filter::Day, self.days != 0),
            (Filter::StartTime, self.start_minute.is_some()),
            (Filter::EndTime, self.end_minute.is_some()),
            (
                Filter::VerifiedWithinDays,
                self.verified_within_days.is_some(),
            ),
        ];
        let others = others.into_iter().filter(|(_, is_asked)| *is_asked);
        let flags = self.flags.keys().map(|flag| Filter::Flag(*flag));
        let lists = self.lists.keys().map(|list| Filter::List(*list));
        flags.chain(lists).chain(others.map(|(filter, _)| filter))
    }

    /// Asks one question more; asked twice, either answer will do.
    #[must_use]
    pub fn with(mut self, flag: Flag, answer: bool) -> Self {
        let wanted = Wanted::of(answer);
        self.flags
            .entry(flag)
            .and_modify(|given| *given = given.or(wanted))
            .or_insert(wanted);
        self
    }

    /// Asks for one name more.
    #[must_use]
    pub fn with_name(mut self, list: List, name: impl Into<String>) -> Self {
        self.lists.entry(list).or_default().push(name.into());
        self
    }
}

impl Eq for Filters {}

impl Hash for Filters {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            flags,
            lists,
            max_cost_pence,
            ages,
            min_age,
            max_age,
            days,
            start_minute,
            end_minute,
            verified_within_days,
            include_unknown,
        } = self;
        let ages: Vec<u64> = ages.iter().map(|years| years.to_bits()).collect();
        let bounds = [min_age, max_age].map(|years| years.map(f64::to_bits));
        (flags, lists, max_cost_pence, ages, bounds).hash(state);
        (
            days,
            start_minute,
            end_minute,
            verified_within_days,
            include_unknown,
        )
            .hash(state);
    }
}
