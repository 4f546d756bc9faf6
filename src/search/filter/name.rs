//! The filters by name: those of the parameters of `/api/v1/search`.

use serde::{Serialize, Serializer};

/// A question that a service answers with yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// It is free.
    Free,
    /// People can go there.
    InPerson,
    /// It can be attended from anywhere. Its no is different: see [`super::Filters::flags`].
    Remote,
    /// It comes to people's homes.
    HomeVisit,
    /// It is, or has a session that is, for women alone.
    WomenOnly,
    /// It is, or has a session that is, for men alone.
    MenOnly,
    /// People who use a wheelchair get in.
    Accessible,
    /// People may come of their own accord.
    SelfReferral,
    /// It has room.
    HasPlaces,
}

/// A list of names, of which a service has some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Taxonomy terms, each with all that are narrower.
    Category,
    /// Exactly these taxonomy terms, by id.
    TaxonomyTermId,
    /// For whom it is.
    Audience,
    /// Languages it is offered in.
    Language,
    /// What there is for access, beside wheelchairs.
    Access,
    /// Providers, by id.
    OrganizationId,
    /// Feeds, by id.
    Feed,
}

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// One of the questions.
    Flag(Flag),
    /// One of the lists.
    List(List),
    /// The price of a session.
    MaxCost,
    /// The person's age, or between which ages they are.
    Age,
    /// The day of the week.
    Day,
    /// When it begins.
    StartTime,
    /// When it ends.
    EndTime,
    /// When somebody who knows last confirmed it.
    VerifiedWithinDays,
}

impl Flag {
    /// All of them, in the order of their bits in the index.
    pub const ALL: [Self; 9] = [
        Self::Free,
        Self::InPerson,
        Self::Remote,
        Self::HomeVisit,
        Self::WomenOnly,
        Self::MenOnly,
        Self::Accessible,
        Self::SelfReferral,
        Self::HasPlaces,
    ];

    /// The name of its parameter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::InPerson => "in_person",
            Self::Remote => "remote",
            Self::HomeVisit => "home_visit",
            Self::WomenOnly => "women_only",
            Self::MenOnly => "men_only",
            Self::Accessible => "accessible",
            Self::SelfReferral => "self_referral",
            Self::HasPlaces => "has_places",
        }
    }
}

impl List {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Category,
        Self::TaxonomyTermId,
        Self::Audience,
        Self::Language,
        Self::Access,
        Self::OrganizationId,
        Self::Feed,
    ];

    /// The name of its parameter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::TaxonomyTermId => "taxonomy_term_id",
            Self::Audience => "audience",
            Self::Language => "language",
            Self::Access => "access",
            Self::OrganizationId => "organization_id",
            Self::Feed => "feed",
        }
    }
}

impl Filter {
    /// How many there are.
    pub(super) const COUNT: usize = Flag::ALL.len() + List::ALL.len() + 6;

    /// All of them, each at its number.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let flags = Flag::ALL.into_iter().map(Self::Flag);
        let others = [
            Self::MaxCost,
            Self::Age,
            Self::Day,
            Self::StartTime,
            Self::EndTime,
            Self::VerifiedWithinDays,
        ];
        flags
            .chain(List::ALL.into_iter().map(Self::List))
            .chain(others)
    }

    /// The name of its parameter. Ages between bounds go by `age` too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flag(flag) => flag.name(),
            Self::List(list) => list.name(),
            Self::MaxCost => "max_cost",
            Self::Age => "age",
            Self::Day => "day",
            Self::StartTime => "start_time",
            Self::EndTime => "end_time",
            Self::VerifiedWithinDays => "verified_within_days",
        }
    }

    fn number(self) -> usize {
        let rest = Flag::ALL.len() + List::ALL.len();
        match self {
            Self::Flag(flag) => flag as usize,
            Self::List(list) => Flag::ALL.len() + list as usize,
            Self::MaxCost => rest,
            Self::Age => rest + 1,
            Self::Day => rest + 2,
            Self::StartTime => rest + 3,
            Self::EndTime => rest + 4,
            Self::VerifiedWithinDays => rest + 5,
        }
    }

    /// Its bit in a set of filters.
    pub(super) fn bit(self) -> u32 {
        1 << self.number()
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_a_bit_and_a_name_of_its_own() {
        for (number, filter) in Filter::all().enumerate() {
            assert_eq!(filter.bit(), 1 << number, "{}", filter.name());
        }
        let mut names: Vec<_> = Filter::all().map(Filter::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Filter::COUNT);
    }
}
