//! Dates: serial numbers, figures and words -> a day.
//!
//! Figures have the day first unless the profile says otherwise, or only the other order is
//! a date. Two-digit years belong to this century. A month without a day is its first day,
//! which is also what a spreadsheet program makes of it. A year alone is no day.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use super::pattern;

/// How a sheet writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateStyle {
    /// Whether the day stands before the month.
    pub day_first: bool,
    /// Whether day 0 is 1 January 1904, as old Macintosh programs counted.
    pub since_1904: bool,
}

impl Default for DateStyle {
    fn default() -> Self {
        Self {
            day_first: true,
            since_1904: false,
        }
    }
}

static ISO: LazyLock<Regex> = pattern!(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)");
static COMPACT: LazyLock<Regex> = pattern!(r"^((?:19|20)\d\d)([01]\d)([0-3]\d)$");
static FIGURES: LazyLock<Regex> =
    pattern!(r"\b(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?:\D|$)");
static DAY_MONTH: LazyLock<Regex> = pattern!(
    r"(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*([a-z]{3,9})\.?,?[\s-]*(\d{4}|'?\d{2})\b"
);
static MONTH_DAY: LazyLock<Regex> =
    pattern!(r"(?i)\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{4})\b");
static MONTH: LazyLock<Regex> = pattern!(r"(?i)\b([a-z]{3,9})\.?,?[\s-]*(\d{4}|'?\d{2})\b");
static SERIAL: LazyLock<Regex> = pattern!(r"^(\d{5})(?:\.\d+)?$");

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Serial numbers that are believed: 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

/// Years that are believed.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Reads a cell of a date; `None` when it is not certain which.
pub fn read(raw: &str, style: DateStyle) -> Option<Date> {
    let text = raw.trim();
    if let Some(found) = SERIAL.captures(text) {
        return serial(found[1].parse().ok()?, style.since_1904);
    }
    let number = |text: &str| text.parse::<i8>().ok();
    if let Some(f) = COMPACT.captures(text).or_else(|| ISO.captures(text)) {
        return day(f[1].parse().ok()?, number(&f[2])?, number(&f[3])?);
    }
    if let Some(f) = FIGURES.captures(text) {
        let (year, a, b) = (year(&f[3])?, number(&f[1])?, number(&f[2])?);
        let (first, second) = (day(year, b, a), day(year, a, b));
        return if style.day_first {
            first.or(second)
        } else {
            second.or(first)
        };
    }
    if let Some(f) = DAY_MONTH.captures(text) {
        return day(year(&f[3])?, month(&f[2])?, number(&f[1])?);
    }
    if let Some(f) = MONTH_DAY.captures(text) {
        return day(year(&f[3])?, month(&f[1])?, number(&f[2])?);
    }
    let f = MONTH.captures(text)?;
    day(year(&f[2])?, month(&f[1])?, 1)
}

/// The day of a serial number: 1 is 1 January 1900, and 60 a day that never was.
fn serial(number: i32, since_1904: bool) -> Option<Date> {
    if !SERIALS.contains(&number) {
        return None;
    }
    let zero = if since_1904 {
        Date::constant(1904, 1, 1)
    } else {
        Date::constant(1899, 12, 30)
    };
    zero.checked_add(number.days()).ok()
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    YEARS
        .contains(&year)
        .then(|| Date::new(year, month, day).ok())
        .flatten()
}

fn year(text: &str) -> Option<i16> {
    let digits = text.trim_start_matches('\'');
    let number: i16 = digits.parse().ok()?;
    Some(if digits.len() == 2 {
        2000 + number
    } else {
        number
    })
}

/// The number of a month named in full or by its first letters.
fn month(name: &str) -> Option<i8> {
    let name = name.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| name.len() >= 3 && month.starts_with(&name))?;
    let sept = || (name == "sept").then_some(8);
    i8::try_from(sept().unwrap_or(at) + 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(raw: &str) -> Option<String> {
        read(raw, DateStyle::default()).map(|date| date.to_string())
    }

    #[test]
    fn every_usual_form_gives_a_day() {
        for (raw, want) in [
            ("2025-04-03", "2025-04-03"),
            ("2025-04-03T10:00:00Z", "2025-04-03"),
            ("2025-04-03 00:00:00", "2025-04-03"),
            ("20250403", "2025-04-03"),
            ("45750", "2025-04-03"),
            ("45750.5", "2025-04-03"),
            ("03/04/2025", "2025-04-03"),
            ("3/4/25", "2025-04-03"),
            ("3.4.2025", "2025-04-03"),
            ("03-04-2025", "2025-04-03"),
            ("04/13/2025", "2025-04-13"),
            ("3 April 2025", "2025-04-03"),
            ("3rd April 2025", "2025-04-03"),
            ("Thurs 3 April 2025", "2025-04-03"),
            ("12th Jan 25", "2025-01-12"),
            ("12-Jan-25", "2025-01-12"),
            ("12 Sept 2025", "2025-09-12"),
            ("April 3, 2025", "2025-04-03"),
            ("April 3rd 2025", "2025-04-03"),
            ("March 2025", "2025-03-01"),
            ("Mar-25", "2025-03-01"),
            ("reviewed 03/04/2025 by phone", "2025-04-03"),
        ] {
            assert_eq!(shown(raw).as_deref(), Some(want), "{raw}");
        }
    }

    #[test]
    fn what_is_no_certain_day_is_none() {
        for raw in [
            "",
            "n/a",
            "2024",
            "31/02/2025",
            "13/13/2025",
            "soon",
            "last spring",
            "0",
            "12",
            "99999999",
            "room 12 25",
            "123456",
        ] {
            assert_eq!(shown(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_sheet_may_count_otherwise() {
        let style = DateStyle {
            day_first: false,
            since_1904: true,
        };
        for (raw, want) in [
            ("44288", "2025-04-03"),
            ("04/03/2025", "2025-04-03"),
            ("13/04/2025", "2025-04-13"),
        ] {
            assert_eq!(
                read(raw, style).map(|d| d.to_string()).as_deref(),
                Some(want),
                "{raw}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_cell_is_read_and_its_date_is_read_again(raw in "(\\PC|[0-9/. -]|jan |March ){0,20}") {
            if let Some(date) = read(&raw, DateStyle::default()) {
                prop_assert_eq!(shown(&date.to_string()), Some(date.to_string()));
            }
        }
    }
}
