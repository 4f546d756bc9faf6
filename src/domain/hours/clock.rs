//! Times of day: what is written -> minutes after midnight.

use std::sync::LazyLock;

use regex::Regex;

use super::clock_time;
use crate::domain::pattern;

const HOUR: u16 = 60;
const NOON: u16 = 12 * HOUR;
const DAY: u16 = 24 * HOUR;

/// A half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Before noon.
    Morning,
    /// From noon on.
    Later,
}

/// A time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Minutes after midnight by the figures alone.
    minutes: u16,
    /// The half, when the figures are followed by one.
    half: Option<Half>,
    /// Whether nothing is left to decide: `14:00`, `09:30`, noon.
    whole: bool,
    /// Whether it can be nothing but a time: it has minutes, a half, or a name.
    pub(super) is_plain: bool,
}

static TIME: LazyLock<Regex> = pattern!(
    r"(?i)^(\d{1,2})(?:\s?[:.h]\s?(\d{2})(?::\d{2})?)?\s*(a\.?\s?m\.?|p\.?\s?m\.?|a|p)?\s*(?:hrs?|hours?|h)?\.?$"
);
static RUN_ON: LazyLock<Regex> =
    pattern!(r"(?i)^(\d{1,2})(\d{2})\s*(a\.?m\.?|p\.?m\.?|hrs?|hours?|h)?\.?$");

/// Noon.
pub(super) const AT_NOON: Written = Written {
    minutes: NOON,
    half: Some(Half::Later),
    whole: true,
    is_plain: true,
};

/// Midnight, as the end of a day.
pub(super) const AT_MIDNIGHT: Written = Written {
    minutes: 0,
    half: None,
    whole: true,
    is_plain: true,
};

/// Reads what the lexer took for a time.
pub(super) fn written(text: &str) -> Option<Written> {
    let text = text.trim();
    let (found, run_on) = match TIME.captures(text) {
        Some(found) => (found, false),
        None => (RUN_ON.captures(text)?, true),
    };
    let hour_text = &found[1];
    let minute: u16 = found.get(2).map_or(Some(0), |m| m.as_str().parse().ok())?;
    let hour: u16 = hour_text.parse().ok()?;
    let suffix = found
        .get(3)
        .and_then(|suffix| suffix.as_str().bytes().next());
    let half = match suffix.map(|byte| byte.to_ascii_lowercase()) {
        Some(b'a') => Some(Half::Morning),
        Some(b'p') => Some(Half::Later),
        _ => None,
    };
    // 1066 and 2024 are years; doors open at full five minutes.
    let is_year = run_on && !minute.is_multiple_of(5);
    let fits = minute < 60 && hour < 24 && (half.is_none() || hour >= 1) && !is_year;
    fits.then(|| Written {
        minutes: hour * HOUR + minute,
        half: half.filter(|_| hour <= 12),
        whole: hour > 12 || hour == 0 || half.is_none() && hour_text.starts_with('0'),
        is_plain: half.is_some()
            || if run_on {
                suffix.is_some()
            } else {
                found.get(2).is_some()
            },
    })
}

impl Written {
    /// The moment in a half of the day.
    fn in_half(self, half: Half) -> u16 {
        let clock = self.minutes % NOON;
        match half {
            Half::Morning => clock,
            Half::Later => clock + NOON,
        }
    }

    /// The moment, where it is certain.
    fn certain(self) -> Option<u16> {
        if self.whole {
            return Some(self.minutes);
        }
        self.half.map(|half| self.in_half(half))
    }

    /// The first moment after another one that has these figures.
    fn after(self, start: u16) -> u16 {
        let halves = [Half::Morning, Half::Later].map(|half| self.in_half(half));
        let later = halves.into_iter().find(|moment| *moment > start);
        later.unwrap_or(halves[0])
    }
}

/// Start and end of a span. `said` is the half that the words around it name.
pub(super) fn span(start: Written, end: Written, said: Option<Half>) -> (u16, u16) {
    match (start.certain(), end.certain()) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, end.after(from)),
        (None, Some(to)) => (before(start, to), to),
        (None, None) => {
            let from = alone(start, Some(end), said);
            (from, end.after(from))
        }
    }
}

/// One time without an end.
pub(super) fn single(time: Written, said: Option<Half>) -> u16 {
    time.certain().unwrap_or_else(|| alone(time, None, said))
}

/// The last moment before the end that has these figures: "7-9pm" begins at 19:00,
/// "10-12pm" and "9-5pm" in the morning.
fn before(start: Written, end: u16) -> u16 {
    let end = if end == 0 { DAY } else { end };
    let later = start.in_half(Half::Later);
    if later < end {
        later
    } else {
        start.in_half(Half::Morning)
    }
}

/// A start that does not say its half. Nobody meets at 2 at night: hours up to 6 are in the
/// afternoon, 8 to 11 in the morning, and at 7 a club begins its evening, unless it stays open
/// until the afternoon.
fn alone(start: Written, end: Option<Written>, said: Option<Half>) -> u16 {
    let hour = start.minutes / HOUR;
    let ends_by_noon = end.is_none_or(|end| (start.minutes..NOON).contains(&end.minutes));
    let half = match (hour, said) {
        (12, _) => Half::Later,
        (_, Some(half)) => half,
        (0..=6, None) => Half::Later,
        (7, None) if ends_by_noon => Half::Later,
        _ => Half::Morning,
    };
    start.in_half(half)
}

/// Reads one time that stands alone, `HH:MM`; a spreadsheet program's part of a day too.
pub fn one(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "noon" | "midday" | "12 noon" | "12noon" => return Some(clock_time(NOON)),
        "midnight" => return Some(clock_time(0)),
        _ => {}
    }
    if let Ok(part) = text.parse::<f64>()
        && part > 0.0
        && part < 1.0
    {
        return part_of_day(part);
    }
    let bare = lower.trim_start_matches("from ").trim_start_matches("at ");
    written(bare).map(|time| clock_time(single(time, None)))
}

/// `0.4375` is 10:30.
fn part_of_day(part: f64) -> Option<String> {
    let minutes = (part * f64::from(DAY)).round();
    (0..DAY).find(|m| f64::from(*m) == minutes).map(clock_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_find_their_half_of_the_day() {
        for (from, to, want) in [
            ("10", "12.30", "10:00-12:30"),
            ("9", "5", "09:00-17:00"),
            ("9", "5pm", "09:00-17:00"),
            ("9am", "5", "09:00-17:00"),
            ("2", "4", "14:00-16:00"),
            ("7.30", "9", "19:30-21:00"),
            ("7", "9pm", "19:00-21:00"),
            ("7am", "9", "07:00-09:00"),
            ("7", "3", "07:00-15:00"),
            ("10", "12pm", "10:00-12:00"),
            ("11", "1pm", "11:00-13:00"),
            ("12", "2", "12:00-14:00"),
            ("12", "2pm", "12:00-14:00"),
            ("12am", "6am", "00:00-06:00"),
            ("8", "6", "08:00-18:00"),
            ("09:00", "17:00", "09:00-17:00"),
            ("09.00", "1.00", "09:00-13:00"),
            ("10:00", "2:00", "10:00-14:00"),
            ("1400", "1600", "14:00-16:00"),
            ("0930", "1230", "09:30-12:30"),
            ("930am", "11.30am", "09:30-11:30"),
            ("10:00:00", "12:00:00", "10:00-12:00"),
            ("02:00pm", "04:00pm", "14:00-16:00"),
            ("10pm", "2", "22:00-02:00"),
            ("10", "12", "10:00-12:00"),
            ("6", "8", "18:00-20:00"),
        ] {
            let (start, end) = span(written(from).unwrap(), written(to).unwrap(), None);
            assert_eq!(
                format!("{}-{}", clock_time(start), clock_time(end)),
                want,
                "{from}-{to}"
            );
        }
    }

    #[test]
    fn a_cell_of_one_time_is_read() {
        for (raw, want) in [
            ("10:00", Some("10:00")),
            ("10am", Some("10:00")),
            ("2pm", Some("14:00")),
            ("2", Some("14:00")),
            ("9", Some("09:00")),
            ("12", Some("12:00")),
            ("noon", Some("12:00")),
            ("0.4375", Some("10:30")),
            ("14:00:00", Some("14:00")),
            ("25:00", None),
            ("late", None),
            ("2024", None),
            ("", None),
        ] {
            assert_eq!(one(raw).as_deref(), want, "{raw}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_cell_is_read_and_its_time_is_read_again(raw in "(\\PC|[0-9:.apm]){0,8}") {
            if let Some(time) = one(&raw) {
                proptest::prop_assert_eq!(one(&time), Some(time));
            }
        }
    }
}
