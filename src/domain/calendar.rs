//! Days as people in the United Kingdom name them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// `21 November 2026`.
pub fn day_in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The day that it is in the United Kingdom at an instant.
pub fn uk_day(at: Timestamp) -> Date {
    // The time zone database is compiled in: London is always there.
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_united_kingdom() {
        for (at, want) in [
            ("2026-11-21T12:00:00Z", "21 November 2026"),
            ("2026-06-30T23:30:00Z", "1 July 2026"),
            ("2026-12-31T23:30:00Z", "31 December 2026"),
        ] {
            assert_eq!(day_in_words(uk_day(at.parse().unwrap())), want);
        }
    }
}
