//! The limits of the search form: what a person needs beside words and a place.
//!
//! They are the filters of `/api/v1/search` under the same names. The form offers those that
//! are asked for with a person in the room; whatever else stands in an address is carried on.

use super::form::Choice;
use super::wording::many;
use crate::domain::WEEKDAYS;
use crate::search::{Filter, Filters, Flag, List, Unknown};

/// How people may take part: name, value, and what to read.
const WAYS: [(&str, &str); 3] = [
    ("", "In person or online"),
    ("true", "Online or by phone"),
    ("false", "In person"),
];

/// What is ticked or not.
const TICKS: [(Flag, &str); 4] = [
    (Flag::WomenOnly, "Women only"),
    (Flag::Accessible, "Wheelchair accessible"),
    (Flag::HomeVisit, "Comes to their home"),
    (Flag::SelfReferral, "No referral needed"),
];

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    /// The parameter.
    pub(super) name: &'static str,
    /// As read.
    pub(super) label: &'static str,
    /// Whether it is ticked now.
    pub(super) chosen: bool,
}

/// The limits as the form shows them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limits {
    /// Only what is free.
    pub(super) free: bool,
    /// Pounds at most for a session.
    pub(super) max_cost: String,
    /// The person's age.
    pub(super) age: String,
    /// A language.
    pub(super) language: String,
    /// A day of the week.
    pub(super) days: Vec<Choice>,
    /// How people take part.
    pub(super) ways: Vec<Choice>,
    /// Boxes to tick.
    pub(super) ticks: Vec<Tick>,
    /// Whether any of them but `free` is set.
    pub(super) any: bool,
    /// Parameters that the form does not offer.
    pub(super) carried: Vec<(&'static str, String)>,
}

impl Limits {
    /// Filters as the form shows them. Of several values of one parameter the form shows the
    /// first and the address keeps the others.
    pub(super) fn of(filters: &Filters) -> Self {
        let mut carried = filters.to_parameters();
        let mut take = |name: &str| {
            let at = carried.iter().position(|(given, _)| *given == name);
            at.map(|at| carried.remove(at).1)
        };
        let mut text = |name: &str| take(name).unwrap_or_default();
        let free = text("free");
        let (max_cost, age, language) = (text("max_cost"), text("age"), text("language"));
        let (day, way) = (text("day"), text("remote"));
        let mut tick = |(flag, label): (Flag, &'static str)| Tick {
            name: flag.name(),
            label,
            chosen: text(flag.name()) == "true",
        };
        let ticks: Vec<Tick> = TICKS.into_iter().map(&mut tick).collect();
        let texts = [&max_cost, &age, &language, &day, &way];
        let any = texts.iter().any(|text| !text.is_empty()) || ticks.iter().any(|tick| tick.chosen);
        let any_day = ("", "Any day");
        Self {
            free: free == "true",
            days: choices([any_day].into_iter().chain(WEEKDAYS), &day),
            ways: choices(WAYS.into_iter(), &way),
            any: any || !carried.is_empty(),
            carried,
            max_cost,
            age,
            language,
            ticks,
        }
    }
}

fn choices<'a>(all: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<Choice> {
    all.map(|(value, label)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    })
    .collect()
}

/// `12 more do not say whether they are free: include them`; `None` when nothing is left open.
pub(super) fn left_out(unknown: &Unknown) -> Option<String> {
    let open = unknown.by_filter.iter();
    let open = open.filter(|(filter, count)| **filter != Filter::Age && **count > 0);
    let what: Vec<&str> = open.map(|(filter, _)| said(*filter, unknown.any)).collect();
    match (unknown.any, what.join(" or ")) {
        (0, _) => None,
        (1, what) => Some(format!("1 more does not say {what}: include it")),
        (count, what) => Some(format!(
            "{} more do not say {what}: include them",
            many(count)
        )),
    }
}

/// That some are listed although they do not say for which ages they are.
pub(super) fn ages_open(unknown: &Unknown) -> Option<String> {
    match unknown.by_filter.get(&Filter::Age).copied().unwrap_or(0) {
        0 => None,
        1 => Some("1 of these does not say for which ages it is.".to_owned()),
        count => Some(format!(
            "{} of these do not say for which ages they are.",
            many(count)
        )),
    }
}

/// What one service, or several, do not say.
fn said(filter: Filter, count: u64) -> &'static str {
    let of = |one: &'static str, several: &'static str| if count == 1 { one } else { several };
    match filter {
        Filter::Flag(Flag::Free) => of("whether it is free", "whether they are free"),
        Filter::Flag(Flag::InPerson) => "whether people can go there",
        Filter::Flag(Flag::Remote) => "whether people can take part online",
        Filter::Flag(Flag::HomeVisit) => {
            of("whether it comes to homes", "whether they come to homes")
        }
        Filter::Flag(Flag::WomenOnly) => of(
            "whether it is for women only",
            "whether they are for women only",
        ),
        Filter::Flag(Flag::MenOnly) => of(
            "whether it is for men only",
            "whether they are for men only",
        ),
        Filter::Flag(Flag::Accessible) => "whether people who use a wheelchair get in",
        Filter::Flag(Flag::SelfReferral) => "whether a referral is needed",
        Filter::Flag(Flag::HasPlaces) => "whether there is room",
        Filter::List(List::Category | List::TaxonomyTermId) => of(
            "what kind of service it is",
            "what kind of service they are",
        ),
        Filter::List(List::Audience) => of("for whom it is", "for whom they are"),
        Filter::List(List::Language) => "in which language",
        Filter::List(List::Access) => "what access there is",
        Filter::List(List::OrganizationId) => of("who provides it", "who provides them"),
        Filter::List(List::Feed) => of("which directory lists it", "which directory lists them"),
        Filter::MaxCost => of("what it costs", "what they cost"),
        Filter::Age => of("for which ages it is", "for which ages they are"),
        Filter::Day => of("on which day it runs", "on which days they run"),
        Filter::StartTime => of("when it begins", "when they begin"),
        Filter::EndTime => of("when it ends", "when they end"),
        Filter::VerifiedWithinDays => of(
            "when it was last confirmed",
            "when they were last confirmed",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(pairs: &[(&str, &str)]) -> Filters {
        let mut filters = Filters::default();
        for (name, value) in pairs {
            filters.set(name, value).unwrap();
        }
        filters
    }

    #[test]
    fn the_form_shows_what_it_offers_and_carries_the_rest() {
        let limits = Limits::of(&filters(&[
            ("free", "true"),
            ("age", "70"),
            ("day", "TU"),
            ("day", "FR"),
            ("remote", "false"),
            ("women_only", "true"),
            ("category", "Food"),
        ]));
        assert!(limits.free && limits.any);
        assert_eq!((limits.age.as_str(), limits.max_cost.as_str()), ("70", ""));
        let chosen = |choices: &[Choice]| {
            let chosen = choices.iter().filter(|choice| choice.chosen);
            chosen
                .map(|choice| choice.label.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(chosen(&limits.days), ["Tuesday"]);
        assert_eq!(chosen(&limits.ways), ["In person"]);
        let ticked = limits.ticks.iter().filter(|tick| tick.chosen);
        assert_eq!(
            ticked.map(|tick| tick.label).collect::<Vec<_>>(),
            ["Women only"]
        );
        let carried = [("category", "Food".to_owned()), ("day", "FR".to_owned())];
        assert_eq!(limits.carried, carried);
        let none = Limits::of(&Filters::default());
        assert!(!none.any && chosen(&none.days) == ["Any day"]);
    }

    #[test]
    fn what_is_left_open_is_said_in_words() {
        let unknown = |counts: &[(Filter, u64)], any| Unknown {
            by_filter: counts.iter().copied().collect(),
            any,
        };
        let free = Filter::Flag(Flag::Free);
        let wheelchair = Filter::Flag(Flag::Accessible);
        for (unknown, want) in [
            (unknown(&[(free, 0)], 0), None),
            (
                unknown(&[(free, 1)], 1),
                Some("1 more does not say whether it is free: include it"),
            ),
            (
                unknown(&[(free, 1_200), (wheelchair, 0), (Filter::Age, 9)], 1_200),
                Some("1,200 more do not say whether they are free: include them"),
            ),
            (
                unknown(&[(free, 3), (wheelchair, 2)], 4),
                Some(
                    "4 more do not say whether they are free or whether people who use a wheelchair get in: include them",
                ),
            ),
        ] {
            assert_eq!(left_out(&unknown).as_deref(), want);
        }
        let ages = unknown(&[(Filter::Age, 2)], 0);
        assert_eq!(
            ages_open(&ages).as_deref(),
            Some("2 of these do not say for which ages they are.")
        );
        assert_eq!((left_out(&ages), ages_open(&unknown(&[], 0))), (None, None));
    }
}
