//! Days and instants.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::Outcome;
use crate::oruk::issue;

/// Ways to write a day, the UK's order first. The month-first one can only match where
/// the UK's order cannot, because its second number is above 12.
const WAYS: [&str; 9] = [
    // Before the long form, which would take 26 for the year 26.
    "%d/%m/%y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y",
    "%m/%d/%Y",
];

/// RFC 3339 in UTC with milliseconds, as `last_modified` is written.
pub(crate) fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Reads a day, with or without a time after it; the answer is `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<String> {
    let date = stamped_day(text)
        .or_else(|| text.parse::<DateTime>().ok().map(DateTime::date))
        .or_else(|| written_day(text))
        .or_else(|| written_day(before_time(text)?))?;
    // Years outside these are fillers such as 0001-01-01.
    (1900..=2200)
        .contains(&date.year())
        .then(|| date.to_string())
}

/// Reads an instant; without a zone it is taken for UTC, a day alone for its midnight.
pub(super) fn moment(text: &str) -> Outcome {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Outcome::Fine(Value::String(instant(at)));
    }
    let start_of_day = || day(text)?.parse::<DateTime>().ok();
    let civil = text.parse::<DateTime>().ok().or_else(start_of_day);
    match civil.and_then(|civil| TimeZone::UTC.to_timestamp(civil).ok()) {
        Some(at) => Outcome::Mended(Value::String(instant(at)), issue::INSTANT_REWRITTEN),
        None => Outcome::Bad(issue::INSTANT_INVALID),
    }
}

/// The London day of a text with a zone: software that writes midnight of a summer day
/// in UTC names the day before.
fn stamped_day(text: &str) -> Option<Date> {
    let at = text.parse::<Timestamp>().ok()?;
    // The rule in force since 1996, spelled out so that no time zone files are needed.
    let london = TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0").ok()?;
    Some(at.to_zoned(london).date())
}

fn written_day(text: &str) -> Option<Date> {
    WAYS.iter().find_map(|way| Date::strptime(way, text).ok())
}

/// What stands before a time of day: `01/05/2026` of `01/05/2026 10:00`.
fn before_time(text: &str) -> Option<&str> {
    let (day, rest) = text.rsplit_once([' ', 'T'])?;
    rest.contains(':').then(|| day.trim_end_matches(','))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-05-01", Some("2026-05-01"))]
    #[case("01/05/2026", Some("2026-05-01"))]
    #[case("1/5/2026", Some("2026-05-01"))]
    #[case("1/5/26", Some("2026-05-01"))]
    #[case("1.5.2026", Some("2026-05-01"))]
    #[case("05/13/2026", Some("2026-05-13"))]
    #[case("20260501", Some("2026-05-01"))]
    #[case("1 May 2026", Some("2026-05-01"))]
    #[case("2026-05-01T00:00:00", Some("2026-05-01"))]
    #[case("2026-05-01 10:30", Some("2026-05-01"))]
    #[case("01/05/2026 10:30:00", Some("2026-05-01"))]
    #[case("2026-04-30T23:00:00Z", Some("2026-05-01"))]
    #[case("2026-01-31T23:00:00Z", Some("2026-01-31"))]
    #[case("31/02/2026", None)]
    #[case("0001-01-01T00:00:00Z", None)]
    #[case("last spring", None)]
    fn a_day_is_read_in_many_ways(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(day(text).as_deref(), want);
    }

    #[rstest]
    #[case("2026-03-01T09:30:00Z", Some("2026-03-01T09:30:00.000Z"))]
    #[case("2026-03-01T09:30:00.123456+01:00", Some("2026-03-01T08:30:00.123Z"))]
    #[case("2026-03-01T09:30:00", Some("2026-03-01T09:30:00.000Z"))]
    #[case("2026-03-01", Some("2026-03-01T00:00:00.000Z"))]
    #[case("01/03/2026", Some("2026-03-01T00:00:00.000Z"))]
    #[case("yesterday", None)]
    fn an_instant_is_written_in_utc_with_milliseconds(
        #[case] text: &str,
        #[case] want: Option<&str>,
    ) {
        let got = match moment(text) {
            Outcome::Fine(Value::String(text)) | Outcome::Mended(Value::String(text), _) => {
                Some(text)
            }
            _ => None,
        };
        assert_eq!(got.as_deref(), want);
    }
}
