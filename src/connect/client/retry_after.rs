//! `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3).

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// Whole seconds to wait from `now` on, rounded up; a date that has passed is 0, and what is neither
/// seconds nor a date is nothing.
pub(super) fn seconds(header: &str, now: Timestamp) -> Option<u64> {
    /// Dates come with the day's name, which a careless server gets wrong.
    static DATES: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit mean longer than anybody waits.
        return Some(header.parse().unwrap_or(u64::MAX));
    }
    let until = DATES.parse_timestamp(header).ok()?;
    let ms = until.as_millisecond().saturating_sub(now.as_millisecond());
    Some(u64::try_from(ms).unwrap_or(0).div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_the_rest_is_not() {
        let now: Timestamp = "2026-03-04T10:00:00.250Z".parse().unwrap();
        for (header, want) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Wed, 04 Mar 2026 10:00:30 GMT", Some(30)),
            ("Mon, 04 Mar 2026 10:00:30 GMT", Some(30)),
            ("Wed, 04 Mar 2026 09:00:00 GMT", Some(0)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(seconds(header, now), want, "{header:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_header_makes_reading_panic(header: String, at in -1_000_000_i64..4_000_000_000) {
            let now = Timestamp::from_second(at).unwrap();
            let _ = seconds(&header, now);
            let date = jiff::fmt::rfc2822::DateTimePrinter::new()
                .timestamp_to_rfc9110_string(&now)
                .unwrap();
            proptest::prop_assert_eq!(seconds(&date, now), Some(0));
        }
    }
}
