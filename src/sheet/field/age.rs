//! Ages: who may come, in years.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, is_placeholder, pattern, text};
use crate::domain::{AgeRange, age_in_words, ages_in_words};
use crate::sheet::ProblemKind;

static EVERYBODY: LazyLock<Regex> = pattern!(
    r"^(?:all|any|every|everyone|everybody|anyone|anybody|open to all|family|no)(?:\b.*)?$"
);

/// Reads a cell of ages in words.
pub fn read(raw: &str) -> Reading<AgeRange> {
    let Some(cell) = text::read(raw).value else {
        return Reading::default();
    };
    ages_in_words(&cell).map_or_else(
        || Reading::with(AgeRange::default(), ProblemKind::AgeUnparsed),
        Reading::fine,
    )
}

/// Reads a cell of one age, in a column for the youngest or the oldest.
pub fn bound(raw: &str) -> Reading<Option<f64>> {
    if is_placeholder(raw) {
        return Reading::default();
    }
    let lower = raw.trim().to_lowercase();
    if EVERYBODY.is_match(&lower) || lower == "birth" {
        return Reading::fine((lower == "birth").then_some(0.0));
    }
    let found = age_in_words(&lower);
    let unparsed = found.is_none();
    Reading::fine(found).noting(ProblemKind::AgeUnparsed, unparsed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ages_are_read_in_the_ways_people_write_them() {
        let all = (None, None);
        for (raw, (min, max)) in [
            ("18+", (Some(18.0), None)),
            ("60 +", (Some(60.0), None)),
            ("60 yrs +", (Some(60.0), None)),
            ("50 plus", (Some(50.0), None)),
            ("over 50s", (Some(50.0), None)),
            ("Over 55's", (Some(55.0), None)),
            ("50 and over", (Some(50.0), None)),
            ("aged 60 or over", (Some(60.0), None)),
            ("16 years and older", (Some(16.0), None)),
            ("from 16", (Some(16.0), None)),
            ("Ages 8 upwards", (Some(8.0), None)),
            ("Adults (18+)", (Some(18.0), None)),
            ("Adults", (Some(18.0), None)),
            ("Adults only", (Some(18.0), None)),
            ("Adults 18-64", (Some(18.0), Some(64.0))),
            ("5-11", (Some(5.0), Some(11.0))),
            ("5 – 11", (Some(5.0), Some(11.0))),
            ("5 to 11 years", (Some(5.0), Some(11.0))),
            ("5yrs - 11yrs", (Some(5.0), Some(11.0))),
            ("5-11yrs", (Some(5.0), Some(11.0))),
            ("18-25 year olds", (Some(18.0), Some(25.0))),
            ("between 11 and 18", (Some(11.0), Some(18.0))),
            ("11 - 19 (25 SEND)", (Some(11.0), Some(19.0))),
            ("11-19 (up to 25 with SEND)", (Some(11.0), Some(19.0))),
            ("5-11 and 12-16", (Some(5.0), Some(16.0))),
            ("0-18 months", (Some(0.0), Some(1.5))),
            ("6 months to 5 years", (Some(0.5), Some(5.0))),
            ("0-5s", (Some(0.0), Some(5.0))),
            ("birth to 2", (Some(0.0), Some(2.0))),
            ("under 5s", (None, Some(5.0))),
            ("Under-5s", (None, Some(5.0))),
            ("up to 25", (None, Some(25.0))),
            ("18 and under", (None, Some(18.0))),
            ("All ages", all),
            ("all", all),
            ("Any age", all),
            ("Everyone welcome", all),
            ("No age limit", all),
            ("n/a", all),
            ("", all),
        ] {
            let read = read(raw);
            assert_eq!((read.value.min, read.value.max), (min, max), "{raw}");
            assert_eq!(read.problems, [], "{raw}");
        }
    }

    #[test]
    fn what_is_no_age_in_years_stays_prose() {
        for raw in [
            "school years 3-6",
            "Years 3-6",
            "Reception to KS2",
            "toddlers",
            "families",
            "18",
            "children",
            "11-5",
            "1990-2000",
            "5-11 and 50-60",
            "2025-11-05",
        ] {
            let read = read(raw);
            assert_eq!(read.value, AgeRange::default(), "{raw}");
            assert_eq!(read.problems, [ProblemKind::AgeUnparsed], "{raw}");
        }
    }

    #[test]
    fn a_column_for_one_bound_is_read_as_a_number() {
        for (raw, want) in [
            ("18", Some(18.0)),
            ("18.0", Some(18.0)),
            ("18+", Some(18.0)),
            ("6 months", Some(0.5)),
            ("0", Some(0.0)),
            ("none", None),
            ("any", None),
            ("no limit", None),
        ] {
            let read = bound(raw);
            assert_eq!(read.value, want, "{raw}");
            assert_eq!(read.problems, [], "{raw}");
        }
        for raw in ["old enough", "1990", "-3"] {
            assert_eq!(
                bound(raw),
                Reading::with(None, ProblemKind::AgeUnparsed),
                "{raw}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_cell_gives_ages_in_order(raw in "(\\PC|[0-9+ -]|over |to |months){0,24}") {
            let ages = read(&raw).value;
            if let (Some(min), Some(max)) = (ages.min, ages.max) {
                prop_assert!(min <= max);
                let again = read(&format!("{min}-{max}")).value;
                // Parts of a year are not written as a range of whole ones.
                prop_assert!(min.fract() + max.fract() > 0.0 || again == ages, "{:?}", again);
            }
            if let Some(years) = bound(&raw).value {
                prop_assert_eq!(bound(&years.to_string()).value, Some(years));
            }
        }
    }
}
