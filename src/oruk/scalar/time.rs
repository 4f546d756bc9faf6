//! Times of day.

/// Reads a time of day; the answer is `HH:MM`, or `HH:MM:SS` where the feed gave seconds.
///
/// A zone is dropped: opening hours recur, so an offset would be wrong for half the year.
pub(super) fn wall_time(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "noon" | "midday" | "12 noon" => return Some("12:00".to_owned()),
        "midnight" | "12 midnight" => return Some("00:00".to_owned()),
        _ => {}
    }
    let lower = after_date(&lower);
    let (digits, half) = half_of_day(without_zone(lower));
    let parts = parts_of(digits)?;
    let hour = hour_of(parts.hour, half)?;
    match (hour, parts.minute, parts.second) {
        // The end of the day: 00:00 would sort before every opening time.
        (24, 0, None | Some(0)) => Some("23:59".to_owned()),
        (0..=23, minute @ 0..=59, None) => Some(format!("{hour:02}:{minute:02}")),
        (0..=23, minute @ 0..=59, Some(second @ 0..=59)) => {
            Some(format!("{hour:02}:{minute:02}:{second:02}"))
        }
        _ => None,
    }
}

struct Parts {
    hour: u32,
    minute: u32,
    second: Option<u32>,
}

/// `9:00`, `9.30`, `09:30:00.000`, `0930`, `930`, `9`.
fn parts_of(text: &str) -> Option<Parts> {
    let parts: Vec<&str> = text.split([':', '.']).collect();
    if parts
        .iter()
        .any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    match parts.as_slice() {
        [one] if one.len() <= 2 => Some(Parts {
            hour: number(one)?,
            minute: 0,
            second: None,
        }),
        [one] if one.len() <= 4 => {
            let (hour, minute) = one.split_at(one.len() - 2);
            Some(Parts {
                hour: number(hour)?,
                minute: number(minute)?,
                second: None,
            })
        }
        [hour, minute] if minute.len() == 2 => Some(Parts {
            hour: number(hour)?,
            minute: number(minute)?,
            second: None,
        }),
        // A fourth part is a fraction of a second.
        [hour, minute, second, ..] if parts.len() <= 4 => Some(Parts {
            hour: number(hour)?,
            minute: number(minute)?,
            second: number(second),
        }),
        _ => None,
    }
}

fn hour_of(hour: u32, half: Option<char>) -> Option<u32> {
    match (half, hour) {
        (None, _) => Some(hour),
        (Some('a'), 12) => Some(0),
        (Some('p'), 1..=11) => Some(hour + 12),
        (Some(_), 1..=12) => Some(hour),
        _ => None,
    }
}

/// Splits `am`, `a.m.` or `pm` off.
fn half_of_day(text: &str) -> (&str, Option<char>) {
    for (ending, half) in [
        ("am", 'a'),
        ("a.m.", 'a'),
        ("a.m", 'a'),
        ("pm", 'p'),
        ("p.m.", 'p'),
        ("p.m", 'p'),
    ] {
        if let Some(rest) = text.strip_suffix(ending) {
            return (rest.trim_end(), Some(half));
        }
    }
    (text, None)
}

/// The time of `2026-05-01t10:00:00`.
fn after_date(text: &str) -> &str {
    match text.split_once(['t', ' ']) {
        Some((day, time)) if day.len() == 10 && time.contains(':') => time,
        _ => text,
    }
}

/// Without a zone that the UK uses; any other offset is rather the end of a range.
fn without_zone(text: &str) -> &str {
    ["z", "+00:00", "+01:00", "+0000", "+0100", "-00:00"]
        .iter()
        .find_map(|zone| text.strip_suffix(zone))
        .unwrap_or(text)
        .trim_end()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("09:00", Some("09:00"))]
    #[case("09:00:30", Some("09:00:30"))]
    #[case("9:00", Some("09:00"))]
    #[case("0930", Some("09:30"))]
    #[case("930", Some("09:30"))]
    #[case("9", Some("09:00"))]
    #[case("10am", Some("10:00"))]
    #[case("10 AM", Some("10:00"))]
    #[case("9.30pm", Some("21:30"))]
    #[case("9.30 p.m.", Some("21:30"))]
    #[case("12am", Some("00:00"))]
    #[case("12pm", Some("12:00"))]
    #[case("12:30pm", Some("12:30"))]
    #[case("noon", Some("12:00"))]
    #[case("24:00", Some("23:59"))]
    #[case("10:00:00Z", Some("10:00:00"))]
    #[case("10:00+01:00", Some("10:00"))]
    #[case("10:00:00.000Z", Some("10:00:00"))]
    #[case("2026-05-01T10:00:00Z", Some("10:00:00"))]
    #[case("25:00", None)]
    #[case("10:75", None)]
    #[case("13pm", None)]
    #[case("9am-5pm", None)]
    #[case("09:00-12:00", None)]
    #[case("all day", None)]
    #[case("-", None)]
    #[case("é", None)]
    fn a_time_is_read_in_many_ways(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(wall_time(text).as_deref(), want);
    }
}
