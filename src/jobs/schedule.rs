//! When a job is due: five-field cron lines read as Europe/London wall time.
//!
//! Slots are wall-clock times, walked as such and never mapped to instants: a slot
//! is due once the clock on the wall has passed it. A slot inside the hour that is skipped
//! in spring is due when the wall clock has jumped over it; a slot inside the hour that
//! comes twice in autumn is done already when the hour comes again. No run is skipped
//! or doubled.

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use jiff::civil;
use jiff::tz::TimeZone;

/// A cron line of five fields: minute, hour, day of month, month, day of week.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// One schedule, or two when both kinds of day are given: cron means either.
    lines: Vec<cron::Schedule>,
}

/// A cron line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a schedule: write five fields, for example \"15 3 * * *\" for 03:15 every day"
)]
pub struct ScheduleError(String);

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ScheduleError(text.to_owned());
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields[..] else {
            return Err(wrong());
        };
        let weekday = named_weekdays(weekday).ok_or_else(wrong)?;
        let line = |day: &str, weekday: &str| {
            cron::Schedule::from_str(&format!("0 {minute} {hour} {day} {month} {weekday}"))
                .map_err(|_| wrong())
        };
        let lines = if day != "*" && weekday != "*" {
            vec![line(day, "*")?, line("*", &weekday)?]
        } else {
            vec![line(day, &weekday)?]
        };
        Ok(Self { lines })
    }
}

impl Schedule {
    /// The first slot after a wall-clock time; `None` when there is none for a century.
    pub fn next_after(&self, wall: civil::DateTime) -> Option<civil::DateTime> {
        let wall = pretend_utc(wall)?;
        let next = self
            .lines
            .iter()
            .filter_map(|line| line.after(&wall).next())
            .min()?;
        from_pretended(next)
    }

    /// The newest slot that is due: after `done`, not after `wall`. Slots that were missed
    /// while nothing ran are one run, not many.
    pub fn due(&self, done: civil::DateTime, wall: civil::DateTime) -> Option<civil::DateTime> {
        let mut due = self.next_after(done).filter(|slot| *slot <= wall)?;
        // A slot a minute for a year is the most there can be in between; a day back is
        // enough to find the newest one of anything more frequent than daily.
        let near = wall.checked_sub(jiff::Span::new().days(1)).unwrap_or(done);
        if let Some(slot) = self
            .next_after(near)
            .filter(|slot| *slot > due && *slot <= wall)
        {
            due = slot;
        }
        while let Some(slot) = self.next_after(due).filter(|slot| *slot <= wall) {
            due = slot;
        }
        Some(due)
    }
}

/// What the clock on the wall shows in London.
pub fn london(at: jiff::Timestamp) -> civil::DateTime {
    // The zone is bundled; were it not, UTC is at most an hour off.
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).datetime()
}

/// `cron` counts Sunday as 1 where five-field lines count it as 0 or 7: names mean the same to both.
fn named_weekdays(field: &str) -> Option<String> {
    const NAMES: [&str; 8] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
    let mut out = String::with_capacity(field.len() * 3);
    let mut rest = field;
    // A number after '/' is a step, not a day.
    let mut is_step = false;
    while let Some(first) = rest.chars().next() {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        if digits == 0 {
            is_step = first == '/';
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let number: usize = rest[..digits].parse().ok()?;
        if is_step {
            out.push_str(&rest[..digits]);
        } else {
            out.push_str(NAMES.get(number)?);
        }
        rest = &rest[digits..];
    }
    Some(out)
}

/// The wall-clock time as if it were UTC, so that `cron` walks the wall.
fn pretend_utc(wall: civil::DateTime) -> Option<DateTime<Utc>> {
    let date = NaiveDate::from_ymd_opt(
        i32::from(wall.year()),
        u32::try_from(wall.month()).ok()?,
        u32::try_from(wall.day()).ok()?,
    )?;
    let time = date.and_hms_opt(
        u32::try_from(wall.hour()).ok()?,
        u32::try_from(wall.minute()).ok()?,
        u32::try_from(wall.second()).ok()?,
    )?;
    Some(time.and_utc())
}

fn from_pretended(at: DateTime<Utc>) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(at.year()).ok()?,
        i8::try_from(at.month()).ok()?,
        i8::try_from(at.day()).ok()?,
        i8::try_from(at.hour()).ok()?,
        i8::try_from(at.minute()).ok()?,
        0,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> civil::DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn five_field_lines_mean_what_cron_says() {
        // 2026-11-21 is a Saturday.
        for (line, after, next) in [
            ("15 3 * * *", "2026-11-21T03:14", "2026-11-21T03:15"),
            ("15 3 * * *", "2026-11-21T03:15", "2026-11-22T03:15"),
            ("*/20 * * * *", "2026-11-21T03:50", "2026-11-21T04:00"),
            ("0 6 * * 0", "2026-11-21T07:00", "2026-11-22T06:00"),
            ("0 6 * * 7", "2026-11-21T07:00", "2026-11-22T06:00"),
            ("0 6 * * 1", "2026-11-21T07:00", "2026-11-23T06:00"),
            ("0 6 * * 1-5", "2026-11-21T07:00", "2026-11-23T06:00"),
            ("0 6 * * MON", "2026-11-21T07:00", "2026-11-23T06:00"),
            ("0 6 1 * *", "2026-11-21T07:00", "2026-12-01T06:00"),
            // Both kinds of day: either will do.
            ("0 6 1 * 3", "2026-11-21T07:00", "2026-11-25T06:00"),
        ] {
            let schedule: Schedule = line.parse().unwrap();
            assert_eq!(
                schedule.next_after(at(after)),
                Some(at(next)),
                "{line} after {after}"
            );
        }
    }

    #[test]
    fn lines_that_are_none_are_refused() {
        for bad in [
            "",
            "* * * *",
            "61 * * * *",
            "0 0 * * 8",
            "0 0 12 * * *",
            "daily",
        ] {
            assert!(bad.parse::<Schedule>().is_err(), "{bad}");
        }
    }

    #[test]
    fn missed_slots_are_one_run_and_a_done_slot_is_none() {
        let hourly: Schedule = "30 * * * *".parse().unwrap();
        let due = |done, wall| hourly.due(at(done), at(wall));
        assert_eq!(
            due("2026-11-01T03:30", "2026-11-21T09:10"),
            Some(at("2026-11-21T08:30"))
        );
        assert_eq!(due("2026-11-21T08:30", "2026-11-21T09:10"), None);
        assert_eq!(
            due("2026-11-21T08:30", "2026-11-21T09:30"),
            Some(at("2026-11-21T09:30"))
        );
    }

    #[test]
    fn a_change_of_the_clocks_neither_skips_nor_repeats_a_run() {
        let night: Schedule = "30 1 * * *".parse().unwrap();
        for (first, days) in [("2026-03-28T12:00:00Z", 2), ("2026-10-24T12:00:00Z", 2)] {
            let mut now: jiff::Timestamp = first.parse().unwrap();
            let mut done = london(now);
            let mut runs = 0;
            for _ in 0..(days * 24 * 60) {
                now += jiff::SignedDuration::from_mins(1);
                if let Some(slot) = night.due(done, london(now)) {
                    done = slot;
                    runs += 1;
                }
            }
            assert_eq!(runs, days, "from {first}");
        }
    }
}
