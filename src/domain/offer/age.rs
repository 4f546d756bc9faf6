//! Who may come, by age in years.

use serde::Serialize;

use super::said::{Said, Stated};
use super::texts::Texts;
use crate::oruk::Service;

/// Ages in years, both included; an absent bound is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct AgeRange {
    /// The youngest who may come; parts of a year for months.
    pub min: Option<f64>,
    /// The oldest who may come.
    pub max: Option<f64>,
}

/// Ages from here on are how feeds write "no limit".
const NO_LIMIT: f64 = 120.0;

impl AgeRange {
    /// Whether somebody of that age may come. Who is 11 and a half is 11.
    pub fn includes(&self, years: f64) -> bool {
        let oldest = |max: f64| years <= max || years.floor() <= max && max.fract() == 0.0;
        self.min.is_none_or(|min| years >= min) && self.max.is_none_or(oldest)
    }
}

pub(super) fn read(_texts: &Texts, service: &Service) -> Stated<AgeRange> {
    stated(service)
}

/// What the two fields for it say.
fn stated(service: &Service) -> Stated<AgeRange> {
    let bounds = [
        ("minimum_age", service.minimum_age),
        ("maximum_age", service.maximum_age),
    ];
    let words: Vec<String> = bounds
        .iter()
        .filter_map(|(name, years)| Some(format!("{name} {}", (*years)?)))
        .collect();
    let range = AgeRange {
        min: service.minimum_age.filter(|min| *min > 0.0),
        max: service.maximum_age.filter(|max| *max < NO_LIMIT),
    };
    (!words.is_empty()).then(|| Said::structured(range, words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_for_ages_are_taken_as_they_stand() {
        let range = |min, max| Some(AgeRange { min, max });
        for (minimum_age, maximum_age, want) in [
            (None, None, None),
            (Some(18.0), None, range(Some(18.0), None)),
            (Some(0.0), Some(4.5), range(None, Some(4.5))),
            (Some(50.0), Some(999.0), range(Some(50.0), None)),
            (Some(0.0), Some(120.0), range(None, None)),
        ] {
            let service = Service {
                minimum_age,
                maximum_age,
                ..Service::default()
            };
            assert_eq!(stated(&service).map(|said| said.value), want);
        }
    }

    #[test]
    fn a_person_is_of_an_age_until_the_next_birthday() {
        let range = AgeRange {
            min: Some(5.0),
            max: Some(11.0),
        };
        for (years, want) in [
            (4.9, false),
            (5.0, true),
            (11.0, true),
            (11.5, true),
            (12.0, false),
        ] {
            assert_eq!(range.includes(years), want, "{years}");
        }
        let babies = AgeRange {
            min: None,
            max: Some(1.5),
        };
        assert!(babies.includes(1.0) && !babies.includes(1.6));
        assert!(AgeRange::default().includes(99.0));
    }
}
