//! Confirmed within three months, as the standard wants it.

use jiff::{Timestamp, ToSpan, civil::Date};

use crate::domain::uk_day;
use crate::oruk::Service;

/// Whether somebody who knows confirmed the service in the last three months.
pub(super) fn is_recent(service: &Service, now: Timestamp) -> bool {
    let date: Option<Date> = service
        .assured_date
        .as_deref()
        .and_then(|text| text.parse().ok());
    let today = uk_day(now);
    date.is_some_and(|date| date <= today && date >= today.saturating_sub(3.months()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_months_are_counted_to_the_day() {
        let now = "2026-05-31T12:00:00Z".parse().unwrap();
        for (date, want) in [
            (Some("2026-05-31"), true),
            (Some("2026-02-28"), true),
            (Some("2026-02-27"), false),
            (Some("2026-06-01"), false),
            (None, false),
        ] {
            let service = Service {
                assured_date: date.map(str::to_owned),
                ..Service::default()
            };
            assert_eq!(is_recent(&service, now), want, "{date:?}");
        }
    }
}
