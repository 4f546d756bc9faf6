//! From which day to which an entry of a timetable holds.
//!
//! `valid_from` and `valid_to` bound it, and so do the first and the last event: `dtstart`,
//! `until`, and `count` events from the first on.

use jiff::civil::Date;

use crate::oruk::Schedule;

/// The day on which an entry begins to hold and the first event has been.
pub(super) fn first(schedule: &Schedule) -> Option<Date> {
    date(&schedule.valid_from).max(date(&schedule.dtstart))
}

/// The day on which it ends to hold, or the last event is.
pub(super) fn last(schedule: &Schedule) -> Option<Date> {
    let ends = [
        date(&schedule.valid_to),
        date(&schedule.until),
        last_counted(schedule),
    ];
    ends.into_iter().flatten().min()
}

/// By which day the stated number of events has been for certain.
fn last_counted(schedule: &Schedule) -> Option<Date> {
    const MOST: f64 = 10_000.0;
    let (round, rest) = match schedule.freq.as_deref()? {
        "MONTHLY" => (31.0, 31.0),
        _ => (7.0, 6.0),
    };
    let count = schedule.count.filter(|count| (1.0..MOST).contains(count))?;
    let listed = schedule.byday.as_deref().or(schedule.bymonthday.as_deref());
    let in_a_round = listed.map_or(1, |days| days.split(',').count()) as f64;
    let interval = schedule.interval.unwrap_or(1.0).clamp(1.0, 100.0);
    let rounds = ((count / in_a_round).ceil() - 1.0) * interval;
    let days = jiff::Span::new()
        .try_days((rounds * round + rest) as i64)
        .ok()?;
    date(&schedule.dtstart)?.checked_add(days).ok()
}

/// `YYYY-MM-DD`, with whatever follows.
pub(super) fn date(text: &Option<String>) -> Option<Date> {
    text.as_deref()?.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_and_the_last_day_come_from_whatever_states_them() {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        for (more, first, last) in [
            (json!({}), None, None),
            (
                json!({"valid_from": "2026-01-05", "valid_to": "2026-03-30"}),
                day("2026-01-05"),
                day("2026-03-30"),
            ),
            (
                json!({"dtstart": "2026-01-05", "until": "2026-02-02T10:00:00"}),
                day("2026-01-05"),
                day("2026-02-02"),
            ),
            (
                json!({"valid_from": "2026-01-01", "dtstart": "2026-01-05"}),
                day("2026-01-05"),
                None,
            ),
            (
                json!({"valid_to": "2026-03-30", "until": "2026-02-02"}),
                None,
                day("2026-02-02"),
            ),
            (
                json!({"dtstart": "2026-01-05", "count": 6}),
                day("2026-01-05"),
                day("2026-02-15"),
            ),
            (
                json!({"dtstart": "2026-01-05", "count": 6, "byday": "MO,WE,FR"}),
                day("2026-01-05"),
                day("2026-01-18"),
            ),
            (
                json!({"dtstart": "2026-01-05", "count": 3, "interval": 2}),
                day("2026-01-05"),
                day("2026-02-08"),
            ),
            (
                json!({"dtstart": "2026-01-05", "count": 1e300}),
                day("2026-01-05"),
                None,
            ),
            (json!({"valid_to": "soon", "until": "ééééé"}), None, None),
        ] {
            let mut weekly = json!({"freq": "WEEKLY", "byday": "MO"});
            let more = more.as_object().unwrap().clone();
            weekly.as_object_mut().unwrap().extend(more);
            let schedule: Schedule = serde_json::from_value(weekly).unwrap();
            let found = (super::first(&schedule), super::last(&schedule));
            assert_eq!(found, (first, last), "{schedule:?}");
        }
    }
}
