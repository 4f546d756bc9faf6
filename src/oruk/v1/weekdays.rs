//! How a feed numbers the days of the week: version 1.0 asks for a number and does not say which.

use serde::Deserialize;

/// The day that 1 stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum Weekdays {
    /// 1 is Monday and 7 is Sunday, as in ISO 8601; 0 is Sunday too.
    #[default]
    #[serde(rename = "monday-1")]
    Monday1,
    /// 0 is Monday and 6 is Sunday.
    #[serde(rename = "monday-0")]
    Monday0,
    /// 1 is Sunday and 7 is Saturday.
    #[serde(rename = "sunday-1")]
    Sunday1,
}

/// Sunday first.
const CODES: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

impl Weekdays {
    /// The word in `config.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Monday1 => "monday-1",
            Self::Monday0 => "monday-0",
            Self::Sunday1 => "sunday-1",
        }
    }

    /// iCal's code of the day with that number; `None` for a number that no day has.
    pub(super) fn code(self, number: u64) -> Option<&'static str> {
        let (least, most, sunday) = match self {
            Self::Monday1 => (0, 7, 0),
            Self::Monday0 => (0, 6, 6),
            Self::Sunday1 => (1, 7, 1),
        };
        let after_sunday = (number + 7).checked_sub(sunday)? % 7;
        let code = CODES.get(usize::try_from(after_sunday).ok()?).copied();
        code.filter(|_| (least..=most).contains(&number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_number_the_week_has_its_days() {
        let week = |weekdays: Weekdays| -> Vec<String> {
            let code = |number| weekdays.code(number).unwrap_or("-").to_owned();
            (0..9).map(code).collect()
        };
        for (weekdays, want) in [
            (Weekdays::Monday1, "SU MO TU WE TH FR SA SU -"),
            (Weekdays::Monday0, "MO TU WE TH FR SA SU - -"),
            (Weekdays::Sunday1, "- SU MO TU WE TH FR SA -"),
        ] {
            assert_eq!(week(weekdays).join(" "), want, "{}", weekdays.as_str());
        }
        assert_eq!(Weekdays::Monday1.code(u64::MAX - 7), None);
    }
}
