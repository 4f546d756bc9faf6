//! Ages of those who may come.

use std::hash::{Hash, Hasher};

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::people::{cut, has};
use crate::domain::offer::ages_in_prose;
use crate::domain::{AgeRange, ages_in_words};
use crate::oruk::Service;

/// Ages in years, both included; 0 and 120 where a bound is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ages {
    min: f32,
    max: f32,
    /// Whether they stand where ages of those who come must: a description may speak of others.
    is_sure: bool,
    /// Whether words gave them ("kids"), which says only roughly who they are.
    is_rough: bool,
}

/// Names of ages: words, then from and to.
const NAMED: [(&[&str], f32, f32); 7] = [
    (
        &[
            "baby and toddler",
            "babies and toddlers",
            "toddler and baby",
            "baby toddler",
            "bumps babies and toddlers",
        ],
        0.0,
        5.0,
    ),
    (
        &[
            "toddler",
            "toddlers",
            "tots",
            "pre school",
            "preschool",
            "playgroup",
        ],
        1.0,
        5.0,
    ),
    (
        &["baby", "babies", "infant", "infants", "newborn"],
        0.0,
        1.6,
    ),
    (
        &[
            "junior",
            "juniors",
            "kids",
            "children",
            "childrens",
            "primary",
        ],
        3.0,
        17.0,
    ),
    (
        &[
            "teen",
            "teens",
            "teenage",
            "teenagers",
            "youth",
            "young people",
        ],
        9.0,
        25.0,
    ),
    (
        &[
            "older people",
            "seniors",
            "older adults",
            "pensioners",
            "elderly",
            "retired",
            "senior citizens",
            "later life",
        ],
        49.0,
        OLDEST,
    ),
    (&["adult", "adults"], 16.0, OLDEST),
];

/// Where an open range ends.
const OLDEST: f32 = 120.0;

/// The fields for it, the name, the field for who may come, the description: the first that
/// tells.
pub(super) fn ages(service: &Service, name: &str) -> Option<Ages> {
    let raw = |text: &Option<String>| cut(text.as_deref().unwrap_or_default()).to_owned();
    let fields = AgeRange {
        min: service.minimum_age,
        max: service.maximum_age,
    };
    let stated = bounds(fields)
        .or_else(|| ages_in_prose(&raw(&service.name)).and_then(bounds))
        .or_else(|| ages_in_words(&raw(&service.eligibility_description)).and_then(bounds));
    let ages = |(min, max), is_sure, is_rough| Ages {
        min,
        max,
        is_sure,
        is_rough,
    };
    if let Some(stated) = stated {
        return Some(ages(stated, true, false));
    }
    let told = ages_in_prose(&raw(&service.description)).and_then(bounds);
    match (named(name), told) {
        // "Kids' coding": the description says which of them.
        (Some(rough), Some(told)) if told.0 >= rough.0 && told.1 <= rough.1 => {
            Some(ages(told, true, false))
        }
        (Some(rough), _) => Some(ages(rough, true, true)),
        (None, told) => Some(ages(told?, false, false)),
    }
}

fn bounds(range: AgeRange) -> Option<(f32, f32)> {
    let min = range.min.map_or(0.0, years);
    let max = range.max.map_or(OLDEST, years).min(OLDEST);
    (min > 0.0 || max < OLDEST)
        .then_some((min, max))
        .filter(|(min, max)| min <= max)
}

#[expect(clippy::cast_possible_truncation, reason = "an age needs no more")]
fn years(years: f64) -> f32 {
    years as f32
}

/// Whether a name says ages; `folded` is the same name in small letters with spaces around.
pub(super) fn is_in_name(name: &str, folded: &str) -> bool {
    named(folded).is_some() || ages_in_prose(cut(name)).is_some()
}

fn named(name: &str) -> Option<(f32, f32)> {
    let mut known = NAMED.iter();
    let found = known.find(|(words, ..)| words.iter().any(|word| has(name, word)));
    found.map(|(_, min, max)| (*min, *max))
}

/// Compares ages that both state.
pub(super) fn compare(a: Ages, b: Ages, ledger: &mut impl Ledger) {
    let common = a.max.min(b.max) - a.min.max(b.min);
    let shorter = (a.max - a.min).min(b.max - b.min);
    let text = || format!("one is for {}, the other for {}", shown(a), shown(b));
    if common <= 0.01 || common <= 0.5 && shorter > 1.0 || common <= 0.2 * shorter {
        match a.is_sure && b.is_sure {
            true => ledger.conflict(Group::People, Kind::People, 5.0, text),
            false => ledger.add(Group::People, Kind::People, -2.0, text),
        }
    } else if (a.min - b.min).abs() <= 0.5 && (a.max - b.max).abs() <= 1.0 {
        ledger.add(Group::People, Kind::People, 0.5, || {
            format!("both are for {}", shown(a))
        });
    } else {
        let whole = a.max.max(b.max) - a.min.min(b.min);
        let is_rough = a.is_rough || b.is_rough;
        if common / whole < 0.34 && !(is_rough && common >= 0.99 * shorter) {
            ledger.add(Group::People, Kind::People, -1.0, text);
        }
    }
}

impl Ages {
    pub(super) fn hash_into(self, hasher: &mut impl Hasher) {
        (self.min.to_bits(), self.max.to_bits()).hash(hasher);
        (self.is_sure, self.is_rough).hash(hasher);
    }
}

fn shown(Ages { min, max, .. }: Ages) -> String {
    match (min > 0.0, max < OLDEST) {
        (true, true) => format!("ages {min} to {max}"),
        (true, false) => format!("ages {min} and over"),
        _ => format!("ages up to {max}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Sums;
    use super::*;

    fn of(name: &str, fields: (Option<f64>, Option<f64>)) -> Option<(f32, f32)> {
        let service = Service {
            name: Some(name.to_owned()),
            minimum_age: fields.0,
            maximum_age: fields.1,
            ..Service::default()
        };
        let folded = format!(" {} ", super::super::words::folded(name));
        ages(&service, &folded).map(|ages| (ages.min, ages.max))
    }

    #[test]
    fn ages_are_read_from_fields_first_and_then_from_the_name() {
        let none = (None, None);
        for (name, fields, want) in [
            ("Club", (Some(8.0), Some(17.0)), Some((8.0, 17.0))),
            ("Badminton 50+", none, Some((50.0, OLDEST))),
            ("Rhyme time (2-4 years)", none, Some((2.0, 4.0))),
            ("Baby massage", none, Some((0.0, 1.6))),
            ("Baby and toddler group", none, Some((0.0, 4.0))),
            ("Choir", none, None),
        ] {
            assert_eq!(of(name, fields), want, "{name}");
        }
    }

    #[test]
    fn ages_that_only_touch_are_other_people() {
        for (a, b, want) in [
            ((0.0, 1.0), (2.0, 4.0), true),
            ((8.0, 10.5), (10.5, 14.0), true),
            ((0.0, 0.5), (0.5, 1.1), true),
            ((50.0, 120.0), (60.0, 120.0), false),
            ((0.0, 5.0), (1.0, 5.0), false),
        ] {
            let ages = |(min, max)| Ages {
                min,
                max,
                is_sure: true,
                is_rough: false,
            };
            let mut sums = Sums::default();
            compare(ages(a), ages(b), &mut sums);
            assert_eq!(sums.conflict, want, "{a:?} {b:?}");
        }
    }
}
